"""The cards under the recommendations: names are whole or short, never cut; an empty card keeps its margins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.ui.counter_script import PERSON_FILE
from tests.ui.stage import Stage

Make = Callable[..., Stage]


def test_a_long_name_gives_way_to_the_short_one(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    found = stage.board.state.recommendations
    assert found is not None
    name, short = "困难残疾人生活补贴和重度残疾人护理补贴申领", "残疾人两项补贴"
    long = replace(found.frequent[0], item=replace(found.frequent[0].item, name=name, short_name=short))
    stage.board.update(recommendations=replace(found, frequent=(long, *found.frequent[1:])))
    stage.settle()
    button = stage.window.reception.items.frequent._cells[0].button
    assert button.accessibleName() == name
    assert button.words_for(2000) == name
    assert button.words_for(150) == short


def test_an_empty_history_stands_in_from_the_edge(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    card = stage.window.reception.items.history
    card.show_cases((), 2026)
    stage.settle()
    assert card._empty.isVisible()
    assert card._empty.contentsRect().left() >= 14
    picture = card._empty.grab().toImage()
    ground = picture.pixelColor(0, 0)
    edge = [picture.pixelColor(x, y) for x in range(10) for y in range(picture.height())]
    assert all(colour == ground for colour in edge), "no word in the margin"


def test_an_earlier_case_that_came_to_nothing_says_so(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    card = stage.window.reception.items.history
    done = PERSON_FILE.recent_cases[0]
    undone = replace(done, state="90", state_name="已撤回")
    card.show_cases((done, undone), done.on.year)
    assert [line.day.text() for line in card._rows[:2]] == ["06-02", "已撤回 06-02"]
