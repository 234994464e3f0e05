"""Shift F6: the item's basis and terms lie beside the form, are read by arrows, and go again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.stage import Stage
from ui.reception.state import Panel, Phase
from ui.widgets.label import Label

Make = Callable[..., Stage]


def opened(make_stage: Make, width: int = 1920, height: int = 1080) -> Stage:
    stage = make_stage(width, height)
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    stage.press("Shift+F6")
    stage.wait(lambda: stage.board.state.panel is Panel.GUIDE)
    return stage


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_the_guide_is_read_by_arrows_and_fits_the_window(make_stage: Make, width: int, height: int) -> None:
    stage = opened(make_stage, width, height)
    panel = stage.window.reception.panels.guide
    assert panel.isVisible()
    words = [label.text() for label in panel.findChildren(Label) if label.isVisible()]
    assert "深圳经济特区居住证条例第五条、第六条" in words
    assert "1. 居住登记满 12 个月" in words
    assert any("居住证条例第二条" in each for each in words)
    assert panel.geometry().bottom() <= stage.window.reception.height() - 16
    assert stage.focus() is panel.back
    bar = panel.reading.verticalScrollBar()
    assert bar.value() == 0
    if height == 768:
        stage.press("Down")
        assert bar.value() > 0
        stage.press("PgDn PgDn PgDn PgDn")
        assert bar.value() == bar.maximum()
        stage.press("PgUp PgUp PgUp PgUp PgUp")
        assert bar.value() == 0


def test_the_key_and_esc_put_it_away_and_the_form_goes_on(make_stage: Make) -> None:
    stage = opened(make_stage)
    panel = stage.window.reception.panels.guide
    stage.press("Esc")
    assert panel.isHidden()
    assert stage.phase is Phase.FORM
    stage.press("Shift+F6")
    stage.wait(lambda: not panel.isHidden())
    stage.press("Shift+F6")
    assert panel.isHidden()
    stage.press("Enter 2 F7 F9")
    assert stage.phase is Phase.DECIDED


def test_the_link_beside_the_item_opens_it_where_there_is_room(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    case = stage.window.reception.case
    assert case.guide.isVisible()
    case.guide.click()
    stage.wait(lambda: stage.board.state.panel is Panel.GUIDE)
    narrow = make_stage(1366, 768)
    narrow.serve()
    narrow.press("1")
    assert not narrow.window.reception.case.guide.isVisible()


def test_before_an_item_is_chosen_the_key_says_so(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("Shift+F6")
    assert stage.window.toast.accessibleName() == "请先选事项"
