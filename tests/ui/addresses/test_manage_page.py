"""地址管理 and 待核地址 by keyboard alone, over the real library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from db.session import Store
from hall_app.addresses.managing.changes import ChangeState
from hall_app.addresses.managing.desk import AddressManagement
from hall_app.addresses.managing.lineage import resolve_code
from hall_app.addresses.managing.proposing import list_changes
from hall_app.addresses.managing.quality import TITLES, QualityReport
from hall_app.addresses.managing.unknown import list_unknown, meet_unknown
from hall_app.addresses.managing.watching import Watch
from hall_app.security.clerk import Clerk
from tests.hall_app.addresses.managing.town import YUNJIN, Town, building_code, el, make_town, new
from tests.ui.samples import clipped
from ui.addresses.manage_page import ManagePage
from ui.addresses.manage_presenter import View
from ui.addresses.manage_rows import summary_words
from ui.addresses.unknown_page import UnknownPage
from ui.reception.board import Board
from ui.tasks import Tasks
from ui.theme import Theme, theme
from ui.tokens import Mode, Scheme

ONE, TWO, NEW = building_code(1), building_code(2), building_code(50)


def typed(target: QWidget, words: str) -> None:
    """Type: Latin letters and digits as keys, Chinese as the input method commits it."""
    if words.isascii():
        QTest.keyClicks(target, words)
        return
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(target, event)


@dataclass
class Desk:
    """A town with its pages on show, one for whoever is asked for."""

    town: Town
    bot: QtBot
    tasks: Tasks
    told: list[str] = field(default_factory=list[str])
    troubles: list[str] = field(default_factory=list[str])
    boards: list[Board] = field(default_factory=list[Board])

    def board(self, clerk: Clerk) -> Board:
        made = Board(cast("Any", None), clerk, self.tasks)
        made.told.connect(self.on_told)
        made.trouble.connect(self.on_trouble)
        self.boards.append(made)
        return made

    def on_told(self, words: str, _tone: str) -> None:
        self.told.append(words)

    def on_trouble(self, _topic: str, message: str, remedy: str) -> None:
        self.troubles.append(f"{message}。{remedy}")

    def show(self, page: QWidget, width: int = 1280, height: int = 800) -> None:
        self.bot.addWidget(page)
        page.resize(width, height)
        page.show()
        page.activateWindow()
        self.settle()

    def settle(self) -> None:
        self.bot.waitUntil(lambda: self.tasks.running == 0, timeout=20_000)
        QApplication.processEvents()

    def manage(self, clerk: Clerk, **size: int) -> ManagePage:
        page = ManagePage(self.board(clerk), AddressManagement(self.town.store, self.town.clock))
        self.show(page, **size)
        page.place_focus()
        return page

    def unknown(self, clerk: Clerk, **size: int) -> UnknownPage:
        page = UnknownPage(self.board(clerk), AddressManagement(self.town.store, self.town.clock))
        self.show(page, **size)
        page.place_focus()
        return page

    def keys(self, *keys: Qt.Key | str) -> None:
        """Press keys where the focus is; a word is typed."""
        for key in keys:
            target = QApplication.focusWidget()
            assert target is not None
            if isinstance(key, str):
                typed(target, key)
            else:
                QTest.keyClick(target, key)
            self.settle()


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path, qtbot: QtBot, look: Theme) -> Iterator[Desk]:
    tasks = Tasks()
    yield Desk(make_town(sqlite_store, tmp_path), qtbot, tasks)
    tasks.stop()


def type_into(desk: Desk, edit: QLineEdit, words: str) -> None:
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    edit.selectAll()
    typed(edit, words)
    desk.settle()


def rows(page: ManagePage | UnknownPage) -> list[str]:
    return [row.spoken for row in page.list.rows.rows]


def test_a_change_is_written_previewed_and_filed_by_keys(desk: Desk) -> None:
    page = desk.manage(desk.town.first)
    desk.keys(Qt.Key.Key_Insert)
    assert page.stack.currentWidget() is page.editor
    desk.keys("4")
    type_into(desk, page.editor.fields["codes"].edit, ONE)
    desk.keys(Qt.Key.Key_Return)
    assert page.editor.fields["bldg"].value == "1栋"
    type_into(desk, page.editor.fields["bldg"].edit, "锦绣楼")
    QTest.keyClick(page.editor, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert [row.spoken for row in page.editor.diff.list.rows.rows][0].startswith(
        "莲花街道景田社区锦云二路18号云锦苑锦绣楼"
    )
    desk.keys(Qt.Key.Key_F9)
    assert "没有写理由" in page.editor.problem.text()
    type_into(desk, page.editor.fields["reason"].edit, "换牌")
    desk.keys(Qt.Key.Key_F9)
    assert page.presenter.state.editing is False
    assert "待另一人审批" in desk.told[-1]
    assert len(rows(page)) == 1
    assert not page.pane.approve_button.isVisible(), "nobody decides on their own"
    assert page.pane.withdraw_button.isVisible()
    assert desk.troubles == []


def test_another_person_approves_and_rejects_by_keys(desk: Desk) -> None:
    town = desk.town
    town.propose("merge", codes=(f"{ONE}000001",), into=f"{ONE}000002")
    town.propose("retire", codes=(TWO,))
    page = desk.manage(town.second)
    assert page.pane.diff.isVisible()
    desk.keys(Qt.Key.Key_F9)
    assert resolve_code(town.store, f"{ONE}000001").living == (f"{ONE}000002",)
    assert "已生效" in desk.told[-1]
    desk.keys(Qt.Key.Key_F11)
    assert page.pane.hint.text() == "驳回必须写理由"
    desk.keys("楼还在用", Qt.Key.Key_F11)
    assert [c.state for c in list_changes(town.store, town.second)] == [
        ChangeState.REJECTED,
        ChangeState.APPLIED,
    ]
    assert page.empty.text() == "没有待审批的变更"
    page.views.setFocus()
    page.views.step(1)
    desk.settle()
    assert len(rows(page)) == 2


def test_what_changed_meanwhile_is_said_before_the_approval(desk: Desk) -> None:
    town = desk.town
    room = f"{ONE}000001"
    town.propose("rename", codes=(room,), elements=el({}, house="101A"))
    town.carry_out("rename", codes=(room,), elements=el({}, house="1001"))
    page = desk.manage(town.second)
    assert page.pane.problem.isVisible()
    assert "已经改过" in page.pane.problem.words.text()
    desk.keys(Qt.Key.Key_F9)
    assert "已经改过" in desk.troubles[-1]


def test_histories_are_followed_from_code_to_code(desk: Desk) -> None:
    desk.town.carry_out("merge", codes=(f"{ONE}000001",), into=f"{ONE}000002")
    page = desk.manage(desk.town.first)
    type_into(desk, page.code, f"{ONE}000001")
    desk.keys(Qt.Key.Key_Return)
    assert page.presenter.state.view is View.HISTORY
    assert f"现为 {ONE}000002" in page.history.answer.text()
    page.history.list.setFocus()
    page.history.list.select(1)
    desk.keys(Qt.Key.Key_Return)
    assert page.history.title.text().startswith(f"{ONE}000002")


def test_what_waits_is_assigned_by_a_digit(desk: Desk) -> None:
    town = desk.town
    town.resident(f"{ONE}000001")
    halves = (new(YUNJIN, bldg="1栋", house="101A"), new(YUNJIN, bldg="1栋", house="101B"))
    town.carry_out("split", codes=(f"{ONE}000001",), entries=halves)
    page = desk.manage(town.first)
    page.presenter.show(View.WAITING)
    desk.settle()
    assert len(rows(page)) == 2
    page.list.select(0)
    page.list.setFocus()
    desk.keys(Qt.Key.Key_Return, "2")
    assert len(rows(page)) == 1


def test_the_report_counts_and_opens_its_findings(desk: Desk) -> None:
    desk.town.firm("4403040080140199999")
    page = desk.manage(desk.town.first)
    page.presenter.show(View.QUALITY)
    desk.settle()
    assert [row for row in rows(page) if "法人住所指向无效编码" in row and "1" in row]
    page.list.select(next(n for n, row in enumerate(rows(page)) if "法人住所" in row))
    desk.settle()
    assert page.pane.list.rows.rows[0].spoken.startswith("4403040080140199999")


class HeldDesk(AddressManagement):
    """A desk whose checks wait at the second one until they may go on."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.store, town.clock)
        self.may_go_on = Event()
        self.may_go_on.set()

    def quality(self, clerk: Clerk, watch: Watch | None = None) -> QualityReport:
        assert watch is not None

        def at(done: int, whole: int) -> None:
            watch.at(done, whole)
            if done == 2:
                assert self.may_go_on.wait(20)

        held = Watch(at)
        return super().quality(clerk, held)


def test_a_check_of_the_library_shows_how_far_it_is_and_is_stopped_by_esc(desk: Desk) -> None:
    town = desk.town
    town.firm("4403040080140199999")
    held = HeldDesk(town)
    page = ManagePage(desk.board(town.first), held)
    desk.show(page)
    held.may_go_on.clear()
    page.presenter.show(View.QUALITY)
    desk.bot.waitUntil(lambda: page.check.words.text() == f"正在检查 2 / {len(TITLES)}")
    assert page.check.isVisible()
    assert page.empty.text() == "正在检查……"
    assert page.handle("back")
    assert not page.check.isVisible()
    assert desk.told[-1] == "已停止检查"
    assert "重新检查" in page.empty.text()
    held.may_go_on.set()
    desk.settle()
    assert rows(page) == []  # what was stopped is not shown

    page.presenter.show(View.QUALITY)
    desk.settle()
    found = rows(page)
    assert any("法人住所指向无效编码" in row for row in found)

    town.firm("4403040080140199998")
    held.may_go_on.clear()
    page.presenter.show(View.QUALITY)
    desk.bot.waitUntil(lambda: page.check.words.text() == f"正在检查 2 / {len(TITLES)}")
    assert rows(page) == found
    QTest.mouseClick(page.check.stop_button, Qt.MouseButton.LeftButton)
    assert desk.told[-1] == "已停止检查，下面还是上次的结果"
    held.may_go_on.set()
    desk.settle()
    assert rows(page) == found
    assert page.list.isVisible()


def test_a_check_goes_on_behind_another_list(desk: Desk) -> None:
    held = HeldDesk(desk.town)
    page = ManagePage(desk.board(desk.town.first), held)
    desk.show(page)
    held.may_go_on.clear()
    page.presenter.show(View.QUALITY)
    desk.bot.waitUntil(lambda: "2 /" in page.check.words.text())
    page.presenter.show(View.ALL)
    desk.bot.waitUntil(lambda: not page.presenter.state.busy)
    page.presenter.show(View.QUALITY)
    assert "2 /" in page.check.words.text()
    held.may_go_on.set()
    desk.settle()
    assert len(rows(page)) == len(TITLES)


def test_an_export_of_the_report_is_stopped_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    page = desk.manage(desk.town.first)
    page.presenter.show(View.QUALITY)
    desk.settle()
    page._on_target(str(tmp_path / "all.csv"))
    assert page.export.running
    assert page.handle("back")
    desk.settle()
    assert desk.told[-1] == "已停止导出，没有写出文件"
    assert not (tmp_path / "all.csv").exists()
    page._on_target(str(tmp_path / "all.csv"))
    desk.settle()
    assert (tmp_path / "all.csv").exists()


def test_the_queue_is_worked_off_in_three_ways(desk: Desk) -> None:
    town = desk.town
    with town.store.writing() as session:
        for text in ("景田老粮站对面小楼", "景田老粮站对面小楼", "见合同附件", "云锦苑1栋909"):
            body = {"text": text, "origin": "form", "candidates": [building_code(21)]}
            meet_unknown(session, body, town.clock.now())
    page = desk.unknown(town.first)
    assert "2 次" in rows(page)[0]
    desk.keys(Qt.Key.Key_Return, "1", "已实地核对", Qt.Key.Key_F9)
    assert len(rows(page)) == 2
    page.list.setFocus()
    page.list.select(next(n for n, row in enumerate(rows(page)) if "见合同" in row))
    desk.keys(Qt.Key.Key_F11)
    assert "没有写理由" in page.problem.text()
    type_into(desk, page.reason.edit, "指代合同")
    desk.keys(Qt.Key.Key_F11)
    page.list.setFocus()
    desk.keys(Qt.Key.Key_Insert, ONE, Qt.Key.Key_Return)
    assert page.editor.fields["area"].value == "云锦苑"
    type_into(desk, page.editor.fields["bldg"].edit, "1栋")
    type_into(desk, page.editor.fields["house"].edit, "909")
    desk.keys(Qt.Key.Key_F9)
    assert rows(page) == []
    assert {c.title for c in list_changes(town.store, town.first)} >= {
        "新增 · 莲花街道景田社区锦云二路18号云锦苑1栋909"
    }
    assert len(list_unknown(town.store, town.first, "not_address")) == 1


SIZES = [(1920, 1000, Mode.STANDARD), (1280, 640, None), (1280, 640, Mode.LARGE)]


@pytest.mark.parametrize(("width", "height", "mode"), SIZES)
def test_nothing_is_clipped_and_everything_has_a_name(
    desk: Desk, width: int, height: int, mode: Mode | None, tmp_path: Path
) -> None:
    theme().install(scheme=Scheme.LIGHT, mode=mode, width=width + 86)
    town = desk.town
    town.propose("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))
    page = desk.manage(town.second, width=width, height=height)
    views: list[tuple[str, Callable[[], None]]] = [
        ("open", lambda: None),
        ("editor", page.new_button.click),
        ("quality", lambda: (page.presenter.edit(False), page.presenter.show(View.QUALITY))),  # type: ignore[func-returns-value]
    ]
    for name, step in views:
        step()
        desk.settle()
        assert clipped(page, elision_allowed=True) == [], name
        for widget in page.findChildren(QWidget):
            if widget.isVisible() and isinstance(widget, QPushButton | QLineEdit | QRadioButton):
                spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
                assert spoken, f"{name}: {widget} has no name"
        page.grab().save(str(tmp_path / f"{name}.png"))


def test_the_report_says_in_all_what_was_found_and_its_keys(desk: Desk) -> None:
    page = desk.manage(desk.town.first)
    page.presenter.show(View.QUALITY)
    desk.settle()
    report = page.presenter.state.report
    assert report is not None
    assert page.pane.facts.isVisible()
    assert page.pane.facts.text() == summary_words(report) == f"查了 {len(report.lines)} 项，没有发现问题"
    assert page.pane.title.text() == "房间没有楼栋：没有发现问题"
    assert ("Ctrl E", "导出") in page.hints()
    assert not [words for _key, words in page.hints() if words in ("批准", "驳回")], "nothing is decided here"
    page.presenter.show(View.OPEN)
    desk.settle()
    assert ("F9", "批准") not in page.hints(), "nothing waits for a decision"
