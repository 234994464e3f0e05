"""The bars of the shell: top bar, rail, status bar. They show `ShellState` and tell what was pressed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.icons import draw_icon
from ui.shell_state import KeyWords, Link, RailEntry, ShellState, SyncState
from ui.theme import theme
from ui.tokens import RADIUS_CONTROL, ColourName
from ui.widgets.chip import Chip
from ui.widgets.device_dot import DeviceDot, DeviceState
from ui.widgets.keycap import KeyHint
from ui.widgets.label import Label
from ui.widgets.logo import Logo
from ui.widgets.paint import CENTRE, LEFT, box, dot, draw_keycap, keycap_width, text
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import IconButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
PRODUCT = "一窗受理"


class SearchButton(QPushButton):
    """Looks like a box; opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("搜索人、事项、办件号、地址", parent)
        self.setAccessibleName("全局搜索")
        self.setAccessibleDescription("按键 Ctrl K")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedSize(sizes.search_width, sizes.top - 14)
        self.update()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        focused = self.hasFocus()
        fill = colour("hover" if self.underMouse() else "sunken")
        border = colour("accent" if focused else "line")
        box(painter, self.rect(), fill, border, width=2 if focused else 1, radius=RADIUS_CONTROL)
        draw_icon(painter, "search", 11, (self.height() - 16) / 2, 16, colour("text3"))
        right = self.width() - 7 - keycap_width("Ctrl K")
        area = QRectF(35, 0, right - 43, self.height())
        text(painter, area, self.text(), theme().font("sm"), colour("text3"), LEFT, elide=True)
        draw_keycap(painter, right, self.height() / 2, "Ctrl K")


class Avatar(QLabel):
    """The first character of a name in a circle; decoration beside the name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(28, 28)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        box(painter, self.rect(), theme().colour("idle_soft"), None, radius=14)
        text(
            painter, self.rect(), self.text(), theme().font_px(13, bold=True), theme().colour("text2"), CENTRE
        )


class TopBar(Panel):
    """Signals: `search_pressed`, `minimise_pressed`, `close_pressed`."""

    search_pressed = Signal()
    minimise_pressed = Signal()
    close_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="b")
        self.setAccessibleName("顶栏")
        self._left = QHBoxLayout()
        self._left.setSpacing(10)
        self.logo = Logo(30)
        self.product = Label(PRODUCT, "lg", "text", bold=True)
        self.practice = Chip("演示", "warn", "alert-triangle")
        self.hall = Label("", "sm", "text3")
        for widget in (self.logo, self.product, self.practice, self.hall):
            self._left.addWidget(widget, 0, _MIDDLE)
        self.search = SearchButton(self)
        self.search.clicked.connect(self.search_pressed)
        self.window_label = Label("", "sm", "text", bold=True)
        self.avatar = Avatar()
        self.staff = Label("", "sm", "text2")
        self.clock = Label("", "sm", "text2")
        self._minimise = IconButton("minus", "最小化")
        self._minimise.clicked.connect(self.minimise_pressed)
        self._close = IconButton("x", "关闭")
        self._close.clicked.connect(self.close_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 1)
        row.setSpacing(0)
        row.addLayout(self._left)
        row.addStretch(1)
        for widget, after in (
            (self.window_label, 14), (self.avatar, 8), (self.staff, 14), (self.clock, 10), (self._minimise, 0),
            (self._close, 0),
        ):  # fmt: skip
            row.addWidget(widget, 0, _MIDDLE)
            row.addSpacing(after)
        follow_theme(self)

    def show_state(self, state: ShellState) -> None:
        self.hall.setText(state.hall)
        self.practice.setVisible(state.practice)
        self.window_label.setText(state.window)
        self.staff.setText(state.staff)
        self.avatar.setText(state.staff[:1])
        self.avatar.setVisible(bool(state.staff))
        self.clock.setText(state.clock)
        self.search.setVisible(state.has_search)
        self._make_room()

    def restyle(self) -> None:
        sizes = theme().sizes
        self.setFixedHeight(sizes.top)
        self._left.setContentsMargins((sizes.rail - 30) // 2, 0, 0, 0)
        self._make_room()

    def resizeEvent(self, event: object) -> None:
        self._make_room()

    def _make_room(self) -> None:
        """The search box stands in the middle; the hall's name gives way to it."""
        layout = self.layout()
        if layout is None:
            return
        left = (self.width() - self.search.width()) // 2
        self.search.move(left, (self.height() - 1 - self.search.height()) // 2)
        metrics = theme().metrics("sm")
        taken = self._left.contentsMargins().left() + 30 + 20
        taken += theme().metrics("lg", bold=True).horizontalAdvance(PRODUCT)
        taken += self.practice.width() + 10 if not self.practice.isHidden() else 0
        fits = taken + metrics.horizontalAdvance(self.hall.text()) + 12 <= left
        self.hall.setVisible(fits and theme().sizes.search_width != 330)


class RailButton(QToolButton):
    """A page in the rail: icon over word, badge painted on top."""

    def __init__(self, entry: RailEntry, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._number = number
        self.setText(entry.words)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_badge(entry.badge)
        follow_theme(self)

    def set_badge(self, badge: int) -> None:
        self._badge = badge
        self.setAccessibleName(f"{self.entry.words}，{badge} 件" if badge else self.entry.words)
        if self._number <= 9:
            self.setAccessibleDescription(f"按键 Ctrl {self._number}")
        self.update()

    def restyle(self) -> None:
        sizes = theme().sizes
        top, gap, bottom = self._spacing()
        self.setFixedSize(sizes.rail - 13, top + sizes.rail_icon + gap + round(sizes.xs * 1.2) + bottom)
        self.update()

    def _spacing(self) -> tuple[int, int, int]:
        return (6, 2, 5) if theme().sizes.rail <= 64 else (8, 3, 7)

    def sizeHint(self) -> QSize:
        return self.size()

    def minimumSizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour, sizes = theme().colour, theme().sizes
        on = self.isChecked()
        if on:
            box(painter, self.rect(), colour("accent_soft"), None)
        elif self.underMouse():
            box(painter, self.rect(), colour("hover"), None)
        if self.hasFocus():
            box(painter, self.rect(), None, colour("accent"), width=2)
        ink = colour("accent" if on else "text2")
        top, gap, _ = self._spacing()
        size = sizes.rail_icon
        draw_icon(painter, self.entry.icon, (self.width() - size) / 2, top, size, ink)
        height = round(sizes.xs * 1.45)
        centre = top + size + gap + sizes.xs * 0.6
        area = QRectF(-4, centre - height / 2, self.width() + 8, height)
        text(painter, area, self.entry.words, theme().font("xs", bold=on), ink, CENTRE)
        if self._badge:
            self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        compact = theme().sizes.rail <= 64
        height, right, top = (16, 4, 2) if compact else (18, 9, 3)
        words = str(self._badge) if self._badge < 100 else "99+"
        font = theme().font_px(12, bold=True)
        width = max(height, theme().metrics("keycap", bold=True).horizontalAdvance(words) + 8)
        area = QRectF(self.width() - right - width, top, width, height)
        box(painter, area, theme().colour("badge"), None, radius=height / 2)
        text(painter, area, words, font, theme().colour("on_accent"), CENTRE)


class Rail(Panel):
    """Signals: `page_chosen(key)` when a person picks another page."""

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="r")
        self.setAccessibleName("导航")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._on_clicked)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 8, 7, 8)
        self._column.setSpacing(2)
        self._entries: tuple[RailEntry, ...] = ()
        self.buttons: dict[str, RailButton] = {}
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedWidth(theme().sizes.rail)

    def show_entries(self, entries: tuple[RailEntry, ...]) -> None:
        """Show these pages; only badges change if the pages are the same."""
        if entries == self._entries:
            return
        same = [entry.key for entry in entries] == [entry.key for entry in self._entries]
        self._entries = entries
        if same:
            for entry in entries:
                self.buttons[entry.key].set_badge(entry.badge)
            return
        current = self.current
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        while self._column.takeAt(0) is not None:
            pass
        self.buttons = {entry.key: RailButton(entry, at + 1, self) for at, entry in enumerate(entries)}
        for at, entry in enumerate(entries):
            self._group.addButton(self.buttons[entry.key], at)
        for entry in (entry for entry in entries if not entry.bottom):
            self._column.addWidget(self.buttons[entry.key])
        self._column.addStretch(1)
        for entry in (entry for entry in entries if entry.bottom):
            self._column.addWidget(self.buttons[entry.key])
        self.set_current(current)

    @property
    def current(self) -> str:
        at = self._group.checkedId()
        return self._entries[at].key if 0 <= at < len(self._entries) else ""

    def set_current(self, key: str) -> None:
        """Mark a page without telling anyone."""
        button = self.buttons.get(key)
        if button is not None:
            button.setChecked(True)

    def key_at(self, number: int) -> str:
        """The page of `Ctrl 1…9`, or ""."""
        return self._entries[number - 1].key if 1 <= number <= len(self._entries) else ""

    def _on_clicked(self, at: int) -> None:
        self.page_chosen.emit(self._entries[at].key)


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


class SyncLabel(QPushButton):
    """`● 已连接区平台 全部已同步 10:02`; pressing it opens the sync page where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._holder = QWidget()
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
        self.addPermanentWidget(self._holder, 1)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.device_dots: dict[str, DeviceDot] = {}
        self._shown_hints: tuple[KeyWords, ...] = ()
        self.hint_widgets: list[KeyHint] = []
        follow_theme(self)

    def restyle(self) -> None:
        self.setFixedHeight(theme().sizes.status)
        self.update()

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
        for old in self.hint_widgets:
            self._hints.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.hint_widgets = [KeyHint(hint.key, hint.words) for hint in hints]
        for widget in self.hint_widgets:
            self._hints.addWidget(widget, 0, _MIDDLE)

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("line"))
