"""Roles and the permissions they carry; the three administrators are kept apart (GB/T 22239, domain 10.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db import security_queries as queries
from db.security import Role
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

PERMISSIONS: dict[str, str] = {
    "queue.call": "叫号",
    "queue.issue": "代取号",
    "queue.transfer": "转窗",
    "queue.pause": "暂停服务",
    "person.read": "查看到场人的资料",
    "person.search": "按姓名查人",
    "person.reveal": "显示完整号码",
    "address.read": "查询、翻译标准地址",
    "address.batch": "批量翻译地址",
    "item.read": "查看事项",
    "item.edit": "维护事项",
    "case.accept": "受理",
    "case.supplement": "一次性告知补正",
    "case.refuse": "不予受理",
    "case.undo": "撤回受理",
    "case.review": "审核",
    "case.read_all": "查看全厅办件",
    "document.print": "打印文书",
    "audit.read": "查看审计",
    "audit.verify": "校验审计账本",
    "calendar.edit": "维护工作日历",
    "staff.manage": "维护账号",
    "staff.unlock": "解除账号锁定",
    "window.release": "请占用的窗口退出",
    "roles.manage": "维护权限",
    "settings.edit": "维护参数",
    "policies.edit": "维护安全策略",
    "devices.manage": "维护设备",
    "library.correct": "处理更正",
    "address.propose": "提出地址变更",
    "address.approve": "审批地址变更",
    "practice.manage": "维护演示数据",
}

SYSTEM = frozenset({"staff.manage", "settings.edit", "devices.manage", "practice.manage"})
SECURITY = frozenset({"roles.manage", "policies.edit"})
AUDIT = frozenset({"audit.read", "audit.verify"})
# What the administrators' separation allows beside their own field.
_NEUTRAL = frozenset({"calendar.edit", "item.read", "item.edit", "staff.unlock", "window.release"})
_ADMINISTRATORS = {"系统管理员": SYSTEM, "安全管理员": SECURITY, "审计管理员": AUDIT}


# The permissions as the roles' page shows them, every one in one field.
PERMISSION_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("叫号", ("queue.call", "queue.issue", "queue.transfer", "queue.pause")),
    ("人员资料", ("person.read", "person.search", "person.reveal", "library.correct")),
    (
        "办件",
        (
            "case.accept", "case.supplement", "case.refuse", "case.undo", "case.review", "case.read_all",
            "document.print",
        ),
    ),
    ("标准地址", ("address.read", "address.batch", "address.propose", "address.approve")),
    ("事项与日历", ("item.read", "item.edit", "calendar.edit")),
    ("值班", ("staff.unlock", "window.release")),
    ("系统管理", ("staff.manage", "settings.edit", "devices.manage", "practice.manage")),
    ("安全管理", ("roles.manage", "policies.edit")),
    ("审计", ("audit.read", "audit.verify")),
)  # fmt: skip


def is_administrators(permissions: Iterable[object]) -> bool:
    """Whether a set of permissions is one of the three administrators'."""
    return not (SYSTEM | SECURITY | AUDIT).isdisjoint(str(one) for one in permissions)


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role as the product ships it."""

    code: str
    name: str
    permissions: frozenset[str]
    needs_window: bool = False


_COUNTER = frozenset(
    {
        "queue.call",
        "queue.issue",
        "queue.transfer",
        "queue.pause",
        "person.read",
        "person.search",
        "person.reveal",
        "address.read",
        "address.batch",
        "item.read",
        "case.accept",
        "case.supplement",
        "case.refuse",
        "case.undo",
        "document.print",
        "library.correct",
    }
)

ROLES: tuple[RoleDefinition, ...] = (
    RoleDefinition("counter", "综合窗口受理员", _COUNTER, needs_window=True),
    RoleDefinition(
        "reviewer",
        "审核员",
        frozenset(
            {
                "person.read",
                "person.reveal",
                "address.read",
                "address.batch",
                "item.read",
                "case.review",
                "case.supplement",
                "document.print",
            }
        ),
    ),
    RoleDefinition(
        "hall_manager",
        "大厅值班长",
        frozenset(
            {
                "queue.issue",
                "queue.transfer",
                "queue.pause",
                "address.read",
                "address.batch",
                "item.read",
                "case.read_all",
                "library.correct",
                "staff.unlock",
                "window.release",
            }
        ),
    ),
    RoleDefinition("item_admin", "事项管理员", frozenset({"item.read", "item.edit", "calendar.edit"})),
    RoleDefinition(
        "address_admin",
        "地址管理员",
        frozenset({"item.read", "address.read", "address.batch", "address.propose", "address.approve"}),
    ),
    RoleDefinition("system_admin", "系统管理员", SYSTEM | {"calendar.edit"}),
    RoleDefinition("security_admin", "安全管理员", SECURITY | {"staff.unlock"}),
    RoleDefinition("audit_admin", "审计管理员", AUDIT),
    RoleDefinition(
        "proxy_agent",
        "代办员",
        frozenset(
            {"person.read", "address.read", "item.read", "case.accept", "document.print", "queue.issue"}
        ),
        needs_window=True,
    ),
)


def role_definition(code: str) -> RoleDefinition | None:
    """The shipped role of that code."""
    return next((role for role in ROLES if role.code == code), None)


def check_separation(permissions: frozenset[str]) -> None:
    """Refuse a set that joins two administrators, or one of them with business at a window. Raises InputRefused."""
    unknown = permissions - PERMISSIONS.keys()
    if unknown:
        raise InputRefused(f"没有这项权限：{'、'.join(sorted(unknown))}", "请从权限表中选择", "permissions")
    held = [name for name, own in _ADMINISTRATORS.items() if permissions & own]
    if len(held) > 1:
        raise InputRefused(f"{'、'.join(held)}不得由一个角色兼任", "请分设角色", "permissions")
    if held and permissions - _ADMINISTRATORS[held[0]] - _NEUTRAL:
        raise InputRefused(f"{held[0]}不得兼办窗口业务", "请去掉业务权限", "permissions")


def add_shipped_roles(session: Session) -> None:
    """Put the shipped roles into the database where they are missing, in the caller's transaction."""
    queries.add_missing_roles(
        session,
        [Role(code=role.code, name=role.name, permissions=sorted(role.permissions)) for role in ROLES],
    )


@explained()
def set_role_permissions(
    store: Store, clerk: Clerk, role_code: str, permissions: frozenset[str], clock: Clock
) -> None:
    """Change what a role may do; audited with what came and went. Raises NotPermitted, InputRefused, Unavailable."""
    clerk.require("roles.manage")
    check_separation(permissions)
    with store.writing() as session:
        role = queries.role_by_code(session, role_code)
        if role is None:
            raise InputRefused("没有这个角色", "请重新选择", "role_code")
        before = frozenset(role.permissions)
        role.permissions = sorted(permissions)
        detail = {"added": sorted(permissions - before), "removed": sorted(before - permissions)}
        record(session, clerk, "roles.change", "role", role_code, True, detail, clock.now())
