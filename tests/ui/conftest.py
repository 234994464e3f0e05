"""The stage of the screens' tests: offscreen, one look, every window taken down again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from ui.interpreter import keep_singletons

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
keep_singletons()


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
