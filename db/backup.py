"""Copies of an embedded database made while it is used, their check, and what a restored database must change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.base import new_id
from db.engine import file_url, open_engine
from db.errors import StoreError, StoreFault
from db.exchange import OutboxRow
from db.exchange_queries import put_installation_value
from db.numbering import COUNTERS
from db.places import NumberSequence
from db.session import fault_of, is_sqlite

FEED_EPOCH = "feed_epoch"


def copy_database(engine: Engine, target: Path) -> None:
    """A whole copy of an embedded database under the same key, while others read and write. Raises StoreError.

    ``target`` must not exist.
    """
    try:
        with engine.connect() as connection:
            # The driver's own connection: SQLAlchemy would begin a transaction, in which this cannot run.
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM INTO ?", (str(target),))
    except DBAPIError as error:
        raise StoreError(fault_of(error) or StoreFault.BROKEN, type(error.orig).__name__) from error
    except engine.dialect.dbapi.Error as error:  # type: ignore[union-attr]
        fault = fault_of(error) or StoreFault.BROKEN
        if fault is StoreFault.CLOSED_FILE:
            fault = StoreFault.DISK_FULL  # it is the target that cannot be made
        raise StoreError(fault, type(error).__name__) from error


def problems_of(path: Path, key_hex: str) -> list[str]:
    """What is wrong with a database file, page by page; empty when it is whole. Raises StoreError for a wrong key."""
    engine = open_engine(file_url(path), key_hex)
    try:
        with engine.connect() as connection:
            found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA cipher_integrity_check")]
            checked = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return found + [one for one in checked if one != "ok"] + [f"{row[0]} {row[1]}" for row in broken]
    except DBAPIError as error:
        raise StoreError(fault_of(error) or StoreFault.BROKEN, type(error.orig).__name__) from error
    finally:
        engine.dispose()


def move_on(session: Session, numbers: int, outbox: int) -> None:
    """After a restore: nothing given out since the back-up may be given out again.

    Every number sequence goes on by ``numbers``, the outbox by ``outbox`` rows (the upstream would take a used number for
    a row it has), and the feed gets a new epoch, so that its readers load anew.
    """
    drawn = func.substr(NumberSequence.name, 1, len(COUNTERS)) != COUNTERS
    session.execute(update(NumberSequence).where(drawn).values(last=NumberSequence.last + numbers))
    if is_sqlite(session):
        last = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"))
        if last is None:
            last = session.scalar(select(func.max(OutboxRow.seq))) or 0
            session.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', 0)"))
        session.execute(
            text("UPDATE sqlite_sequence SET seq = :seq WHERE name = 'outbox'").bindparams(seq=last + outbox)
        )
    else:
        last = session.scalar(text("SELECT last_value FROM outbox_seq_seq")) or 0
        session.execute(text("SELECT setval('outbox_seq_seq', :seq)").bindparams(seq=int(last) + outbox))
    put_installation_value(session, FEED_EPOCH, str(new_id()))
