"""``hall-app devices read`` where something else than the reader is wrong: one object, a remedy, exit 3, no identity."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.security import AuditEntry
from devices.emulators.cards import EmulatedCard
from devices.emulators.reader import EmulatedReader
from hall_app.__main__ import main
from hall_app.installation import open_installation
from tests.devices.cards import RESIDENT

ROOT = Path(__file__).parents[3]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """An installation that stands."""
    folder = tmp_path / "hall"
    open_installation(folder).open_hall().close()
    return folder


def read(base: Path, port: str, *more: str) -> tuple[int, list[str]]:
    """The exit code and the lines of standard output, with a card on the reader."""
    command = [sys.executable, "-m", "hall_app", "--base-dir", str(base), *more]
    done = subprocess.run(
        [*command, "devices", "read", "--port", port, "--timeout", "5"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=90, check=False,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode().splitlines()


def refused(base: Path, *more: str) -> dict[str, Any]:
    """The object of a reading that had to be refused although a good card lies there."""
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(RESIDENT))
        code, lines = read(base, reader.port, *more)
    assert code == 3, lines
    assert len(lines) == 1
    assert RESIDENT.name not in lines[0]
    assert RESIDENT.id_number not in lines[0]
    found = json.loads(lines[0])
    assert found["fault"]
    assert found["message"]
    assert found["remedy"]
    return found


def newer(base: Path) -> None:
    store = open_installation(base).open_hall()
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()


def damaged(base: Path) -> None:
    (base / "hall.db").write_bytes(os.urandom(8192))
    for name in ("hall.db-wal", "hall.db-shm"):
        (base / name).unlink(missing_ok=True)


def gone(base: Path) -> None:
    (base / "hall.db").unlink()


def another_key(base: Path) -> None:
    (base / "hall.key").write_text("ab" * 32, "ascii")


def open_key(base: Path) -> None:
    (base / "hall.key").chmod(0o644)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (newer, "database_too_new"),
        (damaged, "database_broken"),
        (gone, "installation"),
        (another_key, "installation"),
        (open_key, "installation"),
    ],
)
def test_a_database_that_cannot_keep_the_audit(base: Path, spoil: Callable[[Path], None], fault: str) -> None:
    spoil(base)
    assert refused(base)["fault"] == fault


def test_a_locked_database(base: Path) -> None:
    store = open_installation(base).open_hall()
    with store.writing() as session:
        session.execute(text("CREATE TABLE held (id INTEGER)"))
        assert refused(base)["fault"] == "database_locked"
    store.close()


def test_a_full_disk(base: Path) -> None:
    # No file may grow: what SQLite and the system say then is a full disk's.
    script = 'ulimit -f 0; exec "$@"'
    with EmulatedReader() as reader:
        reader.lay(EmulatedCard.of(RESIDENT))
        done = subprocess.run(
            ["bash", "-c", script, "bash", sys.executable, "-m", "hall_app", "--base-dir", str(base),
             "devices", "read", "--port", reader.port, "--timeout", "5"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=90, check=False,
        )  # fmt: skip
    assert done.returncode == 3, done.stderr
    found = json.loads(done.stdout)
    assert found["fault"] in {"database_disk_full", "database_closed_file"}
    assert found["remedy"]
    assert "name" not in found


def test_a_server_that_is_not_there(base: Path) -> None:
    found = refused(base, "--set", f"database.url=postgresql+psycopg://nobody@/none?host={base}")
    assert found["fault"] == "database_unreachable"


@pytest.mark.parametrize("words", ["photo.rows=sideways", "no.such=1", "photo.timeout_s=soon"])
def test_a_setting_that_cannot_be_read(base: Path, words: str) -> None:
    assert refused(base, "--set", words)["fault"] == "setting"


def test_a_file_where_the_installation_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "below")["fault"] == "installation"


def test_a_fault_of_the_reader_is_audited_too(base: Path) -> None:
    code, lines = read(base, str(base / "no-port"))
    assert (code, json.loads(lines[0])["fault"]) == (3, "port_missing")
    store = open_installation(base).open_hall()
    with store.reading() as session:
        deeds = session.query(AuditEntry).filter_by(action="device.read").all()
        assert [(deed.success, deed.detail["fault"]) for deed in deeds] == [(False, "port_missing")]
    store.close()


@pytest.mark.parametrize(
    "words", [("--port", "a", "--reader", "b"), (), ("--port", "x", "--timeout", "soon")]
)
def test_a_mistyped_command_prints_nothing_on_standard_output(
    base: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--base-dir", str(base), "devices", "read", *words])
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""
