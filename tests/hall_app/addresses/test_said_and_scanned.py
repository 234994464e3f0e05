"""Texts as they are said, scanned and copied from forms: telephones, postcodes, labels and tenants around an address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import opened

ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg")
BUILDINGS = (
    ("沙头街道", "天安社区", "苇塘路", "31号", "苇塘公馆", "", "2栋"),
    ("沙头街道", "天安社区", "苇塘路", "33号", "鹭汀写字楼(南区)", "", "T2座"),
    ("沙头街道", "天安社区", "苇塘路", "35号", "鹭汀新居北一区", "", "2栋"),
    ("福保街道", "石厦社区", "", "", "禾坪新村", "九巷", "2号"),
    ("沙头街道", "天安社区", "苇湾路", "15-1号", "十全雅居", "", "A1栋"),
    ("沙头街道", "天安社区", "苇湾路", "11号", "鹭洲大厦", "", ""),
    ("沙头街道", "天安社区", "百花五路", "9号", "鹭洲新居", "", ""),
    ("福保街道", "石厦社区", "", "", "三洞新村", "七坊", "6号"),
    ("福保街道", "石厦社区", "", "", "禾坪新村", "十巷", "6号"),
    ("福保街道", "石厦社区", "苇塘路", "41号", "桑柘西大厦二期", "", "附楼"),
    ("福保街道", "石厦社区", "苇塘路", "43号", "桑柘宿舍", "", "甲栋"),
    ("福保街道", "石厦社区", "苇塘路", "43号", "桑柘宿舍", "", "乙栋"),
    ("福保街道", "石厦社区", "苇塘路", "45号", "桑柘科创园", "", "3栋"),
)
FLOORS = (("负1层", "B101"), ("1层", "C101"), ("6层", "C602"))  # of the last one
HOUSES = ("101", "102", "103", "102B", "5F", "5A", "2B01", "1001", "301", "1106", "3A", "23A")


def code(building: int, house: str = "") -> str:
    return f"440304001001019{building:04d}" + (f"{HOUSES.index(house) + 1:06d}" if house else "")


def basement(n: int) -> str:
    return f"{code(len(BUILDINGS) - 1)}{900 + n:06d}"


def lines() -> Iterator[dict[str, object]]:
    last = {k: v for k, v in zip(ORDER, BUILDINGS[-1], strict=True) if v}
    for n, (floor, house) in enumerate(FLOORS, 1):
        yield {"code": basement(n), "level": "room", "el": last | {"floor": floor, "house": house}}
    for n, row in enumerate(BUILDINGS):
        el = {k: v for k, v in zip(ORDER, row, strict=True) if v}
        yield {"code": code(n), "level": "building", "el": el}
        for house in HOUSES:
            yield {"code": code(n, house), "level": "room", "el": el | {"house": house}}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("said")
    yield from opened(folder, lines())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苇塘2栋101", code(0, "101")),
        ("鹭汀(南区)T2座102B", code(1, "102B")),
        ("鹭汀北一区2栋102B", code(2, "102B")),
    ],
)
def test_a_name_is_found_without_its_type_word(engine: Engine, text: str, expected: str) -> None:
    made = engine.translate(text)
    assert made.codes[0] == expected
    assert made.auto


@pytest.mark.parametrize(
    "text",
    [
        "苇塘公馆2栋101 82345678",
        "苇塘公馆2栋101，82345678",
        "苇塘公馆2栋101 Tel:0755-8291 0000",
        "苇塘公馆2栋101(0755)83217654",
        "苇塘公馆2栋101 ，手机： 138   0013   8000",
        "苇塘公馆2栋101，电话l390OoO11I1",
        "苇塘公馆2栋101 联系电话：829100o0",
        "o755-82345678，苇塘公馆2栋101",
        "地址：苇塘公馆2栋101 邮编：518oOo 联系人：赵敏 电话：I38l2345678",
        "苇塘公馆2栋101 5I8O48",
        "苇塘公馆2栋101 Tel:0755-8291  0000",
        "苇塘公馆2栋房号101",
        "苇塘公馆2栋一〇一优联广告设计工作室",
        "苇塘公馆2栋房间号：101",
        "苇塘公馆2栋101 三味书屋",
        "三味书屋 苇塘公馆2栋101",
        "一加一培训中心深圳市苇塘公馆2栋101",
    ],
)
def test_a_telephone_postcode_label_or_tenant_beside_an_address_changes_nothing(
    engine: Engine, text: str
) -> None:
    made = engine.translate(text)
    assert made.codes[0] == code(0, "101")
    assert made.auto


def test_a_door_behind_the_words_that_announce_it_is_no_room_of_the_number_before(engine: Engine) -> None:
    assert engine.translate("禾坪新村九巷2号房号102B").codes[0] == code(3, "102B")


def test_a_room_in_words_before_a_tenant_is_read_to_its_end(engine: Engine) -> None:
    assert engine.translate("苇塘公馆2栋二B零一瑞麟律师事务所").codes[0] == code(0, "2B01")


@pytest.mark.parametrize(
    "text",
    ["苇塘公馆2栋l0I-1O3", "苇塘公馆2栋1o1到103", "苇塘公馆2栋1O1、l02、103", "苇塘公馆2栋101-103室"],
)
def test_scanned_ends_and_members_of_rooms_give_a_row_each(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert made.rows == [[code(0, house)] for house in ("101", "102", "103")]
    assert not made.auto


@pytest.mark.parametrize(
    ("text", "building", "house"),
    [
        ("三洞新村七坊6号301", 7, "301"),
        ("三洞7坊6号301", 7, "301"),
        ("三动新村七坊6号301", 7, "301"),
        ("三桐新村七坊六号三洞幺", 7, "301"),
        ("三新村七坊6号301", 7, "301"),
        ("百花五路9号301", 6, "301"),
        ("百五路9号301", 6, "301"),
        ("沙头街道百五路九号三零一", 6, "301"),
        ("苇湾路 - 11号 - 1106", 5, "1106"),
        ("苇湾路15-1十全雅居A1栋301", 4, "301"),
        ("十全雅居A 1 栋 3 A", 4, "3A"),
        ("苇湾路15-1号十全雅居Al栋，301", 4, "301"),
        ("禾坪新村Io巷6号301", 8, "301"),
    ],
)
def test_names_that_hold_numerals_survive_a_slip_or_a_missing_word(
    engine: Engine, text: str, building: int, house: str
) -> None:
    assert engine.translate(text).codes[0] == code(building, house)


def test_a_figure_before_a_named_building_is_no_part_of_the_door_behind_it(engine: Engine) -> None:
    made = engine.translate("苇塘路41号桑柘西大厦二附楼3A")
    assert not made.auto or made.codes[0] == code(9, "3A")
    assert code(9, "23A") not in made.codes[:1]


def test_a_name_that_goes_on_with_a_word_of_its_type_is_not_taken_over(engine: Engine) -> None:
    assert not engine.translate("鹭汀北一区座2栋101").auto


@pytest.mark.parametrize("text", ["苇塘公馆2栋 | 5F | 5A", "苇塘公馆2栋 5F、5A"])
def test_a_floor_in_letters_in_its_own_field_comes_before_two_rooms_but_is_asked(
    engine: Engine, text: str
) -> None:
    made = engine.translate(text)
    assert made.codes[0] == code(0, "5A")
    assert not made.auto


def test_rooms_in_order_are_a_list_though_one_may_be_a_floor(engine: Engine) -> None:
    assert engine.translate("苇塘公馆2栋 5A、5F").rows == [[code(0, "5A")], [code(0, "5F")]]


@pytest.mark.parametrize(
    "text", ["沙头街苇塘公馆2栋101", "苇塘公馆2栋101 赵敏（收）", "深圳福田沙头街天安居委会苇塘公馆2栋101"]
)
def test_a_street_in_short_and_who_receives_are_taken_as_such(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert made.codes[0] == code(0, "101")
    assert made.auto


@pytest.mark.parametrize("text", ["桑柘宿舍甲幢101", "苇塘路43号甲座101室", "桑柘宿舍，甲栋，101"])
def test_a_building_called_by_a_stem_keeps_its_name_with_another_word(engine: Engine, text: str) -> None:
    made = engine.translate(text)
    assert made.codes[0] == code(10, "101")
    assert made.auto


@pytest.mark.parametrize("floor", ["负一层", "负1楼", "地下一层", "地下室一层", "B1层", "-1层"])
def test_a_floor_below_ground_has_many_names(engine: Engine, floor: str) -> None:
    assert engine.translate(f"桑柘科创园3栋{floor}B101").codes[0] == basement(1)


def test_a_floor_in_letters_stands_before_a_door_that_begins_with_a_letter(engine: Engine) -> None:
    assert engine.translate("桑柘科创园3栋6FC602").codes[0] == basement(3)


def test_a_door_on_another_floor_than_the_text_says_is_asked(engine: Engine) -> None:
    made = engine.translate("桑柘科创园3栋2层C602")
    assert not made.auto
    assert basement(3) in made.codes


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("苇塘路35号鹭汀国际三零一优联广告设计工作室", "301"),
        ("苇塘公馆2栋三〇一三味书屋", "301"),
        ("苇塘路33号鹭汀写字楼(南区)三零一康和大药房", "301"),
        ("苇塘公馆2栋101深圳三六零科技有限公司", "101"),
    ],
)
def test_a_room_in_words_is_told_from_a_tenants_name(engine: Engine, text: str, house: str) -> None:
    made = engine.translate(text)
    assert made.codes[0][19:] == code(0, house)[19:]
