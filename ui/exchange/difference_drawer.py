"""A field on which the window and the district differ: both values side by side, and a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hall_app.exchange.differences import LIBRARY, LOCAL
from ui.widgets.chip import Chip
from ui.widgets.drawer import Drawer
from ui.widgets.key_button import KeyButton
from ui.widgets.label import Label
from ui.widgets.themed import Card

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from hall_app.exchange.differences import Difference, Side

_CHOICES = {int(Qt.Key.Key_1): LOCAL, int(Qt.Key.Key_2): LIBRARY}


class SideCard(Card):
    """本机 or 区平台: its value, where it is from and since when, and which one is newer."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 10, 13, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(Label(title, "sm", "text2", bold=True))
        head.addStretch(1)
        self.newer = Chip("较新", "ok")
        head.addWidget(self.newer)
        column.addLayout(head)
        self.value = Label("", "lg", bold=True, wrap=True)
        self.source = Label("", "sm", "text2", wrap=True)
        column.addWidget(self.value)
        column.addWidget(self.source)

    def show_side(self, side: Side | None, *, newer: bool) -> None:
        value = side.value if side is not None else "没有这一项"
        self.value.setText(value)
        day = f" {side.on:%Y-%m-%d}" if side is not None and side.on is not None else ""
        self.source.setText(f"{side.source}{day}" if side is not None else "")
        self.newer.setVisible(newer)
        self.setAccessibleName(f"{self._title} {value} {self.source.text()}{' 较新' if newer else ''}")


def _how(difference: Difference) -> str:
    """What choosing the window's value does, or why it cannot be chosen and whom to ask."""
    if difference.asked:
        return "已请区平台改用本机的值，等它答复；改用区平台的现在也可以"
    if difference.refusal:
        return f"不能用本机的：{difference.refusal}"
    return "用本机的要由区平台改库：选了就发去，改好自动核定" if difference.through else ""


class DifferenceDrawer(Drawer):
    """Signals: ``chosen(choice)``. Keys 1 本机, 2 区平台; the newer side has the focus."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("更正建议", parent=parent)
        self.ours, self.theirs = SideCard("本机"), SideCard("区平台")
        self.column.addWidget(self.ours)
        self.column.addWidget(self.theirs)
        self.why = Label("", "md", "text2", wrap=True)
        self.moved = Label("提出以后区平台又改过，请按现在的值选", "md", "warn", wrap=True)
        self.elsewhere = Label("", "md", "text2", wrap=True)
        # What may be done, and whom to ask, stands in sight where the drawer is low; the reasons may be scrolled to.
        for label in (self.elsewhere, self.moved, self.why):
            self.column.addWidget(label)
        self.column.addStretch(1)
        self.take_ours = KeyButton("用本机", "1", decision=True, bind=False)
        self.take_theirs = KeyButton("用区平台", "2", decision=True, bind=False)
        self.take_ours.clicked.connect(self._on_ours)
        self.take_theirs.clicked.connect(self._on_theirs)
        self.add_pair_of_buttons(self.take_ours, self.take_theirs)
        self.difference: Difference | None = None
        self.show_difference(None)

    def show_difference(self, difference: Difference | None) -> None:
        """Show one, or that there is none."""
        self.difference = difference
        there = difference is not None
        for widget in (self.ours, self.theirs, self.why, self.foot_panel):
            widget.setVisible(there)
        self.moved.setVisible(difference is not None and difference.moved)
        words = _how(difference) if difference is not None else ""
        self.elsewhere.setText(words)
        self.elsewhere.setAccessibleName(words)
        self.elsewhere.setVisible(bool(words))
        if difference is None:
            self.show_head("")
            return
        self.show_head(difference.label, f"{difference.who}  {difference.case_number}".strip())
        self.ours.show_side(difference.ours, newer=difference.newest == LOCAL)
        self.theirs.show_side(difference.theirs, newer=difference.newest == LIBRARY)
        self.why.setText(difference.why)
        self.take_ours.setEnabled(difference.may_take_ours)

    def place_focus(self) -> None:
        """The newer side's button, where it may be pressed."""
        difference = self.difference
        ours = difference is not None and difference.newest == LOCAL and difference.may_take_ours
        (self.take_ours if ours else self.take_theirs).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        choice = _CHOICES.get(event.key()) if plain else None
        if choice == LOCAL and self.take_ours.isEnabled():
            self.chosen.emit(LOCAL)
        elif choice == LIBRARY:
            self.chosen.emit(LIBRARY)
        else:
            super().keyPressEvent(event)

    def _on_ours(self) -> None:
        self.chosen.emit(LOCAL)

    def _on_theirs(self) -> None:
        self.chosen.emit(LIBRARY)
