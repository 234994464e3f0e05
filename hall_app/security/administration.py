"""The use cases of accounts, roles and seats, for the pages of administrators. Authorised here, by permission name.

The system administrator makes and disables accounts and gives business roles; only the security administrator gives
an administrator's role; nobody changes the own account (three administrators apart, domain 10.4).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from hall_app.security.clerk import Clerk

if TYPE_CHECKING:
    from hall_app.places.changing import HallFacts


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account in the table. ``locked_until`` only while it is locked; ``password_old``: past its age."""

    staff_id: UUID
    staff_no: str
    name: str
    role_code: str
    role_name: str
    window: str | None
    last_login_at: datetime | None
    disabled: bool
    locked_until: datetime | None
    must_change: bool
    password_old: bool
    own: bool


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role: what it carries, how many use it, and whether it is an administrator's."""

    code: str
    name: str
    permissions: frozenset[str]
    people: int
    administrator: bool


@dataclass(frozen=True, slots=True)
class PermissionGroup:
    """Permissions of one field in plain words, as (name, words)."""

    title: str
    permissions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A window: who sits there since when, and the ticket in hand that keeps it from being released.

    ``closed_at``: out of service since then.
    """

    window_id: UUID
    number: str
    occupant: str | None
    occupant_no: str | None
    opened_at: datetime | None
    paused_reason: str | None
    in_hand: str | None
    groups: str
    closed_at: datetime | None = None


class Administration(ABC):
    """For worker threads; every method is one transaction and raises HallError kinds."""

    @abstractmethod
    def accounts(self, clerk: Clerk) -> tuple[AccountLine, ...]:
        """Every account (staff.manage, staff.unlock or roles.manage)."""

    @abstractmethod
    def roles(self, clerk: Clerk) -> tuple[RoleLine, ...]:
        """Every role (staff.manage, staff.unlock or roles.manage)."""

    @abstractmethod
    def permission_groups(self) -> tuple[PermissionGroup, ...]:
        """All permissions in words, by field (*pure*)."""

    @abstractmethod
    def create_account(self, clerk: Clerk, staff_no: str, name: str, role_code: str) -> str:
        """A new account; returns its initial password, which is kept nowhere (staff.manage)."""

    @abstractmethod
    def change_account(self, clerk: Clerk, staff_id: UUID, name: str, role_code: str) -> None:
        """Another name or role (staff.manage; an administrator's role: roles.manage)."""

    @abstractmethod
    def set_disabled(self, clerk: Clerk, staff_id: UUID, disabled: bool) -> None:
        """停用 or 启用; never deleted, never the last administrator of a kind (staff.manage)."""

    @abstractmethod
    def reset_password(self, clerk: Clerk, staff_id: UUID) -> str:
        """A new initial password, to be changed at the next log-in; also unlocks (staff.manage)."""

    @abstractmethod
    def unlock_account(self, clerk: Clerk, staff_no: str) -> None:
        """Lift a lock before its time (staff.unlock)."""

    @abstractmethod
    def set_role(self, clerk: Clerk, role_code: str, permissions: frozenset[str]) -> None:
        """What a role may do (roles.manage)."""

    @abstractmethod
    def seats(self, clerk: Clerk) -> tuple[SeatLine, ...]:
        """The hall's windows (window.release, staff.manage or devices.manage)."""

    @abstractmethod
    def queues(self) -> tuple[tuple[str, str], ...]:
        """The hall's queues as (letter, name) (*pure*)."""

    @abstractmethod
    def add_window(self, clerk: Clerk, number: str, groups: str) -> None:
        """A further window with the letters of its queues, in its own order (devices.manage)."""

    @abstractmethod
    def change_window(self, clerk: Clerk, number: str, groups: str) -> None:
        """Other queues for a window; from its next call on (devices.manage)."""

    @abstractmethod
    def rename_window(self, clerk: Clerk, number: str, new: str) -> None:
        """Another number for a window nobody sits at (devices.manage)."""

    @abstractmethod
    def close_window(self, clerk: Clerk, number: str) -> tuple[str, ...]:
        """停用 a window nobody sits at; returns the queues that no other window serves (devices.manage)."""

    @abstractmethod
    def open_window_again(self, clerk: Clerk, number: str) -> None:
        """恢复 a closed window (devices.manage)."""

    @abstractmethod
    def hall(self, clerk: Clerk) -> HallFacts:
        """The hall's name, address and telephone (settings.edit)."""

    @abstractmethod
    def change_hall(self, clerk: Clerk, name: str, address: str, phone: str) -> tuple[str, ...]:
        """Another name, address or telephone; returns what changed, in words (settings.edit)."""

    @abstractmethod
    def release(self, clerk: Clerk, window_id: UUID) -> None:
        """Free a window whose clerk is gone (window.release)."""

    @abstractmethod
    def release_from_login(self, staff_no: str, password: str, window_id: UUID) -> None:
        """请对方退出 at the log-in page, for whoever holds window.release; no session is left behind."""
