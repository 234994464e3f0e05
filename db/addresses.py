"""Standard addresses: names, places, buildings, rooms, aliases and old codes.

A *place* is one estate, village or numbered door (street, community, road, number, area); buildings hang
on it, rooms on buildings. Rooms also travel packed, a layout for each arrangement of rooms, so that reading
a building costs one indexed row: the layouts are derived from ``address_room`` and rebuilt with it.
Validity in time, status and source stand on every entry; a code that is no longer valid stays, and
``address_old_code`` says what it became.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key

VALID = "valid"


class AddressName(Base):
    """A name of a street, community, road or area with its readings for search by pinyin and initials."""

    __tablename__ = "address_name"
    __table_args__ = (UniqueConstraint("element", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    element: Mapped[str]
    text: Mapped[Key]
    pinyin: Mapped[Key] = mapped_column(index=True)
    initials: Mapped[Key] = mapped_column(index=True)


class AddressPlace(Base):
    """An estate, village or numbered door: the five elements above a building."""

    __tablename__ = "address_place"
    __table_args__ = (
        UniqueConstraint("street", "community", "road", "roadno", "area"),
        Index(None, "road", "roadno"),
        Index(None, "area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    street: Mapped[Key]
    community: Mapped[Key]
    road: Mapped[Key]
    roadno: Mapped[Key]
    area: Mapped[Key]
    buildings: Mapped[int] = mapped_column(default=0)


class AddressLayout(Base):
    """An arrangement of rooms shared by buildings: a line of units, then lines of unit, floor, door and code ending."""

    __tablename__ = "address_layout"

    id: Mapped[int] = mapped_column(primary_key=True)
    rooms: Mapped[str]


class AddressBuilding(Base):
    """A building (19 digits) on its place; ``lane`` only in villages, ``label`` empty where it stands alone."""

    __tablename__ = "address_building"

    code: Mapped[Key] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("address_place.id"), index=True)
    lane: Mapped[str]
    label: Mapped[str]
    layout_id: Mapped[int] = mapped_column(ForeignKey("address_layout.id"))
    status: Mapped[str] = mapped_column(default=VALID, server_default=VALID)
    source: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class AddressRoom(Base):
    """A room (25 digits); its source is the building's where it has none of its own.

    No foreign key on ``building_code``: a million look-ups would double the import, which checks it itself.
    """

    __tablename__ = "address_room"
    __table_args__: Any = {"sqlite_with_rowid": False}

    code: Mapped[Key] = mapped_column(primary_key=True)
    building_code: Mapped[Key] = mapped_column(index=True)
    unit: Mapped[str]
    floor: Mapped[str]
    house: Mapped[str]
    status: Mapped[str] = mapped_column(default=VALID, server_default=VALID)
    source: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class AddressAlias(Base):
    """Another name of an element; ``street`` places a community, ``community`` an area."""

    __tablename__ = "address_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    element: Mapped[str]
    alias: Mapped[Key] = mapped_column(index=True)
    name: Mapped[Key] = mapped_column(index=True)
    kind: Mapped[str]
    street: Mapped[str | None]
    community: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=VALID, server_default=VALID)
    source: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class AddressOldCode(Base):
    """What a code that is no longer valid became; one row for each successor."""

    __tablename__ = "address_old_code"

    old_code: Mapped[Key] = mapped_column(primary_key=True)
    code: Mapped[Key] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[date | None]


class AddressEdition(Base):
    """An import: what was read, when, and how much; the newest is the one in force."""

    __tablename__ = "address_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    imported_on: Mapped[date]
    buildings: Mapped[int]
    rooms: Mapped[int]


TABLES = (
    AddressName,
    AddressPlace,
    AddressLayout,
    AddressBuilding,
    AddressRoom,
    AddressAlias,
    AddressOldCode,
    AddressEdition,
)
