"""Small buttons that are only an icon, and links that are only words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import RADIUS_CONTROL, ColourName, Step
from ui.widgets.paint import LEFT, box, text
from ui.widgets.pressable import Pressable
from ui.widgets.themed import follow_theme


class IconButton(Pressable):
    """An icon to press; the hit area is 28 px at least, the name is what it does."""

    def __init__(
        self,
        icon: str,
        name: str,
        *,
        size: int = 18,
        area: int = 28,
        tone: ColourName = "text3",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._icon, self._size, self._area = icon, size, area
        self._tone: ColourName = tone
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def set_icon(self, icon: str, name: str) -> None:
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def restyle(self) -> None:
        self.setFixedSize(self._area, self._area)
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        if self.underMouse():
            box(painter, self.rect(), colour("hover"), None)
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2)
        at = (self._area - self._size) / 2
        draw_icon(painter, self._icon, at, at, self._size, colour(self._tone))


class LinkButton(Pressable):
    """Words in accent, an icon before them if wanted; no frame. At least 28 px high to hit."""

    def __init__(
        self,
        words: str,
        *,
        icon: str = "",
        step: Step = "sm",
        tone: ColourName = "accent",
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._icon = icon
        self._step: Step = step
        self._tone: ColourName = tone
        self._bold = bold
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def set_words(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(28)
        self.updateGeometry()
        self.update()

    def _text_width(self) -> int:
        return theme().metrics(self._step, bold=self._bold).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        return QSize(self._text_width() + (21 if self._icon else 0) + 6, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        ink = colour(self._tone if self.isEnabled() else "text3")
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2, radius=RADIUS_CONTROL)
        x = 3
        if self._icon:
            draw_icon(painter, self._icon, x, (self.height() - 16) / 2, 16, ink)
            x += 21
        font = theme().font(self._step, bold=self._bold)
        if self.underMouse() and self.isEnabled():
            font = theme().font_px(theme().sizes.text(self._step), bold=self._bold)
            font.setUnderline(True)
        text(painter, self.rect().adjusted(x, 0, 0, 0), self.text(), font, ink, LEFT)
