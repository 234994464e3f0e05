"""What a scanner read becomes: a case on show, a ticket called, or a word on why not. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hall_app.errors import HallError
from hall_app.scanned_codes import FoundTicket, ScannedCase
from ui.reception.state import Panel, Phase

if TYPE_CHECKING:
    from hall_app.queueing.queue import QueueTicket
    from ui.queueing.presenter import QueuePresenter
    from ui.reception.board import Board

_WHERE = {
    "missed": "已过号，按 Shift F3 召回",
    "abandoned": "已作弃号，请重新取号",
    "expired": "已过期，请重新取号",
    "done": "已办结",
    "calling": "正在别的窗口呼叫",
    "serving": "正在别的窗口办理",
}


class ScanPresenter(QObject):
    """Routes what was scanned; the reception in hand is never touched by it."""

    def __init__(self, board: Board, queueing: QueuePresenter) -> None:
        super().__init__(board)
        self._board = board
        self._queueing = queueing
        self._looking = False

    def take(self, text: str) -> None:
        """A whole scan, without its Enter. One at a time: a scanner that chatters is not obeyed twice."""
        if self._looking:
            return
        self._looking = True
        board = self._board
        board.run(board.counter.look_up_scan, board.clerk, text, done=self._on_found, failed=self._on_unknown)

    def _on_found(self, found: ScannedCase | FoundTicket) -> None:
        self._looking = False
        if isinstance(found, ScannedCase):
            board = self._board
            board.update(panel=Panel.SCANNED, scanned=found, focus=board.focus("panel", Panel.SCANNED.value))
        else:
            self._on_ticket(found.ticket)

    def hand_over(self) -> None:
        """The applicant has the sheet of the scanned case."""
        board, found = self._board, self._board.state.scanned
        if found is not None:
            board.run(board.counter.hand_over, board.clerk, found.case_id, done=self._on_handed, topic="scan")

    def _on_handed(self, _result: object) -> None:
        board = self._board
        board.told.emit("已记下：受理通知书交给申请人了", "ok")
        board.update(panel=Panel.NONE, focus=board.focus(board.state.phase.value))

    def _on_ticket(self, ticket: QueueTicket) -> None:
        board = self._board
        held = board.state.ticket
        if held is not None and held.ticket_id == ticket.ticket_id and board.state.phase is not Phase.DECIDED:
            board.told.emit(f"{ticket.number} 就在本窗口", "ok")
        elif ticket.state != "waiting":
            board.told.emit(f"{ticket.number} {_WHERE.get(ticket.state, '不在等候')}", "warn")
        elif board.state.phase not in (Phase.IDLE, Phase.DECIDED):
            number = held.number if held is not None else "这件"
            board.told.emit(f"{number} 还没办完；办完再扫 {ticket.number}", "warn")
        else:
            self._queueing.call_ticket(ticket.ticket_id)

    def _on_unknown(self, error: Exception) -> None:
        self._looking = False
        if isinstance(error, HallError):
            words = f"{error.message}，{error.remedy}" if error.remedy else error.message
            self._board.told.emit(words, "warn")
        else:
            self._board.say(error, "scan")
