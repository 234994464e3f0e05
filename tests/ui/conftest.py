"""The stage of the screens' tests: offscreen, one look, every window taken down again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from ui.interpreter import keep_singletons

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.theme import Theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
keep_singletons()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The offscreen platform says so whenever a window's minimum changes; it is no fault of ours.
    for item in items:
        if "tests/ui" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture
def look(qtbot: QtBot) -> Iterator[Theme]:
    """The application's theme, installed; standard light 1920 before and after."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from ui.theme import theme
    from ui.tokens import Mode, Scheme

    # pytest-qt leaves its closed windows to an event loop; they would follow every change of the theme till then.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made = theme()
    made.install(scheme=Scheme.LIGHT, mode=Mode.STANDARD, width=1920)
    yield made
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.install(scheme=Scheme.LIGHT, mode=None, width=1920)


@pytest.fixture
def make_stage(qapp: object) -> Iterator[Callable[..., object]]:
    """Makes stages of a size, theme and text mode, and closes them."""
    from tests.ui.stage import Stage
    from ui.theme import theme
    from ui.tokens import Mode, Scheme

    stages: list[Stage] = []

    def make(
        width: int = 1920,
        height: int = 1080,
        *,
        scheme: Scheme = Scheme.LIGHT,
        mode: Mode | None = None,
        **more: object,
    ) -> Stage:
        theme().install(scheme=scheme, mode=mode, width=width)
        stages.append(Stage(width, height, **more))  # type: ignore[arg-type]
        return stages[-1]

    yield make
    for stage in stages:
        stage.close()
    theme().install(scheme=Scheme.LIGHT, mode=None, width=1920)
