"""A text that names two entries equally is never taken over, however its names are written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_app.addresses.engine import Engine
from tests.hall_app.addresses.libraries import opened

NAMES = ("月翔雅苑", "恒湾花园", "锦塘大厦")
PLACES = (("南园街道", "巴登社区", "青岭路", "8号"), ("福田街道", "水围社区", "红义路", "43号"))
ALIASES = {"月翔雅苑": "深苑城", "恒湾花园": "青云里", "锦塘大厦": "阳荣"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Three estates' names, each borne by two estates with the same buildings and rooms; aliases of one each."""
    folder = tmp_path_factory.mktemp("twins")
    lines, aliases, serial = [], [], 90000
    for name in NAMES:
        for street, community, road, door in PLACES:
            for bldg in ("1栋", "2栋"):
                serial += 1
                code = f"44030400100101{serial}"
                el = {
                    "street": street,
                    "community": community,
                    "road": road,
                    "roadno": door,
                    "area": name,
                    "bldg": bldg,
                }
                lines.append({"code": code, "level": "building", "el": el})
                lines += [
                    {"code": f"{code}{n:06d}", "level": "room", "el": el | {"house": f"{n}01"}}
                    for n in range(1, 5)
                ]
        aliases.append(
            {
                "element": "area",
                "alias": ALIASES[name],
                "name": name,
                "kind": "colloquial",
                "community": PLACES[0][1],
            }
        )
    yield from opened(folder, lines, aliases)


SLIPS = st.sampled_from(["", "drop", "insert", "swap"])


def slipped(name: str, slip: str, at: int) -> str:
    at = at % (len(name) - 1)
    if slip == "drop":
        return name[:at] + name[at + 1 :]
    if slip == "insert":
        return name[: at + 1] + "安" + name[at + 1 :]
    if slip == "swap":
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name


@settings(max_examples=250, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    alias=st.booleans(),
    slip=SLIPS,
    at=st.integers(0, 5),
    head=st.sampled_from(["", "深圳市福田区", "福田区", "广东省深圳市福田区", "地址："]),
    rest=st.sampled_from(
        ["1栋301", "2栋", "1-301", "二栋三零一室", "1栋999", "1、2栋", "1栋101-201", "", "2幢2楼"]
    ),
    note=st.sampled_from(["", "（租赁）", " 收", "凯信科技有限公司", " 电话10012345678"]),
)
def test_two_equal_readings_are_never_taken_over(
    engine: Engine, name: str, alias: bool, slip: str, at: int, head: str, rest: str, note: str
) -> None:
    written = ALIASES[name] if alias else slipped(name, slip, at)
    made = engine.translate(f"{head}{written}{rest}{note}")
    assert not made.auto, made


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    false=st.sampled_from(["华富街道", "华山社区", "园岭街道办", "沙嘴社区居委会"]),
    by_road=st.booleans(),
    rest=st.sampled_from(["1栋301", "2栋", "1栋二零一"]),
    last=st.booleans(),
)
def test_a_contradicted_text_is_never_taken_over(
    engine: Engine, name: str, false: str, by_road: bool, rest: str, last: bool
) -> None:
    core = f"{'青岭路8号' if by_road else ''}{name}{rest}"
    assert not engine.translate(core + false if last else false + core).auto


def test_the_road_decides_between_twins(engine: Engine) -> None:
    made = engine.translate("青岭路8号深苑城1栋301")
    assert made.auto
    undecided = engine.translate("深苑城1栋301")
    assert not undecided.auto
    assert made.codes[0] in undecided.codes
