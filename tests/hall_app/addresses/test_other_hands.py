"""Texts as other departments and printed forms write them: each reads as meant, or is asked about where nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.completing import Completer
from hall_app.addresses.engine import Engine
from hall_app.addresses.normal import text_form
from tests.hall_app.addresses.libraries import opened

# street, community, road, number, area, lane, building; then unit or floor and door of each room
ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg")
PARK = tuple(("floor", f"{n}层", f"{n}A0{k}") for n in (1, 2, 3) for k in (1, 2, 4))
TOWER = tuple(("", "", f"{n}0{k}") for n in (1, 2, 3, 7, 8, 12, 20) for k in (2, 4, 6))
CORRIDOR = tuple(("", "", f"2{k:02d}") for k in range(1, 9))
UNITS = tuple(("unit", unit, door) for unit in ("1单元", "2单元") for door in ("102", "201", "304"))
BUILDINGS: tuple[tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]], ...] = (
    (("梅林街道", "梅丰社区", "碧松街", "96号", "星河工业园", "", "3号楼"), PARK),
    (("梅林街道", "梅丰社区", "碧松街", "96号", "星河工业园", "", "5号楼"), PARK),
    (("梅林街道", "梅丰社区", "", "", "步涌村", "五坊", "23号"), TOWER),
    (("梅林街道", "梅丰社区", "", "", "步涌村", "五坊", "32号"), TOWER),
    (("华富街道", "田面社区", "松新路", "33号", "万科第二工业区", "", "2栋"), PARK),
    (("华富街道", "田面社区", "松新路", "35号", "万科第三工业区", "", "2栋"), PARK),
    (("华富街道", "田面社区", "松新路", "7号", "罗流公寓", "", "1栋"), UNITS),
    (("华富街道", "田面社区", "松新路", "7号", "罗流公寓", "", "2栋"), UNITS),
    (("福田街道", "水围社区", "九围三路", "378号", "御景大厦", "", "A座"), TOWER),
    (("福田街道", "水围社区", "九围三路", "378号", "御景大厦", "", "B座"), TOWER),
    (("福田街道", "水围社区", "九围三路", "380号", "101大厦", "", "A座"), TOWER),
    (("福保街道", "益田社区", "", "", "官田村", "五巷", "1栋"), TOWER),
    (("福保街道", "益田社区", "", "", "官田村", "五巷", "2栋"), TOWER),
    (("福保街道", "益田社区", "", "", "官田村", "六巷", "1栋"), TOWER),
    (("福保街道", "益田社区", "", "", "官田村", "六巷", "2栋"), TOWER),
    (("香蜜湖街道", "岗头社区", "体育路", "24号", "冼后御园", "", "A座"), TOWER),
    (("香蜜湖街道", "水湾社区", "体育路", "28号", "招侨大院", "", "2幢"), TOWER),
    (("香蜜湖街道", "水湾社区", "体育路", "30号", "溪六第三工业区", "", "2栋"), PARK),
    (("香蜜湖街道", "水湾社区", "体育路", "32号", "和一第三工业区", "", "1栋"), PARK),
    (("香蜜湖街道", "水湾社区", "体育路", "32号", "和一第三工业区", "", "2栋"), PARK),
    (("香蜜湖街道", "水湾社区", "", "", "北头村", "五坊", "1栋"), TOWER),
    (("香蜜湖街道", "四联社区", "体育路", "26号", "公园广场", "", ""), TOWER),
    (("沙头街道", "下沙社区", "下沙路", "1号", "下沙公寓", "", "1栋"), CORRIDOR),
    (("福保街道", "石厦社区", "石厦路", "1号", "石厦公寓", "", "1栋"), TOWER),
    (("龙华街道", "富康社区", "龙华西路", "39号", "吉康大厦", "", "A座"), TOWER),
)


def building(
    serial: int, elements: tuple[str, ...], rooms: tuple[tuple[str, str, str], ...]
) -> Iterator[dict[str, object]]:
    code, el = f"44030400100101{serial}", {k: v for k, v in zip(ORDER, elements, strict=True) if v}
    yield {"code": code, "level": "building", "el": el}
    for n, (kind, value, house) in enumerate(rooms, 1):
        more = {kind: value} if kind else {}
        yield {"code": f"{code}{n:06d}", "level": "room", "el": el | more | {"house": house}}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("hands")
    yield from opened(folder, [line for n, row in enumerate(BUILDINGS, 90001) for line in building(n, *row)])


def entry(code: str) -> str:
    """Estate, lane, building, unit or floor, and door of a code."""
    elements, rooms = BUILDINGS[int(code[14:19]) - 90001]
    room = "".join(rooms[int(code[19:]) - 1][1:]) if len(code) > 19 else ""
    return "".join(elements[4:]) + room


def check(engine: Engine, text: str, want: str, *, auto: bool = True) -> None:
    made = engine.translate(text)
    assert (entry(made.codes[0]) if made.codes else "", made.auto) == (want, auto), made


# -- floors -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("罗流公寓1栋2单元2层102", "罗流公寓1栋2单元102"),
        ("罗流公寓1栋1单元4楼304", "罗流公寓1栋1单元304"),
        ("御景大厦A座2层1202", "御景大厦A座1202"),
        ("御景大厦A座20层202", "御景大厦A座202"),
    ],
)
def test_a_figure_of_the_door_that_is_not_its_floor_bears_no_floor_out(
    engine: Engine, text: str, want: str
) -> None:
    check(engine, text, want, auto=False)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("罗流公寓1栋1单元3层304", "罗流公寓1栋1单元304"),
        ("御景大厦A座12层1202", "御景大厦A座1202"),
        ("御景大厦A座二十楼2004", "御景大厦A座2004"),
    ],
)
def test_the_doors_own_floor_bears_it_out(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want)


# -- from the room up -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1A04房,5号楼,星河工业园,碧松街96号,梅丰社区,梅林街道", "星河工业园5号楼1层1A04"),
        ("702室，23号，五坊，步涌村，梅丰社区，梅林街道，福田区深圳市", "步涌村五坊23号702"),
        ("304室,2单元,1栋,罗流公寓", "罗流公寓1栋2单元304"),
    ],
)
def test_a_room_before_its_building_is_no_list_of_buildings(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want)


def test_a_number_before_a_building_that_is_no_building_is_asked_about(engine: Engine) -> None:
    check(engine, "704,B座御景大厦", "御景大厦B座", auto=False)


# -- rooms in words beside tenants' names ------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("御景大厦A座七零四千里香培训中心", "御景大厦A座704"),
        ("御景大厦A座幺二零二千里香便利店", "御景大厦A座1202"),
        ("御景大厦A座一品鲜公司七零四", "御景大厦A座704"),
        ("御景大厦A座三只熊超市二零零四", "御景大厦A座2004"),
        ("步涌村五坊23号一二零二康之源诊所", "步涌村五坊23号1202"),
        ("罗流公寓一栋一品鲜百货二单元幺洞二", "罗流公寓1栋2单元102"),
        ("御景大厦A座302四海通百货", "御景大厦A座302"),
    ],
)
def test_a_room_in_words_is_parted_from_a_tenants_numerals(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want)


@pytest.mark.parametrize(
    "text", ["御景大厦A座二零四七天便利店", "御景大厦A座一百二十三便利店", "御景大厦A座一二二七天超市"]
)
def test_numerals_that_may_be_a_room_or_a_name_are_asked_about(engine: Engine, text: str) -> None:
    assert not engine.translate(text).auto


# -- what stands around an address -------------------------------------------------------------------
@pytest.mark.parametrize(
    "around",
    [
        "，面积89.5平方米", "（建筑面积120㎡）", "，共6层", " 租期2024-05-01至2025-04-30", "，2023年入住", "（两房一厅）",
        "，月租3500元", "转李四收", "，面积约89平米，押金7000元", "，2019.3.1起租",
    ],
)  # fmt: skip
def test_facts_about_a_home_are_no_part_of_its_address(engine: Engine, around: str) -> None:
    check(engine, f"松新路7号罗流公寓1栋1单元304{around}", "罗流公寓1栋1单元304")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("三厅路3号", "3厅路3号"), ("租赁大厦5号", "租赁大厦5号"), ("转角大厦3栋", "转角大厦3栋"), ("年丰路12号", "年丰路12号"),
        ("高二路3号共和大厦", "高2路3号共和大厦"), ("2栋2012年丰商行", "2栋2012年丰商行"),
    ],
)  # fmt: skip
def test_names_that_begin_like_facts_stay(text: str, form: str) -> None:
    assert text_form(text) == form


# -- names -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("松新路33号万科第二工业区2栋2层2A02", "万科第二工业区2栋2层2A02"),
        ("万科第三工业区2栋2层2A02", "万科第三工业区2栋2层2A02"),
        ("松新路33号万科第二恭业区2栋2层2A02", "万科第二工业区2栋2层2A02"),
        ("松新路35号万科第三业工区2栋", "万科第三工业区2栋"),
        ("松新路33号万科2工业区2栋", "万科第二工业区2栋"),
        ("松新路33号万科2栋2层2A02", "万科第二工业区2栋2层2A02"),
        ("体育路30号溪六第三工业区2栋2层2A02", "溪六第三工业区2栋2层2A02"),
        ("溪6第三工业区2栋2层2A02", "溪六第三工业区2栋2层2A02"),
    ],
)
def test_a_name_with_an_ordinal_is_found_exactly_and_with_a_slip(
    engine: Engine, text: str, want: str
) -> None:
    check(engine, text, want)


def test_the_numeral_of_a_name_in_short_is_no_building(engine: Engine) -> None:
    made = engine.translate("香蜜湖街道水湾社区体育路32号和一")
    assert ({entry(code) for code in made.codes}, made.auto) == (
        {"和一第三工业区1栋", "和一第三工业区2栋"},
        False,
    )


def test_the_ordinal_of_a_name_is_no_building(engine: Engine) -> None:
    check(engine, "万科2栋2层2A02", "万科第二工业区2栋2层2A02", auto=False)


# -- lists -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("listed", ["1、2栋", "1栋、2栋", "1栋和2栋", "1-2栋"])
def test_a_list_of_buildings_of_a_lane_is_parted(engine: Engine, listed: str) -> None:
    made = engine.translate(f"官田村五巷{listed}")
    assert [[entry(code) for code in row] for row in made.rows or []] == [
        ["官田村五巷1栋"],
        ["官田村五巷2栋"],
    ]
    assert not made.auto


def test_the_building_behind_a_list_is_the_lanes(engine: Engine) -> None:
    check(engine, "官田村五巷1、2栋2栋704", "官田村五巷2栋704")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("御景大厦A座702、B座702", ["御景大厦A座702", "御景大厦B座702"]),
        ("九围三路378号御景大厦A座702和A座1202", ["御景大厦A座702", "御景大厦A座1202"]),
        ("官田村五巷1栋702，2栋702", ["官田村五巷1栋702", "官田村五巷2栋702"]),
        ("步涌村五坊23号702及32号704", ["步涌村五坊23号702", "步涌村五坊32号704"]),
        ("罗流公寓1栋1单元102、2单元304", []),
        ("御景大厦A座702、B座999", []),
    ],
)
def test_rooms_of_several_buildings_are_a_row_each(engine: Engine, text: str, rows: list[str]) -> None:
    made = engine.translate(text)
    assert [[entry(code) for code in row] for row in made.rows or []] == [[row] for row in rows]
    assert not made.auto


@pytest.mark.parametrize("listed", ["203-205、208", "208、203-205", "203至205、208室"])
def test_a_list_may_hold_a_range(engine: Engine, listed: str) -> None:
    made = engine.translate(f"下沙公寓1栋{listed}")
    assert sorted(entry(code)[-3:] for code in made.codes) == ["203", "204", "205", "208"]
    assert made.rows == [[code] for code in made.codes]
    assert not made.auto


@pytest.mark.parametrize("listed", ["A座.B座B座", "A座·B座B座", "A.B座B座", "A座、B座B座"])
def test_a_list_of_buildings_before_the_one_meant_may_have_dots(engine: Engine, listed: str) -> None:
    check(engine, f"九围三路378号御景大厦{listed}702", "御景大厦B座702")


# -- another district ------------------------------------------------------------------------------
@pytest.mark.parametrize("head", ["深圳市龙华区龙华街道", "龙华区", "深圳罗湖区", "广东省深圳市光明新区"])
def test_the_name_of_another_district_contradicts(engine: Engine, head: str) -> None:
    check(engine, f"{head}富康社区龙华西路39号吉康大厦A座704", "吉康大厦A座704", auto=False)


def test_a_street_in_short_is_no_district(engine: Engine) -> None:
    check(engine, "福田区龙华富康社区龙华西路39号吉康大厦A座704", "吉康大厦A座704")


# -- a label said again ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("御景大厦A座A1202", "御景大厦A座1202"),
        ("九围三路378号御景大厦B座B-704", "御景大厦B座704"),
        ("星河工业园3号楼3-1A04", "星河工业园3号楼1层1A04"),
    ],
)
def test_the_building_may_stand_before_the_door_once_more(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want)


def test_a_dash_that_is_the_buildings_label_or_none_is_asked_about(engine: Engine) -> None:
    check(engine, "石厦公寓1栋1-202", "石厦公寓1栋202", auto=False)  # 1202 stands there too


# -- codes ------------------------------------------------------------------------------------------
ROOM = "4403040010010190009000001"  # 御景大厦A座102


@pytest.mark.parametrize(
    "written",
    [
        ROOM,
        f"地址编码：{ROOM}",
        f"{ROOM[:6]} {ROOM[6:19]} {ROOM[19:]}",
        f"{ROOM[:19]}-{ROOM[19:]}",
        ROOM.translate({n + 48: n + 0xFF10 for n in range(10)}),
        f"御景大厦A座102 {ROOM}",
        f"福田区水围社区御景大厦A座（编码{ROOM}）",
        f"御景大厦A座102，{ROOM[:19]}",
        f"御景大厦102，{ROOM}",
        f"水围社区御景大厦 {ROOM}",
    ],
)
def test_a_code_is_read_however_it_is_printed(engine: Engine, written: str) -> None:
    check(engine, written, "御景大厦A座102")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (f"御景大厦B座102 {ROOM}", "御景大厦A座102"),
        (f"{ROOM}御景大厦A座104", "御景大厦A座102"),
        (f"御景大厦A座999 编码{ROOM}", "御景大厦A座102"),
        (f"梅林街道御景大厦A座102 {ROOM}", "御景大厦A座102"),
        (f"御景大厦B座102 {ROOM[:19]}999999", "御景大厦B座102"),
    ],
)
def test_a_code_and_an_address_that_disagree_are_asked_about(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want, auto=False)


def test_figures_beside_an_address_are_no_code(engine: Engine) -> None:
    check(engine, "518000 86-13712345678 御景大厦A座102", "御景大厦A座102")


# -- completing -------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["101dashaA座704", "101dsA座704"])
def test_the_sound_of_a_name_may_begin_with_figures(engine: Engine, typed: str) -> None:
    assert entry(Completer(engine).complete(typed)[0]) == "101大厦A座704"


# -- what nobody can decide -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "door",
    ["12**", "1*室", "***", "□□室", "__室", "120?", "1202？", "702楼上", "702室同层", "702对面"],
)
def test_a_door_that_is_masked_doubtful_or_beside_another_is_asked_about(engine: Engine, door: str) -> None:
    made = engine.translate(f"水围社区九围三路378号御景大厦A座{door}")
    assert not made.auto
    assert {code[:19] for code in made.codes[:1]} == {ROOM[:19]} or door == "702对面"


@pytest.mark.parametrize("other", ["罗流公寓", "101大厦", "官田村", "万科第二工业区"])
def test_another_estate_in_brackets_behind_the_name_contradicts(engine: Engine, other: str) -> None:
    check(engine, f"御景大厦（{other}）A座702", "御景大厦A座702", auto=False)


def test_the_same_name_in_brackets_does_not(engine: Engine) -> None:
    check(engine, "九围三路378号御景大厦（御景）A座702", "御景大厦A座702")
    check(engine, "九围三路378号御景大厦（御景大厦）A座702", "御景大厦A座702")


# -- forms ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "written",
    [
        "1、{}", "（2）{}", "③{}", "{} 身份证号440304199001011234", "{}，微信号abc123", "{} 邮箱 wang@163.com",
        "统一社会信用代码91440300MA5EXXXX1X {}", "{} TEL:(0755)83812345转801", "网格员：张三 地址：{}", "{} 户主李四",
        "本人现居住于{}，特此证明。", "{0} {0}", "{0}，{0}",
    ],
)  # fmt: skip
def test_what_a_form_carries_beside_the_address_is_no_part_of_it(engine: Engine, written: str) -> None:
    check(engine, written.format("福田区九围三路378号御景大厦B座702"), "御景大厦B座702")


@pytest.mark.parametrize("door", ["7 0 2", "7/F 702", "7/F702", "7F 702"])
def test_a_door_set_apart_or_behind_its_storey_is_whole(engine: Engine, door: str) -> None:
    check(engine, f"九围三路378号御景大厦B座{door}", "御景大厦B座702")


def test_numbers_of_buildings_are_no_number_of_a_line() -> None:
    assert [text_form(text) for text in ("1、2栋", "3，5栋301", "3 2 1 501")] == [
        "1,2栋",
        "3,5栋301",
        "3,2,1,501",
    ]


def test_syllables_set_apart_are_a_name(engine: Engine) -> None:
    assert entry(Completer(engine).complete("yu jing da sha B座702")[0]) == "御景大厦B座702"


# -- tenants in letters -------------------------------------------------------------------------------
@pytest.mark.parametrize("tenant", [" 4S店", "，7-11便利店", " Nike专卖店", "，KFC餐厅", "，3D体验馆"])
def test_figures_and_letters_that_begin_a_tenants_name_are_no_door(engine: Engine, tenant: str) -> None:
    check(engine, f"御景大厦A座702{tenant}", "御景大厦A座702")


def test_a_figure_that_may_be_a_second_room_is_asked_about(engine: Engine) -> None:
    assert not engine.translate("御景大厦A座702，711便利店").auto


@pytest.mark.parametrize(
    "tenant", ["鑫旺烧烤", "德福祥宠物洗衣", "美佳打字复印", "小蜜蜂舞蹈", "福记桂林米粉"]
)
@pytest.mark.parametrize("text", ["御景大厦A座702{}", "御景大厦A座{}702", "{}，御景大厦A座702"])
def test_trades_are_known_by_their_words(engine: Engine, text: str, tenant: str) -> None:
    check(engine, text.format(tenant), "御景大厦A座702")


def test_the_numeral_of_hardware_is_none(engine: Engine) -> None:
    assert entry(engine.translate("御景大厦A座702鑫旺五金").codes[0]) == "御景大厦A座702"


# -- names where none is meant ------------------------------------------------------------------------
def test_another_community_is_no_slip_of_the_pen(engine: Engine) -> None:
    check(engine, "香蜜湖街道宴岗社区体育路24号冼后御园A座702", "冼后御园A座702", auto=False)
    check(engine, "香蜜湖街道岗投社区体育路24号冼后御园A座702", "冼后御园A座702")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("香蜜湖街道深圳湾社区体育路28号招侨大院2幢702", "招侨大院2幢702"),
        ("香蜜湖街办深圳湾北头村五坊1栋702", "北头村五坊1栋702"),
    ],
)
def test_a_community_that_begins_as_the_city_is_another(engine: Engine, text: str, want: str) -> None:
    check(engine, text, want, auto=False)


@pytest.mark.parametrize("head", ["广东省深圳", "深圳福田", "深圳市福田区深圳", "福田"])
def test_the_city_in_short_is_no_other_name(engine: Engine, head: str) -> None:
    check(engine, f"{head}水湾社区体育路28号招侨大院2幢702深圳鑫旺便利店", "招侨大院2幢702")


def test_a_park_is_no_square_called_so(engine: Engine) -> None:
    assert not engine.translate("香蜜湖公园").auto
    check(engine, "香蜜湖街道公园广场702", "公园广场702")


def test_a_name_does_not_begin_within_a_number(engine: Engine) -> None:
    check(engine, "九围三路378号御景大厦A座704 联系电话", "御景大厦A座704")  # no 4联


def test_a_zero_said_aloud_before_a_dash_said_aloud_is_one() -> None:
    assert text_form("石厦路四零洞横杠三号") == "石厦路400-3号"
