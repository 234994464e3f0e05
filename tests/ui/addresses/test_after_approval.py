"""An approved change counts at once: the query tab that stands beside shows the library as it is now, with everything real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.installation import open_installation
from hall_app.practice.making import make_demo
from tests.hall_app.addresses.managing.town import YUNJIN, Town, building_code, editor, el, make_town
from tests.ui.stage import wait_for
from ui.addresses.manage_page import ManagePage
from ui.addresses.page import AddressesPage
from ui.addresses.query_tab import QueryTab
from ui.reception.board import Board
from ui.tasks import Tasks
from ui.theme import Theme

ONE = building_code(1)


@dataclass
class Office:
    """The address page of somebody who may read and approve, on a real counter."""

    page: AddressesPage
    tasks: Tasks
    town: Town
    troubles: list[str]

    def settle(self) -> None:
        assert wait_for(lambda: self.tasks.running == 0, 20_000)
        QApplication.processEvents()

    @property
    def query(self) -> QueryTab:
        tab = self.page.show_tab("query")
        assert isinstance(tab, QueryTab)
        return tab

    @property
    def manage(self) -> ManagePage:
        tab = self.page.show_tab("manage")
        assert isinstance(tab, ManagePage)
        self.settle()
        return tab


@pytest.fixture
def office(tmp_path: Path, qtbot: QtBot, look: Theme) -> Iterator[Office]:
    installation, clock = open_installation(tmp_path / "base"), Clock()
    hall, district = installation.open_hall(), installation.open_district()
    make_demo(
        hall, persons=10, seed=3, day=clock.today(), clock=clock, district=district, hash_password=lambda _word: "x"
    )  # fmt: skip
    hall.close()
    town = make_town(district, tmp_path)
    counter, tasks = HallCounter(installation), Tasks()
    reader = editor(2)
    clerk = replace(reader, permissions=reader.permissions | {"address.read"})
    board = Board(counter, clerk, tasks)
    troubles: list[str] = []
    board.trouble.connect(lambda _topic, message, remedy: troubles.append(f"{message}。{remedy}"))
    page = AddressesPage(board)
    qtbot.addWidget(page)
    page.resize(1280, 760)
    page.show()
    yield Office(page, tasks, town, troubles)
    page.finish()
    tasks.stop()
    counter.stop()
    district.close()


def test_the_query_shows_the_new_name_and_no_more_the_old(office: Office) -> None:
    query = office.query
    query.look_up("云锦苑1栋")
    assert wait_for(lambda: query._hits)
    office.settle()
    query._open(next(at for at, hit in enumerate(query._hits) if hit.code == ONE))
    assert wait_for(lambda: "1栋" in query.entry.title.text(), 20_000)
    office.settle()
    office.town.propose("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))

    manage = office.manage
    manage.place_focus()
    office.settle()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_F9)
    office.settle()
    assert wait_for(lambda: manage.empty.text() == "没有待审批的变更")

    query = office.query
    assert wait_for(lambda: "锦绣楼" in query.entry.title.text(), 20_000)
    office.settle()
    assert all(hit.code != ONE or "锦绣楼" in hit.text for hit in query._hits)
    query.look_up("云锦苑锦绣楼")
    assert wait_for(lambda: any(hit.code == ONE for hit in query._hits))
    office.settle()
    assert office.troubles == []


def test_a_retired_address_is_found_no_more(office: Office) -> None:
    query = office.query
    query.look_up(ONE)
    assert wait_for(lambda: any(hit.code == ONE for hit in query._hits))
    office.settle()
    office.town.propose("retire", codes=(ONE,))
    manage = office.manage
    manage.place_focus()
    office.settle()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_F9)
    office.settle()
    query = office.query
    assert wait_for(lambda: all(hit.code != ONE for hit in query._hits), 20_000)
    assert office.troubles == []
