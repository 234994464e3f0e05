"""What departments send, by keyboard alone in the real window: lists compared and proposed, codes mapped, addresses made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QWidget

from hall_app.addresses.managing.changes import ChangeKind, ChangeState
from hall_app.addresses.managing.lineage import CodeState
from hall_app.composition import HallCounter
from tests.journeys.test_address_writes import (
    CREATE,
    DECIDES,
    RETIRE,
    WRITES,
    Enter,
    Hands,
    approve,
    counter,
    enter,
    rooms,
    write,
)
from tests.journeys.test_office_writes import Office
from tests.ui.stage import wait_for
from ui.addresses.list_tab import ListTab
from ui.addresses.manage_page import ManagePage
from ui.addresses.mapping_tab import MappingTab

__all__ = ["counter", "enter", "rooms"]
# The offscreen platform says so of every menu and dialog.
POPUPS = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise", "grabbing the keyboard")

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ELEMENTS = ("street", "community", "road", "roadno", "area", "bldg", "unit", "house")
TITLES = ["镇街", "居委", "路名", "门牌", "小区", "楼栋", "单元", "户室", "房屋编码"]
HOUSE = TITLES.index("户室")


def choose_file(hands: Hands, path: Path) -> None:
    """Ctrl+O, the file's path and Enter, in the dialog that opens."""
    hands.press(Qt.Key.Key_O, CONTROL)
    dialog = next(one for one in hands.window.findChildren(QFileDialog) if one.isVisible())
    edit = dialog.focusWidget()
    assert isinstance(edit, QLineEdit)
    event = QInputMethodEvent()
    event.setCommitString(str(path))
    QApplication.sendEvent(edit, event)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert wait_for(lambda: not dialog.isVisible())
    # What a window manager does when a dialog goes.
    hands.window.activateWindow()
    assert wait_for(hands.window.isActiveWindow)
    hands.office.settle()


def pick(hands: Hands, box: QComboBox, wanted: str) -> None:
    """Down to an entry of the list that is open, and Enter."""
    view = box.view()
    assert wait_for(view.isVisible)
    for _ in range(box.count()):
        if box.itemData(view.currentIndex().row()) == wanted:
            break
        QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert wait_for(lambda: not view.isVisible())
    hands.window.activateWindow()
    assert wait_for(hands.window.isActiveWindow)
    hands.office.settle()


def strike(hands: Hands, words: str) -> None:
    """Key by key, as a person types: a burst that ends with Enter is a scanner's."""
    for character in words:
        QTest.keyClicks(hands.window.focusWidget(), character)
        assert wait_for(lambda: not hands.window.scanner.holding)
    hands.office.settle()


def write_table(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def elements_of(office: Office, code: str) -> dict[str, str]:
    desk = office.counter.address_management
    assert desk is not None
    entry = desk.entry(office.clerk, code)
    assert entry is not None
    return {name: getattr(entry.elements, name) for name in ELEMENTS}


def row_of(elements: dict[str, str], code: str = "", **other: str) -> list[str]:
    return [*({**elements, **other}[name] for name in ELEMENTS), code]


def proposed(office: Office, state: ChangeState = ChangeState.PROPOSED) -> list[ChangeKind]:
    desk = office.counter.address_management
    assert desk is not None
    return sorted(one.proposal.kind for one in desk.changes(office.clerk, state))


def test_an_address_is_made_beside_another_edited_and_put_in_force(
    enter: Enter, rooms: list[str], counter: HallCounter
) -> None:
    office = enter(WRITES)
    hands = Hands(office)
    page: ManagePage = hands.open("manage", ManagePage)
    like = elements_of(office, rooms[0])
    hands.press(Qt.Key.Key_Insert)
    hands.press(Qt.Key(Qt.Key.Key_0 + int(CREATE)))
    fields = page.editor.fields
    hands.tab_to(fields["codes"].edit)
    hands.type(rooms[0])
    hands.press(Qt.Key.Key_Tab)
    assert wait_for(lambda: fields["road"].value == like["road"]), "the place of the other is filled in"
    assert fields["house"].value == "", "its own part is not"
    hands.press(Qt.Key.Key_F9)
    assert page.presenter.state.editing, "without what makes it another one it is not proposed"
    assert page.editor.problem.text()
    for name, words in (
        ("bldg", like["bldg"]),
        ("unit", like["unit"]),
        ("house", "9907"),
        ("reason", "加建"),
    ):
        hands.tab_to(fields[name].edit)
        hands.type(words)
    hands.press(Qt.Key.Key_P, CONTROL)
    assert page.editor.problem.text() == ""
    hands.press(Qt.Key.Key_F9)
    assert page.presenter.state.editing is False, page.editor.problem.text()
    assert "待另一人审批" in hands.said()
    assert office.troubles == []
    office.leave()
    approve(enter)
    office = enter(WRITES)
    hits = office.counter.addresses.complete(office.clerk, f"{like['area']}{like['bldg']}9907", 10)
    made = [hit.code for hit in hits if hit.text.endswith("9907")]
    assert [elements_of(office, code) for code in made] == [{**like, "house": "9907"}], hits
    office.leave()


@POPUPS
def test_a_list_is_compared_mapped_by_hand_proposed_and_put_in_force_as_one(
    enter: Enter, rooms: list[str], tmp_path: Path
) -> None:
    office = enter(WRITES)
    hands = Hands(office)
    tab: ListTab = hands.open("list", ListTab)
    known = elements_of(office, rooms[0])
    table = write_table(
        tmp_path / "住建局 清单.csv",
        [
            TITLES,
            row_of(known, rooms[0]),
            row_of(known, house="9901"),
            row_of(known, house="9902"),
            row_of(known, bldg="77栋", house="101"),
        ],
    )
    choose_file(hands, table)
    assert wait_for(lambda: tab.preview is not None or bool(tab.empty.text()))
    assert tab.table.hasFocus()
    recognised = dict(tab.columns)
    assert "house" not in recognised
    for _ in range(HOUSE):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    pick(hands, tab.meaning, "house")
    assert tab.columns == {**recognised, "house": HOUSE}, "what was passed on the way means what it meant"
    assert wait_for(lambda: tab.preview is not None)
    assert tab.note.text() == "新增 2、变更 0、别名 0"
    hands.press(Qt.Key.Key_F9)
    assert "没有写理由" in tab.reason.reason.text()
    assert tab.reason.edit.hasFocus()
    hands.type("住建局清单")
    hands.press(Qt.Key.Key_F9)
    # Rooms of one building are one proposal.
    assert "已提出 1 条" in hands.said()
    assert proposed(office) == [ChangeKind.CREATE]
    assert office.troubles == []
    office.leave()

    office = enter(DECIDES)
    hands = Hands(office)
    page: ManagePage = hands.open("manage", ManagePage)
    hands.tab_to(page.list)
    hands.press(Qt.Key.Key_F9, SHIFT)
    assert hands.said() == "1 条已生效"
    assert proposed(office) == []
    assert proposed(office, ChangeState.APPLIED) == [ChangeKind.CREATE]
    assert office.troubles == []
    office.leave()
    office = enter(WRITES)
    hands = Hands(office)
    tab = hands.open("list", ListTab)
    choose_file(hands, table)
    for _ in range(HOUSE):
        hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    pick(hands, tab.meaning, "house")
    assert wait_for(lambda: tab.preview is not None)
    assert tab.note.text() == "新增 0、变更 0、别名 0", "the same list has nothing new to say"
    office.leave()


@POPUPS
def test_what_is_no_list_is_said_with_what_to_do(enter: Enter, tmp_path: Path) -> None:
    office = enter(WRITES)
    hands = Hands(office)
    tab: ListTab = hands.open("list", ListTab)
    for name, rows, words in (
        ("head only.csv", [TITLES], "没有内容"),
        ("other.csv", [["甲", "乙"], ["1", "2"]], "认不出地址列"),
    ):
        choose_file(hands, write_table(tmp_path / name, rows))
        assert wait_for(lambda words=words: words in tab.empty.text()), tab.empty.text()
        assert not tab.file_button.isEnabled()
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    choose_file(hands, broken)
    assert wait_for(lambda: "xlsx" in tab.empty.text() or "打不开" in tab.empty.text()), tab.empty.text()
    assert office.troubles == []
    office.leave()


def focus_words(widget: QWidget | None) -> str:
    return widget.accessibleName() if widget is not None else ""


@POPUPS
def test_codes_of_a_department_are_mapped_looked_up_and_follow_what_changes(
    enter: Enter, rooms: list[str], tmp_path: Path
) -> None:
    office = enter(WRITES)
    hands = Hands(office)
    tab: MappingTab = hands.open("mapping", MappingTab)
    assert tab.code.hasFocus()
    hands.press(Qt.Key.Key_Insert)
    assert tab.scheme_edit.hasFocus()
    strike(hands, "zhujian")
    hands.press(Qt.Key.Key_Return)
    assert tab.scheme == "zhujian"
    table = write_table(
        tmp_path / "zhujian.csv",
        [
            ["对方编码", "标准编码"],
            ["ZJ-1", rooms[0]],
            ["ZJ-2", rooms[1]],
            ["", rooms[2]],
            ["ZJ-4", "4403040000000000000000000"],
        ],
    )
    choose_file(hands, table)
    assert wait_for(lambda: "读入 2 对，新 2 对，2 行不能用" in tab.note.text()), tab.note.text()
    assert tab.refused.isVisible()
    assert [pair.foreign_code for pair in tab.pairs] == ["ZJ-1", "ZJ-2"]
    choose_file(hands, table)
    assert wait_for(lambda: "读入 2 对，新 0 对" in tab.note.text()), tab.note.text()
    hands.tab_to(tab.code)
    strike(hands, "ZJ-2")
    hands.press(Qt.Key.Key_Return)
    assert [(pair.target, pair.state) for pair in tab.pairs] == [(rooms[1], CodeState.LIVING)]
    hands.press(Qt.Key.Key_Escape)
    assert len(tab.pairs) == 2
    assert office.troubles == []
    office.leave()
    office = enter(WRITES)
    hands = Hands(office)
    write(hands, hands.open("manage", ManagePage), RETIRE, codes=rooms[1])
    office.leave()
    approve(enter)
    office = enter(DECIDES)
    hands = Hands(office)
    tab = hands.open("mapping", MappingTab)
    strike(hands, rooms[1])
    hands.press(Qt.Key.Key_Return)
    assert [(pair.foreign_code, pair.state) for pair in tab.pairs] == [("ZJ-2", CodeState.RETIRED)]
    assert office.troubles == []
    office.leave()
