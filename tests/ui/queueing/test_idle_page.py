"""The idle page: nothing of it is cut, Tab goes as the eye does, and an empty card says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.stage import Stage
from ui.tokens import Mode

Make = Callable[..., Stage]
RULE = "连叫 2 个预约或优先号后，叫 1 个普通号；过号的排在三位之后"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
@pytest.mark.parametrize("mode", [None, Mode.LARGE])
def test_the_rule_of_the_queue_is_never_cut(
    make_stage: Make, width: int, height: int, mode: Mode | None
) -> None:
    stage = make_stage(width, height, mode=mode)
    queue = stage.board.state.queue
    assert queue is not None
    stage.board.update(queue=replace(queue, rule_note=RULE))
    stage.settle()
    panel = stage.window.reception.idle.waiting
    assert panel.rule.text() == f"排队规则：{RULE}"
    assert panel.rule.height() >= panel.rule.heightForWidth(panel.rule.width())
    foot = panel.rule.mapTo(panel, panel.rule.rect().bottomLeft()).y()
    assert foot < panel.height(), "it is on the screen whole"
    rows = panel.list.mapTo(panel, panel.list.rect().bottomLeft()).y()
    assert rows < panel.rule.mapTo(panel, panel.rule.rect().topLeft()).y()


def test_tab_goes_along_the_strip(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    strip = stage.window.reception.strip
    shown = [button.text() for button in strip.buttons.values() if button.isVisible()]
    assert shown == ["重呼", "过号", "转窗", "暂停", "下一位"]
    strip.buttons["recall"].setFocus()
    seen = []
    for _button in shown:
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus.text())
        stage.press("Tab")
    assert seen == shown


@pytest.mark.parametrize("keys", ["Ctrl+N Enter", "Shift+F1 Enter"])
def test_a_panel_that_has_done_its_work_gives_the_focus_back(make_stage: Make, keys: str) -> None:
    stage = make_stage()
    button = stage.window.reception.idle.next_card.button
    assert stage.focus() is button
    stage.press(keys)
    stage.wait(lambda: stage.window.reception.panels.queue.isHidden())
    assert stage.focus() is button
