"""The item search: the list of a key is there with the key, nothing around it moves, nothing old comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hall_app.errors import NotPermitted
from hall_app.items.catalogue import ItemHit
from hall_app.security.clerk import Clerk
from tests.ui.counter_script import ScriptedCounter
from tests.ui.stage import Stage, wait_for
from ui.items.items_page import ItemsPage

Make = Callable[..., Stage]


def page_of(stage: Stage) -> ItemsPage:
    return stage.window.reception.items


def titles(stage: Stage) -> list[str]:
    return [row.spoken.split("，")[0] for row in page_of(stage).picker.list.rows.rows]


def searching(make_stage: Make, *, ready: bool = True) -> Stage:
    stage = make_stage()
    stage.counter.memory_ready = ready
    stage.serve()
    return stage


class Events(QObject):
    """Counts what a widget meets of some kinds."""

    def __init__(self, watched: QWidget, *kinds: QEvent.Type) -> None:
        super().__init__(watched)
        self.kinds, self.seen = kinds, 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        self.seen += event.type() in self.kinds
        return False


def test_the_list_stands_when_the_key_has_been_handled(make_stage: Make) -> None:
    stage = searching(make_stage)
    QTest.keyClicks(stage.focus(), "j")
    assert titles(stage)[0] == "居住证申领"
    assert page_of(stage).picker.isVisible()
    assert not page_of(stage).pushes.isVisible()


def test_opening_the_list_moves_nothing_and_lays_out_no_page(make_stage: Make) -> None:
    stage = searching(make_stage)
    page = page_of(stage)
    places = {
        widget: QRect(widget.geometry()) for widget in (page.title, page.search, page.layers, page.for_whom)
    }
    moved = [Events(widget, QEvent.Type.Move, QEvent.Type.Resize) for widget in places]
    room = page.layers.rect()
    stage.strike("jz")
    assert {widget: widget.geometry() for widget in places} == places
    assert page.picker.geometry() == room
    stage.press("Esc")
    assert page.pushes.isVisible()
    assert not page.picker.isVisible()
    assert [each.seen for each in moved] == [0, 0, 0, 0]


def test_the_hidden_list_has_its_size_before_it_is_wanted(make_stage: Make) -> None:
    stage = searching(make_stage)
    page = page_of(stage)
    stage.window.resize(1500, 900)
    assert wait_for(lambda: page.picker.geometry() == page.layers.rect())
    assert not page.picker.isVisible()


def test_an_answer_to_an_older_text_is_never_shown_again(make_stage: Make) -> None:
    """A worker still searches for the first letter when the catalogue has come into memory."""
    stage = searching(make_stage, ready=False)
    gate = threading.Event()
    stage.counter.gate["search_items"] = gate
    QTest.keyClicks(stage.focus(), "j")
    assert wait_for(lambda: "search_items" in stage.counter.calls)
    del stage.counter.gate["search_items"]
    stage.counter.memory_ready = True
    QTest.keyClicks(stage.focus(), "q")
    assert wait_for(lambda: not stage.window.scanner.holding)
    assert stage.board.state.search.answered == "jq"
    gate.set()
    stage.settle()
    assert stage.board.state.search.answered == "jq"
    assert titles(stage) == []
    assert page_of(stage).picker.note.text().startswith("没找到“jq”")


def test_previews_wait_until_the_typing_rests(make_stage: Make) -> None:
    stage = searching(make_stage)
    previews = stage.counter.calls.count("preview_item")
    rest = stage.window.presenter.items._rest
    rest.setInterval(60_000)
    stage.strike("jzz")
    assert rest.isActive()
    assert stage.counter.calls.count("preview_item") == previews
    rest.start(0)
    stage.wait(lambda: stage.board.state.search.preview is not None)
    stage.wait(lambda: len(stage.board.state.search.eligibility) == 6)


def test_a_refusal_is_said_and_the_text_stays(make_stage: Make) -> None:
    class Refusing(ScriptedCounter):
        def items_at_hand(
            self, clerk: Clerk, text: str, pushed: tuple[str, ...] = ()
        ) -> tuple[ItemHit, ...] | None:
            raise NotPermitted("没有查事项的权限", "请找管理员")

    stage = make_stage(counter=Refusing())
    stage.serve()
    told: list[str] = []
    stage.board.trouble.connect(lambda _topic, words, _remedy: told.append(words))
    stage.strike("j")
    assert told == ["没有查事项的权限"]
    assert page_of(stage).search.edit.query == "j"


def test_the_keys_at_the_foot_change_with_the_list(make_stage: Make) -> None:
    stage = searching(make_stage)
    stage.strike("j")
    assert [hint.words for hint in stage.window.state.hints][:2] == ["选择", "办理"]
    assert [cap.text() for cap in page_of(stage).search._caps if cap.isVisible()] == ["Esc 清空"]
    stage.press("Esc")
    assert [hint.words for hint in stage.window.state.hints][0] == "办推送事项"
    assert [cap.text() for cap in page_of(stage).search._caps if cap.isVisible()] == ["↑↓ 选择", "Enter 办理"]


def test_the_note_stands_under_the_rows_and_nothing_found_says_so_at_the_top(make_stage: Make) -> None:
    stage = searching(make_stage)
    picker = page_of(stage).picker
    stage.strike("jzz")
    rows = picker.list.mapTo(picker, picker.list.rect().bottomLeft()).y()
    assert 0 <= picker.note.y() - rows < 30
    assert ("Enter", "办理") in stage.window.reception.hints()
    stage.strike("qq")
    assert titles(stage) == []
    assert picker.note.text().startswith("没找到“jzzqq”")
    assert picker.note.y() < 60, "where the rows would begin"
    assert not picker.preview.button.isVisible()
    assert ("Enter", "办理") not in stage.window.reception.hints(), "there is nothing to open"


def test_the_hints_name_the_digits_that_pick_something(make_stage: Make) -> None:
    stage = searching(make_stage)
    found = stage.board.state.recommendations
    assert found is not None
    assert stage.window.reception.hints()[0] == (f"1–{len(found.pushes)}", "办推送事项")
    stage.board.update(recommendations=replace(found, pushes=()))
    assert stage.window.reception.hints()[0] == ("Alt 字母", "办常办事项")
