"""Slips of the pen and ways to write that real lists hold: each reads as meant, or is asked about where nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import opened

# street, community, road, number, area, lane, building
BUILDINGS = (
    ("梅林街道", "上梅社区", "", "", "上梅村", "一坊", "3号"),
    ("梅林街道", "上梅社区", "", "", "上梅村", "一巷", "3号"),
    ("梅林街道", "梅丰社区", "", "", "梅丰村", "二坊", "5号"),
    ("福田街道", "福田社区", "", "", "福田村", "八巷", "19号"),
    ("福田街道", "海滨社区", "翠榕四路", "237号", "翠榕府", "", "4栋"),
    ("福田街道", "海滨社区", "滨松中路", "222号", "泽橙时代大厦", "", "A座"),
    ("福田街道", "海滨社区", "五岳八路", "254号", "麦嘉时代大厦", "", "A座"),
    ("福田街道", "海滨社区", "滨松中路", "9号", "铜井时代大厦东区", "", "A座"),
    ("华富街道", "田面社区", "滨松南路", "12号", "铜井山庄", "", "1栋"),
    ("华富街道", "田面社区", "滨松南路", "16号", "泽橙雅苑", "", "A座"),
    ("华富街道", "田面社区", "福中路", "18号", "岗柳广场", "", "主楼"),
    ("华富街道", "田面社区", "福中路", "18号", "岗柳广场", "", "副楼"),
    ("华富街道", "田面社区", "福中路", "20号", "五洲宾馆", "", "3栋"),
    ("华富街道", "田面社区", "福中路", "22号", "口岸大厦", "", ""),
    ("华富街道", "田面社区", "福中路", "24号", "爱华小区", "", ""),
    ("华富街道", "田面社区", "祥河路", "26号", "岳淳商务中心", "", ""),
    ("南园街道", "巴登社区", "祥河路", "28号", "橹渠里", "", "1栋"),  # lacks 802
    ("莲花街道", "景田社区", "祥河路", "91号", "橹渠里", "", "1栋"),
)
ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg")
HOUSES = ("301", "401", "501", "802", "1106", "3A", "5F", "10B")


def building(serial: int, row: tuple[str, ...]) -> Iterator[dict[str, object]]:
    code, el = f"44030400100101{serial}", {k: v for k, v in zip(ORDER, row, strict=True) if v}
    yield {"code": code, "level": "building", "el": el}
    for n, house in enumerate(HOUSES, 1):
        if row[1] == "巴登社区" and house == "802":
            continue
        yield {"code": f"{code}{n:06d}", "level": "room", "el": el | {"house": house}}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("slips")
    lines = [line for n, row in enumerate(BUILDINGS, 90001) for line in building(n, row)]
    yield from opened(folder, lines)


def named(engine: Engine, text: str) -> tuple[str, str, bool]:
    """The building as written in the table above, the door, and whether it was taken over."""
    made = engine.translate(text)
    if not made.codes:
        return "", "", made.auto
    row = BUILDINGS[int(made.codes[0][14:19]) - 90001]
    house = HOUSES[int(made.codes[0][19:]) - 1] if len(made.codes[0]) > 19 else ""
    return "".join(row[4:]), house, made.auto


def check(engine: Engine, text: str, place: str, house: str, *, auto: bool = True) -> None:
    assert named(engine, text) == (place, house, auto), engine.translate(text)


@pytest.mark.parametrize(
    ("text", "lane"),
    [("上梅村一坊3号501", "一坊"), ("上梅村1巷3号501", "一巷"), ("上梅村,1坊,3号,501", "一坊")],
)
def test_lanes_of_one_number_are_told_apart_by_their_word(engine: Engine, text: str, lane: str) -> None:
    check(engine, text, f"上梅村{lane}3号", "501")


def test_a_lane_is_found_by_another_word_where_it_has_no_twin(engine: Engine) -> None:
    check(engine, "梅丰村二巷5号501", "梅丰村二坊5号", "501")


@pytest.mark.parametrize("text", ["上梅村1-3-501", "上梅村一里3号501"])
def test_a_lane_that_its_word_does_not_tell_is_asked_about(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


@pytest.mark.parametrize("floor", ["5F501", "5f5o1", "第五层501", "5楼501"])
def test_a_floor_before_the_door_may_be_a_letter(engine: Engine, floor: str) -> None:
    check(engine, f"爱华小区{floor}", "爱华小区", "501")


def test_a_door_that_begins_with_its_floor_is_whole(engine: Engine) -> None:
    assert named(engine, "福中路24号爱华小区第1层106")[:2] == ("爱华小区", "")  # and not 1106
    assert named(engine, "福中路24号爱华小区1层0B")[:2] == ("爱华小区", "10B")
    assert named(engine, "福中路24号爱华小区1层1B")[:2] == ("爱华小区", "")


@pytest.mark.parametrize(
    ("text", "place", "house"),
    [
        ("滨松中路222号泽橙时代大厦A座802", "泽橙时代大厦A座", "802"),
        ("滨松中路二两两号A座八洞两", "泽橙时代大厦A座", "802"),
        ("翠榕四 翠榕府 4栋 301", "翠榕府4栋", "301"),
        ("泽橙时代大厦A座802海滨社区福田街道 518026", "泽橙时代大厦A座", "802"),
        ("深圳市 518026 福田街道泽橙时代大厦A座802", "泽橙时代大厦A座", "802"),
    ],
)
def test_numerals_and_postcodes_beside_names(engine: Engine, text: str, place: str, house: str) -> None:
    assert named(engine, text)[:2] == (place, house)


@pytest.mark.parametrize(
    "tenant",
    [
        "六福数码城", "一心物业管理处", "米达口腔门诊部", "十里电子市场", "楼秋美容院", "街坑便利店", "七天五金店海滨社区",
    ],
)  # fmt: skip
def test_numerals_and_units_that_begin_a_tenants_name_are_no_door(engine: Engine, tenant: str) -> None:
    check(engine, f"福田街道泽橙时代大厦A座802{tenant}", "泽橙时代大厦A座", "802")


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("爱华小区3A七天电子市场", "3A"), ("爱华小区第3层3A创世纪药房", "3A"), ("爱华小区5层三和快递点501", "501"),
        ("爱华小区8楼802德邦律师事务所", "802"),
    ],
)  # fmt: skip
def test_a_tenant_beside_a_door_with_a_letter_or_a_floor(engine: Engine, text: str, house: str) -> None:
    check(engine, text, "爱华小区", house)


def test_a_house_called_like_a_tenant_is_told_by_its_buildings(engine: Engine) -> None:
    check(engine, "福田区五洲宾馆3栋802", "五洲宾馆3栋", "802")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "滨松中路222号泽橙A座802",
            "泽橙时代大厦A座",
        ),  # three names end in 时代大厦: a type word of this district
        ("田面社区铜井山装1栋802", "铜井山庄1栋"),  # not 铜井东区 in short, with 山装 left over
        ("铜井山装1栋802", "铜井山庄1栋"),
        ("福田街道五八路254号A座802", "麦嘉时代大厦A座"),
        ("岗柳广主楼802", "岗柳广场主楼"),  # 岗柳广主 is no slip for 岗柳广场 while a 主楼 stands
        ("华富街道岳淳务商中心802", "岳淳商务中心"),  # no tenant of a 岳淳
        ("福田社区福田材八巷19号802", "福田村八巷19号"),
    ],
)
def test_a_slip_in_a_name_is_read_before_what_it_leaves_over(engine: Engine, text: str, place: str) -> None:
    assert named(engine, text)[0] == place, engine.translate(text)


def test_a_direction_is_no_slip_for_another(engine: Engine) -> None:
    made = engine.translate("福田街道铜井西区A座802")
    assert not made.auto


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("滨松中路韵222号A座802", "泽橙时代大厦A座"), ("福田区洲泽橙时代大厦A座802", "泽橙时代大厦A座"),
        ("爱华小区数802", "爱华小区"), ("丘滨松中路222号A座802", "泽橙时代大厦A座"), ("铜井山庄楠1栋802", "铜井山庄1栋"),
    ],
)  # fmt: skip
def test_a_character_too_many_beside_a_name_is_taken_over(engine: Engine, text: str, place: str) -> None:
    check(engine, text, place, "802")


@pytest.mark.parametrize("text", ["新爱华小区802", "上梅村南一坊3号501", "爱华某802", "福中路24号8某02"])
def test_a_character_that_may_make_another_name_is_asked_about(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


@pytest.mark.parametrize(
    "text",
    [
        "口岸",
        "福田区口岸",
        "爱华菜市场",
        "深圳爱华小学",
        "爱华小区幼儿园",
        "铜井一菜市场",
        "爱华小区路口",
        "爱华小区口",
        "爱华小区管理处",
        "泽橙雅苑会所",
    ],
)
def test_a_place_named_like_an_estate_is_not_taken_for_it(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


def test_a_community_in_short_names_no_estate(engine: Engine) -> None:
    made = engine.translate("福田区口岸")
    assert made.codes == []
    assert made.place == "口岸社区"


@pytest.mark.parametrize("text", ["爱区802", "华区802", "福田林八巷19号802"])
def test_too_little_of_a_name_is_asked_about(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


def test_its_own_road_bears_a_misspelt_name_out(engine: Engine) -> None:
    assert named(engine, "田面社区岳淳务商中心祥河路")[:2] == ("岳淳商务中心", "")


def test_a_second_address_in_brackets_is_asked_about(engine: Engine) -> None:
    assert not engine.translate("福中路24号爱华小区802(梅丰村二坊5号301)").auto
    assert engine.translate("福中路24号爱华小区802(口岸大厦)").auto


@pytest.mark.parametrize("text", ["福田区福田八巷19号802", "福田街道福田社区福田八巷19号802"])
def test_a_village_called_as_the_district_may_lose_its_last_character(engine: Engine, text: str) -> None:
    check(engine, text, "福田村八巷19号", "802")


def test_a_district_before_a_lane_is_no_village(engine: Engine) -> None:
    assert not engine.translate("深圳福田八巷19号802").auto


def test_a_room_that_only_the_twin_in_another_street_has_is_asked_about(engine: Engine) -> None:
    assert not engine.translate("南园街道橹渠里1栋802").auto
    check(engine, "莲花街道橹渠里1栋802", "橹渠里1栋", "802")
