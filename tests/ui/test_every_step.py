"""What holds on every step of the reception in every look: names, focus, one filled button, nothing clipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QWidget

from hall_app.security.masking import mask_id_number
from tests.ui.stage import Stage
from ui.reception.state import Phase
from ui.tokens import Mode, Scheme
from ui.widgets.choice import ChoiceBox
from ui.widgets.key_button import KeyButton
from ui.widgets.label import ElidedLabel

LOOKS = [
    pytest.param(1920, 1080, Scheme.LIGHT, None, id="1920"),
    pytest.param(1366, 768, Scheme.LIGHT, None, id="1366"),
    pytest.param(1366, 690, Scheme.LIGHT, None, id="1366-low"),
    pytest.param(1920, 1080, Scheme.DARK, None, id="1920-dark"),
    pytest.param(1920, 1080, Scheme.LIGHT, Mode.LARGE, id="1920-large"),
    pytest.param(1366, 768, Scheme.LIGHT, Mode.LARGE, id="1366-large"),
    pytest.param(1366, 768, Scheme.LIGHT, Mode.STANDARD, id="1366-standard"),
    pytest.param(1280, 720, Scheme.LIGHT, Mode.STANDARD, id="1280-standard"),
    pytest.param(1280, 720, Scheme.LIGHT, Mode.LARGE, id="1280-large"),
    pytest.param(1600, 900, Scheme.LIGHT, None, id="1600"),
]


def steps(stage: Stage) -> Iterator[str]:
    """Walk through every step; yields its name while it stands."""
    yield "idle"
    stage.press("F1")
    stage.wait(lambda: stage.phase is Phase.CALLING)
    yield "calling"
    stage.lay()
    stage.wait(lambda: stage.board.state.recommendations is not None)
    yield "counter"
    stage.press("j z z")
    stage.wait(lambda: stage.board.state.search.preview is not None)
    yield "picker"
    stage.press("Esc 1")
    yield "form"
    stage.press("F10")
    stage.wait(lambda: bool(stage.board.state.supplement.pages))
    yield "supplement"
    stage.press("Esc F11")
    stage.wait(lambda: bool(stage.board.state.refusal.pages))
    yield "refusal"
    stage.press("Esc Enter 2 F7")
    yield "materials"
    stage.press("F1")
    yield "unfinished"
    stage.press("Esc F9")
    stage.wait(lambda: stage.phase is Phase.DECIDED and bool(stage.board.state.document_pages))
    yield "decided"


def clipped(stage: Stage) -> list[str]:
    """Texts that do not fit where they stand; labels that give way by an ellipsis are meant to."""
    found: list[str] = []
    for label in stage.window.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, ElidedLabel) or not label.text():
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                found.append(f"{label.text()} has {label.height()} of {label.heightForWidth(label.width())}")
            continue
        if type(label).__module__ == "ui.widgets.label":
            need = label.fontMetrics().horizontalAdvance(label.text())
            if need > label.width() + 1:
                found.append(f"{label.text()} {need}>{label.width()}")
    buttons = [button for button in stage.window.findChildren(KeyButton) if button.isVisible()]
    boxes = [box for box in stage.window.findChildren(ChoiceBox) if box.isVisible()]
    narrow = [each.text() for each in (*buttons, *boxes) if each.minimumSizeHint().width() > each.width() + 1]
    return found + narrow


def outside(stage: Stage) -> list[str]:
    """Buttons that stand outside the window, or over its edge."""
    area = stage.window.rect()
    found: list[str] = []
    for button in stage.window.findChildren(KeyButton):
        if button.isVisible() and not button.visibleRegion().isEmpty():
            top_left = button.mapTo(stage.window, button.rect().topLeft())
            if not area.contains(top_left) or top_left.x() + button.width() > area.width() + 1:
                found.append(button.text())
    return found


@pytest.mark.parametrize(("width", "height", "scheme", "mode"), LOOKS)
def test_every_step_in_every_look(
    make_stage: Callable[..., Stage], width: int, height: int, scheme: Scheme, mode: Mode | None
) -> None:
    stage = make_stage(width, height, scheme=scheme, mode=mode)
    for name in steps(stage):
        assert clipped(stage) == [], name
        assert outside(stage) == [], name
        filled = [b.text() for b in stage.window.findChildren(KeyButton) if b.isVisible() and b.is_primary]
        assert len(filled) <= (2 if name == "unfinished" else 1), (name, filled)
        focus = stage.window.focusWidget()
        assert focus is not None, name
        assert focus.isVisible(), name
        assert focus.accessibleName(), (name, focus)
        for view in stage.window.findChildren(QAbstractItemView):
            if view.isVisible():
                assert not view.horizontalScrollBar().isVisible(), name


def nameless(window: QWidget) -> list[str]:
    """Controls a person can reach that say nothing to assistive technology."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        reached = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if widget.isVisible() and reached and not widget.accessibleName():
            found.append(type(widget).__name__)
        if (
            isinstance(widget, QLineEdit | QPlainTextEdit)
            and widget.isVisible()
            and not widget.accessibleName()
        ):
            found.append(type(widget).__name__)
    return found


def test_every_control_has_a_name(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(1366, 768)
    for name in steps(stage):
        assert nameless(stage.window) == [], name


def test_no_long_number_stands_unmasked(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage()
    number = "440399199203152727"
    for name in steps(stage):
        shown = [label.text() for label in stage.window.findChildren(QLabel) if label.isVisible()]
        shown += [edit.text() for edit in stage.window.findChildren(QLineEdit) if edit.isVisible()]
        assert not any(number in text for text in shown), name
    assert any(mask_id_number(number) in text for text in shown)


def test_tab_goes_round_and_stays_in_view(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(1366, 768)
    stage.serve()
    stage.press("1")
    seen: list[str] = []
    for _step in range(60):
        stage.press("Tab")
        focus = stage.focus()
        assert focus.isVisible()
        assert not focus.visibleRegion().isEmpty(), focus.accessibleName()
        seen.append(focus.accessibleName())
    assert len(set(seen)) > 15
    assert "受理" in seen
