from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.libraries.pinyin import normal_text, read_name, readings, split_name


@pytest.mark.parametrize(
    ("name", "pinyin", "initials", "alternative"),
    [
        ("曾小明", "zengxiaoming", "zxm", "cengxiaoming"),
        ("解晓东", "xiexiaodong", "xxd", "jiexiaodong"),
        ("单于丹", "chanyudan", "cyd", "danyudan"),
        ("欧阳锋", "ouyangfeng", "oyf", None),
        ("区伟", "ouwei", "ow", "quwei"),
        ("林晓燕", "linxiaoyan", "lxy", None),
    ],
)
def test_surnames_are_read_as_surnames(
    name: str, pinyin: str, initials: str, alternative: str | None
) -> None:
    read = read_name(name)
    assert (read.pinyin, read.initials, read.pinyin_alt) == (pinyin, initials, alternative)


def test_compound_surnames_are_split_off_and_dotted_names_are_whole() -> None:
    assert split_name("欧阳锋") == ("欧阳", "锋")
    assert split_name("欧阳") == ("欧", "阳")
    assert split_name("古丽·买买提") == ("", "古丽·买买提")


def test_rare_characters_have_readings() -> None:
    assert [readings(char)[0] for char in "𠮷䶮㛃"] == ["ji", "yan", "jie"]


@given(st.text(max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    assert read_name(text).given is not None
    assert normal_text(normal_text(text)) == normal_text(text)
