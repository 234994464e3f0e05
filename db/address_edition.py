"""Which import of the address library is in force, and the driver's faults while it is read without the ORM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.addresses import AddressEdition
from db.errors import StoreError, StoreFault
from db.session import Store, fault_of


def newest_edition(session: Session) -> str:
    """A text that changes with every import; empty when nothing was imported."""
    query = select(AddressEdition).order_by(AddressEdition.id.desc()).limit(1)
    found = session.scalars(query).one_or_none()
    return f"{found.id}/{found.imported_on}/{found.buildings}/{found.rooms}" if found else ""


@contextmanager
def reading_directly(store: Store) -> Iterator[None]:
    """Around reads that go to the driver itself. Raises StoreError."""
    driver = store.engine.dialect.dbapi
    assert driver is not None
    try:
        yield
    except driver.Error as error:
        found = fault_of(DBAPIError(None, None, error))
        raise StoreError(found or StoreFault.UNREACHABLE, type(error).__name__) from error
