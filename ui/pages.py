"""The pages of the rail: which stand where, and who may open them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.page import ADDRESSES, ADMINISTRATION, CASES, COUNTER, LIBRARIES, SETTINGS, Page, PageEntry
from ui.shell_state import RailEntry

if TYPE_CHECKING:
    from hall_app.security.clerk import Clerk
    from ui.reception.board import Board


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
