"""The pages beside the reception at both sizes, in every text mode, light and dark: nothing clipped, nothing nameless."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QWidget,
)

from hall_app.security.permissions import PERMISSIONS
from tests.ui.counter_script import CLERK, uid
from tests.ui.samples import clipped, overlapping, shown
from tests.ui.stage import Stage
from tests.ui.test_every_page import WindowWatch
from ui.libraries.case_page import CaseLookupPage
from ui.libraries.person_page import PersonPage
from ui.sections import SectionedPage
from ui.security import page as administration
from ui.settings import page as settings
from ui.tokens import Mode, Scheme
from ui.widgets.key_button import KeyButton

Make = Callable[..., Stage]
EVERYTHING = replace(CLERK, permissions=frozenset(PERMISSIONS), role_code="all")
PLACES = (
    *(("settings", one.key) for one in settings.SECTIONS),
    *(("administration", one.key) for one in administration.SECTIONS),
    ("libraries", "search"),
    ("libraries", "reason"),
    ("libraries", "file"),
    ("cases", ""),
)
SPEAKING = (
    QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QProgressBar, QScrollArea,
)  # fmt: skip


def go(stage: Stage, place: tuple[str, str]) -> QWidget:
    """Open a page with something on it."""
    key, part = place
    page = stage.window.open_page(key)
    assert page is not None
    stage.settle()
    if isinstance(page, SectionedPage):
        page.show_argument(part)
    elif isinstance(page, PersonPage) and part != "search":
        page.ask(uid("叶锦怡"), "叶锦怡")
        if part == "file":
            stage.settle()
            stage.press("1")
    elif isinstance(page, CaseLookupPage):
        page.open_case("LH260617-0117")
    stage.settle()
    page.place_focus()
    stage.settle()
    return page


@pytest.mark.parametrize("mode", [Mode.COMPACT, Mode.STANDARD, Mode.LARGE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("size", [(1366, 690), (1920, 1080)], ids=lambda size: str(size[0]))
def test_nothing_is_clipped(make_stage: Make, size: tuple[int, int], mode: Mode) -> None:
    scheme = Scheme.DARK if mode is Mode.STANDARD else Scheme.LIGHT
    stage = make_stage(*size, clerk=EVERYTHING, mode=mode, scheme=scheme)
    wrong: dict[str, list[str]] = {}
    for place in PLACES:
        page = go(stage, place)
        found = [*clipped(page, elision_allowed=True), *overlapping(page)]
        if found:
            wrong["/".join(place)] = found
    assert wrong == {}


def test_names_one_filled_button_bound_keys_and_no_window_of_its_own(make_stage: Make) -> None:
    stage = make_stage(1366, 768, clerk=EVERYTHING)
    watch = WindowWatch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    wrong: list[str] = []
    for place in PLACES:
        page = go(stage, place)
        wrong += [
            f"{place}: {type(widget).__name__} has no name"
            for widget in shown(page)
            if isinstance(widget, SPEAKING)
            and not widget.accessibleName()
            and not isinstance(widget.parentWidget(), (QComboBox, QPlainTextEdit, QAbstractItemView))
        ]
        buttons = [widget for widget in shown(page) if isinstance(widget, KeyButton)]
        filled = [button.text() for button in buttons if button.is_primary]
        if len(filled) > 1:
            wrong.append(f"{place}: filled {filled}")
        focus = stage.window.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            wrong.append(f"{place}: the focus is lost")
    app.removeEventFilter(watch)
    assert wrong == []
    assert watch.shown == []
