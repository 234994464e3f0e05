"""What is wrong in the address library, found by queries over the whole of it; counted, and the first few listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from db.address_changes import AddressLink, AddressTextAlias
from db.addresses import (
    VALID,
    AddressAlias,
    AddressBuilding,
    AddressOldCode,
    AddressPlace,
    AddressRoom,
)
from db.libraries import LegalPerson, Residence


class Finding(NamedTuple):
    """One thing found: the code or name concerned, and the other one or what it is about."""

    code: str
    detail: str


Wanted = Select[*tuple[Any, ...]]


def rooms_without_building() -> Wanted:
    """Living rooms whose building the library never held."""
    r, b = AddressRoom, AddressBuilding
    return (
        select(r.code, r.building_code)
        .outerjoin(b, b.code == r.building_code)
        .where(r.status == VALID, b.code.is_(None))
        .order_by(r.code)
    )


def rooms_of_retired() -> Wanted:
    """Living rooms of a building that is no longer valid."""
    r, b = AddressRoom, AddressBuilding
    return (
        select(r.code, r.building_code)
        .join(b, b.code == r.building_code)
        .where(r.status == VALID, b.status != VALID)
        .order_by(r.code)
    )


def buildings_without_rooms() -> Wanted:
    """Living buildings in which no living room is known."""
    b, r = AddressBuilding, AddressRoom
    inside = select(r.code).where(r.building_code == b.code, r.status == VALID).exists()
    return select(b.code, b.label).where(b.status == VALID, ~inside).order_by(b.code)


def duplicate_buildings() -> Wanted:
    """Living buildings of one place, lane and label."""
    b = AddressBuilding
    return (
        select(func.min(b.code), func.max(b.code))
        .where(b.status == VALID)
        .group_by(b.place_id, b.lane, b.label)
        .having(func.count() > 1)
        .order_by(func.min(b.code))
    )


def duplicate_rooms() -> Wanted:
    """Living rooms of one building, unit, floor and door."""
    r = AddressRoom
    return (
        select(func.min(r.code), func.max(r.code))
        .where(r.status == VALID)
        .group_by(r.building_code, r.unit, r.floor, r.house)
        .having(func.count() > 1)
        .order_by(func.min(r.code))
    )


def doors_in_two_communities() -> Wanted:
    """A road and number that lie in two communities."""
    p = AddressPlace
    return (
        select(p.road + p.roadno, func.min(p.community) + "、" + func.max(p.community))
        .where(p.road != "", p.roadno != "", p.buildings > 0)
        .group_by(p.road, p.roadno)
        .having(func.count(p.community.distinct()) > 1)
        .order_by(p.road, p.roadno)
    )


def communities_in_two_streets() -> Wanted:
    """A community under two streets."""
    p = AddressPlace
    return (
        select(p.community, func.min(p.street) + "、" + func.max(p.street))
        .where(p.buildings > 0)
        .group_by(p.community)
        .having(func.count(p.street.distinct()) > 1)
        .order_by(p.community)
    )


def foreign_room_codes() -> Wanted:
    """Living rooms whose code does not begin with their building's."""
    r = AddressRoom
    return (
        select(r.code, r.building_code)
        .where(r.status == VALID, func.substr(r.code, 1, 19) != r.building_code)
        .order_by(r.code)
    )


def incomplete_places() -> Wanted:
    """Places without street or community, or with neither road nor area."""
    p = AddressPlace
    nowhere = (p.road == "") & (p.area == "")
    return (
        select(p.street + p.community + p.road + p.roadno + p.area, p.community)
        .where(p.buildings > 0, or_(p.street == "", p.community == "", nowhere))
        .order_by(p.id)
    )


def _aliases_of(element: str, column: Any) -> Wanted:
    a, p = AddressAlias, AddressPlace
    lives = select(p.id).where(column == a.name, p.buildings > 0).exists()
    return select(a.alias, a.name).where(a.status == VALID, a.element == element, ~lives).order_by(a.alias)


def aliases_of_nothing() -> list[Wanted]:
    """Aliases whose standard name no living place bears."""
    p = AddressPlace
    return [_aliases_of("area", p.area), _aliases_of("road", p.road), _aliases_of("community", p.community)]


def aliases_that_live() -> Wanted:
    """Aliases of an area that are themselves the standard name of a living one in the same community."""
    a, p = AddressAlias, AddressPlace
    lives = select(p.id).where(p.area == a.alias, p.community == a.community, p.buildings > 0).exists()
    return select(a.alias, a.name).where(a.status == VALID, a.element == "area", lives).order_by(a.alias)


def alias_texts_of_nothing() -> Wanted:
    """Texts bound to codes that live no more."""
    t, b, r = AddressTextAlias, AddressBuilding, AddressRoom
    lives = or_(
        select(b.code).where(b.code == t.code, b.status == VALID).exists(),
        select(r.code).where(r.code == t.code, r.status == VALID).exists(),
    )
    return select(t.code, t.text).where(t.valid_to.is_(None), ~lives).order_by(t.code)


def old_codes_to_nothing() -> Wanted:
    """Old codes that lead to a code which is itself not living."""
    o, b, r = AddressOldCode, AddressBuilding, AddressRoom
    lives = or_(
        select(b.code).where(b.code == o.code, b.status == VALID).exists(),
        select(r.code).where(r.code == o.code, r.status == VALID).exists(),
    )
    return select(o.old_code, o.code).where(~lives).order_by(o.old_code)


def _lost(column: Any) -> Any:
    b, r, link = AddressBuilding, AddressRoom, aliased(AddressLink)
    return (
        ~select(r.code).where(r.code == column, r.status == VALID).exists(),
        ~select(b.code).where(b.code == column, b.status == VALID).exists(),
        ~select(link.old_code).where(link.old_code == column, link.state == "pending").exists(),
    )


def homes_at_nothing() -> Wanted:
    """Residences at a code that is not living and waits for nobody."""
    h = Residence
    return (
        select(h.room_code, func.count())
        .where(*_lost(h.room_code))
        .group_by(h.room_code)
        .order_by(h.room_code)
    )


def firms_at_nothing() -> Wanted:
    """Firms at a code that is not living and waits for nobody."""
    f = LegalPerson
    return (
        select(f.address_code, func.count())
        .where(f.address_code.is_not(None), *_lost(f.address_code))
        .group_by(f.address_code)
        .order_by(f.address_code)
    )


def waiting_links() -> Wanted:
    """What waits to be assigned after a split or retirement."""
    k = AddressLink
    return (
        select(k.old_code, func.count()).where(k.state == "pending").group_by(k.old_code).order_by(k.old_code)
    )


CHECKS: dict[str, Callable[[], Wanted | list[Wanted]]] = {
    "room_without_building": rooms_without_building,
    "room_of_retired_building": rooms_of_retired,
    "building_without_rooms": buildings_without_rooms,
    "duplicate_building": duplicate_buildings,
    "duplicate_room": duplicate_rooms,
    "door_in_two_communities": doors_in_two_communities,
    "community_in_two_streets": communities_in_two_streets,
    "room_code_of_other_building": foreign_room_codes,
    "incomplete_place": incomplete_places,
    "alias_of_nothing": aliases_of_nothing,
    "alias_that_lives": aliases_that_live,
    "alias_text_of_nothing": alias_texts_of_nothing,
    "old_code_to_nothing": old_codes_to_nothing,
    "home_at_nothing": homes_at_nothing,
    "firm_at_nothing": firms_at_nothing,
    "waiting": waiting_links,
}


def check(session: Session, name: str, limit: int) -> tuple[int, list[Finding]]:
    """How many findings a check has, and the first of them."""
    wanted = CHECKS[name]()
    count, found = 0, list[Finding]()
    for one in wanted if isinstance(wanted, list) else [wanted]:
        count += session.scalar(select(func.count()).select_from(one.order_by(None).subquery())) or 0
        if len(found) < limit:
            rows = session.execute(one.limit(limit - len(found)))
            found += [Finding(str(row[0]), str(row[1])) for row in rows]
    return count, found


def alike_buildings(session: Session) -> list[tuple[int, str, str, str]]:
    """Place, lane, label and code of the living buildings, to be compared by their key (3栋 and 3号楼)."""
    b = AddressBuilding
    rows = session.execute(
        select(b.place_id, b.lane, b.label, b.code).where(b.status == VALID).order_by(b.place_id, b.code)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def streets_and_communities(session: Session) -> list[tuple[str, str]]:
    """Every street and community that living places name together."""
    p = AddressPlace
    rows = session.execute(
        select(p.street, p.community).where(p.buildings > 0).distinct().order_by(p.street, p.community)
    )
    return [(row[0], row[1]) for row in rows]
