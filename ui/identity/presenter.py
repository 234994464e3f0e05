"""The person at the window: card facts at once, the judgement and the libraries' sections as they come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.reception.state import Phase

if TYPE_CHECKING:
    from hall_app.identity.resident import CardFacts, Resident
    from hall_app.items.catalogue import Recommendations
    from hall_app.libraries.person_file import PersonFile
    from ui.reception.board import Board

REVEAL_MS = 10_000


class IdentityPresenter(QObject):
    """Signals: ``shown()`` when a first card is on the screen; ``guardian_read(resident)`` for a second card."""

    shown = Signal()
    guardian_read = Signal(object)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self.lying: CardFacts | None = None
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.setInterval(REVEAL_MS)
        self._cover.timeout.connect(self.cover)

    # -- the reader -----------------------------------------------------------------------------
    def on_card(self, facts: CardFacts) -> None:
        """A card was read: the first one is the resident, a second one the guardian or agent."""
        self.lying = facts
        state = self._board.state
        if state.phase in (Phase.IDLE, Phase.DECIDED):
            return
        if state.facts is None and state.application is not None:
            # A case opened by its number: the card says who brings the papers, the applicant stands on the case.
            same = state.application.resident.facts.id_number == facts.id_number
            words = "证件与办件的申请人一致" if same else "不是办件的申请人，按代交收下；请核对委托"
            self._board.told.emit(words, "ok" if same else "warn")
        elif state.facts is None or (state.phase is Phase.CHOOSING and not self._second_card_wanted()):
            self.take(facts)
        elif state.facts.id_number == facts.id_number:
            return
        elif self._second_card_wanted():
            self._identify_guardian(facts)
        else:
            self._board.told.emit("已有申请人，没有采用这张卡；换人请先按 F1 暂存", "warn")

    def on_lifted(self) -> None:
        """The card left the reader; what it said stays on the screen."""
        self.lying = None

    def on_address(self, id_number: str, address: str) -> None:
        """The newest appended address arrives after the identity and replaces the printed one in place."""
        facts = self._board.state.facts
        if facts is not None and facts.id_number == id_number:
            self._board.update(facts=replace(facts, address=address))

    def reread(self) -> None:
        """F5: take the card that lies there once more."""
        if self.lying is None:
            self._board.told.emit("读卡器上没有卡，请本人把卡平放 2 秒", "warn")
        else:
            self.on_card(self.lying)

    def _second_card_wanted(self) -> bool:
        state = self._board.state
        if state.guardian is not None or state.resident is None:
            return False
        return state.resident.judgement.second_card or state.for_whom == "proxy"

    # -- the resident ---------------------------------------------------------------------------
    def take(self, facts: CardFacts) -> None:
        """Show a card's facts at once, then ask who this is."""
        board = self._board
        board.update(
            facts=facts, resident=None, guardian=None, person_file=None, recommendations=None,
            person_note="正在取人口库…", for_whom="self", revealed=False,
            phase=Phase.CHOOSING, focus=board.focus("search"),
        )  # fmt: skip
        self.shown.emit()
        ticket = board.state.ticket
        board.run(
            board.counter.identify, board.clerk, ticket.ticket_id if ticket else None, facts,
            done=self._on_resident, failed=self._on_identify_failed,
        )  # fmt: skip

    def _on_resident(self, resident: Resident) -> None:
        board = self._board
        state = board.state
        if state.facts is None or state.facts.id_number != resident.facts.id_number:
            return
        # The appended address may have arrived meanwhile; it is the newer one.
        address = state.facts.address or resident.facts.address
        resident = replace(resident, facts=replace(resident.facts, address=address))
        board.update(resident=resident, facts=resident.facts, person_note="正在取库…")
        ticket_id = state.ticket.ticket_id if state.ticket else None
        board.run(
            board.counter.person_file, board.clerk, ticket_id, resident,
            done=self._on_file, failed=self._on_file_failed,
        )  # fmt: skip
        board.run(
            board.counter.recommendations, board.clerk, resident,
            done=self._on_recommendations, topic="recommendations",
        )  # fmt: skip

    def _on_identify_failed(self, error: Exception) -> None:
        self._board.update(person_note="没取到人口库，按 F5 再试")
        self._board.say(error, "identity")

    def _on_file(self, file: PersonFile) -> None:
        if self._board.state.resident is not None:
            self._board.update(person_file=file, person_note="")

    def _on_file_failed(self, error: Exception) -> None:
        self._board.update(person_note=f"{error}")

    def _on_recommendations(self, found: Recommendations) -> None:
        if self._board.state.resident is not None:
            self._board.update(recommendations=found)

    # -- the second card ------------------------------------------------------------------------
    def _identify_guardian(self, facts: CardFacts) -> None:
        board = self._board
        ticket = board.state.ticket
        board.run(
            board.counter.identify, board.clerk, ticket.ticket_id if ticket else None, facts,
            done=self._on_guardian, topic="identity",
        )  # fmt: skip

    def _on_guardian(self, guardian: Resident) -> None:
        if not guardian.judgement.usable:
            self._board.told.emit(guardian.judgement.message, "warn")
            return
        self._board.update(guardian=guardian)
        self.guardian_read.emit(guardian)

    # -- revealing ------------------------------------------------------------------------------
    def reveal(self) -> None:
        """Alt V: show the whole number for ten seconds, once that is recorded."""
        board = self._board
        facts, resident = board.state.facts, board.state.resident
        if facts is None or board.state.revealed:
            return
        board.run(
            board.counter.record_reveal, board.clerk, "id_number", "person",
            resident.person_id if resident else None, done=self._on_reveal_recorded, topic="reveal",
        )  # fmt: skip

    def _on_reveal_recorded(self, _none: None) -> None:
        self._board.update(revealed=True)
        self._cover.start()

    def cover(self) -> None:
        """Mask the number again."""
        self._cover.stop()
        self._board.update(revealed=False)
