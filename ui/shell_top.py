"""The top bar: product, hall, search, window, staff, clock."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QWidget,
)

from ui.icons import draw_icon
from ui.shell_state import ShellState
from ui.theme import theme
from ui.tokens import RADIUS_CONTROL
from ui.widgets.chip import Chip
from ui.widgets.label import Label
from ui.widgets.logo import Logo
from ui.widgets.paint import CENTRE, LEFT, box, draw_keycap, keycap_width, text
from ui.widgets.pressable import Pressable
from ui.widgets.themed import Panel, follow_theme
from ui.widgets.tool_button import IconButton

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
PRODUCT = "一窗受理"


class SearchButton(Pressable):
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
        self.hall.setVisible(fits and not theme().sizes.is_tight)
