"""Names that can be read in two ways are asked about: joined with a division, going on, beside another road or street."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import opened

# street, community, road, number, area, alias
ESTATES = (
    ("香蜜湖街道", "香蜜社区", "德静北路", "289号", "潘朝广场一期", ""),
    ("莲花街道", "紫荆社区", "阳淀路", "12号", "定武花园", ""),
    ("沙头街道", "金城社区", "阳淀路", "211号", "文房朝科技园", "山亦"),
    ("福田街道", "福安社区", "延双三路", "196号", "山亦霍公馆四期", ""),
    ("沙头街道", "新洲社区", "岗石六路", "55号", "坪井公寓一期", ""),
    ("莲花街道", "景田社区", "翻吉布八路", "28号", "坪井公寓一期", ""),
    ("福田街道", "福安社区", "通永二路", "121号", "淀家SOHO", ""),
    ("福田街道", "福安社区", "通永二路", "131号", "榭海CBD", ""),
    ("福保街道", "明月社区", "腐楼中路", "99号", "材竹新村", ""),
    ("华强北街道", "荔村社区", "腐楼中路", "7号", "竹家新村", ""),
    ("福保街道", "明月社区", "腐楼中路", "12号", "四季公寓", ""),
)
TWINS = (
    ("南园街道", "滨河社区", "旗青二路", "89号", "丰红家园三期", "1栋"),
    ("莲花街道", "福新社区", "跃业四路", "277号", "丰红家园三期", "1幢"),
)
LONE = ("香蜜湖街道", "东海社区", "腐楼中路", "15号", "四季公寓")
LANES = ("华富街道", "梅岗社区", "梅岗村")


def building(code: str, el: dict[str, str], houses: tuple[str, ...]) -> list[dict[str, object]]:
    rooms = [
        {"code": f"{code}{n:06d}", "level": "room", "el": el | {"house": house}}
        for n, house in enumerate(houses, 1)
    ]
    return [{"code": code, "level": "building", "el": el}, *rooms]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each estate with buildings A座 and 1栋 of four rooms, one with a single building, a village of lanes."""
    folder = tmp_path_factory.mktemp("doubtful")
    lines, aliases, serial = [], [], 90000
    for street, community, road, number, area, alias in ESTATES:
        base = {"street": street, "community": community, "road": road, "roadno": number, "area": area}
        for bldg in ("A座", "1栋"):
            serial += 1
            code = f"44030400100101{serial}"
            el = base | {"bldg": bldg}
            lines.append({"code": code, "level": "building", "el": el})
            lines += [
                {"code": f"{code}{n:06d}", "level": "room", "el": el | {"house": f"{n}04"}}
                for n in range(1, 5)
            ]
        if alias:
            aliases.append(
                {"element": "area", "alias": alias, "name": area, "kind": "old", "community": community}
            )
    street, community, road, number, area = LONE
    el = {"street": street, "community": community, "road": road, "roadno": number, "area": area}
    lines += building("4403040010010170001", el, ("204", "304"))
    for n, twin in enumerate(TWINS, 60001):
        keys = ("street", "community", "road", "roadno", "area", "bldg")
        lines += building(f"44030400100101{n}", dict(zip(keys, twin, strict=True)), ("204", f"{n}"))
    for n, lane in enumerate(("一组", "二里", "三弄", "四巷", "五排"), 70010):
        el = dict(zip(("street", "community", "area"), LANES, strict=True)) | {"lane": lane, "bldg": "11号"}
        lines += building(f"44030400100101{n}", el, ("204", "304"))
    yield from opened(folder, lines, aliases)


def area_of(engine: Engine, code: str) -> tuple[str, str]:
    building = engine.lookup.building(code[:19])
    assert building is not None
    place = engine.gazetteer.places[building[0]]
    return place.road, place.area


@pytest.mark.parametrize(
    "text",
    [
        "福田区紫荆朝广场一期A座304",  # 紫荆社区 in short, then 潘朝广场 without its first character
        "紫荆朝广场一期A座304",
        "紫荆朝广场一期德静北路289号A座304",  # its road bears it out, but the community may still be false
        "紫荆潘朝广场一期A座304",
        "紫荆社区朝广场一期A座304",
    ],
)
def test_a_name_joined_with_a_false_community_is_asked_about(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert not made.auto
    assert area_of(engine, made.codes[0]) == ("德静北路", "潘朝广场一期")


@pytest.mark.parametrize(
    "text", ["荆朝广场一期A座304", "香蜜朝广场一期A座304", "香蜜社区荆朝广场一期A座304", "朝广场一期A座304"]
)
def test_a_misspelt_name_that_no_division_touches_is_taken_over(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert made.auto, made
    assert area_of(engine, made.codes[0]) == ("德静北路", "潘朝广场一期")


def test_an_alias_that_goes_on_into_another_name_is_asked_about(engine: Engine) -> None:
    made = engine.translate("山亦永霍公馆四期A座304")
    assert not made.auto
    assert area_of(engine, made.codes[0]) == ("延双三路", "山亦霍公馆四期")
    assert engine.translate("山亦A座304").auto
    assert engine.translate("山亦A座304永霍公馆").auto


@pytest.mark.parametrize("road", ["翻吉八路28号", "翻古布八路28号", "翻吉布八路"])
def test_a_road_in_brackets_decides_between_estates_of_a_name(engine: Engine, road: str) -> None:
    made = engine.translate(f"坪井寓公一期1栋304（{road}）")
    assert area_of(engine, made.codes[0]) == ("翻吉布八路", "坪井公寓一期")


def test_a_road_in_brackets_that_nobody_knows_is_asked_about(engine: Engine) -> None:
    assert not engine.translate("定武花园1栋304（远方大路7号）").auto
    assert engine.translate("定武花园1栋304（临街）").auto
    assert engine.translate("定武花园1栋304（仅限办公）").auto


@pytest.mark.parametrize("name", ["淀SOHO", "淀加SOHO", "淀家SOO", "淀家SHOO", "淀家soh"])
def test_names_with_latin_words_may_be_misspelt(engine: Engine, name: str) -> None:
    made = engine.translate(f"{name}1栋304")
    assert made.auto, made
    assert area_of(engine, made.codes[0]) == ("通永二路", "淀家SOHO")


def test_an_exact_name_elsewhere_comes_before_a_misspelt_one_in_the_street(engine: Engine) -> None:
    made = engine.translate("华强北街道材竹新村1栋304")
    assert area_of(engine, made.codes[0]) == ("腐楼中路", "材竹新村")
    assert not made.auto
    assert "contradicted" in made.reasons
    assert made.runner_up is not None
    assert area_of(engine, made.runner_up[0])[1] == "竹家新村"
    assert 0 <= made.confidence <= 1
    near = engine.translate("华强北街道竹加新村1栋304")
    assert near.auto, near
    assert area_of(engine, near.codes[0])[1] == "竹家新村"


def test_a_letter_that_a_lone_building_lacks_is_asked_about_where_a_twin_has_it(engine: Engine) -> None:
    assert not engine.translate("香蜜湖街道四季公寓A座304").auto
    alone = engine.translate("香蜜湖街道四季公寓304")
    assert alone.auto, alone
    assert engine.translate("香蜜湖街道腐楼中路15号四季公寓A座304").auto


@pytest.mark.parametrize("text", ["奥竹新村路", "深圳市福田区文房朝科技四路", "四季公路"])
def test_a_road_without_a_number_is_no_misspelt_estate(engine: Engine, text: str) -> None:
    assert engine.translate(text).codes == []


@pytest.mark.parametrize("lane", ["一组", "1组", "二里", "2里", "三弄", "四巷", "五排", "第一组"])
def test_lanes_of_every_kind_are_read(engine: Engine, lane: str) -> None:
    made = engine.translate(f"梅岗村{lane}11号304")
    assert made.auto, made
    found = engine.lookup.building(made.codes[0][:19])
    assert found is not None
    assert found[1] in ("一组", "二里", "三弄", "四巷", "五排")
    assert (
        found[1][0]
        == "一二三四五"["12345".find(lane[-2]) if lane[-2] in "12345" else "一二三四五".find(lane[-2])]
    )


@pytest.mark.parametrize("word", ["塔楼", "宿舍", "裙楼"])
def test_a_word_that_may_end_a_longer_name_is_asked_about(engine: Engine, word: str) -> None:
    assert not engine.translate(f"山亦{word}1栋304").auto
    assert engine.translate(f"山亦1栋{word}304").auto
    assert engine.translate(f"阳淀路211号山亦{word}1栋304").auto


def test_two_slips_in_a_name_need_a_number_that_bears_it_out(engine: Engine) -> None:
    assert engine.translate("潘超广场一期A座304").auto
    assert not engine.translate("巨潘超广场一期A座304").auto
    assert engine.translate("德静北路289号巨潘超广场一期A座304").auto


def test_a_misspelt_estate_before_its_street_is_still_found(engine: Engine) -> None:
    made = engine.translate("潘超广场一期香蜜社区香蜜湖街道")
    assert area_of(engine, made.codes[0]) == ("德静北路", "潘朝广场一期")


@pytest.mark.parametrize(
    "text", ["丰红家园三期1~204", "丰红家园三期1栋204", "丰红家园三期1号楼204", "丰红家园三期1栋"]
)
def test_a_twin_told_apart_by_its_word_alone_is_asked_about(engine: Engine, text: str) -> None:
    made = engine.translate(f"南园街道{text}")
    assert not made.auto
    assert "twinned" in made.reasons
    assert area_of(engine, made.codes[0]) == ("旗青二路", "丰红家园三期")


def test_a_twin_that_lacks_the_room_or_the_door_raises_no_doubt(engine: Engine) -> None:
    assert engine.translate("南园街道丰红家园三期1栋60001").auto
    assert engine.translate("南园街道旗青二路89号丰红家园三期1~204").auto


@pytest.mark.parametrize("text", ["房定武1栋304", "楼材竹新村1栋304", "山亦楼1栋304"])
def test_a_name_inside_a_longer_one_is_asked_about(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


@pytest.mark.parametrize(
    "text", ["香蜜湖街道某某三路63号四季公寓304", "香蜜湖街道、某某路、63号、四季公寓、304"]
)
def test_the_number_of_an_unknown_road_is_no_part_of_the_room(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert not made.auto
    assert area_of(engine, made.codes[0]) == LONE[2::2]
    assert len(made.codes[0]) == 25


def test_a_letter_of_a_name_may_be_lost(engine: Engine) -> None:
    made = engine.translate("福田街道福安社区榭海CB1栋304")
    assert area_of(engine, made.codes[0]) == ("通永二路", "榭海CBD")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("香蜜湖街道香蜜社区德静北路289号潘朝广场一期1栋304", True),
        ("华强北街道竹加新村1栋304", True),
        ("通永二路121号淀加SOHO1栋3004室", False),
        ("华强北街道材竹新村1栋304", False),
        ("坪井公寓一期1栋304", False),
        ("同上", False),
    ],
)
def test_what_is_taken_over_is_surer_than_what_is_asked(engine: Engine, text: str, taken: bool) -> None:
    made = engine.translate(text)
    assert made.auto is taken
    assert (made.confidence >= 0.95) is taken


def test_among_what_is_taken_over_the_rougher_text_is_less_sure(engine: Engine) -> None:
    exact = engine.translate("华强北街道竹家新村1栋304")
    rough = engine.translate("华强北街道竹加新村1栋304")
    assert exact.auto
    assert rough.auto
    assert 1 >= exact.confidence > rough.confidence
