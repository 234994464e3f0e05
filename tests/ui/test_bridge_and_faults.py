"""Foreign threads reach the UI thread by the bridge alone; uncaught errors come by it too."""

from __future__ import annotations

import logging
import sys
import threading
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, QThread

from ui.bridge import Bridge
from ui.faults import Fault, FaultHooks, fault_code


@dataclass(frozen=True, slots=True)
class CardLaid:
    number: int


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[QThread] = set()

    def on_event(self, event: object) -> None:
        self.heard.append(event)
        self.threads.add(QThread.currentThread())


def test_events_arrive_in_order_on_the_ui_thread(qtbot) -> None:
    bridge, ear = Bridge(), Ear()
    bridge.subscribe(CardLaid, ear.on_event)
    publish = bridge.publish

    def device() -> None:
        for number in range(100):
            publish(CardLaid(number))
            publish("something else")

    thread = threading.Thread(target=device)
    thread.start()
    thread.join(10)
    assert ear.heard == []  # queued: nothing runs before the loop turns
    qtbot.waitUntil(lambda: len(ear.heard) == 100)
    assert ear.heard == [CardLaid(number) for number in range(100)]
    assert ear.threads == {bridge.thread()}


def test_publishing_from_the_ui_thread_is_queued_too(qtbot) -> None:
    bridge, ear = Bridge(), Ear()
    bridge.subscribe(CardLaid, ear.on_event)
    bridge.publish(CardLaid(1))
    assert ear.heard == []
    qtbot.waitUntil(lambda: ear.heard == [CardLaid(1)])


def test_after_close_and_after_death_nothing_happens(qtbot) -> None:
    bridge, ear = Bridge(), Ear()
    bridge.subscribe(CardLaid, ear.on_event)
    publish = bridge.publish
    publish(CardLaid(1))
    bridge.close()
    qtbot.wait(1)
    assert ear.heard == []
    with qtbot.waitSignal(bridge.destroyed):
        bridge.deleteLater()
    publish(CardLaid(2))


def test_a_dead_subscriber_is_forgotten(qtbot) -> None:
    bridge, ear, other = Bridge(), Ear(), Ear()
    bridge.subscribe(CardLaid, ear.on_event)
    bridge.subscribe(CardLaid, other.on_event)
    with qtbot.waitSignal(ear.destroyed):
        ear.deleteLater()
    bridge.publish(CardLaid(1))
    qtbot.waitUntil(lambda: bool(other.heard))
    assert ear.heard == []


@pytest.fixture
def hooks():
    told: list[Fault] = []
    made = FaultHooks(told.append)
    made.install()
    yield made, told
    made.remove()


def test_an_error_in_a_thread_is_reported_with_a_code(hooks, caplog: pytest.LogCaptureFixture) -> None:
    _, told = hooks

    def broken() -> None:
        raise LookupError("林晓燕")

    with caplog.at_level(logging.CRITICAL):
        thread = threading.Thread(target=broken, name="reader")
        thread.start()
        thread.join(10)
    assert [fault.thread for fault in told] == ["reader"]
    assert told[0].code in caplog.text
    # What is shown carries no text of the exception.
    assert "林晓燕" not in repr(told[0])


def test_an_error_on_the_ui_thread_is_reported(hooks, caplog: pytest.LogCaptureFixture) -> None:
    _, told = hooks
    with caplog.at_level(logging.CRITICAL):
        try:
            raise LookupError
        except LookupError:
            sys.excepthook(*sys.exc_info())
    assert len(told) == 1


def test_the_hooks_go_back() -> None:
    before = sys.excepthook, threading.excepthook
    made = FaultHooks(print)
    made.install()
    made.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_same_place_gives_the_same_code() -> None:
    codes = set()
    for _ in range(3):
        try:
            raise ValueError
        except ValueError as error:
            codes.add(fault_code(type(error), error.__traceback__))
    assert len(codes) == 1
    assert fault_code(KeyError, None) != fault_code(ValueError, None)
