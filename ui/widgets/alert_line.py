"""An amber line inside a column: what to look at, and the key that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.keys import sequences
from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel
from ui.widgets.paint import box
from ui.widgets.themed import follow_theme
from ui.widgets.tool_button import LinkButton


class AlertLine(QFrame):
    """`手机号 2 年未更新 [核对 V]`. The key is shown here; bind it with `bind=True` unless the page routes it."""

    acted = Signal()

    def __init__(
        self,
        words: str,
        action: str = "",
        key: str = "",
        *,
        bind: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 11, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("alert-triangle", 18, "warn"))
        self.words = ElidedLabel(words, "sm")
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.action = LinkButton(action, bold=True)
        self.action.clicked.connect(self.acted)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.action.setVisible(bool(action))
        if key:
            row.addWidget(Keycap(key), 0, Qt.AlignmentFlag.AlignVCenter)
            if bind:
                for sequence in sequences(key):
                    QShortcut(sequence, self).activated.connect(self.acted)
        self.setAccessibleName(f"提醒：{words}")
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(max(round(theme().sizes.sm * 1.45) + 18, 36))
        self.update()

    def paintEvent(self, event: object) -> None:
        colour = theme().colour
        box(QPainter(self), self.rect(), colour("warn_soft"), colour("warn_line"))
