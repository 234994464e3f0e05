"""The window's two sounds: one tone when a number is called, two when something went wrong. The system's own tone.

How loud it is, and whether a machine without a loudspeaker is silent, is the desktop's. UI thread only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from hall_app.machine_preferences import MachinePreferences

BETWEEN_MS = 220
"""Between the two tones of a fault: long enough to be heard as two."""


class Sounds(QObject):
    """Sounds what was chosen for this machine; many faults at once sound once."""

    def __init__(self, chosen: MachinePreferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._second = QTimer(self)
        self._second.setSingleShot(True)
        self._second.setInterval(BETWEEN_MS)
        self._second.timeout.connect(self.ring)

    def prefer(self, chosen: MachinePreferences) -> None:
        """What was chosen counts from now on."""
        self._chosen = chosen

    def on_called(self) -> None:
        """A number was called, or called again."""
        if self._chosen.call_sound:
            self.ring()

    def on_failed(self) -> None:
        """A use case was refused or failed, or a device has a fault."""
        if self._chosen.fault_sound and not self._second.isActive():
            self.ring()
            self._second.start()

    def try_call(self) -> None:
        """试听, whatever is chosen."""
        self.ring()

    def try_fault(self) -> None:
        """试听, whatever is chosen."""
        self.ring()
        self._second.start()

    def ring(self) -> None:
        """One tone."""
        QApplication.beep()
