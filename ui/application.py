"""The counter's application: the log-in page first, everything else behind its first paint, shutdown in order."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import delete

from hall_app.errors import HallError
from hall_app.machine_preferences import MachinePreferences
from ui.bridge import Bridge
from ui.faults import Fault, FaultHooks
from ui.interpreter import keep_singletons
from ui.loading import window_ahead
from ui.login.entry import LoginEntry
from ui.login.page import LoginPage
from ui.login.state import (
    CheckResult,
    DeviceCheck,
    LoginProblem,
    LoginState,
    ProblemKind,
    TileState,
    WindowTile,
)
from ui.qt_words import speak_chinese
from ui.tasks import Tasks
from ui.theme import theme
from ui.tokens import Mode, Scheme
from ui.turns import Turns
from ui.window_place import show_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path
    from uuid import UUID

    from PySide6.QtGui import QCloseEvent

    from hall_app.counter import Counter
    from hall_app.security.clerk import Clerk
    from hall_app.security.login import LoginPage as LoginContent
    from hall_app.status import PartStatus, WindowEvent
    from ui.reception.window import CounterWindow

log = logging.getLogger(__name__)

_RESULTS = {
    "ok": CheckResult.FINE,
    "accent": CheckResult.RUNNING,
    "warn": CheckResult.LOW,
    "bad": CheckResult.GONE,
    "idle": CheckResult.ABSENT,
}
_OPEN = object()
_ICONS = {
    "reader": "user-scan",
    "card_reader": "credit-card",
    "printer": "printer",
    "database": "database",
}


def make_counter(base_dir: Path | None, overrides: tuple[str, ...]) -> Counter:
    """The installation's counter; imports the database and the devices, so call it in a worker."""
    from hall_app.composition import HallCounter
    from hall_app.installation import open_installation

    installation = open_installation(base_dir, overrides)
    installation.start_logs()
    return HallCounter(installation)


class _LoginPage(LoginPage):
    """Tells when it has been painted for the first time. Signals: ``painted``, once."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__(LoginState(busy=True))
        self._told = False

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        # Children are painted after their parent in the same pass; the next turn of the loop is after all of them.
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self, self._tell)

    def _tell(self) -> None:
        self.painted.emit()


def _begin(
    counter: Counter, publish: Callable[[WindowEvent], None]
) -> tuple[LoginContent, MachinePreferences]:
    """Start the counter's workers and read what the log-in page shows; for a worker."""
    counter.start(publish)
    return counter.login_page(), counter.back_office.preferences.machine()


class _LoginFrame(QStackedWidget):
    """Holds the log-in page. Signals: ``closed`` when somebody closes it before logging in."""

    closed = Signal()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


class CounterApplication(QObject):
    """Log-in, then the counter window. Signals: ``ready`` when the log-in can be used, ``opened(window)``, ``refused``."""

    ready = Signal()
    opened = Signal(object)
    refused = Signal(str)

    def __init__(
        self, base_dir: Path | None, overrides: tuple[str, ...], *, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__()
        self._base_dir, self._overrides = base_dir, overrides
        self.tasks = Tasks(self)
        self.bridge = Bridge(self)
        self.counter: Counter | None = None
        self.clerk: Clerk | None = None
        self.window: CounterWindow | None = None
        self._content: LoginContent | None = None
        self._preferences, self._selected = MachinePreferences(), ""
        self._turns = Turns(self)
        self._opening: Generator[None] | None = None
        self.again = False
        self.bridge.subscribe(Fault, self._on_fault)
        self.tasks.unhandled.connect(self._on_unhandled)
        self.login = _LoginPage()
        self._entry = LoginEntry(self, self)
        self.login.painted.connect(self._load)
        self.login.login_requested.connect(self._on_login)
        self.login.window_chosen.connect(self._on_window_chosen)
        self.login.release_requested.connect(self._entry.release)
        self.login.recheck_requested.connect(self._on_recheck)
        self.login.mode_chosen.connect(theme().set_mode)
        self.frame = _LoginFrame()
        self.frame.closed.connect(self._on_closed)
        self.frame.setWindowTitle("一窗受理")
        self.frame.addWidget(self.login)
        self._full_screen, self._sized = False, size is not None
        if size is not None:
            self.frame.resize(*size)

    def show(self, *, full_screen: bool) -> None:
        """Show the log-in page; the counter is made after its first paint."""
        self._full_screen = full_screen
        self._place(self.frame)

    def _place(self, window: QWidget) -> None:
        if self._sized and not self._full_screen:
            window.show()
        else:
            show_whole(window, full_screen=self._full_screen)

    def close(self) -> None:
        """Stop accepting, end the session, join the workers, and only then let the bridge go."""
        self._turns.stop()
        if self._opening is not None:
            self._opening.close()
            self._opening = None
        if self.window is not None:
            self.window.finish()
        self.tasks.stop()
        counter, self.counter = self.counter, None
        if counter is not None:
            if self.clerk is not None:
                self._log_out(counter, self.clerk)
            counter.stop()
        self.bridge.close()
        self.frame.close()

    def _log_out(self, counter: Counter, clerk: Clerk) -> None:
        try:
            counter.logout(clerk)
        except HallError as error:
            # A ticket in hand stays this window's: it is there again at the next log-in.
            log.info("left without closing the window: %s", type(error).__name__)

    # -- log-in ---------------------------------------------------------------------------------
    def _load(self) -> None:
        self.tasks.run(
            make_counter, self._base_dir, self._overrides, done=self._on_counter, failed=self._on_failed
        )

    def _on_counter(self, counter: Counter) -> None:
        self.counter = counter
        self.bridge.event_arrived.connect(self._on_event)
        self.tasks.run(_begin, counter, self.bridge.publish, done=self._on_content, failed=self._on_failed)

    def _on_content(self, begun: tuple[LoginContent, MachinePreferences]) -> None:
        content, self._preferences = begun
        theme().set_scheme(Scheme(self._preferences.scheme))
        self._full_screen = self._full_screen and self._preferences.full_screen
        self._content = content
        self._selected = content.last_window_number or ""
        self.show_login()
        self.login.place_focus()
        self.ready.emit()
        if not self._turns.preparing:
            self._turns.ahead(window_ahead())

    def _on_failed(self, error: BaseException) -> None:
        log.warning("log-in: %s", type(error).__name__)
        self.show_login(LoginProblem(ProblemKind.OTHER, words=str(error)))
        self.refused.emit(str(error))

    def _on_window_chosen(self, number: str) -> None:
        self._selected = number
        self.show_login()

    def _on_recheck(self) -> None:
        self.show_login()

    def _on_event(self, _event: object) -> None:
        if self.window is None and self._content is not None:
            self.show_login(self.login.state.problem)

    def _on_login(self, staff_no: str, password: str, window: str) -> None:
        if self.counter is None or self._content is None:
            return
        self.show_login(busy=True)
        self._entry.enter(self.counter, staff_no, password, self.seat_of(window))

    def seat_of(self, window: str) -> UUID | None:
        """The window's id by its number."""
        seats = self._content.windows if self._content is not None else ()
        return next((seat.window_id for seat in seats if seat.number == window), None)

    def refuse(self, problem: LoginProblem, words: str) -> None:
        """Say why the log-in did not happen; the password is forgotten unless it was right."""
        self.show_login(problem)
        if problem.kind is not ProblemKind.WINDOW_TAKEN:
            self.login.forget_password()
        self.refused.emit(words)

    def show_login(self, problem: LoginProblem | None = None, *, busy: bool = False) -> None:
        """Show the log-in page as things stand."""
        content = self._content
        if content is None:
            self.login.show_state(LoginState(problem=problem, busy=busy))
            return
        account = content.practice_account
        parts = self.counter.parts() if self.counter is not None else ()
        self.login.show_state(
            LoginState(
                hall=content.hall_name,
                staff_no=content.last_staff_no or "",
                windows=tuple(self._tile(seat.number, seat.occupant) for seat in content.windows),
                selected_window=self._selected,
                window_note=f"本机上次是 {content.last_window_number} 号" if content.last_window_number else "",
                devices=tuple(_check(part) for part in parts if part.part in _ICONS),
                problem=problem,
                busy=busy,
                version=content.version,
                support=content.support,
                practice=content.practice,
                demo_account=account.staff_no if account else "",
                demo_password=account.password if account else "",
            )
        )  # fmt: skip

    def _tile(self, number: str, occupant: str | None) -> WindowTile:
        if number == self._selected:
            return WindowTile(number, "本机", TileState.OWN)
        return WindowTile(number, occupant or "空闲", TileState.BUSY if occupant else TileState.FREE)

    # -- the window -----------------------------------------------------------------------------
    def open_window(self, clerk: Clerk) -> None:
        """The clerk is logged in: the counter window is made, a part in each turn, and takes the log-in page's place."""
        self.clerk = clerk
        self._turns.stop()
        self._opening = self._opened_by(clerk)
        self._go_on_opening()

    def _go_on_opening(self) -> None:
        if self._opening is not None and next(self._opening, _OPEN) is not _OPEN:
            QTimer.singleShot(1, self, self._go_on_opening)

    def _opened_by(self, clerk: Clerk) -> Generator[None]:
        from ui.reception.board import Board
        from ui.reception.window import CounterWindow

        assert self.counter is not None
        if clerk.text_size is not None:
            # The size follows the person, not the machine; what is built afterwards has it from the start.
            theme().set_mode(Mode(clerk.text_size))
            yield
        window = CounterWindow(
            Board(self.counter, clerk, self.tasks),
            idle_after_ms=self.counter.idle_lock_ms(clerk),
            ends_after_ms=self.counter.idle_end_ms(clerk),
            preferences=self._preferences,
            at_once=False,
        )
        try:
            yield from window.made()
            yield
        except GeneratorExit:
            # Left meanwhile. The collector would take it down in whatever thread it happens to run in.
            delete(window)
            raise
        self.bridge.event_arrived.connect(window.on_event)
        window.logout_asked.connect(self._on_closed)
        window.session_ended.connect(self._on_session_ended)
        window.resize(self.frame.size())
        window.board.update(parts=self.counter.parts())
        self._place(window)
        window.activateWindow()
        self.frame.hide()
        self.window = window
        self.login.forget_password()
        window.begin()
        # What stands now stays: without this a full collection looks through all of it, and nobody gets a turn for
        # a fifth of a second.
        gc.freeze()
        self.opened.emit(window)

    # -- faults ---------------------------------------------------------------------------------
    def _on_fault(self, fault: Fault) -> None:
        """What nobody caught: it is in the log already; said once, and the work goes on."""
        if self.window is not None:
            words = f"程序出了一处错（{fault.code}）"
            self.window.board.trouble.emit(
                "fault", words, "已填内容都在，请继续；反复出现请把代码告诉技术支持"
            )

    def _on_unhandled(self, error: object) -> None:
        log.error("a use case failed and nobody asked: %s", type(error).__name__)
        if self.window is not None and isinstance(error, Exception):
            self.window.board.say(error)

    def _on_session_ended(self) -> None:
        """Nobody was there for long: whoever comes back finds the log-in page."""
        self.again = True

    def _on_closed(self) -> None:
        QTimer.singleShot(0, _quit)


def _quit() -> None:
    QApplication.quit()


def _check(part: PartStatus) -> DeviceCheck:
    name = {
        "reader": "身份证读卡器", "card_reader": "社保卡读卡器", "printer": "回执打印机", "database": "本机数据库",
    }[part.part]  # fmt: skip
    words = f"{part.text}（演示设备）" if part.emulated else part.text
    return DeviceCheck(name, _ICONS[part.part], _RESULTS.get(part.tone, CheckResult.LOW), words)


# Workers (rendering, imports) give the interpreter back this often, so that a key press never waits for them.
SWITCH_INTERVAL_S = 0.00005


def start_qt(arguments: list[str], width: int | None = None) -> QApplication:
    """The QApplication with theme and fonts."""
    keep_singletons()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = QApplication(arguments)
    application.setApplicationDisplayName("一窗受理")
    application.setQuitOnLastWindowClosed(False)
    speak_chinese(application)
    screen = application.primaryScreen()
    theme().install(width=width or (screen.size().width() if screen is not None else 1920))
    return application


def run_counter(base_dir: Path | None, overrides: tuple[str, ...], *, full_screen: bool = True) -> int:
    """Open the counter and run until it is closed."""
    application = start_qt(sys.argv[:1])
    counter = CounterApplication(base_dir, overrides)
    hooks = FaultHooks(counter.bridge.publish)
    hooks.install()
    counter.show(full_screen=full_screen)
    code = application.exec()
    counter.close()
    hooks.remove()
    if counter.again:
        # Anew as a whole: nothing of the session that ended is left in this process.
        os.execv(sys.executable, sys.orig_argv)
    return code
