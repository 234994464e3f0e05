"""A painted tick box, 18 px, whole row to hit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import RADIUS_SMALL, Step
from ui.widgets.paint import LEFT, box, text
from ui.widgets.themed import follow_theme

_BOX = 18


class TickBox(QCheckBox):
    """`✓ 窗口`. Without words give `name`."""

    def __init__(
        self,
        words: str = "",
        *,
        name: str = "",
        step: Step = "md",
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._step: Step = step
        self._bold = bold
        self.setAccessibleName(name or words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(28)
        self.updateGeometry()
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        width = _BOX + 4
        if self.text():
            width += 6 + theme().metrics(self._step, bold=self._bold).horizontalAdvance(self.text())
        return QSize(width, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        middle = self.height() / 2
        area = QRectF(2, round(middle - _BOX / 2), _BOX, _BOX)
        if self.isChecked():
            fill = colour("accent_fill" if self.isEnabled() else "field")
            box(painter, area, fill, fill, radius=RADIUS_SMALL)
            draw_icon(painter, "check", 4, middle - 7, 14, colour("on_accent"))
        else:
            box(painter, area, colour("surface"), colour("field"), radius=RADIUS_SMALL)
        if self.hasFocus():
            box(
                painter, area.adjusted(-2, -2, 2, 2), None, colour("accent"), width=2, radius=RADIUS_SMALL + 2
            )
        if self.text():
            words = QRectF(_BOX + 8, 0, self.width() - _BOX - 8, self.height())
            ink = colour("text" if self.isEnabled() else "text3")
            text(painter, words, self.text(), theme().font(self._step, bold=self._bold), ink, LEFT)
