"""What is said of a scanned page, on pages drawn, blurred, cut and left empty; and through the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from hall_app.cases.application import PageRef
from hall_app.cases.page_checks import check_page, judge_page
from hall_app.cases.scanning import take_scans
from hall_app.errors import InputRefused, NotPermitted
from hall_app.practice.scans import draw_practice_scans
from tests.hall_app.cases.conftest import DemoHall
from tests.stacks.demo import demo_clerk


@pytest.fixture(scope="module")
def promise(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The practice promise on its desk, in grey."""
    _portrait, page = draw_practice_scans(tmp_path_factory.mktemp("scans"), date(2026, 6, 17))
    with Image.open(page) as picture:
        return picture.convert("L")


def test_a_page_on_the_desk_is_sharp_and_whole(promise: Image.Image) -> None:
    check = judge_page(promise)
    assert (check.sharp, check.whole) == (True, True)
    (left, top), (right, upper), (_right, low), (_left, lower) = check.corners
    assert 0.03 < left < 0.12
    assert 0.88 < right < 0.97
    assert upper < top < 0.1
    assert lower > 0.9
    assert low > 0.9


@pytest.mark.parametrize("radius", [2, 3, 8])
def test_a_blurred_page_is_not_sharp(promise: Image.Image, radius: int) -> None:
    blurred = judge_page(promise.filter(ImageFilter.GaussianBlur(radius)))
    assert blurred.sharp is False
    assert blurred.whole is True


@pytest.mark.parametrize("box", [(0, 0, 1, 0.8), (0.2, 0, 1, 1), (0, 0.3, 0.7, 1)])
def test_a_page_that_runs_out_of_the_picture_is_not_whole(
    promise: Image.Image, box: tuple[float, float, float, float]
) -> None:
    width, height = promise.size
    cut = promise.crop((int(box[0] * width), int(box[1] * height), int(box[2] * width), int(box[3] * height)))
    check = judge_page(cut)
    assert (check.whole, check.corners) == (False, ())


def test_what_cannot_be_told_is_not_said(promise: Image.Image) -> None:
    blank = judge_page(Image.new("L", (800, 1100), 250))
    assert (blank.sharp, blank.whole, blank.corners) == (None, None, ())
    width, height = promise.size
    filling = promise.crop((width // 6, height // 6, width * 5 // 6, height * 5 // 6))
    assert (judge_page(filling).sharp, judge_page(filling).whole) == (True, None)
    speckled = Image.effect_noise((600, 800), 90)
    assert judge_page(speckled).whole is None


def test_a_turned_page_has_its_corners_where_it_shows_them(hall: DemoHall, tmp_path: Path) -> None:
    draw_practice_scans(tmp_path, date(2026, 6, 17))
    (tmp_path / "01-制证相片.jpg").unlink()
    app = take_scans(hall.store, hall.clerk, hall.open(), tmp_path, terms=hall.terms)
    (page,) = (page for row in app.materials for page in row.pages)
    upright = check_page(hall.store, hall.clerk, page)
    turned = check_page(hall.store, hall.clerk, PageRef(page.page_id, 1, 90))
    assert upright.whole is True
    # A quarter clockwise: what was at the lower left is now at the upper left.
    (x, y) = upright.corners[3]
    assert turned.corners[0] == pytest.approx((1 - y, x), abs=0.02)
    with pytest.raises(NotPermitted):
        check_page(hall.store, demo_clerk("item_admin"), page)
    with pytest.raises(InputRefused, match="已删除"):
        check_page(hall.store, hall.clerk, PageRef(app.draft_id, 1))
