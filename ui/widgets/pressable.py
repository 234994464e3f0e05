"""Buttons that Enter presses as 空格 does: Qt leaves Enter to the buttons of dialogs alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def presses(event: QKeyEvent) -> bool:
    """Whether a key is the Enter that presses a button: alone, and not held down."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ENTER and plain and not event.isAutoRepeat()


class Pressable(QPushButton):
    """A button with the focus is pressed by Enter; none is a dialog's default, which Enter would press from afar."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if presses(event) and self.takes_enter():
            self.click()
            return
        super().keyPressEvent(event)

    def takes_enter(self) -> bool:
        """Whether Enter may press it now."""
        return True
