"""设备: states, how to mend, a test with its log, a card read and shown masked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hall_app.status import CardRead, PartChanged, PartStatus
from tests.ui.counter_script import card
from tests.ui.stage import Stage
from ui.equipment.page import DevicesPage
from ui.settings.page import SettingsPage

Make = Callable[..., Stage]


@pytest.fixture
def stage(make_stage: Make) -> Stage:
    return make_stage(1366, 768)


def devices(stage: Stage) -> DevicesPage:
    page = stage.window.open_page("settings")
    assert isinstance(page, SettingsPage)
    page.show_argument("devices")
    page.place_focus()
    stage.settle()
    found = page.current
    assert isinstance(found, DevicesPage)
    return found


def test_a_faulty_reader_is_tested_and_well_again(stage: Stage) -> None:
    page = devices(stage)
    stage.press("Down")
    assert page.device is not None
    assert page.device.part == "reader"
    assert page.drawer.chip.text() == "没接上"
    stage.press("F5")
    stage.wait(lambda: "正常" in page.log.toPlainText())
    assert page.drawer.chip.text() == "正常"
    assert page.table.rows.cell(1, 1).words == "正常（演示设备）"


def test_all_are_tested_at_once(stage: Stage) -> None:
    devices(stage)
    stage.press("Shift+F5")
    assert {call for call in stage.counter.calls if call.startswith("test ")} == {
        "test database",
        "test reader",
        "test printer",
    }


def test_a_card_is_read_and_shown_masked(stage: Stage) -> None:
    page = devices(stage)
    stage.press("Down")
    page.read.click()
    stage.settle()
    assert "ask_for_card reader" in stage.counter.calls
    assert stage.counter.publish is not None
    stage.counter.publish(CardRead(card(), "读卡器"))
    stage.wait(lambda: "读到居民身份证" in page.log.toPlainText())
    told = page.log.toPlainText()
    assert "4403**********2727" in told
    assert "林晓燕" not in told
    page.read.click()
    fault = PartStatus("reader", "读卡器", "warn", "没读到卡", "没读到卡", "请本人把卡平放 2 秒")
    stage.counter.publish(PartChanged(fault))
    stage.wait(lambda: "平放 2 秒" in page.log.toPlainText())
