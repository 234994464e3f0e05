"""The reception's page: strip, banner, person column, the page of the phase, and the column beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.cases.case_page import CasePage
from ui.cases.check_column import CheckColumn
from ui.cases.refusal_page import RefusalPage
from ui.cases.result_page import ResultPage
from ui.cases.supplement_page import SupplementPage
from ui.identity.person_column import PersonColumn
from ui.items.items_page import ItemsPage
from ui.queueing.idle_page import IdlePage
from ui.queueing.queue_column import QueueColumn
from ui.queueing.strip import NextQuestion, called_buttons, strip_state
from ui.reception.hints import hints_of
from ui.reception.prebuilding import laid_out, rows_drawn, warmed
from ui.reception.side_panels import SidePanels
from ui.reception.state import Phase, differing
from ui.reception.type_ahead import TypeAhead
from ui.theme import theme
from ui.widgets.ticket_strip import TicketStrip

if TYPE_CHECKING:
    from ui.reception.presenter import ReceptionPresenter
    from ui.reception.state import ReceptionState


class ReceptionPage(QWidget):
    """Renders the board's state; what a person does goes to the presenters.

    Signals: ``hints_changed`` when other keys matter now.
    """

    hints_changed = Signal()

    def __init__(self, presenter: ReceptionPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.presenter = presenter
        self._board = presenter.board
        self._shown: ReceptionState | None = None
        self._focus_serial = 0
        self._asked_from: QWidget | None = None
        self.turns = presenter.board.turns
        self._calls = presenter.board.clerk.may("queue.call")
        self.setAccessibleName("受理台")

    def made(self) -> Iterator[None]:
        """Make what stands on the page, some ms in each step; till the last nothing else of the page is called."""
        # What holds others is made in its own holder: Qt tells all that is in a widget whenever it gets another one.
        presenter = self.presenter
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.strip = TicketStrip()
        self.strip.acted.connect(presenter.intend)
        self.question = NextQuestion()
        self.question.answered.connect(self._on_answered)
        self.question.hide()
        self.column.addWidget(self.strip)
        self.column.addWidget(self.question)
        self.stack = QStackedWidget(self)
        yield
        self.idle = IdlePage(calls=self._calls)
        self.idle.acted.connect(presenter.intend)
        self.stack.addWidget(self.idle)
        yield
        yield from self._workspace_made()
        self.stack.addWidget(self.workspace)
        self.column.addWidget(self.stack, 1)
        yield
        self.panels = SidePanels(presenter, self)
        self._board.changed.connect(self.render_state)
        self.type_ahead = TypeAhead(presenter, self.items.search.edit)
        presenter.ticked.connect(self._on_tick)
        theme().changed.connect(self._on_theme)
        self.render_state()

    def _workspace_made(self) -> Iterator[None]:
        self.workspace = QWidget(self.stack)
        row = QHBoxLayout(self.workspace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        presenter = self.presenter
        self.person = PersonColumn(opens_file=presenter.board.clerk.may("person.search"))
        self.person.file_asked.connect(presenter.identity.open_file)
        self.person.reveal_asked.connect(presenter.identity.reveal)
        self.person.alert_asked.connect(self._on_alert)
        self.person.resume_asked.connect(presenter.resuming.open_case)
        row.addWidget(self.person)
        yield
        self.center = QStackedWidget(self.workspace)
        row.addWidget(self.center, 1)
        self.items = ItemsPage(presenter.items, self.turns)
        self.items.alert_asked.connect(self._on_alert)
        self.center.addWidget(self.items)
        yield
        self.case = CasePage(presenter.cases, self.turns)
        self.case.acted.connect(presenter.intend)
        self.case.step_chosen.connect(presenter.go_to)
        self.center.addWidget(self.case)
        yield
        self._make_decision_pages()
        yield
        self.side = QStackedWidget(self.workspace)
        self.queue = QueueColumn()
        self.queue.acted.connect(self._on_last)
        self.check = CheckColumn(self.turns)
        self.check.acted.connect(presenter.intend)
        self.side.addWidget(self.queue)
        self.side.addWidget(self.check)
        row.addWidget(self.side)

    def _make_decision_pages(self) -> None:
        presenter = self.presenter
        self.supplement = SupplementPage(presenter.decisions)
        self.supplement.issued.connect(self._on_supplement)
        self.supplement.left.connect(presenter.decisions.back)
        self.refusal = RefusalPage(presenter.decisions)
        self.refusal.issued.connect(self._on_refuse)
        self.refusal.left.connect(presenter.decisions.back)
        self.result = ResultPage(calls=self._calls)
        self.result.acted.connect(presenter.intend)
        self.result.settled.connect(presenter.decisions.paper.settle)
        for page in (self.supplement, self.refusal, self.result):
            self.center.addWidget(page)
        board = self._board
        board.page_bounds = self.case.materials.picture.view.bounds
        board.notice_bounds = self.supplement.preview.bounds
        board.paper_bounds = self.result.preview.bounds

    def prepare(self) -> None:
        """Build ahead what a reception will need; call once the window is on the screen."""
        self.turns.ahead(self._made_ahead())

    def _made_ahead(self) -> Iterator[None]:
        """Everything of a reception, in the order in which it is wanted; each step is a few ms at most."""
        yield from self.strip.stock(called_buttons())
        yield from self.person.stock()
        yield from self.items.stock()
        yield from rows_drawn(self.items.pushes.list.itemDelegate(), self.case.materials.list.itemDelegate())
        yield from self.case.form.stock()
        yield from self.check.stock()
        room, sizes = self.stack.size(), theme().sizes
        side = sizes.right_column if sizes.has_right_column else 0
        width = room.width() - sizes.person_column
        for part, wide in (
            (self.workspace, room.width()), (self.person, sizes.person_column), (self.items, width - side),
            (self.queue, side), (self.case, width - side), (self.check, side), (self.result, width),
        ):  # fmt: skip
            yield from warmed(part)
            if isValid(part) and not part.isVisible() and wide > 0:
                part.resize(wide, room.height())
                yield from laid_out(part)

    # -- rendering ------------------------------------------------------------------------------
    def render_state(self) -> None:
        """Show what changed of the board's state: a second touches the strip alone, a key of the search the picker."""
        state = self._board.state
        before, self._shown = self._shown, state
        changed = differing(before, state)
        if before is not None and changed <= _SECOND:
            self.strip.set_elapsed(state.elapsed_s)
            return
        if before is not None and changed <= _SEARCH and state.phase in (Phase.CALLING, Phase.CHOOSING):
            self.items.show_search(state)
            self.strip.set_elapsed(state.elapsed_s)
            if (before.search.open, bool(before.search.hits)) != (state.search.open, bool(state.search.hits)):
                self.turns.painted(self.hints_changed.emit)
            return
        if changed & _STRIP:
            self.turns.soon(self._show_strip)
        self.question.setVisible(state.asking_next)
        self.strip.setVisible(self._calls and not state.asking_next)
        if state.asking_next:
            self.question.show_state(state)
        if before is not None and (
            before.phase is not state.phase or before.recommendations is not state.recommendations
        ):
            self._draw_curtain()
        self._show_center(state, changed)
        self.panels.show_state(state)
        if state.focus.serial != self._focus_serial:
            self._focus_serial = state.focus.serial
            self._place_focus(state)
        if before is None or changed & _HINTED or before.search.open != state.search.open:
            self.turns.soon(self.hints_changed.emit)

    def _show_center(self, state: ReceptionState, changed: frozenset[str]) -> None:
        phase = state.phase
        if phase is Phase.IDLE:
            self.idle.show_queue(state.queue)
            self.stack.setCurrentIndex(0)
            return
        self.stack.setCurrentIndex(1)
        if "facts" in changed:
            self.person.show_card(state)
        if changed & _PERSON:
            self.turns.soon(self._show_person)
        page, show = self._page(phase)
        show(state)
        self._on_tick()
        self.center.setCurrentWidget(page)
        wide = theme().sizes.has_right_column
        choosing = phase in (Phase.CALLING, Phase.CHOOSING)
        filling = phase in (Phase.FORM, Phase.MATERIALS)
        self.side.setVisible(wide and (choosing or filling))
        if choosing and state.queue is not None and wide:
            self.side.setCurrentWidget(self.queue)
            self.side.setFixedWidth(theme().sizes.right_column)
            self.turns.soon(self._show_queue)
        elif filling and wide:
            self.side.setCurrentWidget(self.check)
            self.side.setFixedWidth(theme().sizes.check_column)
            self.turns.soon(self._show_check)

    # The middle is filled at once, since the focus and the keys go there; what stands around it follows, each part in
    # a turn of its own, and so does the painting: all in one would hold up the event loop.
    def _draw_curtain(self) -> None:
        """The middle keeps its looks until the next turn, when it is painted anew as a whole."""
        self.center.setUpdatesEnabled(False)
        self.turns.soon(self._raise_curtain)

    def _raise_curtain(self) -> None:
        self.center.setUpdatesEnabled(True)

    def _show_strip(self) -> None:
        self.strip.show_state(strip_state(self._board.state))

    def _show_person(self) -> None:
        if self._board.state.phase is not Phase.IDLE:
            self.person.show_state(self._board.state)

    def _show_queue(self) -> None:
        queue = self._board.state.queue
        if queue is not None:
            self.queue.show_queue(queue)

    def _show_check(self) -> None:
        if self._board.state.application is not None:
            self.check.show_state(self._board.state)

    def _page(self, phase: Phase) -> tuple[QWidget, Callable[[ReceptionState], None]]:
        if phase in (Phase.FORM, Phase.MATERIALS):
            return self.case, self.case.show_state
        if phase is Phase.SUPPLEMENT:
            return self.supplement, self.supplement.show_state
        if phase is Phase.REFUSAL:
            return self.refusal, self.refusal.show_state
        if phase is Phase.DECIDED:
            return self.result, self.result.show_state
        return self.items, self.items.show_state

    def _on_theme(self) -> None:
        # Heights and columns depend on the text mode; the layout settles after this signal.
        QTimer.singleShot(0, self, self._render_anew)

    def _render_anew(self) -> None:
        self._shown = None
        self.render_state()

    def resizeEvent(self, event: object) -> None:
        self.panels.place()

    # -- focus ----------------------------------------------------------------------------------
    def _place_focus(self, state: ReceptionState) -> None:
        """After every step the focus is placed, never lost."""
        place, key = state.focus.place, state.focus.key
        if place == "strip":
            self._asked_from = self.window().focusWidget()
            self.question.place_focus()
        elif place == "before_question" and (back := _there(self._asked_from)) is not None:
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        elif place == "panel":
            self.panels.place_focus()
        elif state.phase is Phase.IDLE:
            self.idle.place_focus()
        elif state.phase in (Phase.CALLING, Phase.CHOOSING):
            self.items.place_focus()
        elif state.phase in (Phase.FORM, Phase.MATERIALS):
            where = "materials" if state.phase is Phase.MATERIALS else "form"
            self.case.place_focus(where, key if place == "form" else "")
        elif state.phase is Phase.SUPPLEMENT:
            self.supplement.place_focus(key)
        elif state.phase is Phase.REFUSAL:
            self.refusal.place_focus(key)
        else:
            self.result.place_focus()

    def restore_focus(self) -> None:
        """The page is on show again: the focus where this phase's work goes on."""
        self._place_focus(self._board.state)

    def focus_primary(self) -> None:
        """Ctrl Enter: what the filled button does."""
        state = self._board.state
        if state.asking_next:
            self.presenter.leave_for_next()
        elif state.phase is Phase.IDLE or state.phase is Phase.DECIDED:
            self.presenter.intend("call")
        elif state.phase is Phase.CHOOSING:
            self.presenter.items.open_current(max(self.items.pushes.list.current, 0))
        elif state.phase is Phase.SUPPLEMENT:
            self.presenter.intend("supplement")
        elif state.phase is Phase.REFUSAL:
            self.presenter.intend("refuse")
        elif state.phase.filling:
            self.presenter.intend("accept")

    def back(self) -> bool:
        """Esc inside a page, before the reception itself goes back; True if it was used up."""
        return self.case.form.reason.drop() or self.case.materials.cancel_adding()

    # -- what a person does ---------------------------------------------------------------------
    def _on_answered(self, go_on: bool) -> None:
        if go_on:
            self.presenter.leave_for_next()
        else:
            self.presenter.stay()

    def _on_supplement(self) -> None:
        self.presenter.intend("supplement")

    def _on_refuse(self) -> None:
        self.presenter.intend("refuse")

    def _on_alert(self) -> None:
        self.presenter.check_alert()

    def _on_last(self, intention: str) -> None:
        if intention == "print_last":
            self.presenter.decisions.paper.print_last()
        else:
            self.presenter.intend(intention)

    def _on_tick(self) -> None:
        if self._board.state.phase is Phase.DECIDED:
            self.result.show_undo(self.presenter.undoing.seconds_left())

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The three keys that matter now."""
        return hints_of(self._board.state, calls=self._calls)


def _there(widget: QWidget | None) -> QWidget | None:
    """The widget, if it is on the screen still."""
    return widget if widget is not None and isValid(widget) and widget.isVisible() else None


# The parts of the state that a block shows: it is shown anew when one of them is another object.
_SECOND = frozenset({"elapsed_s"})
_SEARCH = frozenset({"search", "elapsed_s"})
_STRIP = frozenset({
    "phase", "queue", "ticket", "call_count", "facts", "application", "decision", "elapsed_s", "asking_next", "undone",
})  # fmt: skip
_HINTED = frozenset({"phase", "supplement", "recommendations", "undone"})
_PERSON = frozenset({
    "phase", "facts", "resident", "guardian", "for_whom", "person_file", "person_note", "revealed",
})  # fmt: skip
