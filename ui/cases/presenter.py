"""The application at the window: opening, answering, accepting. UI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from hall_app.cases import filling
from ui.cases.materials_presenter import MaterialsPresenter
from ui.reception.state import Phase, RefusalState, SupplementState

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.cases.application import Application
    from hall_app.cases.outcome import Decision
    from hall_app.identity.resident import Resident
    from hall_app.items.catalogue import ItemHead
    from ui.reception.board import Board


class CasePresenter(MaterialsPresenter):
    """Signals: ``accepted(decision)`` after F9; ``idle()`` when no use case on the draft runs or waits."""

    accepted = Signal(object)
    _entry = ("", False)

    # -- opening --------------------------------------------------------------------------------
    def open_item(self, item: ItemHead, legal_person_id: object = None) -> None:
        """Open an item's form; the application already open for it is gone on with."""
        state = self._board.state
        if state.resident is None or state.opening:
            if state.facts is not None and state.resident is None:
                self._board.told.emit("正在核对身份，请稍候", "warn")
            return
        if not state.resident.judgement.usable:
            self._board.told.emit(state.resident.judgement.message, "warn")
            return
        if state.application is not None and state.application.item.item_id == item.item_id:
            self.go_to_form()
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            now = self._board.state
            self._start(
                self._board.counter.open_application, self._board.clerk, now.ticket, now.resident, item.item_id,
                now.for_whom, legal_person_id, done=self._on_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def open_bundle(self, code: str) -> None:
        """Ctrl M: the merged form."""
        state = self._board.state
        if state.resident is None or state.opening:
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            now = self._board.state
            self._start(
                self._board.counter.open_bundle, self._board.clerk, now.ticket, now.resident, code,
                done=self._on_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def open_case(self, case_id: UUID, first: str = "", *, capture: bool = False) -> None:
        """A case that waits for papers; the one already open is gone on with.

        ``first`` is the material to begin with; ``capture`` takes its scans at once.
        """
        state = self._board.state
        if state.opening:
            return
        self._entry = (first, capture)
        open_now = state.application.resumed if state.application is not None else None
        if open_now is not None and open_now.case_id == case_id:
            self._enter()
            return
        self._park()
        self._board.update(opening=True)

        def step() -> None:
            self._start(
                self._board.counter.open_case, self._board.clerk, self._board.state.ticket, case_id,
                done=self._on_case_opened, topic="open",
            )  # fmt: skip

        self._queue_up(step)

    def _on_case_opened(self, app: Application) -> None:
        facts = self._board.state.facts
        if facts is not None and facts.id_number != app.resident.facts.id_number:
            self._board.told.emit("办件的申请人不是这位，按代交收下；请核对委托", "warn")
        self.take(app)
        self._enter()

    def _enter(self) -> None:
        """Go where a case was opened for: to its first missing material or a chosen one, and scan if that was asked."""
        (first, capture), self._entry = self._entry, ("", False)
        self.go_to_materials()
        app = self._board.state.application
        codes = [row.code for row in app.materials] if app is not None else []
        if first in codes:
            self.select_material(codes.index(first))
        if capture:
            self.capture()

    def take_in(self) -> None:
        """只收材料: what came is taken in, the decision follows within its days."""
        self._queue_up(self._take_in)

    def _take_in(self) -> None:
        board = self._board
        app = board.state.application
        if app is not None and app.resumed is not None and board.state.phase is not Phase.DECIDED:
            self._save_timer.stop()
            self._start(board.counter.take_in, board.clerk, app, done=self._on_accepted, topic="accept")

    def _on_opened(self, app: Application) -> None:
        self.take(app)

    def take(self, app: Application) -> None:
        """Show an application, as it was opened or recovered, with the focus on what is to be done first."""
        board = self._board
        guardian = board.state.guardian
        if guardian is not None and app.guardian is None and app.resumed is None:
            app = filling.set_guardian(app, guardian)
        board.update(
            application=app, missing=filling.missing(app), opening=False, material=0, page=0, page_picture=None,
            phase=Phase.FORM, decision=None, saved=True, supplement=SupplementState(), refusal=RefusalState(),
        )  # fmt: skip
        self._advance()

    def set_guardian(self, guardian: Resident) -> None:
        """The second card."""
        if self._board.state.application is not None and not self._attempt(filling.set_guardian, guardian):
            return
        self._board.told.emit(f"已记下第二张证件：{guardian.facts.name}", "ok")

    def _park(self) -> None:
        """Another item: what was filled in stays as a draft."""
        if self._board.state.application is not None and not self._board.state.saved:
            self.save()

    # -- the form -------------------------------------------------------------------------------
    def answer(self, key: str, value: str, *, typed: bool = False) -> None:
        """A choice (goes on to the next check) or characters (stays)."""
        if self._attempt(filling.answer, key, value, typed=typed) and not typed:
            self._advance(after=key)

    def confirm(self, key: str) -> None:
        """Enter on a check: what stands there is right; on to the next one."""
        if not self._attempt(filling.confirm, key):
            return
        if any(place.key == key and place.place == "form" for place in self._board.state.missing):
            self._board.told.emit("这一项还要填", "warn")
            return
        self._advance(after=key)

    def go_on(self) -> None:
        """Enter on a field that needs nothing: to the next one that does."""
        self._advance()

    def overwrite(self, key: str, value: str, reason: str) -> None:
        """E: a value of a library is replaced, for a reason."""
        self._attempt(filling.overwrite, key, value, reason)

    def place_address(self, key: str, text: str, code: str | None, reason: str = "") -> None:
        """An address chosen from the library, or one it does not know: kept as typed, and told to its queue."""
        if not self._attempt(filling.place_address, key, text, code, reason):
            return
        board = self._board
        if code is None:
            desk = board.counter.addresses
            board.told.emit("已照原样留下，记为待核", "warn")
            if desk.takes_unknown:
                board.run(desk.report_unknown, board.clerk, text, "form", topic="addresses")
        if not reason:
            self._advance(after=key)

    @property
    def board(self) -> Board:
        """The board it works on."""
        return self._board

    def _advance(self, after: str = "") -> None:
        """To the next check that is open, wrapping round; with none left to the materials."""
        state = self._board.state
        open_keys = [place.key for place in state.missing if place.place == "form" and place.key]
        if not open_keys:
            self.go_to_materials()
            return
        order = [field.key for field in state.application.fields] if state.application else []
        at = order.index(after) if after in order else -1
        places = {key: order.index(key) if key in order else len(order) for key in open_keys}
        key = next((key for key in open_keys if places[key] > at), open_keys[0])
        self._board.update(phase=Phase.FORM, focus=self._board.focus("form", key))

    def go_to_form(self) -> None:
        """The form step, at its first open check."""
        state = self._board.state
        if state.application is None:
            return
        first = next((place.key for place in state.missing if place.place == "form"), "")
        self._board.update(phase=Phase.FORM, focus=self._board.focus("form", first))

    def _lead_to(self, key: str) -> None:
        app = self._board.state.application
        if app is None:
            return
        if any(field.key == key for field in app.fields):
            self._board.update(phase=Phase.FORM, focus=self._board.focus("form", key))
        elif any(row.code == key for row in app.materials):
            self.go_to_materials()

    def discard(self) -> None:
        """Drop the draft and go back to choosing."""
        app = self._board.state.application
        if app is not None:
            self._save_timer.stop()
            self._board.run(self._board.counter.discard_draft, self._board.clerk, app.draft_id, topic="save")
            self._board.update(application=None, missing=(), phase=Phase.CHOOSING, saved=True)

    # -- accepting ------------------------------------------------------------------------------
    def accept(self) -> None:
        """F9: accept when nothing is missing, otherwise lead to the first place that is."""
        self._queue_up(self._accept)

    def _accept(self) -> None:
        board = self._board
        state = board.state
        app = state.application
        if app is None or state.phase is Phase.DECIDED:
            return
        judgement = app.resident.judgement
        if not judgement.may_accept:
            board.trouble.emit("judgement", judgement.message, judgement.remedy)
            return
        if state.missing:
            count, first = len(state.missing), state.missing[0]
            board.told.emit(f"还差 {count} 处，先到：{first.text}", "warn")
            if first.place == "identity":
                # A card is wanted, not a key; the place stays.
                return
            if first.place == "form":
                board.update(phase=Phase.FORM, focus=board.focus("form", first.key))
            else:
                self.go_to_materials()
            return
        self._save_timer.stop()
        self._start(board.counter.accept, board.clerk, app, done=self._on_accepted, topic="accept")

    def _on_accepted(self, decision: Decision) -> None:
        self.accepted.emit(decision)
