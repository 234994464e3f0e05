"""A painted keycap standing by itself, and a key hint (keycap and words)."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.keys import shown_key
from ui.theme import theme
from ui.tokens import ColourName, Step
from ui.widgets.label import Label
from ui.widgets.paint import draw_keycap, keycap_width
from ui.widgets.themed import follow_theme


class Keycap(QLabel):
    """Shows a key; binds nothing."""

    def __init__(self, key: str, *, big: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._big = big
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_key(key)
        follow_theme(self)

    def set_key(self, key: str) -> None:
        self.setText(shown_key(key))
        self.setAccessibleName(f"按键 {self.text()}")
        self.restyle()

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedSize(
            keycap_width(self.text(), big=self._big), sizes.keycap_big if self._big else sizes.keycap_box
        )
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        draw_keycap(QPainter(self), 0, self.height() / 2, self.text(), big=self._big)


class KeyHint(QWidget):
    """`[F1] 下一位`: what a key does now."""

    def __init__(
        self,
        key: str,
        words: str,
        step: Step = "xs",
        tone: ColourName = "text2",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._cap = Keycap(key)
        self._words = Label(words, step, tone)
        row.addWidget(self._cap)
        row.addWidget(self._words)
        self.setAccessibleName(f"{shown_key(key)} {words}")

    def set_hint(self, key: str, words: str) -> None:
        """Another key in the same place."""
        self._cap.set_key(key)
        self._words.setText(words)
        self.setAccessibleName(f"{shown_key(key)} {words}")
