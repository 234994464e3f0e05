"""A thin progress line."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.paint import box


class ProgressLine(QProgressBar):
    """4 px (or `thickness`) high; fills with a colour token. Say in words beside it what it counts."""

    def __init__(
        self,
        name: str,
        *,
        thickness: int = 4,
        tone: ColourName = "accent_fill",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: ColourName = tone
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setRange(0, 100)
        self.setFixedHeight(thickness)

    def set_share(self, share: float, tone: ColourName | None = None) -> None:
        """Fill by a share of 0…1; values outside are clipped. What stands there already is not painted anew."""
        value, tone = round(min(max(share, 0.0), 1.0) * 100), tone or self._tone
        if (value, tone) != (self.value(), self._tone):
            self._tone = tone
            self.setValue(value)
            self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        radius = self.height() / 2
        box(painter, self.rect(), theme().colour("idle_soft"), None, radius=radius)
        share = self.value() / 100
        if share > 0:
            width = max(self.width() * share, self.height())
            box(painter, QRectF(0, 0, width, self.height()), theme().colour(self._tone), None, radius=radius)
