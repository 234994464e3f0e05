"""Work in small steps, each in a pass of the event loop of its own, so that keys, cards and paint come in between.

A zero timer would not do: Qt posts it as an event, and a posted event that posts the next one is handled in the very
same pass. UI thread only.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt, QTimer

# Steps that nobody waits for are bundled up to this.
BUDGET_MS = 4.0
# Between two turns of work that nobody waits for.
REST_MS = 8
# A frame and what it takes to paint it.
PAINT_MS = 30


class Turns(QObject):
    """``soon`` and ``each`` are done in order, as fast as the event loop allows; ``painted`` once the next frame is out; ``ahead`` only
    while there is nothing of that."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._soon: deque[Callable[[], None]] = deque()
        self._ahead: deque[Iterator[None]] = deque()
        self._stopped = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._turn)
        self._after_paint: list[Callable[[], None]] = []
        self._paint_timer = QTimer(self)
        self._paint_timer.setSingleShot(True)
        self._paint_timer.setInterval(PAINT_MS)
        self._paint_timer.timeout.connect(self._on_painted)

    def soon(self, step: Callable[[], None]) -> None:
        """A step that somebody waits for. The same step is not kept twice."""
        if self._stopped or step in self._soon:
            return
        self._soon.append(step)
        self._timer.start(1)

    def each(self, steps: Iterator[None]) -> None:
        """Steps that somebody waits for: each up to its ``yield`` in a turn of its own."""

        def go_on() -> None:
            if next(steps, _END) is not _END:
                self.soon(go_on)

        self.soon(go_on)

    def painted(self, step: Callable[[], None]) -> None:
        """A step at the window's edge that waits until what was just changed stands on the screen."""
        if self._stopped or step in self._after_paint:
            return
        self._after_paint.append(step)
        self._paint_timer.start()

    def ahead(self, steps: Iterator[None]) -> None:
        """Steps that nobody waits for: each ``yield`` may end a turn."""
        if self._stopped:
            return
        self._ahead.append(steps)
        if not self._timer.isActive():
            self._timer.start(REST_MS)

    @property
    def busy(self) -> bool:
        """Whether a step waits that somebody waits for."""
        return bool(self._soon or self._after_paint)

    @property
    def preparing(self) -> bool:
        """Whether there is still work that nobody waits for."""
        return bool(self._ahead)

    def stop(self) -> None:
        """Forget everything; nothing is done any more."""
        self._stopped = True
        self._timer.stop()
        self._paint_timer.stop()
        self._after_paint.clear()
        self._soon.clear()
        self._ahead.clear()

    def _on_painted(self) -> None:
        steps, self._after_paint = self._after_paint, []
        for step in steps:
            self.soon(step)

    def _turn(self) -> None:
        began = time.perf_counter()
        try:
            if self._soon:
                # One alone: what it changed is laid out and painted before the next.
                self._soon.popleft()()
                return
            while self._ahead and (time.perf_counter() - began) * 1000 < BUDGET_MS:
                if next(self._ahead[0], _END) is _END:
                    self._ahead.popleft()
        finally:
            if not self._stopped and (self._soon or self._ahead):
                self._timer.start(1 if self._soon else REST_MS)


_END = object()
