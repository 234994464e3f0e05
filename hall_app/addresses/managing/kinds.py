"""The six kinds of change, each as the steps that make its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from db import address_aliases as alias_rows
from db import address_entries as entry_rows
from db.session import Session
from hall_app.addresses.managing.changes import (
    BUILDING_DIGITS,
    ELEMENT_WORDS,
    MOST_CODES,
    AliasDraft,
    ChangeKind,
    Elements,
    Entry,
    NameChange,
    NewEntry,
    Proposal,
    Scope,
)
from hall_app.addresses.managing.planning import Plan, Planner, digest, entry_of, refuse
from hall_app.addresses.text_aliases import SHORTEST, alias_form, spellings

_NAMED = ("street", "community", "road", "area")


def plan_create(planner: Planner) -> None:
    """New buildings first, then rooms."""
    entries = planner.proposal.entries
    if not entries:
        raise refuse("没有要新增的地址", "请填写地址各项", "entries")
    for entry in entries:
        if not entry.elements.is_room:
            planner.make_building(entry.code, entry.elements)
    for entry in entries:
        if entry.elements.is_room:
            building = planner.building_for(entry.elements)
            planner.make_room(building, entry.elements, entry.code)


def plan_retire(planner: Planner) -> None:
    """The entries end, buildings with all their rooms; what points at them waits to be assigned."""
    for entry in planner.all_living(planner.proposal.codes, 1):
        if entry.level == "building":
            for room in planner.rooms(entry.code):
                if room.code not in planner.plan.ended:
                    planner.end(room, ())
        if entry.code not in planner.plan.ended:
            planner.end(entry, ())


def plan_rename(planner: Planner) -> None:
    """Another label or door, another name of the whole place, or of a name wherever it occurs."""
    scope = planner.proposal.scope
    if scope is Scope.NAME:
        _rename_name(planner)
        return
    (entry,) = planner.all_living(planner.proposal.codes, 1)[:1]
    wanted = planner.proposal.elements
    if wanted is None:
        raise refuse("没有写新名称", "请填写改后的各项", "elements")
    if scope is Scope.PLACE:
        _rename_place(planner, entry, wanted)
    elif entry.level == "room":
        _rename_room(planner, entry, wanted)
    else:
        _rename_building(planner, entry, wanted)


def _rename_room(planner: Planner, entry: Entry, wanted: Elements) -> None:
    old = entry.elements
    new = replace(old, unit=wanted.unit, floor=wanted.floor, house=wanted.house)
    _must_differ(planner, old, new)
    code = entry.code
    if planner.proposal.new_code:
        building = entry_rows.building_of(planner.session, entry.code) or entry.code[:BUILDING_DIGITS]
        code = planner.make_room(building, new, planner.proposal.new_code)
        planner.end(entry, (code,))
    else:
        planner.change(entry, new)
    planner.plan.old_texts.append((old, (code,)))


def _rename_building(planner: Planner, entry: Entry, wanted: Elements) -> None:
    old, new = entry.elements, wanted.building()
    _must_differ(planner, old, new)
    code = entry.code
    if planner.proposal.new_code:
        code = planner.make_building(planner.proposal.new_code, new)
        for room in planner.rooms(entry.code):
            planner.carry_room(room, code, new)
        planner.end(entry, (code,))
    else:
        planner.change(entry, new)
    planner.plan.old_texts.append((old, (code,)))


def _rename_place(planner: Planner, entry: Entry, wanted: Elements) -> None:
    row = entry_rows.entries(planner.session, [entry.code])[entry.code]
    rows = [entry_of(r) for r in entry_rows.buildings_of_place(planner.session, row.place_id)]
    planner.plan.digests["place"] = digest(rows)
    old = entry.elements
    for one in rows:
        new = replace(
            one.elements, street=wanted.street, community=wanted.community, road=wanted.road,
            roadno=wanted.roadno, area=wanted.area,
        )  # fmt: skip
        _must_differ(planner, one.elements, new)
        planner.change(one, new)
        planner.plan.old_texts.append((one.elements, (one.code,)))
    others = entry_rows.buildings_named(planner.session, "area", old.area, old.community, MOST_CODES)
    if old.area and wanted.area not in ("", old.area) and all(r.place_id == row.place_id for r in others):
        planner.plan.renamed.append(NameChange("area", old.area, wanted.area, old.community))
        _keep_name(planner, NameChange("area", old.area, wanted.area, wanted.community))


def _rename_name(planner: Planner) -> None:
    change = planner.proposal.name
    if change is None or change.element not in _NAMED or not change.old or not change.new:
        raise refuse("没有写清改哪个名称", "请写明类别（街道、社区、道路、小区）、原名和新名", "name")
    if change.old == change.new:
        raise refuse("新旧名称相同", "请核对", "name")
    found = entry_rows.buildings_named(
        planner.session, change.element, change.old, change.community, MOST_CODES + 1
    )
    if not found:
        raise refuse(f"没有{ELEMENT_WORDS[change.element]}“{change.old}”", "请核对原名", "name")
    if len(found) > MOST_CODES:
        raise refuse("涉及的楼栋太多", "请按社区分几次提出", "name")
    rows = [entry_of(row) for row in found]
    planner.plan.digests["name"] = digest(rows)
    for one in rows:
        planner.change(one, replace(one.elements, **{change.element: change.new}))
    planner.plan.renamed.append(change)
    _keep_name(planner, change)


def _keep_name(planner: Planner, change: NameChange) -> None:
    """The old name stays as an alias of the new one; a name that lives again is no alias any more."""
    for alias in alias_rows.element_aliases(planner.session, change.element, change.new):
        if not change.community or alias.community == change.community:
            planner.plan.ended_aliases.append(alias.id)
    community = change.community if change.element == "area" else ""
    planner.plan.element_aliases.append(
        AliasDraft(change.old, element=change.element, name=change.new, community=community, kind="old")
    )


def _must_differ(planner: Planner, old: Elements, new: Elements) -> None:
    if old == new:
        raise refuse("新旧地址相同", "请核对改后的各项", "elements")


def plan_merge(planner: Planner) -> None:
    """Several entries of one level become one, living or new."""
    proposal = planner.proposal
    sources = planner.all_living(proposal.codes, 1)
    into = planner.living(proposal.into) if proposal.into else None
    if into is not None and any(e.code == into.code for e in sources):
        raise refuse("并入的地址不能同时被合并", "请从被合并的编码里去掉它", "into")
    if into is None and (len(proposal.entries) != 1 or len(sources) < 2):
        raise refuse("没有写合并成什么", "请选并入的编码，或填写合并后的地址", "into")
    level = into.level if into else sources[0].level
    if any(e.level != level for e in sources):
        raise refuse("楼栋和房间不能合并", "请选同一级的地址", "codes")
    if level == "room":
        _merge_rooms(planner, sources, into)
    else:
        _merge_buildings(planner, sources, into)


def _merge_rooms(planner: Planner, sources: list[Entry], into: Entry | None) -> None:
    everyone = [*sources, *([into] if into else [])]
    owners = {entry_rows.building_of(planner.session, e.code) for e in everyone}
    if len(owners) != 1:
        raise refuse("房间不在同一栋楼", "不同楼栋的房间请先更正楼栋", "codes")
    if into is not None:
        code = into.code
    else:
        made = planner.proposal.entries[0]
        el = made.elements
        whole = replace(sources[0].elements, unit=el.unit, floor=el.floor, house=el.house)
        code = planner.make_room(owners.pop() or "", whole, made.code)
    for entry in sources:
        planner.end(entry, (code,))
        planner.plan.old_texts.append((entry.elements, (code,)))


def _merge_buildings(planner: Planner, sources: list[Entry], into: Entry | None) -> None:
    rooms = {entry.code: planner.rooms(entry.code) for entry in sources}
    if into is not None:
        code, elements = into.code, into.elements
    else:
        made = planner.proposal.entries[0]
        code, elements = planner.make_building(made.code, made.elements), made.elements
    for entry in sources:
        for room in rooms[entry.code]:
            planner.carry_room(room, code, elements)
            became = planner.plan.successors[room.code]
            planner.plan.old_texts.append((room.elements, became))
        planner.end(entry, (code,))
        planner.plan.old_texts.append((entry.elements, (code,)))


def plan_split(planner: Planner) -> None:
    """One entry becomes several; rooms and what points here go where the proposal says, or wait."""
    (entry,) = planner.all_living(planner.proposal.codes, 1)[:1]
    entries = planner.proposal.entries
    if len(entries) < 2:
        raise refuse("没有写拆成什么", "请至少填写两个新地址", "entries")
    if entry.level == "room":
        building = entry_rows.building_of(planner.session, entry.code) or ""
        codes = []
        for made in entries:
            el = made.elements
            whole = replace(entry.elements, unit=el.unit, floor=el.floor, house=el.house)
            codes.append(planner.make_room(building, whole, made.code))
        planner.end(entry, tuple(codes))
    else:
        codes = _split_building(planner, entry, entries)
    planner.plan.old_texts.append((entry.elements, tuple(codes)))


def _split_building(planner: Planner, entry: Entry, entries: tuple[NewEntry, ...]) -> list[str]:
    rooms = {room.code: room for room in planner.rooms(entry.code)}
    codes = [planner.make_building(made.code, made.elements) for made in entries]
    for made, code in zip(entries, codes, strict=True):
        for old in made.rooms:
            room = rooms.pop(old, None)
            if room is None:
                raise refuse(f"房间 {old} 不在这栋楼或已指派", "请核对房间编码", "rooms")
            became = planner.carry_room(room, code, made.elements)
            planner.plan.old_texts.append((room.elements, (became,)))
    for room in rooms.values():
        planner.end(room, tuple(codes))
    planner.end(entry, tuple(codes))
    return codes


def plan_alias(planner: Planner) -> None:
    """Another name of an element, or another text of a code."""
    alias = planner.proposal.alias
    if alias is None or len(alias.alias) < 2:
        raise refuse("没有写别名", "别名至少两个字", "alias")
    if alias.code:
        _alias_of_code(planner, alias)
        return
    if alias.element not in _NAMED or not alias.name:
        raise refuse("没有写清是谁的别名", "请写明类别和标准名，或编码", "alias")
    placed = alias.community if alias.element == "area" else ""
    if not entry_rows.name_lives(planner.session, alias.element, alias.name, placed):
        raise refuse(f"没有{ELEMENT_WORDS[alias.element]}“{alias.name}”", "请核对标准名", "name")
    if entry_rows.name_lives(planner.session, alias.element, alias.alias, placed):
        raise refuse(f"“{alias.alias}”本身是现行的标准名", "现行名称不能作别名", "alias")
    same = alias_rows.element_aliases(planner.session, alias.element, alias.alias)
    if any(a.name == alias.name and (a.community or "") == alias.community for a in same):
        raise refuse("这个别名已经有了", "无需再提", "alias")
    planner.plan.element_aliases.append(alias)


def _alias_of_code(planner: Planner, alias: AliasDraft) -> None:
    entry = planner.living(alias.code)
    form = alias_form(alias.alias)
    if len(form) < SHORTEST:
        raise refuse("这段文字太短，不能作别名", "请写到小区或门牌", "alias")
    if form in spellings(entry.elements):
        raise refuse("这就是标准写法", "无需别名", "alias")
    planner.plan.bound_texts.append((alias.alias, entry.code))


_MAKERS: dict[ChangeKind, Callable[[Planner], None]] = {
    ChangeKind.CREATE: plan_create,
    ChangeKind.SPLIT: plan_split,
    ChangeKind.MERGE: plan_merge,
    ChangeKind.RENAME: plan_rename,
    ChangeKind.RETIRE: plan_retire,
    ChangeKind.ALIAS: plan_alias,
}


def plan_change(session: Session, proposal: Proposal, day: date) -> Plan:
    """What the proposal would do today. Raises InputRefused where it cannot be done."""
    planner = Planner(session, proposal, day)
    _MAKERS[ChangeKind(proposal.kind)](planner)
    return planner.finish()
