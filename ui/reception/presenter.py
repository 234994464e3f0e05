"""The reception's state machine: idle → calling → choosing → form → materials → decided. UI thread only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hall_app.status import (
    AddressAppended,
    CardLifted,
    CardRead,
    Notice,
    PartChanged,
    PhotoRead,
    PrintJobChanged,
    QueueChanged,
    WindowEvent,
)
from ui.cases.decision_presenter import DecisionPresenter
from ui.cases.presenter import CasePresenter
from ui.cases.resuming_presenter import ResumingPresenter
from ui.cases.undoing_presenter import UndoPresenter
from ui.identity.presenter import IdentityPresenter
from ui.items.presenter import ItemsPresenter
from ui.queueing.presenter import QueuePresenter
from ui.reception.panels_presenter import PanelsPresenter
from ui.reception.recovery import Recovery
from ui.reception.scans import ScanPresenter
from ui.reception.state import Panel, Phase, ReceptionState, SearchState, parts_with
from ui.reception.why_not import may_not, why_not

if TYPE_CHECKING:
    from hall_app.cases.outcome import Decision, DocumentHead
    from hall_app.items.catalogue import ItemHead
    from ui.reception.board import Board

_STEPS = (Phase.CHOOSING, Phase.FORM, Phase.MATERIALS)


class ReceptionPresenter(QObject):
    """Signals: ``ticked(seconds)`` once a second; ``undo_asked()`` when the reason dialog is wanted.

    Every key of the key table arrives at ``intend``; what a phase does not know is ignored.
    """

    ticked = Signal()
    undo_asked = Signal()
    lock_asked = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.board = board
        self.queueing = QueuePresenter(board)
        self.identity = IdentityPresenter(board)
        self.scans = ScanPresenter(board, self.queueing)
        self.items = ItemsPresenter(board)
        self.cases = CasePresenter(board)
        self.decisions = DecisionPresenter(board)
        self.undoing = UndoPresenter(board)
        self.resuming = ResumingPresenter(board, self.cases)
        self.panels = PanelsPresenter(board, self.queueing, self.identity, self.decisions, self.resuming)
        self.recovery = Recovery(board, self.queueing, self.cases)
        # While something lies over the window, the keys of the buttons under it do nothing.
        self.held = False
        self._started: float | None = None
        self._then: Callable[[], None] | None = None
        self._then_call = False
        self.recovery.taken_up.connect(self._on_taken_up)
        self.queueing.called.connect(self._on_called)
        self.queueing.freed.connect(self._on_freed)
        self.identity.shown.connect(self._on_person_shown)
        self.identity.came.connect(self._clear)
        self.identity.guardian_read.connect(self.cases.set_guardian)
        self.items.chosen.connect(self._on_item_chosen)
        self.items.bundle_chosen.connect(self.cases.open_bundle)
        self.cases.accepted.connect(self._on_decided)
        self.cases.idle.connect(self._on_cases_idle)
        self.decisions.decided.connect(self._on_decided)
        self.undoing.undone.connect(self._on_undone)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._on_second)
        self._intentions: dict[str, Callable[[], None]] = {
            "call": self._call,
            "pause": self.panels.pause,
            "recall": self.queueing.recall,
            "miss": self.queueing.miss,
            "restore": self.panels.restore,
            "transfer": self.panels.transfer,
            "issue": self.panels.issue,
            "reread": self.identity.reread,
            "probe_reader": self.identity.probe,
            "type_identity": self.panels.type_identity,
            "change_item": self._change_item,
            "guide": self.panels.guide,
            "capture": self._capture,
            "recapture": self._recapture,
            "accept": self.cases.accept,
            "supplement": self._supplement,
            "refuse": self._refuse,
            "print": self.panels.print_again,
            "bundle": self._bundle,
            "save": self._save,
            "reveal": self.identity.reveal,
            "person_file": self.identity.open_file,
            "previous_step": self._previous_step,
            "next_step": self._next_step,
            "back": self._back,
            "lock": self.lock_asked.emit,
            "undo": self.undo_asked.emit,
            "also": self._also,
            "resume": self.panels.resume,
            "take_in": self.cases.take_in,
        }

    # -- life -----------------------------------------------------------------------------------
    def start(self) -> None:
        """Read the queue and take up what a crash left unfinished."""
        board = self.board
        board.update(parts=board.counter.parts(), focus=board.focus("idle"))
        self._timer.start()
        self.queueing.refresh()
        self.recovery.begin()

    def stop(self) -> None:
        """No more timers; called before the workers are joined."""
        self._timer.stop()

    def _on_taken_up(self) -> None:
        self._started = time.monotonic()

    # -- events of the workers ------------------------------------------------------------------
    def on_event(self, event: WindowEvent) -> None:
        """An event of a worker, brought over by the bridge."""
        if isinstance(event, CardRead):
            self.identity.on_card(event.facts)  # type: ignore[arg-type]  # CardFacts, typed object on the lower floor
        elif isinstance(event, CardLifted):
            self.identity.on_lifted()
        elif isinstance(event, AddressAppended):
            self.identity.on_address(event.id_number, event.address)
        elif isinstance(event, PhotoRead):
            self.identity.on_photo(event.id_number, event.picture, event.note)
        elif isinstance(event, QueueChanged):
            self.queueing.refresh()
        elif isinstance(event, PrintJobChanged):
            self.board.job_moved.emit(event)
        elif isinstance(event, PartChanged):
            self.board.update(parts=parts_with(self.board.state.parts, event.status))
        elif isinstance(event, Notice):
            self.board.told.emit(event.text, event.tone)

    # -- intentions -----------------------------------------------------------------------------
    def intend(self, intention: str) -> None:
        """A key or a button; unknown names are ignored."""
        act = self._intentions.get(intention)
        if act is None or self.held:
            return
        if self.board.state.asking_next and intention not in ("back", "lock"):
            if intention == "call":
                self.leave_for_next()
            return
        refusal = may_not(intention, self.board.clerk) or why_not(intention, self.board.state)
        if refusal:
            self.board.told.emit(refusal, "warn")
            return
        act()

    def _call(self) -> None:
        """F1. A reception that is not finished is never dropped: the strip asks first."""
        state = self.board.state
        if state.phase.unfinished or state.phase is Phase.CALLING:
            self.board.update(asking_next=True, focus=self.board.focus("strip"))
        else:
            self.queueing.call_next()

    def leave_for_next(self) -> None:
        """Enter on the strip's question: store (or pass over) this one and call the next."""
        state = self.board.state
        self.board.update(asking_next=False)
        if state.phase is Phase.CALLING:
            self.queueing.miss_and_call()
            return
        self._when_idle(self._finish_stored)
        self.cases.save()

    def _finish_stored(self) -> None:
        if self.board.state.ticket is not None:
            self._then_call = True
            self.queueing.finish("暂存")
        else:
            self._clear()
            self.queueing.call_next()

    def transfer(self, window_number: str) -> None:
        """The other window chosen for F4: what was typed last is stored before the ticket goes there."""
        if self.board.state.phase.filling:
            self._when_idle(lambda: self.queueing.transfer(window_number))
            self.cases.save()
        else:
            self.queueing.transfer(window_number)

    def stay(self) -> None:
        """Esc on the strip's question: go on with this one."""
        self.board.update(asking_next=False, focus=self.board.focus("before_question"))

    def _when_idle(self, then: Callable[[], None]) -> None:
        self._then = then

    def _on_cases_idle(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _on_called(self) -> None:
        self._started = None
        self.board.update(elapsed_s=None)

    def _on_freed(self) -> None:
        self._clear()
        if self._then_call:
            self._then_call = False
            self.queueing.call_next()

    def _clear(self) -> None:
        """Nobody is at the window: everything of the last one leaves the screen."""
        state = self.board.state
        self._started = None
        fresh = ReceptionState(queue=state.queue, parts=state.parts, focus=self.board.focus("idle"))
        self.board.update(**{name: getattr(fresh, name) for name in ReceptionState.__dataclass_fields__})

    # -- case keys ------------------------------------------------------------------------------
    def _on_person_shown(self) -> None:
        if self._started is None:
            self._started = time.monotonic()
            self.board.update(elapsed_s=0)
        if self.board.state.ticket is not None and self.board.state.ticket.state != "serving":
            self.queueing.start_serving()

    def _on_item_chosen(self, item: ItemHead) -> None:
        if self.board.state.facts is None:
            self.board.told.emit("请先请本人放身份证", "warn")
            return
        firm = None
        if self.board.state.for_whom == "firm" and self.board.state.person_file is not None:
            firms = self.board.state.person_file.firms
            firm = firms[self.board.state.firm].legal_person_id if firms else None
        if self.board.state.phase is Phase.DECIDED:
            self._started = time.monotonic()
        self.cases.open_item(item, firm)

    def _change_item(self) -> None:
        if self.board.state.phase.filling:
            self.cases.save()
        if self.board.state.facts is not None:
            self.board.update(phase=Phase.CHOOSING, search=SearchState(), focus=self.board.focus("search"))

    def _capture(self) -> None:
        if self.panels.waiting_scan is not None:
            self.panels.resume(capture=True)
        elif self.board.state.phase in (Phase.FORM, Phase.MATERIALS):
            self.cases.capture()

    def _recapture(self) -> None:
        if self.board.state.phase is Phase.MATERIALS:
            self.cases.capture(again=True)

    def _supplement(self) -> None:
        if self.board.state.phase.filling:
            self.decisions.supplement()

    def _refuse(self) -> None:
        if self.board.state.phase.filling:
            self.decisions.refuse()

    def _bundle(self) -> None:
        if self.board.state.phase is Phase.CHOOSING:
            self.items.open_bundle()

    def _save(self) -> None:
        if self.board.state.phase.filling:
            self.cases.save()
            self.board.told.emit("已暂存", "ok")

    def _previous_step(self) -> None:
        self._step(-1)

    def _next_step(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        state = self.board.state
        if state.phase not in _STEPS or state.application is None:
            return
        self.go_to(_STEPS[min(max(_STEPS.index(state.phase) + by, 0), len(_STEPS) - 1)])

    def go_to(self, phase: Phase) -> None:
        """A step chosen by key or mouse."""
        if self.board.state.application is None:
            return
        if phase is Phase.CHOOSING:
            self._change_item()
        elif phase is Phase.FORM:
            self.cases.go_to_form()
        elif phase is Phase.MATERIALS:
            self.cases.go_to_materials()

    def _back(self) -> None:
        """Esc: one level back; nothing that was filled in is lost."""
        state = self.board.state
        if state.asking_next:
            self.stay()
        elif state.panel is not Panel.NONE:
            self.panels.close()
        elif state.search.query and state.phase is Phase.CHOOSING:
            self.board.update(search=SearchState(), focus=self.board.focus("search"))
        elif state.phase in (Phase.SUPPLEMENT, Phase.REFUSAL):
            self.decisions.back()
        elif state.phase is Phase.MATERIALS:
            self.cases.go_to_form()
        elif state.phase is Phase.FORM and state.facts is None:
            # A case opened by its number: nobody's card lies there, so there is nothing to choose from.
            self._when_idle(self._clear)
            self.cases.save()
        elif state.phase is Phase.FORM:
            self._change_item()

    def _also(self) -> None:
        """接着办: the matter that could be taken along."""
        decision = self.board.state.decision
        if decision is not None and decision.also is not None and self.board.state.phase is Phase.DECIDED:
            self._on_item_chosen(decision.also.item)

    def check_alert(self) -> None:
        """V: to the field that is to be checked with the resident, once a form stands; till then it is kept in mind."""
        state = self.board.state
        alert = state.person_file.alert if state.person_file is not None else None
        if alert is None:
            return
        if state.application is not None and any(
            field.key == alert.field for field in state.application.fields
        ):
            self.board.update(phase=Phase.FORM, focus=self.board.focus("form", alert.field))
        else:
            self.board.told.emit(f"{alert.text}：选好事项后在“请核对”里改，会同时向库里提交纠错", "ok")

    # -- decided --------------------------------------------------------------------------------
    def _on_decided(self, decision: Decision) -> None:
        if self._started is not None:
            self.board.update(elapsed_s=int(time.monotonic() - self._started))
        self._started = None
        self.decisions.show(decision)
        self.queueing.refresh()
        self.identity.look_again()

    def _on_undone(self, document: DocumentHead | None) -> None:
        if document is not None:
            self.decisions.load_document(document)
        self.queueing.refresh()
        self.identity.look_again()

    def _on_second(self) -> None:
        self.queueing.tick()
        if self._started is not None:
            self.board.update(elapsed_s=int(time.monotonic() - self._started))
        self.ticked.emit()
