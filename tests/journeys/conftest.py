"""Fixtures of the journeys: the real counter in its real window."""

from __future__ import annotations

import pytest

from tests.stacks.real_window import hall_template, open_window, reader

__all__ = ["hall_template", "open_window", "reader"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says so whenever a window's minimum changes; it is no fault of ours.
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))
