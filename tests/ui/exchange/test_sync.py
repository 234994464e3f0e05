"""同步: what waits stands first, groups by keys, the case of a row, the copies."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.stage import Stage
from ui.exchange.page import SyncPage, waited
from ui.settings.page import SettingsPage

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
    assert sync.table.rows.cell(0, 1).words == "更正建议：手机号"
    sync.place_focus()
    stage.press("Enter")
    assert stage.window.page == "cases"
    assert "case LH260617-0117" in stage.counter.calls


def test_lengths_of_time() -> None:
    assert [waited(one) for one in (5, 312, 7300, 200_000)] == ["5 秒", "5 分", "2 时 1 分", "2 天"]
