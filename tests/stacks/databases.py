"""Both databases for the same tests: SQLCipher files and databases of a throwaway PostgreSQL cluster."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from db.engine import open_engine
from db.migration import upgrade
from db.session import Store

TEST_KEY = "5a" * 32


def _postgresql_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
    return found[-1]


class PostgresCluster:
    """A cluster of its own on a Unix socket, gone with the test session. Runs as ``postgres`` when we are root."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.bin = _postgresql_bin()
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name

    def start(self) -> None:
        """Make and start the cluster, and a template database with the newest schema."""
        if os.getuid() == 0:
            shutil.chown(self.folder, self.user)
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-A",
            "trust",
            "-U",
            self.user,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"
        self._run(
            "pg_ctl", "-D", str(self.data), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )
        self.execute("CREATE DATABASE hall_template")
        engine = open_engine(self.url("hall_template"))
        upgrade(engine)
        engine.dispose()

    def stop(self) -> None:
        """Stop the cluster at once."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def new_database(self) -> URL:
        """A fresh database with the newest schema; returns its URL."""
        name = f"t{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE hall_template")
        return self.url(name)

    def drop(self, url: URL) -> None:
        """Drop a database made by :meth:`new_database`, whoever is still connected."""
        self.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def dump(self, database: str) -> Path:
        """A dump of a database by pg_dump, as the operators' page says it."""
        path = self.folder / f"{database}.dump"
        self._run(
            "pg_dump", "-h", str(self.folder), "-Fc", "--no-acl", "--no-owner", "-f", str(path), database
        )
        return path

    def restore(self, path: Path) -> URL:
        """A fresh database from a dump by pg_restore."""
        name = f"r{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        self._run(
            "pg_restore",
            "-h",
            str(self.folder),
            "--no-acl",
            "--no-owner",
            "--exit-on-error",
            "-d",
            name,
            str(path),
        )
        return self.url(name)

    def drop_roles(self, prefix: str) -> None:
        """Drop the roles of a database that is gone."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            query = text("SELECT rolname FROM pg_roles WHERE starts_with(rolname, :prefix) ORDER BY 1")
            for (role,) in connection.execute(query, {"prefix": prefix}).all():
                connection.execute(text(f'DROP ROLE "{role}"'))
        engine.dispose()

    def url(self, database: str, user: str | None = None) -> URL:
        """The URL of a database of this cluster."""
        return URL.create(
            "postgresql+psycopg",
            username=user or self.user,
            database=database,
            query={"host": str(self.folder)},
        )

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction in the maintenance database."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", self.user, "--", *command]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresCluster]:
    """The session's PostgreSQL cluster."""
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    cluster = PostgresCluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = open_engine(f"sqlite:///{path}", TEST_KEY)
    upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """A fresh encrypted SQLite database."""
    path = tmp_path / "hall.db"
    shutil.copy(sqlite_template, path)
    store = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres: PostgresCluster) -> Iterator[Store]:
    """A fresh PostgreSQL database."""
    url = postgres.new_database()
    store = Store(open_engine(url))
    yield store
    store.close()
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest) -> Store:
    """A fresh database of either kind: the test runs once on each."""
    return request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_store")
