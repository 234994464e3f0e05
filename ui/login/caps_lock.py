"""Whether caps lock is on. Qt does not say, so it is read where the system tells and inferred from keys."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_LEDS = Path("/sys/class/leds")
_VK_CAPITAL = 0x14


def system_caps_lock(leds: Path = _LEDS) -> bool | None:
    """True or False where the system can be asked, None where it cannot."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.GetKeyState(_VK_CAPITAL) & 1)
    found: bool | None = None
    try:
        for lamp in leds.glob("*::capslock/brightness"):
            found = bool(found) or lamp.read_text(encoding="ascii").strip() not in ("", "0")
    except OSError:
        return None
    return found


class CapsLock:
    """Follows key presses: a letter whose case contradicts Shift shows the lock, so does the key itself."""

    def __init__(self, known: bool | None = None) -> None:
        self.on = bool(known)
        self._known = known is not None

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Take one press into account; returns whether the lock is on now, as far as is known."""
        if event.key() == Qt.Key.Key_CapsLock:
            # Only a known state can be toggled; an unknown one waits for the next letter.
            if self._known:
                self.on = not self.on
            return self.on
        letter = event.text()
        command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if len(letter) == 1 and letter.isascii() and letter.isalpha() and not event.modifiers() & command:
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.on = letter.isupper() is not shifted
            self._known = True
        return self.on
