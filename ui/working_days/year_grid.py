"""The year as twelve months: working days, holidays, days made up for; arrows move, Space changes a day."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import theme
from ui.widgets.paint import CENTRE, LEFT, box, text
from ui.widgets.spoken_role import speak_as
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from ui.tokens import ColourName

_ACROSS = 4
_WEEKDAYS = "一二三四五六日"
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class YearGrid(QWidget):
    """Signals: ``day_chosen(day)`` when the cursor moves, ``day_toggled(day)`` for Space or Enter.

    The whole year is painted; a screen reader hears the day under the cursor as the widget's name.
    """

    day_chosen = Signal(object)
    day_toggled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year = 2026
        self.days: Mapping[date, tuple[bool, str]] = {}
        self.changed: frozenset[date] = frozenset()
        self.chosen = date(2026, 1, 1)
        self.today: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Enter changes the day that the name tells.
        speak_as(self, QAccessible.Role.Button)
        follow_theme(self)

    def restyle(self) -> None:
        self.setMinimumSize(560, 480)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(760, 560)

    def show_year(
        self, year: int, days: Mapping[date, tuple[bool, str]], changed: frozenset[date], today: date
    ) -> None:
        """Show a year: for each day that differs from the week's rule whether it is worked, and why."""
        self.year, self.days, self.changed, self.today = year, days, changed, today
        if self.chosen.year != year:
            self.chosen = today if today.year == year else date(year, 1, 1)
        self._say()
        self.update()

    def is_working(self, day: date) -> bool:
        """Whether the day is worked as shown."""
        found = self.days.get(day)
        return found[0] if found is not None else day.weekday() < 5

    def words_of(self, day: date) -> str:
        """The day in words."""
        name = self.days[day][1] if day in self.days else ""
        kind = "上班" if self.is_working(day) else "休息"
        changed = "，已改未保存" if day in self.changed else ""
        weekday = _WEEKDAYS[day.weekday()]
        return f"{day.month} 月 {day.day} 日 周{weekday}，{kind}{f'，{name}' if name else ''}{changed}"

    def move_to(self, day: date) -> None:
        """Put the cursor on a day of the year shown."""
        if day.year == self.year and day != self.chosen:
            self.chosen = day
            self._say()
            self.update()
            self.day_chosen.emit(day)

    def _say(self) -> None:
        self.setAccessibleName(self.words_of(self.chosen))

    # -- keys and mouse -------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.move_to(self.chosen + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.move_to(date(self.year, 1, 1) if key is Qt.Key.Key_Home else date(self.year, 12, 31))
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.day_toggled.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for month in range(1, 13):
            area = self._month_area(month)
            if area.contains(event.position().toPoint()):
                for day, cell in self._cells(month, area):
                    if cell.contains(event.position()):
                        self.move_to(day)

    # -- painting -------------------------------------------------------------------------------
    def _month_area(self, month: int) -> QRect:
        width, height = self.width() // _ACROSS, self.height() // (12 // _ACROSS)
        at = month - 1
        return QRect(at % _ACROSS * width, at // _ACROSS * height, width, height)

    def _cells(self, month: int, area: QRect) -> list[tuple[date, QRectF]]:
        inner = area.adjusted(10, 6, -10, -6)
        title = round(theme().sizes.md * 1.6)
        row = (inner.height() - title) / 7
        column = inner.width() / 7
        first, number = calendar.monthrange(self.year, month)
        cells: list[tuple[date, QRectF]] = []
        for at in range(number):
            place = first + at
            x = inner.left() + place % 7 * column
            y = inner.top() + title + (place // 7 + 1) * row
            cells.append((date(self.year, month, at + 1), QRectF(x, y, column, row)))
        return cells

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        for month in range(1, 13):
            self._paint_month(painter, month)

    def _paint_month(self, painter: QPainter, month: int) -> None:
        colour = theme().colour
        area = self._month_area(month)
        inner = area.adjusted(10, 6, -10, -6)
        title = round(theme().sizes.md * 1.6)
        head = QRectF(inner.left(), inner.top(), inner.width(), title)
        text(painter, head, f"{month} 月", theme().font("md", bold=True), colour("text"), LEFT)
        small = theme().font_px(min(theme().sizes.xs, 14))
        row, column = (inner.height() - title) / 7, inner.width() / 7
        for at, word in enumerate(_WEEKDAYS):
            cell = QRectF(inner.left() + at * column, inner.top() + title, column, row)
            text(painter, cell, word, small, colour("text3"), CENTRE)
        for day, cell in self._cells(month, area):
            self._paint_day(painter, day, cell)

    def _paint_day(self, painter: QPainter, day: date, cell: QRectF) -> None:
        colour = theme().colour
        working, named = self.is_working(day), day in self.days
        ink: ColourName = "text" if working else "text3"
        fill: ColourName | None = None
        mark = ""
        if named and not working:
            ink, fill, mark = "ok", "ok_soft", "休"
        elif named and working and day.weekday() >= 5:
            ink, fill, mark = "warn", "warn_soft", "班"
        area = cell.adjusted(1, 1, -1, -1)
        if fill is not None:
            # Where there is no room for 休 and 班 the edge tells them apart, not the colour alone.
            box(painter, area, colour(fill), colour("warn_line") if mark == "班" else None, radius=4)
        if day in self.changed:
            box(painter, area, None, colour("warn_fill"), radius=4)
        if day == self.chosen:
            box(painter, area, None, colour("accent"), width=2 if self.hasFocus() else 1, radius=4)
        size = min(theme().sizes.sm, max(10, round(cell.height() * 0.62)))
        font = theme().font_px(size, bold=day == self.today)
        words = f"{day.day}{mark}" if mark and cell.width() >= 30 else str(day.day)
        text(painter, area, words, font, colour(ink), CENTRE)
