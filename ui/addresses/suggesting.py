"""Asks the address desk as one types: one question at a time, the latest wins, stale answers are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from hall_app.errors import HallError

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit
    from ui.reception.board import Board

SHOWN = 10
TOPIC = "addresses"


class Suggester(QObject):
    """Signals: ``answered(query, hits)`` for the query that still stands, ``refused(words)`` where none can be had."""

    answered = Signal(str, object)
    refused = Signal(str)

    def __init__(self, board: Board, parent: QObject, limit: int = SHOWN) -> None:
        super().__init__(parent)
        self._board, self._limit = board, limit
        self._wanted = ""
        self._asking: str | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._asking is not None

    def ask(self, query: str) -> None:
        """The query that counts from now on; an empty one is answered at once."""
        self._wanted = query.strip()
        if not self._wanted:
            self.answered.emit("", ())
        elif self._asking is None:
            self._start()

    def _start(self) -> None:
        self._asking = self._wanted
        board = self._board
        board.run(
            board.counter.addresses.complete, board.clerk, self._wanted, self._limit,
            done=self._on_done, failed=self._on_failed, topic=TOPIC,
        )  # fmt: skip

    def _on_done(self, hits: tuple[AddressHit, ...]) -> None:
        if not isValid(self):
            return
        asked, self._asking = self._asking, None
        if asked == self._wanted:
            self.answered.emit(asked, hits)
        elif self._wanted:
            self._start()

    def _on_failed(self, error: Exception) -> None:
        if not isValid(self):
            return
        self._asking = None
        self.refused.emit(error.message if isinstance(error, HallError) else "地址库暂时查不了")
        if not isinstance(error, HallError):
            self._board.say(error, TOPIC)
