"""The panels beside the reception: which one is open, what opens it, and the scanned sheet's own keys. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.reception.state import Panel, Phase

if TYPE_CHECKING:
    from hall_app.items.guide import ItemGuide
    from hall_app.scanned_codes import ScannedCase
    from ui.cases.decision_presenter import DecisionPresenter
    from ui.cases.resuming_presenter import ResumingPresenter
    from ui.identity.presenter import IdentityPresenter
    from ui.queueing.presenter import QueuePresenter
    from ui.reception.board import Board


class PanelsPresenter(QObject):
    """One panel at a time; the key that opened it takes it away."""

    def __init__(
        self,
        board: Board,
        queueing: QueuePresenter,
        identity: IdentityPresenter,
        decisions: DecisionPresenter,
        resuming: ResumingPresenter,
    ) -> None:
        super().__init__(board)
        self._board = board
        self._queueing, self._identity = queueing, identity
        self._decisions, self._resuming = decisions, resuming

    def close(self) -> None:
        """Take the panel away; the focus goes back to the page."""
        self._board.update(panel=Panel.NONE, focus=self._board.focus(self._board.state.phase.value))

    def _toggle(self, panel: Panel) -> None:
        if self._board.state.panel is panel:
            self.close()
        else:
            self._board.update(panel=panel, focus=self._board.focus("panel", panel.value))

    # -- of the queue ---------------------------------------------------------------------------
    def pause(self) -> None:
        """Ask for the reason of a pause; a paused window goes on at once."""
        queue = self._board.state.queue
        if queue is not None and queue.paused_reason is not None:
            self._queueing.pause(None)
        else:
            self._toggle(Panel.PAUSE)

    def transfer(self) -> None:
        """转窗 of the ticket in hand."""
        if self._board.state.ticket is not None and self._board.state.phase is not Phase.DECIDED:
            self._toggle(Panel.TRANSFER)

    def issue(self) -> None:
        """代取号, while nobody is being served."""
        if self._board.state.phase in (Phase.IDLE, Phase.DECIDED):
            self._toggle(Panel.ISSUE)

    def restore(self) -> None:
        """The tickets that were passed over."""
        self._toggle(Panel.RESTORE)

    # -- of identity ----------------------------------------------------------------------------
    def type_identity(self) -> None:
        """Ctrl I, 手工录入: where a card could be laid, it may be typed."""
        refusal = self._identity.why_not_by_hand()
        if refusal:
            self._board.told.emit(refusal, "warn")
        else:
            self._toggle(Panel.IDENTITY)

    # -- of the item ----------------------------------------------------------------------------
    def guide(self) -> None:
        """Shift F6: what the item rests on and asks for, read anew each time."""
        board, app = self._board, self._board.state.application
        if board.state.panel is Panel.GUIDE:
            self.close()
        elif app is not None and board.state.phase.filling:
            board.run(board.counter.item_guides, board.clerk, app, done=self._on_guides, topic="guide")

    def _on_guides(self, guides: tuple[ItemGuide, ...]) -> None:
        if self._board.state.phase.filling and self._board.state.panel is Panel.NONE:
            self._board.update(guides=guides)
            self._toggle(Panel.GUIDE)

    # -- of a scanned sheet ---------------------------------------------------------------------
    @property
    def waiting_scan(self) -> ScannedCase | None:
        """The case of the scanned sheet on show, where it waits for papers."""
        state = self._board.state
        found = state.scanned if state.panel is Panel.SCANNED else None
        return found if found is not None and found.waits else None

    def print_again(self) -> None:
        """F12 belongs to the sheet that was scanned, while its case is on show."""
        scanned = self._board.state.scanned
        if self._board.state.panel is not Panel.SCANNED or scanned is None:
            self._decisions.paper.print_again()
        elif scanned.document_id is not None:
            self._decisions.paper.reprint(scanned.document_id)
            self.close()

    def resume(self, first: str = "", *, capture: bool = False) -> None:
        """Ctrl B: papers for a case that waits, the scanned one first. Not in the middle of another one.

        ``first`` is a piece chosen in the scanned case's list; F7 there (``capture``) opens it and scans at once.
        """
        state, found = self._board.state, self.waiting_scan
        if found is not None:
            open_now = state.application.resumed if state.application is not None else None
            if state.phase.filling and (open_now is None or open_now.case_id != found.case_id):
                self._board.told.emit("手上的接件还没办完：先受理，或按 F6 暂存回到选事项，再补交", "warn")
                return
            self.close()
            self._resuming.open_case(found.case_id, first, capture=capture)
        elif not state.phase.filling:
            self._resuming.open_waiting()
