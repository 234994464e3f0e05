"""Whose turn it is to keep a shared hall in step: several windows run the worker, one at a time does the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.errors import StoreError, StoreFault
from db.session import Store, fault_of

# "hall" in ASCII; the lock belongs to the database, so halls of one cluster do not meet.
_LOCK = 0x68616C6C


@contextmanager
def turn(store: Store) -> Iterator[bool]:
    """Whether it is this process's turn, until the block is left; always so on an embedded database. Raises StoreError.

    The lock is the session's and in no transaction: nothing stays open while the line is slow, and a window that dies
    gives it back.
    """
    if store.engine.dialect.name == "sqlite":
        yield True
        return
    try:
        connection = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    except DBAPIError as error:
        raise StoreError(fault_of(error) or StoreFault.UNREACHABLE, type(error.orig).__name__) from error
    try:
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_LOCK)))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:key)").bindparams(key=_LOCK))
    except DBAPIError as error:
        raise StoreError(fault_of(error) or StoreFault.UNREACHABLE, type(error.orig).__name__) from error
    finally:
        connection.close()
