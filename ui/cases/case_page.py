"""The frame of an open application: title, steps, form or materials, and the action bar where there is no column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hall_app.cases.application import MaterialState, Waits
from ui.cases.check_column import ActionBar
from ui.cases.form_page import FormPage
from ui.cases.materials_page import MaterialsPage
from ui.items.guide_panel import guide_hint
from ui.key_table import key_of
from ui.reception.state import Phase
from ui.theme import theme
from ui.turns import Turns
from ui.widgets.chip import Chip
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel
from ui.widgets.step_bar import StepBar, StepItem, StepState
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from hall_app.cases.application import Application
    from ui.cases.presenter import CasePresenter
    from ui.reception.state import ReceptionState


def steps(state: ReceptionState, app: Application) -> list[StepItem]:
    """身份 ✓ 事项 ✓ 表单（差 2 项） 材料（差 1 份） 受理."""
    form = sum(place.place == "form" for place in state.missing)
    papers = sum(place.place == "materials" for place in state.missing)
    on_form = state.phase is Phase.FORM
    held = sum(row.judged and row.state is not MaterialState.DEFECT for row in app.materials)
    form_state = StepState.CURRENT if on_form else StepState.DONE if not form else StepState.AHEAD
    paper_state = StepState.AHEAD if on_form else StepState.CURRENT
    return [
        StepItem("identity", "身份", StepState.DONE),
        StepItem("item", "事项", StepState.DONE),
        StepItem("form", "表单", form_state, f"差 {form} 项" if form else ""),
        StepItem(
            "materials", "材料", paper_state, f"差 {papers} 份" if papers else f"{held}/{len(app.materials)}",
            "warn" if papers else "ok",
        ),
        StepItem("accept", "受理", StepState.AHEAD),
    ]  # fmt: skip


class CasePage(QWidget):
    """Signals: ``acted(intention)``; ``step_chosen(phase)``."""

    acted = Signal(str)
    step_chosen = Signal(object)

    def __init__(self, presenter: CasePresenter, turns: Turns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: ReceptionState | None = None
        self._turns = turns
        self._titled: object = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.head = Panel(edges="b")
        self._row = QHBoxLayout(self.head)
        self._row.setSpacing(12)
        self.title = ElidedLabel("", "xl", bold=True)
        self.limit = Chip("", "outline")
        self.fee = Chip("", "outline")
        self.change = KeyButton("换事项", key_of("change_item"))
        self.change.clicked.connect(self._on_change)
        self._row.addWidget(self.title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.limit, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.fee, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self.take_in = KeyButton("只收材料，另行答复")
        self.take_in.clicked.connect(self._on_take_in)
        self.take_in.hide()
        self._row.addWidget(self.take_in, 0, Qt.AlignmentFlag.AlignVCenter)
        self.guide = LinkButton("办理依据与口径")
        self.guide.setToolTip(guide_hint())
        self.guide.clicked.connect(self._on_guide)
        self._row.insertWidget(self._row.indexOf(self.take_in), self.guide, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.change, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addWidget(self.head)
        self.steps = StepBar()
        self.steps.step_chosen.connect(self._on_step)
        outer.addWidget(self.steps)
        self.stack = QStackedWidget()
        self.form = FormPage(presenter, turns)
        self.materials = MaterialsPage(presenter)
        self.stack.addWidget(self.form)
        self.stack.addWidget(self.materials)
        outer.addWidget(self.stack, 1)
        self.bar = ActionBar()
        self.bar.acted.connect(self.acted)
        outer.addWidget(self.bar)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._row.setContentsMargins(sizes.gutter, 0, sizes.gutter, 1)
        self.head.setFixedHeight(62 if sizes.md == 15 else 50 if sizes.md < 15 else 64)
        self.bar.setVisible(not sizes.has_right_column)
        # On a narrow screen the title needs the room; the key is there all the same.
        self.guide.setVisible(sizes.has_right_column)
        self._fit_title()

    def resizeEvent(self, event: object) -> None:
        self._fit_title()

    def _fit_title(self) -> None:
        """The title has what the chips and the button leave, and never more than it needs."""
        taken = (
            max(self.change.sizeHint().width(), self.take_in.sizeHint().width())
            + (self.guide.sizeHint().width() + 12 if theme().sizes.has_right_column else 0)
            + self.limit.width()
            + self.fee.width()
            + 2 * theme().sizes.gutter
            + 48
        )
        need = theme().metrics("xl", bold=True).horizontalAdvance(self.title.text()) + 4
        self.title.setFixedWidth(max(min(need, self.width() - taken), 120))

    def show_state(self, state: ReceptionState) -> None:
        """Show the application at its step."""
        app = state.application
        if app is None:
            return
        if self._titled != app.draft_id:
            self._titled = app.draft_id
            self._show_title(app)
        self.steps.set_steps(steps(state, app))
        self._state = state
        if state.phase is Phase.MATERIALS:
            self.materials.show_state(state)
        else:
            self.form.show_state(state)
            # The step that is not on the screen is prepared in a later turn of the event loop.
            self._turns.soon(self._prepare_materials)
        self.bar.show_state(state)
        self.stack.setCurrentWidget(self.materials if state.phase is Phase.MATERIALS else self.form)

    def _show_title(self, app: Application) -> None:
        """The item with its terms; for a case gone on with its number and whose it is."""
        self.title.setText(app.item.name)
        spot = app.item.on_the_spot
        terms = app.item.limit_line if spot else f"承诺 {app.item.limit_line}"
        resumed = app.resumed
        self.limit.set_chip(resumed.case_number if resumed is not None else terms, "outline")
        aside = app.resident.facts.name if resumed is not None else app.item.fee_line
        self.fee.set_chip(aside, "outline")
        self.fee.setVisible(bool(aside))
        self.take_in.setVisible(resumed is not None and resumed.waits is Waits.PAPERS)
        self.change.setVisible(resumed is None)
        self._fit_title()

    def _prepare_materials(self) -> None:
        if self._state is not None:
            self.materials.show_state(self._state)

    def place_focus(self, place: str, key: str) -> None:
        if place == "materials":
            self.materials.place_focus()
        else:
            self.form.place_focus(key)

    def _on_change(self) -> None:
        self.acted.emit("change_item")

    def _on_guide(self) -> None:
        self.acted.emit("guide")

    def _on_take_in(self) -> None:
        self.acted.emit("take_in")

    def _on_step(self, key: str) -> None:
        phases = {"item": Phase.CHOOSING, "form": Phase.FORM, "materials": Phase.MATERIALS}
        if key == "accept":
            self.acted.emit("accept")
        elif key in phases:
            self.step_chosen.emit(phases[key])
