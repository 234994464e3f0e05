"""The completer of the form's address fields: chosen by keys with its code, Esc keeps, unknown is kept and marked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hall_app.cases import filling
from hall_app.cases.application import FieldState, FormField
from tests.ui.address_script import PREFIX, ROOMS
from tests.ui.stage import Stage
from ui.addresses.address_box import AddressBox, SuggestionList
from ui.reception.state import Panel, Phase
from ui.widgets.field_row import FieldRow

Make = Callable[..., Stage]
KEY = "address"
CHOSEN = f"{PREFIX}莲花街道景田社区{ROOMS[1][1]}"


def editing(make_stage: Make) -> tuple[Stage, FieldRow, AddressBox]:
    """The form with the address field open for typing (E)."""
    stage = make_stage()
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    form = stage.window.reception.case.form
    stage.wait(lambda: KEY in form.rows)
    row = form.rows[KEY]
    row.edit.setFocus()
    stage.press("E")
    assert not row.edit.isReadOnly()
    box = row.edit.findChild(AddressBox)
    assert box is not None
    return stage, row, box


def field(stage: Stage) -> FormField:
    app = stage.board.state.application
    assert app is not None
    return filling.field_of(app, KEY)


def test_type_down_enter_takes_a_standard_address_with_its_code(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    stage.press("y j y")
    stage.wait(lambda: box.rows == 3)
    assert stage.focus() is row.edit, "the list never takes the focus"
    stage.press("Down Enter")
    assert box.rows == 0
    assert row.edit.text() == CHOSEN
    stage.press("Enter")  # the first reason
    found = field(stage)
    assert (found.value, found.address_code) == (CHOSEN, ROOMS[1][0])
    assert found.state is FieldState.EDITED
    assert not found.unplaced


def test_keys_of_an_address_are_not_held_back_and_a_scan_is_taken_out_of_it(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    stage.press("y j")
    stage.wait(lambda: box.rows)
    stage.press("Left")  # what follows is no burst
    QTest.keyClicks(row.edit, "y")
    assert not stage.window.scanner.holding
    assert row.edit.text() == "yyj"
    stage.settle()
    stage.press("Esc")
    before = row.edit.text()
    stage.press("E")
    row.edit.deselect()
    stage.press("Left")
    QTest.keyClicks(row.edit, "LH260617-0009")
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    stage.settle()
    assert stage.board.state.panel is Panel.SCANNED
    assert row.edit.text() == before
    assert not box.is_open
    assert box.rows == 0


def test_the_list_gets_lower_when_the_typing_rests(make_stage: Make) -> None:
    stage, _row, box = editing(make_stage)
    stage.press("y j y")
    stage.wait(lambda: box.rows == 3)
    shown = box._list
    assert shown is not None
    shown._shrink.setInterval(60_000)
    high = shown.height()
    stage.type("无此")
    stage.wait(lambda: box.rows == 1)
    assert shown.height() == high
    shown._shrink.start(0)
    stage.wait(lambda: shown.height() < high)


def test_esc_leaves_the_old_value(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    before, shown = field(stage), row.edit.text()
    stage.press("y j y")
    stage.wait(lambda: box.rows == 3)
    stage.press("Esc")
    assert box.rows == 0
    assert row.edit.text() == shown
    assert field(stage) == before
    assert stage.phase is Phase.FORM


def test_leaving_the_field_with_only_a_query_in_it_keeps_the_old_value(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    before, shown = field(stage), row.edit.text()
    stage.press("y j y")
    stage.wait(lambda: box.rows == 3)
    next(iter(stage.window.reception.case.form.checks.rows.values())).place_focus()
    stage.settle()
    assert (row.edit.text(), field(stage)) == (shown, before)
    assert box.rows == 0


def test_an_unknown_address_is_kept_as_typed_marked_and_told_to_the_queue(make_stage: Make) -> None:
    stage, row, _box = editing(make_stage)
    stage.type("无此路1号")
    stage.press("Enter")
    stage.press("Enter")
    found = field(stage)
    assert (found.value, found.address_code, found.unplaced) == ("无此路1号", None, True)
    assert row.source.text() == "待核"
    ((text, origin),) = stage.counter.addresses.reported
    assert text == "无此路1号"
    assert origin == "form"


def test_without_a_queue_the_window_goes_on_all_the_same(make_stage: Make) -> None:
    stage, _row, _box = editing(make_stage)
    stage.counter.addresses.queue = False
    stage.type("无此路1号")
    stage.press("Enter")
    stage.press("Enter")
    assert field(stage).unplaced
    assert stage.counter.addresses.reported == []


def test_what_is_composed_is_the_query_and_enter_before_the_answer_waits_for_it(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    QApplication.sendEvent(row.edit, QInputMethodEvent("yun'jin", []))
    stage.wait(lambda: box.rows == 3)
    assert stage.counter.addresses.asked[-1] == "yunjin"
    commit = QInputMethodEvent()
    commit.setCommitString("云锦苑")
    gate = stage.counter.addresses.gate = threading.Event()
    QApplication.sendEvent(row.edit, commit)
    QTest.keyClick(row.edit, Qt.Key.Key_Return)
    assert box.is_open
    gate.set()
    stage.wait(lambda: not box.is_open)
    assert row.edit.text() == f"{PREFIX}莲花街道景田社区{ROOMS[0][1]}"


def test_a_row_kept_for_the_next_form_is_an_address_only_where_that_form_has_one(make_stage: Make) -> None:
    stage, row, box = editing(make_stage)
    form = stage.window.reception.case.form
    stage.press("y j y")
    stage.wait(lambda: box.rows == 3)
    first = stage.board.state.application
    assert first is not None
    number = 0

    def show_another(kind: str, words: str) -> None:
        nonlocal number
        number += 1
        sections = tuple(
            replace(section, fields=tuple(
                replace(one, kind=kind, value=words, shown=words) if one.key == KEY else one for one in section.fields
            ))
            for section in first.sections
        )  # fmt: skip
        form.show_state(
            replace(
                stage.board.state, application=replace(first, draft_id=UUID(int=number), sections=sections)
            )
        )
        stage.wait(lambda: form.rows.get(KEY) is row)

    show_another("text", "丙")
    assert row.edit.text() == "丙"
    assert not box.is_open
    assert not box.rows
    assert not [each for each in stage.window.findChildren(SuggestionList) if each.isVisible()]
    asked = list(stage.counter.addresses.asked)
    row.edit.setFocus()
    stage.press("E y j Enter")
    assert stage.counter.addresses.asked == asked, "no completer in a field that is no address"
    form.reason.drop()

    show_another("address", "丁")
    assert row.edit.text() == "丁"
    assert not box.is_open
    row.edit.setFocus()
    stage.press("E y j")
    stage.wait(lambda: box.rows == 3)
    stage.press("Esc")
    assert row.edit.text() == "丁", "what stood there is this form's"
    assert len(row.edit.findChildren(AddressBox)) == 1
