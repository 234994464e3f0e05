"""The material list's keys (reception.md 4) and the form's prefilled fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from hall_app.cases.application import FieldState, MaterialRow, MaterialState
from hall_app.cases.page_checks import PageCheck
from tests.ui.stage import Stage
from ui.reception.state import Phase
from ui.tokens import Mode

Make = Callable[..., Stage]


@pytest.fixture
def stage(make_stage: Make) -> Stage:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1 Enter 2")
    assert stage.phase is Phase.MATERIALS
    return stage


def row(stage: Stage, at: int) -> MaterialRow:
    app = stage.board.state.application
    assert app is not None
    return app.materials[at]


def test_space_receives_one_original_and_takes_it_back(stage: Stage) -> None:
    stage.press("Space")
    assert (row(stage, 4).state, row(stage, 4).originals) == (MaterialState.RECEIVED, 1)
    stage.press("Space")
    assert row(stage, 4).state is MaterialState.WAITING


def test_c_and_digits_set_kind_and_count(stage: Stage) -> None:
    stage.press("Space C 3")
    assert (row(stage, 4).originals, row(stage, 4).copies) == (0, 3)
    stage.press("C")
    assert (row(stage, 4).originals, row(stage, 4).copies) == (3, 0)


def test_r_defers_only_where_the_item_allows_it(stage: Stage) -> None:
    stage.press("R")
    assert row(stage, 4).state is MaterialState.WAITING
    assert "不能容缺" in stage.window.toast._label.text()
    stage.press("Down R")
    assert row(stage, 5).state is MaterialState.DEFERRED
    stage.press("R")
    assert row(stage, 5).state is MaterialState.WAITING


def test_insert_adds_a_material_by_name(stage: Stage) -> None:
    stage.press("Ins")
    stage.type("授权委托书")
    stage.press("Enter")
    assert row(stage, 6).name == "授权委托书"
    assert row(stage, 6).state is MaterialState.RECEIVED
    assert stage.focus() is stage.window.reception.case.materials.list
    stage.press("Ins Esc")
    assert stage.phase is Phase.MATERIALS, "Esc leaves the name first"
    assert len(stage.board.state.application.materials) == 7  # type: ignore[union-attr]


def test_pages_are_turned_deleted_and_taken_again(stage: Stage) -> None:
    stage.press("F7")
    assert row(stage, 5).pages
    assert stage.board.state.page_picture is not None
    stage.press("T")
    assert row(stage, 5).pages[0].rotation == 90
    stage.press("Del")
    assert row(stage, 5).state is MaterialState.WAITING
    stage.counter.scans = 1
    stage.press("F7")
    assert row(stage, 5).state is MaterialState.CAPTURED
    stage.counter.scans = 1
    stage.press("Shift+F7")
    # The draft saves itself whenever its time has come.
    acts = [call for call in stage.counter.calls if call != "save_draft"]
    assert acts[-2:] == ["drop_page", "take_scans"]
    assert stage.counter.first_scanned == row(stage, 5).code, "a page taken again goes where it was"
    assert row(stage, 5).state is MaterialState.CAPTURED


def test_no_new_scan_is_said(stage: Stage) -> None:
    stage.counter.scans = 0
    stage.press("F7")
    assert "没有新的扫描页" in stage.window.toast._label.text()


def test_f7_keeps_what_was_changed_meanwhile(stage: Stage) -> None:
    import threading

    from PySide6.QtCore import Qt

    gate = threading.Event()
    stage.counter.gate["take_scans"] = gate
    QTest.keyClick(stage.focus(), Qt.Key.Key_F7)
    QTest.keyClick(stage.focus(), Qt.Key.Key_Insert)
    QTest.keyClicks(stage.focus(), "POA")
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    gate.set()
    stage.settle()
    stage.wait(lambda: row(stage, 5).pages)
    assert row(stage, 6).name == "POA"


def test_enter_accepts_a_page_and_goes_to_the_next_missing(stage: Stage) -> None:
    stage.press("Space Enter")
    assert stage.board.state.material == 5


def test_e_overwrites_a_library_value_for_a_reason(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    form = stage.window.reception.case.form
    form.rows["marriage"].edit.setFocus()
    stage.press("E")
    stage.type("离异")
    stage.press("Enter")
    assert form.reason.isVisible()
    stage.press("1")
    app = stage.board.state.application
    assert app is not None
    field = next(field for field in app.fields if field.key == "marriage")
    assert (field.value, field.library_value, field.edit_reason) == ("离异", "已婚", "本人更正")
    assert field.state is FieldState.EDITED
    row = form.rows["marriage"]
    assert stage.focus() is row.edit
    stage.strike("x")
    assert row.value == "离异", "a key that strays writes over nothing"
    stage.press("E")
    stage.type("丧偶")
    assert row.value == "丧偶", "the key that began it begins it again"


@pytest.mark.parametrize("key", ["marriage", "name"])
def test_the_question_why_never_lies_over_the_field_it_asks_about(make_stage: Make, key: str) -> None:
    stage = make_stage(1366, 620)
    stage.serve()
    stage.press("1")
    form = stage.window.reception.case.form
    row = form.rows[key]
    row.edit.setFocus()
    stage.settle()
    form.reason.ask(row)
    stage.settle()
    place = row.mapTo(form, row.rect().topLeft())
    assert not form.reason.geometry().intersects(row.rect().translated(place))
    assert form.rect().contains(form.reason.geometry())


def test_escape_drops_an_overwriting(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    form = stage.window.reception.case.form
    form.rows["marriage"].edit.setFocus()
    stage.press("E")
    stage.type("离异")
    stage.press("Enter Esc")
    assert not form.reason.isVisible()
    assert stage.phase is Phase.FORM
    assert form.rows["marriage"].value == "已婚"


def test_another_number_is_typed_and_counted_as_typed(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 3")
    stage.strike("10000001234")
    stage.press("Enter")
    app = stage.board.state.application
    assert app is not None
    phone = next(field for field in app.fields if field.key == "phone")
    assert (phone.value, phone.typed) == ("10000001234", True)
    assert stage.focus().accessibleName() == "大厅自取", "Enter goes on to the next check"


def test_the_picture_says_what_can_be_told_of_the_page(stage: Stage) -> None:
    stage.press("F7")
    stage.wait(lambda: stage.board.state.page_check is not None)
    picture = stage.window.reception.case.materials.picture
    shown = [chip.text() for chip in picture.checks if chip.isVisible()]
    assert shown == ["清晰", "四角完整"]
    assert len(picture.view._marks) == 5
    stage.press("Up")
    stage.wait(lambda: stage.board.state.page_check is not None)
    assert [chip.text() for chip in picture.checks if chip.isVisible()] == ["清晰"]
    assert not picture.view._marks


def test_a_page_that_is_not_good_says_how_to_mend_it(stage: Stage) -> None:
    stage.counter.page_check = PageCheck(False, False)
    stage.press("F7")
    stage.wait(lambda: stage.board.state.page_check is not None)
    picture = stage.window.reception.case.materials.picture
    shown = [chip.text() for chip in picture.checks if chip.isVisible()]
    assert shown == ["不清晰，擦净镜头、放稳后按 Shift F7 重拍", "四角不全，把整页移进画面再按 Shift F7 重拍"]
    assert "不清晰" in picture.view.accessibleDescription()


@pytest.mark.parametrize("good", [True, False])
def test_in_large_text_nothing_lies_over_the_page(make_stage: Make, good: bool) -> None:
    stage = make_stage(1366, 768, mode=Mode.LARGE)
    stage.counter.page_check = PageCheck(good, good)
    stage.serve()
    stage.press("1 Enter 2 F7")
    stage.wait(lambda: stage.board.state.page_check is not None)
    picture = stage.window.reception.case.materials.picture
    view = picture.view
    stage.wait(lambda: not view.sceneRect().isEmpty())
    page = view.mapFromScene(view.sceneRect()).boundingRect().translated(view.pos())
    over = [chip for chip in picture.checks if chip.isVisible()] + list(picture.buttons)
    assert len(over) == 5
    for widget in over:
        assert picture.rect().contains(widget.geometry())
        assert not widget.geometry().intersects(page), widget.accessibleName()
