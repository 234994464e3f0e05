"""For whom: the resident, one of the firms, or somebody else; arrows reach each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.ui.counter_script import uid
from tests.ui.stage import Stage
from ui.reception.state import Phase

Make = Callable[..., Stage]


def test_every_firm_is_chosen_by_the_arrows(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    first = stage.counter.file.firms[0]
    second = replace(first, legal_person_id=uid("second firm"), name="深圳市云锦鲜花速递有限公司")
    stage.counter.file = replace(stage.counter.file, firms=(first, second))
    stage.serve()
    whom = stage.window.reception.items.for_whom

    def words() -> str:
        return next(each.text() for each in whom.segments if each.isChecked())

    assert [each.text() for each in whom.segments] == ["本人", "名下企业 2", "代他人办"]
    told = []
    for key in ("Right", "Right", "Right", "Left", "Left", "Left", "Right", "Right"):
        stage.press(key)
        told.append(words())
    one, two = "名下企业 1/2 晓语花艺工作室", "名下企业 2/2 深圳市云锦鲜…"
    assert told == [one, two, "代他人办", two, one, "本人", one, two]
    assert whom.geometry().right() <= whom.parentWidget().width()
    stage.press("1")
    stage.wait(lambda: stage.phase is Phase.FORM)
    assert stage.counter.opened_for == ("firm", uid("second firm"))


def test_a_click_on_the_firms_goes_round_them(make_stage: Make) -> None:
    stage = make_stage()
    first = stage.counter.file.firms[0]
    stage.counter.file = replace(
        stage.counter.file, firms=(first, replace(first, legal_person_id=uid("second firm")))
    )
    stage.serve()
    firms = stage.window.reception.items.for_whom.segments[1]
    chosen = []
    for _ in range(3):
        firms.click()
        stage.settle()
        chosen.append(stage.board.state.firm)
    assert chosen == [0, 1, 0]
