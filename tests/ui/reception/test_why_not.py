"""No key is silent: where it does nothing, it says what comes first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.stage import Stage

Make = Callable[..., Stage]

BEFORE = [
    ("", "F9", "请先按 F1 呼叫"),
    ("", "F3", "手上没有号，请先按 F1 呼叫"),
    ("", "F6", "请先按 F1 呼叫"),
    ("", "F8", "请先按 F1 呼叫"),
    ("serve", "F7", "请先选事项"),
    ("serve", "F10", "请先选事项"),
    ("serve", "F3", "A037 已在办理，不能过号；换人请按 F1 暂存"),
    ("serve", "Ctrl+N", "手上这位办完再代取号"),
    ("1 Enter 2 F7 F9", "F4", "A037 已办完，按 F1 叫下一位"),
    ("1 Enter 2 F7 F9", "F11", "这件已办完，按 F1 叫下一位"),
]


@pytest.mark.parametrize(("first", "key", "words"), BEFORE)
def test_a_key_that_does_nothing_says_why(make_stage: Make, first: str, key: str, words: str) -> None:
    stage = make_stage()
    if first:
        stage.serve()
    stage.press(first if first != "serve" else "")
    phase = stage.phase
    stage.press(key)
    assert stage.window.toast.isVisible()
    assert stage.window.toast.accessibleName() == words
    assert stage.phase is phase


def test_the_words_lie_over_no_button(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1 Enter 2 F10")
    page = stage.window.reception.supplement
    stage.window.notices.say("没有要补正的地方；请按 Insert 加一处，或按 Esc 回去受理")
    toast = stage.window.toast
    foot = page.foot.mapTo(stage.window, page.foot.rect().topLeft()).y()
    assert toast.mapTo(stage.window, toast.rect().bottomLeft()).y() < foot
