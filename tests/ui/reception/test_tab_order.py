"""Tab goes through the reception as one reads it, whatever was made first; never under what lies over the window."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.stage import Stage, wait_for
from ui.reception.state import Phase

Make = Callable[..., Stage]


def walked(stage: Stage, key: str, most: int = 60) -> list[str]:
    """What Tab reaches from the focus on, until it comes round."""
    names: list[str] = []
    first = stage.focus()
    for _ in range(most):
        names.append(stage.focus().accessibleName())
        stage.press(key)
        if stage.focus() is first:
            return names
    raise AssertionError(f"Tab did not come round: {names}")


def test_the_form_is_walked_from_the_checks_through_its_fields_to_the_decision(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    # As in the hall: sections and rows are made ahead, long after the rest of the window.
    assert wait_for(lambda: not stage.board.turns.preparing, 20_000)
    stage.serve()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    names = walked(stage, "Tab")
    expected = [
        "其他号码",
        "大厅自取",
        "姓名",
        "证件号码",
        "居住地址",
        "不予受理",
        "补正告知",
        "受理",
        "全局搜索",
    ]
    assert [name for name in names if name in expected] == expected
    assert names.index("姓名") - names.index("大厅自取") == 2, "only the fold of the section stands between"
    back = walked(stage, "Shift+Tab")
    assert back == [names[0], *reversed(names[1:])]


def test_tab_stays_in_what_lies_over_the_window(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("Ctrl+/ Tab Tab")
    overview = stage.window.overlays.overview
    assert overview is not None
    assert overview.isAncestorOf(stage.focus())
