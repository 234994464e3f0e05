"""Measures a play: mouse clicks that reach its windows, and how late a 5 ms timer comes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

TICK_MS = 5


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the timer came over all its ticks, in ms."""

    p50: float
    p99: float
    longest: float
    ticks: int


def lateness_of(ticks: list[float]) -> Lateness:
    """Middle, 99th percentile and longest; zeros where nothing was measured."""
    if not ticks:
        return Lateness(0.0, 0.0, 0.0, 0)
    ordered = sorted(ticks)

    def at(share: float) -> float:
        return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)

    return Lateness(at(0.5), at(0.99), round(ordered[-1], 1), len(ordered))


class Meter(QObject):
    """Counts from ``restart`` on; UI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.keys = 0
        self.mouse_clicks = 0
        self._ticks: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def watch(self, window: QWidget) -> None:
        """Count the mouse clicks of a window that is shown.

        The windows are watched, not the application: that filter would be asked about every event of every widget,
        and the measuring would be what is measured.
        """
        handle = window.windowHandle()
        if isinstance(handle, QWindow):
            handle.installEventFilter(self)

    def restart(self) -> None:
        """Count from here."""
        self.keys = self.mouse_clicks = 0
        self._ticks.clear()
        self.resume()

    def pause(self) -> None:
        """Stop the timer, as while a picture is written; what the last tick is late by now is counted."""
        if self._timer.isActive():
            self._tick()
        self._timer.stop()

    def resume(self) -> None:
        """Go on after a pause."""
        self._last = time.perf_counter()
        self._timer.start()

    @property
    def ticks(self) -> list[float]:
        """How late each tick was, in ms, in order."""
        return list(self._ticks)

    @property
    def lateness(self) -> Lateness:
        """Of all ticks since ``restart``."""
        return lateness_of(self._ticks)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.mouse_clicks += 1
        return False

    def _tick(self) -> None:
        now = time.perf_counter()
        self._ticks.append(max((now - self._last) * 1000 - TICK_MS, 0.0))
        self._last = now
