"""What a tab of the address page owes the page around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hall_app.status import WindowEvent
    from ui.reception.board import Board


class AddressTab(QWidget):
    """A tab of the address page; it keeps its state while hidden.

    Signals: ``hints_changed``; ``library_changed`` when what was done here changed the library under the other tabs.
    """

    hints_changed = Signal()
    library_changed = Signal()

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = board

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that matter now, at most three."""
        return ()

    def place_focus(self) -> None:
        """The tab is shown: put the focus where work begins."""

    def handle(self, intention: str) -> bool:
        """A key of the key table; True if it was used up."""
        return False

    def read_anew(self) -> None:
        """The library changed: what is on show is asked for again."""

    def on_event(self, event: WindowEvent) -> None:
        """An event of a worker."""

    def finish(self) -> None:
        """The window closes."""
