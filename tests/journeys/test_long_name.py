"""Story card 7: 15 characters, one of them beyond the BMP. The chip holds 14; the screen shows the whole name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.emulators.reader import EmulatedReader
from tests.stacks.real_window import RealWindow, story_card
from ui.reception.state import Phase

NAME = "古丽巴哈尔·𠮷䶮㛃·买买提依江"


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_whole_name_is_shown_and_fills_the_form(
    open_window: Callable[..., RealWindow], reader: EmulatedReader, size: tuple[int, int]
) -> None:
    assert len(NAME) == 15
    window = open_window(f"reader.port={reader.link}", size=size)
    window.call()
    reader.lay(story_card(7))
    window.wait(lambda: window.board.state.person_file is not None, "the libraries")
    label = window.window.reception.person.header.name
    assert label.accessibleName() == NAME
    assert not label.is_elided, "nothing of it is cut"
    assert "□" not in label.text()
    assert "前 14 个字，已按人口库补全" in window.window.reception.person.remedy.text()
    window.wait(lambda: window.board.state.recommendations is not None, "the recommendations")
    window.press("j z z Enter")
    window.wait(lambda: window.board.state.phase is Phase.FORM, "the form")
    application = window.board.state.application
    assert application is not None
    name = next(field for field in application.fields if field.key == "name")
    assert name.value == NAME
    assert name.source is not None
    assert name.source.library == "人口库"
