"""Ctrl K: items, people and commands as typed; the focus returns to the very widget."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest

from tests.ui.stage import Stage
from ui.palette.presenter import PaletteState
from ui.reception.state import Phase

Make = Callable[..., Stage]


def state(stage: Stage) -> PaletteState:
    assert stage.window._palette is not None
    return stage.window._palette._presenter.state


def test_an_item_is_found_and_opened(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("Ctrl+K")
    QTest.keyClicks(stage.focus(), "jzz")
    stage.wait(lambda: state(stage).items)
    stage.press("Enter")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert not stage.window.palette_host.isVisible()


def test_people_are_masked_and_never_with_the_birth_date(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    QTest.keyClicks(stage.focus(), "yjy")
    stage.wait(lambda: state(stage).people)
    person = state(stage).people[0]
    assert person.note == "4403**********1148，100****3310"
    assert stage.counter.calls.count("search_persons") == 1, (
        "one look-up once the typing rests, not one a key"
    )


def test_a_command_is_given_and_its_key_shown(make_stage: Make) -> None:
    stage = make_stage()
    stage.press("Ctrl+K")
    stage.type("/锁屏")
    stage.wait(lambda: state(stage).commands)
    assert [entry.shortcut for entry in state(stage).commands] == ["Ctrl+L"]
    stage.press("Enter")
    assert stage.window.lock_cover.isVisible()


def test_escape_gives_the_focus_back(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    before = stage.focus()
    stage.press("Ctrl+K Esc")
    assert stage.focus() is before
    assert stage.phase is Phase.FORM


def test_keys_of_the_page_below_do_nothing_meanwhile(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1 Ctrl+K F1 F9")
    assert not stage.board.state.asking_next
    assert stage.window.palette_host.isVisible()
    assert stage.phase is Phase.FORM
