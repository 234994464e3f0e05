"""The main window: top bar, rail, pages, banner slot, status bar, and a place for the command palette.

No logic: it shows `ShellState` and emits what a person wants. No menu bar (F10 and Alt belong to the reception).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.shell_rail import Rail
from ui.shell_state import DeviceState, KeyWords, RailEntry, ShellState, SyncState
from ui.shell_status import StatusBar
from ui.shell_top import PRODUCT, TopBar
from ui.theme import theme
from ui.widgets.banner import BannerSlot
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.toast import Toast
from ui.window_place import show_whole

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from ui.tokens import Mode


class PaletteHost(QWidget):
    """The scrim over the window with one panel on it; focus returns to the very widget that had it."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._host = window
        self._before: QWidget | None = None
        self._panel: QFrame | None = None
        self.setAccessibleName("搜索面板")
        window.installEventFilter(self)
        self.hide()

    def open(self, panel: QFrame, focus: QWidget) -> None:
        """Show a panel 92 px from the top, at most 760 px wide."""
        self._before = self.window().focusWidget()
        self._panel = panel
        panel.setParent(self)
        self.setGeometry(self._host.rect())
        self._place()
        panel.show()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Take the panel away and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        if self._panel is not None:
            self._panel.hide()
            self._panel = None
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._before = None
        self.closed.emit()

    def _place(self) -> None:
        if self._panel is not None:
            width = min(760, self.width() - 32)
            self._panel.setFixedWidth(width)
            self._panel.move((self.width() - width) // 2, 92)

    def mousePressEvent(self, event: object) -> None:
        self.close_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self.setGeometry(self._host.rect())
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: object) -> None:
        QPainter(self).fillRect(self.rect(), QColor(16, 22, 29, 97))


class Shell(QMainWindow):
    """Signals: `page_chosen(key)`, `search_requested()`, `sync_requested()`, `leaving()` before the window closes.

    `banner` and `toast` are for `Notices`. Pages are added by key and keep their state while hidden. A page that has
    a strip across the window puts the banner slot under it by `banner_place` (see `place_banner`).
    """

    page_chosen = Signal(str)
    search_requested = Signal()
    sync_requested = Signal()
    keys_requested = Signal()
    leaving = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(PRODUCT)
        self._state = ShellState()
        self._pages: dict[str, QWidget] = {}
        self.top = TopBar()
        self.rail = Rail()
        self.stack = QStackedWidget()
        self.banner = BannerSlot()
        central = Panel(fill="canvas")
        grid = QGridLayout(central)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.top, 0, 0, 1, 2)
        grid.addWidget(self.rail, 1, 0)
        main = QWidget()
        self._main = QVBoxLayout(main)
        self._main.setContentsMargins(0, 0, 0, 0)
        self._main.setSpacing(0)
        self._main.addWidget(self.banner)
        self._main.addWidget(self.stack, 1)
        grid.addWidget(main, 1, 1)
        grid.setRowStretch(1, 1)
        grid.setColumnStretch(1, 1)
        self.setCentralWidget(central)
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self.toast = Toast(self)
        self.palette_host = PaletteHost(self)
        self.top.search_pressed.connect(self.search_requested)
        self.top.minimise_pressed.connect(self.showMinimized)
        self.top.close_pressed.connect(self.close)
        self.rail.page_chosen.connect(self._on_rail)
        self.status.sync_pressed.connect(self.sync_requested)
        self._bind_keys()
        follow_theme(self)

    def _bind_keys(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self._on_search_key),
            ("Ctrl+Shift+F", self.leave_full_screen),
            ("Ctrl++", self._on_larger),
            ("Ctrl+=", self._on_larger),
            ("Ctrl+-", self._on_smaller),
            ("Ctrl+/", self.keys_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self._page_keys: dict[QObject, int] = {}
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(self._on_page_key)
            self._page_keys[shortcut] = number

    # -- what others call ------------------------------------------------------------------------------

    @property
    def state(self) -> ShellState:
        return self._state

    def show_state(self, state: ShellState) -> None:
        """Show everything around the page."""
        self._state = state
        self.top.show_state(state)
        self.rail.show_entries(state.rail)
        self.status.sync.show_state(state.sync)
        self.status.show_devices(state.devices)
        self.status.show_hints(state.hints)
        # The platform adds the product's name behind a title.
        title = [state.window, "演示" if state.practice else ""]
        self.setWindowTitle(" ".join(part for part in title if part) or PRODUCT)

    def show_clock(self, words: str) -> None:
        self.show_state(replace(self._state, clock=words))

    def show_sync(self, sync: SyncState) -> None:
        self.show_state(replace(self._state, sync=sync))

    def show_devices(self, devices: tuple[DeviceState, ...]) -> None:
        self.show_state(replace(self._state, devices=devices))

    def show_hints(self, *hints: KeyWords) -> None:
        self.show_state(replace(self._state, hints=hints))

    def show_rail(self, rail: tuple[RailEntry, ...]) -> None:
        self.show_state(replace(self._state, rail=rail))

    def add_page(self, key: str, page: QWidget) -> None:
        """Add a page under its rail key. Raises ValueError if the key is taken."""
        if key in self._pages:
            raise ValueError(f"page {key} is there already")
        self._pages[key] = page
        self.stack.addWidget(page)

    def show_page(self, key: str) -> None:
        """Show a page. Raises KeyError for an unknown one."""
        self.stack.setCurrentWidget(self._pages[key])
        self.rail.set_current(key)

    @property
    def page(self) -> str:
        """The key of the page on show, or ""."""
        current = self.stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is current), "")

    def place_banner(self, layout: QVBoxLayout, at: int) -> None:
        """Move the banner slot into a page's layout (under its ticket strip)."""
        if layout.indexOf(self.banner) < 0:
            layout.insertWidget(at, self.banner)

    def place_banner_above(self) -> None:
        """Move the banner slot back over the pages, for those without a strip."""
        self.place_banner(self._main, 0)

    def leave_full_screen(self) -> None:
        """Ctrl+Shift+F: out of full screen and back."""
        show_whole(self, full_screen=not self.isFullScreen())

    def resize_text(self, mode: Mode | None) -> None:
        """Another text size; None lets the width decide."""
        theme().set_mode(mode)

    # -- inside ----------------------------------------------------------------------------------------

    def restyle(self) -> None:
        self.setMinimumSize(1024, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme().set_width(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leaving.emit()
        super().closeEvent(event)

    def _on_rail(self, key: str) -> None:
        if key in self._pages:
            self.show_page(key)
        self.page_chosen.emit(key)

    def _on_page_key(self) -> None:
        sender = self.sender()
        key = self.rail.key_at(self._page_keys.get(sender, 0)) if sender is not None else ""
        if key:
            self._on_rail(key)

    def _on_search_key(self) -> None:
        if self._state.has_search:
            self.search_requested.emit()

    def _on_larger(self) -> None:
        self.resize_text(theme().mode_beside(1))

    def _on_smaller(self) -> None:
        self.resize_text(theme().mode_beside(-1))
