"""按键总表: the key table as a panel over the window (Ctrl /)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.key_table import groups, laptop_double
from ui.keys import shown_key
from ui.theme import theme
from ui.tokens import RADIUS_PALETTE
from ui.widgets.key_button import KeyButton
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.paint import box

_NAMES = {"PgDown": "PgDn", "Delete": "Del", "Ctrl++": "Ctrl ＋", "Ctrl+-": "Ctrl -"}


class KeyOverview(QFrame):
    """Signals: ``left``. ``doubles`` shows the laptop's Alt keys beside the function keys."""

    left = Signal()

    def __init__(self, *, doubles: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("按键总表")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(Label("按键总表", "lg", bold=True))
        head.addStretch(1)
        self.close_button = KeyButton("关闭", "Esc", small=True, bind=False)
        self.close_button.clicked.connect(self.left)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        columns = QHBoxLayout()
        columns.setSpacing(28)
        outer.addLayout(columns)
        halves = (QVBoxLayout(), QVBoxLayout())
        for half in halves:
            half.setSpacing(8)
            columns.addLayout(half, 1)
        for at, (name, keys) in enumerate(groups()):
            half = halves[at % 2]
            half.addWidget(Label(name, "sm", "text3"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(10)
            grid.setVerticalSpacing(4)
            for row, key in enumerate(keys):
                words = _NAMES.get(key.key, key.key)
                grid.addWidget(Keycap(words), row, 0, Qt.AlignmentFlag.AlignLeft)
                double = laptop_double(key.key) if doubles else None
                text = f"{key.words}（{shown_key(double)}）" if double else key.words
                grid.addWidget(ElidedLabel(text, "sm"), row, 1)
            grid.setColumnStretch(1, 1)
            grid.setColumnMinimumWidth(0, 92)
            half.addLayout(grid)
        for half in halves:
            half.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.accept()

    def paintEvent(self, event: object) -> None:
        colour = theme().colour
        box(QPainter(self), self.rect(), colour("surface"), colour("field"), radius=RADIUS_PALETTE)
