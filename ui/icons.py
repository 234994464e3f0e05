"""Tabler icons (MIT, see icons/LICENSE.txt) as pixmaps in any colour and size. UI thread only."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme import theme

if TYPE_CHECKING:
    from ui.tokens import ColourName

_FOLDER = Path(__file__).parent / "icons"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LIMIT = 2000
_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _source(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise KeyError(name)
    path = _FOLDER / f"{name}.svg"
    if not path.is_file():
        raise KeyError(name)
    return _COMMENT.sub("", path.read_text(encoding="utf-8"))


def icon_names() -> list[str]:
    """The names of all icons shipped."""
    return sorted(path.stem for path in _FOLDER.glob("*.svg"))


def stroke_width(size: int) -> float:
    """Stroke in the 24-unit grid by pixel size: small icons heavier, large ones lighter."""
    if size >= 40:
        return 1.5
    return 2.1 if size <= 16 else 1.9


def _renderer(name: str, size: int, colour: QColor) -> QSvgRenderer:
    svg = _source(name).replace("currentColor", colour.name())
    svg = svg.replace('stroke-width="2"', f'stroke-width="{stroke_width(size)}"')
    return QSvgRenderer(QByteArray(svg.encode()))


def pixmap(name: str, size: int, colour: QColor, ratio: float | None = None) -> QPixmap:
    """An icon `size` logical pixels square. Raises KeyError for a name that is not shipped."""
    if ratio is None:
        app = QGuiApplication.instance()
        ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    key = (name, size, int(colour.rgba()), ratio)
    found = _pixmaps.get(key)
    if found is None:
        renderer = _renderer(name, size, colour)
        if len(_pixmaps) >= _LIMIT:
            _pixmaps.clear()
        found = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        found.setDevicePixelRatio(ratio)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        _pixmaps[key] = found
    return found


def draw_icon(painter: QPainter, name: str, x: float, y: float, size: int, colour: QColor) -> None:
    """Paint an icon with its top left corner at (x, y)."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(round(x), round(y), pixmap(name, size, colour, ratio))


def icon(name: str, size: int = 18, colour: ColourName = "text2") -> QIcon:
    """A QIcon in a theme colour, for stock buttons and actions."""
    return QIcon(pixmap(name, size, theme().colour(colour)))
