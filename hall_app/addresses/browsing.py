"""The address tree level by level, one entry with its names, and who stands there as far as a role may see."""

from __future__ import annotations

import re
from itertools import groupby

from db import address_browsing as queries
from db.base import new_id
from db.libraries import LibraryAccess
from db.session import Session, Store
from hall_app.addresses.describing import describe
from hall_app.addresses.desk_values import AddressEntry, AddressHit, Occupancy, OccupantLine, TreeNode
from hall_app.addresses.engine import Engine
from hall_app.cases.states import STATE_NAMES, CaseState
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_name
from hall_app.store_faults import explained

SHOWN = 30
ALIAS_KINDS = {"old": "旧名", "colloquial": "俗称"}
_FLOOR = re.compile(r"^(-?[0-9]{1,3})[0-9]{2}")


@explained()
def children(store: Store, key: tuple[str, ...]) -> tuple[TreeNode, ...]:
    """The nodes below ``key``; keys are made here and mean nothing elsewhere. Raises InputRefused for a strange one."""
    with store.reading() as session:
        match key:
            case ():
                return tuple(TreeNode(("s", s), s, "街道", n) for s, n in queries.streets(session))
            case ("s", street):
                found = queries.communities(session, street)
                return tuple(TreeNode(("c", street, name), name, "社区", n) for name, n in found)
            case ("c", street, community):
                return _roads(queries.places(session, street, community))
            case ("r", street, community, road):
                found = [p for p in queries.places(session, street, community) if p.road == road]
                return tuple(_place_node(p) for p in found)
            case ("p", place):
                return tuple(
                    TreeNode(("b", code), f"{lane}{label}" or "整栋", "楼栋", code=code)
                    for code, lane, label in queries.buildings(session, int(place))
                )
            case ("b", code):
                return _units(code, queries.rooms(session, code))
            case ("u", code, unit):
                return _floors(code, unit, [r for r in queries.rooms(session, code) if r.unit == unit])
            case ("f", code, unit, floor):
                found = [r for r in queries.rooms(session, code) if r.unit == unit and floor_of(r) == floor]
                return tuple(_room_node(r) for r in found)
    raise InputRefused("地址树里没有这一级", "请重新打开")


def floor_of(room: queries.RoomLine) -> str:
    """The floor a room names, or that its door tells: 1204 → 12层; empty where neither does."""
    if room.floor:
        return room.floor
    found = _FLOOR.match(room.house)
    return f"{found[1]}层" if found else ""


def _roads(places: list[queries.PlaceLine]) -> tuple[TreeNode, ...]:
    """Roads first; estates and villages without one stand beside them."""
    nodes: list[TreeNode] = []
    for road, group in groupby(places, key=lambda p: p.road):
        members = list(group)
        if road:
            first = members[0]
            nodes.append(
                TreeNode(
                    ("r", first.street, first.community, road),
                    road,
                    "道路",
                    sum(p.buildings for p in members),
                )
            )
        else:
            nodes += [_place_node(p) for p in members]
    return tuple(nodes)


def _place_node(place: queries.PlaceLine) -> TreeNode:
    words = f"{place.roadno} {place.area}".strip()
    return TreeNode(
        ("p", str(place.id)), words or place.road, "小区" if place.area else "门牌", place.buildings
    )


def _units(code: str, rooms: list[queries.RoomLine]) -> tuple[TreeNode, ...]:
    units = dict.fromkeys(room.unit for room in rooms)
    if list(units) == [""]:
        return _floors(code, "", rooms)
    return tuple(
        TreeNode(("u", code, unit), unit or "无单元", "单元", sum(room.unit == unit for room in rooms))
        for unit in units
    )


def _floors(code: str, unit: str, rooms: list[queries.RoomLine]) -> tuple[TreeNode, ...]:
    floors = dict.fromkeys(floor_of(room) for room in rooms)
    if len(floors) < 2:
        return tuple(_room_node(room) for room in rooms)
    return tuple(
        TreeNode(
            ("f", code, unit, floor), floor or "其他", "楼层", sum(floor_of(room) == floor for room in rooms)
        )
        for floor in floors
    )


def _room_node(room: queries.RoomLine) -> TreeNode:
    return TreeNode(
        ("h", room.code), room.house or room.unit or room.code[-6:], "房间", code=room.code, leaf=True
    )


@explained()
def entry(store: Store, engine: Engine, code: str) -> AddressEntry:
    """A building or room by its code. Raises InputRefused for a code that the library never held."""
    successors = tuple(
        hit for each in engine.lookup.successors(code) if (hit := hit_of(engine, each)) is not None
    )
    words = describe(engine, code)
    if words is None:
        if not successors:
            raise InputRefused("库里没有这个编码", "请核对编码，或按名称查")
        return AddressEntry(code, "", (), "已并入新编码", successors=successors)
    with store.reading() as session:
        place = queries.place_of(session, code[:19])
        status = queries.status_of(session, code)
        aliases = queries.aliases_of(session, place) if place is not None else []
        old = tuple(queries.old_codes_of(session, code))
    return AddressEntry(
        code,
        words.text,
        _path(place, _below(engine, code)),
        "有效" if status == "valid" else "已停用",
        tuple((alias, name, ALIAS_KINDS.get(kind, kind)) for _, alias, name, kind in aliases),
        old,
        successors,
    )


def _below(engine: Engine, code: str) -> tuple[tuple[str, str], ...]:
    """Lane, building, unit, floor and door of a code."""
    room = engine.lookup.room(code) if len(code) == 25 else None
    building = engine.lookup.building(room[0] if room else code)
    own = (("坊巷", building[1]), ("楼栋", building[2])) if building else ()
    return (*own, *zip(("单元", "楼层", "房号"), room[1:], strict=True)) if room else own


def _path(place: queries.PlaceLine | None, rest: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    known: tuple[tuple[str, str], ...] = ()
    if place is not None:
        known = (("街道", place.street), ("社区", place.community), ("道路门牌", place.road + place.roadno), ("小区", place.area))  # fmt: skip
    return tuple((name, part) for name, part in (*known, *rest) if part)


def hit_of(engine: Engine, code: str) -> AddressHit | None:
    """A code as it is offered in a list."""
    words = describe(engine, code)
    if words is None:
        return None
    return AddressHit(code, words.text, words.short, " ".join(words.path[:2]), words.level)


@explained()
def occupancy(store: Store, clerk: Clerk, code: str, clock: Clock) -> Occupancy:
    """People, firms and cases at a building or room: what the role may see, masked. The look at people is traced."""
    clerk.require("address.read")
    sees_people, sees_cases = (
        clerk.may("person.search"),
        clerk.may("case.accept") or clerk.may("case.read_all"),
    )
    with store.reading() as session:
        count, people = queries.occupants(session, code, SHOWN)
        firm_count, firms = queries.firms(session, code, SHOWN)
        cases = (
            queries.cases_of(
                session, clerk.hall_id, [p.person_id for p in people], [f.id for f in firms], SHOWN
            )
            if sees_cases and sees_people
            else []
        )
        doors = _doors(session, code)
    if sees_people and people:
        _trace(store, clerk, code, len(people), clock)
    return Occupancy(
        tuple(_person(p, doors) for p in people) if sees_people else None,
        count,
        tuple(OccupantLine(f.name, "，".join(w for w in (f.kind, f.status, doors.get(f.address_code, "")) if w)) for f in firms)
        if clerk.may("person.read")
        else None,
        firm_count,
        tuple(OccupantLine(c.item_name, f"{c.case_number}，{_state_words(c.state)}") for c in cases)
        if sees_cases and sees_people
        else None,
    )  # fmt: skip


def _doors(session: Session, code: str) -> dict[str, str]:
    """Rooms of a building by code, for the line of a person; empty for a room, where it says nothing new."""
    if len(code) > 19:
        return {}
    return {r.code: f"{r.unit}{r.house}" for r in queries.rooms(session, code)}


def _person(person: queries.Occupant, doors: dict[str, str]) -> OccupantLine:
    door = doors.get(person.room_code, "")
    number = mask_id_number(person.id_number)
    return OccupantLine(mask_name(person.name), f"{number}，{door}" if door else number)


def _state_words(state: str) -> str:
    try:
        return STATE_NAMES[CaseState(state)]
    except (ValueError, KeyError):
        return state


def _trace(store: Store, clerk: Clerk, code: str, shown: int, clock: Clock) -> None:
    with store.writing() as session:
        session.add(
            LibraryAccess(
                id=new_id(), staff_id=clerk.staff_id, person_id=None, ticket_id=None, case_id=None,
                purpose="address", sections=[code, shown], at=clock.now(),
            )
        )  # fmt: skip
