"""Calling: turns the queue keys into use cases. UI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.queueing.rows import behind_words
from ui.reception.state import Panel, Phase

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.identity.resident import CardFacts
    from hall_app.queueing.queue import QueueOverview, QueueTicket
    from ui.reception.board import Board


class QueuePresenter(QObject):
    """Signals: ``called()`` when a ticket was called, ``called_again()`` when it was repeated, ``freed()`` when the window
    holds no ticket any more."""

    called = Signal()
    called_again = Signal()
    freed = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._calling_s = 0
        self._reading = False
        self._again = False

    # -- reading --------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Read the queue anew; one reading at a time, the last wish is kept."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        board = self._board
        board.run(
            board.counter.queue,
            board.clerk,
            done=self._on_queue,
            failed=self._on_queue_failed,
            painted_first=True,
        )

    def _on_queue(self, queue: QueueOverview) -> None:
        self._reading = False
        self._board.settled.emit("queue")
        self._board.update(queue=queue)
        if self._again:
            self._again = False
            self.refresh()

    def _on_queue_failed(self, error: Exception) -> None:
        self._reading = False
        self._again = False
        self._board.say(error, "queue")

    # -- calling --------------------------------------------------------------------------------
    def call_next(self) -> None:
        """F1: call the next ticket by rule."""
        board = self._board
        if board.state.opening:
            return
        if board.state.queue is not None and board.state.queue.paused_reason is not None:
            board.told.emit("正在暂停叫号，按 Shift F1 恢复后再呼叫", "warn")
            return
        board.update(opening=True)
        board.run(board.counter.call_next, board.clerk, done=self._on_called, failed=self._on_call_failed)

    def call_ticket(self, ticket_id: UUID) -> None:
        """A scanned ticket: its holder stands here, so it is called out of turn."""
        board = self._board
        if board.state.opening:
            return
        board.update(opening=True)
        board.run(
            board.counter.call_ticket,
            board.clerk,
            ticket_id,
            done=self._on_called,
            failed=self._on_call_failed,
        )

    def _on_called(self, ticket: QueueTicket | None) -> None:
        board = self._board
        board.update(opening=False)
        if ticket is None:
            board.told.emit("没有人在等候", "idle")
            self.refresh()
            return
        self.hold(ticket)
        self.called.emit()
        self.refresh()

    def _on_call_failed(self, error: Exception) -> None:
        self._board.update(opening=False)
        self._board.say(error, "call")
        self.refresh()

    def hold(self, ticket: QueueTicket) -> None:
        """Begin with a ticket: everything of the one before leaves the window."""
        self._calling_s = 0
        board = self._board
        fresh = type(board.state)(queue=board.state.queue, parts=board.state.parts)
        board.update(
            **{name: getattr(fresh, name) for name in fresh.__dataclass_fields__}
            | {
                "phase": Phase.CALLING,
                "ticket": ticket,
                "call_count": max(ticket.calls, 1),
                "focus": board.focus("calling"),
            }
        )

    def tick(self) -> None:
        """Once a second while calling: call again when the hall's seconds are over (20 and 40)."""
        state = self._board.state
        if state.phase is not Phase.CALLING:
            return
        self._calling_s += 1
        if state.queue is not None and self._calling_s in state.queue.recall_s:
            self.recall()

    def recall(self) -> None:
        """F2: call the same ticket again."""
        board = self._board
        ticket = board.state.ticket
        if ticket is None or board.state.phase is Phase.DECIDED:
            return
        board.run(board.counter.recall, board.clerk, ticket.ticket_id, done=self._on_recalled, topic="call")

    def _on_recalled(self, ticket: QueueTicket) -> None:
        state = self._board.state
        if state.ticket is not None and state.ticket.ticket_id == ticket.ticket_id:
            self._board.update(call_count=max(ticket.calls, state.call_count + 1))
            self._board.told.emit(f"已重呼 {ticket.number}", "ok")
            self.called_again.emit()

    def miss(self) -> None:
        """F3: the called one did not come."""
        board = self._board
        ticket = board.state.ticket
        if ticket is None or board.state.phase is not Phase.CALLING:
            return
        board.run(board.counter.mark_missed, board.clerk, ticket.ticket_id, done=self._on_freed, topic="call")

    def miss_and_call(self) -> None:
        """过号, then the next one at once."""
        board = self._board
        ticket = board.state.ticket
        if ticket is not None:
            board.run(
                board.counter.mark_missed,
                board.clerk,
                ticket.ticket_id,
                done=self._on_missed_for_next,
                topic="call",
            )

    def _on_missed_for_next(self, _none: None) -> None:
        self._on_freed(None)
        self.call_next()

    def restore(self, ticket_id: object) -> None:
        """Shift F3: let a missed ticket wait again."""
        board = self._board
        board.run(board.counter.restore_missed, board.clerk, ticket_id, done=self._on_restored, topic="call")

    def _on_restored(self, ticket: QueueTicket) -> None:
        self._leave_panel()
        queue = self._board.state.queue
        where = f"，{behind_words(queue)}" if queue is not None else ""
        self._board.told.emit(f"{ticket.number} 已召回{where}", "ok")
        self.refresh()

    def transfer(self, window_number: str) -> None:
        """F4: hand the ticket to another window; its waiting time is kept."""
        board = self._board
        ticket = board.state.ticket
        if ticket is not None:
            board.run(
                board.counter.transfer,
                board.clerk,
                ticket.ticket_id,
                window_number,
                done=self._on_freed,
                topic="call",
            )

    def pause(self, reason: str | None) -> None:
        """Shift F1: pause with a reason, or resume with None."""
        board = self._board
        board.run(board.counter.pause, board.clerk, reason, done=self._on_paused, topic="call")

    def _on_paused(self, _none: None) -> None:
        self._leave_panel()
        self.refresh()

    def issue(self, group: str, card: CardFacts | None, priority_reason: str | None) -> None:
        """Ctrl N: issue and print a ticket for somebody."""
        board = self._board
        board.run(
            board.counter.issue_ticket,
            board.clerk,
            group,
            card,
            priority_reason,
            done=self._on_issued,
            topic="issue",
        )

    def _on_issued(self, ticket: QueueTicket) -> None:
        self._leave_panel()
        self._board.told.emit(f"已取号 {ticket.number}，正在打印", "ok")
        self.refresh()

    def _leave_panel(self) -> None:
        """The panel has done its work: the focus goes back to the page."""
        board = self._board
        if board.state.panel is not Panel.NONE:
            board.update(panel=Panel.NONE, focus=board.focus(board.state.phase.value))

    def start_serving(self) -> None:
        """The called one is there."""
        board = self._board
        ticket = board.state.ticket
        if ticket is not None:
            board.run(
                board.counter.start_serving,
                board.clerk,
                ticket.ticket_id,
                done=self._on_serving,
                topic="call",
            )

    def _on_serving(self, ticket: QueueTicket) -> None:
        state = self._board.state
        if state.ticket is not None and state.ticket.ticket_id == ticket.ticket_id:
            self._board.update(ticket=replace(ticket, waited_s=state.ticket.waited_s))

    def finish(self, outcome: str) -> None:
        """End the reception of the ticket in hand with an outcome."""
        board = self._board
        ticket = board.state.ticket
        if ticket is not None:
            board.run(
                board.counter.finish_ticket,
                board.clerk,
                ticket.ticket_id,
                outcome,
                done=self._on_freed,
                topic="call",
            )

    def _on_freed(self, _none: None) -> None:
        self._leave_panel()
        self.freed.emit()
        self.refresh()
