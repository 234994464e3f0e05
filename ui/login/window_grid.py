"""The grid of the hall's windows: free ones can be chosen, arrows move."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from ui.login.state import TileState, WindowTile
from ui.theme import theme
from ui.widgets.paint import CENTRE, box, text
from ui.widgets.themed import follow_theme

COLUMNS = 4


class WindowButton(QRadioButton):
    """One window."""

    def __init__(self, tile: WindowTile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tile = tile
        self._taking = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_tile(tile)
        follow_theme(self)

    def set_tile(self, tile: WindowTile) -> None:
        self.tile = tile
        self._enable()
        words = tile.words or tile.state.value
        state = f"，{tile.state.value}" if tile.state is TileState.BUSY else ""
        self.setAccessibleName(f"{tile.number} 号窗口，{words}{state}")
        self.update()

    def open_to_taking(self, on: bool) -> None:
        """Whether a window where somebody sits may be chosen, to ask that person to leave it."""
        self._taking = on
        self._enable()

    def _enable(self) -> None:
        self.setEnabled(self._taking or self.tile.state is not TileState.BUSY)

    def restyle(self) -> None:
        self.setFixedHeight(56 if theme().sizes.md <= 16 else 60)
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return QSize(80, self.height())

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        colour = theme().colour
        busy, on = self.tile.state is TileState.BUSY, self.isChecked()
        emphatic = on or self.hasFocus()
        if busy and not emphatic:
            fill = border = colour("idle_soft")
        else:
            fill = colour("accent_soft" if on else "hover" if self.underMouse() else "surface")
            border = colour("accent" if emphatic else "idle_line")
        box(painter, self.rect(), fill, border, width=2 if emphatic else 1)
        big, small = 18, min(theme().sizes.xs, 14)
        first, second = round(big * 1.25), round(small * 1.35)
        top = (self.height() - first - second) / 2
        ink = colour("accent" if on else "text3" if busy else "text")
        area = QRectF(0, top, self.width(), first)
        text(painter, area, self.tile.number, theme().font_px(big, bold=True), ink, CENTRE)
        area = QRectF(4, top + first, self.width() - 8, second)
        ink = colour("accent" if on else "text3")
        words = self.tile.words or self.tile.state.value
        text(painter, area, words, theme().font_px(small), ink, CENTRE, elide=True)


class WindowGrid(QWidget):
    """Signals: `window_chosen(number)` when a person chooses."""

    window_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("本机窗口")
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._on_toggled)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.buttons: dict[str, WindowButton] = {}
        self._quiet = False

    def show_windows(self, tiles: tuple[WindowTile, ...], selected: str) -> None:
        """Show the windows; buttons of the same numbers are kept with their focus."""
        self._quiet = True
        if [tile.number for tile in tiles] != list(self.buttons):
            for old in self.buttons.values():
                self._group.removeButton(old)
                self._grid.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.buttons = {tile.number: WindowButton(tile, self) for tile in tiles}
            for at, button in enumerate(self.buttons.values()):
                self._group.addButton(button)
                self._grid.addWidget(button, at // COLUMNS, at % COLUMNS)
        for tile in tiles:
            self.buttons[tile.number].set_tile(tile)
        self._select(selected)
        self._quiet = False

    @property
    def busy(self) -> list[WindowButton]:
        """The windows where somebody sits."""
        return [button for button in self.buttons.values() if button.tile.state is TileState.BUSY]

    def let_choose_busy(self) -> None:
        """Arrows pass by windows in use until a person says that one of them is wanted."""
        for button in self.busy:
            button.open_to_taking(True)
        if self.busy:
            self.busy[0].setFocus(Qt.FocusReason.TabFocusReason)
            self.busy[0].click()

    @property
    def selected(self) -> str:
        checked = self._group.checkedButton()
        return checked.tile.number if isinstance(checked, WindowButton) and checked.isEnabled() else ""

    def focus_first(self) -> None:
        """Focus the chosen window, or the first free one."""
        usable = [button for button in self.buttons.values() if button.isEnabled()]
        target = next((button for button in usable if button.isChecked()), usable[0] if usable else None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _select(self, number: str) -> None:
        self._group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(each == number and button.isEnabled())
        self._group.setExclusive(True)

    def _on_toggled(self, button: WindowButton, on: bool) -> None:
        if on and not self._quiet:
            self.window_chosen.emit(button.tile.number)
