"""A big number with its caption."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.tokens import ColourName
from ui.widgets.label import Label


class Figure(QWidget):
    """`52 秒 / 中位用时`; in the large step by default."""

    def __init__(
        self, value: str, caption: str, *, tone: ColourName = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._value = Label(value, "xl", tone, bold=True)
        self._caption = Label(caption, "sm", "text3")
        column.addWidget(self._value)
        column.addWidget(self._caption)
        self._describe()

    def set_value(self, value: str) -> None:
        self._value.setText(value)
        self._describe()

    def _describe(self) -> None:
        self.setAccessibleName(f"{self._caption.text()} {self._value.text()}")
