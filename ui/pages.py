"""The pages of the rail: which stand where, who may open them, and what a page owes the window around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.shell_state import RailEntry

if TYPE_CHECKING:
    from hall_app.security.clerk import Clerk
    from hall_app.status import WindowEvent
    from ui.reception.board import Board

COUNTER = "counter"


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


def _cases(board: Board) -> Page:
    from ui.libraries.case_page import CaseLookupPage

    return CaseLookupPage(board)


def _libraries(board: Board) -> Page:
    from ui.libraries.person_page import PersonPage

    return PersonPage(board)


def _addresses(board: Board) -> Page:
    from ui.addresses.page import AddressesPage

    return AddressesPage(board)


def _administration(board: Board) -> Page:
    from ui.security.page import AdministrationPage

    return AdministrationPage(board)


def _settings(board: Board) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(board)


CASES, LIBRARIES, ADDRESSES = "cases", "libraries", "addresses"
ADMINISTRATION, SETTINGS = "administration", "settings"
_ADMINISTRATORS = frozenset(
    {
        "staff.manage", "staff.unlock", "roles.manage", "window.release", "devices.manage", "calendar.edit",
        "settings.edit", "policies.edit", "audit.read", "audit.verify", "item.edit",
    }
)  # fmt: skip

# In the order of the rail; `make` imports its page, so that no page costs time before it is opened.
PAGES: tuple[PageEntry, ...] = (
    PageEntry(CASES, "办件", "files", frozenset({"case.accept", "case.review", "case.read_all"}), _cases),
    PageEntry(LIBRARIES, "三库", "database", frozenset({"person.search"}), _libraries),
    PageEntry(ADDRESSES, "地址", "map-pin", frozenset({"address.read"}), _addresses),
    PageEntry(ADMINISTRATION, "管理", "adjustments", _ADMINISTRATORS, _administration),
    PageEntry(SETTINGS, "设置", "settings", frozenset(), _settings, bottom=True),
)


def counter_open_to(clerk: Clerk) -> bool:
    """Whether the clerk receives residents at all; back office and administrators have no reception."""
    return clerk.may("case.accept")


def rail_of(clerk: Clerk, pages: tuple[PageEntry, ...]) -> tuple[RailEntry, ...]:
    """What stands in the rail of this clerk: a page that the role may not open is absent, not greyed."""
    counter = (RailEntry(COUNTER, "受理台", "armchair"),) if counter_open_to(clerk) else ()
    rest = (
        RailEntry(page.key, page.words, page.icon, bottom=page.bottom)
        for page in pages
        if page.open_to(clerk)
    )
    return (*counter, *rest)
