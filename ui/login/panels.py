"""Lower parts of the log-in page: device self-test, text size, footer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import draw_icon
from ui.keys import sequences
from ui.login.state import CheckResult, DeviceCheck, LoginState
from ui.theme import theme
from ui.tokens import ColourName, Mode
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import Label
from ui.widgets.paint import LEFT, dot, text
from ui.widgets.segmented import Segmented
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import LinkButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter

_LOOK: dict[CheckResult, tuple[str, ColourName]] = {
    CheckResult.FINE: ("circle-check", "ok"),
    CheckResult.LOW: ("alert-triangle", "warn"),
    CheckResult.GONE: ("alert-triangle", "bad"),
    CheckResult.ABSENT: ("minus", "text3"),
    CheckResult.RUNNING: ("dots", "text3"),
}


class DeviceRow(QLabel):
    """`身份证读卡器 … ✓ 正常`, painted."""

    def __init__(self, check: DeviceCheck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.check = check
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_check(check)
        follow_theme(self)

    def set_check(self, check: DeviceCheck) -> None:
        self.check = check
        self.setText(f"{check.name}：{check.words or check.result.value}")
        self.setAccessibleName(self.text())
        self.update()

    def restyle(self) -> None:
        self.setFixedHeight(36)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        middle = self.height() / 2
        draw_icon(painter, self.check.icon, 4, middle - 9, 18, colour("text2"))
        words = self.check.words or self.check.result.value
        icon, tone = _LOOK[self.check.result]
        width = theme().metrics("md").horizontalAdvance(words)
        left = self.width() - width
        text(
            painter, QRectF(left, 0, width + 1, self.height()), words, theme().font("md"), colour(tone), LEFT
        )
        draw_icon(painter, icon, left - 23, middle - 8.5, 17, colour(tone))
        area = QRectF(26, 0, left - 30 - 26, self.height())
        text(painter, area, self.check.name, theme().font("md"), colour("text"), LEFT, elide=True)


class DevicePanel(QWidget):
    """The self-test with its title and 重新检测 (Ctrl R)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(Label("设备自检", "lg", "text", bold=True))
        head.addStretch(1)
        self.recheck = LinkButton("重新检测")
        self.recheck.setToolTip("Ctrl R")
        self.recheck.setAccessibleDescription("按键 Ctrl R")
        for sequence in sequences("Ctrl R"):
            QShortcut(sequence, self).activated.connect(self.recheck.click)
        head.addWidget(self.recheck)
        column.addLayout(head)
        column.addSpacing(3)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self.rows: list[DeviceRow] = []

    def show_devices(self, checks: tuple[DeviceCheck, ...]) -> None:
        """Show the checks; rows are kept while the devices are the same."""
        if [row.check.name for row in self.rows] != [check.name for check in checks]:
            for old in self.rows:
                self._rows.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.rows = [DeviceRow(check, self) for check in checks]
            for row in self.rows:
                self._rows.addWidget(row)
            return
        for row, check in zip(self.rows, checks, strict=True):
            row.set_check(check)


class SizeChooser(QWidget):
    """字号 紧凑 / 标准 / 大字. Signals: `mode_chosen(mode)`; the theme is switched by whoever listens."""

    mode_chosen = Signal(Mode)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel("text-size", 18))
        row.addWidget(Label("字号", "sm", "text2"))
        self.choice = Segmented("字号", [(mode.value, mode.title) for mode in Mode])
        self.choice.selected.connect(self._on_selected)
        row.addWidget(self.choice)
        row.addStretch(1)
        follow_theme(self)

    def restyle(self) -> None:
        self.choice.set_current(theme().mode.value)

    def _on_selected(self, key: str) -> None:
        self.mode_chosen.emit(Mode(key))


class Footer(Panel):
    """Link state, version, support."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="t")
        self.setFixedHeight(34)
        self._tone: ColourName = "ok"
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 1, 14, 0)
        row.setSpacing(18)
        self.link = Label("", "xs", "text2")
        self._version = Label("", "xs", "text3")
        self._support = Label("", "xs", "text3")
        row.addWidget(self.link)
        row.addStretch(1)
        row.addWidget(self._version)
        row.addWidget(self._support)

    def show_state(self, state: LoginState) -> None:
        self._tone = state.link_tone
        self.link.setText(state.link_words)
        self._version.setText(f"版本 {state.version}" if state.version else "")
        self._support.setText(f"技术支持 {state.support}" if state.support else "")
        self.update()

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)
        dot(QPainter(self), 14, self.height() / 2 - 4, theme().colour(self._tone))
