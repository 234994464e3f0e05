"""The card 请核对 N 项: each field that a person must look at, with its choices or a box to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.reception.words import source_forms
from ui.theme import theme
from ui.widgets.choice import Choice, ChoiceGroup
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.cases.application import Choice as FormChoice
    from hall_app.cases.application import FormField


class CheckRowOf(Panel):
    """One field to check. Signals: ``chosen(key, value)``, ``typed(key, text)``."""

    chosen = Signal(str, str)
    typed = Signal(str, str)

    def __init__(self, field: FormField, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None, edges="b")
        self.key = field.key
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self.label = Label(field.label, bold=True)
        self._row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(8)
        self.group: ChoiceGroup | None = None
        self.edit: QLineEdit | None = None
        fixed = [each for each in field.choices if not each.free]
        if fixed:
            choices = [_choice(each, year) for each in fixed]
            other = next((each.label for each in field.choices if each.free), "")
            self.group = ChoiceGroup(field.label, choices, other=other, value=field.value or "")
            self.group.chosen.connect(self._on_chosen)
            if field.kind != "address":
                self.group.other_typed.connect(self._on_typed)
            right.addWidget(self.group)
        else:
            self.edit = QLineEdit(field.value or "")
            self.edit.setAccessibleName(field.label)
            self.edit.setPlaceholderText(_placeholder(field.kind))
            self.edit.setMaxLength(200)
            if field.kind != "address":  # what is typed there is only a query
                self.edit.textEdited.connect(self._on_typed)
            right.addWidget(self.edit)
        self.note_row = QWidget()
        note = QHBoxLayout(self.note_row)
        note.setContentsMargins(0, 0, 0, 0)
        note.setSpacing(6)
        self._icon = IconLabel("info-circle", 16, "text3")
        self._note = ElidedLabel("", "sm", "text2")
        note.addWidget(self._icon)
        note.addWidget(self._note, 1)
        right.addWidget(self.note_row)
        self._row.addLayout(right, 1)
        self.show_field(field, wanted=False)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        pad = 14 if sizes.md == 15 else 10
        self._row.setContentsMargins(16, pad, 16, pad)
        self.label.setFixedWidth(label_width([self.label.text()]))
        # In line with the words of the first choice, or of the box.
        beside = sizes.choice if self.group is not None else sizes.control
        self.label.setContentsMargins(0, (beside - round(sizes.md * 1.45)) // 2, 0, 0)

    def show_field(self, field: FormField, *, wanted: bool) -> None:
        """Value, note and error in place; what is being typed is left alone."""
        if self.group is not None and self.group.value != (field.value or "") and not self._typing():
            self.group.choose(field.value or "")
        if self.edit is not None:
            if not self.edit.hasFocus() and self.edit.text() != (field.value or ""):
                self.edit.setText(field.value or "")
            fill = "invalid" if field.error else "needed" if wanted and not field.value else "normal"
            if self.edit.property("fill") != fill:
                self.edit.setProperty("fill", fill)
                self.edit.style().unpolish(self.edit)
                self.edit.style().polish(self.edit)
        words = field.error or field.note
        self._note.setText(words)
        self._note.set_tone("bad" if field.error else "text2")
        self._icon.set_icon(
            "alert-triangle" if field.error else "info-circle", "bad" if field.error else "text3"
        )
        self.note_row.setVisible(bool(words))

    def _typing(self) -> bool:
        other = self.group.other if self.group is not None else None
        return other is not None and other.hasFocus()

    def place_focus(self) -> None:
        """Focus on the choice that stands, or in the box."""
        if self.group is not None:
            self.group.focus_current()
        elif self.edit is not None:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edit.selectAll()

    def inputs(self) -> list[QWidget]:
        """What takes the focus in the row, in order."""
        widgets: list[QWidget] = [*self.group.boxes] if self.group is not None else []
        if self.group is not None and self.group.other is not None:
            widgets.append(self.group.other)
        if self.edit is not None:
            widgets.append(self.edit)
        return widgets

    def watch(self, watcher: QObject) -> None:
        """Let the card see the keys of every widget in the row."""
        for widget in self.inputs():
            widget.setProperty("field_key", self.key)
            widget.installEventFilter(watcher)

    def _on_chosen(self, value: str) -> None:
        self.chosen.emit(self.key, value)

    def _on_typed(self, words: str) -> None:
        self.typed.emit(self.key, words.strip())


def label_width(labels: list[str]) -> int:
    """The column of the labels: in a narrow window no wider than they are, so that the choices have the room."""
    sizes = theme().sizes
    large = sizes.md > 16 and not sizes.is_tight
    usual = 130 if large else 112
    if sizes.has_right_column or large:
        return usual
    metrics = theme().metrics("md", bold=True)
    return min(max((metrics.horizontalAdvance(label) for label in labels), default=0) + 4, usual)


def _choice(choice: FormChoice, year: int) -> Choice:
    """A value of a library says which and when, one of a list its own note."""
    forms = (choice.note,) if choice.note else source_forms(choice.source, year)
    return Choice(choice.value, choice.label, forms[0] if forms else "", forms[1:])


def _placeholder(kind: str) -> str:
    return {"date": "20260617、0617 或 今天", "phone": "手机号", "money": "元"}.get(kind, "")


class CheckCard(SectionCard):
    """Signals: ``chosen(key, value)``, ``typed(key, text)``, ``confirmed(key)`` for Enter, ``address_made(edit, key)``
    for the box of an address, which wants a completer."""

    chosen = Signal(str, str)
    typed = Signal(str, str)
    confirmed = Signal(str)
    address_made = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("请核对", icon="pencil", icon_tone="warn", attention=True, parent=parent)
        self.header.add(Keycap("Enter"))
        self.header.add(Label("确认并到下一项", "sm", "text3"))
        self.rows: dict[str, CheckRowOf] = {}
        follow_theme(self)

    def restyle(self) -> None:
        self._line_up()

    def _line_up(self) -> None:
        """Rows of as many choices stand in the same columns, also where one of them needs more than its share."""
        labels = label_width([row.label.text() for row in self.rows.values()])
        columns: dict[int, list[list[QWidget]]] = {}
        for row in self.rows.values():
            row.label.setFixedWidth(labels)
            if row.group is not None:
                columns.setdefault(len(row.inputs()), []).append(row.inputs())
        for rows in columns.values():
            for column in zip(*rows, strict=True):
                need = max(each.minimumSizeHint().width() for each in column)
                for each in column:
                    each.setMinimumWidth(need)
        for row in self.rows.values():
            if row.group is not None:
                row.group.arrange()

    def forget(self) -> None:
        """Another application: all rows go."""
        for row in self.rows.values():
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}

    def show_fields(self, fields: tuple[FormField, ...], open_keys: set[str], others: int, year: int) -> None:
        """Rows in reading order; a row that is answered stays where it is."""
        before = len(self.rows)
        count = sum(field.key in open_keys for field in fields)
        self.set_title(
            f"请核对 {count} 项" if count else "都核对过了", f"其余 {others} 项已由库带入，无需录入"
        )
        self.setVisible(bool(fields))
        # Sections may stand already: Tab goes through the checks first all the same.
        last: QWidget = self
        for at, field in enumerate(fields):
            row = self.rows.get(field.key)
            if row is None:
                row = CheckRowOf(field, year)
                row.chosen.connect(self.chosen)
                row.typed.connect(self.typed)
                row.watch(self)
                box = row.edit or (row.group.other if row.group is not None else None)
                if field.kind == "address" and box is not None:
                    # After the card's own filter, so that Enter and Esc in the list are the list's.
                    self.address_made.emit(box, field.key)
                self.rows[field.key] = row
                self.body.insertWidget(at, row)
                for widget in row.inputs():
                    QWidget.setTabOrder(last, widget)
                    last = widget
            elif row.inputs():
                last = row.inputs()[-1]
            row.show_field(field, wanted=field.key in open_keys)
        if len(self.rows) != before:
            self._line_up()

    def place_focus(self, key: str) -> bool:
        """Put the focus on a field of this card; False if it has no such field."""
        row = self.rows.get(key)
        if row is None and not key:
            row = next(iter(self.rows.values()), None)
        if row is None:
            return False
        row.place_focus()
        return True

    def row_of(self, key: str) -> QWidget | None:
        return self.rows.get(key) or next(iter(self.rows.values()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in enter:
            key = str(watched.property("field_key") or "")
            row = self.rows.get(key)
            if row is not None and row.group is not None and not row.group.value:
                # Enter on a choice that has the focus picks it where nothing is chosen yet.
                box = next((each for each in row.group.boxes if each is watched), None)
                if box is not None:
                    self.chosen.emit(key, box.choice.value)
                    return True
            if key:
                self.confirmed.emit(key)
                return True
        return super().eventFilter(watched, event)
