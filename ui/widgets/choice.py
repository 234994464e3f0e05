"""Choice boxes: a painted radio, the words, a note and the digit that picks it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QRadioButton, QSizePolicy, QWidget

from ui.theme import theme
from ui.tokens import RADIUS_CONTROL
from ui.widgets.keycap import Keycap
from ui.widgets.paint import LEFT, RIGHT, box, dot, draw_keycap, keycap_width, text
from ui.widgets.themed import follow_theme

_RADIO = 18
# Between two boxes.
_GAP = 10
# Words that need more are a sentence, which may be cut.
_SENTENCE = 240


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `value` is what the form keeps, `note` is quiet text at the right (source, price).

    ``shorter`` are the note's other forms, longest first, for a box that has no room for it; the last one always has
    room, so that "" is the end of those that may go.
    """

    value: str
    words: str
    note: str = ""
    shorter: tuple[str, ...] = ()
    is_number: bool = False


class ChoiceBox(QRadioButton):
    """One option of a `ChoiceGroup`, painted wholly."""

    def __init__(self, choice: Choice, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.note_shown = ""
        self._key = key
        self.setText(choice.words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        name = f"{choice.words}，{choice.note}" if choice.note else choice.words
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"按键 {key}" if key else "")
        follow_theme(self)

    def put(self, on: bool) -> None:
        """Choose or clear it without regard to those beside it, where no group holds them."""
        self.setAutoExclusive(False)
        self.setChecked(on)
        self.setAutoExclusive(True)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.choice)
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return QSize(self._width_with(self.choice.note), self.height())

    def minimumSizeHint(self) -> QSize:
        # A source is never without its library's name; other notes give way to the words, and only a sentence to less.
        if self.choice.shorter and self.choice.shorter[-1]:
            return QSize(self._width_with(self.choice.shorter[-1]), self.height())
        return QSize(min(self._width_with(""), _SENTENCE), self.height())

    def _width_with(self, note: str) -> int:
        width = 12 + _RADIO + 10 + theme().metrics("md", bold=True).horizontalAdvance(self.choice.words) + 12
        if note:
            width += 10 + theme().metrics("xs").horizontalAdvance(note)
        if self._key:
            width += 10 + keycap_width(self._key)
        return width + 2

    def note_for(self, room: float) -> str:
        """The longest form of the note that leaves the words whole; none where not one does, it is in the tooltip then."""
        note = self.choice.note
        if not note:
            return ""
        left = room - theme().metrics("md", bold=True).horizontalAdvance(self.choice.words) - 10
        metrics = theme().metrics("xs")
        forms = (note, *self.choice.shorter)
        shown = next((each for each in forms if metrics.horizontalAdvance(each) <= left), "")
        self.setToolTip("" if shown == note else note)
        return shown

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        checked = self.isChecked()
        fill = colour("accent_soft") if checked else colour("hover" if self.underMouse() else "surface")
        emphatic = checked or self.hasFocus()
        border = colour("accent" if emphatic else "field")
        box(painter, self.rect(), fill, border, width=2 if emphatic else 1, radius=RADIUS_CONTROL)
        middle = self.height() / 2
        ring = QRectF(12, middle - _RADIO / 2, _RADIO, _RADIO)
        box(
            painter,
            ring,
            colour("surface"),
            colour("accent" if checked else "field"),
            width=2 if checked else 1,
            radius=_RADIO / 2,
        )
        if checked:
            dot(painter, ring.center().x() - 4, ring.center().y() - 4, colour("accent"))
        right = self.width() - 12.0
        if self._key:
            right -= keycap_width(self._key)
            draw_keycap(painter, right, middle, self._key)
            right -= 10
        left = 12 + _RADIO + 10
        note = self.note_shown = self.note_for(right - left)
        if note:
            width = theme().metrics("xs").horizontalAdvance(note)
            area = QRectF(right - width, 0, width + 1, self.height())
            text(painter, area, note, theme().font("xs"), colour("text3"), RIGHT)
            right -= width + 10
        area = QRectF(left, 0, right - left, self.height())
        font = theme().font("md", bold=checked)
        text(painter, area, self.choice.words, font, colour("text"), LEFT, elide=True)


class OtherField(QLineEdit):
    """The last option: something else, typed; its digit puts the cursor here."""

    def __init__(self, placeholder: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setAccessibleDescription(f"按键 {key}")
        self._cap = Keycap(key, parent=self)
        follow_theme(self)

    def restyle(self) -> None:
        inner = theme().sizes.choice - 2
        self.setStyleSheet(
            f"QLineEdit {{ min-height: {inner}px; max-height: {inner}px; }}"
            f"QLineEdit:focus {{ min-height: {inner - 2}px; max-height: {inner - 2}px; }}"
        )
        self.setFixedHeight(theme().sizes.choice)
        self.setTextMargins(2, 0, self._cap.width() + 8, 0)

    def resizeEvent(self, event: object) -> None:
        self._cap.move(self.width() - self._cap.width() - 13, (self.height() - self._cap.height()) // 2)


class ChoiceGroup(QWidget):
    """Options side by side as far as there is room, or ``per_row`` of them; digits pick while the focus is inside, arrows
    move, Tab leaves.

    Signals: `chosen(value)` when a person picks (not when `choose` sets); `other_typed(text)` for the free field.
    """

    chosen = Signal(str)
    other_typed = Signal(str)

    def __init__(
        self,
        label: str,
        choices: list[Choice],
        *,
        other: str = "",
        value: str = "",
        per_row: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.boxes: list[ChoiceBox] = []
        for number, choice in enumerate(choices, start=1):
            each = ChoiceBox(choice, str(number) if number <= 9 else "", self)
            self._group.addButton(each, number)
            self.boxes.append(each)
            each.installEventFilter(self)
        self.other: OtherField | None = None
        if other:
            self.other = OtherField(other, str(len(choices) + 1), self)
            self.other.textEdited.connect(self._on_other)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._per_row, self._columns, self._sized = per_row, 0, False
        self._place(per_row or len(self.inputs))
        self._group.idClicked.connect(self._on_clicked)
        self.choose(value)

    @property
    def inputs(self) -> list[QWidget]:
        """The options and the free field, in order."""
        return [*self.boxes, *([self.other] if self.other else [])]

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if self._per_row:
            return least
        return QSize(max((_least(each) for each in self.inputs), default=0), least.height())

    def resizeEvent(self, event: object) -> None:
        self._sized = True
        self.arrange()

    def arrange(self) -> None:
        """As many side by side as the width holds whole, the others under them."""
        if self._per_row or not self._sized:
            return
        columns = len(self.inputs)
        while columns > 1 and self._width_of(columns) > self.width():
            columns -= 1
        if columns != self._columns:
            self._place(columns)

    def _width_of(self, columns: int) -> int:
        needs = [_least(each) for each in self.inputs]
        return sum(max(needs[at::columns]) for at in range(columns)) + _GAP * (columns - 1)

    def _place(self, columns: int) -> None:
        for at in range(max(columns, self._columns)):
            self._grid.setColumnStretch(at, 1 if at < min(columns, len(self.inputs)) else 0)
        for at, each in enumerate(self.inputs):
            self._grid.removeWidget(each)
            self._grid.addWidget(each, *divmod(at, columns))
        self._columns = columns

    @property
    def value(self) -> str:
        """The value chosen, the free text if that was typed, or ""."""
        checked = self._group.checkedButton()
        if isinstance(checked, ChoiceBox):
            return checked.choice.value
        return self.other.text().strip() if self.other else ""

    def choose(self, value: str) -> None:
        """Set without telling anyone; a value that is no option goes to the free field."""
        found = False
        self._group.setExclusive(False)
        for each in self.boxes:
            hit = bool(value) and each.choice.value == value
            each.setChecked(hit)
            found = found or hit
        self._group.setExclusive(True)
        if self.other and value and not found:
            self.other.setText(value)

    def pick(self, number: int) -> bool:
        """Pick the n-th option (from 1) as its digit does; False if there is none."""
        if 1 <= number <= len(self.boxes):
            each = self.boxes[number - 1]
            each.setFocus(Qt.FocusReason.ShortcutFocusReason)
            each.click()
            return True
        if self.other and number == len(self.boxes) + 1:
            self.other.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focus_current()

    def focus_current(self) -> None:
        """Put the focus on the option chosen, or on the first."""
        checked = self._group.checkedButton()
        target = checked or (self.boxes[0] if self.boxes else self.other)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.text().isdigit() and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                return self.pick(int(event.text()))
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
                return self._move(watched, 1 if event.key() == Qt.Key.Key_Right else -1)
        return super().eventFilter(watched, event)

    def _move(self, watched: QObject, by: int) -> bool:
        at = next((i for i, each in enumerate(self.boxes) if each is watched), -1) + by
        if 0 <= at < len(self.boxes):
            self.boxes[at].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _on_clicked(self, number: int) -> None:
        if self.other:
            self.other.clear()
        self.chosen.emit(self.boxes[number - 1].choice.value)

    def _on_other(self, words: str) -> None:
        if words:
            self._group.setExclusive(False)
            for each in self.boxes:
                each.setChecked(False)
            self._group.setExclusive(True)
        self.other_typed.emit(words.strip())


def _least(each: QWidget) -> int:
    """The width that a box needs, alone or lined up with others."""
    return max(each.minimumWidth(), each.minimumSizeHint().width())
