"""Long work that is watched: how far it is, and whether anybody still waits for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from hall_app.errors import InputRefused

TOLD_EVERY = 50


class Watch:
    """How long work tells how far it is, and learns that it should stop. Any thread."""

    def __init__(self, report: Callable[[int, int], None] | None = None) -> None:
        self._report = report
        self._stopped = Event()

    def stop(self) -> None:
        """Nobody waits for the outcome any more."""
        self._stopped.set()

    def at(self, done: int, whole: int) -> None:
        """So much of the whole is done. Raises InputRefused once it was stopped."""
        if self._stopped.is_set():
            raise InputRefused("已停止", "停下以前做完的仍然有效")
        if self._report is not None:
            self._report(done, whole)
