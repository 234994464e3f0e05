"""The rail: the pages that a role may open, with badges."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import draw_icon
from ui.shell_state import RailEntry
from ui.theme import theme
from ui.widgets.paint import CENTRE, box, text
from ui.widgets.pressable import presses
from ui.widgets.themed import Panel, follow_theme


class RailButton(QToolButton):
    """A page in the rail: icon over word, badge painted on top."""

    def __init__(self, entry: RailEntry, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._number = number
        self.setText(entry.words)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_badge(entry.badge)
        follow_theme(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event):
            self.click()
            return
        super().keyPressEvent(event)

    def set_badge(self, badge: int) -> None:
        self._badge = badge
        self.setAccessibleName(f"{self.entry.words}，{badge} 件" if badge else self.entry.words)
        if self._number <= 9:
            self.setAccessibleDescription(f"按键 Ctrl {self._number}")
        self.update()

    def restyle(self) -> None:
        sizes = theme().sizes
        top, gap, bottom = self._spacing()
        self.setFixedSize(sizes.rail - 13, top + sizes.rail_icon + gap + round(sizes.xs * 1.2) + bottom)
        self.update()

    def _spacing(self) -> tuple[int, int, int]:
        return (6, 2, 5) if theme().sizes.rail <= 64 else (8, 3, 7)

    def sizeHint(self) -> QSize:
        return self.size()

    def minimumSizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour, sizes = theme().colour, theme().sizes
        on = self.isChecked()
        if on:
            box(painter, self.rect(), colour("accent_soft"), None)
        elif self.underMouse():
            box(painter, self.rect(), colour("hover"), None)
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2)
        ink = colour("accent" if on else "text2")
        top, gap, _ = self._spacing()
        size = sizes.rail_icon
        draw_icon(painter, self.entry.icon, (self.width() - size) / 2, top, size, ink)
        height = round(sizes.xs * 1.45)
        centre = top + size + gap + sizes.xs * 0.6
        area = QRectF(-4, centre - height / 2, self.width() + 8, height)
        text(painter, area, self.entry.words, theme().font("xs", bold=on), ink, CENTRE)
        if self._badge:
            self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        compact = theme().sizes.rail <= 64
        height, right, top = (16, 4, 2) if compact else (18, 9, 3)
        words = str(self._badge) if self._badge < 100 else "99+"
        font = theme().font_px(12, bold=True)
        width = max(height, theme().metrics("keycap", bold=True).horizontalAdvance(words) + 8)
        area = QRectF(self.width() - right - width, top, width, height)
        box(painter, area, theme().colour("badge"), None, radius=height / 2)
        text(painter, area, words, font, theme().colour("on_accent"), CENTRE)


class Rail(Panel):
    """Signals: `page_chosen(key)` when a person picks another page."""

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="r")
        self.setAccessibleName("导航")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._on_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 8, 7, 8)
        self._column.setSpacing(2)
        self._entries: tuple[RailEntry, ...] = ()
        self.buttons: dict[str, RailButton] = {}
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(theme().sizes.rail)

    def show_entries(self, entries: tuple[RailEntry, ...]) -> None:
        """Show these pages; only badges change if the pages are the same."""
        if entries == self._entries:
            return
        same = [entry.key for entry in entries] == [entry.key for entry in self._entries]
        self._entries = entries
        if same:
            for entry in entries:
                self.buttons[entry.key].set_badge(entry.badge)
            return
        current = self.current
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        while self._column.takeAt(0) is not None:
            pass
        self.buttons = {entry.key: RailButton(entry, at + 1, self) for at, entry in enumerate(entries)}
        for at, entry in enumerate(entries):
            self._group.addButton(self.buttons[entry.key], at)
        for entry in (entry for entry in entries if not entry.bottom):
            self._column.addWidget(self.buttons[entry.key])
        self._column.addStretch(1)
        for entry in (entry for entry in entries if entry.bottom):
            self._column.addWidget(self.buttons[entry.key])
        self.set_current(current)

    @property
    def current(self) -> str:
        at = self._group.checkedId()
        return self._entries[at].key if 0 <= at < len(self._entries) else ""

    def set_current(self, key: str) -> None:
        """Mark a page without telling anyone."""
        button = self.buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def key_at(self, number: int) -> str:
        """The page of `Ctrl 1…9`, or ""."""
        return self._entries[number - 1].key if 1 <= number <= len(self._entries) else ""

    def _on_clicked(self, at: int) -> None:
        self.page_chosen.emit(self._entries[at].key)
