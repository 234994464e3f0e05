"""The gallery's pages at both sizes, in three text modes: nothing clipped, nothing nameless, one filled button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
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

from tests.ui.samples import clipped, overlapping, show, shown
from ui.gallery import PAGES, SIZES
from ui.keys import shown_key
from ui.theme import Theme
from ui.tokens import Mode, Scheme
from ui.widgets.key_button import KeyButton

SPEAKING = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractItemView,
    QApplication,
    QProgressBar,
    QScrollArea,
)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_is_clipped(look: Theme, qtbot, name: str, mode: Mode, size: tuple[int, int]) -> None:
    look.set_width(size[0])
    look.set_mode(mode)
    page = PAGES[name]()
    qtbot.addWidget(page)
    show(page, *size)
    assert clipped(page, elision_allowed=not name.startswith("login")) == []
    assert overlapping(page) == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_everything_that_can_be_used_has_a_name(look: Theme, qtbot, name: str) -> None:
    page = PAGES[name]()
    qtbot.addWidget(page)
    show(page, 1920, 1080)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in shown(page)
        if isinstance(widget, SPEAKING)
        and not widget.accessibleName()
        # A combo box and a text box bring parts of their own that Qt names.
        and not isinstance(widget.parentWidget(), (QComboBox, QPlainTextEdit))
    ]
    assert nameless == []


class WindowWatch(QObject):
    """Remembers which windows were shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_part_is_a_window_of_its_own(look: Theme, qtbot, name: str) -> None:
    # Shown before it has a parent, a part flashes up as a window: look at every show while the page is made.
    watch = WindowWatch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    page = PAGES[name]()
    app.removeEventFilter(watch)
    qtbot.addWidget(page)
    assert watch.shown == []


@pytest.mark.parametrize("name", [name for name in sorted(PAGES) if name != "atoms"])
def test_at_most_one_filled_button(look: Theme, qtbot, name: str) -> None:
    page = PAGES[name]()
    qtbot.addWidget(page)
    show(page, 1920, 1080)
    filled = [widget for widget in shown(page) if isinstance(widget, KeyButton) and widget.is_primary]
    assert len(filled) <= 1


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_visible_key_is_bound(look: Theme, qtbot, name: str) -> None:
    from PySide6.QtGui import QShortcut

    from ui.keys import sequences

    page = PAGES[name]()
    qtbot.addWidget(page)
    show(page, 1920, 1080)
    for button in (widget for widget in shown(page) if isinstance(widget, KeyButton) and widget.key):
        bound = [shortcut.key() for shortcut in button.findChildren(QShortcut) if shortcut.isEnabled()]
        assert sequences(button.key)[0] in bound, button.text()
        assert button.key == shown_key(button.key)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_change_theme_and_size_while_shown(look: Theme, qtbot, name: str) -> None:
    page = PAGES[name]()
    qtbot.addWidget(page)
    show(page, 1366, 768)
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        look.set_scheme(scheme)
        for mode in Mode:
            look.set_mode(mode)
            page.grab()
    # Nested layouts settle one level a turn.
    for _ in range(4):
        QApplication.processEvents()
    if name.startswith("login"):
        assert clipped(page, elision_allowed=False) == []


@pytest.mark.parametrize("height", [690, 768])
@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)
def test_log_in_fits_a_screen_with_a_task_bar(look: Theme, qtbot, mode: Mode, height: int) -> None:
    look.set_width(1366)
    look.set_mode(mode)
    page = PAGES["login-practice"]()
    qtbot.addWidget(page)
    show(page, 1366, height)
    assert clipped(page, elision_allowed=False) == []
