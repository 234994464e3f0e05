"""Banners by severity, one at a time, gone with their cause; toasts with undo; both through the notices."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.notices import Notices
from ui.theme import Theme
from ui.widgets.banner import BannerAction, BannerNotice, BannerSlot, Severity
from ui.widgets.key_button import KeyButton
from ui.widgets.toast import Toast

PAPER = BannerNotice("printer", "打印机缺纸", "放入 A5 纸", actions=(BannerAction("retry", "重试", "F12"),))
READER = BannerNotice("reader", "读卡器没接上", "换个 USB 口插回", Severity.TROUBLE)
OFFLINE = BannerNotice("link", "已离线 30 分钟", "可继续办理", Severity.NOTE)


@pytest.fixture
def window(look: Theme, qtbot):
    made = QWidget()
    column = QVBoxLayout(made)
    made.slot = BannerSlot()  # type: ignore[attr-defined]
    made.edit = QLineEdit()  # type: ignore[attr-defined]
    column.addWidget(made.slot)  # type: ignore[attr-defined]
    column.addWidget(made.edit)  # type: ignore[attr-defined]
    made.resize(1000, 300)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    assert QTest.qWaitForWindowActive(made)
    return made


def buttons(slot: BannerSlot) -> list[KeyButton]:
    return [button for button in slot.findChildren(KeyButton) if button.isVisible()]


def test_the_most_severe_first_and_the_rest_counted(window) -> None:
    slot: BannerSlot = window.slot
    assert slot.isHidden()
    for notice in (OFFLINE, READER, PAPER):
        slot.show_notice(notice)
    assert slot.current == READER
    assert slot.waiting == 2
    assert "读卡器没接上" in slot.accessibleName()
    slot.withdraw("reader")
    assert slot.current == PAPER
    slot.withdraw("printer")
    assert slot.current == OFFLINE
    assert slot.withdraw("link")
    assert slot.isHidden()
    assert not slot.withdraw("link")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(list(Severity))), max_size=12))
def test_order_holds_for_any_sequence(window, shown: list[tuple[int, Severity]]) -> None:
    slot = BannerSlot(window)
    latest: dict[str, Severity] = {}
    for topic, severity in shown:
        slot.show_notice(BannerNotice(str(topic), "x", severity=severity))
        latest[str(topic)] = severity
    assert slot.waiting == max(len(latest) - 1, 0)
    if latest:
        assert slot.current is not None
        assert slot.current.severity is max(latest.values())
    slot.deleteLater()


def test_the_same_topic_replaces(window) -> None:
    slot: BannerSlot = window.slot
    slot.show_notice(PAPER)
    slot.show_notice(BannerNotice("printer", "打印机卡纸"))
    assert slot.waiting == 0
    assert slot.current is not None
    assert slot.current.title == "打印机卡纸"


def test_a_button_and_its_key_report_the_action(window, qtbot) -> None:
    slot: BannerSlot = window.slot
    window.edit.setFocus()
    slot.show_notice(PAPER)
    assert window.focusWidget() is window.edit
    with qtbot.waitSignal(slot.acted) as told:
        QTest.keyClick(window, Qt.Key.Key_F12)
    assert told.args == ["printer", "retry"]
    slot.withdraw("printer")
    with qtbot.assertNotEmitted(slot.acted):
        QTest.keyClick(window, Qt.Key.Key_F12)


def test_no_more_than_two_buttons() -> None:
    with pytest.raises(ValueError, match="two"):
        BannerNotice("x", "y", actions=(BannerAction("a", "a"),) * 3)


class Page(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.acts: list[str] = []
        self.undone = 0

    def on_act(self, action: str) -> None:
        self.acts.append(action)

    def on_undo(self) -> None:
        self.undone += 1


def test_notices_wait_for_the_window(window, qtbot) -> None:
    notices, page = Notices(), Page()
    notices.banner(PAPER, page.on_act)
    slot, toast = window.slot, Toast(window)
    assert slot.isHidden()
    notices.attach(slot, toast)
    assert slot.current == PAPER
    buttons(slot)[0].click()
    assert page.acts == ["retry"]
    notices.fixed("printer", "打印机已恢复，补打 1 份")
    assert slot.isHidden()
    assert toast.isVisible()
    assert toast.accessibleName() == "打印机已恢复，补打 1 份"


def test_nothing_is_said_of_a_cause_that_was_not_shown(window) -> None:
    notices, toast = Notices(), Toast(window)
    notices.attach(window.slot, toast)
    notices.fixed("printer", "打印机已恢复")
    assert toast.isHidden()


def test_undo_by_z_within_its_time(window, qtbot) -> None:
    notices, page, toast = Notices(), Page(), Toast(window)
    notices.attach(window.slot, toast)
    notices.say("已暂存 A036", page.on_undo)
    window.edit.clearFocus()
    QTest.keyClick(window, Qt.Key.Key_Z)
    assert page.undone == 1
    assert toast.isHidden()
    QTest.keyClick(window, Qt.Key.Key_Z)
    assert page.undone == 1


def test_undo_is_over_with_the_toast(window, qtbot) -> None:
    toast = Toast(window, shown_ms=1)
    with qtbot.waitSignal(toast.expired) as told:
        toast.show_message("已暂存", token="one")
    assert told.args == ["one"]
    assert toast.isHidden()


def test_a_newer_toast_ends_the_older_ones_undo(window, qtbot) -> None:
    toast = Toast(window)
    toast.show_message("第一条", token="one")
    with qtbot.waitSignal(toast.expired) as told:
        toast.show_message("第二条", token="two")
    assert told.args == ["one"]


def test_the_toast_stays_at_the_bottom_of_its_window(window, qtbot) -> None:
    toast = Toast(window)
    toast.show_message("已暂存", token="one")
    window.resize(1200, 500)
    assert abs(toast.geometry().center().x() - 600) <= 1
    assert toast.geometry().bottom() < 500
