"""Pages built ahead look and speak as pages built on demand; closing the window ends the building."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import delete

from tests.ui.stage import Stage
from ui.reception.page import ReceptionPage
from ui.reception.prebuilding import parts

Seen = list[tuple[str, str, tuple[int, int, int, int]]]


def seen(stage: Stage) -> Seen:
    """Every widget on the screen in reading order: its kind, its name for assistive technology, and its place."""
    # Without the strip, whose seconds pass.
    top = stage.window.reception.stack
    found: Seen = []
    for widget in top.findChildren(QWidget):
        if widget.isVisibleTo(top) and not widget.visibleRegion().isEmpty():
            place = widget.mapTo(top, widget.rect().topLeft())
            found.append(
                (
                    type(widget).__name__,
                    widget.accessibleName(),
                    (place.x(), place.y(), widget.width(), widget.height()),
                )
            )
    return sorted(found)


def journey(stage: Stage) -> list[Seen]:
    """What stands on the screen at every step."""
    stage.serve()
    stage.wait(lambda: stage.board.state.person_file is not None)
    pages = [seen(stage)]
    for keys in ("1", "Enter 2", "F7", "F9"):
        stage.press(keys)
        stage.settle()
        pages.append(seen(stage))
    return pages


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_built_ahead_is_the_same_as_built_on_demand(
    make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    ahead = make_stage(width, height)
    ahead.wait(lambda: not ahead.window.reception.turns.preparing, 20_000)
    first = journey(ahead)
    monkeypatch.setattr(ReceptionPage, "prepare", lambda _page: None)
    on_demand = make_stage(width, height)
    second = journey(on_demand)
    for step, (built, made) in enumerate(zip(first, second, strict=True)):
        assert built == made, f"step {step} differs"


def test_a_second_form_shows_nothing_of_the_first(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    stage.settle()
    form = stage.window.reception.case.form
    rows = set(form.rows.values())
    assert rows
    before = {key: row.label.text() for key, row in form.rows.items()}
    stage.press("Esc")
    stage.press("2")
    stage.settle()
    application = stage.board.state.application
    assert application is not None
    shown = {field.key: field for field in application.fields}
    for key, row in form.rows.items():
        assert row.label.text() == shown[key].label
        assert row.value == (shown[key].shown or shown[key].value or "")
    hidden = rows - set(form.rows.values())
    assert all(not row.isVisibleTo(form) for row in hidden)
    assert before


def test_closing_the_window_ends_the_building(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage()
    turns = stage.window.reception.turns
    stage.window.reception.prepare()
    assert turns.preparing
    stage.window.finish()
    assert not turns.preparing
    assert not turns.busy


def test_what_is_taken_down_while_pages_are_built_is_passed_over(qapp: object) -> None:
    top, gone, kept = QWidget(), QWidget(), QWidget()
    for widget in (gone, kept):
        QVBoxLayout(widget).addWidget(QWidget())
    column = QVBoxLayout(top)
    column.addWidget(gone)
    column.addWidget(kept)
    seen_so_far: list[QWidget] = []
    for widget in parts(top):
        seen_so_far.append(widget)
        if widget is gone:
            delete(gone)
    assert kept in seen_so_far
    assert len(seen_so_far) == 4, "the top, the one that went, the one that stayed with its part"
    for widget in parts(top):
        if widget is kept:
            delete(top)
