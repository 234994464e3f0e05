"""The tabs of the address page: which stand where and for whom. A tab is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hall_app.security.clerk import Clerk
    from hall_app.status import WindowEvent
    from ui.reception.board import Board


class AddressTab(QWidget):
    """A tab of the address page; it keeps its state while hidden. Signals: ``hints_changed``."""

    hints_changed = Signal()

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = board

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that matter now, at most three."""
        return ()

    def place_focus(self) -> None:
        """The tab is shown: put the focus where work begins."""

    def handle(self, intention: str) -> bool:
        """A key of the key table; True if it was used up."""
        return False

    def on_event(self, event: WindowEvent) -> None:
        """An event of a worker."""

    def finish(self) -> None:
        """The window closes."""


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A tab, there for whoever holds one of the ``permissions``."""

    key: str
    words: str
    permissions: frozenset[str]
    make: Callable[[Board], AddressTab]

    def open_to(self, clerk: Clerk) -> bool:
        """Whether the clerk's role may open it."""
        return any(clerk.may(name) for name in self.permissions)


def _query(board: Board) -> AddressTab:
    from ui.addresses.query_tab import QueryTab

    return QueryTab(board)


def _translate(board: Board) -> AddressTab:
    from ui.addresses.translate_tab import TranslateTab

    return TranslateTab(board)


def _batch(board: Board) -> AddressTab:
    from ui.addresses.batch_tab import BatchTab

    return BatchTab(board)


# In the order of the page; 地址管理 and 待核地址 are appended by their own module.
TABS: tuple[TabEntry, ...] = (
    TabEntry("query", "查询", frozenset({"address.read"}), _query),
    TabEntry("translate", "单条翻译", frozenset({"address.read"}), _translate),
    TabEntry("batch", "批量翻译", frozenset({"address.batch"}), _batch),
)
