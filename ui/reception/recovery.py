"""What a crash or a restart left unfinished: the ticket in hand and its draft are taken up again. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.reception.state import Phase

if TYPE_CHECKING:
    from hall_app.cases.application import Application
    from hall_app.queueing.queue import QueueTicket
    from ui.cases.presenter import CasePresenter
    from ui.queueing.presenter import QueuePresenter
    from ui.reception.board import Board


class Recovery(QObject):
    """Signals: ``taken_up`` when somebody whose matter was open stands at the window again."""

    taken_up = Signal()

    def __init__(self, board: Board, queueing: QueuePresenter, cases: CasePresenter) -> None:
        super().__init__(board)
        self._board, self._queueing, self._cases = board, queueing, cases
        self._in_hand: QueueTicket | None = None

    def begin(self) -> None:
        """Ask for the ticket in hand; its draft follows."""
        board = self._board
        if not board.clerk.may("queue.call"):
            # A proxy desk has no queue; its drafts are its own.
            self._on_current(None)
            return
        board.run(board.counter.current_ticket, board.clerk, done=self._on_current, topic="recovery")

    def _on_current(self, ticket: QueueTicket | None) -> None:
        """The ticket in hand is known; now the draft that may belong to it."""
        board = self._board
        self._in_hand = ticket
        board.run(
            board.counter.recover_draft,
            board.clerk,
            done=self._on_recovered,
            failed=self._on_not_recovered,
        )

    def _on_not_recovered(self, error: Exception) -> None:
        self._board.say(error, "recovery")
        self._on_recovered(None)

    def _on_recovered(self, app: Application | None) -> None:
        board = self._board
        ticket = self._in_hand
        if board.state.phase is not Phase.IDLE:
            return
        if app is None or (ticket is not None and app.ticket_id != ticket.ticket_id):
            if ticket is not None:
                self._queueing.hold(ticket)
            return
        if app.resumed is not None:
            board.update(ticket=ticket)
            self._cases.take(app)
            return
        board.update(
            ticket=ticket,
            facts=app.resident.facts,
            resident=app.resident,
            person_note="正在取库…",
            for_whom=app.for_whom,
        )
        self.taken_up.emit()
        self._cases.take(app)
        ticket_id = app.ticket_id
        counter, clerk = board.counter, board.clerk
        board.run(counter.person_file, clerk, ticket_id, app.resident, done=self._on_file, topic="recovery")
        board.run(counter.recommendations, clerk, app.resident, done=self._on_pushes, topic="recovery")
        board.told.emit(f"已接着上次没办完的：{app.item.name}", "ok")

    def _on_file(self, file: object) -> None:
        self._board.update(person_file=file, person_note="")

    def _on_pushes(self, found: object) -> None:
        self._board.update(recommendations=found)
