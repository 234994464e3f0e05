"""What the log-in page needs and gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hall_app.errors import HallError


@dataclass(frozen=True, slots=True)
class WindowSeat:
    """A window in the grid of the log-in page, with who sits there now."""

    window_id: UUID
    number: str
    occupant: str | None
    is_last: bool


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """The demo account shown on the log-in page of a practice installation only."""

    staff_no: str
    name: str
    password: str
    window_number: str


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The log-in page's content: hall, windows, the last staff number and window of this machine."""

    hall_name: str
    product: str
    version: str
    support: str
    practice: bool
    windows: tuple[WindowSeat, ...]
    last_staff_no: str | None
    last_window_number: str | None
    practice_account: PracticeAccount | None


class LoginRefused(HallError):
    """Wrong number or password (never which), locked, disabled, or the window is taken."""

    def __init__(
        self,
        message: str,
        remedy: str = "",
        tries_left: int | None = None,
        locked_until: datetime | None = None,
    ) -> None:
        super().__init__(message, remedy)
        self.tries_left = tries_left
        self.locked_until = locked_until


class PasswordChangeNeeded(LoginRefused):
    """The password was right but has to be changed before the first use, or because it is too old."""


class WindowTaken(LoginRefused):
    """Somebody else sits at the window; ``window`` is its number, ``holder`` who."""

    def __init__(self, window: str, holder: str) -> None:
        super().__init__(f"{window} 号窗口{holder}在用", "请对方退出，或另选窗口")
        self.window, self.holder = window, holder
