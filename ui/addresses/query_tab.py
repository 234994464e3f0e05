"""查询: a list that follows every key, the tree beside it, and the address under the cursor at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.addresses.entry_pane import EntryPane
from ui.addresses.rows import hit_row
from ui.addresses.suggesting import Suggester
from ui.addresses.tab import AddressTab
from ui.addresses.tree import AddressTree
from ui.theme import theme
from ui.widgets.label import ElidedLabel
from ui.widgets.row_delegates import TwoLineDelegate
from ui.widgets.rows import RowList
from ui.widgets.search_field import SearchField
from ui.widgets.themed import Panel, Rule, follow_theme

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit
    from ui.reception.board import Board

_SHOWN = 10


class QueryTab(AddressTab):
    """Keys: type, ↑↓, Enter opens; Tab into the tree; Esc empties the box."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._left = Panel(edges="r")
        left = QVBoxLayout(self._left)
        left.setContentsMargins(4, 6, 1, 0)
        self.tree = AddressTree(board)
        self.tree.entry_chosen.connect(self._on_tree)
        left.addWidget(self.tree)
        row.addWidget(self._left)
        middle = QVBoxLayout()
        middle.setSpacing(10)
        self._middle = middle
        self.search = SearchField("中文、拼音、首字母、编码、别名", hints=("↑↓ 选择", "Enter 打开"))
        self.search.edit.digits_pick = False
        self.search.edit.set_chinese(True)
        self.search.edit.setMaxLength(400)
        self.search.edit.query_changed.connect(self._on_query)
        self.search.edit.key_passed.connect(self._on_key)
        middle.addWidget(self.search)
        self.note = ElidedLabel("边输边出，也可以从左边的树里选", "sm", "text3")
        middle.addWidget(self.note)
        self.list = RowList("查到的标准地址", TwoLineDelegate())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(self._on_clicked)
        middle.addWidget(Rule())
        middle.addWidget(self.list, 1)
        row.addLayout(middle, 1)
        self.entry = EntryPane(board)
        row.addWidget(self.entry)
        self._hits: tuple[AddressHit, ...] = ()
        self._suggester = Suggester(board, self, _SHOWN)
        self._suggester.answered.connect(self._on_answered)
        self._suggester.refused.connect(self.note.setText)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self._left.setFixedWidth(236 if sizes.md < 15 else 288 if sizes.md < 18 else 300)
        self._middle.setContentsMargins(sizes.gutter, 12, sizes.gutter, 0)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("↑↓", "选择"), ("Enter", "打开"), ("PgDn", "单条翻译"))

    def place_focus(self) -> None:
        self.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def handle(self, intention: str) -> bool:
        if intention == "back" and self.search.edit.text():
            self.search.edit.clear()
            self.place_focus()
            return True
        return False

    def read_anew(self) -> None:
        self._suggester.ask(self.search.edit.text())
        self.tree.reload()
        self.entry.read_anew()

    # -- searching ------------------------------------------------------------------------------
    def look_up(self, words: str) -> None:
        """Somebody else asks: as if it had been typed."""
        self.search.edit.setText(words)
        self._suggester.ask(words)

    def _on_query(self, query: str) -> None:
        self._suggester.ask(query)

    def _on_answered(self, query: str, hits: tuple[AddressHit, ...]) -> None:
        self._hits = hits
        self.list.set_rows([hit_row(hit, query) for hit in hits], current=0 if hits else None)
        if not query:
            self.note.setText("边输边出，也可以从左边的树里选")
        elif hits:
            more = "，再多输一点可以缩小" if len(hits) == _SHOWN else ""
            self.note.setText(f"{len(hits)} 个标准地址{more}")
        else:
            self.note.setText(f"没有查到“{query[:30]}”。换个叫法、拼音首字母，或试试单条翻译")

    def _on_key(self, key: int, _words: str) -> None:
        if key == Qt.Key.Key_Escape:
            self.search.edit.clear()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.list.select(self.list.current + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.list.current)

    def _on_clicked(self) -> None:
        self._open(self.list.current)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._hits):
            self.entry.open(self._hits[row].code)

    def _on_tree(self, code: str) -> None:
        self.entry.open(code)
