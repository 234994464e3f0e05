"""A scanner's burst never lands in a field, whatever has the focus; quick typing arrives whole and in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.ui.stage import Stage
from ui.reception.state import Panel, Phase
from ui.reception.wedge import is_code

Make = Callable[..., Stage]
RECEIPT = "LH260617-0009"


def scan(stage: Stage, text: str) -> None:
    """As a keyboard wedge does: every key at once, Enter at the end."""
    QTest.keyClicks(stage.focus(), text)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    stage.settle()


def toast(stage: Stage) -> str:
    return stage.window.toast.accessibleName()


@pytest.mark.parametrize("keys", [(), ("1",), ("1", "3"), ("1", "PgDn")])
def test_a_receipt_opens_its_case_from_anywhere(make_stage: Make, keys: tuple[str, ...]) -> None:
    stage = make_stage()
    stage.serve()
    for key in keys:
        stage.press(key)
    before = stage.board.state
    focus = stage.focus()
    text = focus.text() if isinstance(focus, QLineEdit) else ""
    scan(stage, RECEIPT)
    state = stage.board.state
    assert state.panel is Panel.SCANNED
    assert state.scanned is not None
    assert state.scanned.case_number == RECEIPT
    if isinstance(focus, QLineEdit):
        assert focus.text() == text
    assert (state.phase, state.application, state.search, state.material) == (
        before.phase, before.application, before.search, before.material,
    )  # fmt: skip
    assert stage.page.panels.scanned.values["事项"].text() == "居住证申领"
    stage.press("F12")
    assert stage.counter.calls[-1] == "reprint"
    assert stage.board.state.panel is Panel.NONE


def test_a_ticket_is_called_where_nobody_is_served(make_stage: Make) -> None:
    stage = make_stage()
    scan(stage, "FTZT1|LH|20260617|A038|0123abcd")
    assert stage.phase is Phase.CALLING
    assert stage.board.state.ticket is not None
    assert stage.board.state.ticket.number == "A038"
    assert "call_ticket" in stage.counter.calls


def test_a_ticket_waits_while_somebody_is_served(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    scan(stage, "FTZT1|LH|20260617|A038|0123abcd")
    assert stage.board.state.ticket is not None
    assert stage.board.state.ticket.number == "A037"
    assert "call_ticket" not in stage.counter.calls
    assert "还没办完" in toast(stage)


def test_what_is_unknown_is_said_and_never_shown(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    scan(stage, "6901234567892")
    assert stage.phase is Phase.CHOOSING, "its digits picked nothing"
    assert stage.page.items.search.edit.text() == ""
    assert "不认识" in toast(stage)
    assert "69012" not in toast(stage)


def test_quick_typing_arrives_whole(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    edit = stage.page.items.search.edit
    # Two keys rolled over each other, then the rest, then Enter at a person's pace.
    QTest.keyClicks(edit, "jz")
    QTest.qWait(45)
    QTest.keyClicks(edit, "z")
    QTest.qWait(45)
    assert edit.text() == "jzz"
    stage.press("Enter")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert "look_up_scan" not in stage.counter.calls


def test_a_letter_at_the_search_is_never_late(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    edit = stage.page.items.search.edit
    QTest.keyClick(edit, Qt.Key.Key_J)
    assert edit.text() == "j"


def test_a_digit_that_is_only_written_is_never_late_either(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("Ctrl+K")
    box = stage.focus()
    assert isinstance(box, QLineEdit)
    QTest.keyClicks(box, "4")
    assert not stage.window.scanner.holding
    assert box.text() == "4"


def test_a_receipt_scanned_into_the_palette_leaves_nothing_there(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("Ctrl+K")
    box = stage.focus()
    assert isinstance(box, QLineEdit)
    scan(stage, RECEIPT)
    assert stage.board.state.panel is Panel.SCANNED
    assert box.text() == ""


def test_a_digit_that_picks_a_row_waits_till_it_is_no_scan(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    QTest.keyClicks(stage.focus(), "1")
    assert stage.window.scanner.holding
    stage.wait(lambda: stage.phase is Phase.FORM)


def test_letters_alone_are_pinyin_from_quick_fingers(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    edit = stage.page.items.search.edit
    scan(stage, "juzhuzheng")
    assert edit.text() == "juzhuzheng"
    assert "look_up_scan" not in stage.counter.calls


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        (RECEIPT, True),
        ("A037", True),
        ("6901234567892", True),
        ("juzhuzheng", False),
        ("jz1", False),
        ("10000001234", False),
        ("44039919920315272X", False),
    ],
)
def test_what_a_burst_can_be(text: str, coded: bool) -> None:
    assert is_code(text) is coded


def test_three_quick_letters_and_enter_are_typing(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    scan(stage, "jzz")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert "look_up_scan" not in stage.counter.calls


def test_a_burst_without_enter_is_typing(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 3")
    edit = stage.focus()
    assert isinstance(edit, QLineEdit)
    QTest.keyClicks(edit, "10000001234")
    stage.settle()
    assert edit.text() == "10000001234"


def test_a_lists_digit_and_space_still_act(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 PgDn")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    app = stage.board.state.application
    stage.press("Space")
    assert stage.board.state.application != app


def test_a_digit_in_a_dialog_presses_nothing_that_lies_behind_it(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert stage.window.reception.result.also.button.key == "2", "接着办 has a digit of the dialog too"
    stage.press("Z 2")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.reason.text() == "信息录错"
    assert stage.phase is Phase.DECIDED, "nothing was begun behind the dialog"
    stage.press("Esc")
    # No window manager here does it.
    stage.window.activateWindow()
    stage.wait(stage.window.isActiveWindow)
    stage.press("Ctrl+/ 2")
    assert stage.phase is Phase.DECIDED, "nor behind the overview of keys"
    stage.press("Esc 2")
    stage.wait(lambda: stage.phase is Phase.FORM)


def test_nothing_is_taken_while_locked(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+L")
    assert not stage.window.lock_cover.isHidden()
    scan(stage, RECEIPT)
    assert "look_up_scan" not in stage.counter.calls
