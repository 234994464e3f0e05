from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.libraries.name_match import matched_span
from hall_app.libraries.pinyin import read_name


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("林晓燕", "林", "林"),
        ("林晓燕", "@晓燕", "晓燕"),
        ("林晓燕", "lx", "林晓"),
        ("林晓燕", "linx", "林晓"),
        ("林晓燕", "lin'xiao", "林晓"),
        ("欧阳锋", "oyf", "欧阳锋"),
        ("欧阳锋", "ouy", "欧阳"),
        ("曾小明", "ceng", "曾"),
        ("曾小明", "zengxiaom", "曾小明"),
        ("古丽·买买提", "gulim", "古丽·买"),
        ("WANG Li", "wang", "WANG"),
    ],
)
def test_the_characters_that_were_typed_are_told(name: str, typed: str, meant: str) -> None:
    span = matched_span(name, typed)
    assert span is not None
    assert name[span[0] : span[1]] == meant


@pytest.mark.parametrize("typed", ["4403", "1380", "zhou", "燕", "lxyz", "", "@"])
def test_what_is_not_in_the_name_marks_nothing(typed: str) -> None:
    assert matched_span("林晓燕", typed) is None


@given(st.text("林晓燕欧阳锋曾单于𠮷·买", min_size=1, max_size=6), st.data())
def test_whatever_search_finds_a_name_by_marks_some_of_it(name: str, data: st.DataObject) -> None:
    read = read_name(name)
    forms = [form for form in (read.pinyin, read.initials, read.pinyin_alt, read.initials_alt) if form]
    if not forms:
        return
    form = data.draw(st.sampled_from(forms))
    typed = form[: data.draw(st.integers(1, len(form)))]
    span = matched_span(name, typed)
    assert span is not None
    assert 0 <= span[0] < span[1] <= len(name)
