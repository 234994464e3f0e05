"""Plays a reception in the real windows with real key events, and keeps a picture of every step.

The event loop's lateness is measured from the queue on the screen to the receipt on paper; only while a picture is
written it is not. Without pictures, as the bench plays it, there is no pause at all.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.practice.meter import Meter
from ui.reception.state import Phase

if TYPE_CHECKING:
    from ui.application import CounterApplication
    from ui.reception.window import CounterWindow

WAIT_MS = 20_000
# How long the window stands idle before F1: a clerk needs longer to reach for the key.
IDLE_MS = 1000


def rest(milliseconds: int) -> None:
    """Let the event loop run, as it runs without a script; ``QTest.qWait`` sleeps between its events."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(True)
    timer.timeout.connect(loop.quit)
    timer.start(milliseconds)
    loop.exec()


def _short(code: str) -> str:
    """``JZZ-01`` of ``440304-JZZ-01``."""
    return code.split("-", 1)[-1]


class ScriptError(Exception):
    """A step did not come about; ``step`` names it."""


class ReceptionScript:
    """One play at one window size: by the first recommendation, or by typing ``search`` (screens.md 0.2)."""

    def __init__(
        self,
        application: CounterApplication,
        control: Path,
        out: Path,
        *,
        search: str = "",
        pictures: bool = True,
    ) -> None:
        self._application = application
        self._control = control
        self._out = out
        self._search = search
        self._width = application.frame.width()
        self._step = 0
        self._pictures = pictures
        self._meter = Meter(application)
        self._refusal: str | None = None
        self._item_code = ""
        application.refused.connect(self._on_refused)

    @property
    def meter(self) -> Meter:
        """What was counted, and the ticks themselves."""
        return self._meter

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
        self._meter.watch(self._application.frame)
        self._meter.watch(window)
        self._meter.restart()
        rest(IDLE_MS)
        self._shoot(window, "idle")
        started = time.monotonic()
        ticket_number = self._called(window)
        return self._received(window, ticket_number, started)

    def _received(self, window: CounterWindow, ticket_number: str, started: float) -> dict[str, object]:
        """From the person on the screen to the receipt printed; returns the summary."""
        board = window.board
        self._shoot(window, "person")
        self._choose(window)
        self._wait("form", lambda: board.state.phase is Phase.FORM and board.state.application is not None)
        rest(60)
        self._shoot(window, "form")
        self._press(window, Qt.Key.Key_Return)
        self._settle()
        self._press(window, Qt.Key.Key_2)
        self._wait("materials", lambda: board.state.phase is Phase.MATERIALS)
        rest(60)
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
        self._wait(
            "receipt printed",
            lambda: board.state.print_line is not None and board.state.print_line.tone != "accent",
        )
        rest(100)
        self._shoot(window, "accepted")
        lateness = self._meter.lateness
        return {
            "ticket_number": ticket_number,
            "case_number": decision.case_number,
            "item_code": _short(self._item_code),
            "keys": self._meter.keys,
            "mouse_clicks": self._meter.mouse_clicks,
            "seconds": round(seconds, 2),
            "longest_block_ms": lateness.longest,
            "block_p50_ms": lateness.p50,
            "block_p99_ms": lateness.p99,
            "ticks": lateness.ticks,
            "fields_prefilled": decision.fields_prefilled,
            "fields_typed": decision.fields_typed,
        }

    def _logged_in(self) -> CounterWindow:
        """The counter window with its queue, after the log-in."""
        application = self._application
        self._wait("log-in page", lambda: bool(application.login.state.hall))
        rest(300)
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
        rest(200)
        return window

    def _called(self, window: CounterWindow) -> str:
        """F1 and the card: who it is, what the libraries know, what they suggest. Returns the ticket's number."""
        board = window.board
        self._press(window, Qt.Key.Key_F1)
        self._wait("called ticket", lambda: board.state.ticket is not None)
        ticket = board.state.ticket
        assert ticket is not None
        self._shoot(window, "called")
        self._lay("lift")
        self._lay("lay 1")
        self._wait("identity", lambda: board.state.facts is not None)
        self._wait(
            "recommendations",
            lambda: board.state.recommendations is not None and board.state.recommendations.pushes,
        )
        self._wait("person file", lambda: board.state.person_file is not None)
        rest(100)
        return ticket.number

    def _choose(self, window: CounterWindow) -> None:
        """The first recommendation by its digit, or the first result of the letters typed."""
        board = window.board
        if not self._search:
            recommended = board.state.recommendations
            assert recommended is not None
            self._item_code = recommended.pushes[0].item.code
            self._press(window, Qt.Key.Key_1)
            return
        for letter in self._search:
            self._press(window, Qt.Key[f"Key_{letter.upper()}"])
            self._wait("the key", lambda: not window.scanner.holding)
        self._wait("results", lambda: board.state.search.hits and board.state.search.answered == self._search)
        self._shoot(window, "search")
        self._item_code = board.state.search.hits[0].item.code
        self._press(window, Qt.Key.Key_Return)

    def _settle(self) -> None:
        """Until the last key's use cases are done and stand on the screen."""
        tasks, window = self._application.tasks, self._application.window
        self._wait(
            "use cases",
            lambda: tasks.running == 0 and (window is None or not window.board.turns.busy),
        )

    def _shoot(self, window: QWidget, name: str) -> None:
        """A picture whose making is not counted as lateness, once all is done that the last key set off."""
        self._settle()
        if not self._pictures:
            return
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
            rest(2)

    def _picture(self, window: QWidget, name: str) -> None:
        if not self._pictures:
            return
        self._step += 1
        size = f"{window.width()}"
        window.grab().save(str(self._out / f"{self._step:02d}-{name}-{size}.png"))

    def _on_refused(self, words: str) -> None:
        self._refusal = words
