"""Bulk loading of the address library, in one transaction: all of the new library, or the old one stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Index, Table, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, DropIndex

from db.address_changes import AddressChange, AddressHistory, AddressTextAlias
from db.address_entries import lock_library
from db.addresses import (
    TABLES,
    AddressAlias,
    AddressBuilding,
    AddressEdition,
    AddressLayout,
    AddressName,
    AddressPlace,
    AddressRoom,
)
from db.base import Base
from db.session import Store, told_apart

COLUMNS: dict[str, tuple[Table, tuple[str, ...]]] = {
    "name": (AddressName.__table__, ("id", "element", "text", "pinyin", "initials")),  # type: ignore[dict-item]
    "place": (
        AddressPlace.__table__,  # type: ignore[dict-item]
        ("id", "street", "community", "road", "roadno", "area", "buildings"),
    ),
    "layout": (AddressLayout.__table__, ("id", "rooms")),  # type: ignore[dict-item]
    "building": (
        AddressBuilding.__table__,  # type: ignore[dict-item]
        ("code", "place_id", "lane", "label", "layout_id", "source", "valid_from"),
    ),
    "room": (AddressRoom.__table__, ("code", "building_code", "unit", "floor", "house")),  # type: ignore[dict-item]
    "alias": (
        AddressAlias.__table__,  # type: ignore[dict-item]
        ("id", "element", "alias", "name", "kind", "street", "community", "source", "valid_from"),
    ),
}
# Sorting a million rooms for a late index would take 75 MB more than keeping it as they come.
_LATE = ("building",)
CACHE_KB = 49_152


def create_tables(engine: Engine) -> None:
    """Make the address tables where migrations have not; does nothing to tables that exist."""
    wanted = (*TABLES, AddressChange, AddressHistory, AddressTextAlias)
    Base.metadata.create_all(engine, tables=[t.__table__ for t in wanted])  # type: ignore[misc]


class Loader:
    """Takes rows of the six kinds in bulk; use through :func:`loading`."""

    def __init__(self, connection: Connection) -> None:
        self.at_last: Callable[[Session], None] | None = None
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()
        self._postgresql = connection.dialect.name == "postgresql"

    def add(self, kind: str, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows in the order of ``COLUMNS[kind]``."""
        table, columns = COLUMNS[kind]
        names = ", ".join(columns)
        if self._postgresql:
            with self._cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            self._cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)

    def layout(self, number: int) -> str:
        """The rooms of a layout that was added before, empty where there is none of that number."""
        table = AddressLayout.__table__
        rows = self._connection.execute(select(table.c.rooms).where(table.c.id == number))
        return str(rows.scalar() or "")

    def finish(self) -> None:
        """All rows are in: later ones are numbered after them."""
        if self._postgresql:
            for kind in ("name", "place", "layout", "alias"):
                table = COLUMNS[kind][0].name
                self._cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                    f" (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
                )


def record_edition(session: Session, source: str, day: date, buildings: int, rooms: int) -> None:
    """The edition that an import makes."""
    session.execute(
        insert(AddressEdition).values(source=source, imported_on=day, buildings=buildings, rooms=rooms)
    )


@contextmanager
def loading(store: Store, at_first: Callable[[Session], None]) -> Iterator[Loader]:
    """Empty the library and fill it again; nothing changes for readers until the block ends well.

    No change is approved meanwhile. ``at_first`` sees the library that stood before; what is given to
    ``Loader.at_last`` is done when all rows and indexes are there.
    """
    with told_apart():
        create_tables(store.engine)
    engine = store.engine.execution_options(write=True)
    with told_apart(), engine.begin() as connection, _wide_cache(connection):
        with _session(connection) as session:
            lock_library(session)
            at_first(session)
        late = [index for kind in _LATE for index in COLUMNS[kind][0].indexes]
        for index in late:
            connection.execute(DropIndex(index, if_exists=True))
        for kind in ("alias", "room", "building", "layout", "place", "name"):
            connection.execute(COLUMNS[kind][0].delete())
        loader = Loader(connection)
        yield loader
        for index in late:
            _create(connection, index)
        if loader.at_last is not None:
            with _session(connection) as session:
                loader.at_last(session)


@contextmanager
def _wide_cache(connection: Connection) -> Iterator[None]:
    """Room for the leaves of both indexes of rooms, which then need no sort of a million keys in memory."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar()
    connection.exec_driver_sql(f"PRAGMA cache_size={-CACHE_KB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={before}")


@contextmanager
def _session(connection: Connection) -> Iterator[Session]:
    """A session inside the transaction of a connection, which alone ends it."""
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        yield session
        session.commit()


def _create(connection: Connection, index: Index) -> None:
    connection.execute(CreateIndex(index, if_not_exists=True))


def newest_edition(store: Store) -> tuple[str, date, int, int] | None:
    """Source, day, buildings and rooms of the library in force, or None before the first import."""
    create_tables(store.engine)
    wanted = select(
        AddressEdition.source, AddressEdition.imported_on, AddressEdition.buildings, AddressEdition.rooms
    )
    with store.reading() as session:
        row = session.execute(wanted.order_by(AddressEdition.id.desc()).limit(1)).first()
    return None if row is None else (row[0], row[1], row[2], row[3])
