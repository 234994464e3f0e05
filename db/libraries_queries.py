"""Queries of the libraries: a person's file, search as one types, traces and proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, insert, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.cases import Case
from db.difference_queries import UNSETTLED
from db.items import Item
from db.libraries import (
    Building,
    CorrectionProposal,
    Kinship,
    LegalPerson,
    LegalPersonRole,
    LibraryAccess,
    Person,
    PersonFact,
    PrivacyNotice,
    Residence,
    Room,
)
from db.session import is_sqlite

LAST_CHARACTER = "\U0010ffff"
"""Closes the half-open range of a prefix: no name has anything behind it."""
RECENT_CASES = 12


@dataclass(frozen=True, slots=True, repr=False)
class HomeRow:
    """Where a person lives, with the building's grid."""

    room: Room
    building: Building
    residence: Residence


@dataclass(frozen=True, slots=True, repr=False)
class RelativeRow:
    """A relative and the relation."""

    kinship: Kinship
    person: Person


@dataclass(frozen=True, slots=True, repr=False)
class FirmRow:
    """A firm and the role in it."""

    role: str
    firm: LegalPerson


@dataclass(frozen=True, slots=True, repr=False)
class CaseRow:
    """A case of the person in brief; ``item_name`` is the item's short name."""

    case_id: UUID
    case_number: str
    item_name: str
    state: str
    received_at: datetime
    decided_at: datetime | None
    due_on: date | None
    due_provisional: bool
    promised_days: int
    correction_due_on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class PersonRows:
    """All the libraries hold of a person, as rows."""

    person: Person
    facts: Sequence[PersonFact]
    home: HomeRow | None
    relatives: Sequence[RelativeRow]
    relative_facts: Sequence[PersonFact]
    firms: Sequence[FirmRow]
    cases: Sequence[CaseRow]


def find_person(session: Session, id_number: str) -> Person | None:
    """The person with an identity number."""
    return session.scalars(select(Person).where(Person.id_number == id_number)).one_or_none()


def read_person(session: Session, person_id: UUID, with_cases: bool = True) -> PersonRows | None:
    """Everything of a person, in a handful of indexed queries."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    relatives = [
        RelativeRow(kinship, relative)
        for kinship, relative in session.execute(
            select(Kinship, Person)
            .join(Person, Person.id == Kinship.relative_id)
            .where(Kinship.person_id == person_id)
            .order_by(Kinship.relation, Person.birth_date)
        )
    ]
    facts = session.scalars(
        select(PersonFact)
        .where(PersonFact.person_id.in_([person_id, *(row.person.id for row in relatives)]))
        .order_by(PersonFact.recorded_on.desc(), PersonFact.id.desc())
    ).all()
    return PersonRows(
        person=person,
        facts=[fact for fact in facts if fact.person_id == person_id],
        home=_read_home(session, person_id),
        relatives=relatives,
        relative_facts=[fact for fact in facts if fact.person_id != person_id],
        firms=_read_firms(session, person_id),
        cases=_read_cases(session, person) if with_cases else (),
    )


def _read_home(session: Session, person_id: UUID) -> HomeRow | None:
    found = session.execute(
        select(Room, Building, Residence)
        .join(Residence, Residence.room_code == Room.code)
        .join(Building, Building.code == Room.building_code)
        .where(Residence.person_id == person_id, Residence.until.is_(None))
        .order_by(Residence.since.desc())
        .limit(1)
    ).first()
    return HomeRow(found[0], found[1], found[2]) if found else None


def _read_firms(session: Session, person_id: UUID) -> list[FirmRow]:
    found = session.execute(
        select(LegalPersonRole.role, LegalPerson)
        .join(LegalPerson, LegalPerson.id == LegalPersonRole.legal_person_id)
        .where(LegalPersonRole.person_id == person_id)
        .order_by(LegalPerson.name)
    )
    return [FirmRow(role, firm) for role, firm in found]


def _read_cases(session: Session, person: Person) -> list[CaseRow]:
    found = session.execute(
        select(
            Case.id,
            Case.case_number,
            Item.name,
            Item.elements,
            Case.state,
            Case.received_at,
            Case.decided_at,
            Case.due_on,
            Case.due_provisional,
            Case.promised_days,
            Case.correction_due_on,
        )
        .join(Item, Item.id == Case.item_id)
        .where(Case.applicant_id_number == person.id_number)
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(RECENT_CASES)
    )
    return [CaseRow(row[0], row[1], str(row[3].get("short_name") or row[2]), *row[4:]) for row in found.all()]


# -- search ---------------------------------------------------------------------------------------
SEARCH_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {
    "id_number": Person.id_number,
    "phone_reversed": Person.phone_reversed,
    "name": Person.name,
    "given": Person.given,
    "pinyin": Person.pinyin,
    "pinyin_alt": Person.pinyin_alt,
    "initials": Person.initials,
    "initials_alt": Person.initials_alt,
}


@dataclass(frozen=True, slots=True, repr=False)
class FoundPerson:
    """What a list of found people shows."""

    id: UUID
    name: str
    id_number: str
    phone: str | None
    registered_address: str


@cache
def prefix_range(column: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """People whose column lies from ``low`` to below ``high``: a half-open range that a plain index serves and orders.

    Never LIKE: under row-level security it becomes a full scan, and SQLite's does not use the index. Made once a
    column: a key of a search has no time to build four of them.
    """
    # The table's own columns: mapping rows to objects takes as long again as finding them.
    table = Person.__table__.c
    searched = table[column.key]
    return (
        select(table.id, table.name, table.id_number, table.phone, table.registered_address)
        .where(searched >= bindparam("low"), searched < bindparam("high"))
        .order_by(searched)
        .limit(bindparam("most", type_=Integer))
    )


def search_people(session: Session, scans: Sequence[tuple[str, str]], limit: int) -> list[FoundPerson]:
    """People found by (column, prefix) scans, the scans' order first, each once."""
    found: dict[UUID, FoundPerson] = {}
    connection = session.connection()
    for column, prefix in scans:
        wanted = {"low": prefix, "high": prefix + LAST_CHARACTER, "most": limit - len(found)}
        for row in connection.execute(prefix_range(SEARCH_COLUMNS[column]), wanted):
            found.setdefault(row[0], FoundPerson(*row))
        if len(found) >= limit:
            break
    return list(found.values())


def search_firms(session: Session, column: str, prefix: str, limit: int) -> Sequence[LegalPerson]:
    """Firms whose ``uscc``, ``name`` or ``initials`` begins with ``prefix``."""
    key = {"uscc": LegalPerson.uscc, "name": LegalPerson.name, "initials": LegalPerson.initials}[column]
    return session.scalars(
        select(LegalPerson).where(key >= prefix, key < prefix + LAST_CHARACTER).order_by(key).limit(limit)
    ).all()


# -- traces and proposals -------------------------------------------------------------------------
def trace_access(session: Session, **values: Any) -> None:
    """Add a row of :class:`LibraryAccess` without making an object of it."""
    session.connection().execute(insert(LibraryAccess.__table__), values)  # type: ignore[arg-type]


def last_notice(session: Session, id_number: str) -> PrivacyNotice | None:
    """When the person was last shown the privacy notice."""
    return session.get(PrivacyNotice, id_number)


def hold_proposals(session: Session, id_number: str) -> None:
    """Let one transaction at a time look for proposals on a person and file its own (SQLite has one writer anyway)."""
    if not is_sqlite(session):
        key = int.from_bytes(sha256(f"proposals {id_number}".encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def open_proposal(session: Session, id_number: str, fact: str) -> CorrectionProposal | None:
    """A proposal nobody has settled on the same fact of the same number, so that none is filed twice."""
    return session.scalars(
        select(CorrectionProposal).where(
            CorrectionProposal.id_number == id_number,
            CorrectionProposal.fact == fact,
            CorrectionProposal.state.in_(UNSETTLED),
        )
    ).first()


def accesses_of(session: Session, person_id: UUID) -> Sequence[LibraryAccess]:
    """Who looked at a person's data, newest first."""
    return session.scalars(
        select(LibraryAccess)
        .where(LibraryAccess.person_id == person_id)
        .order_by(LibraryAccess.at.desc(), LibraryAccess.id.desc())
    ).all()


def known_ids(session: Session, id_numbers: Sequence[str]) -> set[str]:
    """Which of the numbers the population library has."""
    return set(
        session.scalars(select(Person.id_number).where(or_(*[Person.id_number == n for n in id_numbers])))
    )
