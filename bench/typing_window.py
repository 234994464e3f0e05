"""Types in the real counter's search boxes as a quick typist does, and times each key to the list it brings.

A key counts from the moment it is pressed to the end of the paint that shows what was found for the whole text as it
stands then: 80 to 120 ms after the one before, none of them averaged with another. A key that leaves the very rows
that stand there paints nothing; such keys are counted apart. The first words of a window are timed apart as well.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.practice.script import rest

PACE_MS = (80, 120)
FIRST_WORDS = 3
_LIMIT_MS = 5000


@dataclass(slots=True)
class Typed:
    """Milliseconds of each key: in the first words of the window, then in all others; and keys that changed no row."""

    first_ms: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """CPU time of this process for each key of ``ms``, which a busy machine changes less."""
    unchanged: int = 0


class Watch(QObject):
    """Ends a loop when a widget has been painted with what is waited for, or when it stands there unchanged."""

    def __init__(self, widget: QWidget, shown: Callable[[], object]) -> None:
        super().__init__(widget)
        self._shown = shown
        self._loop = QEventLoop(self)
        self._painted = False
        self._standing = 0
        self.at_ns = 0
        widget.installEventFilter(self)

    def begin(self) -> None:
        """From here on, paints count."""
        self.at_ns, self._painted, self._standing = 0, False, 0

    def wait(self) -> bool:
        """Run the event loop until it is painted; False where it stands there without a paint."""
        limit, ask = QTimer(self), QTimer(self)
        limit.setSingleShot(True)
        limit.timeout.connect(self._loop.quit)
        limit.start(_LIMIT_MS)
        ask.timeout.connect(self._ask)
        ask.start(25)
        if not self.at_ns:
            self._loop.exec()
        late = not limit.isActive()
        for timer in (limit, ask):
            timer.stop()
            timer.deleteLater()
        if late:
            raise SystemExit("a list did not come about")
        return bool(self.at_ns)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.Paint and not self._painted and self._shown():
            self._painted = True
            # The filter is asked before the paint; what is posted now is handled when the frame is out.
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self.at_ns = time.monotonic_ns()
        self._loop.quit()

    def _ask(self) -> None:
        """It has been there for three rounds, and nothing was painted: nothing will be."""
        self._standing = self._standing + 1 if self._shown() and not self._painted else 0
        if self._standing == 3:
            self._loop.quit()


def press(edit: QWidget, character: str) -> None:
    """A key of the keyboard, or what an input method commits."""
    if character.isascii():
        QTest.keyClicks(edit, character)
        return
    event = QInputMethodEvent()
    event.setCommitString(character)
    QApplication.sendEvent(edit, event)


class Typist:
    """Types words into a box. ``counted`` says from how many characters on a list is expected."""

    def __init__(self, edit: QWidget, clear: Callable[[], None], watch: Watch, *, counted: int = 1) -> None:
        self._edit, self._clear, self._watch, self._counted = edit, clear, watch, counted
        self._chance = random.Random(7)
        self.typed = Typed()

    def type(self, words: list[str]) -> Typed:
        """All words, each into the empty box."""
        for number, word in enumerate(words):
            for length, character in enumerate(word, 1):
                self._press(character, first=number < FIRST_WORDS, counts=length >= self._counted)
            self._clear()
            rest(200)
        return self.typed

    def _press(self, character: str, *, first: bool, counts: bool) -> None:
        pace = self._chance.randint(*PACE_MS)
        self._watch.begin()
        used, started = time.process_time_ns(), time.monotonic_ns()
        press(self._edit, character)
        if counts:
            if not self._watch.wait():
                self.typed.unchanged += 1
            elif first:
                self.typed.first_ms.append((self._watch.at_ns - started) / 1e6)
            else:
                self.typed.ms.append((self._watch.at_ns - started) / 1e6)
                self.typed.cpu_ms.append((time.process_time_ns() - used) / 1e6)
        rest(max(1, pace - round((time.monotonic_ns() - started) / 1e6)))
