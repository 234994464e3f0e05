"""On a real display with a window manager: real keys reach the log-in page, caps lock too."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.stacks.display import Display

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from ui.gallery_samples import login_state
from ui.login.page import LoginPage
from ui.theme import theme

class Ear(QObject):
    def __init__(self, page):
        super().__init__(page)
        self.page = page
        page.login_requested.connect(self.on_login)
        page.window_chosen.connect(self.on_window)
        page.password.textChanged.connect(self.on_text)
    def on_text(self, text):
        print("typed", len(text), self.page.caps_words.text() or "-", flush=True)
    def on_window(self, number):
        print("window", number, flush=True)
    def on_login(self, staff_no, password, window):
        print("login", staff_no, password, window, flush=True)

app = QApplication(sys.argv)
theme().install(width=1366)
page = LoginPage(login_state())
page.setWindowTitle("hall log-in")
ear = Ear(page)
page.showFullScreen()
page.activateWindow()
app.exec()
"""

COUNTER = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.theme import theme
from tests.ui.stage import Stage

app = QApplication(["hall-app"])
theme().install(width=1366)
stage = Stage(1366, 768)
stage.serve()
stage.settle()
stage.window.setWindowTitle("hall counter")
stage.window.activateWindow()
search = stage.focus()
search.textChanged.connect(lambda text: print("typed", text, flush=True))
seen = []
def look():
    found = stage.board.state.scanned
    if found is not None and found is not (seen or [None])[-1]:
        seen.append(found)
        print("scanned", found.case_number, "left", search.text() or "-", flush=True)
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
print("shown", flush=True)
app.exec()
"""


def _lines(stream: IO[str], into: queue.Queue[str]) -> None:
    for line in stream:
        into.put(line.strip())


@contextmanager
def _said(program: str, display: Display) -> Iterator[queue.Queue[str]]:
    """Run a program on the display; what it says, line by line."""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT, env={**display.environment, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_lines, args=(process.stdout, said), daemon=True).start()
    try:
        yield said
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.mark.display
def test_real_keys_and_caps_lock(display: Display) -> None:
    with _said(PROGRAM, display) as said:
        display.xdotool("windowfocus", "--sync", display.window("hall log-in"))
        display.xdotool("key", "a")
        assert said.get(timeout=20) == "typed 1 -"
        display.xdotool("key", "Caps_Lock", "b")
        assert said.get(timeout=20).startswith("typed 2")
        display.xdotool("key", "c")
        assert said.get(timeout=20) == "typed 3 大写锁定已打开"
        display.xdotool("key", "Caps_Lock", "d", "e")
        assert said.get(timeout=20).startswith("typed 4")
        assert said.get(timeout=20) == "typed 5 -"
        display.xdotool("key", "Return")
        assert said.get(timeout=20) == "login LH0108 aBCde 08"


def _scanned(display: Display, said: queue.Queue[str], code: str) -> str:
    """What a scan led to. The tool that strikes the keys may itself be held up: then it is no burst, and struck again."""
    words = ""
    for _ in range(10):
        display.xdotool("type", "--delay", "1", "--args", "1", code, "key", "--delay", "1", "Return")
        try:
            while not words.startswith("scanned"):
                words = said.get(timeout=2)
            return words
        except queue.Empty:
            display.xdotool("key", "Escape", "Escape")
    return words


def test_a_scanner_that_types_as_a_keyboard_does(display: Display) -> None:
    with _said(COUNTER, display) as said:
        assert said.get(timeout=60) == "shown"
        display.xdotool("windowfocus", "--sync", display.window("hall counter"))
        assert _scanned(display, said, "LH260617-0009") == "scanned LH260617-0009 left -"
        display.xdotool("key", "Escape")
        display.xdotool("type", "--delay", "120", "jzz")
        typed = [said.get(timeout=20)]
        while typed[-1] != "typed jzz":
            typed.append(said.get(timeout=20))
