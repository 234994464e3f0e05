"""The cards under the recommendations: 本窗口常办 and 近期办过."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hall_app.cases.lights import Light
from hall_app.libraries.wording import UNDONE_STATES
from ui.reception.words import day_words
from ui.theme import theme
from ui.widgets.chip import Chip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.paint import LEFT, box, draw_keycap, keycap_width, text
from ui.widgets.pressable import Pressable
from ui.widgets.section_card import SectionCard
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.items.catalogue import Frequent
    from hall_app.libraries.person_file import CaseLine
    from ui.tokens import Kind

_KINDS: dict[str, Kind] = {"ok": "ok", "warn": "warn", "bad": "bad", "idle": "idle", "accent": "accent"}


class FrequentButton(Pressable):
    """A keycap letter and an item."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.frequent: Frequent | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def show_item(self, frequent: Frequent) -> None:
        """The item this stands for."""
        self.frequent = frequent
        self.setText(frequent.item.name)
        self.setAccessibleName(frequent.item.name)
        self.setAccessibleDescription(f"按键 Alt {frequent.letter}")
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.row)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, theme().sizes.row)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, theme().sizes.row)

    def words_for(self, room: float) -> str:
        """The item's name, its short one where there is no room for it."""
        short = self.frequent.item.short_name if self.frequent is not None else ""
        fits = theme().metrics("md").horizontalAdvance(self.text()) <= room
        return self.text() if fits or not short else short

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        if self.underMouse():
            painter.fillRect(self.rect(), colour("hover"))
        middle = self.height() / 2
        letter = self.frequent.letter if self.frequent is not None else ""
        draw_keycap(painter, 14, middle, letter)
        x = 14 + keycap_width(letter) + 10
        area = QRectF(x, 0, self.width() - x - 10, self.height())
        text(
            painter, area, self.words_for(area.width()), theme().font("md"), colour("text"), LEFT, elide=True
        )
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2)


class _Cell(Panel):
    """A usual item in its place, with the lines between it and its neighbours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None)
        self._inner = QVBoxLayout(self)
        self.button = FrequentButton()
        self._inner.addWidget(self.button)

    def show_item(self, frequent: Frequent, *, last: bool, left: bool) -> None:
        self.set_edges(("" if last else "b") + ("r" if left else ""))
        self._inner.setContentsMargins(0, 0, 1 if left else 0, 0 if last else 1)
        self.button.show_item(frequent)


class _Line(Panel):
    """A case of the history."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, fill=None)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 1)
        row.setSpacing(10)
        self.name = ElidedLabel("")
        self.chip = Chip()
        self.day = Label("", "sm", "text3")
        row.addWidget(self.name, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.day)

    def show_case(self, case: CaseLine, year: int, *, last: bool) -> None:
        self.set_edges("" if last else "b")
        self.setFixedHeight(theme().sizes.row)
        self.name.setText(case.item_name)
        left = case.left
        open_ = left.light is not Light.NONE
        if open_:
            spoken = f"{case.state_name}，{left.spoken}"
            self.chip.set_chip(case.state_name, _KINDS.get(left.tone, "idle"), left.icon, spoken)
        else:
            # What ended without what was asked for says so.
            words = [case.state_name] if case.state in UNDONE_STATES else []
            self.day.setText(" ".join([*words, day_words(case.on, year)]))
        self.chip.setVisible(open_)
        self.day.setVisible(not open_)


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
        self._cells: list[_Cell] = []
        theme().changed.connect(self._fill)

    def stock(self) -> Iterator[None]:
        """Make the cells ahead, one a step."""
        while len(self._cells) < self._most():
            self._new_cell().hide()
            yield

    @staticmethod
    def _most() -> int:
        return 8 if theme().sizes.has_right_column else 4

    def _new_cell(self) -> _Cell:
        at = len(self._cells)
        cell = _Cell(self._grid_holder)
        cell.button.clicked.connect(self._on_clicked)
        self._grid.addWidget(cell, at // 2, at % 2)
        self._grid.setColumnStretch(at % 2, 1)
        self._cells.append(cell)
        return cell

    def show_items(self, items: tuple[Frequent, ...]) -> None:
        if items != self.items:
            self.items = items
            self._fill()

    def _fill(self) -> None:
        shown = self.items[: self._most()]
        for at, frequent in enumerate(shown):
            row, column = divmod(at, 2)
            cell = self._cells[at] if at < len(self._cells) else self._new_cell()
            cell.show_item(frequent, last=row == (len(shown) - 1) // 2, left=column == 0)
            cell.show()
        for cell in self._cells[len(shown) :]:
            cell.hide()

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, FrequentButton) and button.frequent is not None:
            self.chosen.emit(button.frequent.item)


class HistoryCard(SectionCard):
    """近期办过: open cases with their state, earlier ones with their day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("近期办过", parent=parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self._empty = Label("没有办过的", "md", "text3")
        self._empty.setContentsMargins(14, 6, 14, 6)
        self._lines.addWidget(self._empty)
        self._rows: list[_Line] = []
        self._cases: tuple[CaseLine, ...] = ()
        self._year = 0
        theme().changed.connect(self._fill)
        self._fill()

    def stock(self) -> Iterator[None]:
        """Make the lines ahead, one a step."""
        while len(self._rows) < self._most():
            self._new_line().hide()
            yield

    @staticmethod
    def _most() -> int:
        return 4 if theme().sizes.has_right_column else 2

    def _new_line(self) -> _Line:
        line = _Line()
        self._lines.addWidget(line)
        self._rows.append(line)
        return line

    def show_cases(self, cases: tuple[CaseLine, ...], year: int) -> None:
        if (cases, year) != (self._cases, self._year):
            self._cases, self._year = cases, year
            self._fill()

    def _fill(self) -> None:
        shown = self._cases[: self._most()]
        for at, case in enumerate(shown):
            line = self._rows[at] if at < len(self._rows) else self._new_line()
            line.show_case(case, self._year, last=at == len(shown) - 1)
            line.show()
        for line in self._rows[len(shown) :]:
            line.hide()
        self._empty.setVisible(not shown)
