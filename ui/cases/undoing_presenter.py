"""Taking an acceptance back (Z): the one on the result page, or the last one of the window. UI thread only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.cases.outcome import DocumentHead
    from ui.reception.board import Board

# What stands behind the title of a void sheet; the words about it say so themselves.
VOID_MARK = "（已作废）"
_NONE = "没有刚受理、还可以撤回的办件"


@dataclass(frozen=True, slots=True)
class Undoable:
    """An acceptance that can still be taken back; ``back_to`` as in :class:`hall_app.cases.outcome.Decision`."""

    case_id: UUID
    case_number: str
    item_name: str
    back_to: str = ""

    @property
    def effect(self) -> str:
        """What becomes of the case."""
        return f"办件回到“{self.back_to}”" if self.back_to else "编号不再使用"


class UndoPresenter(QObject):
    """Signals: ``undone(document)`` with the sheet that is void now."""

    undone = Signal(object)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._taken: Undoable | None = None

    def seconds_left(self) -> int:
        """How long the decision on show can still be taken back; 0 when it cannot."""
        decision = self._board.state.decision
        if decision is None or decision.undo_until is None or self._board.state.undone:
            return 0
        return _left(decision.undo_until)

    def subject(self) -> Undoable | str:
        """What Z takes back where the reception stands, or why there is nothing."""
        state = self._board.state
        decision = state.decision
        last = state.queue.last if state.queue is not None else None
        if decision is not None:
            if decision.undo_until is None or state.undone:
                return _NONE
            if not _left(decision.undo_until):
                return f"已过 {decision.undo_min} 分钟，不能撤回受理"
            return Undoable(decision.case_id, decision.case_number, decision.item_name, decision.back_to)
        if last is None or last.case_id is None or last.undo_until is None or not _left(last.undo_until):
            return _NONE
        return Undoable(last.case_id, last.case_number, last.item_name)

    def undo(self, subject: Undoable, reason: str) -> None:
        """Take it back, for a reason."""
        board, self._taken = self._board, subject
        board.run(
            board.counter.undo_accept, board.clerk, subject.case_id, reason.strip(),
            done=self._on_undone, topic="undo",
        )  # fmt: skip

    def _on_undone(self, document: DocumentHead) -> None:
        board, subject = self._board, self._taken
        if subject is None:
            return
        sheet = document.title.removesuffix(VOID_MARK)
        words = f"已撤回 {subject.case_number}，{sheet}作废，{subject.effect}"
        decision = board.state.decision
        if decision is not None and decision.case_id == subject.case_id:
            board.update(undone=words)
            self.undone.emit(document)
        else:
            board.told.emit(words, "ok")
            self.undone.emit(None)


def _left(until: datetime) -> int:
    return max(int((until - datetime.now(UTC)).total_seconds()), 0)
