"""管理 → 设备: every window's devices, a faulty one's remedy, one that is not heard of; by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hall_app.security.permissions import PERMISSIONS
from tests.ui.counter_script import CLERK
from tests.ui.stage import Stage
from ui.equipment.matrix_page import DeviceMatrixPage
from ui.security.page import AdministrationPage
from ui.widgets.drawer import FactLine
from ui.widgets.label import Label

Make = Callable[..., Stage]
DUTY = replace(CLERK, permissions=frozenset({"window.release"}), role_code="hall_manager", window_id=None)
ALL = replace(CLERK, permissions=frozenset(PERMISSIONS), role_code="all")


def matrix(stage: Stage) -> DeviceMatrixPage:
    page = stage.window.open_page("administration")
    assert isinstance(page, AdministrationPage)
    page.show_argument("devices")
    stage.settle()
    page.place_focus()
    found = page.current
    assert isinstance(found, DeviceMatrixPage)
    stage.wait(lambda: found.windows)
    return found


def words(page: DeviceMatrixPage) -> str:
    shown = [label.text() for label in page.drawer.findChildren(Label) if label.isVisible()]
    return "；".join([*shown, *(line.accessibleName() for line in page.drawer.findChildren(FactLine))])


@pytest.mark.parametrize("clerk", [DUTY, ALL], ids=["duty", "all"])
def test_windows_and_devices_stand_in_one_matrix(make_stage: Make, clerk: object) -> None:
    page = matrix(make_stage(1366, 768, clerk=clerk))
    rows = page.table.rows
    assert [column.title for column in rows.columns] == ["窗口", "读卡器", "文书打印", "最近"]
    table = [[rows.cell(row, column).words for column in range(3)] for row in range(4)]
    assert table == [
        ["07 陈立", "正常", "纸将尽"],
        ["08 何静", "未接", "正常"],
        ["09", "没有消息", ""],
        ["10", "", ""],
    ]
    assert rows.cell(3, 3).words == "没有报过"
    assert page.head.note.text() == "4 个窗口，1 个故障，1 个提醒"


def test_a_cell_says_what_is_wrong_and_how_to_mend_it(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=DUTY)
    page = matrix(stage)
    stage.press("Down Right")
    assert page.drawer.title.text() == "08 号窗口，读卡器"
    assert page.drawer.chip.text() == "未接"
    said = words(page)
    assert "读卡器没接上" in said
    assert "1. 换个 USB 口插回；2. 急办可手工录入" in said
    assert "端口：/dev/ttyUSB0" in said
    stage.press("Down")
    assert page.drawer.chip.text() == "没有消息（正常）"
    assert "那台电脑没有开机" in words(page)
    stage.press("Down")
    assert "还没有报过设备状态" in words(page)
    asked = stage.counter.calls.count("matrix")
    stage.press("F5")
    assert stage.counter.calls.count("matrix") == asked + 1
    assert page.table.current_key == "10"


def test_a_hall_that_has_not_reported_yet_says_so(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=DUTY)
    page = matrix(stage)
    page._on_matrix(())
    assert "还没有窗口报过设备状态" in page.table.accessibleDescription()
    assert page.hints() == (("F5", "刷新"),), "there is no cell to go to"
    bare = page.table.viewport().grab().toImage()
    page.table.set_empty("")
    assert bare != page.table.viewport().grab().toImage(), "the words stand on the screen"
