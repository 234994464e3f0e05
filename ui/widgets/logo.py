"""The product's mark: 窗 on a rounded square."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import theme
from ui.tokens import RADIUS_CONTROL
from ui.widgets.paint import CENTRE, box, text


class Logo(QLabel):
    """Fixed size; no seal, no emblem."""

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__("窗", parent)
        self.setAccessibleName("一窗受理")
        self.setFixedSize(size, size)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        box(painter, self.rect(), theme().colour("accent_fill"), None, radius=RADIUS_CONTROL)
        font = theme().font_px(round(self.width() * 0.6), bold=True)
        text(painter, self.rect(), self.text(), font, theme().colour("on_accent"), CENTRE)
