"""管理: the pages of those who run the hall; each role sees its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.page import Page, PageEntry
from ui.sections import SectionedPage

if TYPE_CHECKING:
    from ui.reception.board import Board

ADMINISTRATION = "administration"


def _accounts(board: Board) -> Page:
    from ui.security.accounts_page import AccountsPage

    return AccountsPage(board)


def _roles(board: Board) -> Page:
    from ui.security.roles_page import RolesPage

    return RolesPage(board)


def _seats(board: Board) -> Page:
    from ui.security.seats_page import SeatsPage

    return SeatsPage(board)


def _hall(board: Board) -> Page:
    from ui.security.hall_page import HallPage

    return HallPage(board)


def _items(board: Board) -> Page:
    from ui.items.catalogue_page import CataloguePage

    return CataloguePage(board)


def _calendar(board: Board) -> Page:
    from ui.working_days.page import CalendarPage

    return CalendarPage(board)


def _parameters(board: Board) -> Page:
    from ui.settings.shared_sections import ParametersSection

    return ParametersSection(board)


def _devices(board: Board) -> Page:
    from ui.equipment.matrix_page import DeviceMatrixPage

    return DeviceMatrixPage(board)


def _own_devices(board: Board) -> Page:
    from ui.equipment.page import DevicesPage

    return DevicesPage(board)


def _sync(board: Board) -> Page:
    from ui.exchange.page import SyncPage

    return SyncPage(board)


def _audit(board: Board) -> Page:
    from ui.security.audit_page import AuditPage

    return AuditPage(board)


SECTIONS = (
    PageEntry(
        "accounts", "用户", "users", frozenset({"staff.manage", "staff.unlock", "roles.manage"}), _accounts
    ),
    PageEntry("roles", "角色与权限", "shield-check", frozenset({"roles.manage", "staff.manage"}), _roles),
    PageEntry(
        "seats",
        "窗口",
        "layout-columns",
        frozenset({"window.release", "staff.manage", "devices.manage"}),
        _seats,
    ),
    PageEntry("hall", "大厅", "building", frozenset({"settings.edit"}), _hall),
    PageEntry("items", "事项", "list-check", frozenset({"item.edit"}), _items),
    PageEntry("devices", "设备", "plug", frozenset({"devices.manage", "window.release"}), _devices),
    PageEntry("own_devices", "本机设备", "tool", frozenset({"devices.manage"}), _own_devices),
    PageEntry("calendar", "工作日历", "calendar", frozenset({"calendar.edit"}), _calendar),
    PageEntry(
        "parameters", "参数", "adjustments", frozenset({"settings.edit", "policies.edit"}), _parameters
    ),
    PageEntry("sync", "同步", "refresh", frozenset({"devices.manage", "library.correct"}), _sync),
    PageEntry("audit", "审计日志", "history", frozenset({"audit.read", "audit.verify"}), _audit),
)
PERMISSIONS = frozenset(name for section in SECTIONS for name in section.permissions)


class AdministrationPage(SectionedPage):
    """See the module."""

    def __init__(self, board: Board) -> None:
        super().__init__(board, "管理", SECTIONS)

    def show_argument(self, argument: object) -> None:
        self.show_section(str(argument))
