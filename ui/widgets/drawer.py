"""The drawer at the right of a table: head with a chip, a column that scrolls, buttons at its foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import theme
from ui.tokens import NARROW
from ui.widgets.chip import Chip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.themed import Panel, follow_theme

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Drawer(Panel):
    """`05 号窗口，读卡器 [没接上]`; fill ``column``; put buttons into ``foot``."""

    def __init__(self, name: str, *, narrow: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent, edges="l")
        self.setAccessibleName(name)
        # In a narrow window the table beside it needs the room more.
        self._narrow = narrow
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        self.head = Panel(fill=None, edges="b")
        head = QVBoxLayout(self.head)
        head.setContentsMargins(16, 12, 16, 12)
        head.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.title = ElidedLabel("", "lg", bold=True)
        self.chip = Chip("")
        self.chip.hide()
        line.addWidget(self.title, 1, _MIDDLE)
        line.addWidget(self.chip, 0, _MIDDLE)
        head.addLayout(line)
        self.note = ElidedLabel("", "sm", "text2")
        head.addWidget(self.note)
        outer.addWidget(self.head)
        self._scroll = ScrollColumn(name)
        self.column = self._scroll.column
        self.column.setContentsMargins(14, 10, 14, 10)
        self.column.setSpacing(8)
        outer.addWidget(self._scroll, 1)
        self.foot_panel = Panel(fill=None, edges="t")
        self.foot = QVBoxLayout(self.foot_panel)
        self.foot.setContentsMargins(14, 9, 14, 8)
        self.foot.setSpacing(8)
        outer.addWidget(self.foot_panel)
        follow_theme(self)

    def restyle(self) -> None:
        sizes = theme().sizes
        wide = 360 if sizes.md <= 14 else 400 if sizes.md <= 16 else 420
        self.setFixedWidth(300 if self._narrow and theme().width < NARROW else wide)

    def show_head(self, title: str, note: str = "") -> None:
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def add_pair_of_buttons(self, *buttons: QWidget) -> None:
        """Buttons of equal width in one line of the foot."""
        line = QHBoxLayout()
        line.setSpacing(8)
        for button in buttons:
            line.addWidget(button, 1)
        self.foot.addLayout(line)


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


class FactLine(QWidget):
    """`端口 … /dev/ttyUSB0`: a label and what stands for it."""

    def __init__(self, label: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label = Label(label, "md", "text2")
        self.value = Label(value, "md", wrap=True)
        self.setAccessibleName(f"{label}：{value}")
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.value, 1, Qt.AlignmentFlag.AlignTop)
        follow_theme(self)

    def restyle(self) -> None:
        self._label.setMinimumWidth(86 if theme().sizes.md <= 16 else 104)
