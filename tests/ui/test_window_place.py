"""A window stands over the whole screen, with a window manager and on a bare screen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.stacks.display import Display, bare_screen

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from ui.window_place import show_whole
app = QApplication([])
window = QWidget()
show_whole(window, full_screen=sys.argv[1] == "full")
def tell():
    image = window.screen().grabWindow(0).toImage()
    print(window.width(), window.height(), image.pixelColor(1360, 700).name(), image.pixelColor(0, 30).name())
    app.quit()
window.setStyleSheet("background: #205080")
QTimer.singleShot(700, tell)
app.exec()
"""


def shown(display: Display, how: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW, how], cwd=ROOT, env=display.environment, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize("how", ["full", "whole"])
def test_a_bare_screen_is_covered(how: str) -> None:
    with bare_screen() as display:
        assert shown(display, how) == ["1366", "768", "#205080", "#205080"]


def test_with_a_window_manager_full_is_full_and_the_rest_keeps_a_frame(display: Display) -> None:
    assert shown(display, "full") == ["1366", "768", "#205080", "#205080"]
    width, height, corner, _ = shown(display, "whole")
    assert int(width) > 1300
    assert 700 < int(height) <= 768
    assert corner == "#205080"
