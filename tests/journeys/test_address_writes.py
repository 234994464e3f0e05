"""Address management in the real counter's window, by keyboard alone: written by one, decided by another, heard by all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hall_app.addresses.managing.changes import ChangeState
from hall_app.composition import HallCounter
from tests.journeys.test_office_writes import Office, counter, enter
from tests.ui.stage import wait_for
from ui.addresses.manage_page import ManagePage
from ui.addresses.subscriber_tab import SubscriberTab
from ui.addresses.translate_tab import TranslateTab
from ui.addresses.unknown_page import UnknownPage

__all__ = ["counter", "enter"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Enter = Callable[[str], Office]
WRITES, DECIDES = "LH0401", "LH0402"
CREATE, SPLIT, MERGE, RENAME, RETIRE, ALIAS = "123456"


class Hands:
    """Somebody at the keyboard of an office's window; nothing else is touched."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.window = office.window
        self.window.activateWindow()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, held)
        # What might be a scanner's burst arrives a moment later.
        assert wait_for(lambda: not self.window.scanner.holding)
        self.office.settle()

    def type(self, words: str) -> None:
        """Letters and digits as keys, the rest as an input method commits it."""
        target = self.window.focusWidget()
        assert target is not None
        if words.isascii():
            QTest.keyClicks(target, words)
        else:
            event = QInputMethodEvent()
            event.setCommitString(words)
            QApplication.sendEvent(target, event)
        self.office.settle()

    def tab_to(self, wanted: QWidget) -> None:
        """Tab until it has the focus: whoever cannot be reached so is not reached at all."""
        for _ in range(60):
            if wanted.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"no way by Tab to {wanted.accessibleName()}")

    def open(self, tab: str, kind: type) -> Any:
        """A tab of the address page: by its key in the rail, then page by page."""
        at = list(self.window.rail.buttons).index("addresses") + 1
        self.press(Qt.Key(Qt.Key.Key_0 + at), Qt.KeyboardModifier.ControlModifier)
        assert self.window.page == "addresses"
        page = self.window.open_page("addresses")
        for _ in range(10):
            found = page.tab  # type: ignore[union-attr]
            if isinstance(found, kind):
                return found
            self.press(Qt.Key.Key_PageDown)
        raise AssertionError(f"no tab {tab}")

    def said(self) -> str:
        return self.office.told[-1] if self.office.told else ""


def codes_of(office: Office, words: str) -> list[str]:
    """Codes that the library finds for words."""
    desk = office.counter.addresses
    return [hit.code for hit in desk.complete(office.clerk, words, 10)]


def write(hands: Hands, page: ManagePage, kind: str, reason: str = "现场核实", **fields: str) -> None:
    """A change, from Insert to F9."""
    hands.press(Qt.Key.Key_Insert)
    assert page.stack.currentWidget() is page.editor
    hands.press(Qt.Key(Qt.Key.Key_0 + int(kind)))
    for name, words in {**fields, "reason": reason}.items():
        edit = page.editor.parts if name == "parts" else page.editor.fields[name].edit
        hands.tab_to(edit)
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.type(words)
    hands.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    hands.press(Qt.Key.Key_F9)
    assert page.presenter.state.editing is False, page.editor.problem.text()
    assert "待另一人审批" in hands.said()


def approve(enter: Enter) -> str:
    """The other person opens the list and agrees."""
    office = enter(DECIDES)
    hands = Hands(office)
    page = hands.open("manage", ManagePage)
    assert page.pane.approve_button.isVisible()
    hands.tab_to(page.list)
    hands.press(Qt.Key.Key_F9)
    words = hands.said()
    assert "已生效" in words, (words, office.troubles)
    assert office.troubles == []
    office.leave()
    return words


@pytest.fixture
def rooms(enter: Enter, counter: HallCounter) -> list[str]:
    """Rooms of one building of the demo's library."""
    office = enter(WRITES)
    desk = office.counter.addresses
    assert wait_for(lambda: bool(codes_of(office, "锦云二路18号云锦苑3栋")))
    office.leave()
    keys: tuple[str, ...] = ()
    found: list[str] = []
    while not found:
        nodes = desk.children(office.clerk, keys)
        leaves = [node.code for node in nodes if node.leaf and node.code and len(node.code) == 25]
        if len(leaves) >= 4:
            found = leaves
        else:
            keys = next(node for node in nodes if not node.leaf).key
    return found


def states(office: Office) -> list[ChangeState]:
    desk = office.counter.address_management
    assert desk is not None
    return sorted(one.state for one in desk.changes(office.clerk))


def test_every_kind_of_change_is_written_by_one_and_put_in_force_by_another(
    enter: Enter, rooms: list[str]
) -> None:
    first, second, third, fourth = rooms[:4]
    for kind, fields in (
        (RENAME, {"codes": first, "house": "甲01"}),
        (SPLIT, {"codes": second, "parts": "乙01\n乙02"}),
        (MERGE, {"codes": third, "into": first}),
        (RETIRE, {"codes": fourth}),
        (ALIAS, {"codes": first, "alias": "老邮电所楼上"}),
    ):
        office = enter(WRITES)
        hands = Hands(office)
        page = hands.open("manage", ManagePage)
        write(hands, page, kind, **fields)
        assert not page.pane.approve_button.isVisible(), "nobody decides on their own"
        assert office.troubles == []
        office.leave()
        approve(enter)
    office = enter(DECIDES)
    assert states(office) == [ChangeState.APPLIED] * 5
    desk = office.counter.address_management
    assert desk is not None
    assert desk.history(office.clerk, third)
    assert office.counter.addresses.entry(office.clerk, first).text.endswith("甲01")
    assert codes_of(office, "老邮电所楼上") == [first]
    office.leave()


def test_a_change_is_withdrawn_by_its_author_and_another_rejected_for_a_reason(
    enter: Enter, rooms: list[str]
) -> None:
    office = enter(WRITES)
    hands = Hands(office)
    page = hands.open("manage", ManagePage)
    write(hands, page, RETIRE, codes=rooms[0])
    write(hands, page, RETIRE, codes=rooms[1])
    hands.tab_to(page.list)
    hands.press(Qt.Key.Key_Delete)
    assert states(office) == sorted([ChangeState.PROPOSED, ChangeState.WITHDRAWN])
    office.leave()
    office = enter(DECIDES)
    hands = Hands(office)
    page = hands.open("manage", ManagePage)
    hands.tab_to(page.list)
    hands.press(Qt.Key.Key_F11)
    assert page.pane.hint.text() == "驳回必须写理由"
    hands.type("房子还在")
    hands.press(Qt.Key.Key_F11)
    assert states(office) == sorted([ChangeState.REJECTED, ChangeState.WITHDRAWN])
    assert office.troubles == []
    office.leave()


def test_what_a_window_met_is_bound_by_the_office(enter: Enter, rooms: list[str]) -> None:
    office = enter("LH0108")
    hands = Hands(office)
    tab: TranslateTab = hands.open("translate", TranslateTab)
    hands.tab_to(tab.edit)
    hands.type("景田老粮站对面小楼")
    hands.press(Qt.Key.Key_Return)
    hands.tab_to(tab.unknown_button)
    hands.press(Qt.Key.Key_Space)
    assert "待核" in hands.said()
    office.leave()
    office = enter(WRITES)
    hands = Hands(office)
    page: UnknownPage = hands.open("unknown", UnknownPage)

    def arrived() -> bool:
        page.reload()
        office.settle()
        return bool(page._rows)

    # It comes by the exchange, as everything that a window tells the district.
    assert wait_for(arrived, 30_000)
    assert [row.text for row in page._rows] == ["景田老粮站对面小楼"]
    hands.tab_to(page.code.edit)
    hands.type(rooms[0])
    hands.tab_to(page.reason.edit)
    hands.type("居委会确认")
    hands.press(Qt.Key.Key_F9)
    assert page.problem.text() == ""
    assert office.troubles == []
    office.leave()
    approve(enter)
    office = enter(WRITES)
    assert codes_of(office, "景田老粮站对面小楼") == [rooms[0]]
    office.leave()


def test_a_subscriber_is_enrolled_and_hears_of_a_change_once(
    enter: Enter, rooms: list[str], tmp_path: Path
) -> None:
    office = enter(DECIDES)
    hands = Hands(office)
    tab: SubscriberTab = hands.open("subscribers", SubscriberTab)
    hands.press(Qt.Key.Key_Insert)
    hands.type("housing")
    hands.press(Qt.Key.Key_Tab)
    hands.type("住建局")
    hands.press(Qt.Key.Key_F9)
    assert [one.name for one in tab.hearings] == ["housing"]
    office.leave()
    office = enter(WRITES)
    hands = Hands(office)
    write(hands, hands.open("manage", ManagePage), RETIRE, codes=rooms[0])
    office.leave()
    approve(enter)
    office = enter(DECIDES)
    hands = Hands(office)
    tab = hands.open("subscribers", SubscriberTab)
    assert [one.waiting for one in tab.hearings] == [1]
    hands.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert [one.waiting for one in tab.hearings] == [1]
    hands.tab_to(tab.list)
    hands.press(Qt.Key.Key_Delete)
    assert "再按一次 Delete" in tab.problem.text()
    hands.press(Qt.Key.Key_Delete)
    assert tab.hearings == ()
    assert office.troubles == []
    office.leave()
