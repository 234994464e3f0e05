"""Pasted notices: the State Council's sentences, plain lines, and lines that make no sense."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Store
from hall_app.errors import NotPermitted
from hall_app.working_days.maintenance import ABSENT, ENTERED, PUBLISHED, HallCalendarDesk
from hall_app.working_days.notices import read_notice
from tests.hall_app.halls import SmallHall

NOTICE = """
各省、自治区、直辖市人民政府：
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月5日放假1天。
四、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全。
"""


def test_the_state_councils_sentences() -> None:
    found = read_notice(NOTICE, 2027)
    assert found.unread == ()
    days = {day: (working, name) for day, working, name in found.days}
    assert days[date(2027, 1, 1)] == (False, "元旦")
    assert days[date(2027, 2, 5)] == (False, "春节")
    assert days[date(2027, 2, 11)] == (False, "春节")
    assert days[date(2027, 1, 31)] == (True, "春节")
    assert days[date(2027, 10, 9)] == (True, "国庆")
    assert len(days) == 3 + 7 + 2 + 1 + 7 + 2


def test_one_day_a_line_and_what_cannot_be_read() -> None:
    found = read_notice(
        "2027-02-06 休 春节\n2027/2/20，班，春节\n十、中秋节：2月30日放假。\n没有日期的一行", 2027
    )
    assert [(day.month, working) for day, working, _ in found.days] == [(2, False), (2, True)]
    assert [number for number, _ in found.unread] == [3]


def test_days_of_another_year_are_left_to_it() -> None:
    found = read_notice("元旦：2026年12月31日至2027年1月2日放假。", 2027)
    assert [day for day, _, _ in found.days] == [date(2027, 1, 1), date(2027, 1, 2)]


@given(st.text(max_size=300))
def test_any_text_gives_an_answer(text: str) -> None:
    found = read_notice(text, 2027)
    assert all(day.year == 2027 for day, _, _ in found.days)


def test_a_year_is_entered_and_shown(hall: SmallHall, store: Store) -> None:
    desk, clerk = HallCalendarDesk(store, hall.clock), hall.clerk(role="system_admin")
    assert desk.year(clerk, 2026).origin == PUBLISHED
    before = desk.year(clerk, 2027)
    assert before.origin == ABSENT
    assert len(before.days) == 365
    days = {day: (working, name) for day, working, name in read_notice(NOTICE, 2027).days}
    assert desk.enter(clerk, 2027, days, "国办通知") == ()
    after = desk.year(clerk, 2027)
    assert after.origin == ENTERED
    assert "国办通知" in after.origin_words
    assert after.entries == days
    shown = {one.day: one for one in after.days}
    assert shown[date(2027, 2, 20)].make_up
    assert not shown[date(2027, 2, 8)].working
    with pytest.raises(NotPermitted):
        desk.year(hall.clerk("08"), 2027)
