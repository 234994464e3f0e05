"""Keeping the engine's derived rows in step with single changes: places, layouts, names, the edition.

Everything runs in the caller's writing session; nothing is committed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from db.addresses import (
    VALID,
    AddressBuilding,
    AddressEdition,
    AddressLayout,
    AddressName,
    AddressPlace,
    AddressRoom,
)
from db.session import is_sqlite


class RoomRow(NamedTuple):
    """A valid room as the library holds it."""

    unit: str
    floor: str
    house: str
    code: str


def owners_of(session: Session, codes: Iterable[str]) -> list[str]:
    """The buildings that the codes name or belong to, as far as the library holds them, in order."""
    wanted = sorted({code[:19] for code in codes})
    known: list[str] = []
    for at in range(0, len(wanted), 500):
        query = select(AddressBuilding.code).where(AddressBuilding.code.in_(wanted[at : at + 500]))
        known += session.scalars(query)
    rooms = [code for code in codes if len(code) > 19]
    for at in range(0, len(rooms), 500):
        query = select(AddressRoom.building_code).where(AddressRoom.code.in_(rooms[at : at + 500]))
        known += session.scalars(query.distinct())
    return sorted(set(known))


def valid_rooms(session: Session, building: str) -> list[RoomRow]:
    """The valid rooms of a building, by code."""
    query = (
        select(AddressRoom.unit, AddressRoom.floor, AddressRoom.house, AddressRoom.code)
        .where(AddressRoom.building_code == building, AddressRoom.status == VALID)
        .order_by(AddressRoom.code)
    )
    return [RoomRow(*row) for row in session.execute(query)]


def layout_for(session: Session, rooms: str) -> int:
    """The layout that holds exactly these packed rooms; made where there is none."""
    _alone(session)
    known = session.scalar(select(AddressLayout.id).where(AddressLayout.rooms == rooms).limit(1))
    if known is not None:
        return known
    number = (session.scalar(select(func.max(AddressLayout.id))) or 0) + 1
    session.add(AddressLayout(id=number, rooms=rooms))
    session.flush()
    return number


def place_for(session: Session, street: str, community: str, road: str, roadno: str, area: str) -> int:
    """The place with these five elements; made where there is none."""
    _alone(session)
    wanted = {"street": street, "community": community, "road": road, "roadno": roadno, "area": area}
    known = session.scalar(select(AddressPlace.id).filter_by(**wanted))
    if known is not None:
        return known
    number = (session.scalar(select(func.max(AddressPlace.id))) or 0) + 1
    session.add(AddressPlace(id=number, buildings=0, **wanted))
    session.flush()
    return number


def unread_names(session: Session, place_ids: Iterable[int]) -> list[tuple[str, str]]:
    """Element and text of the names of these places that have no readings yet."""
    wanted: dict[tuple[str, str], None] = {}
    for place in session.scalars(select(AddressPlace).where(AddressPlace.id.in_(list(place_ids)))):
        for element in ("street", "community", "road", "area"):
            if name := getattr(place, element):
                wanted[(element, name)] = None
    return [
        key
        for key in wanted
        if session.scalar(select(AddressName.id).filter_by(element=key[0], text=key[1])) is None
    ]


def add_name(session: Session, element: str, name: str, pinyin: str, initials: str) -> None:
    """Add a name with its readings."""
    number = (session.scalar(select(func.max(AddressName.id))) or 0) + 1
    session.add(AddressName(id=number, element=element, text=name, pinyin=pinyin, initials=initials))
    session.flush()


def set_layout(session: Session, building: str, layout_id: int) -> int:
    """Hang a building on a layout; returns its place."""
    row = session.execute(
        update(AddressBuilding)
        .where(AddressBuilding.code == building)
        .values(layout_id=layout_id)
        .returning(AddressBuilding.place_id)
    ).one()
    return row[0]


def recount(session: Session, place_ids: Iterable[int]) -> None:
    """Count the valid buildings of each place again."""
    for place_id in place_ids:
        count = session.scalar(
            select(func.count())
            .select_from(AddressBuilding)
            .where(AddressBuilding.place_id == place_id, AddressBuilding.status == VALID)
        )
        session.execute(update(AddressPlace).where(AddressPlace.id == place_id).values(buildings=count))


def drop_idle_layouts(session: Session, ids: Iterable[int]) -> None:
    """Remove those of these layouts that no building uses any more."""
    for number in ids:
        used = session.scalar(
            select(AddressBuilding.code).where(AddressBuilding.layout_id == number).limit(1)
        )
        if used is None:
            session.execute(AddressLayout.__table__.delete().where(AddressLayout.id == number))  # type: ignore[attr-defined]


def layouts_of(session: Session, buildings: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Layout and place of each building."""
    query = select(AddressBuilding.code, AddressBuilding.layout_id, AddressBuilding.place_id)
    return {
        code: (layout, place)
        for code, layout, place in session.execute(query.where(AddressBuilding.code.in_(list(buildings))))
    }


def new_edition(session: Session, source: str, day: date, buildings: int = 0, rooms: int = 0) -> int:
    """Record that the library changed (counts by how much), so that open engines read again; returns its id."""
    last = session.execute(
        select(AddressEdition.buildings, AddressEdition.rooms).order_by(AddressEdition.id.desc()).limit(1)
    ).first()
    made = AddressEdition(
        source=source,
        imported_on=day,
        buildings=(last[0] if last else 0) + buildings,
        rooms=(last[1] if last else 0) + rooms,
    )
    session.add(made)
    session.flush()
    return made.id


def _alone(session: Session) -> None:
    """On PostgreSQL two changes must not number the same row; SQLite has one writer anyway."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(440304)"))
