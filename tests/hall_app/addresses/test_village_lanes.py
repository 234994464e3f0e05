"""Lanes of villages that are more than a number: with a direction (东二巷), or called by a name (祠堂巷)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_app.addresses.completing import Completer
from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import opened

LANES = ("一巷", "二巷", "东一巷", "东二巷", "东十二巷", "西二巷", "祠堂巷", "上坊")
HOUSES = ("101", "2A", "302B")


def code(lane: str, door: str, house: str = "") -> str:
    n = LANES.index(lane) * 10 + int(door)
    return f"4403040010010190{n:03d}" + (f"{HOUSES.index(house) + 1:06d}" if house else "")


def lines() -> Iterator[dict[str, object]]:
    for lane in LANES:
        for door in ("3", "6"):
            el = {
                "street": "沙头街道",
                "community": "沙尾社区",
                "area": "沙尾北村",
                "lane": lane,
                "bldg": f"{door}号",
            }
            yield {"code": code(lane, door), "level": "building", "el": el}
            for house in HOUSES:
                own = el | {"house": house}
                yield {"code": code(lane, door, house), "level": "room", "el": own}
    # another village, called as the first in short with a direction of its lanes
    el = {"street": "梅林街道", "community": "上梅社区", "area": "沙尾北东村", "lane": "五巷", "bldg": "6号"}
    yield {"code": "4403040020010190001", "level": "building", "el": el}
    yield {"code": "4403040020010190001000001", "level": "room", "el": el | {"house": "302B"}}
    el = {
        "street": "梅林街道",
        "community": "上梅社区",
        "road": "祥河路",
        "roadno": "3号",
        "area": "祠堂",
    }
    yield {"code": "4403040020010190002", "level": "building", "el": el}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("lanes")
    yield from opened(folder, lines())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("福田区沙头街道沙尾社区沙尾北村东二巷6号302B", code("东二巷", "6", "302B")),
        ("沙尾北村二巷6号302B", code("二巷", "6", "302B")),
        ("沙尾北村西2巷6号2a", code("西二巷", "6", "2A")),
        ("沙尾北村，东十二巷，三号，一零一", code("东十二巷", "3", "101")),
        ("沙尾北东一巷3号101室", code("东一巷", "3", "101")),
        ("沙嘴北村东二坊6号101", code("东二巷", "6", "101")),
        ("沙尾北村祠堂巷3号2A", code("祠堂巷", "3", "2A")),
        ("沙尾北村上坊六号", code("上坊", "6")),
    ],
)
def test_a_lane_with_a_direction_or_a_name_is_told_from_the_numbered_one(
    engine: Engine, text: str, expected: str
) -> None:
    assert engine.translate(text).codes[0] == expected


@pytest.mark.parametrize("text", ["沙尾北村东二巷6号302B", "沙尾北村祠堂巷3号2A", "沙尾北村二巷3号101"])
def test_such_a_lane_is_taken_over(engine: Engine, text: str) -> None:
    assert engine.translate(text).auto


def test_a_lane_that_the_village_lacks_is_asked(engine: Engine) -> None:
    made = engine.translate("沙尾北村南二巷6号302B")
    assert not made.auto


def test_a_character_of_private_use_is_no_lane(engine: Engine) -> None:
    assert engine.translate("沙尾北村\ue0006号302B").codes == engine.translate("沙尾北村6号302B").codes


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("shaweibeicun东2巷6号302B", code("东二巷", "6", "302B")),
        ("swbc西2巷3号2A", code("西二巷", "3", "2A")),
        ("沙尾北村祠堂巷3号101", code("祠堂巷", "3", "101")),
    ],
)
def test_such_a_lane_completes_behind_a_name_by_its_sound(engine: Engine, typed: str, expected: str) -> None:
    assert expected in Completer(engine).complete(typed)


def test_a_direction_before_a_lane_may_be_the_end_of_a_village_or_the_lanes_own(engine: Engine) -> None:
    assert engine.translate("沙头街道沙尾北东二巷6号302B").codes[0] == code("东二巷", "6", "302B")
    assert engine.translate("沙尾北东五巷6号302B").codes[0] == "4403040020010190001000001"


def test_a_lane_is_no_estate_that_begins_like_it(engine: Engine) -> None:
    made = engine.translate("沙尾北村祠堂巷3号2A")
    assert made.codes[0] == code("祠堂巷", "3", "2A")
    assert made.auto
