"""The practice programs: the reader's window, and the scripted reception in the counter's own windows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCursor

from ui.application import CounterApplication, start_qt
from ui.practice.reader_window import ReaderWindow
from ui.practice.script import ReceptionScript
from ui.practice.shots import ShotsScript


def run_reader_window(
    cards: Sequence[tuple[str, str]], obey: Callable[[str], str], ended: Callable[[], bool]
) -> int:
    """Show the practice reader's window until it is closed, or ``ended`` says that the process shall end."""
    application = start_qt(sys.argv[:1])
    application.setQuitOnLastWindowClosed(True)
    window = ReaderWindow(cards, obey)
    window.show()
    screen = application.primaryScreen()
    if screen is not None:
        # Out of the way of the log-in card and of the page's middle.
        place = screen.availableGeometry().bottomRight() - window.frameGeometry().bottomRight() + window.pos()
        window.move(place)
    # Python runs a signal's handler only when it gets to run at all; one that came before the loop counts as well.
    pulse = QTimer(window)
    pulse.timeout.connect(lambda: application.quit() if ended() else None)
    pulse.start(200)
    return application.exec()


def run_script(
    base_dir: Path | None, reader_control: Path, out: Path, size: tuple[int, int], *, shots: bool = False
) -> int:
    """Play the scripted reception at one size, or walk the pages in every look; pictures and summary go to ``out``."""
    application = start_qt(sys.argv[:1], size[0])
    counter = CounterApplication(base_dir, (), size=size)
    script = (ShotsScript if shots else ReceptionScript)(counter, reader_control, out)
    counter.show(full_screen=False)
    # Nobody's hand is on the mouse: it lies where nothing answers to it.
    QCursor.setPos(size[0] - 1, size[1] - 1)
    code = script.play()
    counter.close()
    application.processEvents()
    return code
