"""Pages of address management over a real library, each with something on it."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtTest import QTest

from db.engine import open_engine
from db.migration import upgrade
from db.session import Store
from hall_app.addresses.managing.changes import ChangeKind
from hall_app.addresses.managing.desk import AddressManagement
from hall_app.addresses.managing.mapping import load_mapping
from hall_app.addresses.managing.subscribing import subscribe
from hall_app.addresses.managing.unknown import meet_unknown
from tests.hall_app.addresses.managing.town import Town, building_code, make_town
from ui.addresses.list_tab import ListTab
from ui.addresses.manage_page import ManagePage
from ui.addresses.mapping_tab import MappingTab
from ui.addresses.subscriber_tab import SubscriberTab
from ui.addresses.tab import AddressTab
from ui.addresses.unknown_page import UnknownPage
from ui.reception.board import Board
from ui.tasks import Tasks

ONE = building_code(1)
HEAD = ["街道", "社区", "道路", "门牌", "小区", "楼栋", "户室", "编码"]
ROWS = [["莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", room, ""] for room in ("101", "909")]


def town_page(name: str) -> tuple[object, ...]:
    """A page over a real library, shown; the caller keeps what it is given."""
    folder = Path(tempfile.mkdtemp())
    store = Store(open_engine(f"sqlite:///{folder / 'town.db'}", "5a" * 32))
    upgrade(store.engine)
    town, tasks = make_town(store, folder), Tasks()
    _fill(town, folder)
    desk = AddressManagement(store, town.clock)
    board = Board(cast("Any", None), town.second, tasks)
    made, then = TOWN_PAGES[name]
    page = made(board, desk)
    page.resize(1366, 700)
    page.show()
    page.place_focus()
    _settle(tasks)
    then(page, folder)
    _settle(tasks)
    return page, board, tasks, store


def _settle(tasks: Tasks) -> None:
    for _ in range(3):
        while tasks.running:
            QTest.qWait(20)
        QTest.qWait(30)


def _fill(town: Town, folder: Path) -> None:
    with town.store.writing() as session:
        body = {"text": "景田老粮站对面小楼", "origin": "form", "candidates": [ONE]}
        meet_unknown(session, body, town.clock.now())
    subscribe(town.store, town.second, "housing", "住建局", clock=town.clock)
    town.carry_out(ChangeKind.RETIRE, codes=(f"{ONE}000001",))
    town.propose(ChangeKind.RETIRE, codes=(f"{ONE}000002",))
    load_mapping(town.store, town.first, write_table(folder / "own.csv", [["对方编码", "标准编码"], ["A-1", ONE]]), "house19", clock=town.clock)  # fmt: skip


def write_table(path: Path, rows: list[list[str]]) -> Path:
    """A table of a department."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _nothing(_page: AddressTab, _folder: Path) -> None:
    """As it opens."""


def _write_change(page: AddressTab, _folder: Path) -> None:
    cast("ManagePage", page).new_button.click()


def _waiting(page: AddressTab, _folder: Path) -> None:
    cast("ManagePage", page).list.select(0)


def _history(page: AddressTab, _folder: Path) -> None:
    manage = cast("ManagePage", page)
    manage.code.setText(f"{ONE}000001")
    manage._on_code()


def _list(page: AddressTab, folder: Path) -> None:
    cast("ListTab", page).open_path(write_table(folder / "list.csv", [HEAD, *ROWS]))


def _mapped(page: AddressTab, _folder: Path) -> None:
    cast("MappingTab", page).list.select(0)


def _subscriber(page: AddressTab, _folder: Path) -> None:
    cast("SubscriberTab", page).new_button.click()


Make = Callable[[Board, AddressManagement], AddressTab]
TOWN_PAGES: dict[str, tuple[Make, Callable[[AddressTab, Path], None]]] = {
    "address_manage": (ManagePage, _nothing),
    "address_change": (ManagePage, _write_change),
    "address_waiting": (ManagePage, _waiting),
    "address_history": (ManagePage, _history),
    "address_unknown": (UnknownPage, _nothing),
    "address_lists": (ListTab, _list),
    "address_mapping": (MappingTab, _mapped),
    "address_subscribers": (SubscriberTab, _nothing),
    "address_subscriber": (SubscriberTab, _subscriber),
}
