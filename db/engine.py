"""Engines: encrypted SQLite through sqlcipher3, or PostgreSQL by URL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

LOCK_WAIT_S = 10
BACKENDS = ("sqlite", "postgresql")
_KEY = re.compile(r"[0-9a-f]{64}\Z")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16384",
    "temp_store=MEMORY",
)


def file_url(path: Path) -> URL:
    """The address of an embedded database; in a text ``%``, ``?`` and ``#`` of its folder would mean something else."""
    return URL.create("sqlite", database=str(path))


def open_engine(url: str | URL, key_hex: str | None = None, lock_wait_s: float = LOCK_WAIT_S) -> Engine:
    """Make the engine for ``url``; connects to nothing yet.

    ``key_hex`` is the raw SQLCipher key, 64 lower-case hex digits; ``None`` opens a plain SQLite file.
    ``lock_wait_s`` is how long a writer waits for another. The key never becomes part of the URL, so that no log shows it. Raises ValueError on a malformed key or address.
    """
    parsed = _url_of(url)
    if parsed.get_backend_name() == "sqlite":
        if key_hex is not None and not _KEY.match(key_hex):
            raise ValueError("a database key has 64 lower-case hex digits")
        return _open_sqlite(parsed, key_hex, lock_wait_s)
    return create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        connect_args={"connect_timeout": 5, "keepalives_idle": 30, "application_name": "hall-app"},
    )


def _url_of(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except ArgumentError as error:
        raise ValueError("no database address") from error
    if parsed.get_backend_name() not in BACKENDS:
        raise ValueError("no database of ours")
    return parsed


def writing_engine(engine: Engine) -> Engine:
    """Return the engine's writing face: on SQLite its transactions begin IMMEDIATE.

    A deferred transaction that reads and then writes loses updates or fails late; see the tests.
    """
    return engine.execution_options(write=True)


def unhurried_engine(engine: Engine) -> Engine:
    """Return the writing face whose commits on SQLite do not wait for the disk; whoever uses it sees to the flush."""
    return engine.execution_options(write=True, flush_later=True)


def checkpoint(engine: Engine) -> None:
    """Move the pages of an SQLite log into the database, as far as nobody reads or writes there just now."""
    pooled = engine.raw_connection()
    try:
        pooled.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        pooled.close()


def _open_sqlite(url: URL, key_hex: str | None, lock_wait_s: float) -> Engine:
    engine = create_engine(
        url,
        module=sqlcipher,
        hide_parameters=True,
        pool_size=8,
        # The connection that was used last has the pages that were read last in its memory, decrypted.
        pool_use_lifo=True,
        connect_args={"isolation_level": None, "timeout": lock_wait_s, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # Key errors would be printed to stderr otherwise; the key precedes whatever touches the file.
        connection.execute("PRAGMA cipher_log_level=NONE")
        if key_hex is not None:
            connection.execute(f"PRAGMA key=\"x'{key_hex}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if not options.get("write"):
            connection.exec_driver_sql("BEGIN")
            return
        # How much a commit waits for the disk cannot change inside its transaction, and stays with the connection.
        mode = "NORMAL" if options.get("flush_later") else "FULL"
        if connection.info.get("synchronous", "FULL") != mode:
            connection.exec_driver_sql(f"PRAGMA synchronous={mode}")
            # Moving the log's pages into the database is work of a commit that somebody waits for less.
            connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint={0 if mode == 'NORMAL' else 1000}")
            connection.info["synchronous"] = mode
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
