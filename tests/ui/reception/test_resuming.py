"""A case that waits for papers, reached by the person's column, by its number and by a sheet's code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from hall_app.cases.application import MaterialState, Waits
from hall_app.libraries.person_file import CaseLine
from tests.ui.counter_script import FOUND, PERSON_FILE, RESUMED, ScriptedCounter, card, uid
from tests.ui.stage import Stage
from ui.reception.state import Phase
from ui.widgets.chip import Chip

LINE = CaseLine(uid("told"), "LH260610-0007", "居住证申领", "12", "待补正", date(2026, 6, 10))


@pytest.fixture
def counter() -> ScriptedCounter:
    made = ScriptedCounter()
    made.file = replace(PERSON_FILE, open_cases=(LINE, *PERSON_FILE.open_cases))
    return made


def test_ctrl_b_goes_on_with_the_persons_case(
    make_stage: Callable[..., Stage], counter: ScriptedCounter
) -> None:
    stage = make_stage(1366, 768, counter=counter)
    stage.serve()
    stage.wait(lambda: stage.board.state.person_file is not None)
    column = stage.window.reception.person
    assert column.alert is not None
    assert column.alert.words.text() == "居住证申领 待补正"
    chips = [chip.accessibleName() for chip in column.blocks["open"].findChildren(Chip) if chip.isVisible()]
    assert chips == [PERSON_FILE.open_cases[0].left.spoken], "绿灯，剩余 3 个工作日（06-22）"
    stage.press("Ctrl+B")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    page = stage.window.reception.case
    assert page.title.text() == RESUMED.item.name
    assert page.limit.text() == "LH260610-0007"
    assert page.take_in.isVisible()
    assert not page.change.isVisible()
    assert stage.board.state.material == 1
    stage.press("Space F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert counter.accepted is not None
    assert counter.accepted.materials[1].state is MaterialState.RECEIVED
    assert counter.accepted.resumed == RESUMED.resumed


def test_what_was_judged_cannot_be_changed_any_more(
    make_stage: Callable[..., Stage], counter: ScriptedCounter
) -> None:
    stage = make_stage(1366, 768, counter=counter)
    stage.serve()
    stage.wait(lambda: stage.board.state.person_file is not None)
    stage.press("Ctrl+B")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    stage.press("Up Space")
    assert stage.board.state.application == RESUMED
    assert "已审过" in stage.window.toast.accessibleName()


def test_the_number_opens_a_case_without_a_card(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(1366, 768)
    stage.press("Ctrl+B")
    stage.wait(lambda: not stage.window.palette_host.isHidden())
    stage.type("0007")
    stage.wait(lambda: "find_cases 0007" in stage.counter.calls)
    stage.press("Enter")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    assert stage.board.state.facts is None
    stage.lay(card("周立", "440399199001011239"))
    assert stage.board.state.application == RESUMED
    assert "代交" in stage.window.toast.accessibleName()
    stage.press("Esc Esc")
    stage.wait(lambda: stage.phase is Phase.IDLE)
    assert stage.board.state.application is None


def test_papers_are_only_taken_in_and_the_page_says_what_follows(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(1920, 1080)
    stage.window.presenter.resuming.open_text("LH260610-0007")
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    stage.press("Space")
    stage.window.reception.case.take_in.click()
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    result = stage.window.reception.result
    assert result.title.text() == "已收下补交的材料"
    assert result.about.text().endswith("06-24 前告知是否受理")
    assert not result.undo.isVisible()


def test_the_acceptance_of_a_resumed_case_is_taken_back(
    make_stage: Callable[..., Stage], counter: ScriptedCounter
) -> None:
    stage = make_stage(1366, 768, counter=counter)
    stage.window.presenter.resuming.open_case(uid("told"))
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    stage.press("Space F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    result = stage.window.reception.result
    assert result.undo.isVisible()
    result.undo_link.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert any("办件回到“补正待提交”" in label.text() for label in dialog.findChildren(QLabel))
    stage.press("1 Enter")
    stage.wait(lambda: bool(stage.board.state.undone))
    assert stage.board.state.undone.endswith("办件回到“补正待提交”")
    assert "编号不再使用" not in stage.board.state.undone


def test_deferred_pieces_have_one_decision(
    make_stage: Callable[..., Stage], counter: ScriptedCounter
) -> None:
    assert RESUMED.resumed is not None
    counter.resumed = replace(
        RESUMED, resumed=replace(RESUMED.resumed, waits=Waits.DEFERRED, state="22"), deadline=None
    )
    stage = make_stage(1366, 768, counter=counter)
    stage.window.presenter.resuming.open_case(uid("told"))
    stage.wait(lambda: stage.phase is Phase.MATERIALS)
    stage.press("Space")
    bar = stage.window.reception.case.bar
    assert (bar.words.text(), bar.rest.text()) == ("可以收下", "，办理期限不变")
    assert not bar.refuse.isVisible()
    assert not stage.window.reception.case.take_in.isVisible()


def test_a_case_that_waits_for_nothing_says_how_it_stands(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(1366, 768)
    stage.window.presenter.resuming.open_text(FOUND[1].case_number)
    stage.wait(lambda: "即办办结" in stage.window.toast.accessibleName())
    stage.window.presenter.resuming.open_text("nothing")
    stage.wait(lambda: "没有这个办件" in stage.window.toast.accessibleName())
    assert stage.phase is Phase.IDLE
    QApplication.processEvents()
