"""Binds the key table to the window: a key becomes an intention, whatever has the focus. UI thread only."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.key_table import KEYS, laptop_double

# Numpad keys have no portable text.
_NUMPAD_PLUS = QKeySequence(Qt.KeyboardModifier.KeypadModifier | Qt.Key.Key_Plus)


class KeyRouter(QObject):
    """Every bound key of the table as a shortcut of the window.

    A button that shows the same key may be bound too: Qt then calls the key ambiguous and tells one of the two,
    either of which means the same intention.
    """

    def __init__(
        self, window: QWidget, intend: Callable[[str], None], *, laptop_doubles: bool = False
    ) -> None:
        super().__init__(window)
        self._window = window
        self._intend = intend
        self._intentions: dict[QObject, str] = {}
        self._doubles: list[QShortcut] = []
        for key in KEYS:
            if not key.bound:
                continue
            for written in (key.key, *key.also):
                self._bind(self._sequence(written), key.intention)
            double = laptop_double(key.key)
            if double is not None:
                self._doubles.append(self._bind(QKeySequence(double), key.intention))
        self.set_doubles(laptop_doubles)

    def set_doubles(self, on: bool) -> None:
        """Whether the function keys are bound on Alt 数字 too."""
        for shortcut in self._doubles:
            shortcut.setEnabled(on)

    @staticmethod
    def _sequence(written: str) -> QKeySequence:
        return _NUMPAD_PLUS if written == "Num++" else QKeySequence(written)

    def _bind(self, sequence: QKeySequence, intention: str) -> QShortcut:
        shortcut = QShortcut(sequence, self._window)
        shortcut.setAutoRepeat(False)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self._on_key)
        shortcut.activatedAmbiguously.connect(self._on_key)
        self._intentions[shortcut] = intention
        return shortcut

    def _on_key(self) -> None:
        sender = self.sender()
        intention = self._intentions.get(sender) if sender is not None else None
        if intention is not None:
            self._intend(intention)
