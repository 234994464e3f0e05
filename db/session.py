"""Session scope: one transaction, one thread, one use case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError
from sqlcipher3 import dbapi2 as sqlcipher

from db.engine import checkpoint, unhurried_engine, writing_engine
from db.errors import StoreError, StoreFault, VersionConflict
from db.flushing import LateFlush

_SIGNS = (
    ("database is locked", StoreFault.LOCKED),
    ("lock timeout", StoreFault.LOCKED),
    ("deadlock detected", StoreFault.LOCKED),
    ("could not serialize", StoreFault.LOCKED),
    ("disk is full", StoreFault.DISK_FULL),
    ("no space left", StoreFault.DISK_FULL),
    ("could not extend file", StoreFault.DISK_FULL),
    ("disk i/o error", StoreFault.DISK_FULL),
    ("not a database", StoreFault.WRONG_KEY),
    ("malformed", StoreFault.BROKEN),
    ("no such table", StoreFault.BROKEN),
    ("readonly database", StoreFault.READ_ONLY),
    ("read-only", StoreFault.READ_ONLY),
    ("interrupted", StoreFault.INTERRUPTED),
    ("permission denied", StoreFault.NO_RIGHT),
    ("unable to open database file", StoreFault.CLOSED_FILE),
    ("unable to open", StoreFault.UNREACHABLE),
    ("connection", StoreFault.UNREACHABLE),
    ("server closed", StoreFault.UNREACHABLE),
    ("terminating", StoreFault.UNREACHABLE),
)

# The driver comes without types.
_DRIVER_ERROR: type[Exception] = cast("Any", sqlcipher).Error
# PostgreSQL's own code, whatever the words: a missing right, a row another policy keeps, a table that is not ours.
_INSUFFICIENT_PRIVILEGE = "42501"


def fault_of(error: Exception) -> StoreFault | None:
    """Tell an outside cause (disk, lock, key, line, rights) from an error of ours, which gives None."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
        return StoreFault.NO_RIGHT
    text = str(cause).lower()
    return next((fault for sign, fault in _SIGNS if sign in text), None)


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn the outside causes into StoreError, those that a bulk load meets in SQLite's own driver too."""
    try:
        yield
    except (DBAPIError, _DRIVER_ERROR) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(fault, type(cause).__name__) from error


class Store:
    """A database with its two ways in: :meth:`reading` and :meth:`writing`.

    Sessions stay in the thread that opened them and never span a person's thinking time.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = writing_engine(engine)
        self._unhurried = unhurried_engine(engine)
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._flush = LateFlush(Path(path), partial(checkpoint, engine)) if path else None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are discarded. Raises StoreError."""
        with self._translated(), Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                # Detached first: a rollback would expire what the caller still reads.
                session.expunge_all()
                session.rollback()

    @contextmanager
    def writing(self, *, flush_later: bool = False) -> Iterator[Session]:
        """A session committed on leaving, rolled back on any exception. Raises StoreError, VersionConflict.

        ``flush_later`` is for records that must stand before something is shown, when somebody waits for that: on
        SQLite the commit outlives this program at once, and a power cut as soon as the disk has been flushed behind
        it. What the staff saw accepted never goes this way.
        """
        late = self._flush if flush_later and self._flush is not None and not self._flush.failed else None
        engine = self._writing if late is None else self._unhurried
        with self._translated(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
        if late is not None:
            late.ask()

    def close(self) -> None:
        """Flush what was promised, then close every pooled connection."""
        if self._flush is not None:
            self._flush.close()
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with told_apart():
                yield
        except StaleDataError as error:
            raise VersionConflict(str(error)) from error


def is_sqlite(session: Session) -> bool:
    """Whether the session speaks to SQLite, where row locks do not exist and one writer is the rule."""
    return session.get_bind().dialect.name == "sqlite"
