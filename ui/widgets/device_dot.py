"""A device in the status bar: icon, name, dot; in trouble the words change, not only the colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.paint import LEFT, dot, text
from ui.widgets.themed import follow_theme


class DeviceCondition(Enum):
    """正常 / 要留意 (paper low) / 没接上 / 未配."""

    FINE = "正常"
    LOW = "要留意"
    GONE = "没接上"
    ABSENT = "未配"


_DOT: dict[DeviceCondition, ColourName] = {
    DeviceCondition.FINE: "ok",
    DeviceCondition.LOW: "warn_fill",
    DeviceCondition.GONE: "bad_fill",
    DeviceCondition.ABSENT: "field",
}
_INK: dict[DeviceCondition, ColourName] = {
    DeviceCondition.FINE: "text2",
    DeviceCondition.LOW: "warn",
    DeviceCondition.GONE: "bad",
    DeviceCondition.ABSENT: "text3",
}


@dataclass(frozen=True, slots=True)
class DeviceState:
    """`words` is the whole text shown, such as 读卡器, 打印机缺纸 or 评价器未配; `remedy` goes to the tooltip."""

    name: str
    icon: str
    words: str
    condition: DeviceCondition = DeviceCondition.FINE
    remedy: str = ""


class DeviceDot(QLabel):
    """Shows one `DeviceState`."""

    def __init__(self, state: DeviceState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(state)
        follow_theme(self)

    def set_state(self, state: DeviceState) -> None:
        self.state = state
        self.setText(state.words)
        self.setToolTip(state.remedy)
        self.setAccessibleName(f"{state.words}，{state.condition.value}")
        self.restyle()

    @property
    def _troubled(self) -> bool:
        return self.state.condition in (DeviceCondition.LOW, DeviceCondition.GONE)

    def restyle(self) -> None:
        width = theme().metrics("xs", bold=self._troubled).horizontalAdvance(self.state.words)
        self.setFixedSize(16 + 6 + width + 6 + 8 + 1, round(theme().sizes.xs * 1.45))
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        ink = colour(_INK[self.state.condition])
        middle = self.height() / 2
        draw_icon(painter, self.state.icon, 0, middle - 8, 16, ink)
        area = QRectF(22, 0, self.width() - 36, self.height())
        text(painter, area, self.state.words, theme().font("xs", bold=self._troubled), ink, LEFT)
        dot(painter, self.width() - 8, middle - 4, colour(_DOT[self.state.condition]))
