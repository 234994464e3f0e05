"""部门清单, 编码对照 and 订阅方 by keyboard alone, over the real library."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from db.session import Store
from hall_app.addresses.managing.changes import ChangeKind, ChangeState
from hall_app.addresses.managing.desk import AddressManagement
from hall_app.addresses.managing.lineage import CodeState, resolve_code
from hall_app.addresses.managing.list_import import ListPreview
from hall_app.addresses.managing.mapping import load_mapping
from hall_app.addresses.managing.proposing import list_changes
from hall_app.addresses.managing.subscribing import list_hearings, subscribe
from hall_app.addresses.managing.watching import Watch
from hall_app.security.clerk import Clerk
from tests.hall_app.addresses.managing.town import building_code, make_town
from tests.ui.addresses.test_manage_page import Desk, type_into
from tests.ui.samples import clipped
from ui.addresses.list_tab import ListTab
from ui.addresses.manage_presenter import View
from ui.addresses.mapping_tab import MappingTab
from ui.addresses.subscriber_tab import SubscriberTab
from ui.addresses.tab import AddressTab
from ui.tasks import Tasks
from ui.theme import Theme, theme
from ui.tokens import Mode, Scheme
from ui.widgets.rows import RowList
from ui.widgets.table import Table

ONE, TWO = building_code(1), building_code(2)
HEAD = ["街道", "社区", "道路", "门牌", "小区", "楼栋", "户室", "编码"]
ROWS = [
    ["莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", "101", ""],
    ["莲花", "景田", "锦云二路", "18", "云锦苑", "1栋", "909", ""],
    ["莲花", "景田", "锦云二路", "18", "云锦苑", "2栋", "910", ""],
    ["莲花", "景田", "锦云二路", "18", "云锦苑", "77栋", "101", ""],
]


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path, qtbot: QtBot, look: Theme) -> Iterator[Desk]:
    tasks = Tasks()
    yield Desk(make_town(sqlite_store, tmp_path), qtbot, tasks)
    tasks.stop()


def management(desk: Desk) -> AddressManagement:
    return AddressManagement(desk.town.store, desk.town.clock)


def shown(desk: Desk, tab: AddressTab, **size: int) -> AddressTab:
    desk.show(tab, **size)
    tab.place_focus()
    return tab


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def spoken(table: QAbstractItemView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())
    ]


def listed(desk: Desk, tmp_path: Path, clerk: Clerk | None = None, **size: int) -> ListTab:
    tab = ListTab(desk.board(clerk or desk.town.first), management(desk))
    shown(desk, tab, **size)
    tab.open_path(write(tmp_path / "list.csv", [HEAD, *ROWS]))
    desk.settle()
    desk.settle()
    return tab


def pick(desk: Desk, tab: ListTab, wanted: str) -> None:
    """Down to an entry of the list that Enter opened, and Enter."""
    view = tab.meaning.view()
    assert view.isVisible()
    while tab.meaning.itemData(view.currentIndex().row()) != wanted:
        assert view.currentIndex().row() < tab.meaning.count() - 1
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    desk.settle()


@pytest.mark.qt_log_ignore("support raise", "grabbing the keyboard", "propagateSizeHints")
def test_a_column_is_mapped_by_hand_and_the_list_goes_to_another_person(desk: Desk, tmp_path: Path) -> None:
    tab = listed(desk, tmp_path)
    assert tab.table.hasFocus()
    assert spoken(tab.table)[6] == ["户室", "101  909  910", "不用"]
    assert "可提出 0" in tab.filters.findChildren(QRadioButton)[0].text(), (
        "without rooms there are only buildings"
    )
    for _ in range(6):
        desk.keys(Qt.Key.Key_Down)
    desk.keys(Qt.Key.Key_Return)
    others = dict(tab.columns)
    pick(desk, tab, "house")
    assert tab.columns == {**others, "house": 6}, "nothing is chosen on the way to it"
    tab.meaning.setFocus()
    desk.keys(Qt.Key.Key_Down)
    assert tab.meaning.view().isVisible(), "an arrow opens the list, and chooses nothing"
    QTest.keyClick(tab.meaning.view(), Qt.Key.Key_Escape)
    wheel = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(tab.meaning, wheel)
    desk.settle()
    assert tab.columns == {**others, "house": 6}
    assert spoken(tab.table)[6][2] == "房号"
    assert [row[0] for row in spoken(tab.rows)] == ["3", "4"]
    assert tab.note.text() == "新增 2、变更 0、别名 0"
    desk.keys(Qt.Key.Key_F9)
    assert "没有写理由" in tab.reason.reason.text()
    type_into(desk, tab.reason.edit, "住建局清单")
    desk.keys(Qt.Key.Key_F9)
    assert "待另一人审批" in desk.told[-1]
    assert tab.preview is None
    proposed = list_changes(desk.town.store, desk.town.first, ChangeState.PROPOSED)
    assert len({change.proposal.batch for change in proposed}) == 1
    assert len(proposed) == 2
    page = desk.manage(desk.town.second)
    QTest.keyClick(page, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    desk.settle()
    assert desk.told[-1] == "2 条已生效"
    assert page.presenter.state.view is View.OPEN
    assert page.presenter.state.changes == ()
    assert len(list_changes(desk.town.store, desk.town.first, ChangeState.APPLIED)) == 2
    assert desk.troubles == []


def test_a_comparison_that_is_stopped_shows_nothing_and_another_may_follow(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, gone_on = Event(), Event()
    real = management(desk)
    compare = real.preview_list

    def slowly(clerk: Clerk, path: Path, columns: dict[str, int], watch: Watch) -> ListPreview:
        watch.at(1, 4)
        begun.set()
        assert gone_on.wait(20)
        watch.at(2, 4)
        return compare(clerk, path, columns, watch)

    monkeypatch.setattr(real, "preview_list", slowly)
    tab = ListTab(desk.board(desk.town.first), real)
    shown(desk, tab)
    tab.open_path(write(tmp_path / "list.csv", [HEAD, *ROWS]))
    desk.bot.waitUntil(begun.is_set)
    desk.bot.waitUntil(lambda: tab.work.words.text() == "正在比对 1 / 4")
    assert tab.handle("back")
    gone_on.set()
    desk.settle()
    assert tab.preview is None
    assert not tab.work.isVisible()
    assert desk.troubles == []
    monkeypatch.setattr(real, "preview_list", compare)
    tab.open_path(write(tmp_path / "list.csv", [HEAD, *ROWS]))
    desk.settle()
    desk.settle()
    assert tab.preview is not None


def test_a_file_that_is_no_list_says_why(desk: Desk, tmp_path: Path) -> None:
    tab = ListTab(desk.board(desk.town.first), management(desk))
    shown(desk, tab)
    tab.open_path(write(tmp_path / "list.csv", [["甲", "乙"], ["1", "2"]]))
    desk.settle()
    desk.settle()
    assert "认不出地址列" in tab.empty.text()
    assert not tab.file_button.isEnabled()


def test_codes_are_looked_up_either_way_and_a_table_is_imported(desk: Desk, tmp_path: Path) -> None:
    town = desk.town
    own = [["对方编码", "标准编码"], *([f"A-{n}", f"{ONE}{n:06d}"] for n in range(1, 4))]
    load_mapping(town.store, town.first, write(tmp_path / "own.csv", own), "house25", clock=town.clock)
    tab = MappingTab(desk.board(town.first), management(desk))
    shown(desk, tab)
    assert tab.code.hasFocus()
    assert [row.chip for row in tab.list.rows.rows] == ["3", "0", "0"]
    assert [row[0] for row in spoken(tab.table)] == ["A-1", "A-2", "A-3"]
    desk.keys(f"{ONE}000002", Qt.Key.Key_Return)
    assert [row[0] for row in spoken(tab.table)] == ["A-2"]
    assert tab.handle("back")
    desk.settle()
    assert len(tab.pairs) == 3
    desk.keys("A-", Qt.Key.Key_Return)
    assert "对照表里没有 A-" in tab.empty.text(), "never by prefix"
    assert tab.handle("back")
    desk.settle()
    desk.keys(Qt.Key.Key_Insert, "zhujian", Qt.Key.Key_Return)
    assert tab.scheme == "zhujian"
    tab.open_path(write(tmp_path / "z.csv", [["对方编码", "标准编码"], ["Z-1", TWO], ["Z-2", "1" * 19]]))
    desk.settle()
    desk.settle()
    assert "新 1 对，1 行不能用" in tab.note.text()
    assert "库里没有" in tab.refused.rows.rows[0].spoken
    assert [row[:2] for row in spoken(tab.table)] == [["Z-1", TWO]]
    town.carry_out(ChangeKind.RETIRE, codes=(TWO,))
    assert resolve_code(town.store, TWO).state is CodeState.RETIRED
    desk.keys()
    tab.code.setFocus()
    desk.keys("Z-1", Qt.Key.Key_Return)
    assert spoken(tab.table)[0][2] == "已注销"
    assert desk.troubles == []


def test_a_subscriber_is_enrolled_hears_is_told_again_and_ended_by_keys(desk: Desk, tmp_path: Path) -> None:
    town = desk.town
    tab = SubscriberTab(desk.board(town.second), management(desk))
    shown(desk, tab)
    assert tab.new_button.hasFocus()
    desk.keys(Qt.Key.Key_Insert, "x", Qt.Key.Key_F9)
    assert "代号不能用" in tab.name.reason.text()
    tab.name.edit.clear()
    desk.keys("housing", Qt.Key.Key_Tab, "住建局", Qt.Key.Key_F9)
    assert [row.chip for row in tab.list.rows.rows] == ["还没有通知"]
    town.carry_out(ChangeKind.RETIRE, codes=(f"{ONE}000001",))
    tab.reload()
    desk.settle()
    desk.settle()
    assert [row.chip for row in tab.list.rows.rows] == ["未收到 1"]
    assert spoken(tab.table)[0][4] == "未收到"
    tab._on_target(str(tmp_path / "out.gz"))
    desk.settle()
    from hall_app.exchange import protocol

    (tmp_path / "receipt.gz").write_bytes(protocol.pack({"ack": tab.notices[0].seq}))
    tab._on_receipt(str(tmp_path / "receipt.gz"))
    desk.settle()
    desk.settle()
    assert [row.chip for row in tab.list.rows.rows] == ["都已收到"]
    QTest.keyClick(tab, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    desk.settle()
    assert list_hearings(town.store, town.second)[0].waiting == 1
    tab.list.setFocus()
    desk.keys(Qt.Key.Key_Delete)
    assert "再按一次 Delete" in tab.problem.text()
    assert len(list_hearings(town.store, town.second)) == 1
    desk.keys(Qt.Key.Key_Delete)
    assert list_hearings(town.store, town.second) == ()
    assert desk.troubles == []


def test_who_only_proposes_sees_subscribers_and_changes_none(desk: Desk) -> None:
    subscribe(desk.town.store, desk.town.second, "housing", "住建局", clock=desk.town.clock)
    proposer = replace(desk.town.first, permissions=frozenset({"address.propose"}))
    tab = SubscriberTab(desk.board(proposer), management(desk))
    shown(desk, tab)
    assert tab.hearings
    for button in (tab.new_button, tab.end_button, tab.again_button, tab.write_button, tab.read_button):
        assert not button.isVisible()
    tab.end()
    tab.end()
    assert list_hearings(desk.town.store, desk.town.second)


SIZES = [(1920, 1000, Mode.STANDARD), (1280, 640, None), (1280, 640, Mode.LARGE)]


@pytest.mark.parametrize(("width", "height", "mode"), SIZES)
def test_nothing_is_clipped_and_everything_has_a_name(
    desk: Desk, width: int, height: int, mode: Mode | None, tmp_path: Path
) -> None:
    theme().install(scheme=Scheme.LIGHT, mode=mode, width=width + 86)
    town = desk.town
    subscribe(town.store, town.second, "housing", "福田区住房和建设局", clock=town.clock)
    town.carry_out(ChangeKind.RETIRE, codes=(f"{ONE}000001",))
    table = write(tmp_path / "own.csv", [["对方编码", "标准编码"], ["A-1", ONE]])
    load_mapping(town.store, town.first, table, "house19", clock=town.clock)
    lists = listed(desk, tmp_path, width=width, height=height)
    mapped = MappingTab(desk.board(town.first), management(desk))
    told = SubscriberTab(desk.board(town.second), management(desk))
    for name, tab in (("lists", lists), ("mapping", mapped), ("subscribers", told)):
        shown(desk, tab, width=width, height=height)
        desk.settle()
        if name == "mapping":
            mapped.list.select(1)
            desk.settle()
        assert clipped(tab, elision_allowed=True) == [], name
        for widget in tab.findChildren(QWidget):
            if widget.isVisible() and isinstance(
                widget, QPushButton | QLineEdit | QRadioButton | QComboBox | RowList | Table
            ):
                words = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
                assert words, f"{name}: {widget} has no name"
        tab.grab().save(str(tmp_path / f"{name}.png"))
        tab.hide()
