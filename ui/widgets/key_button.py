"""The key button: a label with the very key that presses it painted beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.icons import draw_icon
from ui.keys import sequences, shown_key
from ui.theme import theme
from ui.tokens import RADIUS_CONTROL, ColourName, Step
from ui.widgets.paint import LEFT, box, draw_keycap, keycap_width, text
from ui.widgets.pressable import Pressable
from ui.widgets.themed import follow_theme

_GAP = 8


class KeyButton(Pressable):
    """Variants: `primary` (the one filled button of a window), `quiet` (a link), `danger`, `decision` (tall), `small`.

    The key shown is the key bound: give `key`, or call `set_key` later. It fires at once (no animation), once per
    press, while the button is visible and enabled in the active window, and takes no focus away. With `bind` False
    the key is only shown: a widget with the focus handles it (Enter in the search box).
    """

    def __init__(
        self,
        label: str,
        key: str = "",
        *,
        primary: bool = False,
        quiet: bool = False,
        danger: bool = False,
        decision: bool = False,
        small: bool = False,
        icon: str = "",
        height: int = 0,
        step: Step | None = None,
        bind: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._primary, self._quiet, self._danger = primary, quiet, danger
        self._decision, self._small = decision, small
        self._icon = icon
        self._height = height
        self._bind = bind
        self._step: Step = step or ("lg" if decision else "sm" if small else "md")
        self._key = ""
        self._shortcuts: list[QShortcut] = []
        self.setProperty("primary", primary)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_label(label)
        if key:
            self.set_key(key)
        follow_theme(self)

    # -- text and key ----------------------------------------------------------------------------------

    def set_label(self, label: str) -> None:
        self.setText(label)
        self._describe()
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    @property
    def key(self) -> str:
        """The key bound, as shown; "" for none."""
        return self._key

    @property
    def is_bound(self) -> bool:
        """Whether the key presses the button by itself; otherwise a widget with the focus handles it."""
        return bool(self._shortcuts)

    @property
    def is_primary(self) -> bool:
        return self._primary

    def set_primary(self, primary: bool) -> None:
        """Make this the filled button, or no longer."""
        if primary != self._primary:
            self._primary = primary
            self.setProperty("primary", primary)
            self.updateGeometry()
            self.update()

    def set_key(self, key: str, *also: str) -> None:
        """Bind and show another key; `also` are bound without being shown. "" unbinds."""
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._shortcuts.clear()
        self._key = shown_key(key) if key else ""
        for each in (key, *also):
            for sequence in sequences(each) if each and self._bind else []:
                shortcut = QShortcut(sequence, self)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(self.click)
                # Two visible buttons, or a button and the window's key table, may mean the same by one key.
                shortcut.activatedAmbiguously.connect(self.click)
                self._shortcuts.append(shortcut)
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(f"按键 {self._key}" if self._key else "")

    def takes_enter(self) -> bool:
        # A decision is made by its own key: an Enter that was meant for a field calls, accepts and issues nothing.
        decides = self._key.removeprefix("Shift ").removeprefix("F").isdecimal()
        return not (self._primary and decides)

    # -- size ------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        sizes = theme().sizes
        height = self._height or (
            sizes.decision if self._decision else sizes.control_small if self._small else sizes.control
        )
        self.setFixedHeight(height)
        self.updateGeometry()
        self.update()

    @property
    def _bold(self) -> bool:
        return self._primary

    def _icon_size(self) -> int:
        return 16 if self._small else 18

    def _content_width(self) -> int:
        width = theme().metrics(self._step, bold=self._bold).horizontalAdvance(self.text())
        if self._icon:
            width += self._icon_size() + (_GAP if self.text() else 0)
        if self._key:
            width += _GAP + keycap_width(self._key)
        return width

    def sizeHint(self) -> QSize:
        pad = 10 if self._small else 13
        return QSize(self._content_width() + 2 * pad, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # -- painting --------------------------------------------------------------------------------------

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        """Fill, border, ink."""
        colour = theme().colour
        if not self.isEnabled():
            return colour("idle_soft"), colour("idle_soft"), colour("text3")
        if self._primary:
            fill: ColourName = "accent_fill"
            if self.isDown():
                fill = "accent_pressed"
            elif self.underMouse():
                fill = "accent_hover"
            return colour(fill), colour(fill), colour("on_accent")
        hovered = self.isDown() or self.underMouse()
        if self._quiet:
            return (colour("hover") if hovered else None), None, colour("accent")
        ink = colour("bad") if self._danger else colour("text")
        return colour("hover") if hovered else colour("surface"), colour("idle_line"), ink

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        fill, border, ink = self._colours()
        box(painter, self.rect(), fill, border, radius=RADIUS_CONTROL)
        if self.hasFocus():
            if self._primary:
                inner = QRectF(self.rect()).adjusted(2, 2, -2, -2)
                box(painter, inner, None, theme().colour("on_accent"), width=2, radius=RADIUS_CONTROL - 2)
            box(painter, self.rect(), None, theme().colour("accent"), width=2, radius=RADIUS_CONTROL)
        x = (self.width() - self._content_width()) / 2
        if self._icon:
            size = self._icon_size()
            draw_icon(painter, self._icon, x, (self.height() - size) / 2, size, ink)
            x += size + (_GAP if self.text() else 0)
        width = theme().metrics(self._step, bold=self._bold).horizontalAdvance(self.text())
        font = theme().font(self._step, bold=self._bold)
        text(painter, QRectF(x, 0, width + 2, self.height()), self.text(), font, ink, LEFT)
        if self._key:
            draw_keycap(
                painter,
                x + width + _GAP,
                self.height() / 2,
                self._key,
                on_accent=self._primary and self.isEnabled(),
            )
