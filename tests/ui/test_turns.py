"""Steps get a pass of the event loop each; what nobody waits for comes last, and nothing comes after the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from ui.turns import Turns


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    made = QObject()
    yield made
    made.deleteLater()


class Diary(QObject):
    """Writes down what happened in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def first(self) -> None:
        self.lines.append("first")
        # Posted: handled in the pass that is under way, or at the latest before the next step.
        QTimer.singleShot(0, self, self.between)

    def between(self) -> None:
        self.lines.append("between")

    def second(self) -> None:
        self.lines.append("second")


def test_events_are_handled_between_two_steps(qtbot: QtBot, owner: QObject) -> None:
    diary, turns = Diary(), Turns(owner)
    turns.soon(diary.first)
    turns.soon(diary.second)
    assert turns.busy
    assert diary.lines == []
    qtbot.waitUntil(lambda: not turns.busy)
    assert diary.lines == ["first", "between", "second"]


def test_a_step_that_waits_already_is_not_done_twice(qtbot: QtBot, owner: QObject) -> None:
    diary, turns = Diary(), Turns(owner)
    for _ in range(3):
        turns.soon(diary.second)
    qtbot.waitUntil(lambda: not turns.busy)
    assert diary.lines == ["second"]


def test_what_nobody_waits_for_lets_the_others_pass(qtbot: QtBot, owner: QObject) -> None:
    diary, turns = Diary(), Turns(owner)

    def steps() -> Iterator[None]:
        for number in range(3):
            diary.lines.append(f"ahead {number}")
            if number == 0:
                turns.soon(diary.second)
                # Longer than the budget of a turn, so that the turn ends here.
                _hold(8)
            yield

    turns.ahead(steps())
    assert turns.preparing
    qtbot.waitUntil(lambda: not turns.preparing)
    assert diary.lines == ["ahead 0", "second", "ahead 1", "ahead 2"]


def test_nothing_is_done_after_the_end(qtbot: QtBot, owner: QObject) -> None:
    diary, turns = Diary(), Turns(owner)

    def steps() -> Iterator[None]:
        while True:
            diary.lines.append("ahead")
            yield

    turns.ahead(steps())
    turns.soon(diary.second)
    turns.stop()
    turns.soon(diary.first)
    assert not turns.busy
    assert not turns.preparing
    told: list[bool] = []
    QTimer.singleShot(40, lambda: told.append(True))
    qtbot.waitUntil(lambda: bool(told))
    assert diary.lines == []


def test_a_step_that_fails_does_not_hold_up_the_others(qtbot: QtBot, owner: QObject) -> None:
    diary, turns = Diary(), Turns(owner)

    def fails() -> None:
        raise ValueError("not this one")

    with qtbot.captureExceptions() as caught:
        turns.soon(fails)
        turns.soon(diary.second)
        qtbot.waitUntil(lambda: not turns.busy)
    assert [type(each[1]) for each in caught] == [ValueError]
    assert diary.lines == ["second"]


def _hold(milliseconds: int) -> None:
    import time

    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        pass


def test_what_waits_for_the_paint_comes_once_after_what_does_not(qtbot: QtBot, owner: QObject) -> None:
    turns, done = Turns(owner), list[str]()

    def edge() -> None:
        done.append("edge")

    turns.painted(edge)
    turns.painted(edge)
    turns.soon(lambda: done.append("page"))
    assert turns.busy
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == ["page", "edge"]
    turns.painted(edge)
    turns.stop()
    assert not turns.busy


def test_each_step_of_what_somebody_waits_for_has_a_turn_of_its_own(qtbot: QtBot, owner: QObject) -> None:
    turns, diary = Turns(owner), Diary()

    def steps() -> Iterator[None]:
        diary.first()
        yield
        diary.second()

    turns.each(steps())
    assert turns.busy
    qtbot.waitUntil(lambda: not turns.busy)
    assert diary.lines == ["first", "between", "second"]
