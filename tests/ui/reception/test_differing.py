"""Which parts of a reception changed, and that only what shows them is shown anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.counter_script import PERSON_FILE, card
from tests.ui.stage import Stage
from ui.reception.page import _PERSON
from ui.reception.state import ReceptionState, SearchState, differing

Make = Callable[..., Stage]
NAMES = tuple(each.name for each in fields(ReceptionState))


def test_at_first_everything_is_new() -> None:
    assert differing(None, ReceptionState()) == frozenset(NAMES)


@given(st.sets(st.sampled_from(NAMES)))
def test_exactly_the_parts_that_are_other_objects(names: set[str]) -> None:
    before = ReceptionState()
    # Only who carries the value on is asked, so any object does.
    after = replace(before, **{name: [name] for name in names})  # type: ignore[arg-type]
    assert differing(before, after) == names
    assert differing(after, after) == frozenset()


def test_what_is_equal_and_another_object_counts_and_what_was_carried_over_does_not() -> None:
    before = ReceptionState(search=SearchState("j"), facts=card(), person_file=PERSON_FILE)
    after = replace(before, search=SearchState("j"), facts=replace(card()))
    assert after == before
    assert differing(before, after) == {"search", "facts"}


class Shown:
    """Counts what the page shows anew."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        reception = stage.window.reception
        self.counts = dict.fromkeys(("person", "card", "items", "search", "strip"), 0)
        for name, holder, method in (
            ("person", reception.person, "show_state"),
            ("card", reception.person, "show_card"),
            ("items", reception.items, "show_state"),
            ("search", reception.items, "show_search"),
            ("strip", reception.strip, "show_state"),
        ):
            self._count(name, holder, method, monkeypatch)

    def _count(self, name: str, holder: object, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
        show = getattr(holder, method)

        def counted(*arguments: object) -> None:
            self.counts[name] += 1
            show(*arguments)

        monkeypatch.setattr(holder, method, counted)


def test_a_letter_of_the_search_leaves_the_libraries_column_alone(
    make_stage: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.wait(lambda: stage.board.state.person_file is not None)
    shown = Shown(stage, monkeypatch)
    stage.press("j")
    stage.wait(lambda: stage.board.state.search.answered == "j")
    assert shown.counts["search"] > 0
    assert (shown.counts["person"], shown.counts["card"], shown.counts["items"]) == (0, 0, 0)


def test_what_a_library_says_shows_its_column_once(make_stage: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.wait(lambda: stage.board.state.person_file is not None)
    shown = Shown(stage, monkeypatch)
    stage.board.update(person_file=replace(PERSON_FILE, recent_cases=()))
    stage.settle()
    assert "person_file" in _PERSON
    assert (shown.counts["person"], shown.counts["card"]) == (1, 0)
    stage.board.update(elapsed_s=9)
    stage.settle()
    assert (shown.counts["person"], shown.counts["items"]) == (1, 1), (
        "a second touches the strip's clock alone"
    )


def test_a_card_is_shown_at_once(make_stage: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    shown = Shown(stage, monkeypatch)
    stage.lay(card("周立", "440399199001011239"))
    stage.settle()
    assert shown.counts["card"] >= 1
