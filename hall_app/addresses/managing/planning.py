"""What a proposal would do to the library as it stands: judged, allotted, and told code by code.

A plan is made when a change is proposed, shown and again when it is approved, in the transaction that
carries it out; it writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from db import address_entries as entry_rows
from db.session import Session
from hall_app.addresses.managing.changes import (
    BUILDING_DIGITS,
    ELEMENT_WORDS,
    MOST_CODES,
    ROOM_DIGITS,
    AliasDraft,
    Elements,
    Entry,
    NameChange,
    Proposal,
)
from hall_app.addresses.rules import load
from hall_app.errors import InputRefused

RoomPath = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """An entry that would be made; ``building`` is the owner of a room."""

    code: str
    elements: Elements
    building: str = ""


@dataclass(slots=True)
class Plan:
    """What would happen, in the order in which it is carried out.

    ``moves``: where what points at an ended code goes; ``pending``: ended codes whose residents, firms and
    cases wait for somebody to assign them; ``old_texts``: addresses as they were, with the codes they now mean.
    """

    before: dict[str, Entry] = field(default_factory=dict[str, Entry])
    digests: dict[str, str] = field(default_factory=dict[str, str])
    ended: dict[str, Entry] = field(default_factory=dict[str, Entry])
    changed: list[tuple[Entry, Elements]] = field(default_factory=list[tuple[Entry, Elements]])
    made: list[Made] = field(default_factory=list[Made])
    successors: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    moves: dict[str, str] = field(default_factory=dict[str, str])
    pending: list[str] = field(default_factory=list[str])
    element_aliases: list[AliasDraft] = field(default_factory=list[AliasDraft])
    ended_aliases: list[int] = field(default_factory=list[int])
    renamed: list[NameChange] = field(default_factory=list[NameChange])
    old_texts: list[tuple[Elements, tuple[str, ...]]] = field(
        default_factory=list[tuple[Elements, tuple[str, ...]]]
    )
    bound_texts: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def basis(self) -> dict[str, Any]:
        """The entries concerned as they stand now, to tell later whether they changed."""
        return {"entries": {c: e.plain() for c, e in self.before.items()}, "digests": self.digests}


def refuse(message: str, remedy: str, where: str | None = None) -> InputRefused:
    """A refusal in words, to be raised."""
    return InputRefused(message, remedy, where)


def entry_of(row: entry_rows.EntryRow) -> Entry:
    """A row of the library as an entry."""
    elements = Elements(
        row.street, row.community, row.road, row.roadno, row.area, row.lane, row.label, row.unit, row.floor, row.house
    )  # fmt: skip
    return Entry(row.code, elements, row.status, row.valid_from, row.valid_to)


def digest(entries: Iterable[Entry]) -> str:
    """A short proof of what entries there are, to notice that some came, went or changed."""
    lines = sorted(f"{e.code}|{e.elements.joined()}|{e.status}" for e in entries)
    return f"{len(lines)}:{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}"


class Planner:
    """Collects a plan against the library that a session sees. One proposal, one transaction."""

    def __init__(self, session: Session, proposal: Proposal, day: date) -> None:
        self.session = session
        self.proposal = proposal
        self.day = day
        self.plan = Plan()
        self.assign = dict(proposal.assign)
        self._last: dict[str, int] = {}
        self._paths: dict[str, dict[RoomPath, str]] = {}

    # -- reading --------------------------------------------------------------------------------
    def living(self, code: str, record: bool = True) -> Entry:
        """The living entry of a code. Raises InputRefused where there is none."""
        row = entry_rows.entries(self.session, [code]).get(code)
        if row is None:
            raise refuse(f"没有编码 {code}", "请核对编码，或先查询地址", "codes")
        entry = entry_of(row)
        if entry.status != "valid":
            raise refuse(f"{entry.elements.joined()} 已注销", "请改用现行编码", "codes")
        if record:
            self.plan.before[code] = entry
        return entry

    def all_living(self, codes: Iterable[str], least: int) -> list[Entry]:
        """The living entries of the proposal's codes, each once. Raises InputRefused."""
        wanted = list(dict.fromkeys(codes))
        if len(wanted) < least:
            raise refuse("没有选定地址", f"请至少选 {least} 个编码", "codes")
        return [self.living(code) for code in wanted]

    def rooms(self, building: str) -> list[Entry]:
        """The living rooms of a building; what is read here must not change before the approval."""
        found = [entry_of(row) for row in entry_rows.rooms_of(self.session, building)]
        self.plan.digests[building] = digest(found)
        if len(found) > MOST_CODES:
            raise refuse("一次变更的房间太多", "请分几次提出", "codes")
        return found

    # -- collecting -----------------------------------------------------------------------------
    def end(self, entry: Entry, successors: tuple[str, ...]) -> None:
        """End an entry; its successors are told, and where what points at it goes."""
        code = entry.code
        self.plan.ended[code] = entry
        self.plan.successors[code] = successors
        explicit = self.assign.get(code)
        if explicit:
            self.plan.moves[code] = self._assigned(explicit, successors)
        elif len(successors) == 1 and len(successors[0]) >= len(code):
            self.plan.moves[code] = successors[0]
        else:
            self.plan.pending.append(code)

    def _assigned(self, wanted: str, successors: tuple[str, ...]) -> str:
        if wanted in successors:
            return wanted
        by_name = [
            made.code
            for made in self.plan.made
            if wanted in (made.elements.house, made.elements.bldg, made.elements.joined(), made.code)
        ]
        if len(by_name) != 1:
            raise refuse(f"指派去向“{wanted}”不明", "请写新地址的编码、房号或楼栋", "assign")
        return by_name[0]

    def make_building(self, code: str | None, elements: Elements) -> str:
        """A new building. Raises InputRefused for a bad code or contradicting elements."""
        if not code:
            raise refuse("新楼栋没有编码", f"请填写 {BUILDING_DIGITS} 位编码", "code")
        self._check_code(code, BUILDING_DIGITS)
        check_building(self.session, elements)
        self.plan.made.append(Made(code, elements.building()))
        self._paths[code] = {}
        return code

    def make_room(self, building: str, elements: Elements, code: str | None = None) -> str:
        """A new room of a building, numbered where the proposal gives no code. Raises InputRefused."""
        if not elements.house:
            raise refuse("没有房号", "请填写房号", "house")
        if code:
            self._check_code(code, ROOM_DIGITS)
            if not code.startswith(building):
                raise refuse(f"房间编码 {code} 不属于这栋楼", f"请以 {building} 开头", "code")
        else:
            code = self._next_room(building)
        self.plan.made.append(Made(code, elements, building))
        return code

    def change(self, entry: Entry, elements: Elements) -> None:
        """An entry keeps its code and is named otherwise."""
        if entry.level == "building":
            check_building(self.session, elements)
        self.plan.changed.append((entry, elements))

    def _check_code(self, code: str, digits: int) -> None:
        if not (code.isascii() and code.isdigit() and len(code) == digits):
            raise refuse(f"编码 {code} 不是 {digits} 位数字", "请核对编码", "code")
        if any(made.code == code for made in self.plan.made) or entry_rows.code_was_used(self.session, code):
            raise refuse(f"编码 {code} 已经用过", "编码用过就不再用于别处，请另取一个", "code")

    def _next_room(self, building: str) -> str:
        if building not in self._last:
            top = entry_rows.last_code(self.session, building, ROOM_DIGITS)
            self._last[building] = int(top[BUILDING_DIGITS:]) if top else 0
        given = {made.code for made in self.plan.made}
        while True:
            self._last[building] += 1
            if self._last[building] > 999_999:
                raise refuse("这栋楼的房间编码用完了", "请另立楼栋", "code")
            code = f"{building}{self._last[building]:06d}"
            if code not in given:
                return code

    def building_for(self, elements: Elements) -> str:
        """The living or newly made building of these elements. Raises InputRefused."""
        wanted = elements.building()
        for made in self.plan.made:
            if not made.building and made.elements == wanted:
                return made.code
        found = entry_rows.building_at(self.session, wanted.place, wanted.lane, wanted.bldg)
        if found is None or found in self.plan.ended:
            raise refuse(f"没有 {wanted.joined()} 这栋楼", "请先新增楼栋，或核对楼栋各项", "bldg")
        return found

    def carry_room(self, room: Entry, building: str, owner: Elements) -> str:
        """A room goes over to another building under a new code, or into a room that is there."""
        explicit = self.assign.get(room.code)
        paths = self.paths(building)
        el = room.elements
        path = (el.unit, el.floor, el.house)
        there = paths.get(path)
        if explicit and explicit in paths.values():
            self.end(room, (explicit,))
            return explicit
        if there is not None:
            if not self.proposal.same_rooms:
                raise refuse(
                    f"两处都有 {el.unit}{el.floor}{el.house}",
                    "请先改房号、逐间指派，或选“同号即同房”",
                    "assign",
                )
            self.end(room, (there,))
            return there
        moved = replace(owner.building(), unit=el.unit, floor=el.floor, house=el.house)
        code = paths[path] = self.make_room(building, moved)
        self.end(room, (code,))
        return code

    def paths(self, building: str) -> dict[RoomPath, str]:
        """The living rooms of a building by unit, floor and door."""
        known = self._paths.get(building)
        if known is None:
            known = self._paths[building] = {
                (e.elements.unit, e.elements.floor, e.elements.house): e.code for e in self.rooms(building)
            }
        return known

    # -- judging --------------------------------------------------------------------------------
    def finish(self) -> Plan:
        """Check that no two living addresses would have the same path. Raises InputRefused."""
        self._check_buildings()
        self._check_rooms()
        return self.plan

    def _check_buildings(self) -> None:
        gone = {*self.plan.ended, *(entry.code for entry, _ in self.plan.changed)}
        seen: dict[Elements, str] = {}
        wanted = [(m.code, m.elements) for m in self.plan.made if not m.building]
        wanted += [(e.code, el.building()) for e, el in self.plan.changed if e.level == "building"]
        for code, elements in wanted:
            there = seen.get(elements) or entry_rows.building_at(
                self.session, elements.place, elements.lane, elements.bldg
            )
            if there and there != code and (elements in seen or there not in gone):
                raise refuse(f"{elements.joined()} 已经有了（{there}）", "同一地址只能有一个现行编码", "bldg")
            seen[elements] = code

    def _check_rooms(self) -> None:
        gone = {*self.plan.ended, *(entry.code for entry, _ in self.plan.changed)}
        made: dict[str, list[tuple[str, Elements]]] = {}
        for row in self.plan.made:
            if row.building:
                made.setdefault(row.building, []).append((row.code, row.elements))
        for entry, elements in self.plan.changed:
            if entry.level == "room":
                owner = entry_rows.building_of(self.session, entry.code) or ""
                made.setdefault(owner, []).append((entry.code, elements))
        new_buildings = {m.code for m in self.plan.made if not m.building}
        for building, rooms in made.items():
            seen: dict[RoomPath, str] = {}
            if building not in new_buildings:
                for row in entry_rows.rooms_of(self.session, building):
                    if row.code not in gone:
                        seen[(row.unit, row.floor, row.house)] = row.code
            for code, el in rooms:
                path = (el.unit, el.floor, el.house)
                if path in seen:
                    raise refuse(
                        f"{el.joined()} 已经有了（{seen[path]}）", "同一地址只能有一个现行编码", "house"
                    )
                seen[path] = code


def check_building(session: Session, elements: Elements) -> None:
    """Whether the elements of a building fit together. Raises InputRefused."""
    for name in ("street", "community"):
        if not getattr(elements, name):
            raise refuse(f"没有写{ELEMENT_WORDS[name]}", "街道和社区必须写全", name)
    if not elements.road and not elements.area:
        raise refuse("没有道路也没有小区", "请写道路和门牌，或小区、村名", "road")
    if elements.roadno and not elements.road:
        raise refuse("有门牌没有道路", "请补道路", "road")
    if elements.lane and not elements.area:
        raise refuse("坊巷没有所在的村", "请补村名", "area")
    owners = [s["name"] for s in load("divisions")["streets"] if elements.community in s["communities"]]
    if not owners or elements.street in owners:
        return
    if elements.street not in entry_rows.streets_of_community(session, elements.community):
        raise refuse(
            f"{elements.community}属于{owners[0]}，不属于{elements.street}", "请核对街道和社区", "community"
        )
