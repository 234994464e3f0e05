"""What can honestly be said of a scanned page without a person: whether it is sharp, and whether it is whole.

Whether it is signed and whose name stands on it is for the clerk to see. Every judgement may also be "cannot be told"
(None): a blank page has no edges to be sharp, a page that fills the picture shows no corners.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageFilter

from db import cases_queries as queries
from db.session import Store
from hall_app.cases.application import PageRef
from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

Point = tuple[float, float]

# Measured on the practice pages at this width: as drawn their strongest edges reach 127 of 128 in the Laplacian,
# blurred by a radius of one pixel 60, of two 24, of three 11; small print is hard to read from two on.
_SHARP_WIDTH_PX = 1000
_SHARP_EDGE = 36
_STRONGEST = 0.002
_LEAST_INK = 50
_OUTLINE_PX = 240
# Of 255: page and desk must differ by so much, and the four corners must hold the page's area, to be called a page.
_LEAST_CONTRAST = 50
_LEAST_DESK = 0.02
_LEAST_FILL = 0.92
_OVER_EDGE = 0.15


@dataclass(frozen=True, slots=True)
class PageCheck:
    """``sharp`` and ``whole`` are True, False, or None where it cannot be told.

    ``corners`` are fractions of the picture as it is shown, clockwise from the upper left; empty without a page's
    outline on a desk.
    """

    sharp: bool | None
    whole: bool | None
    corners: tuple[Point, ...] = ()


@explained()
def check_page(store: Store, clerk: Clerk, page: PageRef) -> PageCheck:
    """Judge a scanned page as it stands turned. Raises NotPermitted, InputRefused, Unavailable. For a worker thread."""
    clerk.require("case.accept")
    with store.reading() as session:
        found = queries.page_of(session, page.page_id)
        if found is None:
            raise InputRefused("这一页已删除", "请重新打开材料", "scan")
        content = found.content
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        return judge_page(picture.convert("L").rotate(-page.rotation, expand=True))


def judge_page(grey: Image.Image) -> PageCheck:
    """The checks of a grey picture. Pure, some tens of milliseconds: for a worker thread."""
    whole, corners = _outline(grey)
    return PageCheck(_sharp(grey), whole, corners)


def _sharp(grey: Image.Image) -> bool | None:
    """Whether the strongest edges are as strong as ink in focus makes them."""
    picture = grey.copy()
    picture.thumbnail((_SHARP_WIDTH_PX, _SHARP_WIDTH_PX * 2), Image.Resampling.BILINEAR)
    tones = picture.histogram()
    total = picture.width * picture.height
    if _tone_at(tones, total, 0.5) - _tone_at(tones, total, _STRONGEST) < _LEAST_INK:
        return None
    laplacian = picture.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    # Pillow leaves the outermost pixels as they were.
    laplacian = laplacian.crop((1, 1, laplacian.width - 1, laplacian.height - 1))
    edges = [0] * 129
    for tone, count in enumerate(laplacian.histogram()):
        edges[abs(tone - 128)] += count
    left = total * _STRONGEST
    for strength in range(128, 0, -1):
        left -= edges[strength]
        if left <= 0:
            return strength >= _SHARP_EDGE
    return False


def _tone_at(tones: list[int], total: int, share: float) -> int:
    """The tone below which this share of the picture lies."""
    left = total * share
    for tone, count in enumerate(tones):
        left -= count
        if left <= 0:
            return tone
    return 255


def _outline(grey: Image.Image) -> tuple[bool | None, tuple[Point, ...]]:
    """Whether the whole page lies on the desk, and its corners; (None, ()) where no page stands out."""
    small = grey.copy()
    small.thumbnail((_OUTLINE_PX, _OUTLINE_PX), Image.Resampling.BILINEAR)
    small = small.filter(ImageFilter.MedianFilter(3))
    width, height = small.size
    tones, total = small.histogram(), width * height
    level = _otsu(tones, total)
    dark = sum(tones[: level + 1])
    if not level or dark < total * _LEAST_DESK or _means_apart(tones, level) < _LEAST_CONTRAST:
        return None, ()
    rows = [small.crop((0, y, width, y + 1)).tobytes() for y in range(height)]
    spans = [_span(row, level) for row in rows]
    held = [(y, span) for y, span in enumerate(spans) if span is not None]
    if not held:
        return None, ()
    ends = [(x, y) for y, span in held for x in span]
    corners = (
        min(ends, key=lambda p: p[0] + p[1]),
        max(ends, key=lambda p: p[0] - p[1]),
        max(ends, key=lambda p: p[0] + p[1]),
        min(ends, key=lambda p: p[0] - p[1]),
    )
    area = sum(right - left + 1 for _y, (left, right) in held)
    if _area(corners) < area * _LEAST_FILL or area < total * 0.1:
        return None, ()
    over = _over_edges(rows, level, width, height)
    if all(over):
        return None, ()
    if any(over):
        return False, ()
    return True, tuple(((x + 0.5) / width, (y + 0.5) / height) for x, y in corners)


def _span(row: bytes, level: int) -> tuple[int, int] | None:
    """The first and last light pixel of a row."""
    light = [x for x, tone in enumerate(row) if tone > level]
    return (light[0], light[-1]) if light else None


def _over_edges(rows: list[bytes], level: int, width: int, height: int) -> tuple[bool, bool, bool, bool]:
    """On which sides the page runs out of the picture: left, right, top, bottom."""

    def runs(pixels: list[int], length: int) -> bool:
        return sum(tone > level for tone in pixels) > length * _OVER_EDGE

    return (
        runs([row[0] for row in rows], height),
        runs([row[-1] for row in rows], height),
        runs(list(rows[0]), width),
        runs(list(rows[-1]), width),
    )


def _area(corners: tuple[tuple[int, int], ...]) -> float:
    following = (*corners[1:], corners[0])
    pairs = zip(corners, following, strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _means_apart(tones: list[int], level: int) -> float:
    """How far apart the mean tones of desk and page lie."""
    dark, light = tones[: level + 1], tones[level + 1 :]
    low = sum(tone * count for tone, count in enumerate(dark)) / max(sum(dark), 1)
    high = sum((tone + level + 1) * count for tone, count in enumerate(light)) / max(sum(light), 1)
    return high - low


def _otsu(tones: list[int], total: int) -> int:
    """The level that parts the tones best (Otsu 1979)."""
    whole = sum(tone * count for tone, count in enumerate(tones))
    best, level, below, weight = 0.0, 0, 0, 0
    for tone, count in enumerate(tones):
        below += count
        weight += tone * count
        above = total - below
        if not below or not above:
            continue
        apart = weight / below - (whole - weight) / above
        spread = below * above * apart * apart
        if spread > best:
            best, level = spread, tone
    return level
