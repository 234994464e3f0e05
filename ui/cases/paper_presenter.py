"""The sheet's way to paper: once more, tried again, and what became of it. UI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hall_app.cases.outcome import VOID_SHEET
from ui.cases.result_page import kept_words
from ui.reception.state import Phase

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.cases.outcome import PrintLine
    from hall_app.status import PrintJobChanged
    from ui.reception.board import Board

# Print states after which there is something to say of a copy that was asked for.
_OVER = frozenset({"printed", "kept_as_file", "failed", "maybe_printed", "cancelled"})
# Print jobs remembered that moved on before the window knew them.
_EARLY_JOBS = 16


def moved(line: PrintLine, event: PrintJobChanged) -> PrintLine:
    """The line after its job moved on."""
    return replace(line, state=event.state, text=event.text, tone=event.tone)


def copy_words(line: PrintLine) -> str:
    """What a toast says of a copy: which sheet it is of, and where it went or why it did not come out."""
    sheet = line.title or "补打"
    if line.state not in _OVER:
        return f"{sheet}：正在送打印机"
    if line.state == "failed":
        return f"{sheet}：{line.text}，恢复后自动打印"
    return f"{sheet}：{kept_words(line.text)}"


class CopyWatch(QObject):
    """Tells of each copy that was asked for when it goes to the printer, and when it came out or did not.

    Signals: ``over()`` then.
    """

    over = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._early: dict[UUID, PrintJobChanged] = {}
        self._awaited: dict[UUID, PrintLine] = {}
        board.job_moved.connect(self._on_job)

    def follow(self, line: PrintLine) -> None:
        """A copy was asked for: say so now, and again when it is through."""
        line = self.now(line)
        if line.state not in _OVER:
            self._awaited[line.job_id] = line
        self._board.told.emit(copy_words(line), line.tone)

    def now(self, line: PrintLine) -> PrintLine:
        """The line as it stands now: a fast printer may be done before the window hears of its job."""
        event = self._early.pop(line.job_id, None)
        return line if event is None else moved(line, event)

    def _on_job(self, event: PrintJobChanged) -> None:
        line = self._awaited.get(event.job_id)
        if line is None:
            self._early[event.job_id] = event
            if len(self._early) > _EARLY_JOBS:
                del self._early[next(iter(self._early))]
        elif event.state in _OVER:
            del self._awaited[event.job_id]
            self._board.told.emit(copy_words(moved(line, event)), event.tone)
            self.over.emit()


class PaperPresenter(QObject):
    """F12 at the window and after it: the sheet of this reception, of the one before, or one found by its code."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._watch = CopyWatch(board)
        board.job_moved.connect(self._on_job)

    def print_again(self) -> None:
        """F12: waiting jobs are tried again now; what is printed already is printed once more as 补打."""
        board = self._board
        state = board.state
        line = state.print_line
        if state.undone:
            board.told.emit("：".join(VOID_SHEET), "warn")
        elif line is not None and line.waits:
            board.run(board.counter.retry_printing, board.clerk, topic="print")
            board.told.emit("正在重试打印", "ok")
        elif state.decision is not None:
            self.reprint(state.decision.document.document_id)
        elif state.phase is Phase.IDLE and state.queue is not None and state.queue.last_document is not None:
            self.print_last()
        else:
            board.run(board.counter.retry_printing, board.clerk, topic="print")
            board.told.emit("正在重试等着打印的", "ok")

    def print_last(self) -> None:
        """补打 of the sheet of the reception before."""
        queue = self._board.state.queue
        if queue is not None and queue.last_document is not None:
            self.reprint(queue.last_document)

    def reprint(self, document_id: UUID) -> None:
        """补打 of a sheet, as of one found by its scanned code."""
        board = self._board
        board.run(board.counter.reprint, board.clerk, document_id, done=self._on_reprinted, topic="print")

    def _on_reprinted(self, told: PrintLine) -> None:
        self._board.update(print_line=told)
        self._watch.follow(told)

    def settle(self, printed: bool) -> None:
        """可能已打印: whether the paper came out."""
        line = self._board.state.print_line
        if line is not None:
            board = self._board
            board.run(
                board.counter.settle_doubtful_job, board.clerk, line.job_id, printed,
                done=self._on_reprinted, topic="print",
            )  # fmt: skip

    def now(self, line: PrintLine) -> PrintLine:
        """The line as it stands now."""
        return self._watch.now(line)

    def _on_job(self, event: PrintJobChanged) -> None:
        line = self._board.state.print_line
        if line is not None and line.job_id == event.job_id:
            self._board.update(print_line=moved(line, event))
