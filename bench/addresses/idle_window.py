"""An empty window whose event loop has nothing to do: how late its timer comes is the machine's doing.

    python -m bench.addresses.idle_window

The yardstick beside a window that is measured: same display, same priority, same timer, at the same time. Ends when
its standard input does, and prints ``[[monotonic seconds, ms late], …]`` of every tick that came late.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from bench.reception import ROOT
from ui.application import start_qt
from ui.practice.meter import TICK_MS

TOLD_FROM_MS = 1.0


class IdleWindow:
    """The empty window in a process of its own, for as long as the context stands."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._late: list[tuple[float, float]] = []

    def __enter__(self) -> IdleWindow:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.addresses.idle_window"],
            cwd=ROOT, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it stands
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        out, _ = self._process.communicate(timeout=30)
        self._late = [(at, late) for at, late in json.loads(out)]

    def longest(self, spans: Iterable[tuple[float, float]]) -> float:
        """The latest tick within these spans of monotonic time, in ms; once the context has ended."""
        return round(
            max((late for begin, end in spans for at, late in self._late if begin <= at <= end), default=0.0),
            1,
        )


class _Timer(QObject):
    """As ``ui.practice.meter``, with the time of each tick."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[tuple[float, float]] = []
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        late = (now - self._last) * 1000 - TICK_MS
        if late > TOLD_FROM_MS:
            self.late.append((now, round(late, 1)))
        self._last = now


def main() -> int:
    """Stand there until the standard input ends."""
    qt = start_qt(sys.argv[:1], 1366)
    window = QWidget()
    window.resize(200, 100)
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.show()
    timer = _Timer()
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    look = QTimer()
    look.setInterval(100)
    look.timeout.connect(lambda: ended.is_set() and QApplication.quit())
    look.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    qt.exec()
    sys.stdout.write(json.dumps(timer.late) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
