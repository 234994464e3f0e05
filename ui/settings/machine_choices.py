"""What is chosen for this machine, one for all sections of 设置: applied at once, kept one after another. UI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from hall_app.machine_preferences import MachinePreferences

if TYPE_CHECKING:
    from ui.reception.board import Board


class MachineChoices(QObject):
    """The choices in hand. Two workers never write at once, and what was chosen last is what is kept last.

    ``changed()`` after every change, and when the file was read.
    """

    changed = Signal()

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.chosen = MachinePreferences()
        self._board = board
        self._serial = 0
        self._reading: int | None = None
        self._keeping: int | None = None

    @classmethod
    def of(cls, board: Board) -> MachineChoices:
        """The one of this board, made when it is first asked for."""
        found = board.findChild(cls)
        return found if found is not None else cls(board)

    def refresh(self) -> None:
        """Read the file, unless what is in hand is newer than it."""
        if self._reading is None and self._keeping is None:
            self._reading = self._serial
            self._board.run(
                self._board.counter.back_office.preferences.machine,
                done=self._on_read,
                failed=self._on_unread,
                topic="settings",
            )
        self.changed.emit()

    def change(self, **changes: Any) -> None:
        """Apply at once, keep in a worker."""
        self._serial += 1
        self.chosen = replace(self.chosen, **changes)
        self.changed.emit()
        self._board.preferred.emit(self.chosen)
        if self._keeping is None:
            self._keep()

    def _on_read(self, chosen: MachinePreferences) -> None:
        current, self._reading = self._reading == self._serial, None
        if current:
            self.chosen = chosen
            self.changed.emit()

    def _on_unread(self, error: Exception) -> None:
        self._reading = None
        self._board.say(error, "settings")

    def _keep(self) -> None:
        self._keeping = self._serial
        self._board.run(
            self._board.counter.back_office.preferences.keep,
            self.chosen,
            done=self._on_kept,
            failed=self._on_unkept,
            topic="settings",
        )

    def _on_kept(self, _: object) -> None:
        kept, self._keeping = self._keeping, None
        if kept != self._serial:
            self._keep()

    def _on_unkept(self, error: Exception) -> None:
        self._board.say(error, "settings")
        self._on_kept(None)
