"""Session scope: one transaction, one thread, one use case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as Session
from sqlalchemy.orm.exc import StaleDataError

from db.engine import writing_engine
from db.errors import StoreError, StoreFault, VersionConflict

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
    ("readonly database", StoreFault.READ_ONLY),
    ("read-only", StoreFault.READ_ONLY),
    ("interrupted", StoreFault.INTERRUPTED),
    ("permission denied", StoreFault.NO_RIGHT),
    ("unable to open", StoreFault.UNREACHABLE),
    ("connection", StoreFault.UNREACHABLE),
    ("server closed", StoreFault.UNREACHABLE),
    ("terminating", StoreFault.UNREACHABLE),
)

# PostgreSQL's own code, whatever the words: a missing right, a row another policy keeps, a table that is not ours.
_INSUFFICIENT_PRIVILEGE = "42501"


def fault_of(error: DBAPIError) -> StoreFault | None:
    """Tell an outside cause (disk, lock, key, line, rights) from an error of ours, which gives None."""
    if getattr(error.orig, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
        return StoreFault.NO_RIGHT
    text = str(error.orig).lower()
    return next((fault for sign, fault in _SIGNS if sign in text), None)


class Store:
    """A database with its two ways in: :meth:`reading` and :meth:`writing`.

    Sessions stay in the thread that opened them and never span a person's thinking time.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = writing_engine(engine)

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
    def writing(self) -> Iterator[Session]:
        """A session committed on leaving, rolled back on any exception. Raises StoreError, VersionConflict."""
        with self._translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            fault = fault_of(error)
            if fault is None:
                raise
            raise StoreError(fault, type(error.orig).__name__) from error
        except StaleDataError as error:
            raise VersionConflict(str(error)) from error


def is_sqlite(session: Session) -> bool:
    """Whether the session speaks to SQLite, where row locks do not exist and one writer is the rule."""
    return session.get_bind().dialect.name == "sqlite"
