"""The look of the application in one object: colours, sizes, fonts, palette and style sheet, switched live.

Widgets ask `theme()` when they paint and listen to `Theme.changed`. UI thread only.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QImage, QPalette, QRegion
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QToolTip,
    QWidget,
)
from shiboken6 import isValid

from ui import tokens
from ui.style_sheet import SIZE_PROPERTY, style_sheet
from ui.tokens import Mode, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.tokens import ColourName, Sizes, Step


# What stock widgets have their height from: the sheet, by the text size of their window.
_SIZED = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QHeaderView)
# So many are resized in one step; polishing one costs as much as resizing some others.
_AT_ONCE = 60
_POLISHING = 5
_PAINTED_AT_ONCE = 15


class Restyled(Protocol):
    """A QObject that sets its own fonts, sizes and colours."""

    def restyle(self) -> None: ...


_Part = tuple[Callable[[Any], None], Restyled | QWidget]


class Theme(QObject):
    """Answers for every colour, length and font; `changed` says that all of them may differ now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme = Scheme.LIGHT
        self._chosen_mode: Mode | None = None
        self._width = 1920
        self._dark = False
        self._mode = Mode.STANDARD
        self.sizes: Sizes = tokens.STANDARD
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, bool, bool], QFont] = {}
        self._metrics: dict[tuple[str, bool], QFontMetrics] = {}
        self._families = list(tokens.FAMILIES)
        self._installed = False
        # Counts the looks there were: what is painted ahead belongs to one of them.
        self.look = 0
        self._followers: list[weakref.ref[Restyled]] = []
        self._followers_limit = 500

    # -- what widgets ask ------------------------------------------------------------------------------

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def chosen_mode(self) -> Mode | None:
        """What the user chose; None when the width decides."""
        return self._chosen_mode

    @property
    def scheme(self) -> Scheme:
        return self._scheme

    @property
    def width(self) -> int:
        return self._width

    def colour(self, name: ColourName) -> QColor:
        """A colour of the current theme. Raises KeyError for a name that is no token."""
        return self._colours[name]

    def font(self, step: Step = "md", *, bold: bool = False, name: bool = False) -> QFont:
        """A font of a type step; `name` adds the families that hold rare characters."""
        key = (step, bold, name)
        font = self._fonts.get(key)
        if font is None:
            font = QFont()
            families = self._families
            if name:
                families = [*families, *(f for f in tokens.NAME_FAMILIES if f not in families)]
            font.setFamilies(families)
            font.setPixelSize(self.sizes.text(step))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            self._fonts[key] = font
        return font

    def font_px(self, pixels: int, *, bold: bool = False) -> QFont:
        """A font of an exact pixel size, for the few places outside the type steps."""
        font = QFont(self.font("md", bold=bold))
        font.setPixelSize(pixels)
        return font

    def metrics(self, step: Step = "md", *, bold: bool = False) -> QFontMetrics:
        """Metrics of a type step's font, kept between calls."""
        key = (step, bold)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetrics(self.font(step, bold=bold))
        return found

    def follow(self, widget: Restyled) -> None:
        """Call the widget's `restyle` at every change, as long as it lives.

        A page has hundreds of these: a list of references costs a hundredth of as many signal connections.
        """
        self._followers.append(weakref.ref(widget))
        if len(self._followers) > self._followers_limit:
            self._drop_dead()
            self._followers_limit = 2 * len(self._followers) + 500

    # -- what settings say -----------------------------------------------------------------------------

    def install(self, *, scheme: Scheme = Scheme.LIGHT, mode: Mode | None = None, width: int = 1920) -> None:
        """Give the application this look. Call once, before the first window."""
        self._scheme, self._chosen_mode, self._width = scheme, mode, width
        if not self._installed:
            self._installed = True
            QApplication.setStyle("Fusion")
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_desktop_scheme)
        self._apply()

    def set_scheme(self, scheme: Scheme) -> None:
        """Light, dark or as the desktop says; takes effect at once."""
        if scheme is not self._scheme:
            self._scheme = scheme
            self._apply()

    def set_mode(self, mode: Mode | None) -> None:
        """The user's text size; None lets the window's width decide."""
        if mode is not self._chosen_mode:
            self._chosen_mode = mode
            self._apply_if_different()

    def mode_steps(self, mode: Mode | None) -> Iterator[None]:
        """The same in steps, for a window that hears keys meanwhile: it is painted once all of it has it."""
        if mode is not self._chosen_mode:
            self._chosen_mode = mode
            yield from self._size_steps(ahead=True)

    def set_width(self, width: int) -> None:
        """The main window's width, by which the automatic mode is chosen."""
        if width != self._width:
            self._width = width
            self._apply_if_different()

    def set_families(self, families: list[str]) -> None:
        """Another font chain: tests show that rows keep their heights under any font."""
        self._families = list(families)
        self._apply()

    def mode_beside(self, by: int) -> Mode:
        """One size larger (+1) or smaller (-1), where there is one; `Ctrl +` and `Ctrl -`."""
        order = list(Mode)
        return order[min(max(order.index(self._mode) + by, 0), len(order) - 1)]

    # -- inside ----------------------------------------------------------------------------------------

    def _apply_if_different(self) -> None:
        for _step in self._size_steps():
            pass

    def _size_steps(self, *, ahead: bool = False) -> Iterator[None]:
        """Another text size, so many widgets in each step; nothing is painted until all of them have it.

        With ``ahead`` each is painted once away from the screen before: characters of another size are made when they
        are wanted first, and all of a window's at once would take as long as everything else.
        """
        mode = self._chosen_mode or tokens.auto_mode(self._width)
        if mode is self._mode and tokens.sizes_for(mode, self._width) == self.sizes:
            return
        self._take_up()
        app = QApplication.instance()
        if self._installed and isinstance(app, QApplication):
            app.setFont(self.font("md"))
            QToolTip.setFont(self.font("sm"))
        windows = [each for each in QApplication.topLevelWidgets() if self._installed and each.isVisible()]
        for window in windows:
            window.setUpdatesEnabled(False)
        look = self.look
        try:
            yield
            spent = 0
            for act, widget in self._to_resize():
                if isValid(widget):
                    act(widget)
                spent += _POLISHING if act is _polish else 1
                if spent >= _AT_ONCE:
                    spent = 0
                    yield
                # Another change has them all anew.
                if look != self.look:
                    return
            self.changed.emit()
            yield
            if ahead:
                for window in windows:
                    yield from _painted_away(window)
        finally:
            for window in windows:
                if isValid(window):
                    window.setUpdatesEnabled(True)

    def _to_resize(self) -> list[_Part]:
        """What has its size from the sheet, then what gives it to itself, in the order in which it was made."""
        widgets = QApplication.allWidgets() if self._installed else []
        for widget in widgets:
            if widget.isWindow():
                widget.setProperty(SIZE_PROPERTY, self._mode.value)
        parts: list[_Part] = [(_polish, widget) for widget in widgets if isinstance(widget, _SIZED)]
        # What is made meanwhile is styled already; what goes meanwhile is passed over.
        parts += [(_restyle, follower) for follower in self._drop_dead()]
        return parts

    def _on_desktop_scheme(self) -> None:
        if self._scheme is Scheme.SYSTEM and self._desktop_is_dark() != self._dark:
            self._apply()

    def _desktop_is_dark(self) -> bool:
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _apply(self) -> None:
        self._take_up()
        app = QApplication.instance()
        if self._installed and isinstance(app, QApplication):
            # Qt polishes every widget once for a sheet that is set where none is. For one that takes another's place
            # it goes through all that is under each widget, for each: half a second for a page.
            app.setStyleSheet("")
            app.setFont(self.font("md"))
            QToolTip.setFont(self.font("sm"))
            app.setPalette(self._qt_palette())
            for widget in app.topLevelWidgets():
                widget.setProperty(SIZE_PROPERTY, self._mode.value)
            every = {mode.value: tokens.sizes_for(mode, self._width) for mode in Mode}
            app.setStyleSheet(style_sheet(tokens.colours_for(self._dark), self.sizes, every))
        self._restyle_followers()
        self.changed.emit()
        if isinstance(app, QApplication):
            for widget in app.allWidgets():
                widget.update()

    def _take_up(self) -> None:
        """Mode, lengths and colours as they are chosen now; fonts and pictures are made anew."""
        self._mode = self._chosen_mode or tokens.auto_mode(self._width)
        self.sizes = tokens.sizes_for(self._mode, self._width)
        self._tell_desktop_scheme()
        self._colours = {name: QColor(value) for name, value in tokens.colours_for(self._dark).items()}
        self._fonts.clear()
        self._metrics.clear()
        self.look += 1

    def _restyle_followers(self) -> None:
        # What is made meanwhile is styled already; what goes meanwhile is passed over.
        for follower in self._drop_dead():
            if isValid(follower):
                follower.restyle()

    def _drop_dead(self) -> list[Restyled]:
        found = [(each, each()) for each in self._followers]
        living = [(each, widget) for each, widget in found if widget is not None and isValid(widget)]
        self._followers = [each for each, _widget in living]
        return [widget for _each, widget in living]

    def _tell_desktop_scheme(self) -> None:
        hints = QGuiApplication.styleHints()
        if self._scheme is Scheme.SYSTEM:
            hints.unsetColorScheme()
            self._dark = self._desktop_is_dark()
            return
        self._dark = self._scheme is Scheme.DARK
        wanted = Qt.ColorScheme.Dark if self._dark else Qt.ColorScheme.Light
        if self._dark or hints.colorScheme() is not wanted:
            hints.setColorScheme(wanted)

    def _qt_palette(self) -> QPalette:
        role = QPalette.ColorRole
        c = self._colours
        palette = QPalette(c["surface"], c["canvas"])
        for which, name in (
            (role.Window, "canvas"), (role.WindowText, "text"), (role.Base, "surface"),
            (role.AlternateBase, "sunken"), (role.Text, "text"), (role.Button, "surface"),
            (role.ButtonText, "text"), (role.BrightText, "bad"), (role.Highlight, "accent_fill"),
            (role.HighlightedText, "on_accent"), (role.PlaceholderText, "text3"), (role.Link, "accent"),
            (role.LinkVisited, "accent"), (role.ToolTipBase, "surface"), (role.ToolTipText, "text"),
            (role.Light, "surface"), (role.Midlight, "line"), (role.Mid, "idle_line"), (role.Dark, "field"),
            (role.Shadow, "text3"), (role.Accent, "accent_fill"),
        ):  # fmt: skip
            palette.setColor(which, c[name])
        disabled = QPalette.ColorGroup.Disabled
        for which in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(disabled, which, c["text3"])
        return palette


def _painted_away(window: QWidget) -> Iterator[None]:
    away = QImage(window.size(), QImage.Format.Format_ARGB32_Premultiplied)
    painted = 0
    for widget in window.findChildren(QWidget) if isValid(window) else ():
        if isValid(widget) and widget.isVisible() and not widget.visibleRegion().isEmpty():
            widget.render(away, QPoint(), QRegion(), QWidget.RenderFlag(0))
            painted += 1
            if not painted % _PAINTED_AT_ONCE:
                yield


def _polish(widget: Any) -> None:
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _restyle(follower: Any) -> None:
    follower.restyle()


_current: Theme | None = None


def theme() -> Theme:
    """The application's theme; made on first use, so that single widgets work in tests."""
    global _current  # noqa: PLW0603 - one look per process, like QApplication itself
    if _current is None:
        _current = Theme()
        _current._apply()  # noqa: SLF001
    return _current
