"""How a widget follows the theme."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.theme import Restyled, theme
from ui.tokens import RADIUS_CARD, ColourName
from ui.widgets.paint import box


def follow_theme(widget: Restyled) -> None:
    """Restyle now and whenever the theme changes, as long as the widget lives."""
    theme().follow(widget)
    widget.restyle()


class Panel(QFrame):
    """A filled rectangle with hairlines on chosen edges: bars, columns, headers."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        fill: ColourName | None = "surface",
        edges: str = "",
        line: ColourName = "line",
    ) -> None:
        super().__init__(parent)
        self._panel_fill: ColourName | None = fill
        self._panel_edges = edges
        self._panel_line: ColourName = line

    def set_edges(self, edges: str) -> None:
        """Hairlines on other edges."""
        if edges != self._panel_edges:
            self._panel_edges = edges
            self.update()

    def set_fill(self, fill: ColourName | None, line: ColourName = "line") -> None:
        """Other colours, same place."""
        self._panel_fill, self._panel_line = fill, line
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        rect = self.rect()
        if self._panel_fill is not None:
            painter.fillRect(rect, theme().colour(self._panel_fill))
        line = theme().colour(self._panel_line)
        if "b" in self._panel_edges:
            painter.fillRect(0, rect.height() - 1, rect.width(), 1, line)
        if "t" in self._panel_edges:
            painter.fillRect(0, 0, rect.width(), 1, line)
        if "l" in self._panel_edges:
            painter.fillRect(0, 0, 1, rect.height(), line)
        if "r" in self._panel_edges:
            painter.fillRect(rect.width() - 1, 0, 1, rect.height(), line)


class Card(QFrame):
    """Surface with a hairline and rounded corners; `attention` adds the amber edge.

    Lists and headers fill a card to its edge: with `behind`, the colour the card lies on, their corners are cut.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        attention: bool = False,
        behind: ColourName | None = None,
    ) -> None:
        super().__init__(parent)
        self._card_attention = attention
        self._corners = CardCorners(self, behind) if behind else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._corners is not None:
            self._corners.cover(self.rect())

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        if event.type() == QEvent.Type.ChildPolished and self._corners is not None:
            self._corners.raise_()

    def set_attention(self, attention: bool) -> None:
        self._card_attention = attention
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        box(painter, self.rect(), colour("surface"), colour("line"), radius=RADIUS_CARD)
        if self._card_attention:
            painter.save()
            painter.setClipRect(0, 0, 4, self.height())
            box(painter, self.rect(), colour("warn_fill"), None, radius=RADIUS_CARD)
            painter.restore()


class CardCorners(QWidget):
    """The four corners of a card, painted over whatever lies in it; nothing else of it exists for the window."""

    def __init__(self, card: QFrame, behind: ColourName) -> None:
        super().__init__(card)
        self._behind: ColourName = behind
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def cover(self, rect: QRect) -> None:
        """Follow the card's size."""
        self.setGeometry(rect)
        size, right, bottom = RADIUS_CARD, rect.width() - RADIUS_CARD, rect.height() - RADIUS_CARD
        region = QRegion()
        for x in (0, right):
            for y in (0, bottom):
                region += QRegion(x, y, size, size)
        self.setMask(region)
        self.raise_()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()), RADIUS_CARD, RADIUS_CARD)
        painter.fillPath(outside.subtracted(inside), theme().colour(self._behind))
        box(painter, self.rect(), None, theme().colour("line"), radius=RADIUS_CARD)


class Rule(QWidget):
    """A hairline, 1 px, across or upright; `inset` shortens an upright one at both ends."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False, inset: int = 0) -> None:
        super().__init__(parent)
        self._inset = inset
        self._upright = upright
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: object) -> None:
        inset_x = 0 if self._upright else self._inset
        inset_y = self._inset if self._upright else 0
        rect = self.rect().adjusted(inset_x, inset_y, -inset_x, -inset_y)
        QPainter(self).fillRect(rect, theme().colour("line"))
