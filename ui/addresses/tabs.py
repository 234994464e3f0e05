"""The tabs of the address page: which stand where and for whom. A tab is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.addresses.tab import AddressTab

if TYPE_CHECKING:
    from ui.reception.board import Board


@dataclass(frozen=True, slots=True)
class TabEntry:
    """A tab, there for whoever holds one of the ``permissions``."""

    key: str
    words: str
    permissions: frozenset[str]
    make: Callable[[Board], AddressTab]
    managed_here: bool = False

    def open_to(self, board: Board) -> bool:
        """Whether the clerk's role may open it, and, for ``managed_here``, whether the library is managed here."""
        if not any(board.clerk.may(name) for name in self.permissions):
            return False
        return not self.managed_here or board.counter.address_management is not None


def _query(board: Board) -> AddressTab:
    from ui.addresses.query_tab import QueryTab

    return QueryTab(board)


def _translate(board: Board) -> AddressTab:
    from ui.addresses.translate_tab import TranslateTab

    return TranslateTab(board)


def _batch(board: Board) -> AddressTab:
    from ui.addresses.batch_tab import BatchTab

    return BatchTab(board)


def _manage(board: Board) -> AddressTab:
    from ui.addresses.manage_page import ManagePage

    desk = board.counter.address_management
    if desk is None:
        return AddressTab(board)
    page = ManagePage(board, desk)
    # What was approved here counts for this window's next question.
    page.presenter.applied.connect(board.counter.addresses.refresh)
    page.presenter.applied.connect(page.library_changed)
    return page


def _unknown(board: Board) -> AddressTab:
    from ui.addresses.unknown_page import UnknownPage

    desk = board.counter.address_management
    return AddressTab(board) if desk is None else UnknownPage(board, desk)


def _lists(board: Board) -> AddressTab:
    from ui.addresses.list_tab import ListTab

    desk = board.counter.address_management
    return AddressTab(board) if desk is None else ListTab(board, desk)


def _mapping(board: Board) -> AddressTab:
    from ui.addresses.mapping_tab import MappingTab

    desk = board.counter.address_management
    return AddressTab(board) if desk is None else MappingTab(board, desk)


def _subscribers(board: Board) -> AddressTab:
    from ui.addresses.subscriber_tab import SubscriberTab

    desk = board.counter.address_management
    return AddressTab(board) if desk is None else SubscriberTab(board, desk)


_MANAGES = frozenset({"address.propose", "address.approve"})

# In the order of the page.
TABS: tuple[TabEntry, ...] = (
    TabEntry("query", "查询", frozenset({"address.read"}), _query),
    TabEntry("translate", "单条翻译", frozenset({"address.read"}), _translate),
    TabEntry("batch", "批量翻译", frozenset({"address.batch"}), _batch),
    TabEntry("manage", "地址管理", _MANAGES, _manage, managed_here=True),
    TabEntry("unknown", "待核地址", _MANAGES, _unknown, managed_here=True),
    TabEntry("lists", "部门清单", frozenset({"address.propose"}), _lists, managed_here=True),
    TabEntry("mapping", "编码对照", _MANAGES, _mapping, managed_here=True),
    TabEntry("subscribers", "订阅方", _MANAGES, _subscribers, managed_here=True),
)
