"""The cards under the recommendations: 本窗口常办 and 近期办过."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.reception.words import day_words
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.paint import LEFT, box, draw_keycap, keycap_width, text
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.items.catalogue import Frequent
    from hall_app.libraries.person_file import CaseLine
    from ui.tokens import Kind

_KINDS: dict[str, Kind] = {"ok": "ok", "warn": "warn", "bad": "bad", "idle": "idle", "accent": "accent"}


class FrequentButton(QPushButton):
    """A keycap letter and an item."""

    def __init__(self, frequent: Frequent, parent: QWidget | None = None) -> None:
        super().__init__(frequent.item.name, parent)
        self.frequent = frequent
        self.setAccessibleName(frequent.item.name)
        self.setAccessibleDescription(f"按键 Alt {frequent.letter}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.row)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, theme().sizes.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, theme().sizes.row)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        if self.underMouse():
            painter.fillRect(self.rect(), colour("hover"))
        middle = self.height() / 2
        draw_keycap(painter, 14, middle, self.frequent.letter)
        x = 14 + keycap_width(self.frequent.letter) + 10
        area = QRectF(x, 0, self.width() - x - 10, self.height())
        text(painter, area, self.text(), theme().font("md"), colour("text"), LEFT, elide=True)
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2)


class FrequentCard(SectionCard):
    """Signals: ``chosen(item)``."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("本窗口常办", note="", parent=parent)
        self.header.add(Label("Alt + 字母", "sm", "text3"))
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.body.addWidget(self._grid_holder)
        self.body.addStretch(1)
        self.items: tuple[Frequent, ...] = ()
        theme().changed.connect(self._fill)

    def show_items(self, items: tuple[Frequent, ...]) -> None:
        if items != self.items:
            self.items = items
            self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self.items[: 8 if theme().sizes.has_right_column else 4]
        for at, frequent in enumerate(shown):
            row, column = divmod(at, 2)
            last = row == (len(shown) - 1) // 2
            cell = Panel(fill=None, edges=("" if last else "b") + ("r" if column == 0 else ""))
            inner = QVBoxLayout(cell)
            inner.setContentsMargins(0, 0, 1 if column == 0 else 0, 0 if last else 1)
            button = FrequentButton(frequent)
            button.clicked.connect(self._on_clicked)
            inner.addWidget(button)
            self._grid.addWidget(cell, row, column)
            self._grid.setColumnStretch(column, 1)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, FrequentButton):
            self.chosen.emit(button.frequent.item)


class HistoryCard(SectionCard):
    """近期办过: open cases with their state, earlier ones with their day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("近期办过", parent=parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self._cases: tuple[CaseLine, ...] = ()
        self._year = 0
        theme().changed.connect(self._fill)
        self._fill()

    def show_cases(self, cases: tuple[CaseLine, ...], year: int) -> None:
        if (cases, year) != (self._cases, self._year):
            self._cases, self._year = cases, year
            self._fill()

    def _fill(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._cases[: 4 if theme().sizes.has_right_column else 2]
        for at, case in enumerate(shown):
            line = Panel(fill=None, edges="b" if at < len(shown) - 1 else "")
            line.setFixedHeight(theme().sizes.row)
            row = QHBoxLayout(line)
            row.setContentsMargins(14, 0, 14, 1)
            row.setSpacing(10)
            row.addWidget(ElidedLabel(case.item_name), 1, Qt.AlignmentFlag.AlignVCenter)
            if case.days_left is not None:
                chip = Chip(case.state_name, _KINDS.get(case.tone, "idle"))
                row.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
            else:
                row.addWidget(Label(day_words(case.on, self._year), "sm", "text3"))
            self._lines.addWidget(line)
        if not shown:
            empty = Label("没有办过的", "md", "text3")
            empty.setContentsMargins(14, 6, 14, 6)
            self._lines.addWidget(empty)
