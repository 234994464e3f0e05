"""Where a fact came from and when: small, quiet, always there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.paint import LEFT, text
from ui.widgets.themed import follow_theme

_ICON = 13
_GAP = 4


class SourceTag(QLabel):
    """`人口库 06-16` with the library icon; `detail` (record time, who verified) goes to the tooltip."""

    def __init__(
        self,
        words: str = "",
        *,
        detail: str = "",
        icon: str = "database",
        tone: ColourName = "text3",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tone: ColourName = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_source(words, detail=detail)
        follow_theme(self)

    def set_source(self, words: str, *, detail: str = "", tone: ColourName | None = None) -> None:
        if tone is not None:
            self._tone = tone
        self.setText(words)
        self.setToolTip(detail)
        self.setAccessibleName(f"来源 {words}" if words else "来源")
        self.restyle()

    def restyle(self) -> None:
        width = theme().metrics("xs").horizontalAdvance(self.text())
        if self._icon and self.text():
            width += _ICON + _GAP
        self.setFixedSize(width + 1, round(theme().sizes.xs * 1.45))
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        if not self.text():
            return
        painter = QPainter(self)
        ink = theme().colour(self._tone)
        x = 0
        if self._icon:
            draw_icon(painter, self._icon, 0, (self.height() - _ICON) / 2, _ICON, ink)
            x = _ICON + _GAP
        text(
            painter,
            QRectF(x, 0, self.width() - x + 1, self.height()),
            self.text(),
            theme().font("xs"),
            ink,
            LEFT,
        )
