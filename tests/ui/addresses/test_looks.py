"""The address page in every size and text mode: nothing clipped or overlapping, nothing nameless, one filled button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QWidget

from tests.ui.addresses.test_page import page_of
from tests.ui.samples import clipped, overlapping, shown
from tests.ui.stage import Stage
from ui.addresses.batch_tab import BatchTab
from ui.addresses.translate_tab import TranslateTab
from ui.tokens import Mode
from ui.widgets.key_button import KeyButton

Make = Callable[..., Stage]
SIZES = ((1366, 690), (1920, 1080))
SPEAKING = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)


def bring(stage: Stage, name: str) -> QWidget:
    """A tab with something in it."""
    page = page_of(stage)
    if name == "query":
        stage.press("y Enter")
    elif name == "translate":
        tab = page.show_tab("translate")
        assert isinstance(tab, TranslateTab)
        tab.translate("锦云二路18号1204")
    else:
        tab = page.show_tab("batch")
        assert isinstance(tab, BatchTab)
        if name == "batch":
            tab.open_path(Path("企业走访名单.xlsx"))
            stage.wait(lambda: tab.table.model_.rows)
            stage.press("j")
            stage.wait(lambda: tab.review.opened is not None)
    stage.settle()
    return page


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
def test_nothing_is_clipped_or_lies_over_another(make_stage: Make, mode: Mode, size: tuple[int, int]) -> None:
    stage = make_stage(*size, mode=mode)
    for name in ("query", "translate", "start", "batch"):
        page = bring(stage, name)
        assert clipped(page, elision_allowed=True) == [], name
        assert overlapping(page) == [], name
        filled = [one for one in shown(page) if isinstance(one, KeyButton) and one.is_primary]
        assert len(filled) <= 1, name


def test_everything_that_can_be_used_has_a_name(make_stage: Make) -> None:
    stage = make_stage(1366, 768)
    for name in ("query", "translate", "start", "batch"):
        nameless = [
            type(one).__name__
            for one in shown(bring(stage, name))
            if isinstance(one, SPEAKING)
            and not one.accessibleName()
            and not isinstance(one.parentWidget(), QPlainTextEdit | QAbstractItemView)
        ]
        assert nameless == [], name
