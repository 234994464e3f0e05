"""The log-in card and its tall fields."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui.theme import theme
from ui.tokens import RADIUS_PALETTE
from ui.widgets.paint import box
from ui.widgets.themed import follow_theme

_FIELD = 42


class LoginCard(QFrame):
    """The card: left half surface, right half sunken, a hairline between."""

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        box(painter, self.rect(), colour("sunken"), colour("line"), radius=RADIUS_PALETTE)
        painter.setClipRect(0, 0, self.width() // 2, self.height())
        box(painter, self.rect(), colour("surface"), colour("line"), radius=RADIUS_PALETTE)
        painter.setClipping(False)
        painter.fillRect(self.width() // 2, 1, 1, self.height() - 2, colour("line"))


class TallEdit(QLineEdit):
    """A field 42 px high with something at its right end."""

    def __init__(self, name: str, at_right: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("tall", True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._right = at_right
        at_right.setParent(self)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(_FIELD)
        self.place()

    def place(self) -> None:
        """Put the thing at the right end where it belongs."""
        self._right.adjustSize()
        self._right.move(self.width() - self._right.width() - 8, (self.height() - self._right.height()) // 2)
        self.setTextMargins(0, 0, self._right.width() + 4 if not self._right.isHidden() else 0, 0)

    def resizeEvent(self, event: object) -> None:
        self.place()
