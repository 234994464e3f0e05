"""Pictures come ready from the worker: decoded, no larger than they are shown, or said to be unreadable."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage

from hall_app.cases.outcome import PreviewPage
from tests.ui.stage import Stage
from ui.pictures import LIMIT_BYTES, Bounds, Picture, all_pictured, picture_of, pictured


def encoded(width: int, height: int, form: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)  # type: ignore[call-overload]  # the stub says bytes, the function takes text
    return bytes(data.data())


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_page_is_made_as_large_as_it_is_shown(qapp: object, form: str) -> None:
    found = picture_of(encoded(600, 900, form), QSize(300, 300))
    assert found.image is not None
    assert (found.image.width(), found.image.height()) == (200, 300)
    assert found.image.format() is QImage.Format.Format_ARGB32_Premultiplied
    # A smaller one is left as it is: nobody draws what is not there.
    small = picture_of(encoded(60, 90, form), QSize(300, 300))
    assert small.image is not None
    assert small.image.size() == QSize(60, 90)


@pytest.mark.parametrize("data", [b"", b"broken", encoded(40, 40)[:60], b"x" * (LIMIT_BYTES + 1)])
def test_what_cannot_be_read_is_no_picture(qapp: object, data: bytes) -> None:
    assert not picture_of(data).readable


def test_a_page_of_absurd_size_is_refused(qapp: object) -> None:
    assert picture_of(encoded(8001, 1)).image is None


def test_several_pages_are_bounded_by_their_width_alone(qapp: object) -> None:
    page = PreviewPage(encoded(600, 900), 600, 900)
    one = all_pictured(lambda: (page,), QSize(300, 300))()
    two = all_pictured(lambda: (page, page), QSize(300, 300))()
    assert [each.image.width() for each in one if each.image is not None] == [200]
    assert [each.image.width() for each in two if each.image is not None] == [300, 300]


def test_the_use_case_keeps_its_arguments(qapp: object) -> None:
    asked: list[tuple[object, ...]] = []

    def work(clerk: str, number: int) -> PreviewPage:
        asked.append((clerk, number))
        return PreviewPage(encoded(10, 10), 10, 10)

    assert pictured(work, QSize(5, 5))("LH0108", 3).readable
    assert asked == [("LH0108", 3)]


def test_bounds_never_become_nothing() -> None:
    bounds = Bounds(300, 400)
    bounds.follow(0, 500)
    assert bounds.size == QSize(300, 400)
    bounds.follow(200, 500)
    assert bounds.size == QSize(200, 500)


def test_the_window_is_given_ready_pictures(
    make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def watched(data: bytes, bounds: QSize | None = None) -> Picture:
        threads.add(threading.get_ident())
        return picture_of(data, bounds)

    monkeypatch.setattr("ui.pictures.picture_of", watched)
    stage = make_stage()
    stage.serve()
    stage.press("1 Enter 2")
    stage.press("F7")
    stage.wait(lambda: stage.board.state.page_picture is not None)
    picture = stage.board.state.page_picture
    assert picture is not None
    assert picture.image is not None
    bounds = stage.board.page_bounds.size
    assert picture.image.width() <= bounds.width()
    assert picture.image.height() <= bounds.height()
    stage.press("F9")
    stage.wait(lambda: bool(stage.board.state.document_pages))
    assert [page.readable for page in stage.board.state.document_pages] == [True]
    assert threads
    assert threading.get_ident() not in threads
