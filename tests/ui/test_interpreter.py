"""None survives any number of Qt calls."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel

import ui  # noqa: F401 - importing it is what protects the process
from ui.interpreter import keep_singletons, needs_immortal_singletons


@pytest.mark.parametrize(
    ("python", "pyside", "needed"),
    [
        ((3, 11), (6, 12), True),
        ((3, 12), (6, 12), False),
        ((3, 11), (6, 11), False),
        ((3, 10), (6, 13), True),
    ],
)
def test_which_versions_lose_references(
    python: tuple[int, int], pyside: tuple[int, int], needed: bool
) -> None:
    assert needs_immortal_singletons(python, pyside) is needed


def test_none_is_not_used_up(qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    keep_singletons()
    before = sys.getrefcount(None)
    for _ in range(2000):
        label.setText("a")
    # Either the count is kept (3.12, or 6.11), or there is so much of it that it cannot be used up.
    assert sys.getrefcount(None) > before - 1000 or sys.getrefcount(None) > 1 << 59
