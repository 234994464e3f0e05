"""Bulk loading of library tables: same text rows for both engines, indexes dropped before and made after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, Table, delete, func, select
from sqlalchemy.orm import Session

from db.base import Base
from db.engine import writing_engine
from db.exchange import InstallationRow
from db.libraries import (
    Building,
    Kinship,
    LegalPerson,
    LegalPersonRole,
    Person,
    PersonFact,
    Residence,
    Room,
)
from db.places import Hall
from db.session import Store, told_apart

LIBRARY_TABLES: tuple[str, ...] = (
    "building",
    "room",
    "person",
    "residence",
    "kinship",
    "person_fact",
    "legal_person",
    "legal_person_role",
)
"""The tables a population fills, in the order their keys allow."""
Row = Sequence[str | int | None]


class BulkLoad:
    """One transaction that fills library tables of one database as fast as it can; a context manager.

    Rows are text and whole numbers: ids as 32 hex digits, dates ISO, JSON as text, flags 0 and 1. Secondary
    indexes are dropped at the start where the tables are empty and made again at the end.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stack = ExitStack()
        self._connection: Connection | None = None
        self._dropped: list[Index] = []

    def __enter__(self) -> BulkLoad:
        self._connection = self._stack.enter_context(writing_engine(self._store.engine).begin())
        self._sqlite = self._connection.dialect.name == "sqlite"
        self._drop_indexes(self._connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._connection is not None:
            for index in self._dropped:
                index.create(self._connection)
            if not self._sqlite:
                self._connection.exec_driver_sql("ANALYZE")
        self._stack.__exit__(kind, error, trace)

    def write(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Append rows to a table."""
        assert self._connection is not None
        driver: Any = self._connection.connection.driver_connection
        names = ", ".join(columns)
        if self._sqlite:
            places = ", ".join("?" * len(columns))
            driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
            return
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write("".join(map(_copy_line, rows)))

    def _drop_indexes(self, connection: Connection) -> None:
        for name in LIBRARY_TABLES:
            table = Base.metadata.tables[name]
            if connection.execute(select(table).limit(1)).first() is not None:
                continue
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                index.drop(connection)
                self._dropped.append(index)


def _copy_line(row: Row) -> str:
    return "\t".join(map(_copy_cell, row)) + "\n"


def _copy_cell(value: str | int | None) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.replace("\\", "\\\\") if "\\" in value else value
    return str(value)


@contextmanager
def bulk_loads(stores: Iterable[Store]) -> Iterator[list[BulkLoad]]:
    """A load of each database, first one first; all are committed or none that comes after a failure."""
    with told_apart(), ExitStack() as stack:
        yield [stack.enter_context(BulkLoad(store)) for store in stores]


# -- the practice flag and the story's rows -------------------------------------------------------
def installation_value(session: Session, name: str) -> str | None:
    """A fact of this installation."""
    row = session.get(InstallationRow, name)
    return row.value if row else None


def set_installation_value(session: Session, name: str, value: str) -> None:
    """Set a fact of this installation."""
    session.merge(InstallationRow(name=name, value=value))
    session.flush()


def holds_real_data(session: Session) -> bool:
    """Whether the database has a hall or people that are not practice."""
    real_hall = session.scalars(select(Hall.id).where(Hall.practice.is_(False)).limit(1)).first()
    real_person = session.scalars(select(Person.id).where(Person.practice.is_(False)).limit(1)).first()
    return real_hall is not None or real_person is not None


def count_people(session: Session) -> int:
    """How many people the population library has."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


def remove_people(
    session: Session, person_ids: Sequence[UUID], firm_ids: Sequence[UUID], rooms: Sequence[str]
) -> None:
    """Take out people with all that hangs on them, firms and rooms, to be written anew."""
    _remove(session, PersonFact.__table__, PersonFact.person_id, person_ids)
    _remove(session, Kinship.__table__, Kinship.person_id, person_ids)
    _remove(session, Kinship.__table__, Kinship.relative_id, person_ids)
    _remove(session, Residence.__table__, Residence.person_id, person_ids)
    _remove(session, LegalPersonRole.__table__, LegalPersonRole.person_id, person_ids)
    _remove(session, Person.__table__, Person.id, person_ids)
    _remove(session, LegalPerson.__table__, LegalPerson.id, firm_ids)
    _remove(session, Room.__table__, Room.code, rooms)
    _remove(session, Building.__table__, Building.code, [room[:19] for room in rooms])


def _remove(session: Session, table: Any, column: Any, keys: Sequence[Any]) -> None:
    assert isinstance(table, Table)
    session.execute(delete(table).where(column.in_(list(keys))))


def building_lines(store: Store) -> list[tuple[str, str, int]]:
    """Code, address and floors of every building, by code."""
    with store.reading() as session:
        found = session.execute(
            select(Building.code, Building.address, Building.floors).order_by(Building.code)
        )
        return [(code, address, floors or 1) for code, address, floors in found]
