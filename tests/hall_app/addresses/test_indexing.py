"""A managed change is found by an engine opened after it, and by one that was open before."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from db.addresses import AddressBuilding, AddressOldCode, AddressRoom
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from hall_app.addresses.indexing import empty_layout, place_for, refresh_index

DAY = date(2026, 11, 24)
OLD = "4403040010010190001"
NEW = "4403040010010190002"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    store = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    own = {
        "street": "南园街道",
        "community": "巴登社区",
        "road": "青岭路",
        "roadno": "8号",
        "area": "月翔雅苑",
        "bldg": "1栋",
    }
    lines = [{"code": OLD, "level": "building", "el": own}]
    lines += [
        {"code": f"{OLD}{n:06d}", "level": "room", "el": own | {"house": f"{n}01"}} for n in range(1, 4)
    ]
    library = tmp_path / "library.jsonl"
    library.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    import_library(store, library, None, DAY)
    return store


def test_a_new_building_with_a_new_name_is_found_and_completed(store: Store) -> None:
    engine = Engine(store)
    try:
        assert engine.translate("青岭路10号桂云轩2栋101").codes == []
        with store.writing() as session:
            place = place_for(session, "南园街道", "巴登社区", "青岭路", "10号", "桂云轩")
            session.add(
                AddressBuilding(
                    code=NEW, place_id=place, lane="", label="2栋", layout_id=empty_layout(session)
                )
            )
            session.add(AddressRoom(code=f"{NEW}000001", building_code=NEW, unit="", floor="", house="101"))
            refresh_index(session, [NEW], DAY)
        assert engine.fresh()
        made = engine.translate("青岭路10号桂云轩2栋101")
        assert made.codes[:1] == [f"{NEW}000001"]
        assert made.auto
        assert not engine.fresh()
    finally:
        engine.close()


def test_a_retired_room_is_absent_and_its_code_leads_to_what_it_became(store: Store) -> None:
    with store.writing() as session:
        gone = session.get_one(AddressRoom, f"{OLD}000002")
        gone.status = "history"
        session.add(AddressOldCode(old_code=gone.code, code=f"{OLD}000003", reason="merged", since=DAY))
        refresh_index(session, [gone.code], DAY)
    engine = Engine(store)
    try:
        assert engine.translate("月翔雅苑1栋201").codes[:1] == [OLD]
        assert engine.translate("月翔雅苑1栋301").codes[:1] == [f"{OLD}000003"]
        assert engine.translate(f"{OLD}000002").codes == [f"{OLD}000003"]
    finally:
        engine.close()


def test_a_retired_building_is_named_no_more(store: Store) -> None:
    with store.writing() as session:
        session.get_one(AddressBuilding, OLD).status = "history"
        refresh_index(session, [OLD], DAY)
    engine = Engine(store)
    try:
        assert OLD not in engine.translate("青岭路8号月翔雅苑1栋301").codes
        assert engine.translate(OLD).codes == []
    finally:
        engine.close()
