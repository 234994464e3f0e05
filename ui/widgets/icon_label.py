"""An icon as a widget, recoloured with the theme. Without `says` it is decoration and has no name."""

from __future__ import annotations

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from ui.icons import draw_icon, pixmap
from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.themed import follow_theme


class IconLabel(QLabel):
    """A drawn icon; give `says` when it carries a meaning that no word beside it carries."""

    def __init__(
        self,
        icon: str,
        size: int = 18,
        tone: ColourName = "text2",
        *,
        says: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon, self._size = icon, size
        self._tone: ColourName = tone
        self.setAccessibleName(says)
        follow_theme(self)

    def set_icon(self, icon: str, tone: ColourName | None = None, *, says: str = "") -> None:
        self._icon = icon
        if tone is not None:
            self._tone = tone
        if says:
            self.setAccessibleName(says)
        self.update()

    def warm(self) -> None:
        """Have the icon drawn before it is painted for the first time."""
        if self._icon:
            pixmap(self._icon, self._size, theme().colour(self._tone), self.devicePixelRatioF())

    def restyle(self) -> None:
        self.setFixedSize(self._size, self._size)
        self.update()

    def paintEvent(self, event: object) -> None:
        if self._icon:
            draw_icon(QPainter(self), self._icon, 0, 0, self._size, theme().colour(self._tone))
