"""The address tree 街道→社区→路→小区→栋→单元→层→房, each level read when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget
from shiboken6 import isValid

from ui.theme import theme
from ui.widgets.themed import follow_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from hall_app.addresses.desk_values import TreeNode
    from ui.reception.board import Board

NODE = int(Qt.ItemDataRole.UserRole) + 1
_WAITING = "正在取…"


class AddressTree(QTreeView):
    """Signals: ``entry_chosen(code)`` when a building or room becomes current."""

    entry_chosen = Signal(str)

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.setAccessibleName("地址树")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self._loading: dict[tuple[str, ...], QStandardItem] = {}
        self.expanded.connect(self._on_expanded)
        selection = self.selectionModel()
        selection.currentChanged.connect(self._on_current)
        follow_theme(self)
        self.reload()

    def restyle(self) -> None:
        self.setFont(theme().font("md"))
        self.setIndentation(14 if theme().sizes.md < 18 else 18)
        self.setStyleSheet(f"QTreeView::item {{ min-height: {theme().sizes.row - 4}px; }}")

    def reload(self) -> None:
        """Begin again at the streets."""
        self._model.clear()
        self._loading.clear()
        self._ask((), self._model.invisibleRootItem())

    def _ask(self, key: tuple[str, ...], below: QStandardItem) -> None:
        if key in self._loading:
            return
        self._loading[key] = below
        board = self._board
        board.run(
            board.counter.addresses.children,
            board.clerk,
            key,
            done=_Filler(self, key).fill,
            topic="addresses",
        )

    def fill(self, key: tuple[str, ...], nodes: tuple[TreeNode, ...]) -> None:
        """Put nodes below the item that asked for them."""
        below = self._loading.pop(key, None)
        if below is None or not isValid(self):
            return
        below.removeRows(0, below.rowCount())
        for node in nodes:
            words = f"{node.words}  {node.count}" if node.count else node.words
            item = QStandardItem(words)
            item.setData(node, NODE)
            item.setData(f"{node.level} {node.words}", Qt.ItemDataRole.AccessibleTextRole)
            if not node.leaf:
                item.appendRow(QStandardItem(_WAITING))
            below.appendRow(item)
        if not key and nodes and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0, 0))

    def _on_expanded(self, index: QModelIndex) -> None:
        item = self._model.itemFromIndex(index)
        node: TreeNode | None = item.data(NODE) if item is not None else None
        if (
            item is not None
            and node is not None
            and not node.leaf
            and item.child(0)
            and item.child(0).data(NODE) is None
        ):
            self._ask(node.key, item)

    def _on_current(self, index: QModelIndex) -> None:
        node: TreeNode | None = index.data(NODE)
        if node is not None and node.code:
            self.entry_chosen.emit(node.code)

    def keyboardSearch(self, search: str) -> None:
        """Letters begin a search in the box, not in the tree."""


class _Filler:
    """Knows which level an answer belongs to."""

    def __init__(self, tree: AddressTree, key: tuple[str, ...]) -> None:
        self._tree, self._key = tree, key

    def fill(self, nodes: tuple[TreeNode, ...]) -> None:
        if isValid(self._tree):
            self._tree.fill(self._key, nodes)
