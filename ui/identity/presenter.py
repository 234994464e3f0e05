"""The person at the window: card facts at once, the judgement and the libraries' sections as they come."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.cases.second_card import check_second_card
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.identity.by_hand import typed_facts
from ui.page import LIBRARIES
from ui.reception.state import Panel, Phase, SearchState

if TYPE_CHECKING:
    from datetime import date

    from hall_app.identity.resident import CardFacts, Resident
    from hall_app.items.catalogue import Recommendations
    from hall_app.libraries.person_file import PersonFile
    from ui.reception.board import Board


class IdentityPresenter(QObject):
    """Signals: ``shown()`` when a first card is on the screen; ``guardian_read(resident)`` for a second card;
    ``mistyped(words, field)`` when what was typed by hand cannot be taken; ``came()`` when somebody comes to a desk that
    calls nobody."""

    shown = Signal()
    came = Signal()
    guardian_read = Signal(object)
    mistyped = Signal(str, str)

    def __init__(self, board: Board, clock: Clock | None = None) -> None:
        super().__init__(board)
        self._board = board
        self._clock = clock or Clock()
        self.lying: CardFacts | None = None
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.setInterval(board.counter.reveal_ms())
        self._cover.timeout.connect(self.cover)

    # -- the reader -----------------------------------------------------------------------------
    def on_card(self, facts: CardFacts) -> None:
        """A card was read: the first one is the resident, a second one the guardian or agent."""
        self.lying = facts
        if self._board.state.panel is Panel.IDENTITY:
            # The card can be read after all: what was being typed is not needed.
            self._board.update(panel=Panel.NONE, focus=self._board.focus(self._board.state.phase.value))
        self._use(facts)

    def _use(self, facts: CardFacts) -> None:
        state = self._board.state
        if state.phase in (Phase.IDLE, Phase.DECIDED):
            if not self._calls:
                self.came.emit()
                self.take(facts)
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

    @property
    def _calls(self) -> bool:
        """Whether this desk calls tickets; a proxy desk receives whoever comes."""
        return self._board.clerk.may("queue.call")

    # -- without a card -------------------------------------------------------------------------
    @property
    def today(self) -> date:
        """The hall's day, against which a typed number is judged."""
        return self._clock.today()

    def why_not_by_hand(self) -> str:
        """Why nobody can be typed in now; empty when somebody can."""
        state = self._board.state
        if state.phase in (Phase.IDLE, Phase.DECIDED):
            return "请先按 F1 呼叫，再手工录入" if self._calls else ""
        if state.phase.filling and not self._second_card_wanted():
            return "已有申请人；换人请先按 F1 暂存"
        return ""

    def type_in(self, number: str, name: str, valid_to: str, address: str) -> None:
        """Take what was typed off a document, as a card's facts marked as typed by hand."""
        try:
            facts = typed_facts(number, name, valid_to, address, self._clock.today(), self._clock.now())
        except InputRefused as refused:
            self.mistyped.emit(
                f"{refused.message}，{refused.remedy}" if refused.remedy else refused.message,
                refused.field or "",
            )
            return
        self._board.update(panel=Panel.NONE, focus=self._board.focus(self._board.state.phase.value))
        self._use(facts)

    def on_lifted(self) -> None:
        """The card left the reader; what it said stays on the screen."""
        self.lying = None

    def on_address(self, id_number: str, address: str) -> None:
        """The newest appended address arrives after the identity and replaces the printed one in place."""
        facts = self._board.state.facts
        if facts is not None and facts.id_number == id_number:
            self._board.update(facts=replace(facts, address=address))

    def on_photo(self, id_number: str, picture: bytes | None, note: str) -> None:
        """The decoded photo, or why there is none, for the card it belongs to; kept on the screen alone."""
        facts, lying = self._board.state.facts, self.lying
        if facts is not None and facts.id_number == id_number:
            self._board.update(facts=replace(facts, photo=picture, photo_note=note))
        if lying is not None and lying.id_number == id_number:
            self.lying = replace(lying, photo=picture, photo_note=note)

    def reread(self) -> None:
        """F5: take the card that was read once more; where none was, ask the readers again."""
        if self.lying is not None:
            self.on_card(self.lying)
        else:
            self._board.run(self._board.counter.reread_card, topic="reader")

    def probe(self) -> None:
        """重新检测: ask the readers again; the status bar and the banner tell the outcome."""
        self._board.told.emit("正在重新检测读卡器", "ok")
        self._board.run(self._board.counter.reread_card, topic="reader")

    def _second_card_wanted(self) -> bool:
        state = self._board.state
        if state.guardian is not None or state.resident is None:
            return False
        return state.resident.judgement.second_card or state.for_whom == "proxy"

    # -- the resident ---------------------------------------------------------------------------
    def take(self, facts: CardFacts) -> None:
        """Show a card's facts at once, then ask who this is."""
        board = self._board
        # What was typed before anybody's card lay there is for the one who comes; another's card begins anew.
        search = board.state.search if board.state.facts is None else SearchState()
        board.update(
            facts=facts, resident=None, guardian=None, person_file=None, recommendations=None,
            person_note="正在取人口库…", for_whom="self", firm=0, revealed=False,
            phase=Phase.CHOOSING, asking_next=False, search=search, focus=board.focus("search"),
        )  # fmt: skip
        self.shown.emit()
        ticket = board.state.ticket
        board.run(
            board.counter.identify, board.clerk, ticket.ticket_id if ticket else None, facts,
            done=self._on_resident, failed=self._on_identify_failed, painted_first=True,
        )  # fmt: skip

    def _on_resident(self, resident: Resident) -> None:
        board = self._board
        state = board.state
        if state.facts is None or state.facts.id_number != resident.facts.id_number:
            return
        # The appended address may have arrived meanwhile; it is the newer one.
        address = state.facts.address or resident.facts.address
        facts = replace(resident.facts, address=address)
        # The photo belongs to the screen: a draft or a case that keeps the resident does not keep it.
        resident = replace(resident, facts=replace(facts, photo=None))
        facts = replace(facts, photo=state.facts.photo, photo_note=state.facts.photo_note)
        board.update(resident=resident, facts=facts, person_note="正在取库…")
        self.look_again()

    def look_again(self) -> None:
        """Take the file and the recommendations (anew): a decision changes what is open and what may still be done."""
        board, state = self._board, self._board.state
        resident = state.resident
        if resident is None:
            return
        ticket_id = state.ticket.ticket_id if state.ticket else None
        board.run(
            board.counter.person_file, board.clerk, ticket_id, resident,
            done=partial(self._on_file, resident), failed=self._on_file_failed, painted_first=True,
        )  # fmt: skip
        board.run(
            board.counter.recommendations, board.clerk, resident,
            done=partial(self._on_recommendations, resident), topic="recommendations", painted_first=True,
        )  # fmt: skip

    def _on_identify_failed(self, error: Exception) -> None:
        self._board.update(person_note="没取到人口库，按 F5 再试")
        self._board.say(error, "identity")

    def _stands(self, resident: Resident) -> bool:
        """Whether the one that was asked about is still at the window."""
        now = self._board.state.resident
        return now is not None and now.facts.id_number == resident.facts.id_number

    def _on_file(self, resident: Resident, file: PersonFile) -> None:
        if self._stands(resident):
            firm = min(self._board.state.firm, max(len(file.firms) - 1, 0))
            self._board.update(person_file=file, person_note="", firm=firm)

    def _on_file_failed(self, error: Exception) -> None:
        self._board.update(person_note=f"{error}")

    def _on_recommendations(self, resident: Resident, found: Recommendations) -> None:
        if self._stands(resident):
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
        applicant = self._board.state.resident
        if applicant is None:
            return
        try:
            check_second_card(applicant, guardian)
        except InputRefused as refused:
            words = (guardian.judgement.message if not guardian.judgement.usable else "", f"{refused}")
            self._board.told.emit("：".join(part for part in words if part), "warn")
            return
        self._board.update(guardian=guardian)
        self.guardian_read.emit(guardian)

    # -- the whole file -------------------------------------------------------------------------
    def open_file(self) -> None:
        """F8: the libraries' page with everything on this person; who stands at the window needs no other reason."""
        facts, resident = self._board.state.facts, self._board.state.resident
        if facts is not None and resident is not None and resident.person_id is not None:
            self._board.page_asked.emit(LIBRARIES, (resident.person_id, facts.name))

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
