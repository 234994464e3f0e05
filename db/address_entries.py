"""Entries of the address library as they stand, and the statements that make, move and end them.

Everything that allots codes or judges paths runs behind :func:`lock_library`: one change at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.orm import Session

from db.address_changes import (
    AddressHistory,
)
from db.addresses import (
    VALID,
    AddressBuilding,
    AddressEdition,
    AddressLayout,
    AddressName,
    AddressOldCode,
    AddressPlace,
    AddressRoom,
)
from db.session import is_sqlite

RETIRED = "retired"
_LIBRARY_LOCK = 0x68616C6C61646472
_CHUNK = 500


class EntryRow(NamedTuple):
    """A building or room with all of its elements."""

    code: str
    place_id: int
    street: str
    community: str
    road: str
    roadno: str
    area: str
    lane: str
    label: str
    unit: str
    floor: str
    house: str
    status: str
    valid_from: date | None
    valid_to: date | None


def lock_library(session: Session) -> None:
    """Let one change at a time through, to the end of the transaction (SQLite has one writer anyway)."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LIBRARY_LOCK})


def chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    """The values in lists short enough for one statement."""
    rest = list(values)
    for start in range(0, len(rest), _CHUNK):
        yield rest[start : start + _CHUNK]


def _buildings() -> Select[*tuple[Any, ...]]:
    b, p = AddressBuilding, AddressPlace
    return select(
        b.code, b.place_id, p.street, p.community, p.road, p.roadno, p.area, b.lane, b.label,
        b.status, b.valid_from, b.valid_to,
    ).join(p, p.id == b.place_id)  # fmt: skip


def _rooms() -> Select[*tuple[Any, ...]]:
    r, b, p = AddressRoom, AddressBuilding, AddressPlace
    return (
        select(
            r.code, b.place_id, p.street, p.community, p.road, p.roadno, p.area, b.lane, b.label,
            r.unit, r.floor, r.house, r.status, r.valid_from, r.valid_to,
        )
        .join(b, b.code == r.building_code)
        .join(p, p.id == b.place_id)
    )  # fmt: skip


def _of_building(row: Any) -> EntryRow:
    return EntryRow._make((*row[:9], "", "", "", *row[9:]))


def entries(session: Session, codes: Iterable[str]) -> dict[str, EntryRow]:
    """The buildings and rooms of these codes, living or not; unknown ones are missing."""
    found: dict[str, EntryRow] = {}
    for part in chunks(dict.fromkeys(codes)):
        for row in session.execute(_buildings().where(AddressBuilding.code.in_(part))):
            found[row[0]] = _of_building(row)
        for row in session.execute(_rooms().where(AddressRoom.code.in_(part))):
            found[row[0]] = EntryRow(*row)
    return found


def rooms_of(session: Session, building_code: str) -> list[EntryRow]:
    """The living rooms of a building, by code."""
    wanted = _rooms().where(AddressRoom.building_code == building_code, AddressRoom.status == VALID)
    return [EntryRow(*row) for row in session.execute(wanted.order_by(AddressRoom.code))]


def building_of(session: Session, room_code: str) -> str | None:
    """The building that a room hangs on."""
    return session.scalar(select(AddressRoom.building_code).where(AddressRoom.code == room_code))


def buildings_of_place(session: Session, place_id: int) -> list[EntryRow]:
    """The living buildings of a place, by code."""
    wanted = _buildings().where(AddressBuilding.place_id == place_id, AddressBuilding.status == VALID)
    return [_of_building(row) for row in session.execute(wanted.order_by(AddressBuilding.code))]


def buildings_named(session: Session, element: str, name: str, community: str, limit: int) -> list[EntryRow]:
    """The living buildings whose street, community, road or area is ``name``."""
    wanted = _buildings().where(getattr(AddressPlace, element) == name, AddressBuilding.status == VALID)
    if community:
        wanted = wanted.where(AddressPlace.community == community)
    rows = session.execute(wanted.order_by(AddressBuilding.code).limit(limit))
    return [_of_building(row) for row in rows]


def building_at(session: Session, place: tuple[str, ...], lane: str, label: str) -> str | None:
    """The living building that stands there."""
    street, community, road, roadno, area = place
    p = AddressPlace
    return session.scalar(
        select(AddressBuilding.code)
        .join(p, p.id == AddressBuilding.place_id)
        .where(
            p.street == street, p.community == community, p.road == road, p.roadno == roadno, p.area == area,
            AddressBuilding.lane == lane, AddressBuilding.label == label, AddressBuilding.status == VALID,
        )
        .order_by(AddressBuilding.code)
        .limit(1)
    )  # fmt: skip


def communities_of_street(session: Session, street: str) -> set[str]:
    """The communities in which the library has places of that street."""
    return set(
        session.scalars(select(AddressPlace.community).where(AddressPlace.street == street).distinct())
    )


def streets_of_community(session: Session, community: str) -> set[str]:
    """The streets of the living places of a community."""
    p = AddressPlace
    return set(session.scalars(select(p.street).where(p.community == community, p.buildings > 0).distinct()))


def place_at(session: Session, place: tuple[str, ...]) -> int | None:
    """The place of these five elements."""
    street, community, road, roadno, area = place
    p = AddressPlace
    return session.scalar(
        select(p.id).where(
            p.street == street, p.community == community, p.road == road, p.roadno == roadno, p.area == area
        )
    )


def name_lives(session: Session, element: str, name: str, community: str = "") -> bool:
    """Whether a living place bears the name."""
    p = AddressPlace
    wanted = select(p.id).where(getattr(p, element) == name, p.buildings > 0)
    if community:
        wanted = wanted.where(p.community == community)
    return session.scalar(wanted.limit(1)) is not None


def code_was_used(session: Session, code: str) -> bool:
    """Whether the code is or ever was one of ours."""
    return (
        session.get(AddressBuilding, code) is not None
        or session.get(AddressRoom, code) is not None
        or session.scalar(select(AddressHistory.id).where(AddressHistory.code == code).limit(1)) is not None
        or session.scalar(select(AddressOldCode.code).where(AddressOldCode.old_code == code).limit(1))
        is not None
    )


def last_code(session: Session, start: str, digits: int) -> str | None:
    """The highest code ever used that begins so, of that many digits."""
    table = AddressRoom if digits > 19 else AddressBuilding
    highest = start + "9" * (digits - len(start))
    tops = [
        session.scalar(select(func.max(table.code)).where(table.code >= start, table.code <= highest)),
        session.scalar(
            select(func.max(AddressHistory.code)).where(
                AddressHistory.code >= start,
                AddressHistory.code <= highest,
                func.length(AddressHistory.code) == digits,
            )
        ),
    ]
    return max((top for top in tops if top), default=None)


def room_at(session: Session, building: str, unit: str, floor: str, house: str) -> str | None:
    """The living room of a building at this unit, floor and door."""
    r = AddressRoom
    return session.scalar(
        select(r.code)
        .where(
            r.building_code == building, r.unit == unit, r.floor == floor, r.house == house, r.status == VALID
        )
        .order_by(r.code)
        .limit(1)
    )  # fmt: skip


def next_id(session: Session, column: Any) -> int:
    """Bulk loads give their own numbers, so the next is one more than the highest."""
    return (session.scalar(select(func.max(column))) or 0) + 1


def ensure_place(session: Session, place: tuple[str, ...]) -> int:
    """The id of the place, made where missing."""
    known = place_at(session, place)
    if known is not None:
        return known
    number = next_id(session, AddressPlace.id)
    street, community, road, roadno, area = place
    session.execute(
        insert(AddressPlace).values(
            id=number, street=street, community=community, road=road, roadno=roadno, area=area, buildings=0
        )
    )
    return number


def missing_names(session: Session, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (element, text) that have no readings yet."""
    return [
        (element, name)
        for element, name in names
        if session.scalar(
            select(AddressName.id).where(AddressName.element == element, AddressName.text == name)
        )
        is None
    ]


def add_name(session: Session, element: str, name: str, pinyin: str, initials: str) -> None:
    """A name with its readings."""
    session.execute(
        insert(AddressName).values(
            id=next_id(session, AddressName.id), element=element, text=name, pinyin=pinyin, initials=initials
        )
    )


def ensure_layout(session: Session, rooms: str) -> int:
    """The id of a layout, made where missing."""
    known = session.scalar(select(AddressLayout.id).where(AddressLayout.rooms == rooms).limit(1))
    if known is not None:
        return known
    number = next_id(session, AddressLayout.id)
    session.execute(insert(AddressLayout).values(id=number, rooms=rooms))
    return number


def add_building(
    session: Session, code: str, place_id: int, lane: str, label: str, layout_id: int, source: str, day: date
) -> None:
    """A new living building."""
    session.execute(
        insert(AddressBuilding).values(
            code=code, place_id=place_id, lane=lane, label=label, layout_id=layout_id,
            status=VALID, source=source, valid_from=day,
        )
    )  # fmt: skip


def add_room(
    session: Session, code: str, building: str, unit: str, floor: str, house: str, source: str, day: date
) -> None:
    """A new living room."""
    session.execute(
        insert(AddressRoom).values(
            code=code, building_code=building, unit=unit, floor=floor, house=house,
            status=VALID, source=source, valid_from=day,
        )
    )  # fmt: skip


def end_entries(session: Session, codes: Iterable[str], day: date) -> None:
    """End the validity of buildings and rooms."""
    for part in chunks(codes):
        for table in (AddressBuilding, AddressRoom):
            session.execute(update(table).where(table.code.in_(part)).values(status=RETIRED, valid_to=day))


def move_building(session: Session, code: str, place_id: int, lane: str, label: str) -> None:
    """Put a building elsewhere or give it another label."""
    session.execute(
        update(AddressBuilding)
        .where(AddressBuilding.code == code)
        .values(place_id=place_id, lane=lane, label=label)
    )


def change_room(session: Session, code: str, unit: str, floor: str, house: str) -> None:
    """Give a room another unit, floor or door."""
    session.execute(
        update(AddressRoom).where(AddressRoom.code == code).values(unit=unit, floor=floor, house=house)
    )


def set_layout(session: Session, code: str, layout_id: int) -> None:
    """The layout that a building's rooms make."""
    session.execute(update(AddressBuilding).where(AddressBuilding.code == code).values(layout_id=layout_id))


def living_building_codes(session: Session, codes: Iterable[str]) -> list[str]:
    """Those of the codes that are living buildings."""
    found: list[str] = []
    for part in chunks(codes):
        found += session.scalars(
            select(AddressBuilding.code).where(
                AddressBuilding.code.in_(part), AddressBuilding.status == VALID
            )
        )
    return found


def count_place(session: Session, place_id: int) -> None:
    """Count the living buildings of a place again."""
    counted = (
        select(func.count())
        .select_from(AddressBuilding)
        .where(AddressBuilding.place_id == place_id, AddressBuilding.status == VALID)
        .scalar_subquery()
    )
    session.execute(update(AddressPlace).where(AddressPlace.id == place_id).values(buildings=counted))


def add_edition(session: Session, source: str, day: date, buildings: int, rooms: int) -> None:
    """Record that the library changed, by how much, so that open engines read again."""
    last = session.execute(
        select(AddressEdition.buildings, AddressEdition.rooms).order_by(AddressEdition.id.desc()).limit(1)
    ).first()
    session.add(
        AddressEdition(
            source=source,
            imported_on=day,
            buildings=(last[0] if last else 0) + buildings,
            rooms=(last[1] if last else 0) + rooms,
        )
    )
    session.flush()
