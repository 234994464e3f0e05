"""The base libraries: people, legal persons, housing, and the dated facts known of a person.

Every fact carries its source system, the source's date and a version; a window never overwrites one,
it files a proposal.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Key


class Person(Base):
    """A natural person (domain base set) with the normalised columns that search runs on.

    ``initials``/``pinyin`` hold the surname's own reading; ``*_alt`` the second reading where there is one.
    """

    __tablename__ = "person"

    id: Mapped[Id]
    id_number: Mapped[Key] = mapped_column(unique=True)
    id_kind: Mapped[str] = mapped_column(default="111")
    name: Mapped[Key] = mapped_column(index=True)
    given: Mapped[Key] = mapped_column(index=True)
    pinyin: Mapped[Key] = mapped_column(index=True)
    initials: Mapped[Key] = mapped_column(index=True)
    pinyin_alt: Mapped[Key | None] = mapped_column(index=True)
    initials_alt: Mapped[Key | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    phone_reversed: Mapped[Key | None] = mapped_column(index=True)
    sex: Mapped[str]
    birth_date: Mapped[date]
    nation: Mapped[str]
    registered_region: Mapped[str]
    registered_address: Mapped[str]
    street_code: Mapped[str | None]
    died_on: Mapped[date | None]
    source: Mapped[str]
    recorded_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    practice: Mapped[bool] = mapped_column(default=False)


class PersonFact(Base):
    """One dated fact of a person from one library, such as ``residence_registration`` or ``lease``.

    ``since``/``until`` bound the fact itself; ``recorded_on`` is the source's date.
    """

    __tablename__ = "person_fact"
    __table_args__ = (Index(None, "person_id", "kind"),)

    id: Mapped[Id]
    person_id: Mapped[UUID]
    kind: Mapped[str]
    value: Mapped[dict[str, Any]]
    since: Mapped[date | None]
    until: Mapped[date | None]
    source: Mapped[str]
    recorded_on: Mapped[date]
    trust: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)


class Kinship(Base):
    """A relation between two people of the population library (GB/T 4761), one row each way."""

    __tablename__ = "kinship"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    relative_id: Mapped[UUID] = mapped_column(primary_key=True)
    relation: Mapped[str]
    lives_together: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str]
    recorded_on: Mapped[date]


class LegalPerson(Base):
    """A legal person or sole trader by its unified social credit code."""

    __tablename__ = "legal_person"

    id: Mapped[Id]
    uscc: Mapped[Key] = mapped_column(unique=True)
    name: Mapped[Key] = mapped_column(index=True)
    initials: Mapped[Key] = mapped_column(index=True)
    kind: Mapped[str]
    status: Mapped[str]
    address: Mapped[str]
    address_code: Mapped[str | None] = mapped_column(index=True)
    registered_on: Mapped[date]
    licence_until: Mapped[date | None]
    last_report_year: Mapped[int | None]
    source: Mapped[str]
    recorded_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    practice: Mapped[bool] = mapped_column(default=False)


class LegalPersonRole(Base):
    """Which person acts for which legal person, and as what."""

    __tablename__ = "legal_person_role"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    legal_person_id: Mapped[UUID] = mapped_column(primary_key=True)
    role: Mapped[str]


class Building(Base):
    """A building by its 19-digit code and its standard address."""

    __tablename__ = "building"

    code: Mapped[Key] = mapped_column(primary_key=True)
    address: Mapped[str]
    street_code: Mapped[str]
    community_code: Mapped[str]
    grid: Mapped[str | None]
    grid_worker: Mapped[str | None]
    estate: Mapped[str | None]
    floors: Mapped[int | None]
    practice: Mapped[bool] = mapped_column(default=False)


class Room(Base):
    """A room by its 25-digit house code (房屋编码)."""

    __tablename__ = "room"

    code: Mapped[Key] = mapped_column(primary_key=True)
    building_code: Mapped[str] = mapped_column(ForeignKey("building.code"), index=True)
    address: Mapped[str]
    house: Mapped[str]
    use: Mapped[str]
    tenure: Mapped[str]
    verified_on: Mapped[date | None]


class Residence(Base):
    """Who lives in which room, since when."""

    __tablename__ = "residence"

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    room_code: Mapped[str] = mapped_column(primary_key=True, index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    tenure: Mapped[str]
    source: Mapped[str]
    recorded_on: Mapped[date]


class CorrectionProposal(Base):
    """What a window learned that a library does not say; a person settles it.

    States: open, ``local`` (the window's value went into the library), ``library`` (the library's stays),
    ``withdrawn`` (the acceptance it was filed with was taken back). Until then a hall whose district is elsewhere may
    have ``asked`` for its value; the district that does not take it says ``refused``, or ``denied`` to a node that may not.
    """

    __tablename__ = "correction_proposal"

    id: Mapped[Id]
    person_id: Mapped[UUID | None]
    id_number: Mapped[str]
    fact: Mapped[str]
    library_value: Mapped[dict[str, Any] | None]
    library_version: Mapped[int | None]
    proposed_value: Mapped[dict[str, Any]]
    reason: Mapped[str]
    case_id: Mapped[UUID | None]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    settled_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


class PrivacyNotice(Base):
    """When a person was last shown the notice of data processing, recorded once a year."""

    __tablename__ = "privacy_notice"

    id_number: Mapped[Key] = mapped_column(primary_key=True)
    shown_at: Mapped[datetime]
    by: Mapped[UUID]


class LibraryAccess(Base):
    """Who looked at whose library data, for which ticket or case, and which sections.

    A search has no person; ``sections`` then holds what kind of text was searched for and how many were shown.
    """

    __tablename__ = "library_access"

    id: Mapped[Id]
    staff_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    ticket_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    purpose: Mapped[str]
    sections: Mapped[list[Any]]
    at: Mapped[datetime]
