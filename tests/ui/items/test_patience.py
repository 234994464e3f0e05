"""The picker waits a moment for what is found, so that a key is one picture; a slow search does not hide what was typed."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.ui.counter_script import ScriptedCounter
from tests.ui.stage import Stage, wait_for
from ui.items.items_page import PATIENCE_MS, ItemsPage

Make = Callable[..., Stage]
A_LONG_TIME_MS = 600_000


class Drawn:
    """How often the results were drawn, and with how many rows."""

    def __init__(self, page: ItemsPage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        show = page.picker.show_search

        def seen(search: object) -> None:
            self.rows.append(len(search.hits))  # type: ignore[attr-defined]
            show(search)  # type: ignore[arg-type]

        monkeypatch.setattr(page.picker, "show_search", seen)


@pytest.fixture
def counter() -> ScriptedCounter:
    return ScriptedCounter()


@pytest.fixture
def stage(make_stage: Make, counter: ScriptedCounter) -> Stage:
    stage = make_stage(1366, 768, counter=counter)
    stage.serve()
    return stage


def page_of(stage: Stage) -> ItemsPage:
    return stage.window.reception.items


def test_what_is_typed_and_what_is_found_are_one_picture(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(stage)
    page._patience.setInterval(A_LONG_TIME_MS)
    drawn = Drawn(page, monkeypatch)
    stage.press("j")
    stage.wait(lambda: page.picker.isVisible())
    assert drawn.rows[:1] == [6], "nothing was drawn before the rows were there"
    assert not page._patience.isActive()
    assert page.search.count.text() == "6 个事项"


def test_a_slow_search_shows_after_a_while_that_it_is_asked(
    stage: Stage, counter: ScriptedCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(stage)
    assert page._patience.interval() == PATIENCE_MS == 40
    drawn = Drawn(page, monkeypatch)
    counter.gate["search_items"] = gate = threading.Event()
    page.search.edit.setText("j")
    assert page._patience.isActive()
    assert page.picker.isHidden()
    assert wait_for(lambda: page.picker.isVisible()), "the search hides what was typed"
    assert drawn.rows == [0]
    assert page.search.count.text() == ""
    gate.set()
    stage.wait(lambda: page.search.count.text() == "6 个事项")
    assert drawn.rows[1] == 6


def test_further_keys_do_not_lengthen_the_patience(
    stage: Stage, counter: ScriptedCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(stage)
    page._patience.setInterval(A_LONG_TIME_MS)
    counter.gate["search_items"] = gate = threading.Event()
    starts: list[int] = []
    monkeypatch.setattr(page._patience, "start", lambda: starts.append(1))
    monkeypatch.setattr(page._patience, "isActive", lambda: bool(starts))
    for words in ("j", "jz", "jzz"):
        page.search.edit.setText(words)
    assert starts == [1]
    gate.set()
    stage.wait(lambda: page.search.count.text() == "6 个事项")
    assert stage.board.state.search.answered == "jzz"


def test_an_emptied_box_waits_for_nothing(stage: Stage, counter: ScriptedCounter) -> None:
    page = page_of(stage)
    page._patience.setInterval(A_LONG_TIME_MS)
    counter.gate["search_items"] = gate = threading.Event()
    page.search.edit.setText("j")
    assert page._patience.isActive()
    page.search.edit.clear()
    assert not page._patience.isActive()
    assert page.picker.isHidden()
    assert page.pushes.isVisible()
    gate.set()
    stage.settle()
    assert page.picker.isHidden(), "an answer nobody waits for shows nothing"
