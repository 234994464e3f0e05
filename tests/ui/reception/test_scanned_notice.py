"""The code of a 补正材料告知书: its missing pieces, taken up by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hall_app.cases.application import MaterialState
from hall_app.cases.lights import Light, TimeLeft
from hall_app.scanned_codes import ScannedCase, ScannedPiece
from tests.ui.counter_script import RESUMED, ScriptedCounter, uid
from tests.ui.reception.test_scanner import scan, toast
from tests.ui.stage import Stage
from ui.reception.scanned_panel import PieceLine
from ui.reception.state import Panel, Phase

Make = Callable[..., Stage]
NOTICE = "FTZW1|440304|LH260610-0007|0123abcd"
_SECOND = replace(
    RESUMED.materials[1], code="lease", name="房屋租赁凭证", origin="请补交有效的合同", pages=(), originals=0
)
TWO = replace(RESUMED, materials=(*RESUMED.materials, _SECOND))
PIECES = tuple(
    ScannedPiece(row.code, row.name, row.origin, brought=False) for row in TWO.materials if not row.settled
)
SCANNED = ScannedCase(
    uid("told"), "LH260610-0007", "居住证申领", "林**", "补正待提交", date(2026, 6, 10), None, uid("notice"),
    waits=True, pieces=PIECES, pieces_until=date(2026, 6, 24),
)  # fmt: skip


@pytest.fixture
def counter() -> ScriptedCounter:
    made = ScriptedCounter()
    made.resumed, made.scanned = TWO, SCANNED
    return made


def scanned(make_stage: Make, counter: ScriptedCounter, width: int = 1366, height: int = 768) -> Stage:
    stage = make_stage(width, height, counter=counter)
    scan(stage, NOTICE)
    stage.wait(lambda: stage.board.state.panel is Panel.SCANNED)
    return stage


def test_the_panel_lists_what_is_missing(make_stage: Make, counter: ScriptedCounter) -> None:
    stage = scanned(make_stage, counter)
    panel = stage.page.panels.scanned
    assert panel.until.text() == "还缺 2 份，06-24 前"
    lines = [line.accessibleName() for line in panel.findChildren(PieceLine) if line.isVisible()]
    assert lines == [f"1 {PIECES[0].name} 请本人签名后补交", "2 房屋租赁凭证 请补交有效的合同"]
    assert stage.focus() is panel.resume
    assert panel.geometry().right() <= stage.page.width()
    assert panel.geometry().bottom() <= stage.page.height()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_the_panel_shows_the_light_of_a_case_whose_time_runs(
    make_stage: Make, width: int, height: int
) -> None:
    made = ScriptedCounter()
    left = TimeLeft(Light.RED, -2, date(2026, 6, 15), "超期 2 天", "超期 2 个工作日（06-15）")
    made.scanned = replace(
        SCANNED, state_name="审核中", waits=False, pieces=(), due_on=left.due_on, left=left
    )
    panel = scanned(make_stage, made, width, height).page.panels.scanned
    assert (panel.light.text(), panel.light.kind) == ("超期 2 天", "bad")
    assert panel.light.accessibleName() == "红灯，超期 2 个工作日（06-15）"
    assert panel.light.geometry().right() <= panel.width()
    made.scanned = SCANNED
    panel.show_case(SCANNED)
    assert not panel.light.isVisible(), "no clock runs while papers are waited for"


def test_f7_opens_the_case_and_scans_to_each_piece(make_stage: Make, counter: ScriptedCounter) -> None:
    stage = scanned(make_stage, counter)
    counter.scans = 2
    stage.press("F7")
    stage.wait(lambda: "take_scans" in counter.calls)
    assert stage.phase is Phase.MATERIALS
    assert stage.board.state.panel is Panel.NONE
    stage.wait(lambda: not stage.board.state.missing)
    app = stage.board.state.application
    assert app is not None
    assert [row.state for row in app.materials[1:]] == [MaterialState.CAPTURED] * 2
    stage.press("F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert counter.accepted is not None
    assert counter.accepted.resumed == TWO.resumed


def test_a_digit_opens_the_case_at_that_piece_and_f7_begins_there(
    make_stage: Make, counter: ScriptedCounter
) -> None:
    stage = scanned(make_stage, counter)
    stage.press("2")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    assert stage.board.state.material == 2
    assert "take_scans" not in counter.calls
    counter.scans = 0
    stage.press("F7")
    stage.wait(lambda: "take_scans" in counter.calls)
    assert counter.first_scanned == "lease"


def test_enter_opens_the_first_missing_piece(make_stage: Make, counter: ScriptedCounter) -> None:
    stage = scanned(make_stage, counter)
    stage.press("Space")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    assert stage.board.state.material == 1


def test_a_reception_in_hand_is_finished_first(make_stage: Make, counter: ScriptedCounter) -> None:
    stage = make_stage(1366, 768, counter=counter)
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    before = stage.board.state.application
    scan(stage, NOTICE)
    for key in ("F7", "2", "Ctrl+B"):
        stage.press(key)
        assert "手上的接件还没办完" in toast(stage)
        assert stage.board.state.application == before
        assert stage.board.state.panel is Panel.SCANNED
    assert "open_case" not in counter.calls
    assert "take_scans" not in counter.calls


def test_a_sheet_that_silence_made_is_handed_over(make_stage: Make, counter: ScriptedCounter) -> None:
    counter.scanned = replace(SCANNED, waits=False, to_hand=True, pieces=(), state_name="视为受理")
    stage = scanned(make_stage, counter)
    assert stage.focus() is stage.page.panels.scanned.hand
    assert not stage.page.panels.scanned.waiting.isVisible()
    stage.press("Space")
    stage.wait(lambda: "hand_over" in counter.calls)
    assert stage.board.state.panel is Panel.NONE


def test_papers_already_taken_in_wait_for_the_decision(make_stage: Make, counter: ScriptedCounter) -> None:
    counter.scanned = replace(SCANNED, pieces=tuple(replace(piece, brought=True) for piece in PIECES))
    stage = scanned(make_stage, counter)
    panel = stage.page.panels.scanned
    assert panel.until.text() == "补交的材料已收齐，06-24 前告知是否受理"
    assert not panel.capture.isVisible()
    assert panel.resume.isVisible()
