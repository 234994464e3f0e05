"""What a page of the rail owes the window around it, and the keys by which pages are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hall_app.security.clerk import Clerk
    from hall_app.status import WindowEvent
    from ui.reception.board import Board

COUNTER = "counter"
CASES, LIBRARIES, ADDRESSES = "cases", "libraries", "addresses"
ADMINISTRATION, SETTINGS = "administration", "settings"


class Page(QWidget):
    """A page of the rail besides the reception. It is made when first opened and keeps its state while hidden.

    Signals: ``hints_changed`` when other keys matter now.
    """

    hints_changed = Signal()

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = board

    def hints(self) -> tuple[tuple[str, str], ...]:
        """The keys that matter now, at most three, for the status bar."""
        return ()

    def place_focus(self) -> None:
        """The page has been opened or returned to: put the focus where work begins."""

    def refresh(self) -> None:
        """The page comes into view: read anew what may have changed meanwhile. Called also when first shown."""

    def show_argument(self, argument: object) -> None:
        """Somebody else opened the page for something: a person's id, a case number, a section's key."""

    def handle(self, intention: str) -> bool:
        """A key of the key table while this page is on show; True if it was used up (Esc is "back")."""
        return False

    def on_event(self, event: WindowEvent) -> None:
        """An event of a worker, brought over by the bridge."""

    def finish(self) -> None:
        """The window closes: stop timers and cancel what is under way."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page in the rail: it stands there for whoever holds one of the ``permissions`` (empty: for everybody)."""

    key: str
    words: str
    icon: str
    permissions: frozenset[str]
    make: Callable[[Board], Page]
    bottom: bool = False

    def open_to(self, clerk: Clerk) -> bool:
        """Whether the clerk's role may open it."""
        return not self.permissions or any(clerk.may(name) for name in self.permissions)
