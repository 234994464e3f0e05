"""同步: what waits stands first, groups by keys, the case of a row, the copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hall_app.errors import Conflict
from tests.ui.stage import Stage
from ui.exchange.page import SyncPage, waited
from ui.settings.page import SettingsPage
from ui.shell_state import KeyWords

Make = Callable[..., Stage]


def test_the_page_shows_what_waits_and_leads_to_the_case(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.window.sync_requested.emit()
    stage.settle()
    page = stage.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    stage.settle()
    sync = page.current
    assert isinstance(sync, SyncPage)
    assert "待上传 2 件" in sync.head.note.text()
    assert [row.cells[0].words for row in sync.table.rows.rows] == ["LH260617-0117", "LH260617-0118"]
    stage.press("F5")
    assert "synchronise_now" in stage.counter.calls
    sync.group.step(1)
    stage.settle()
    assert sync.table.rows.cell(0, 1).words == "手机号"
    sync.group.step(-1)
    sync.place_focus()
    stage.press("Enter")
    assert stage.window.page == "cases"
    assert "case LH260617-0117" in stage.counter.calls


def differences(stage: Stage) -> SyncPage:
    page = stage.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    stage.settle()
    page.show_argument("sync")
    stage.settle()
    sync = page.current
    assert isinstance(sync, SyncPage)
    sync.group.step(1)
    stage.settle()
    sync.place_focus()
    return sync


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_both_values_stand_side_by_side_and_one_is_chosen_by_keys(
    make_stage: Make, size: tuple[int, int]
) -> None:
    stage = make_stage(*size)
    sync = differences(stage)
    row = [sync.table.rows.cell(0, column).words for column in range(5)]
    assert row[:4] == ["LH260617-0117", "手机号", "100****0951", "100****6208"]
    assert sync.drawer.ours.value.text() == "100****0951", "masked until it is opened"
    stage.press("Enter")
    stage.wait(lambda: "difference" in stage.counter.calls)
    assert (sync.drawer.ours.value.text(), sync.drawer.theirs.value.text()) == ("10000000951", "10000006208")
    assert sync.drawer.ours.newer.isVisible()
    assert not sync.drawer.theirs.newer.isVisible()
    assert stage.focus() is sync.drawer.take_ours, "the newer one is the default"
    stage.press("Space")
    stage.wait(lambda: "settle local 10000006208" in stage.counter.calls)
    stage.wait(lambda: len(sync.differences) == 1)
    assert sync.table.hasFocus()


def test_what_the_district_keeps_cannot_be_overwritten_here(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    sync = differences(stage)
    stage.press("Down Enter")
    stage.wait(lambda: "difference" in stage.counter.calls)
    assert sync.drawer.moved.isVisible()
    assert sync.drawer.elsewhere.text().startswith("不能用本机的：住址按居住登记记载")
    assert "居住登记信息更新" in sync.drawer.elsewhere.accessibleName(), "whom to ask"
    assert not sync.drawer.take_ours.isEnabled()
    stage.press("1")
    assert not any(call.startswith("settle") for call in stage.counter.calls)
    stage.press("2")
    stage.wait(lambda: "settle library 莲花社区" in stage.counter.calls)


def test_a_district_elsewhere_is_asked_and_its_answer_awaited(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    desk = stage.counter.office.differences
    desk.left = [replace(one, through=True) for one in desk.left]
    sync = differences(stage)
    stage.press("Enter")
    stage.wait(lambda: sync.drawer.take_ours.hasFocus())
    assert sync.drawer.elsewhere.text() == "用本机的要由区平台改库：选了就发去，改好自动核定"
    stage.press("1")
    stage.wait(lambda: bool(sync.differences) and sync.differences[0].asked)
    assert "已请区平台改用本机的值" in stage.window.toast.accessibleName()
    assert sync.table.rows.cell(0, 4).words == "已请区平台改，等答复"
    stage.press("Enter")
    stage.wait(lambda: sync.drawer.take_theirs.hasFocus())
    assert not sync.drawer.take_ours.isEnabled(), "it is asked once"
    stage.press("2")
    stage.wait(lambda: len(sync.differences) == 1)


def test_the_keys_say_what_enter_opens_in_each_group(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    sync = differences(stage)
    assert KeyWords("Enter", "打开对照") in stage.window.state.hints
    sync.group.step(-1)
    stage.settle()
    assert KeyWords("Enter", "看办件") in stage.window.state.hints


def test_why_ours_cannot_be_taken_is_in_sight_on_a_small_screen(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    sync = differences(stage)
    sync.place_focus()
    stage.press("Down")
    words = sync.drawer.elsewhere
    assert words.text().startswith("不能用本机的")
    assert words.visibleRegion().boundingRect() == words.rect()


def test_a_value_that_moved_is_said_and_read_again(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    sync = differences(stage)
    stage.counter.office.differences.fail = Conflict("人口库的手机号刚又变了", "请看过新的值再选")
    stage.press("Enter")
    stage.wait(lambda: sync.drawer.take_ours.hasFocus())
    stage.press("1")
    stage.wait(lambda: sync.table.hasFocus())
    assert len(sync.differences) == 2


def test_lengths_of_time() -> None:
    assert [waited(one) for one in (5, 312, 7300, 200_000)] == ["5 秒", "5 分", "2 时 1 分", "2 天"]
