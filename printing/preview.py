"""Pages of a PDF as pictures, by pdfium. The preview is the very file that is printed, not a second painter."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass

MAX_WIDTH_PX = 4000
MAX_PAGES = 60
# Height to width; a hostile page of 1 × 14400 points would fill the memory.
MAX_SLENDERNESS = 8.0

# pdfium is not thread-safe at all: one lock for the whole library.
_pdfium_lock = threading.Lock()


class PreviewFault(Exception):
    """These bytes are no PDF that can be shown."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page, 8-bit RGBA, rows of width × 4 bytes from the top."""

    width: int
    height: int
    rgba: bytes

    def png(self) -> bytes:
        """The same picture as PNG."""
        from PIL import Image  # noqa: PLC0415

        buffer = io.BytesIO()
        Image.frombytes("RGBA", (self.width, self.height), self.rgba).save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()


def load_pdfium() -> None:
    """Load the native library ahead of the first preview. For a worker thread."""
    with _pdfium_lock:
        import pypdfium2  # noqa: F401, PLC0415


def render_pages(pdf: bytes, width_px: int) -> list[PageImage]:
    """All pages at this width, at most MAX_PAGES. Raises PreviewFault, ValueError. For a worker thread."""
    import pypdfium2  # noqa: PLC0415  (loads the native library)

    if not 1 <= width_px <= MAX_WIDTH_PX:
        raise ValueError(f"width of {width_px} px")
    with _pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise PreviewFault("not a PDF") from None
        try:
            return [_render(document, number, width_px) for number in range(min(len(document), MAX_PAGES))]
        except pypdfium2.PdfiumError:
            raise PreviewFault("broken page") from None
        finally:
            document.close()


def _render(document: object, number: int, width_px: int) -> PageImage:
    page = document[number]  # type: ignore[index]
    try:
        width, height = page.get_size()
        if width <= 0 or not 0 < height <= width * MAX_SLENDERNESS:
            raise PreviewFault("page of an impossible shape")
        bitmap = page.render(scale=width_px / width, rev_byteorder=True, prefer_bgrx=True)
        image = bitmap.to_pil().convert("RGBA")
        bitmap.close()
    finally:
        page.close()
    return PageImage(image.width, image.height, image.tobytes())
