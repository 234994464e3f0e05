"""What follows the filled button of the log-in page: entering, a taken window, a password that must be changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from hall_app.clock import hall_time
from hall_app.errors import HallError
from hall_app.security.login import LoginRefused, PasswordChangeNeeded, WindowTaken
from ui.login.state import LoginProblem, ProblemKind

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.counter import Counter
    from hall_app.security.clerk import Clerk
    from ui.login.change_password import ChangePassword
    from ui.login.page import LoginPage
    from ui.tasks import Tasks

log = logging.getLogger(__name__)


class LoginHost(Protocol):
    """The application, as the entry needs it."""

    tasks: Tasks

    @property
    def login(self) -> LoginPage: ...

    def show_login(self, problem: LoginProblem | None = None, *, busy: bool = False) -> None: ...

    def refuse(self, problem: LoginProblem, words: str) -> None: ...

    def open_window(self, clerk: Clerk) -> None: ...

    def seat_of(self, window: str) -> UUID | None: ...


class LoginEntry(QObject):
    """Holds the number and the password only while a log-in is under way or waits for an answer."""

    def __init__(self, host: LoginHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._counter: Counter | None = None
        self._staff_no = self._password = self._fresh = ""
        self._seat: UUID | None = None
        self.card: ChangePassword | None = None

    def enter(self, counter: Counter, staff_no: str, password: str, seat: UUID | None) -> None:
        """Try to log in."""
        self._counter = counter
        self._staff_no, self._password, self._seat = staff_no, password, seat
        self._host.tasks.run(
            counter.login, staff_no, password, seat, done=self._on_clerk, failed=self._on_refused
        )

    def _close_card(self) -> None:
        if self.card is not None:
            self.card.close_card()
            self._host.login.card.setEnabled(True)

    def _forget(self) -> None:
        self._password = self._fresh = ""

    def _on_clerk(self, clerk: Clerk) -> None:
        self._forget()
        self._close_card()
        self._host.open_window(clerk)

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, PasswordChangeNeeded) and self._counter is not None:
            self._host.show_login()
            self._ask_for_new(error)
            return
        if isinstance(error, WindowTaken):
            words = LoginProblem(ProblemKind.WINDOW_TAKEN, window=error.window, holder=error.holder)
            self._host.refuse(words, str(error))
            return
        self._forget()
        self._close_card()
        self._host.refuse(problem_of(error), str(error))

    # -- a taken window -------------------------------------------------------------------------
    def release(self, _window: str) -> None:
        """请对方退出: by the same number and password, then in."""
        if self._counter is None or self._seat is None or not self._password:
            return
        self._host.show_login(busy=True)
        self._host.tasks.run(
            self._counter.back_office.administration.release_from_login,
            self._staff_no,
            self._password,
            self._seat,
            done=self._on_released,
            failed=self._on_refused,
        )

    def _on_released(self, _result: object) -> None:
        if self._counter is not None:
            self.enter(self._counter, self._staff_no, self._password, self._seat)

    # -- a password to change -------------------------------------------------------------------
    def _ask_for_new(self, error: PasswordChangeNeeded) -> None:
        from ui.login.change_password import ChangePassword

        assert self._counter is not None
        if self.card is None:
            self.card = ChangePassword(self._host.login)
            self.card.new_password.connect(self._on_new)
            self.card.left.connect(self._on_left)
        # Buttons under the card keep their keys bound unless they are disabled.
        self._host.login.card.setEnabled(False)
        self.card.open(error.message, "")
        rules = self._counter.back_office.preferences.password_rules
        self._host.tasks.run(rules, done=self._on_rules, failed=self._on_no_rules)

    def _on_rules(self, words: str) -> None:
        if self.card is not None:
            self.card.form.rules.setText(words)

    def _on_no_rules(self, error: BaseException) -> None:
        log.warning("password rules: %s", type(error).__name__)

    def _on_new(self, fresh: str) -> None:
        if self._counter is None:
            return
        self._fresh = fresh
        self._host.tasks.run(
            self._counter.back_office.preferences.change_password,
            self._staff_no,
            self._password,
            fresh,
            done=self._on_new_kept,
            failed=self._on_new_refused,
        )

    def _on_new_kept(self, _result: object) -> None:
        if self._counter is not None:
            self.enter(self._counter, self._staff_no, self._fresh, self._seat)

    def _on_new_refused(self, error: BaseException) -> None:
        if self.card is not None:
            self.card.refuse(str(error) if isinstance(error, HallError) else "没有改成，请再试一次")

    def _on_left(self) -> None:
        self._forget()
        self._close_card()
        self._host.login.forget_password()
        self._host.login.place_focus()


def problem_of(error: BaseException) -> LoginProblem:
    """A refusal as the log-in page says it."""
    if isinstance(error, LoginRefused) and error.locked_until is not None:
        return LoginProblem(ProblemKind.LOCKED, until=f"{hall_time(error.locked_until):%H:%M}")
    if isinstance(error, LoginRefused) and error.tries_left is not None:
        return LoginProblem(ProblemKind.WRONG, tries_left=error.tries_left)
    return LoginProblem(ProblemKind.OTHER, words=str(error))
