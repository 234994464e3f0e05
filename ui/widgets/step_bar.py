"""The steps of a reception: 身份 ✓ 事项 ✓ 表单（差 2 项） 材料 受理."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.keycap import Keycap
from ui.widgets.label import Label
from ui.widgets.paint import CENTRE, LEFT, box, text
from ui.widgets.pressable import Pressable
from ui.widgets.themed import Panel, follow_theme


class StepState(Enum):
    """Where a step stands, with the word for it."""

    DONE = "已完成"
    CURRENT = "当前"
    AHEAD = "未到"


@dataclass(frozen=True, slots=True)
class StepItem:
    """A step: `note` says what is missing (`差 2 项`), in the tone given."""

    key: str
    words: str
    state: StepState
    note: str = ""
    note_tone: ColourName = "warn"


class StepButton(Pressable):
    """One step, painted."""

    def __init__(self, item: StepItem, number: int, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.item = item
        self._number = number
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.set_item(item)
        follow_theme(self)

    def restyle(self) -> None:
        self.updateGeometry()

    def set_item(self, item: StepItem) -> None:
        self.item = item
        self.setAccessibleName(f"{item.words}，{item.state.value}" + (f"，{item.note}" if item.note else ""))
        self.updateGeometry()
        self.update()

    def _gap(self) -> int:
        return 7 if theme().sizes.step_pad < 20 else 9

    def _mark(self) -> int:
        return 18 if theme().sizes.steps < 46 else 20

    def sizeHint(self) -> QSize:
        sizes = theme().sizes
        current = self.item.state is StepState.CURRENT
        mark = self._mark() if self.item.state is StepState.DONE else 22
        width = 2 * sizes.step_pad + mark + self._gap() + 1
        width += theme().metrics("md", bold=current).horizontalAdvance(self.item.words)
        if self.item.note:
            width += self._gap() + theme().metrics("sm").horizontalAdvance(self.item.note)
        return QSize(width, sizes.steps)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour, sizes = theme().colour, theme().sizes
        state = self.item.state
        current = state is StepState.CURRENT
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour("line"))
        if current:
            painter.fillRect(0, self.height() - 3, self.width() - 1, 3, colour("accent_fill"))
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2, radius=0)
        x: float = sizes.step_pad
        middle = self.height() / 2
        if state is StepState.DONE:
            mark = self._mark()
            draw_icon(painter, "circle-check", x, middle - mark / 2, mark, colour("ok"))
        else:
            mark = 22
            ring = QRectF(x, round(middle - 11), 22, 22)
            fill = colour("accent_fill") if current else None
            box(painter, ring, fill, colour("accent_fill" if current else "field"), radius=11)
            ink = colour("on_accent" if current else "text2")
            text(painter, ring, str(self._number), theme().font_px(13, bold=current), ink, CENTRE)
        x += mark + self._gap()
        width = theme().metrics("md", bold=current).horizontalAdvance(self.item.words)
        ink = colour("accent" if current else "text2")
        area = QRectF(x, 0, width + 2, self.height())
        text(painter, area, self.item.words, theme().font("md", bold=current), ink, LEFT)
        if self.item.note:
            x += width + self._gap()
            area = QRectF(x, 0, self.width() - x, self.height())
            text(painter, area, self.item.note, theme().font("sm"), colour(self.item.note_tone), LEFT)


class StepBar(Panel):
    """Signals: `step_chosen(key)` when a person clicks a step. `PgUp`/`PgDn` belong to the page."""

    step_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, hint: str = "换步骤") -> None:
        super().__init__(parent, edges="b")
        self.setAccessibleName("办理步骤")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 1)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        self._hint = Label(hint, "sm", "text3")
        for widget in (Keycap("PgUp"), Keycap("PgDn"), self._hint):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
            self._row.addSpacing(8)
        self._buttons: list[StepButton] = []
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedHeight(sizes.steps)
        self._hint.setVisible(sizes.has_right_column)
        self._row.setContentsMargins(2, 0, sizes.gutter - 8, 1)

    def set_steps(self, steps: list[StepItem]) -> None:
        """Show these steps; buttons stay where they are when only states change."""
        if [button.item.key for button in self._buttons] == [step.key for step in steps]:
            for button, step in zip(self._buttons, steps, strict=True):
                button.set_item(step)
            return
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [StepButton(step, number, self) for number, step in enumerate(steps, start=1)]
        for index, button in enumerate(self._buttons):
            button.clicked.connect(self._on_clicked)
            self._row.insertWidget(index, button)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, StepButton):
            self.step_chosen.emit(button.item.key)
