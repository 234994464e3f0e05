"""A page of the rail with pages of its own: a list of them at the left, one on show (管理, 设置)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.page import Page, PageEntry
from ui.theme import theme
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.paint import LEFT, box, text
from ui.widgets.row_delegates import RowDelegate
from ui.widgets.rows import RowList
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.status import WindowEvent
    from ui.reception.board import Board


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A row of the list."""

    key: str
    words: str
    icon: str

    @property
    def spoken(self) -> str:
        return self.words


class _SectionDelegate(RowDelegate):
    """Icon and words; the current one on accent."""

    lines_between = False

    def row_height(self) -> int:
        return theme().sizes.row

    def paint_row(self, painter: QPainter, rect: QRect, row: Any, selected: bool) -> None:
        colour = theme().colour
        painter.fillRect(rect, colour("surface"))
        area = QRectF(rect).adjusted(8, 1, -8, -1)
        if selected:
            box(painter, area, colour("accent_soft"), None)
        ink = colour("accent" if selected else "text")
        middle = rect.top() + rect.height() / 2
        draw_icon(painter, row.icon, area.left() + 11, middle - 9, 18, ink)
        words = area.adjusted(36, 0, -4, 0)
        text(painter, words, row.words, theme().font("md", bold=selected), ink, LEFT, elide=True)


class PageHead(Panel):
    """The head of a page: title, a note after it, widgets at the right end."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, fill="surface")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(10)
        self.title = Label(title, "xl", bold=True)
        self.note = ElidedLabel(note, "sm", "text2")
        self._row.addWidget(self.title)
        self._row.addWidget(self.note, 1)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._row.setContentsMargins(16, 0, 16, 0)
        self.setFixedHeight(sizes.control + 20)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)


class SectionedPage(Page):
    """The sections that the clerk's role may open, made when first shown. ``PgUp``/``PgDn`` go from one to the next."""

    section_shown = Signal(str)

    def __init__(self, board: Board, title: str, sections: tuple[PageEntry, ...]) -> None:
        super().__init__(board)
        self.setAccessibleName(title)
        self._entries = {each.key: each for each in sections if each.open_to(board.clerk)}
        self._made: dict[str, Page] = {}
        self.list = RowList(f"{title}目录", _SectionDelegate())
        self.list.set_rows([SectionRow(one.key, one.words, one.icon) for one in self._entries.values()])
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.list.row_opened.connect(self._on_opened)
        self._side = Panel(edges="r")
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 8, 1, 8)
        side.addWidget(self.list)
        self.stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side)
        row.addWidget(self.stack, 1)
        follow_theme(self)
        self.show_section(next(iter(self._entries), ""))

    def restyle(self) -> None:
        sizes = theme().sizes
        self._side.setFixedWidth(170 if sizes.md <= 14 else 190 if sizes.md <= 16 else 200)

    # -- sections -------------------------------------------------------------------------------
    @property
    def section(self) -> str:
        """The key of the section on show, or ""."""
        row = self.list.rows.row_at(self.list.current)
        return row.key if row is not None else ""

    @property
    def current(self) -> Page | None:
        """The section's page on show."""
        return self._made.get(self.section)

    def has_section(self, key: str) -> bool:
        """Whether the clerk's role opens that section."""
        return key in self._entries

    def show_section(self, key: str) -> Page | None:
        """Show a section; None when the role does not open it."""
        if key not in self._entries:
            return None
        self.list.select(list(self._entries).index(key))
        return self._show(key)

    def _show(self, key: str) -> Page:
        page = self._made.get(key)
        if page is None:
            page = self._made[key] = self._entries[key].make(self.board)
            page.hints_changed.connect(self.hints_changed)
            self.stack.addWidget(page)
        if self.stack.currentWidget() is not page:
            self.stack.setCurrentWidget(page)
            self.section_shown.emit(key)
            self.board.hints_changed.emit()
        page.refresh()
        return page

    def _on_current(self) -> None:
        if self.section:
            self._show(self.section)

    def _on_opened(self, _number: int) -> None:
        if self.current is not None:
            self.current.place_focus()

    # -- the page -------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        own = self.current.hints() if self.current is not None else ()
        last = self.list.current == len(self._entries) - 1
        return (*own[:2], ("PgUp", "上一栏") if last else ("PgDn", "下一栏"))

    def place_focus(self) -> None:
        if self.current is not None:
            self.current.place_focus()

    def handle(self, intention: str) -> bool:
        if self.current is not None and self.current.handle(intention):
            return True
        if intention in ("previous_step", "next_step"):
            at = self.list.current + (1 if intention == "next_step" else -1)
            if 0 <= at < len(self._entries):
                self.show_section(list(self._entries)[at])
                self.place_focus()
            return True
        if intention == "back" and not self.list.hasFocus():
            self.list.setFocus()
            return True
        return False

    def refresh(self) -> None:
        if self.current is not None:
            self.current.refresh()

    def on_event(self, event: WindowEvent) -> None:
        for page in self._made.values():
            page.on_event(event)

    def finish(self) -> None:
        for page in self._made.values():
            page.finish()
