"""请核对: what two libraries say stands side by side, each with its source and date, at every width."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.stage import Stage
from ui.tokens import Mode
from ui.widgets.choice import ChoiceBox

Make = Callable[..., Stage]


def _boxes(stage: Stage) -> list[ChoiceBox]:
    group = stage.window.reception.case.form.checks.rows["phone"].group
    assert group is not None
    return group.boxes


def test_two_libraries_are_shown_with_their_source_and_date(make_stage: Make) -> None:
    stage = make_stage()
    stage.serve()
    stage.press("1")
    names = [box.accessibleName() for box in _boxes(stage)]
    assert names == ["100 0000 6208，人口库 2024-03-05", "100 0000 0951，居住登记 2025-06-02"]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
@pytest.mark.parametrize("mode", [None, Mode.LARGE])
def test_the_library_can_be_read_in_every_look(
    make_stage: Make, width: int, height: int, mode: Mode | None
) -> None:
    stage = make_stage(width, height, mode=mode)
    stage.serve()
    stage.press("1")
    for box, library in zip(_boxes(stage), ("人口库", "居住登记"), strict=True):
        box.grab()
        assert box.note_shown.startswith(library)


@pytest.mark.parametrize(
    ("width", "height", "mode"),
    [
        *((*size, mode) for size in ((1920, 1080), (1700, 956), (1600, 900), (1366, 768)) for mode in Mode),
        *((1280, 720, mode) for mode in Mode),
    ],
)
def test_rows_of_choices_stand_in_the_same_columns(
    make_stage: Make, width: int, height: int, mode: Mode
) -> None:
    stage = make_stage(width, height, mode=mode)
    stage.serve()
    stage.press("1")
    form = stage.window.reception.case.form
    rows = form.checks.rows
    assert form.horizontalScrollBar().maximum() == 0, "cut at the right"
    phone, collect = ([each.geometry() for each in row.inputs()] for row in list(rows.values())[:2])
    assert len(phone) == len(collect) == 3
    assert [(box.left(), box.right()) for box in phone] == [(box.left(), box.right()) for box in collect]


def test_choices_without_room_stand_under_the_others_and_come_back(make_stage: Make) -> None:
    stage = make_stage(1920, 1080, mode=Mode.LARGE)
    stage.serve()
    stage.press("1")
    row = next(iter(stage.window.reception.case.form.checks.rows.values()))

    def lines() -> list[int]:
        stage.settle()
        return [
            sum(each.y() == top for each in row.inputs()) for top in sorted({e.y() for e in row.inputs()})
        ]

    assert lines() == [3]
    stage.window.resize(1280, 720)
    assert lines() == [2, 1]
    stage.press("3")
    assert stage.focus() is row.inputs()[2], "the digit reaches the box wherever it stands"
    stage.window.resize(1920, 1080)
    assert lines() == [3]
