"""The page 标准地址 (mockup 19): its title, the box that translates at once, the tabs."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout

from ui.addresses.tab import AddressTab
from ui.addresses.tabs import TABS, TabEntry
from ui.page import Page
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.tab_bar import TabBar
from ui.widgets.themed import Panel, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import LibraryState
    from hall_app.status import WindowEvent
    from ui.reception.board import Board


class AddressesPage(Page):
    """PgUp and PgDn change tabs; Esc goes back inside a tab."""

    def __init__(self, board: Board, tabs: tuple[TabEntry, ...] = TABS) -> None:
        super().__init__(board)
        self.setAccessibleName("标准地址")
        self._entries = {entry.key: entry for entry in tabs if entry.open_to(board)}
        self._made: dict[str, AddressTab] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = Panel(edges="b")
        head = QVBoxLayout(self._head)
        head.setSpacing(0)
        self._title_row = QHBoxLayout()
        self._title_row.addWidget(Label("标准地址", "xl", bold=True))
        self.library = ElidedLabel("", "sm", "text3")
        self._title_row.addWidget(self.library, 1)
        self.at_once = QLineEdit()
        self.at_once.setPlaceholderText("贴一段话、拼音或编码，直接翻译")
        self.at_once.setAccessibleName("贴一段话、拼音或编码，直接翻译")
        self.at_once.setMaxLength(400)
        self.at_once.installEventFilter(self)
        self._glass = IconLabel("search", 18, "text3", parent=self.at_once)
        self._title_row.addWidget(self.at_once)
        head.addLayout(self._title_row)
        self.tabs = TabBar("标准地址的各项应用")
        for entry in self._entries.values():
            self.tabs.add(entry.key, entry.words)
        self.tabs.selected.connect(self.show_tab)
        head.addWidget(self.tabs)
        column.addWidget(self._head)
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        follow_theme(self)
        if self._entries:
            self.show_tab(next(iter(self._entries)), focus=False)
        self._settled = False
        board.run(board.counter.addresses.library, board.clerk, done=self._on_library, topic="addresses")

    def restyle(self) -> None:
        sizes = theme().sizes
        layout = self._head.layout()
        if layout is not None:
            layout.setContentsMargins(sizes.gutter, 8, sizes.gutter, 0)
        self._title_row.setSpacing(16)
        self.at_once.setFixedWidth(330 if sizes.md <= 16 else 380)
        self.at_once.setTextMargins(24, 0, 0, 0)
        self._glass.move(10, (sizes.control - 18) // 2)

    # -- tabs -----------------------------------------------------------------------------------
    def show_tab(self, key: str, *, focus: bool = True) -> AddressTab:
        """Show a tab, made if it was not open yet."""
        if key not in self._made:
            tab = self._made[key] = self._entries[key].make(self.board)
            self.stack.addWidget(tab)
            tab.hints_changed.connect(self.hints_changed)
            tab.library_changed.connect(self._on_library_changed)
        self.tabs.set_current(key)
        self.stack.setCurrentWidget(self._made[key])
        self.hints_changed.emit()
        if focus:
            self._made[key].place_focus()
        return self._made[key]

    @property
    def tab(self) -> AddressTab | None:
        """The tab on show."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, AddressTab) else None

    def hints(self) -> tuple[tuple[str, str], ...]:
        return self.tab.hints() if self.tab is not None else ()

    def place_focus(self) -> None:
        if self.tab is not None:
            self.tab.place_focus()

    def show_argument(self, argument: object) -> None:
        from hall_app.addresses.desk_values import AddressHit
        from ui.addresses.query_tab import QueryTab

        if not isinstance(argument, str | AddressHit) or "query" not in self._entries:
            return
        tab = self.show_tab("query")
        if not isinstance(tab, QueryTab):
            return
        if isinstance(argument, AddressHit):
            tab.look_up(argument.short or argument.text)
            tab.entry.open(argument.code)
        else:
            tab.look_up(argument)

    def handle(self, intention: str) -> bool:
        if self.tab is not None and self.tab.handle(intention):
            return True
        if intention in ("previous_step", "next_step"):
            self.tabs.step(1 if intention == "next_step" else -1)
            return True
        return False

    def on_event(self, event: WindowEvent) -> None:
        for tab in self._made.values():
            tab.on_event(event)

    def finish(self) -> None:
        for tab in self._made.values():
            tab.finish()

    # -- the box --------------------------------------------------------------------------------
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in enter:
            self._translate(self.at_once.text())
            return True
        return False

    def _translate(self, words: str) -> None:
        from ui.addresses.translate_tab import TranslateTab

        if words.strip() and "translate" in self._entries:
            tab = self.show_tab("translate")
            if isinstance(tab, TranslateTab):
                tab.translate(words.strip())
            self.at_once.clear()

    def _on_library_changed(self) -> None:
        for tab in self._made.values():
            if tab is not self.sender():
                tab.read_anew()
        board = self.board
        board.run(board.counter.addresses.library, board.clerk, done=self._on_library, topic="addresses")

    def _on_library(self, state: LibraryState) -> None:
        if not state.source:
            self.library.setText("还没有导入标准地址库，请管理员运行 hall-app addresses import")
            return
        day = f"，{state.imported_on:%m-%d} 导入" if state.imported_on else ""
        self.library.setText(f"{state.buildings:,} 栋、{state.rooms:,} 间{day}")
        if not self._settled:
            # The names of a whole district stay: no collection looks through them again, which at a million
            # addresses would hold every thread for some 25 ms.
            self._settled = True
            gc.freeze()
