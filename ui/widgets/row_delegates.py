"""Delegates that paint list rows: suggestions, two-line rows, queue rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import ColourName, Kind
from ui.widgets.chip import chip_width, draw_chip
from ui.widgets.paint import LEFT, RIGHT, draw_keycap, keycap_width, text
from ui.widgets.rows import ROW_ROLE


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a title; `hit` is what the search matched."""

    words: str
    hit: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PushRow:
    """A suggestion: what, why (with date), what it needs, how long it takes."""

    key: str
    title: str
    reason: str
    materials: str = ""
    materials_icon: str = "file-check"
    materials_tone: ColourName = "text2"
    limit: str = ""
    seconds: str = ""

    @property
    def spoken(self) -> str:
        parts = (self.title, self.reason, self.materials, self.limit, self.seconds)
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class TwoLineRow:
    """A row of two lines: keycap or icon at the left, chip at the right."""

    title: tuple[Span, ...]
    note: str = ""
    key: str = ""
    icon: str = ""
    icon_tone: ColourName = "text2"
    chip: str = ""
    chip_kind: Kind = "idle"
    chip_icon: str = ""
    aside: str = ""
    title_tone: ColourName = "text"

    @property
    def spoken(self) -> str:
        title = "".join(span.words for span in self.title)
        return "，".join(part for part in (title, self.aside, self.note, self.chip) if part)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A waiting ticket. `state`: "" normal, "due" appointment reached, "next" the one to call."""

    number: str
    business: str
    wait: str
    icon: str = ""
    state: str = ""

    @property
    def spoken(self) -> str:
        return f"{self.number}，{self.business}，{self.wait}"


class RowDelegate(QStyledItemDelegate):
    """Backgrounds, the selected edge and the line below; subclasses paint the content."""

    lines_between = True

    def row_height(self) -> int:
        return theme().sizes.row

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        # pyright does not see QStyleOption's fields through the stub.
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        colour = theme().colour
        painter.save()
        if selected:
            painter.fillRect(rect, colour("accent_soft"))
            painter.fillRect(rect.left(), rect.top(), 4, rect.height(), colour("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        last = index.row() == index.model().rowCount() - 1
        if self.lines_between and not last:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("line"))
        if row is not None:
            self.paint_row(painter, rect, row, selected)
        painter.restore()

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
        """Paint the content of one row."""
        raise NotImplementedError


def _two_lines(
    painter: QPainter, area: QRect, spans: tuple[Span, ...], note: str, *, aside: str = ""
) -> None:
    """A title over a note, centred together in the area."""
    sizes, colour = theme().sizes, theme().colour
    title_height, note_height = round(sizes.lg * 1.4), round(sizes.sm * 1.4)
    top = area.top() + (area.height() - title_height - (note_height if note else 0)) / 2
    x: float = area.left()
    for span in spans:
        font = theme().font("lg", bold=span.bold or span.hit)
        width = QFontMetrics(font).horizontalAdvance(span.words)
        room = area.right() - x
        if room <= 8:
            break
        ink = colour("accent" if span.hit else "text")
        text(
            painter,
            QRectF(x, top, min(width + 1, room), title_height),
            span.words,
            font,
            ink,
            LEFT,
            elide=width > room,
        )
        x += width
    if aside and area.right() - x > 40:
        rect = QRectF(x + 14, top, area.right() - x - 14, title_height)
        text(painter, rect, aside, theme().font("sm"), colour("text3"), LEFT, elide=True)
    if note:
        rect = QRectF(area.left(), top + title_height, area.width(), note_height)
        text(painter, rect, note, theme().font("sm"), colour("text2"), LEFT, elide=True)


class PushRowDelegate(RowDelegate):
    """Suggestion rows: big digit, title and reason, materials, limit, seconds, Enter on the selected one."""

    def row_height(self) -> int:
        return theme().sizes.push_row

    def _columns(self) -> tuple[int, int, int, int, int]:
        """Widths of digit, materials, limit, seconds, Enter mark (0 = dropped)."""
        sizes = theme().sizes
        if sizes.md <= 14:
            return 36, 160, 104, 76, 26
        if sizes.md <= 16:
            return 44, 190, 132, 92, 34
        if sizes.is_tight:
            return 46, 124, 118, 0, 0
        return 48, 200, 130, 100, 36

    def paint_row(self, painter: QPainter, rect: QRect, row: PushRow, selected: bool) -> None:
        colour = theme().colour
        digit, materials, limit, seconds, mark = self._columns()
        middle = rect.top() + (rect.height() - 1) / 2
        left = rect.left() + 14
        draw_keycap(painter, left, middle, row.key, big=True)
        right = rect.right() - 12 + 1
        if mark:
            if selected:
                draw_icon(painter, "corner-down-left", right - mark + 8, middle - 9, 18, colour("accent"))
            right -= mark + 8
        for width, words in ((seconds, row.seconds), (limit, row.limit)):
            if width:
                area = QRectF(right - width, rect.top(), width, rect.height())
                text(painter, area, words, theme().font("sm"), colour("text2"), LEFT, elide=True)
                right -= width + 8
        x = right - materials
        ink = colour(row.materials_tone)
        area = QRectF(x, rect.top(), materials, rect.height())
        if mark and row.materials_icon:
            draw_icon(painter, row.materials_icon, x, middle - 8.5, 17, ink)
            area.setLeft(x + 23)
        text(painter, area, row.materials, theme().font("sm"), ink, LEFT, elide=True)
        left += digit + 8
        area2 = QRect(left, rect.top(), round(x - 8 - left), rect.height() - 1)
        _two_lines(painter, area2, (Span(row.title, bold=True),), row.reason)


class TwoLineDelegate(RowDelegate):
    """Rows of the item picker and of the material list."""

    def __init__(self, *, height: str = "material_row") -> None:
        super().__init__()
        self._height = height

    def row_height(self) -> int:
        sizes = theme().sizes
        return int(getattr(sizes, self._height))

    def paint_row(self, painter: QPainter, rect: QRect, row: TwoLineRow, selected: bool) -> None:
        colour = theme().colour
        middle = rect.top() + (rect.height() - 1) / 2
        left = rect.left() + 14
        if row.key:
            lead = max(28, keycap_width(row.key))
            draw_keycap(painter, left + (28 - keycap_width(row.key)) / 2, middle, row.key)
            left += lead + 8
        elif row.icon:
            draw_icon(painter, row.icon, left, middle - 10, 20, colour(row.icon_tone))
            left += 34
        right = rect.right() - 14 + 1
        if row.chip:
            width = chip_width(row.chip, row.chip_kind, row.chip_icon)
            right -= width
            draw_chip(painter, right, middle, row.chip, row.chip_kind, row.chip_icon)
            right -= 8
        area = QRect(left, rect.top(), right - left, rect.height() - 1)
        _two_lines(painter, area, row.title, row.note, aside=row.aside)


class QueueDelegate(RowDelegate):
    """Waiting tickets: number, business, minutes; an appointment that is due on amber."""

    def __init__(self, *, lines: bool = True) -> None:
        super().__init__()
        self.lines_between = lines

    def row_height(self) -> int:
        return theme().sizes.row + (4 if self.lines_between and theme().sizes.row == 34 else 0)

    def paint_row(self, painter: QPainter, rect: QRect, row: QueueRow, selected: bool) -> None:
        colour = theme().colour
        due, upcoming = row.state == "due", row.state == "next"
        if due or upcoming:
            fill = rect.adjusted(0, 0, 0, -1) if self.lines_between else rect
            painter.fillRect(fill, colour("warn_soft" if due else "accent_soft"))
        left, right = rect.left() + 18, rect.right() - 18 + 1
        area = QRectF(left, rect.top(), 80, rect.height() - 1)
        ink = colour("accent" if upcoming else "text")
        text(painter, area, row.number, theme().font("md", bold=True), ink, LEFT)
        width = theme().metrics("md").horizontalAdvance(row.wait)
        area = QRectF(right - width, rect.top(), width + 1, rect.height() - 1)
        ink = colour("warn" if due else "text2" if upcoming else "text3")
        text(painter, area, row.wait, theme().font("md"), ink, RIGHT)
        x: float = left + max(70, theme().metrics("md", bold=True).horizontalAdvance(row.number) + 14) + 8
        ink = colour("warn" if due else "text" if upcoming else "text2")
        if row.icon:
            draw_icon(painter, row.icon, x, rect.top() + (rect.height() - 1) / 2 - 8, 16, ink)
            x += 21
        area = QRectF(x, rect.top(), right - width - 8 - x, rect.height() - 1)
        text(painter, area, row.business, theme().font("md"), ink, LEFT, elide=True)
