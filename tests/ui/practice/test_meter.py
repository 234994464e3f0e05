"""The heartbeat of a play: a block of the event loop is seen, a pause is not one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.practice.meter import TICK_MS, Lateness, Meter, lateness_of


@pytest.fixture
def meter(qapp: object) -> Iterator[Meter]:
    made = Meter()
    yield made
    made.pause()
    made.deleteLater()


def hold(milliseconds: float) -> None:
    """Keep the event loop from running, as a long layout does."""
    until = time.perf_counter() + milliseconds / 1000
    while time.perf_counter() < until:
        pass


def test_a_block_is_counted_in_full(qtbot: QtBot, meter: Meter) -> None:
    meter.restart()
    qtbot.waitUntil(lambda: len(meter.ticks) > 2)
    hold(60)
    seen = len(meter.ticks)
    qtbot.waitUntil(lambda: len(meter.ticks) > seen)
    assert meter.lateness.longest >= 60 - TICK_MS - 1


def test_a_block_just_before_a_pause_is_counted_too(qtbot: QtBot, meter: Meter) -> None:
    meter.restart()
    qtbot.waitUntil(lambda: len(meter.ticks) > 2)
    hold(60)
    meter.pause()
    assert meter.lateness.longest >= 60 - TICK_MS - 1


def test_a_pause_is_no_block(qtbot: QtBot, meter: Meter) -> None:
    meter.restart()
    meter.pause()
    seen = len(meter.ticks)
    hold(30)
    assert len(meter.ticks) == seen
    meter.resume()
    qtbot.waitUntil(lambda: len(meter.ticks) > seen)
    # The time of the pause is in no tick.
    assert sum(meter.ticks[seen:]) <= 10_000
    assert meter.ticks[seen] != pytest.approx(30, abs=0.01)


def test_clicks_on_the_watched_window_are_counted(qtbot: QtBot, meter: Meter) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    meter.watch(window)
    meter.restart()
    handle = window.windowHandle()
    assert handle is not None
    from PySide6.QtCore import Qt

    QTest.mouseClick(handle, Qt.MouseButton.LeftButton)
    assert meter.mouse_clicks == 1


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=400))
def test_the_figures_are_ordered(ticks: list[float]) -> None:
    found = lateness_of(ticks)
    assert found.ticks == len(ticks)
    assert found.p50 <= found.p99 <= found.longest == round(max(ticks), 1)


def test_nothing_measured_is_nothing() -> None:
    assert lateness_of([]) == Lateness(0.0, 0.0, 0.0, 0)
