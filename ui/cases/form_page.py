"""The form step (mockup 03): what must be checked on top, everything that is known below, quiet and read-only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from hall_app.cases.application import FieldState as Stand
from ui.addresses.address_box import AddressBox
from ui.cases.check_card import CheckCard
from ui.cases.form_section import SectionOfForm
from ui.cases.reason_line import ReasonLine
from ui.reception.words import source_words
from ui.theme import theme
from ui.turns import Turns
from ui.widgets.field_row import FieldRow, FieldState
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from uuid import UUID

    from hall_app.addresses.desk_values import AddressHit
    from hall_app.cases.application import Application, FormField, FormSection
    from ui.cases.presenter import CasePresenter
    from ui.reception.state import ReceptionState

# So many sections stand open at first.
OPEN_SECTIONS = 2
# Made ahead while nobody waits.
STOCKED_SECTIONS = 5
STOCKED_ROWS = 8
_LOOKS = {
    Stand.PREFILLED: FieldState.PREFILLED, Stand.EDITED: FieldState.EDITED, Stand.LOCKED: FieldState.LOCKED,
    Stand.INVALID: FieldState.INVALID, Stand.NEEDED: FieldState.NEEDED, Stand.TO_CHECK: FieldState.NORMAL,
    Stand.ANSWERED: FieldState.NORMAL,
}  # fmt: skip


class FormPage(QScrollArea):
    """Keys: Enter confirms and goes on, digits choose, E edits a prefilled field (a reason is asked for)."""

    def __init__(self, presenter: CasePresenter, turns: Turns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._turns = turns
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("表单")
        self.viewport().setAutoFillBackground(False)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self.setWidget(self._holder)
        # setWidget turns this on.
        self._holder.setAutoFillBackground(False)
        self.checks = CheckCard()
        self.checks.chosen.connect(self._on_chosen)
        self.checks.typed.connect(self._on_typed)
        self.checks.confirmed.connect(self._on_confirmed)
        self.checks.address_made.connect(self._watch_address)
        self._column.addWidget(self.checks)
        self.cards: dict[str, SectionOfForm] = {}
        self.rows: dict[str, FieldRow] = {}
        self._keys: dict[QObject, str] = {}
        self._sections: list[SectionOfForm] = []
        self._column.addStretch(1)
        self.reason = ReasonLine(self)
        self.reason.given.connect(self._on_reason)
        self.reason.dropped.connect(self._on_reason_dropped)
        self._editing = ""
        self._shape: tuple[UUID, tuple[str, ...], int] | None = None
        self._app: Application | None = None
        self._pending: list[FormSection] = []
        self._year = 0
        self._boxes: dict[QLineEdit, AddressBox] = {}
        self._address_keys: dict[QObject | None, str] = {}
        self._placed: tuple[str, str | None] | None = None
        self._in_card: frozenset[str] = frozenset()
        self._reveal: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_moved)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        top = 18 if sizes.md == 15 else 12
        self._column.setContentsMargins(sizes.gutter, top, sizes.gutter, top)
        self._column.setSpacing(14 if sizes.md == 15 else 10)

    # -- rendering ------------------------------------------------------------------------------
    def show_state(self, state: ReceptionState) -> None:
        """Show the application; widgets are only built anew for another application or other fields."""
        app = state.application
        if app is None or app is self._app:
            return
        self._app = app
        self._year = app.resident.facts.read_at.year
        shape = (app.draft_id, tuple(field.key for field in app.fields), app.item_version)
        if self._shape is None or shape != self._shape:
            self._shape = shape
            self._build(app, frozenset(field.key for field in app.checks))
        checks = tuple(field for field in app.fields if field.key in self._in_card)
        open_keys = {place.key for place in state.missing if place.place == "form"}
        self.checks.show_fields(checks, open_keys, len(app.fields) - len(checks), self._year)
        for section in app.sections:
            self._fill(section)

    def stock(self) -> Iterator[None]:
        """Make sections and rows ahead, as many as most items need; each step is short."""
        for at in range(STOCKED_SECTIONS):
            if at >= len(self._sections):
                self._new_section().hide()
                yield
            yield from self._sections[at].stock(STOCKED_ROWS if at < OPEN_SECTIONS else STOCKED_ROWS // 2)

    def _new_section(self) -> SectionOfForm:
        card = SectionOfForm()
        card.made.connect(self._on_row_made)
        self._column.insertWidget(1 + len(self._sections), card)
        self._sections.append(card)
        return card

    def _on_row_made(self, row: FieldRow) -> None:
        row.finished.connect(self._on_finished)
        row.edit.installEventFilter(self)

    def _build(self, app: Application, checked: frozenset[str]) -> None:
        self._in_card = checked
        # First, so that a row that loses the focus with its card asks nothing on behalf of the new application.
        self.cards, self.rows, self._keys = {}, {}, {}
        self._editing, self._placed = "", None
        self._address_keys = {}
        for box in self._boxes.values():
            box.rest()
        for card in self._sections:
            card.hide()
        self.checks.forget()
        self._pending = [
            section
            for section in app.sections
            if any(field.visible and field.key not in checked for field in section.fields)
        ]
        if checked:
            # The focus goes to what is to be checked, so that comes first.
            self._turns.soon(self._build_next)
        else:
            self._build_next()

    def _build_next(self) -> None:
        """One section a turn of the event loop: all at once would hold up keys and cards."""
        if not self._pending:
            return
        section = self._pending.pop(0)
        fields = [field for field in section.fields if field.visible and field.key not in self._in_card]
        at = len(self.cards)
        card = self._sections[at] if at < len(self._sections) else self._new_section()
        found = card.show_section(section, fields, folded=at >= OPEN_SECTIONS)
        self.rows.update(found)
        self._keys.update({row.edit: key for key, row in found.items()})
        for field in fields:
            if field.kind == "address":
                self._serve_address(found[field.key].edit, field.key)
        self.cards[section.key] = card
        sections = self._app.sections if self._app is not None else ()
        self._fill(next((one for one in sections if one.key == section.key), section))
        card.show()
        if self._pending:
            self._turns.soon(self._build_next)

    def _fill(self, section: FormSection) -> None:
        card = self.cards.get(section.key)
        if card is None:
            return
        card.header.set_chip(f"{section.prefilled_count} 项已带入", "ok", "check")
        for field in section.fields:
            row = self.rows.get(field.key)
            if row is None:
                continue
            if field.key != self._editing:
                detail = f"库里是 {field.library_value}" if field.library_value else field.note
                changed = "待核" if field.unplaced else "已改" if field.state is Stand.EDITED else ""
                source = changed or source_words(field.source, self._year)
                row.set_value(field.shown or field.value or "", source=source, detail=detail)
            look = _LOOKS[field.state]
            if row.state is not look and field.key != self._editing:
                row.set_state(look, field.error)

    # -- focus ----------------------------------------------------------------------------------
    def place_focus(self, key: str) -> None:
        """Put the focus on a check, or on the first field where nothing is to be checked."""
        if self.checks.place_focus(key):
            widget = self.checks.row_of(key)
        else:
            row = self.rows.get(key) or next(iter(self.rows.values()), None)
            if row is None:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            widget = row
        if widget is not None:
            self._reveal = widget
            # The layout of a page that is only now shown is not done yet.
            QTimer.singleShot(0, self, self._show_focus)

    def _on_focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A scroll area follows Tab within itself, but not when Tab comes in from outside."""
        if new is not None and self.isVisible() and self._holder.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 24)

    def _show_focus(self) -> None:
        if self._reveal is not None:
            self.ensureWidgetVisible(self._reveal, 0, 24)

    # -- checks ---------------------------------------------------------------------------------
    def _on_chosen(self, key: str, value: str) -> None:
        self._presenter.answer(key, value)

    def _on_typed(self, key: str, value: str) -> None:
        self._presenter.answer(key, value, typed=True)

    def _on_confirmed(self, key: str) -> None:
        self._presenter.confirm(key)

    # -- addresses ------------------------------------------------------------------------------
    def _watch_address(self, edit: QLineEdit, key: str) -> AddressBox:
        """An address field is a query of the standard library; what is chosen there is what it holds."""
        box = AddressBox(edit, self._presenter.board)
        box.chosen.connect(self._on_address)
        box.kept.connect(self._on_unknown_address)
        self._address_keys[box] = key
        return box

    def _serve_address(self, edit: QLineEdit, key: str) -> None:
        """A row is kept for other fields, and with it its completer, which rests while the field is no address."""
        box = self._boxes.get(edit)
        if box is None:
            self._boxes[edit] = self._watch_address(edit, key)
        else:
            box.serve()
            self._address_keys[box] = key

    def _on_address(self, hit: AddressHit) -> None:
        self._place(hit.text, hit.code)

    def _on_unknown_address(self, words: str) -> None:
        self._place(words, None)

    def _place(self, words: str, code: str | None) -> None:
        key = self._address_keys.get(self.sender(), "")
        row = self.rows.get(key)
        if key and row is not None and key == self._editing:
            self._placed = (words, code)
            row.edit.setText(words)
            self.reason.ask(row)
        elif key:
            self._presenter.place_address(key, words, code)

    # -- overwriting ----------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = self._keys.get(watched, "")
            row = self.rows.get(key)
            if row is not None and row.edit.isReadOnly():
                if event.key() == Qt.Key.Key_E and not event.modifiers():
                    self._editing = key
                    row.begin_edit()
                    return True
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self._presenter.go_on()
                    return True
        return super().eventFilter(watched, event)

    def _on_finished(self) -> None:
        row = self.sender()
        if not isinstance(row, FieldRow) or not self._editing or self.rows.get(self._editing) is not row:
            return
        field = self._field(self._editing)
        if field is None or row.value.strip() in (field.shown, field.value or ""):
            self._editing = ""
            row.end_edit()
            row.set_state(_LOOKS[field.state] if field is not None else FieldState.PREFILLED)
            return
        self.reason.ask(row)

    def _on_reason(self, reason: str) -> None:
        key, self._editing = self._editing, ""
        placed, self._placed = self._placed, None
        row = self.rows.get(key)
        if row is not None:
            if placed is not None:
                self._presenter.place_address(key, *placed, reason)
            else:
                self._presenter.overwrite(key, row.value.strip(), reason)
            row.end_edit()
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_reason_dropped(self) -> None:
        key, self._editing = self._editing, ""
        self._placed = None
        row, field = self.rows.get(key), self._field(key)
        if row is not None and field is not None:
            row.end_edit()
            row.set_value(field.shown or field.value or "")
            row.set_state(_LOOKS[field.state])
            row.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, key: str) -> FormField | None:
        return next((f for f in self._app.fields if f.key == key), None) if self._app is not None else None
