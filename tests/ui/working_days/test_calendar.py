"""工作日历: the year by arrows, a day changed by Space, a pasted notice, and the cases that moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.security.page import AdministrationPage
from ui.working_days.page import CalendarPage

Make = Callable[..., Stage]
EDITOR = replace(CLERK, permissions=frozenset({"calendar.edit"}), window_id=None, window_number=None)


@pytest.fixture
def stage(make_stage: Make) -> Stage:
    return make_stage(1366, 768, clerk=EDITOR)


def calendar(stage: Stage) -> CalendarPage:
    page = stage.window.open_page("administration")
    assert isinstance(page, AdministrationPage)
    stage.settle()
    found = page.current
    assert isinstance(found, CalendarPage)
    while found.year < 2027:
        found.on.click()
        stage.settle()
    return found


def test_a_year_without_a_table_says_who_waits_for_it(stage: Stage) -> None:
    page = calendar(stage)
    assert "还没有节假日表" in page.head.note.text()
    assert "1 件的期限暂按周末推算" in page.note.text()
    assert page.grid.accessibleName() == "1 月 1 日 周五，休息，元旦"


def test_a_pasted_notice_fills_the_year_and_moves_the_cases(stage: Stage) -> None:
    page = calendar(stage)
    page.notice.setPlainText("一、春节：2月5日至11日放假调休。1月31日（周日）上班。\n二、清明：4月99日放假。")
    page.read.click()
    stage.settle()
    assert "第 2 行" in page.unread.text()
    assert page.days[date(2027, 2, 11)] == (False, "春节")
    assert page.days[date(2027, 1, 31)] == (True, "春节")
    assert stage.focus() is page.grid
    stage.press("Ctrl+Enter")
    stage.wait(lambda: any(call.startswith("enter 2027") for call in stage.counter.calls))
    assert "国务院办公厅通知" in stage.counter.calls[-1]
    assert [one.case_number for one in page.moved] == ["LH261228-0004"]
    assert "已录入" in page.head.note.text()
    assert page.note.text() == ""


def test_a_day_is_changed_by_keys_and_a_year_is_not_left_with_changes(stage: Stage) -> None:
    page = calendar(stage)
    page.place_focus()
    page.grid.move_to(date(2027, 3, 5))
    stage.press("Right Right Space")
    assert page.days[date(2027, 3, 7)] == (True, "节假日")
    assert page.grid.accessibleName().endswith("已改未保存")
    page.on.click()
    stage.settle()
    assert page.year == 2027
    stage.press("Space")
    assert date(2027, 3, 7) not in page.days
    stage.press("Alt+Right")
    assert page.year == 2028
