"""Small painting steps that every painted widget shares. Solid fills, 1 px lines, radii; nothing else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from ui.theme import theme
from ui.tokens import RADIUS_CONTROL, RADIUS_SMALL

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
Stamp = Callable[[QPainter], None]


def box(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: QColor | None,
    border: QColor | None,
    *,
    width: float = 1.0,
    radius: float = RADIUS_CONTROL,
) -> None:
    """A rounded rectangle whose border lies wholly inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(rect)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        half = width / 2
        area = area.adjusted(half, half, -half, -half)
        radius = max(radius - half, 0)
        painter.setPen(QPen(border, width))
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, radius, radius)
    painter.restore()


def text(
    painter: QPainter,
    rect: QRect | QRectF,
    words: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = LEFT,
    *,
    elide: bool = False,
) -> None:
    """One line of text in a rectangle, cut with an ellipsis when asked."""
    area = QRectF(rect).toRect()
    painter.setFont(font)
    painter.setPen(colour)
    if elide:
        words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align) | int(Qt.TextFlag.TextSingleLine), words)


def dot(painter: QPainter, x: float, y: float, colour: QColor, size: float = 8) -> None:
    """A filled circle with its top left corner at (x, y)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(x, y, size, size))
    painter.restore()


def keycap_width(words: str, *, big: bool = False) -> int:
    """Width of a painted keycap."""
    sizes = theme().sizes
    if big:
        return sizes.keycap_big
    return max(sizes.keycap_min, theme().metrics("keycap").horizontalAdvance(words) + 12)


# Small figures that are painted again and again, ready made; all go when the look changes.
_stamps: dict[tuple[object, ...], QPixmap] = {}
_LIMIT = 500


def stamp(
    painter: QPainter, key: tuple[object, ...], x: float, y: float, width: int, height: int, draw: Stamp
) -> None:
    """Paint a figure at (x, y) that ``draw`` drew into a picture of its own when it was first wanted."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    full = (theme().look, ratio, *key)
    found = _stamps.get(full)
    if found is None:
        if len(_stamps) >= _LIMIT:
            _stamps.clear()
        found = QPixmap(QSize(round(width * ratio), round(height * ratio)))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        inner = QPainter(found)
        draw(inner)
        inner.end()
        _stamps[full] = found
    painter.drawPixmap(round(x), round(y), found)


def draw_keycap(
    painter: QPainter, x: float, centre_y: float, words: str, *, big: bool = False, on_accent: bool = False
) -> int:
    """A keycap starting at x, centred on a line; returns its width."""
    sizes = theme().sizes
    width = keycap_width(words, big=big)
    height = sizes.keycap_big if big else sizes.keycap_box

    def draw(inner: QPainter) -> None:
        rect = QRectF(0, 0, width, height)
        colour = theme().colour
        if on_accent:
            box(inner, rect, QColor(0, 0, 0, 46), None, radius=RADIUS_SMALL)
            ink = colour("on_accent")
        else:
            box(inner, rect, colour("sunken"), colour("idle_line"), radius=RADIUS_SMALL)
            ink = colour("text2")
        font = theme().font_px(sizes.keycap_big_font, bold=True) if big else theme().font("keycap")
        text(inner, rect, words, font, ink, CENTRE)

    stamp(painter, ("keycap", words, big, on_accent), x, centre_y - height / 2, width, height, draw)
    return width
