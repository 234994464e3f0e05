"""The shell: what it shows, keys, pages that keep their state, focus that comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLineEdit, QMenuBar, QVBoxLayout, QWidget

from ui.gallery_samples import DEVICES, RAIL, shell_state
from ui.shell import Shell
from ui.shell_state import DeviceCondition, KeyWords, Link, SyncState
from ui.theme import Theme
from ui.tokens import Mode
from ui.window_place import show_whole

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shell(look: Theme, qtbot):
    made = Shell()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show_state(shell_state(practice=True))
    for entry in RAIL[:3]:
        page = QWidget()
        column = QVBoxLayout(page)
        edit = QLineEdit()
        edit.setObjectName("edit")
        column.addWidget(edit)
        made.add_page(entry.key, page)
    made.show_page("counter")
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    return made


def edit_of(shell: Shell) -> QLineEdit:
    found = shell.stack.currentWidget().findChild(QLineEdit, "edit")
    assert isinstance(found, QLineEdit)
    return found


def test_no_menu_bar_takes_alt_and_f10(shell: Shell) -> None:
    assert shell.findChild(QMenuBar) is None


def test_what_a_role_may_not_open_is_absent(shell: Shell) -> None:
    shell.show_rail(RAIL[:2])
    assert [button.text() for button in shell.rail.buttons.values()] == ["受理台", "办件"]
    assert shell.rail.current == "counter"


def test_badges_change_in_place(shell: Shell) -> None:
    button = shell.rail.buttons["cases"]
    assert button.accessibleName() == "办件，3 件"
    shell.show_rail(tuple(replace(entry, badge=120) for entry in RAIL))
    assert shell.rail.buttons["cases"] is button
    assert button.accessibleName() == "办件，120 件"
    button.grab()


def test_control_digit_changes_the_page_and_pages_keep_their_state(shell: Shell, qtbot) -> None:
    edit_of(shell).setText("half typed")
    with qtbot.waitSignal(shell.page_chosen) as told:
        QTest.keyClick(shell, Qt.Key.Key_2, CONTROL)
    assert told.args == ["cases"]
    assert shell.page == "cases"
    shell.rail.buttons["counter"].click()
    assert edit_of(shell).text() == "half typed"


def test_unknown_and_doubled_pages_are_refused(shell: Shell) -> None:
    with pytest.raises(KeyError):
        shell.show_page("nowhere")
    with pytest.raises(ValueError, match="cases"):
        shell.add_page("cases", QWidget())


def test_keys_of_the_shell(shell: Shell, look: Theme, qtbot) -> None:
    edit_of(shell).setFocus()
    with qtbot.waitSignal(shell.search_requested):
        QTest.keyClick(shell, Qt.Key.Key_K, CONTROL)
    with qtbot.waitSignal(shell.keys_requested):
        QTest.keyClick(shell, Qt.Key.Key_Slash, CONTROL)
    look.set_mode(Mode.COMPACT)
    QTest.keyClick(shell, Qt.Key.Key_Plus, CONTROL)
    assert look.mode is Mode.STANDARD
    QTest.keyClick(shell, Qt.Key.Key_Minus, CONTROL)
    assert look.mode is Mode.COMPACT
    assert edit_of(shell).hasFocus()


def test_full_screen_and_out_of_it(shell: Shell) -> None:
    show_whole(shell, full_screen=True)
    assert shell.isFullScreen()
    QTest.keyClick(shell, Qt.Key.Key_F, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert not shell.isFullScreen()


def test_the_width_chooses_the_mode(shell: Shell, look: Theme, qtbot) -> None:
    look.set_mode(None)
    shell.resize(1366, 768)
    qtbot.waitUntil(lambda: look.mode is Mode.COMPACT)
    shell.resize(1920, 1080)
    qtbot.waitUntil(lambda: look.mode is Mode.STANDARD)


def test_the_status_bar_says_link_devices_and_keys(shell: Shell) -> None:
    shell.show_sync(SyncState(Link.OFFLINE, "离线办理", "3 件待同步，恢复后自动上传"))
    assert shell.status.sync.accessibleName() == "离线办理 3 件待同步，恢复后自动上传"
    dot = shell.status.device_dots["printer"]
    assert dot.accessibleName() == "打印机缺纸，要留意"
    fixed = tuple(replace(each, words=each.words[:3], condition=DeviceCondition.FINE) for each in DEVICES)
    shell.show_devices(fixed)
    assert shell.status.device_dots["printer"] is dot
    assert dot.accessibleName() == "打印机，正常"
    shell.show_hints(*(KeyWords(f"F{number}", "x") for number in range(1, 6)))
    assert len(shell.status.hint_widgets) == 3


def test_practice_is_marked(shell: Shell) -> None:
    assert shell.top.practice.isVisible()
    assert shell.windowTitle() == "08 号窗口 演示"
    shell.show_state(shell_state())
    assert not shell.top.practice.isVisible()
    assert shell.windowTitle() == "08 号窗口"


def test_the_palette_gives_the_focus_back_exactly(shell: Shell, qtbot) -> None:
    edit = edit_of(shell)
    edit.setFocus()
    edit.setCursorPosition(0)
    panel = QFrame()
    box = QLineEdit(panel)
    shell.palette_host.open(panel, box)
    assert box.hasFocus()
    assert panel.y() == 92
    assert panel.width() == 760
    with qtbot.waitSignal(shell.palette_host.closed):
        shell.palette_host.close_panel()
    assert edit.hasFocus()
    assert shell.palette_host.isHidden()


def test_a_banner_under_a_strip_takes_no_focus(shell: Shell) -> None:
    from ui.gallery_samples import NO_PAPER

    page = shell.stack.currentWidget()
    layout = page.layout()
    assert isinstance(layout, QVBoxLayout)
    shell.place_banner(layout, 0)
    edit_of(shell).setFocus()
    shell.banner.show_notice(NO_PAPER)
    assert shell.banner.isVisible()
    assert shell.banner.parentWidget() is page
    assert edit_of(shell).hasFocus()


def test_it_says_that_it_leaves(shell: Shell, qtbot) -> None:
    with qtbot.waitSignal(shell.leaving):
        shell.close()
