"""A library imported anew after changes were approved: nothing of them is lost, and what differs is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.address_aliases import alias_lines
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from hall_app.addresses.importing import Imported
from hall_app.addresses.managing.carrying_over import CarriedOver
from hall_app.addresses.managing.changes import AliasDraft, ChangeKind, NameChange, Scope
from hall_app.addresses.managing.lineage import CodeState, resolve_code
from tests.hall_app.addresses.managing.rebuilt import living_entries
from tests.hall_app.addresses.managing.town import (
    DAY,
    HEMING,
    YUNJIN,
    Town,
    building_code,
    el,
    new,
    town_entries,
    write_town,
)

ONE, TWO, THREE, NEW = building_code(1), building_code(2), building_code(3), building_code(60)
A_SEAT, B_SEAT = building_code(11), building_code(12)
LATER = DAY + timedelta(days=30)


def changed(town: Town) -> None:
    """One of each kind."""
    town.carry_out("create", entries=(new(YUNJIN, NEW, bldg="9栋"), new(YUNJIN, bldg="9栋", house="901")))
    town.carry_out("create", entries=(new(YUNJIN, bldg="1栋", house="909"),))
    town.carry_out("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))
    town.carry_out("rename", codes=(f"{TWO}000001",), elements=el(YUNJIN, bldg="2栋", house="101A"))
    town.carry_out("retire", codes=(f"{TWO}000002",))
    town.carry_out(
        "merge",
        codes=(f"{THREE}000001", f"{THREE}000002"),
        entries=(new(YUNJIN, bldg="3栋", house="101-102"),),
    )
    town.carry_out("alias", alias=AliasDraft("云间小筑", element="area", name="云锦苑", community="景田社区"))
    town.carry_out(
        "rename",
        scope=Scope.NAME,
        name=NameChange("area", "鹤鸣花园", "鹤鸣雅居", "景田社区"),
        codes=(A_SEAT, B_SEAT),
    )


def stands(store: Store) -> tuple[set[str], set[tuple[str, str, str]]]:
    """Living entries and aliases, as far as they can be told from outside."""
    entries = {f"{e.code} {e.elements.joined()}" for e in living_entries(store)}
    with store.reading() as session:
        lines = {(a.element, a.alias, a.name) for a in alias_lines(session) if a.status == "valid"}
    return entries, lines


def written(folder: Path, entries: list[tuple[str, dict[str, str]]]) -> Path:
    path = folder / "again.jsonl"
    level = {19: "building", 25: "room"}
    path.write_text(
        "".join(
            json.dumps({"code": code, "level": level[len(code)], "el": elements}) + "\n"
            for code, elements in entries
        ),
        encoding="utf-8",
    )
    return path


def again(town: Town, path: Path, as_of: date | None = None) -> CarriedOver:
    made: Imported = import_library(town.store, path, None, LATER, as_of=as_of)
    assert made.carried is not None
    return made.carried


def test_an_older_file_takes_no_change_back(town: Town, tmp_path: Path) -> None:
    changed(town)
    before = stands(town.store)
    carried = again(town, write_town(tmp_path))
    assert carried.conflicts == ()
    assert carried.again > 0
    assert stands(town.store) == before
    again(town, write_town(tmp_path))
    assert stands(town.store) == before, "a second time too"
    engine = Engine(town.store)
    try:
        assert engine.translate("锦云二路18号云锦苑9栋901").codes[0].startswith(NEW)
        assert engine.translate("云间小筑9栋901").auto
        assert engine.translate("鹤鸣路7号鹤鸣雅居A座1201").auto
        assert engine.translate("鹤鸣花园A座1201").codes[:1] == [f"{A_SEAT}000003"]
    finally:
        engine.close()
    assert resolve_code(town.store, f"{TWO}000002").state is CodeState.RETIRED
    assert resolve_code(town.store, f"{THREE}000001").state is CodeState.SUCCEEDED


def test_a_file_that_knows_the_changes_gets_nothing_added(town: Town, tmp_path: Path) -> None:
    changed(town)
    entries = [(e.code, e.elements.plain()) for e in living_entries(town.store)]
    entries.sort(key=lambda pair: (pair[0][:19], len(pair[0])))
    before = stands(town.store)[0]
    carried = again(town, written(tmp_path, entries))
    assert carried.conflicts == ()
    assert (carried.buildings, carried.rooms) == (0, 0)
    assert carried.known > 0
    assert stands(town.store)[0] == before


def test_counts_of_the_edition_are_those_of_the_library(town: Town, tmp_path: Path) -> None:
    from db.address_loading import newest_edition

    changed(town)
    again(town, write_town(tmp_path))
    living = living_entries(town.store)
    found = newest_edition(town.store)
    assert found is not None
    rooms = sum(1 for entry in living if len(entry.code) == 25)
    assert found[2:] == (len(living) - rooms, rooms)


def test_another_code_at_the_same_address_takes_the_changes_one_in(town: Town, tmp_path: Path) -> None:
    town.carry_out("create", entries=(new(YUNJIN, NEW, bldg="9栋"),))
    theirs = building_code(70)
    path = written(tmp_path, [*town_entries(), (theirs, {**YUNJIN, "bldg": "9栋"})])
    carried = again(town, path)
    assert [(each.code, theirs in each.words) for each in carried.conflicts] == [(NEW, True)]
    answer = resolve_code(town.store, NEW)
    assert (answer.state, answer.living) == (CodeState.SUCCEEDED, (theirs,))
    assert again(town, path).conflicts == (), "told once"


def test_what_the_file_has_otherwise_stands_and_is_told(town: Town, tmp_path: Path) -> None:
    town.carry_out("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))
    town.carry_out("retire", codes=(A_SEAT,))
    town.carry_out("rename", codes=(f"{TWO}000001",), elements=el(YUNJIN, bldg="2栋", house="101A"))
    entries = [
        (code, {**elements, "bldg": "甲栋"} if code[:19] == ONE else elements)
        for code, elements in town_entries()
        if code != f"{TWO}000001"
    ]
    at = next(n for n, (code, _) in enumerate(entries) if code == B_SEAT)
    entries.insert(at, (f"{A_SEAT}000009", {**HEMING, "bldg": "A座", "house": "1301"}))
    carried = again(town, written(tmp_path, entries))
    told = {each.code: each.words for each in carried.conflicts}
    assert set(told) == {ONE, A_SEAT, f"{TWO}000001"}
    assert "甲栋" in told[ONE]
    assert "1 间变更时没有的房间" in told[A_SEAT]
    assert "没有这个编码" in told[f"{TWO}000001"]
    assert all(each.change_number.startswith("DZ") for each in carried.conflicts)
    codes = {entry.code: entry.elements.bldg for entry in living_entries(town.store)}
    assert codes[ONE] == "甲栋"
    assert A_SEAT in codes
    assert f"{A_SEAT}000009" in codes


def test_a_file_that_claims_to_know_a_day_is_believed_and_the_difference_told(
    town: Town, tmp_path: Path
) -> None:
    town.carry_out("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))
    carried = again(town, write_town(tmp_path), as_of=town.clock.today())
    assert [each.code for each in carried.conflicts] == [ONE]
    assert carried.again == 0
    assert "按新库" in carried.conflicts[0].words
    assert {e.code: e.elements.bldg for e in living_entries(town.store)}[ONE] == "1栋"


def test_an_import_that_fails_leaves_everything(town: Town, tmp_path: Path) -> None:
    changed(town)
    before = stands(town.store)
    orphan = written(
        tmp_path, [*town_entries(), (f"{building_code(88)}000001", {**YUNJIN, "bldg": "88栋", "house": "1"})]
    )
    with pytest.raises(Exception, match="地址库不完整"):
        import_library(town.store, orphan, None, LATER)
    assert stands(town.store) == before


def test_residents_of_a_split_stay_where_they_were_put(town: Town, tmp_path: Path) -> None:
    room = f"{ONE}000005"
    town.carry_out(
        "split",
        codes=(room,),
        entries=(new(YUNJIN, bldg="1栋", house="301A"), new(YUNJIN, bldg="1栋", house="301B")),
    )
    before = resolve_code(town.store, room)
    again(town, write_town(tmp_path))
    assert resolve_code(town.store, room) == replace(before)
    assert len(before.living) == 2
    assert ChangeKind.SPLIT is before.kind
