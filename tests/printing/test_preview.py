from __future__ import annotations

import io
import threading

import pytest
from PIL import Image

from printing.documents import render_receipt
from printing.preview import PreviewFault, render_pages
from tests.printing.contents import receipt


def test_pages_are_as_wide_as_asked_and_opaque() -> None:
    (page,) = render_pages(render_receipt(receipt()), 432)

    assert page.width == 432
    assert abs(page.height - 432 * 210 / 148) <= 2
    assert len(page.rgba) == page.width * page.height * 4
    assert set(page.rgba[3::4]) == {255}
    assert page.rgba[:3] == b"\xff\xff\xff"
    assert Image.open(io.BytesIO(page.png())).size == (page.width, page.height)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"not a pdf" * 100])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(PreviewFault):
        render_pages(data, 400)


@pytest.mark.parametrize("width", [0, -1, 100_000])
def test_impossible_widths_are_refused(width: int) -> None:
    with pytest.raises(ValueError, match="width"):
        render_pages(render_receipt(receipt()), width)


def test_a_page_of_an_impossible_shape_is_refused() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(1, 14000), invariant=1)
    canvas.showPage()
    canvas.save()

    with pytest.raises(PreviewFault, match="shape"):
        render_pages(buffer.getvalue(), 4000)


def test_threads_may_render_at_once() -> None:
    pdf = render_receipt(receipt())
    expected = render_pages(pdf, 300)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(render_pages(pdf, 300))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert found == [expected] * 6
