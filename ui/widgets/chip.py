"""Chips: a state as icon, word and colour in a fixed height."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import RADIUS_SMALL, Kind
from ui.widgets.paint import LEFT, box, stamp, text
from ui.widgets.themed import follow_theme

_ICON = 14
_GAP = 5


def chip_colours(kind: Kind) -> tuple[QColor | None, QColor | None, QColor]:
    """Fill, border and ink of a kind of chip."""
    colour = theme().colour
    if kind == "outline":
        return None, colour("idle_line"), colour("text2")
    if kind == "accent":
        return colour("accent_soft"), None, colour("accent")
    if kind == "ok":
        return colour("ok_soft"), None, colour("ok")
    if kind == "warn":
        return colour("warn_soft"), None, colour("warn")
    if kind == "bad":
        return colour("bad_soft"), None, colour("bad")
    return colour("idle_soft"), None, colour("idle")


def chip_width(words: str, kind: Kind, icon: str = "") -> int:
    """Width of a painted chip."""
    width = theme().metrics("xs").horizontalAdvance(words) + 2 * theme().sizes.chip_pad
    if icon:
        width += _ICON + (_GAP if words else 0)
    return width + (2 if kind == "outline" else 0)


def draw_chip(painter: QPainter, x: float, centre_y: float, words: str, kind: Kind, icon: str = "") -> int:
    """A chip starting at x, centred on a line; returns its width."""
    sizes = theme().sizes
    fill, border, ink = chip_colours(kind)
    width = chip_width(words, kind, icon)

    def draw(inner: QPainter) -> None:
        rect = QRectF(0, 0, width, sizes.chip)
        box(inner, rect, fill, border, radius=RADIUS_SMALL)
        left = rect.left() + sizes.chip_pad + (1 if kind == "outline" else 0)
        if icon:
            draw_icon(inner, icon, left, rect.center().y() - _ICON / 2, _ICON, ink)
            left += _ICON + _GAP
        text(inner, QRectF(left, rect.top(), width, sizes.chip), words, theme().font("xs"), ink, LEFT)

    stamp(painter, ("chip", words, kind, icon), x, centre_y - sizes.chip / 2, width, sizes.chip, draw)
    return width


class Chip(QLabel):
    """A chip as a widget. Put it with `Qt.AlignVCenter`; its height is fixed anyway."""

    def __init__(
        self, words: str = "", kind: Kind = "idle", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_chip(words, kind, icon)
        follow_theme(self)

    @property
    def kind(self) -> Kind:
        return self._kind

    def set_chip(self, words: str, kind: Kind = "idle", icon: str = "", spoken: str = "") -> None:
        """Another state; ``spoken`` says in full, to a pointer and to a reader of screens, what it means."""
        self._kind, self._icon = kind, icon
        self.setText(words)
        self.setAccessibleName(spoken or words)
        self.setToolTip(spoken)
        self.restyle()

    def restyle(self) -> None:
        self.setFixedSize(chip_width(self.text(), self._kind, self._icon), theme().sizes.chip)
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        draw_chip(QPainter(self), 0, self.height() / 2, self.text(), self._kind, self._icon)
