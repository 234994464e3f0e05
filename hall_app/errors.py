"""The error tree. A :class:`HallError` says in Chinese what happened and what to do; anything else is a bug."""

from __future__ import annotations


class HallError(Exception):
    """Something a person can deal with: ``message`` says what, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}。{self.remedy}" if self.remedy else self.message


class InputRefused(HallError):
    """What was entered cannot be used; ``field`` names where, so that the message stands beside it."""

    def __init__(self, message: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy)
        self.field = field


class NotPermitted(HallError):
    """The clerk's role lacks the permission."""


class Conflict(HallError):
    """Somebody else was faster; read again."""


class Unavailable(HallError):
    """A part (database, device, line) cannot serve now; nothing was lost."""
