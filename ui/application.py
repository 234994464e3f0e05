"""The counter application: log-in window first, everything else after its first paint, and an orderly end.

``hall_app.__main__`` calls :func:`run_counter` with a callable that makes the counter; it runs in a worker, so that
the database's libraries are imported after the first paint.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui.bridge import Bridge
from ui.faults import Fault, FaultHooks
from ui.interpreter import keep_singletons
from ui.login.page import LoginPage
from ui.login.state import LoginProblem, LoginState, ProblemKind, TileState, WindowTile
from ui.tasks import Tasks
from ui.theme import theme
from ui.tokens import Mode, Scheme

if TYPE_CHECKING:
    from hall_app.counter import Counter
    from hall_app.security.clerk import Clerk
    from hall_app.security.login import LoginPage as LoginFacts
    from ui.reception.window import CounterWindow

_log = logging.getLogger(__name__)

STOP_TASKS_MS = 3000
STOP_WORKERS_S = 5.0


@dataclass(frozen=True, slots=True)
class Look:
    """How the window begins: theme, text size (None: by the width), full screen, idle lock, laptop keys."""

    scheme: Scheme = Scheme.LIGHT
    mode: Mode | None = None
    full_screen: bool = True
    size: tuple[int, int] | None = None
    idle_after_ms: int = 10 * 60 * 1000
    laptop_doubles: bool = False


class _FirstPaint(LoginPage):
    """The log-in page that tells when it has been painted. Signals: ``painted`` once."""

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


class CounterApplication(QObject):
    """From the log-in window to the counter's window and out again. UI thread.

    Signals: ``login_shown`` after the first paint, ``login_ready`` when the log-in can be used, ``opened(window)``.
    """

    login_shown = Signal()
    login_ready = Signal()
    opened = Signal(object)

    def __init__(self, make_counter: Callable[[], Counter], look: Look) -> None:
        super().__init__()
        self._make_counter = make_counter
        self._look = look
        self._counter: Counter | None = None
        self._facts: LoginFacts | None = None
        self._clerk: Clerk | None = None
        self._asked: tuple[str, str, str] | None = None
        self._started = False
        self._ended = False
        self.window: CounterWindow | None = None
        self.tasks = Tasks(self)
        self.bridge = Bridge(self)
        self.bridge.subscribe(Fault, self._on_fault)
        self.tasks.unhandled.connect(self._on_unhandled)
        self.hooks = FaultHooks(self.bridge.publish)
        self.login = _FirstPaint()
        self.login.painted.connect(self._on_painted)
        self.login.login_requested.connect(self._on_login)
        self.login.mode_chosen.connect(self._on_mode)
        self.login.recheck_requested.connect(self._read_page)

    # -- beginning ------------------------------------------------------------------------------
    def show(self) -> None:
        """The log-in window; nothing else is loaded before it is painted."""
        self.hooks.install()
        self.login.setWindowTitle("一窗受理 登录")
        self._place(self.login)

    def _place(self, window: LoginPage | CounterWindow) -> None:
        if self._look.size is not None:
            window.resize(*self._look.size)
            window.show()
        elif self._look.full_screen:
            window.showFullScreen()
        else:
            window.showMaximized()
        window.activateWindow()

    def _on_painted(self) -> None:
        self.login_shown.emit()
        self.tasks.run(self._make_counter, done=self._on_counter, failed=self._on_no_counter)

    def _on_counter(self, counter: Counter) -> None:
        self._counter = counter
        self._read_page()
        # While the clerk types, the counter's own window is loaded, a little at a time.
        QTimer.singleShot(0, self, self._load_window)

    def _load_window(self) -> None:
        import ui.reception.window  # noqa: F401 - loaded now, used after the log-in

    def _on_no_counter(self, error: BaseException) -> None:
        self._say_problem(f"打不开本机库：{error}")
        _log.error("the counter could not be made: %s", type(error).__name__)

    def _read_page(self) -> None:
        if self._counter is not None:
            self.tasks.run(self._counter.login_page, done=self._on_page, failed=self._on_no_counter)

    def _on_page(self, facts: LoginFacts) -> None:
        self._facts = facts
        tiles = tuple(
            WindowTile(
                seat.number,
                seat.occupant or ("本机" if seat.is_last else "空闲"),
                TileState.BUSY if seat.occupant else TileState.OWN if seat.is_last else TileState.FREE,
            )
            for seat in facts.windows
        )
        account = facts.practice_account
        selected = facts.last_window_number or (account.window_number if account is not None else "")
        self.login.show_state(
            LoginState(
                hall=facts.hall_name,
                staff_no=facts.last_staff_no or "",
                windows=tiles,
                selected_window=selected,
                version=facts.version,
                support=facts.support,
                practice=facts.practice,
                demo_account=account.staff_no if account is not None else "",
                demo_password=account.password if account is not None else "",
                window_note="记住上次的窗口" if selected else "请选窗口",
            )  # fmt: skip
        )
        self.login.place_focus()
        self.login_ready.emit()

    # -- logging in -----------------------------------------------------------------------------
    def _on_mode(self, mode: Mode) -> None:
        theme().set_mode(mode)

    def _on_login(self, staff_no: str, password: str, window: str) -> None:
        if self._counter is None or self._facts is None:
            return
        seat = next((each for each in self._facts.windows if each.number == window), None)
        self.login.show_state(replace(self.login.state, busy=True, problem=None))
        self.tasks.run(
            self._counter.login, staff_no, password, seat.window_id if seat is not None else None,
            done=self._on_clerk, failed=self._on_refused,
        )  # fmt: skip

    def _on_refused(self, error: BaseException) -> None:
        self._say_problem(str(error), error)

    def _say_problem(self, words: str, error: BaseException | None = None) -> None:
        problem = LoginProblem(ProblemKind.OTHER, words)
        tries = getattr(error, "tries_left", None)
        if tries is not None:
            problem = LoginProblem(ProblemKind.WRONG, tries_left=tries)
        self.login.show_state(replace(self.login.state, busy=False, problem=problem))

    def _on_clerk(self, clerk: Clerk) -> None:
        from ui.reception.board import Board
        from ui.reception.window import CounterWindow

        assert self._counter is not None
        self._clerk = clerk
        self.login.forget_password()
        board = Board(self._counter, clerk, self.tasks)
        window = CounterWindow(
            board, idle_after_ms=self._look.idle_after_ms, laptop_doubles=self._look.laptop_doubles
        )
        self.window = window
        self.bridge.event_arrived.connect(window.presenter.on_event)
        window.logout_asked.connect(self._on_logout)
        self._place(window)
        self.login.hide()
        self.tasks.run(
            self._counter.start, self.bridge.publish, done=self._on_started, failed=self._on_unhandled
        )
        window.begin()
        self.opened.emit(window)

    def _on_started(self, _none: None) -> None:
        self._started = True
        if self.window is not None and self._counter is not None:
            self.window.board.update(parts=self._counter.parts())

    # -- faults ---------------------------------------------------------------------------------
    def _on_fault(self, fault: Fault) -> None:
        """What nobody caught: logged already, said once, the work goes on."""
        if self.window is not None:
            self.window.board.trouble.emit(
                "fault",
                f"程序出了一处错（{fault.code}）",
                "已填内容都在，请继续；反复出现时把代码告诉技术支持",
            )

    def _on_unhandled(self, error: BaseException) -> None:
        _log.error("a use case failed without anybody asking: %s", type(error).__name__)
        if self.window is not None:
            self.window.board.say(error if isinstance(error, Exception) else RuntimeError(), "use_case")

    # -- ending ---------------------------------------------------------------------------------
    def _on_logout(self) -> None:
        QTimer.singleShot(0, self, self._leave)

    def _leave(self) -> None:
        """The window is closed: save what is typed, close the window at the hall, then end."""
        if self._counter is None or self._clerk is None:
            QApplication.quit()
            return
        self.tasks.run(self._counter.logout, self._clerk, done=self._on_left, failed=self._on_not_left)

    def _on_left(self, _none: None) -> None:
        QApplication.quit()

    def _on_not_left(self, error: BaseException) -> None:
        _log.warning("log-out failed: %s", type(error).__name__)
        QApplication.quit()

    def end(self) -> bool:
        """Stop accepting, cancel, join the workers with a deadline, and only then let the bridge go."""
        if self._ended:
            return True
        self._ended = True
        if self.window is not None:
            self.window.finish()
        joined = self.tasks.stop(STOP_TASKS_MS)
        if self._counter is not None and self._clerk is not None:
            self._counter.stop(STOP_WORKERS_S)
        self.bridge.close()
        self.hooks.remove()
        return joined


def run_counter(make_counter: Callable[[], Counter], look: Look | None = None) -> int:
    """Run the counter application until it is closed; returns the process's exit code.

    ``make_counter`` is called once, in a worker, after the log-in window's first paint. UI thread, once a process.
    """
    keep_singletons()
    look = look or Look()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("hall-app")
    app.setApplicationDisplayName("一窗受理")
    app.setQuitOnLastWindowClosed(False)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeMenuBar)
    screen = app.primaryScreen()
    width = look.size[0] if look.size is not None else screen.availableGeometry().width() if screen else 1920
    theme().install(scheme=look.scheme, mode=look.mode, width=width)
    counter_app = CounterApplication(make_counter, look)
    # Closing the log-in window ends the application; the counter's window logs out first.
    app.lastWindowClosed.connect(_quit_unless_open(counter_app, app))
    counter_app.show()
    code = app.exec()
    if not counter_app.end():
        logging.shutdown()
        os._exit(code)
    return code


def _quit_unless_open(counter_app: CounterApplication, app: QApplication) -> Callable[[], None]:
    def on_last_closed() -> None:
        if counter_app.window is None:
            app.quit()

    return on_last_closed
