"""Names, crossings, tenants and letters that run into each other: each part is read as itself, or a person is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.completing import Completer
from hall_app.addresses.engine import Engine
from hall_app.addresses.normal import apart_forms
from tests.hall_app.addresses.libraries import opened

# street, community, road, number, area, building
BUILDINGS = (
    ("福田街道", "福山社区", "麓龙街", "1号", "竹岳雅苑", "1栋"),
    ("福田街道", "渔农社区", "海绣路", "51号", "港鹤名苑", "1栋"),
    ("梅林街道", "新兴社区", "康丰中路", "228号", "和喜家园", ""),
    ("南园街道", "沙埔头社区", "喜平三路", "16号", "盈寿苑", "1栋"),
    ("香蜜湖街道", "香岭社区", "榆竹五路", "124号", "虹麓阁", ""),
    ("沙头街道", "金地社区", "泰喜一路", "48号", "盈寿科技大厦二期", ""),
    ("沙头街道", "金地社区", "泰喜一路", "48号", "盈寿科技大厦三期", "A座"),
    ("莲花街道", "梅岭社区", "禄泰大道", "41号", "泰丰商业大厦", "A座"),
    ("福保街道", "福保社区", "榆宝腾二路", "3号", "榆诚公寓", "2栋"),
    ("福保街道", "福保社区", "榆宝腾二路", "3号", "榆诚公寓", "3栋"),
    ("香蜜湖街道", "农园社区", "朗桦二路", "140号", "霞嘉科技大厦", "A座"),
    ("香蜜湖街道", "农园社区", "朗桦二路", "140号", "峰海广场", "A座"),
    ("莲花街道", "狮岭社区", "K3四路", "20号", "T3花园", "1栋"),
    ("莲花街道", "狮岭社区", "三九二路", "93号", "E时代金融中心", "1栋"),
    ("莲花街道", "狮岭社区", "五龙街", "106号", "华德大厦", "1栋"),
    ("华强北街道", "荔村社区", "祥麟大道", "497号", "虹桦瑞山庄", "1栋"),
    ("沙头街道", "天安社区", "泰然九路", "9号", "三九大厦", "B座"),
    ("沙头街道", "天安社区", "泰然九路", "9号", "三九大厦", "2栋"),
    ("福保街道", "石厦社区", "贝屋路", "29号", "楼滘中心", "A座"),
)
ALIASES = (("area", "晖惠厂", "峰海广场", "农园社区"), ("area", "晖惠", "华德大厦", "狮岭社区"))
ORDER = ("street", "community", "road", "roadno", "area", "bldg")
HOUSES = ("101", "302", "501", "701")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("beside")
    lines: list[dict[str, object]] = []
    for n, row in enumerate(BUILDINGS):
        code, el = f"44030400100101{90001 + n}", {k: v for k, v in zip(ORDER, row, strict=True) if v}
        lines.append({"code": code, "level": "building", "el": el})
        for m, house in enumerate(HOUSES, 1):
            lines.append({"code": f"{code}{m:06d}", "level": "room", "el": el | {"house": house}})
    aliases = [{"element": e, "alias": a, "name": n, "kind": "old", "community": c} for e, a, n, c in ALIASES]
    yield from opened(folder, lines, aliases)


def named(engine: Engine, text: str) -> tuple[str, str, bool]:
    """The estate and building of the first code, the door, and whether it was taken over."""
    made = engine.translate(text)
    if not made.codes:
        return "", "", made.auto
    row = BUILDINGS[int(made.codes[0][14:19]) - 90001]
    house = HOUSES[int(made.codes[0][19:]) - 1] if len(made.codes[0]) > 19 else ""
    return "".join(row[4:]), house, made.auto


@pytest.mark.parametrize(
    "text",
    [
        "港鹤名苑1栋七〇一晟通商行", "海绣路51号港鹤名苑一栋七零一易达科技有限公司", "港鹤名苑1栋-七零一博远便利店",
        "港鹤名苑1栋701七天酒店",
    ],
)  # fmt: skip
def test_a_room_in_words_is_no_part_of_the_tenants_name(engine: Engine, text: str) -> None:
    assert named(engine, text) == ("港鹤名苑1栋", "701", True)


def test_a_room_in_words_behind_an_estate_of_one_building(engine: Engine) -> None:
    assert named(engine, "香岭社区虹麓阁五零一晟通餐饮店") == ("虹麓阁", "501", True)


@pytest.mark.parametrize("text", ["港鹤名苑1栋七天酒店", "港鹤名苑1栋一千零一夜餐厅", "港鹤名苑1栋八方物业"])
def test_numerals_of_a_tenants_name_are_no_room(engine: Engine, text: str) -> None:
    assert named(engine, text)[:2] == ("港鹤名苑1栋", "")


@pytest.mark.parametrize(
    "text",
    [
        "康丰中路和喜平三路交叉口",
        "虹麓二路和珑峰二路交叉口",
        "晖惠二路与红云路交叉口",
        "虹麓二路中段",
        "康丰中路尽头",
    ],
)
def test_roads_alone_name_no_estate(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert not made.auto
    assert made.codes == []


@pytest.mark.parametrize("text", ["五龙街与K5前西路交汇处华德大厦302", "五龙街与康丰中路交汇处华德大厦302"])
def test_an_estate_at_a_crossing_is_found(engine: Engine, text: str) -> None:
    assert named(engine, text) == ("华德大厦1栋", "302", True)


def test_a_label_that_only_the_other_estate_of_the_door_has_is_asked_about(engine: Engine) -> None:
    assert named(engine, "金地社区泰喜一路48号A座501")[:2] == ("盈寿科技大厦三期A座", "501")
    assert not engine.translate("金地社区泰喜一路48号A座801").auto


@pytest.mark.parametrize(
    "text",
    [
        "深圳福田街道福山社区麓龙街1号竹岳雅苑1栋302",
        "深圳福田街道竹岳雅苑1栋302",
        "深圳福田福田街道竹岳雅苑1栋302",
    ],
)
def test_a_city_before_the_street_that_is_called_as_the_district(engine: Engine, text: str) -> None:
    assert named(engine, text) == ("竹岳雅苑1栋", "302", True)


@pytest.mark.parametrize(
    "text",
    [
        "福田区莲花北禄泰大道41号泰丰商业大厦A座302",
        "福田保税区泰丰商业大厦A座302",
        "福田区保税区康丰中路228号和喜家园302",
    ],
)
def test_a_false_community_or_area_in_short_is_asked_about(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert not made.auto
    assert "contradicted" in made.reasons


def test_the_area_of_the_right_street_contradicts_nothing(engine: Engine) -> None:
    assert named(engine, "福田保税区榆宝腾二路3号榆诚公寓2栋302") == ("榆诚公寓2栋", "302", True)


def test_a_building_behind_a_road_is_no_door(engine: Engine) -> None:
    assert named(engine, "福保社区,榆诚公寓,榆宝2路,3栋,302")[:2] == ("榆诚公寓3栋", "302")


def test_a_name_that_begins_like_a_building_word_follows_its_door(engine: Engine) -> None:
    assert named(engine, "石厦社区贝屋路29号楼滘中心A座302") == ("楼滘中心A座", "302", True)


def test_a_misspelt_alias_comes_before_the_neighbour_at_the_door(engine: Engine) -> None:
    assert named(engine, "香蜜湖街道朗桦二路140号晖蕙厂A座701") == ("峰海广场A座", "701", False)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("K3四路20号T3花园1栋302", "T3花园1栋"), ("K34路20号1栋302", "T3花园1栋"), ("三九2路93号1栋302", "E时代金融中心1栋"),
        ("三九二路93号1栋302", "E时代金融中心1栋"), ("狮岭社区E时代金隔中心1栋302", "E时代金融中心1栋"),
    ],
)  # fmt: skip
def test_names_that_hold_letters_and_numerals(engine: Engine, text: str, place: str) -> None:
    assert named(engine, text) == (place, "302", True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("天安社区三九B座302", "三九大厦B座"), ("泰然九路9号三九2栋302", "三九大厦2栋"), ("沙头街道,三九,B座,302", "三九大厦B座"),
    ],
)  # fmt: skip
def test_a_name_in_short_that_is_numerals_alone(engine: Engine, text: str, place: str) -> None:
    assert named(engine, text) == (place, "302", True)


@pytest.mark.parametrize("text", ["麓龙街39栋302", "麓龙街39B座302", "五龙街三九B座302"])
def test_numerals_behind_a_road_are_no_name(engine: Engine, text: str) -> None:
    assert not named(engine, text)[0].startswith("三九")


@pytest.mark.parametrize(
    "text",
    ["302室,1栋,华德大厦,五龙街106号,狮岭社区,莲花街道", "302房1栋华德大厦五龙街106号莲花街道深圳市"],
)
def test_parts_from_the_room_up_are_read_where_each_has_its_word(engine: Engine, text: str) -> None:
    assert named(engine, text) == ("华德大厦1栋", "302", True)


def test_forms_that_stand_apart() -> None:
    assert apart_forms("K3四路") == ["K3,4路"]
    assert apart_forms("三九二路") == ["39,2路"]
    assert apart_forms("八卦四路") == []


def test_a_name_in_short_with_a_slip_is_found_where_its_community_stands(engine: Engine) -> None:
    assert named(engine, "华强北街道荔村社区虹桦锐1栋302") == ("虹桦瑞山庄1栋", "302", False)
    assert engine.translate("虹桦锐1栋302").codes == []


@pytest.mark.parametrize("text", ["T3花园1栋302", "K3四路20号1栋302"])
def test_a_chinese_name_that_begins_with_letters_is_typed(engine: Engine, text: str) -> None:
    assert Completer(engine).complete(text)[0][14:] == "90013000002"


@pytest.mark.parametrize(
    "text",
    [
        "港鹤名苑1栋701王先生",
        "港鹤名苑1栋701室李小明13912345678",
        "港鹤名苑1栋701李小明收",
        "港鹤名苑1栋701陈女士收，电话13912345678",
        "港鹤名苑1栋701张伟 13912345678",
    ],
)
def test_a_person_right_behind_a_room_is_no_part_of_it(engine: Engine, text: str) -> None:
    assert named(engine, text) == ("港鹤名苑1栋", "701", True)


def test_a_name_behind_the_number_of_its_road_is_no_person(engine: Engine) -> None:
    assert named(engine, "五龙街106号华德大厦1栋302 13912345678") == ("华德大厦1栋", "302", True)
