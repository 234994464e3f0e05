"""Six keys by a recommendation, nine by typed search, no mouse, no field typed (screens.md 0.2, reception.md 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hall_app.cases.application import MaterialState
from tests.ui.stage import Stage
from ui.reception.state import Phase

SIZES = [(1920, 1080), (1366, 768)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_recommended_case_takes_six_keys(make_stage: Callable[..., Stage], width: int, height: int) -> None:
    stage = make_stage(width, height)
    stage.serve()
    stage.press("1 Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert stage.pressed == 6
    accepted = stage.counter.accepted
    assert accepted is not None
    assert {field.key: field.value for field in accepted.checks} == {
        "phone": "10000000951",
        "collect": "mail",
    }
    assert not any(field.typed for field in accepted.fields)
    captured = [row.code for row in accepted.materials if row.state is MaterialState.CAPTURED]
    assert captured == ["photo", "promise"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_searched_case_takes_nine_keys(make_stage: Callable[..., Stage], width: int, height: int) -> None:
    stage = make_stage(width, height)
    stage.serve()
    stage.press("j z z Enter Enter 2 F7 F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert stage.pressed == 9
    assert stage.counter.accepted is not None
    assert stage.counter.accepted.item.short_code == "JZZ-01"


def test_f1_calls_the_next_after_a_decision(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2 F7 F9 F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    assert stage.board.state.ticket is not None
    assert stage.board.state.ticket.number == "A038"
    assert stage.board.state.facts is None, "nothing of the one before may stay on the screen"
    assert stage.board.state.application is None


def test_f9_leads_to_the_first_missing_place(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 PgDn")
    assert stage.phase is Phase.MATERIALS
    column = stage.window.reception.check
    assert column.hint.text() == "还差 4 处，按 F9 先跳到第一处"
    stage.press("F9")
    assert stage.phase is Phase.FORM
    assert stage.focus().accessibleName().startswith("100 0000 0951")
    assert "accept" not in stage.counter.calls
    stage.press("Enter 2 F9")
    assert stage.phase is Phase.MATERIALS
    assert stage.board.state.material == 4, "the cursor stands on the first missing material"
    assert "accept" not in stage.counter.calls


def test_keys_typed_ahead_of_the_search_still_open_what_was_typed(make_stage: Callable[..., Stage]) -> None:
    """The whole word and Enter arrive while the first search is still under way."""
    stage = make_stage()
    stage.serve()
    gate = threading.Event()
    stage.counter.gate["search_items"] = gate
    QTest.keyClicks(stage.focus(), "jzz")
    QTest.keyClick(stage.focus(), Qt.Key.Key_Return)
    assert stage.phase is Phase.CHOOSING
    gate.set()
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert stage.board.state.application is not None
    assert stage.board.state.application.item.short_code == "JZZ-01"


def test_keys_typed_while_the_form_opens_reach_the_form(make_stage: Callable[..., Stage]) -> None:
    """The whole straight path typed at once, while the item's use case is still under way."""
    stage = make_stage()
    stage.serve()
    gate = threading.Event()
    stage.counter.gate["open_application"] = gate
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_2, Qt.Key.Key_F7, Qt.Key.Key_F9):
        QTest.keyClick(stage.focus(), key)
    assert stage.phase is Phase.CHOOSING
    gate.set()
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    accepted = stage.counter.accepted
    assert accepted is not None
    assert {field.key: field.value for field in accepted.checks}["collect"] == "mail"
    assert stage.counter.calls.count("open_application") == 1
