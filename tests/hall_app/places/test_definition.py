"""A hall's definition file: everything wrong with it is said in words before anything is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_app.errors import InputRefused
from hall_app.places.credit_codes import credit_code, is_credit_code
from hall_app.places.definition import HallDefinition, hall_definition
from hall_app.plain_tables import read_table_file
from hall_app.settings import QUEUE_GROUPS

Change = Callable[[dict[str, Any]], object]
QUEUES = QUEUE_GROUPS.default


def example() -> dict[str, Any]:
    """The shipped example with people's names."""
    text = files("hall_app.places").joinpath("data", "example.toml").read_text("utf-8")
    tree = tomllib.loads(text)
    for one, name in zip(tree["administrator"], ("范志成", "谭可欣", "戴文博"), strict=True):
        one["name"] = name
    return tree


def made(tree: dict[str, Any]) -> HallDefinition:
    return hall_definition(tree, QUEUES)


def test_the_example_is_a_whole_hall() -> None:
    hall = made(example())
    assert (hall.code, hall.region.code, hall.region.name) == ("XM", "440304006", "香蜜湖街道")
    assert [one.number for one in hall.windows] == ["01", "02", "03", "04", "05", "06"]
    assert hall.windows[0].groups == tuple(QUEUES)
    assert hall.windows[5].groups == ("D", "E")
    assert hall.departments[0].court == "深圳市盐田区人民法院", "what [hall] says counts for a department"
    assert {one.role for one in hall.administrators} == {"system_admin", "security_admin", "audit_admin"}


def test_the_example_s_names_are_not_people() -> None:
    with pytest.raises(InputRefused, match="示例"):
        made(tomllib.loads(files("hall_app.places").joinpath("data", "example.toml").read_text("utf-8")))


def test_code_and_short_name_come_from_the_division_where_they_are_not_written() -> None:
    tree = example()
    del tree["hall"]["code"], tree["hall"]["short_name"]
    tree["hall"]["region"] = "莲花街道"
    hall = made(tree)
    assert (hall.code, hall.short_name) == ("LH", "莲")


def _hall(**changes: object) -> Change:
    return lambda tree: tree["hall"].update(changes)


def _row(table: str, **changes: object) -> Change:
    return lambda tree: tree[table][0].update(changes)


def _twice(table: str) -> Change:
    return lambda tree: tree[table].append(tree[table][0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tree: tree.pop("hall"), "缺 \\[hall\\]"),
        (_hall(phnoe="1"), "不认识“phnoe”"),
        (_hall(region="没有街道"), "区划表里没有"),
        (_hall(region="440304400"), "区划表里没有"),
        (_hall(code="X1"), "两个字母"),
        (_hall(short_name="XM"), "汉字"),
        (_hall(name="  "), "是空的"),
        (_hall(name=7), "文字"),
        (_hall(address="长" * 300), "200 字"),
        (_hall(windows=0), "windows 要写几个"),
        (_hall(windows=100), "windows"),
        (_hall(windows=True), "windows"),
        (_hall(windows=["1", "06"]), "两位数字"),
        (_hall(windows=["06", "06"]), "重复"),
        (_hall(windows=3), "窗口 06 不在 windows 里"),
        (_row("window", groups="AQ"), "没有队列“Q”"),
        (_row("window", groups="AA"), "两次"),
        (_row("window", groups=" ,"), "没有选队列"),
        (_twice("window"), "重复"),
        (_row("department", uscc="11440304MB2D26978X"), "校验不对"),
        (_row("department", uscc="１２"), "校验不对"),
        (_twice("department"), "信用代码"),
        (lambda tree: tree.pop("department"), "没有写部门"),
        (lambda tree: tree["hall"].pop("court"), "court"),
        (_row("administrator", role="counter"), "role 只能是"),
        (_row("administrator", number="范"), "工号"),
        (_twice("administrator"), "工号重复"),
        (lambda tree: tree["administrator"].pop(), "审计管理员"),
        (lambda tree: tree.update(administrator={"role": "system_admin"}), "administrator"),
    ],
)
def test_what_is_wrong_is_said_in_words(change: Change, words: str) -> None:
    tree = example()
    change(tree)
    with pytest.raises(InputRefused, match=words) as refused:
        made(tree)
    assert refused.value.remedy


def test_windows_may_stand_each_by_itself() -> None:
    tree = example()
    del tree["hall"]["windows"]
    tree["window"].append({"number": "01"})
    assert [(one.number, one.groups) for one in made(tree).windows] == [
        ("01", tuple(QUEUES)),
        ("06", ("D", "E")),
    ]


def test_a_district_of_its_own_brings_its_divisions() -> None:
    tree = example()
    tree["region"] = [
        {"code": "440305", "name": "南山区", "level": "district", "parent": "4403"},
        {
            "code": "440305007",
            "name": "粤海街道",
            "level": "street",
            "parent": "440305",
            "abbreviation": "YH",
        },
    ]
    tree["hall"]["region"] = "粤海街道"
    del tree["hall"]["code"]
    assert made(tree).code == "YH"
    tree["region"].reverse()
    with pytest.raises(InputRefused, match="上级 440305 不在区划表里"):
        made(tree)


def test_files_are_read_or_refused_in_words(tmp_path: Path) -> None:
    as_json = tmp_path / "hall.json"
    as_json.write_text(json.dumps(example()), "utf-8")
    assert made(read_table_file(as_json)).code == "XM"
    bad = tmp_path / "bad.toml"
    for content, words in ((b"[hall", "读不懂"), (b"\xff\xfe", "读不出来"), (b"x" * (3 << 20), "太大")):
        bad.write_bytes(content)
        with pytest.raises(InputRefused, match=words):
            read_table_file(bad)
    listed = tmp_path / "list.json"
    listed.write_text("[1]")
    with pytest.raises(InputRefused, match="一张表"):
        read_table_file(listed)
    listed.write_text("[" * 100_000)
    with pytest.raises(InputRefused, match="读不懂"):
        read_table_file(listed)
    with pytest.raises(InputRefused, match="没有文件"):
        read_table_file(tmp_path / "none.toml")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "name", "number", "groups", "role", "uscc"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(["hall", "window", "department", "administrator", "region"]), PLAIN))
def test_any_tables_make_a_hall_or_a_refusal(changes: dict[str, Any]) -> None:
    with suppress(InputRefused):
        assert made(example() | changes).windows


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16))
def test_a_credit_code_carries_its_check(first: str, at: int) -> None:
    code = credit_code(first)
    assert is_credit_code(code)
    other = "1" if code[at] != "1" else "2"
    assert not is_credit_code(code[:at] + other + code[at + 1 :])
