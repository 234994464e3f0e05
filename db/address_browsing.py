"""Reading the address library for people: its tree level by level, other names, and who is known at a code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.addresses import VALID, AddressAlias, AddressBuilding, AddressOldCode, AddressPlace, AddressRoom
from db.cases import Case
from db.items import Item
from db.libraries import LegalPerson, Person, Residence

LAST = "\U0010ffff"


class PlaceLine(NamedTuple):
    """A place with its buildings counted."""

    id: int
    street: str
    community: str
    road: str
    roadno: str
    area: str
    buildings: int


class RoomLine(NamedTuple):
    """A room of a building."""

    code: str
    unit: str
    floor: str
    house: str


class Occupant(NamedTuple):
    """A person living at a room."""

    person_id: UUID
    name: str
    id_number: str
    room_code: str


class FirmLine(NamedTuple):
    """A firm registered at an address."""

    id: UUID
    name: str
    kind: str
    status: str
    address_code: str


class CaseLine(NamedTuple):
    """A case of somebody at the address."""

    case_number: str
    item_name: str
    state: str
    hall_id: UUID


def streets(session: Session) -> list[tuple[str, int]]:
    """Streets with how many buildings they have."""
    rows = session.execute(
        select(AddressPlace.street, func.sum(AddressPlace.buildings))
        .group_by(AddressPlace.street)
        .order_by(AddressPlace.street)
    )
    return [(street, int(count or 0)) for street, count in rows]


def communities(session: Session, street: str) -> list[tuple[str, int]]:
    """Communities of a street with how many buildings they have."""
    rows = session.execute(
        select(AddressPlace.community, func.sum(AddressPlace.buildings))
        .where(AddressPlace.street == street)
        .group_by(AddressPlace.community)
        .order_by(AddressPlace.community)
    )
    return [(name, int(count or 0)) for name, count in rows]


def places(session: Session, street: str, community: str) -> list[PlaceLine]:
    """The places of a community."""
    rows = session.execute(
        select(
            AddressPlace.id, AddressPlace.street, AddressPlace.community, AddressPlace.road,
            AddressPlace.roadno, AddressPlace.area, AddressPlace.buildings,
        )
        .where(AddressPlace.street == street, AddressPlace.community == community)
        .order_by(AddressPlace.road, AddressPlace.area, AddressPlace.roadno)
    )  # fmt: skip
    return [PlaceLine(*row) for row in rows]


def buildings(session: Session, place_id: int) -> list[tuple[str, str, str]]:
    """Code, lane and label of the valid buildings of a place."""
    rows = session.execute(
        select(AddressBuilding.code, AddressBuilding.lane, AddressBuilding.label)
        .where(AddressBuilding.place_id == place_id, AddressBuilding.status == VALID)
        .order_by(AddressBuilding.code)
    )
    return [(code, lane, label) for code, lane, label in rows]


def rooms(session: Session, building_code: str) -> list[RoomLine]:
    """The valid rooms of a building by code."""
    rows = session.execute(
        select(AddressRoom.code, AddressRoom.unit, AddressRoom.floor, AddressRoom.house)
        .where(AddressRoom.building_code == building_code, AddressRoom.status == VALID)
        .order_by(AddressRoom.code)
    )
    return [RoomLine(*row) for row in rows]


def status_of(session: Session, code: str) -> str | None:
    """Status of a building or room, None where the library does not know the code."""
    table = AddressBuilding if len(code) <= 19 else AddressRoom
    return session.scalar(select(table.status).where(table.code == code))


def aliases_of(session: Session, place: PlaceLine) -> list[tuple[str, str, str, str]]:
    """Element, alias, standard name and kind of the other names of a place's road, area and community."""
    found = session.execute(
        select(AddressAlias.element, AddressAlias.alias, AddressAlias.name, AddressAlias.kind, AddressAlias.community)
        .where(
            AddressAlias.status == VALID,
            or_(
                (AddressAlias.element == "road") & (AddressAlias.name == place.road),
                (AddressAlias.element == "area") & (AddressAlias.name == place.area),
                (AddressAlias.element == "community") & (AddressAlias.name == place.community),
            ),
        )
        .order_by(AddressAlias.element, AddressAlias.alias)
    )  # fmt: skip
    return [
        (element, alias, name, kind)
        for element, alias, name, kind, community in found
        if element != "area" or community in (None, "", place.community)
    ]


def place_of(session: Session, building_code: str) -> PlaceLine | None:
    """The place on which a building stands."""
    row = session.execute(
        select(
            AddressPlace.id, AddressPlace.street, AddressPlace.community, AddressPlace.road,
            AddressPlace.roadno, AddressPlace.area, AddressPlace.buildings,
        )
        .join(AddressBuilding, AddressBuilding.place_id == AddressPlace.id)
        .where(AddressBuilding.code == building_code)
    ).first()  # fmt: skip
    return PlaceLine(*row) if row is not None else None


def old_codes_of(session: Session, code: str) -> list[str]:
    """The codes that this one succeeded."""
    return list(
        session.scalars(
            select(AddressOldCode.old_code)
            .where(AddressOldCode.code == code)
            .order_by(AddressOldCode.old_code)
        )
    )


def occupants(session: Session, code: str, limit: int) -> tuple[int, list[Occupant]]:
    """How many people live at a room, or in a building, and the first of them by room."""
    there = (Residence.room_code >= code, Residence.room_code < code + LAST, Residence.until.is_(None))
    count = session.scalar(select(func.count()).select_from(Residence).where(*there)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Person.id_number, Residence.room_code)
        .join(Person, Person.id == Residence.person_id)
        .where(*there)
        .order_by(Residence.room_code, Person.id)
        .limit(limit)
    )
    return int(count), [Occupant(*row) for row in rows]


def firms(session: Session, code: str, limit: int) -> tuple[int, list[FirmLine]]:
    """How many firms are registered at a code or below it, and the first of them."""
    there = (LegalPerson.address_code >= code, LegalPerson.address_code < code + LAST)
    count = session.scalar(select(func.count()).select_from(LegalPerson).where(*there)) or 0
    rows = session.execute(
        select(
            LegalPerson.id,
            LegalPerson.name,
            LegalPerson.kind,
            LegalPerson.status,
            LegalPerson.address_code,
        )
        .where(*there)
        .order_by(LegalPerson.address_code, LegalPerson.name)
        .limit(limit)
    )
    return int(count), [FirmLine(row[0], row[1], row[2], row[3], row[4] or "") for row in rows]


def cases_of(
    session: Session, hall_id: UUID, people: Sequence[UUID], firm_ids: Sequence[UUID], limit: int
) -> list[CaseLine]:
    """The newest cases of these people and firms in a hall."""
    if not people and not firm_ids:
        return []
    rows = session.execute(
        select(Case.case_number, Item.name, Case.state, Case.hall_id)
        .join(Item, Item.id == Case.item_id)
        .where(Case.hall_id == hall_id, or_(Case.person_id.in_(people), Case.legal_person_id.in_(firm_ids)))
        .order_by(Case.received_at.desc())
        .limit(limit)
    )
    return [CaseLine(*row) for row in rows]
