"""A counter window on the scripted counter, driven by real keys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from hall_app.clock import FixedClock
from hall_app.status import CardRead
from tests.ui.counter_script import CLERK, ScriptedCounter, card
from ui.bridge import Bridge
from ui.page import PageEntry
from ui.pages import PAGES, counter_open_to
from ui.reception.board import Board
from ui.reception.state import Phase
from ui.reception.window import CounterWindow
from ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from hall_app.identity.resident import CardFacts
    from hall_app.security.clerk import Clerk

_KEYS = {
    "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space, "Ins": Qt.Key.Key_Insert,
    "Del": Qt.Key.Key_Delete, "PgUp": Qt.Key.Key_PageUp, "PgDn": Qt.Key.Key_PageDown, "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down, "Left": Qt.Key.Key_Left, "Right": Qt.Key.Key_Right, "Tab": Qt.Key.Key_Tab,
    "/": Qt.Key.Key_Slash, "#": Qt.Key.Key_NumberSign,
}  # fmt: skip
_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier, "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}  # fmt: skip


def wait_for(condition: Callable[[], object], timeout_ms: int = 5000) -> bool:
    """Run the event loop until a condition holds; False when it did not in time."""
    timer = QElapsedTimer()
    timer.start()
    while not condition():
        if timer.elapsed() > timeout_ms:
            return False
        QTest.qWait(2)
    return True


class Stage:
    """The window with everything it needs; ``keys`` counts what was pressed."""

    def __init__(
        self,
        width: int = 1920,
        height: int = 1080,
        counter: ScriptedCounter | None = None,
        *,
        clerk: Clerk = CLERK,
        pages: tuple[PageEntry, ...] = PAGES,
    ) -> None:
        self.counter = counter or ScriptedCounter()
        self.tasks = Tasks()
        self.bridge = Bridge()
        self.board = Board(self.counter, clerk, self.tasks)
        self.window = CounterWindow(self.board, clock=FixedClock(datetime(2026, 6, 17, 10, 2)), pages=pages)
        self.bridge.event_arrived.connect(self.window.on_event)
        self.counter.start(self.bridge.publish)
        self.window.resize(width, height)
        self.window.show()
        self.window.activateWindow()
        wait_for(self.window.isActiveWindow)
        self.window.begin()
        self.pressed = 0
        if counter_open_to(clerk):
            self.wait(lambda: self.board.state.queue is not None)

    @property
    def page(self) -> object:
        return self.window.reception

    @property
    def phase(self) -> Phase:
        return self.board.state.phase

    def wait(self, condition: Callable[[], object], timeout_ms: int = 5000) -> None:
        """Until a condition holds; then until everything queued is done."""
        assert wait_for(condition, timeout_ms), "condition did not come about"
        self.settle()

    def settle(self) -> None:
        """Until no use case runs and everything posted was handled."""
        assert wait_for(lambda: not self.window.scanner.holding), "a key is held back"
        turns = self.board.turns
        assert wait_for(lambda: self.tasks.running == 0 and not turns.busy), "a use case or a page hangs"
        # A page may spread its work over some turns, and its layout follows in the next.
        for _ in range(4):
            QApplication.processEvents()

    def focus(self) -> QWidget:
        """The widget that has the focus."""
        widget = self.window.focusWidget()
        assert widget is not None
        return widget

    def press(self, keys: str) -> None:
        """Press keys written as on keycaps, one after another: ``"F1"``, ``"j z z Enter"``, ``"Ctrl+M"``."""
        for key in keys.split():
            *held, last = key.split("+") if key != "+" else ["+"]
            modifiers = Qt.KeyboardModifier.NoModifier
            for each in held:
                modifiers |= _MODIFIERS[each]
            found = _KEYS.get(last)
            if found is None:
                found = Qt.Key[f"Key_{last.upper()}"]
            popup = QApplication.activeModalWidget()
            target = popup.focusWidget() or popup if popup is not None else self.focus()
            QTest.keyClick(target, found, modifiers)
            self.pressed += 1
            self.settle()

    def type(self, words: str) -> None:
        """Write words, Chinese too, as an input method commits them."""
        for character in words:
            event = QInputMethodEvent()
            event.setCommitString(character)
            QApplication.sendEvent(self.focus(), event)
        self.settle()

    def strike(self, words: str) -> None:
        """Type Latin characters key by key, as fast as a person can: each has arrived before the next."""
        for character in words:
            QTest.keyClicks(self.focus(), character)
            assert wait_for(lambda: not self.window.scanner.holding)
        self.settle()

    def lay(self, facts: CardFacts | None = None) -> None:
        """Lay a card on the reader."""
        assert self.counter.publish is not None
        self.counter.publish(CardRead(facts or card(), "practice"))
        number = (facts or card()).id_number
        self.wait(lambda: self.board.state.facts is None or self.board.state.facts.id_number == number)

    def serve(self) -> None:
        """Called, with the person and the recommendations on the screen."""
        self.press("F1")
        self.wait(lambda: self.phase is Phase.CALLING)
        self.lay()
        self.wait(lambda: self.board.state.recommendations is not None)

    def close(self) -> None:
        """Take everything down in the order the application does."""
        self.window.finish()
        self.tasks.stop()
        self.bridge.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, 52)
        QApplication.processEvents()
