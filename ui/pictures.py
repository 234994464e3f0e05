"""Pictures of pages, decoded and fitted in a worker, so that the UI thread only has to put them on the screen.

``QImage.fromData`` and ``QImageReader.size`` keep Python's lock while they ask Qt's image plugins; ``read``, ``scaled``
and ``convertToFormat`` let it go, and a QImage may be made on any thread. Only what lets it go is used, on the UI thread
too: Qt locks of its own are held in there, and whoever waits for one of them with Python's lock in hand may wait for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from hall_app.cases.outcome import PreviewPage

P = ParamSpec("P")

# A page at 200 dpi in A4 is 1654 × 2339; anything far larger is no page of ours.
LIMIT_BYTES = 32 * 1024 * 1024
LIMIT_PX = 8000
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A page ready to be painted; ``image`` is None where it could not be read."""

    image: QImage | None

    @property
    def readable(self) -> bool:
        return self.image is not None


class Bounds:
    """How large pictures are shown at a place, in device pixels. Set on the UI thread, read when a picture is asked for."""

    def __init__(self, width: int, height: int) -> None:
        self.size = QSize(width, height)

    def follow(self, width: int, height: int) -> None:
        """The place has another size now; an empty one is none."""
        if width > 0 and height > 0:
            self.size = QSize(width, height)


def picture_of(data: bytes, bounds: QSize | None = None) -> Picture:
    """Decode PNG or JPEG and make it no larger than the bounds. Any thread."""
    if not 0 < len(data) <= LIMIT_BYTES:
        return Picture(None)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # Reading itself refuses what would need more than QImageReader.allocationLimit(), 256 MB.
    image = QImageReader(buffer).read()
    if image.isNull() or max(image.width(), image.height()) > LIMIT_PX:
        return Picture(None)
    if bounds is not None and (image.width() > bounds.width() or image.height() > bounds.height()):
        image = image.scaled(
            bounds, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return Picture(image.convertToFormat(_FORMAT))


def pictured(work: Callable[P, PreviewPage], bounds: QSize) -> Callable[P, Picture]:
    """A use case that answers with a page, made to answer with a picture; both parts run in the worker."""

    def draw(*args: P.args, **named: P.kwargs) -> Picture:
        return picture_of(work(*args, **named).png, bounds)

    return draw


def all_pictured(
    work: Callable[P, tuple[PreviewPage, ...]], bounds: QSize
) -> Callable[P, tuple[Picture, ...]]:
    """The same for a use case that answers with several pages: one page is shown whole, more by their width."""

    def draw(*args: P.args, **named: P.kwargs) -> tuple[Picture, ...]:
        pages = work(*args, **named)
        room = bounds if len(pages) == 1 else QSize(bounds.width(), LIMIT_PX)
        return tuple(picture_of(page.png, room) for page in pages)

    return draw
