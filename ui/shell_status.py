"""The status bar: link, devices, the keys that matter now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStatusBar,
    QWidget,
)

from ui.shell_state import KeyWords, Link, SyncState
from ui.theme import theme
from ui.tokens import ColourName
from ui.widgets.device_dot import DeviceDot, DeviceState
from ui.widgets.keycap import KeyHint
from ui.widgets.paint import LEFT, dot, text
from ui.widgets.pressable import Pressable
from ui.widgets.themed import follow_theme

_MIDDLE = Qt.AlignmentFlag.AlignVCenter

_LINK_DOT: dict[Link, ColourName] = {
    Link.ONLINE: "ok",
    Link.OFFLINE: "warn_fill",
    Link.SYNCING: "accent",
    Link.ATTENTION: "bad_fill",
}
_LINK_INK: dict[Link, ColourName] = {
    Link.ONLINE: "text2",
    Link.OFFLINE: "warn",
    Link.SYNCING: "text2",
    Link.ATTENTION: "bad",
}


class SyncLabel(Pressable):
    """`● 已连接区平台 全部已同步 10:02`; pressing it opens the sync page where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._state = SyncState()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(self._state)
        follow_theme(self)

    def show_state(self, state: SyncState) -> None:
        self._state = state
        self.setAccessibleName(f"{state.words} {state.detail}".strip())
        self.restyle()

    @property
    def _bold(self) -> bool:
        return self._state.link in (Link.OFFLINE, Link.ATTENTION)

    def _widths(self) -> tuple[int, int]:
        words = theme().metrics("xs", bold=self._bold).horizontalAdvance(self._state.words)
        detail = theme().metrics("xs").horizontalAdvance(self._state.detail)
        return words, detail

    def restyle(self) -> None:
        words, detail = self._widths()
        self.setFixedSize(14 + words + (6 + detail if detail else 0) + 2, theme().sizes.status - 2)
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        words, _ = self._widths()
        dot(painter, 0, self.height() / 2 - 4, colour(_LINK_DOT[self._state.link]))
        font = theme().font("xs", bold=self._bold)
        area = QRectF(14, 0, words + 2, self.height())
        text(painter, area, self._state.words, font, colour(_LINK_INK[self._state.link]), LEFT)
        area = QRectF(14 + words + 6, 0, self.width(), self.height())
        text(painter, area, self._state.detail, theme().font("xs"), colour("text3"), LEFT)


class StatusBar(QStatusBar):
    """Left sync, then devices, right the keys that matter now."""

    sync_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("状态栏")
        self.setSizeGripEnabled(False)
        # Not a permanent widget: QStatusBar would put its own margins around it.
        self._holder = QWidget(self)
        self._row = QHBoxLayout(self._holder)
        self._row.setContentsMargins(14, 1, 14, 0)
        self._row.setSpacing(18)
        self.sync = SyncLabel()
        self.sync.clicked.connect(self.sync_pressed)
        self._row.addWidget(self.sync, 0, _MIDDLE)
        self._devices = QHBoxLayout()
        self._devices.setSpacing(18)
        self._row.addLayout(self._devices)
        self._row.addStretch(1)
        self._hints = QHBoxLayout()
        self._hints.setSpacing(18)
        self._row.addLayout(self._hints)
        self.device_dots: dict[str, DeviceDot] = {}
        self._shown_hints: tuple[KeyWords, ...] = ()
        self.hint_widgets: list[KeyHint] = []
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.status)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._holder.setGeometry(self.rect())

    def show_devices(self, devices: tuple[DeviceState, ...]) -> None:
        """Show the devices; those that stay keep their place."""
        if [device.name for device in devices] != list(self.device_dots):
            for old in self.device_dots.values():
                self._devices.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.device_dots = {device.name: DeviceDot(device) for device in devices}
            for widget in self.device_dots.values():
                self._devices.addWidget(widget, 0, _MIDDLE)
            return
        for device in devices:
            self.device_dots[device.name].set_state(device)

    def show_hints(self, hints: tuple[KeyWords, ...]) -> None:
        """Show at most three keys."""
        hints = hints[:3]
        if hints == self._shown_hints:
            return
        self._shown_hints = hints
        while len(self.hint_widgets) < len(hints):
            widget = KeyHint("", "")
            self.hint_widgets.append(widget)
            self._hints.addWidget(widget, 0, _MIDDLE)
        for widget, hint in zip(self.hint_widgets, hints, strict=False):
            widget.set_hint(hint.key, hint.words)
        for at, widget in enumerate(self.hint_widgets):
            widget.setVisible(at < len(hints))

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line"))
