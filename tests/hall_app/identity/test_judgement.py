from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.libraries import CorrectionProposal, LibraryAccess, PrivacyNotice
from hall_app.errors import NotPermitted
from hall_app.identity.judgement import STAND_INS, identify
from hall_app.identity.names import is_cut_of
from hall_app.identity.reader_words import CHIP_READERS, reader_words, worded_reasons
from hall_app.identity.resident import CardVerdict, Resident
from tests.stacks.demo import Demo, demo_clerk


def judged(demo: Demo, key: int) -> Resident:
    return identify(demo.store, demo.clerk, None, demo.facts(key), demo.clock)


def test_a_good_card_opens_everything_and_is_traced(demo: Demo) -> None:
    resident = judged(demo, 1)
    assert resident.judgement.verdict is CardVerdict.GOOD
    assert resident.judgement.prefill
    with demo.store.reading() as session:
        trace = session.scalars(select(LibraryAccess)).one()
    assert (trace.person_id, trace.staff_id, trace.purpose) == (
        resident.person_id,
        demo.clerk.staff_id,
        "identify",
    )


def test_a_wrong_check_digit_is_not_used_and_asks_no_library(demo: Demo) -> None:
    resident = judged(demo, 9)
    judgement = resident.judgement
    assert judgement.verdict is CardVerdict.WRONG_CHECK_DIGIT
    assert not judgement.usable
    assert not judgement.may_accept
    assert "请核对证件后手工录入" in judgement.remedy
    with demo.store.reading() as session:
        assert session.scalars(select(LibraryAccess)).all() == []


def test_an_expired_card_needs_a_stand_in_and_keeps_the_facts(demo: Demo) -> None:
    judgement = judged(demo, 4).judgement
    assert judgement.verdict is CardVerdict.EXPIRED
    assert judgement.needs == STAND_INS
    assert judgement.prefill
    assert judgement.may_accept


def test_a_minor_needs_the_guardians_card(demo: Demo) -> None:
    judgement = judged(demo, 5).judgement
    assert judgement.verdict is CardVerdict.MINOR
    assert judgement.second_card


def test_the_deceased_can_not_be_decided_for(demo: Demo) -> None:
    judgement = judged(demo, 6).judgement
    assert judgement.message == "人口库 2026-04-03 已登记死亡，请核对"
    assert not judgement.may_accept
    assert not judgement.prefill


def test_another_name_in_the_library_gives_card_facts_only_and_files_one_correction(demo: Demo) -> None:
    resident = judged(demo, 8)
    judged(demo, 8)
    assert resident.judgement.verdict is CardVerdict.OTHER_NAME_IN_LIBRARY
    assert resident.person_id is None
    assert resident.judgement.may_accept
    assert not resident.judgement.prefill
    with demo.store.reading() as session:
        proposal = session.scalars(select(CorrectionProposal)).one()
        assert (proposal.fact, proposal.state) == ("name", "open")
        assert proposal.proposed_value == {"name": resident.facts.name}


def test_somebody_unknown_is_served_by_the_card(demo: Demo) -> None:
    facts = replace(demo.facts(1), id_number="440399199001010026", birth_date=None)
    judgement = identify(demo.store, demo.clerk, None, facts, demo.clock).judgement
    assert judgement.message == "人口库查无此人，按卡面信息办理"
    assert judgement.may_accept
    assert not judgement.prefill


def test_a_number_that_contradicts_the_printed_birth_date_is_not_used(demo: Demo) -> None:
    facts = demo.facts(1)
    assert facts.birth_date is not None
    wrong = replace(facts, birth_date=facts.birth_date + timedelta(days=1))
    assert not identify(demo.store, demo.clerk, None, wrong, demo.clock).judgement.usable


def test_several_faults_are_all_said(demo: Demo) -> None:
    facts = demo.facts(5)
    late = replace(facts, valid_to=demo.clock.today() - timedelta(days=1))
    judgement = identify(demo.store, demo.clerk, None, late, demo.clock).judgement
    assert judgement.second_card
    assert judgement.needs
    assert judgement.verdict is CardVerdict.EXPIRED
    assert "未满 18 周岁" in judgement.message


def test_the_privacy_notice_comes_once_a_year(demo: Demo) -> None:
    assert judged(demo, 1).notice_due
    assert not judged(demo, 1).notice_due
    demo.clock.at += timedelta(days=365)
    facts = demo.facts(1)
    assert identify(demo.store, demo.clerk, None, facts, demo.clock).notice_due
    with demo.store.reading() as session:
        assert len(session.scalars(select(PrivacyNotice)).all()) == 1


def test_who_may_not_read_people_is_refused(demo: Demo) -> None:
    with pytest.raises(NotPermitted):
        identify(demo.store, demo_clerk("hall_manager"), None, demo.facts(1), demo.clock)


def test_a_long_name_with_rare_characters_is_found(demo: Demo) -> None:
    resident = judged(demo, 7)
    assert resident.judgement.verdict is CardVerdict.GOOD
    assert resident.facts.name == "古丽巴哈尔·𠮷䶮㛃·买买提依江"
    assert len(resident.facts.name) == 15
    assert resident.facts.chip_name == "古丽巴哈尔·𠮷䶮㛃·买买提依"
    assert resident.person_id is not None


@pytest.mark.parametrize(
    ("on_card", "whole", "kind", "cut"),
    [
        ("古丽巴哈尔·𠮷䶮㛃·买买提依", "古丽巴哈尔·𠮷䶮㛃·买买提依江", "resident", True),
        ("阿" * 14, "阿" * 15, "resident", False),
        ("阿卜杜热依木·买买提依明·艾则", "阿卜杜热依木·买买提依明·艾则孜", "resident", True),
        ("阿卜杜热依木·买买提依明·艾则", "阿卜杜热依木·买买提依明·艾则", "resident", False),
        ("张三", "张三丰", "resident", False),
        ("阿" * 14 + "\ufffd", "阿" * 14 + "𠮷", "resident", True),
        ("阿" * 15, "布" * 15 + "阿", "resident", False),
        ("阿" * 15, "阿" * 16, "social_security", True),
        ("阿" * 14, "阿" * 16, "social_security", False),
        ("ERIKSSON", "ERIKSSON, ANNA", "foreigner_2023", False),
        ("", "张三", "resident", False),
    ],
)
def test_a_chip_may_hold_the_beginning_of_a_name(on_card: str, whole: str, kind: str, cut: bool) -> None:
    assert is_cut_of(on_card, whole, kind) is cut


def test_facts_never_show_themselves() -> None:
    assert all(reader_words(reason).fault and reader_words(reason).remedy for reason in worded_reasons())
    assert reader_words("something newer").remedy
    assert all(reader_words(reason, CHIP_READERS).remedy for reason in (*worded_reasons(), "something newer"))


def test_a_card_that_is_put_in_is_not_laid_flat() -> None:
    for reason in worded_reasons():
        words = reader_words(reason, CHIP_READERS)
        assert "平放" not in words.remedy, reason
        assert "dialout" not in words.remedy, reason


def test_every_fault_of_the_devices_room_has_words() -> None:
    from devices.events import FaultReason

    assert {reason.value for reason in FaultReason} <= worded_reasons()
