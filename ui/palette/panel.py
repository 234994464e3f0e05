"""The command palette (mockup 14): one box, grouped results, the keys at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.palette.presenter import PalettePresenter
from ui.palette.state import ADDRESSES, CASES, COMMANDS, ITEMS, PREFIXES, Entry, PaletteState
from ui.theme import theme
from ui.tokens import RADIUS_PALETTE
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import KeyHint
from ui.widgets.label import Label
from ui.widgets.paint import LEFT, RIGHT, box, draw_keycap, keycap_width, text
from ui.widgets.row_delegates import RowDelegate
from ui.widgets.rows import ROW_ROLE, RowList
from ui.widgets.search_field import PlainEdit
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from ui.tokens import ColourName

ROW_PX, TITLE_PX, FIELD_PX, FOOT_PX = 42, 30, 56, 40
# The room that rows have while words stand in the box: two groups and what they hold; more is scrolled.
FULL_ROWS = 11
FULL_PX = 2 * TITLE_PX + (FULL_ROWS - 2) * ROW_PX + ROW_PX // 2
_ICONS = {
    "item": "file-text", "person": "user", "command": "keyboard", "case": "files", "page": "layout-columns",
    "address": "map-pin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """A row of the list: a group's title, an entry, or, ``alone``, why there is none."""

    title: str = ""
    entry: Entry | None = None
    alone: bool = False

    @property
    def spoken(self) -> str:
        if self.entry is None:
            return self.title
        parts = (self.entry.title, self.entry.note, self.entry.aside, self.entry.shortcut)
        return "，".join(part for part in parts if part)


_ASIDE_TONES: dict[str, ColourName] = {"warn": "warn", "bad": "bad"}


class PaletteDelegate(RowDelegate):
    """Paints group titles and entries."""

    lines_between = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(ROW_ROLE) if index.isValid() else None
        return QSize(200, _height(row) + _large())

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
        colour = theme().colour
        if row.entry is None:
            area = QRectF(rect.left() + 18, rect.top() + 6, rect.width() - 36, rect.height() - 6)
            step, tone = ("md", "text2") if row.alone else ("sm", "text3")
            text(painter, area, row.title, theme().font(step), colour(tone), LEFT, elide=True)
            return
        entry: Entry = row.entry
        middle = rect.top() + rect.height() / 2
        tone: ColourName = "accent" if selected else "text2"
        draw_icon(painter, _ICONS[entry.kind], rect.left() + 18, middle - 9.5, 19, colour(tone))
        right = float(rect.right() - 17)
        if selected:
            draw_icon(painter, "corner-down-left", right - 17, middle - 8.5, 17, colour("accent"))
        right -= 27
        if entry.shortcut:
            right -= keycap_width(_cap(entry.shortcut))
            draw_keycap(painter, right, middle, _cap(entry.shortcut))
            right -= 10
        elif entry.aside:
            width = theme().metrics("sm").horizontalAdvance(entry.aside)
            area = QRectF(right - width, rect.top(), width + 1, rect.height())
            ink = colour(_ASIDE_TONES.get(entry.tone, "text3"))
            text(painter, area, entry.aside, theme().font("sm"), ink, RIGHT)
            right -= width + 10
        self._words(
            painter, QRectF(rect.left() + 54, rect.top(), right - rect.left() - 54, rect.height()), entry
        )

    @staticmethod
    def _words(painter: QPainter, area: QRectF, entry: Entry) -> None:
        colour = theme().colour
        x, at = area.left(), 0
        pieces: list[tuple[str, bool]] = []
        for start, end in entry.spans:
            pieces += [(entry.title[at:start], False), (entry.title[start:end], True)]
            at = end
        pieces.append((entry.title[at:], False))
        for words, hit in pieces:
            font = theme().font("md", bold=hit)
            width = QFontMetrics(font).horizontalAdvance(words)
            piece = QRectF(x, area.top(), min(width + 1, area.right() - x), area.height())
            text(painter, piece, words, font, colour("accent" if hit else "text"), LEFT, elide=True)
            x += width
        if entry.note and area.right() - x > 40:
            note = QRectF(x + 15, area.top(), area.right() - x - 15, area.height())
            text(painter, note, entry.note, theme().font("md"), colour("text2"), LEFT, elide=True)


def _height(row: PaletteRow | None) -> int:
    """Pixels of a row in the normal text size."""
    return TITLE_PX if row is not None and row.entry is None else ROW_PX


def _large() -> int:
    """Pixels that a row gets more in large text."""
    return 8 if theme().sizes.md > 16 else 0


def _nothing(state: PaletteState) -> str:
    """What stands where no row does."""
    if state.searching:
        return "正在查…"
    if not state.query:
        return ""
    words = _NOTHING.get(PREFIXES.get(state.query[0], state.category))
    return words or f"没找到“{state.query}”。人员要输全姓名或证件号"


_NOTHING = {
    CASES: "没有这样的办件；只输 # 看等补交的",
    ITEMS: "没有这样的事项；换个叫法或拼音首字母",
    ADDRESSES: "没有这样的地址；换个叫法、拼音首字母或编码",
    COMMANDS: "没有这样的页或命令",
}


def _cap(key: str) -> str:
    return key.replace("+", " ")


class PalettePanel(QFrame):
    """Signals: ``left`` for Esc or after something was opened. ``edit`` takes the focus."""

    left = Signal()

    def __init__(self, presenter: PalettePresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._height = -1
        self._enter_waits = False
        self._moved = False
        self.setAccessibleName("全局搜索")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._make_field())
        self.list = RowList("搜索结果", PaletteDelegate())
        self.list.setUniformItemSizes(False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # What comes and goes beside the rows would have the page under the panel painted anew; a row cut in two by
        # the foot tells that there are more.
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.row_opened.connect(self._on_opened)
        outer.addWidget(self.list)
        outer.addWidget(self._make_foot())
        presenter.changed.connect(self.render_state)
        presenter.failed.connect(self._on_failed)
        follow_theme(self)

    def _make_field(self) -> QWidget:
        holder = Panel(fill=None, edges="b")
        holder.setFixedHeight(FIELD_PX)
        row = QHBoxLayout(holder)
        row.setContentsMargins(18, 0, 18, 1)
        row.setSpacing(12)
        row.addWidget(IconLabel("search", 22, "accent"))
        self.edit = PlainEdit()
        self.edit.digits_pick = False
        self.edit.setPlaceholderText("姓名、事项、办件号；@ 人 # 办件 / 命令 = 地址")
        self.edit.setAccessibleName("全局搜索")
        self.edit.query_changed.connect(self._on_query)
        self.edit.key_passed.connect(self._on_key)
        self.edit.installEventFilter(self)
        row.addWidget(self.edit, 1)
        self.category = Segmented("类别", list(self._presenter.categories), current="all")
        self.category.selected.connect(self._presenter.set_category)
        row.addWidget(self.category)
        return holder

    def _make_foot(self) -> QWidget:
        foot = Panel(fill=None, edges="t")  # its ground, with the panel's lower corners, is the panel's
        foot.setFixedHeight(FOOT_PX)
        row = QHBoxLayout(foot)
        row.setContentsMargins(18, 1, 18, 0)
        row.setSpacing(18)
        for key, words in (("↑↓", "选择"), ("Enter", "打开"), ("Tab", "换类别"), ("Esc", "关闭")):
            row.addWidget(KeyHint(key, words, "sm"))
        row.addStretch(1)
        row.addWidget(Label("查询人员会留痕", "sm", "text3"))
        return foot

    def restyle(self) -> None:
        self.edit.setFont(theme().font("lg"))
        self._height = -1
        self.render_state()

    def begin(self) -> None:
        """Empty, at the first category."""
        self._enter_waits = self._moved = False
        self.edit.clear()
        self.category.set_current("all")
        self._presenter.open()

    def render_state(self) -> None:
        """Rows in their groups; the cursor stays on the first entry until it is moved, then on its own."""
        state = self._presenter.state
        rows: list[PaletteRow] = []
        for title, entries in state.groups:
            rows.append(PaletteRow(title))
            rows += [PaletteRow(entry=entry) for entry in entries]
        if not rows and (words := _nothing(state)):
            rows.append(PaletteRow(words, alone=True))
        if rows != self.list.rows.rows:
            self._show_rows(rows)
        self._fit(rows, full=bool(state.query))
        if self._enter_waits and self._presenter.answered:
            self._enter_waits = False
            self._on_opened(self.list.current)

    def _show_rows(self, rows: list[PaletteRow]) -> None:
        before = self.list.rows.row_at(self.list.current) if self._moved else None
        self.list.set_rows(rows)
        entries = [at for at, row in enumerate(rows) if row.entry is not None]
        keep = next((at for at in entries if rows[at] == before), None)
        if entries:
            self.list.select(entries[0] if keep is None else keep)

    def _fit(self, rows: list[PaletteRow], *, full: bool) -> None:
        """As high as its rows; while words stand always as high as it gets, so that no key moves what lies around.

        A panel that grows or shrinks between two keys also has the page under it painted anew, which takes more than
        a frame.
        """
        height = FULL_PX + FULL_ROWS * _large() if full else sum(_height(row) + _large() for row in rows)
        if height != self._height:
            self._height = height
            self.list.setFixedHeight(height)
            self.adjustSize()

    # -- keys -----------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Tab and not event.modifiers():
                keys = [key for key, _words in self._presenter.categories]
                following = keys[(keys.index(self.category.current) + 1) % len(keys)]
                self.category.set_current(following)
                self._presenter.set_category(following)
                return True
            if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                return True
        return super().eventFilter(watched, event)

    def _on_query(self, query: str) -> None:
        self._enter_waits = self._moved = False
        self._presenter.search(query)

    def _on_failed(self) -> None:
        """What Enter waited for does not come, and nothing else is opened in its stead."""
        self._enter_waits = False

    def _on_key(self, key: int, _text: str) -> None:
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._presenter.answered or self._moved:
                self._on_opened(self.list.current)
            else:
                self._enter_waits = True  # typed faster than the answer: it opens what will stand first
        else:
            self._move(1 if key == Qt.Key.Key_Down else -1)

    def _move(self, by: int) -> None:
        rows = self.list.rows.rows
        at = self.list.current + by
        while 0 <= at < len(rows):
            if rows[at].entry is not None:
                self._moved = True
                self.list.select(at)
                return
            at += by

    def _on_opened(self, at: int) -> None:
        row = self.list.rows.row_at(at)
        if row is not None and row.entry is not None:
            self.left.emit()
            self._presenter.give(row.entry)

    def paintEvent(self, event: object) -> None:
        colour, painter = theme().colour, QPainter(self)
        box(painter, self.rect(), colour("surface"), None, radius=RADIUS_PALETTE)
        painter.setClipRect(self.rect().adjusted(0, self.height() - FOOT_PX - 1, 0, 0))
        box(painter, self.rect(), colour("sunken"), None, radius=RADIUS_PALETTE)
        painter.setClipping(False)
        box(painter, self.rect(), None, colour("field"), radius=RADIUS_PALETTE)
