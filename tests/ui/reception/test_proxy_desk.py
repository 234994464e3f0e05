"""A desk that calls nobody: whoever comes lays a card, and no page speaks of a queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.counter_script import CLERK, card
from tests.ui.stage import Stage
from ui.reception.state import Panel, Phase
from ui.widgets.key_button import KeyButton

Make = Callable[..., Stage]
AGENT = replace(CLERK, permissions=frozenset({"case.accept", "person.read", "item.read", "document.print"}))


def buttons(stage: Stage) -> list[str]:
    return [each.text() for each in stage.window.findChildren(KeyButton) if each.isVisible()]


def test_the_idle_page_asks_for_a_card_and_types_one_in(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=AGENT)
    page = stage.window.reception
    assert not page.strip.isVisible()
    assert not page.idle.waiting.isVisible()
    assert not any("呼叫" in words for words in buttons(stage))
    assert page.hints()[0] == ("Ctrl I", "手工录入")
    QTest.mouseClick(page.idle.next_card.button, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.board.state.panel is Panel.IDENTITY


def test_after_a_decision_the_next_card_begins(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=AGENT)
    stage.lay()
    stage.wait(lambda: stage.board.state.recommendations is not None)
    stage.press("1 Enter 2 F7")
    stage.press("F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED)
    assert not any("呼叫" in words for words in buttons(stage))
    assert not stage.window.reception.result.pause.isVisible()
    stage.lay(replace(card(), name="叶锦怡", id_number="440399198503071148"))
    stage.wait(lambda: stage.phase is Phase.CHOOSING)
