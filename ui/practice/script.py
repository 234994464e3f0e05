"""Plays a reception in the real windows with real key events, and keeps a picture of every step.

What it counts (keys, mouse clicks, lateness of a 5 ms timer) is counted by filters on the application itself.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.reception.state import Phase

if TYPE_CHECKING:
    from ui.application import CounterApplication
    from ui.reception.window import CounterWindow

TICK_MS = 5
WAIT_MS = 20_000


def _short(code: str) -> str:
    """``JZZ-01`` of ``440304-JZZ-01``."""
    return code.split("-", 1)[-1]


class ScriptError(Exception):
    """A step did not come about; ``step`` names it."""


class Meter(QObject):
    """Counts key presses and mouse clicks that reach the application, and how late a 5 ms timer comes."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.keys = 0
        self.mouse_clicks = 0
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        application.installEventFilter(self)

    def restart(self) -> None:
        """Count from here."""
        self.keys = self.mouse_clicks = 0
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer.start()

    def pause(self) -> None:
        """Stop the timer, as while a picture is written."""
        self._timer.stop()

    def resume(self) -> None:
        """Go on after a pause."""
        self._last = time.perf_counter()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and watched.isWindowType():
            self.mouse_clicks += 1
        return False

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - TICK_MS)
        self._last = now


class ReceptionScript:
    """One play at one window size."""

    def __init__(self, application: CounterApplication, control: Path, out: Path) -> None:
        self._application = application
        self._control = control
        self._out = out
        self._width = application.frame.width()
        self._step = 0
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        self._meter = Meter(qt)
        self._refusal: str | None = None
        self._item_code = ""
        application.refused.connect(self._on_refused)

    def play(self) -> int:
        """Play it; 0 when every step came about. The summary is written either way."""
        self._out.mkdir(parents=True, exist_ok=True)
        summary: dict[str, object] = {}
        try:
            summary = self._play()
        except ScriptError as error:
            sys.stderr.write(f"演示没有走完：{error}\n")
            return 1
        finally:
            (self._out / f"summary-{self._width}.json").write_text(
                json.dumps(summary, ensure_ascii=False, indent=1), "utf-8"
            )
        return 0

    def _play(self) -> dict[str, object]:
        window = self._logged_in()
        board = window.board
        self._picture(window, "idle")
        self._meter.restart()
        started = time.monotonic()
        ticket_number = self._called(window)
        self._shoot(window, "person")
        self._press(window, Qt.Key.Key_1)
        self._wait("form", lambda: board.state.phase is Phase.FORM and board.state.application is not None)
        QTest.qWait(60)
        self._shoot(window, "form")
        self._press(window, Qt.Key.Key_Return)
        self._settle()
        self._press(window, Qt.Key.Key_2)
        self._wait("materials", lambda: board.state.phase is Phase.MATERIALS)
        QTest.qWait(60)
        self._shoot(window, "materials")
        self._press(window, Qt.Key.Key_F7)
        self._wait("scanned pages", lambda: not board.state.missing)
        self._wait("picture of the page", lambda: board.state.page_picture is not None)
        self._wait("checks of the page", lambda: board.state.page_check is not None)
        self._shoot(window, "scanned")
        self._press(window, Qt.Key.Key_F9)
        self._wait("decision", lambda: board.state.decision is not None)
        seconds = time.monotonic() - started
        decision = board.state.decision
        assert decision is not None
        self._wait("receipt on the screen", lambda: board.state.document_pages)
        self._meter.pause()
        self._wait(
            "receipt printed",
            lambda: board.state.print_line is not None and board.state.print_line.tone != "accent",
        )
        QTest.qWait(100)
        self._picture(window, "accepted")
        return {
            "ticket_number": ticket_number,
            "case_number": decision.case_number,
            "item_code": _short(self._item_code),
            "keys": self._meter.keys,
            "mouse_clicks": self._meter.mouse_clicks,
            "seconds": round(seconds, 2),
            "longest_block_ms": round(self._meter.longest_ms, 1),
            "fields_prefilled": decision.fields_prefilled,
            "fields_typed": decision.fields_typed,
        }

    def _logged_in(self) -> CounterWindow:
        """The counter window with its queue, after the log-in."""
        application = self._application
        self._wait("log-in page", lambda: bool(application.login.state.hall))
        QTest.qWait(300)
        self._picture(application.frame, "login")
        account = application.login.state
        application.login.staff_no.setFocus()
        application.login.staff_no.clear()
        self._type(application.login.staff_no, account.demo_account)
        self._type(application.login.password, account.demo_password)
        QTest.keyClick(application.login.password, Qt.Key.Key_Return)
        self._wait("counter window", lambda: application.window is not None)
        window = application.window
        assert window is not None
        board = window.board
        self._wait("queue", lambda: board.state.queue is not None and board.state.queue.waiting)
        QTest.qWait(200)
        return window

    def _called(self, window: CounterWindow) -> str:
        """F1 and the card: who it is, what the libraries know, what they suggest. Returns the ticket's number."""
        board = window.board
        self._press(window, Qt.Key.Key_F1)
        self._wait("called ticket", lambda: board.state.ticket is not None)
        ticket = board.state.ticket
        assert ticket is not None
        self._meter.pause()
        self._picture(window, "called")
        self._meter.resume()
        self._lay("lift")
        self._lay("lay 1")
        self._wait("identity", lambda: board.state.facts is not None)
        self._wait(
            "recommendations",
            lambda: board.state.recommendations is not None and board.state.recommendations.pushes,
        )
        self._wait("person file", lambda: board.state.person_file is not None)
        QTest.qWait(100)
        recommended = board.state.recommendations
        assert recommended is not None
        self._item_code = recommended.pushes[0].item.code
        return ticket.number

    def _settle(self) -> None:
        """Until the last key's use cases are done."""
        self._wait("use cases", lambda: self._application.tasks.running == 0)

    def _shoot(self, window: QWidget, name: str) -> None:
        """A picture whose making is not counted as lateness."""
        self._settle()
        self._meter.pause()
        self._picture(window, name)
        self._meter.resume()

    # -- acts -----------------------------------------------------------------------------------
    def _press(self, window: QWidget, key: Qt.Key) -> None:
        self._meter.keys += 1
        QTest.keyClick(window.focusWidget() or window, key)

    def _type(self, field: QWidget, text: str) -> None:
        field.setFocus()
        QTest.keyClicks(field, text)

    def _lay(self, line: str) -> None:
        from ui.practice.control import tell_reader

        tell_reader(self._control, line)

    def _wait(self, step: str, condition: Callable[[], object]) -> None:
        timer = QElapsedTimer()
        timer.start()
        while not condition():
            if self._refusal is not None:
                raise ScriptError(f"{step}: {self._refusal}")
            if timer.elapsed() > WAIT_MS:
                raise ScriptError(step)
            QTest.qWait(2)

    def _picture(self, window: QWidget, name: str) -> None:
        self._step += 1
        size = f"{window.width()}"
        window.grab().save(str(self._out / f"{self._step:02d}-{name}-{size}.png"))

    def _on_refused(self, words: str) -> None:
        self._refusal = words
