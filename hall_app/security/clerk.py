"""The member of staff who acts, and the one place where a permission is checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hall_app.errors import NotPermitted


@dataclass(frozen=True, slots=True)
class Clerk:
    """A logged-in member of staff with the permissions of the role, bound to a window where one was opened.

    ``last_login_at`` and ``failures_since`` tell of the log-in before this one, to be shown once.
    """

    staff_id: UUID
    staff_no: str
    name: str
    role_code: str
    role_name: str
    permissions: frozenset[str]
    hall_id: UUID
    hall_name: str
    window_id: UUID | None
    window_number: str | None
    practice: bool
    terminal: str = "local"
    last_login_at: datetime | None = None
    failures_since: int = 0
    text_size: str | None = None

    def may(self, permission: str) -> bool:
        """Whether the role carries the permission."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise :class:`NotPermitted` unless the role carries the permission."""
        if permission not in self.permissions:
            raise NotPermitted("没有这项权限", "请由有权限的人员办理，或向安全管理员申请")
