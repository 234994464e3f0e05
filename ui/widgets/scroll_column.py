"""A column that scrolls when its content is higher than its place: never sideways, never squeezing rows."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


class ScrollColumn(QScrollArea):
    """Transparent; fill `column` from the top. Focus stays with the content, which is scrolled into view."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(content)
        # setWidget turns this on; what lies behind shows through instead.
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def focusNextPrevChild(self, next: bool) -> bool:
        moved = super().focusNextPrevChild(next)
        self.show_focus()
        return moved

    def show_focus(self) -> None:
        """Scroll so that the widget with the focus is seen."""
        widget = self.focusWidget()
        if widget is not None and self.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, 40)
