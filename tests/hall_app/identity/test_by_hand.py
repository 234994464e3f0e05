"""An identity typed by hand: judged as typed, marked everywhere, with pictures of both sides."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.security import AuditEntry
from hall_app.documents.assemble import applicant_line
from hall_app.errors import InputRefused
from hall_app.identity.by_hand import NumberSoFar, number_so_far, typed_facts
from hall_app.identity.judgement import identify
from hall_app.identity.resident import CardFacts, CardVerdict
from hall_app.practice.story_cards import story_cards
from tests.stacks.demo import DAY, Demo

NOW = datetime(2026, 6, 17, 10, 2)


def typed(number: str, name: str, valid_to: str = "长期", address: str = "") -> CardFacts:
    return typed_facts(number, name, valid_to, address, DAY, NOW)


@pytest.mark.parametrize(
    ("text", "tone", "words"),
    [
        ("", "text3", "随录随核"),
        ("4403", "text3", "还差 14 位"),
        ("44039919920315272", "text3", "还差 1 位"),
        ("440399199203152720", "bad", "校验码不符"),
        ("4403991992031527277", "bad", "位数不对"),
        ("44039919A", "bad", "不该有的字符"),
        ("11010519491231002X", "ok", "居民身份证，女，1949-12-31（76 岁）"),
        ("１１０１０５ 19491231 002ｘ", "ok", "校验通过"),
        ("810000199001010019", "ok", "港澳台居民居住证，男"),
        ("911124198108030024", "ok", "外国人永久居留身份证，女"),
        ("CAN1100", "text3", "还差 8 位"),
        ("CAN110081080310", "ok", "2017 版"),
    ],
)
def test_a_number_is_judged_as_it_is_typed(text: str, tone: str, words: str) -> None:
    found = number_so_far(text, DAY)
    assert (found.tone, words in found.words) == (tone, True), found


@given(st.text(max_size=30))
def test_any_text_gets_words(text: str) -> None:
    found = number_so_far(text, DAY)
    assert found.words
    assert isinstance(found, NumberSoFar)


@pytest.mark.parametrize(
    ("number", "name", "valid_to", "field"),
    [
        ("440399199203152720", "林晓燕", "长期", "number"),
        ("11010519491231002X", "", "长期", "name"),
        ("11010519491231002X", "a\x1bb", "长期", "name"),
        ("11010519491231002X", "张" * 61, "长期", "name"),
        ("11010519491231002X", "张三", "20260231", "valid_to"),
        ("11010519491231002X", "张三", "", "valid_to"),
    ],
)
def test_what_cannot_be_taken_names_its_field(number: str, name: str, valid_to: str, field: str) -> None:
    with pytest.raises(InputRefused) as caught:
        typed(number, name, valid_to)
    assert caught.value.field == field
    assert "440399" not in str(caught.value)


def test_the_facts_are_marked() -> None:
    facts = typed("11010519491231002X", " 张 三 ", "2036-01-01", "北京市")
    assert facts.by_hand
    assert (facts.kind, facts.sex, facts.birth_date) == ("resident", "2", date(1949, 12, 31))
    assert (facts.valid_to, facts.name, facts.emulated) == (date(2036, 1, 1), "张 三", False)
    assert applicant_line(facts).endswith("（身份为手工录入）")


def test_typed_by_hand_is_recorded(demo: Demo) -> None:
    lin = story_cards(DAY)[0]
    facts = typed(lin.id_number, lin.name)
    resident = identify(demo.store, demo.clerk, None, facts, demo.clock)
    assert resident.judgement.verdict is CardVerdict.GOOD
    assert resident.person_id is not None, "the library knows her all the same"
    with demo.store.reading() as session:
        deed = session.query(AuditEntry).filter_by(action="identity.by_hand").one()
        assert deed.actor == "LH0108"
        assert lin.id_number not in str(deed.detail)
        assert lin.name not in str(deed.detail)


def test_another_name_in_the_library_files_nothing_when_typed(demo: Demo) -> None:
    lin = story_cards(DAY)[0]
    resident = identify(demo.store, demo.clerk, None, typed(lin.id_number, "林小燕"), demo.clock)
    assert resident.judgement.verdict is CardVerdict.OTHER_NAME_IN_LIBRARY
    assert "重新手工录入" in resident.judgement.remedy
    assert resident.person_id is None
    from db.libraries_queries import open_proposal

    with demo.store.reading() as session:
        assert open_proposal(session, lin.id_number, "name") is None


def test_an_expired_document_is_expired_when_typed_too(demo: Demo) -> None:
    lin = story_cards(DAY)[0]
    resident = identify(demo.store, demo.clerk, None, typed(lin.id_number, lin.name, "20200101"), demo.clock)
    assert resident.judgement.verdict is CardVerdict.EXPIRED
    assert resident.judgement.needs
