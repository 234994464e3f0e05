"""Accounts, roles and seats bound to the hall's database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from db import places_queries, security_queries, staff_queries
from db.places import Window
from db.security import Role, Staff
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.places import changing
from hall_app.places.definition import STAFF_NO, check_window_number, window_groups
from hall_app.security import accounts, sign_in
from hall_app.security.administration import (
    AccountLine,
    Administration,
    PermissionGroup,
    RoleLine,
    SeatLine,
)
from hall_app.security.attempts import normal_staff_no
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.passwords import hash_password, initial_password
from hall_app.security.permissions import (
    PERMISSION_FIELDS,
    PERMISSIONS,
    is_administrators,
    set_role_permissions,
)
from hall_app.settings import PASSWORD_AGE_DAYS, QUEUE_GROUPS, Settings
from hall_app.store_faults import explained

# One enabled account at least must keep each of them.
_KEPT = {"staff.manage": "系统管理员", "roles.manage": "安全管理员", "audit.read": "审计管理员"}
_MOST_NAME = 40
_FORMER_KEPT = 24


class HallAdministration(Administration):
    """See :class:`Administration`."""

    def __init__(self, store: Store, clock: Clock, settings: Callable[[], Settings]) -> None:
        self._store, self._clock, self._settings = store, clock, settings

    # -- reading --------------------------------------------------------------------------------
    @explained()
    def accounts(self, clerk: Clerk) -> tuple[AccountLine, ...]:
        _require_any(clerk, "staff.manage", "staff.unlock", "roles.manage")
        now = self._clock.now()
        oldest = now - timedelta(days=self._settings()[PASSWORD_AGE_DAYS])
        with self._store.reading() as session:
            found = staff_queries.accounts(session)
            return tuple(_account(staff, role, window, clerk, now, oldest) for staff, role, window in found)

    @explained()
    def roles(self, clerk: Clerk) -> tuple[RoleLine, ...]:
        _require_any(clerk, "staff.manage", "staff.unlock", "roles.manage")
        with self._store.reading() as session:
            counts = staff_queries.role_counts(session)
            return tuple(
                RoleLine(
                    role.code,
                    role.name,
                    frozenset(str(one) for one in role.permissions),
                    counts.get(role.code, 0),
                    is_administrators(role.permissions),
                )
                for role in staff_queries.roles(session)
            )

    def permission_groups(self) -> tuple[PermissionGroup, ...]:
        placed = {name for _, names in PERMISSION_FIELDS for name in names}
        rest = tuple(name for name in PERMISSIONS if name not in placed)
        fields = (*PERMISSION_FIELDS, ("其他", rest)) if rest else PERMISSION_FIELDS
        return tuple(
            PermissionGroup(title, tuple((name, PERMISSIONS[name]) for name in names))
            for title, names in fields
        )

    @explained()
    def seats(self, clerk: Clerk) -> tuple[SeatLine, ...]:
        _require_any(clerk, "window.release", "staff.manage", "devices.manage")
        with self._store.reading() as session:
            return tuple(
                SeatLine(
                    window.id,
                    window.number,
                    name,
                    number,
                    window.opened_at if name else None,
                    window.paused_reason,
                    security_queries.number_in_hand(session, window.id),
                    "".join(str(group) for group in window.groups),
                    window.closed_at,
                )
                for window, name, number in staff_queries.seats_of_hall(session, clerk.hall_id)
            )

    # -- accounts -------------------------------------------------------------------------------
    @explained()
    def create_account(self, clerk: Clerk, staff_no: str, name: str, role_code: str) -> str:
        clerk.require("staff.manage")
        number, name = normal_staff_no(staff_no), _checked_name(name)
        if not STAFF_NO.match(number):
            raise InputRefused("工号只能用字母、数字和连字符，2–24 位", "请改正工号", "staff_no")
        password = initial_password()
        fresh = hash_password(password)
        now = self._clock.now()
        with self._store.writing() as session:
            role = _role(session, role_code)
            _check_may_give(clerk, role)
            if security_queries.staff_by_number(session, number, lock=True) is not None:
                raise InputRefused("已有这个工号", "工号不能重复；停用的也算", "staff_no")
            staff = Staff(
                staff_no=number,
                name=name,
                role_code=role.code,
                hall_id=clerk.hall_id,
                password_hash=fresh,
                password_set_at=now,
                must_change=True,
            )
            staff_queries.add_account(session, staff)
            session.flush()
            detail = {"staff_no": number, "role": role.code}
            record(session, clerk, "staff.create", "staff", staff.id, True, detail, now)
        return password

    @explained()
    def change_account(self, clerk: Clerk, staff_id: UUID, name: str, role_code: str) -> None:
        _require_any(clerk, "staff.manage", "roles.manage")
        name, now = _checked_name(name), self._clock.now()
        with self._store.writing() as session:
            before = staff_queries.enabled_roles_locked(session)
            staff = _other(session, clerk, staff_id)
            role = _role(session, role_code)
            detail: dict[str, str] = {}
            if name != staff.name:
                clerk.require("staff.manage")
                staff.name, detail["name"] = name, "changed"
            if role.code != staff.role_code:
                _check_may_give(clerk, role)
                _check_may_give(clerk, _role(session, staff.role_code))
                detail |= {"from": staff.role_code, "to": role.code}
                staff.role_code = role.code
                session.flush()
                _check_kept(session, before)
            if detail:
                record(session, clerk, "staff.change", "staff", staff.id, True, detail, now)

    @explained()
    def set_disabled(self, clerk: Clerk, staff_id: UUID, disabled: bool) -> None:
        clerk.require("staff.manage")
        now = self._clock.now()
        with self._store.writing() as session:
            before = staff_queries.enabled_roles_locked(session)
            staff = _other(session, clerk, staff_id)
            if staff.disabled == disabled:
                return
            staff.disabled = disabled
            session.flush()
            _check_kept(session, before)
            if disabled:
                self._leave_seats(session, staff)
            action = "staff.disable" if disabled else "staff.enable"
            record(session, clerk, action, "staff", staff.id, True, {"staff_no": staff.staff_no}, now)

    @explained()
    def reset_password(self, clerk: Clerk, staff_id: UUID) -> str:
        clerk.require("staff.manage")
        password = initial_password()
        fresh, now = hash_password(password), self._clock.now()
        with self._store.writing() as session:
            staff = _other(session, clerk, staff_id)
            secret = security_queries.staff_secret(session, staff.staff_no)
            former = [secret.password_hash, *secret.former_hashes] if secret else []
            staff.former_hashes = former[:_FORMER_KEPT]
            staff.password_hash, staff.password_set_at, staff.must_change = fresh, now, True
            staff.failures, staff.locked_until = [], None
            detail = {"staff_no": staff.staff_no}
            record(session, clerk, "staff.reset_password", "staff", staff.id, True, detail, now)
        return password

    def unlock_account(self, clerk: Clerk, staff_no: str) -> None:
        accounts.unlock_account(self._store, clerk, staff_no, clock=self._clock)

    @staticmethod
    def _leave_seats(session: Session, staff: Staff) -> None:
        """A disabled account keeps no window, unless a resident stands there: then its ticket comes first."""
        for window in security_queries.windows_of_staff(session, staff.id):
            if security_queries.number_in_hand(session, window.id) is None:
                sign_in.close_window(session, window)

    # -- roles and seats ------------------------------------------------------------------------
    @explained()
    def set_role(self, clerk: Clerk, role_code: str, permissions: frozenset[str]) -> None:
        clerk.require("roles.manage")
        if role_code == clerk.role_code:
            raise NotPermitted("不能改自己的角色", "请另一位安全管理员来改")
        with self._store.reading() as session:
            holders = [
                (one.code, permissions if one.code == role_code else frozenset(map(str, one.permissions)))
                for one in staff_queries.roles(session)
            ]
            counts = staff_queries.role_counts(session)
            before = [
                (one.code, [str(name) for name in one.permissions]) for one in staff_queries.roles(session)
            ]
        for name, title in _KEPT.items():
            had = any(name in held and counts.get(code) for code, held in before)
            if had and not any(name in held and counts.get(code) for code, held in holders):
                raise Conflict(f"这样一来就没有{title}了", "请先设好另一个角色并授予账号")
        set_role_permissions(self._store, clerk, role_code, permissions, self._clock)

    def queues(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._settings()[QUEUE_GROUPS].items())

    @explained()
    def add_window(self, clerk: Clerk, number: str, groups: str) -> None:
        clerk.require("devices.manage")
        number = number.strip()
        check_window_number(number)
        letters = window_groups(groups, self._settings()[QUEUE_GROUPS])
        with self._store.writing() as session:
            if places_queries.hold_windows(session, clerk.hall_id, number) is not None:
                raise InputRefused(f"已有 {number} 号窗口", "请换一个窗口号，或改那个窗口的队列", "number")
            window = Window(hall_id=clerk.hall_id, number=number, groups=list(letters))
            session.add(window)
            session.flush()
            detail = {"window": number, "after": "".join(letters)}
            record(session, clerk, "window.add", "window", window.id, True, detail, self._clock.now())

    @explained()
    def change_window(self, clerk: Clerk, number: str, groups: str) -> None:
        clerk.require("devices.manage")
        letters = window_groups(groups, self._settings()[QUEUE_GROUPS])
        with self._store.writing() as session:
            window = places_queries.hold_windows(session, clerk.hall_id, number)
            if window is None:
                raise InputRefused("没有这个窗口", "请重新打开窗口表", "number")
            before = "".join(str(one) for one in window.groups)
            if before == "".join(letters):
                return
            window.groups = list(letters)
            detail = {"window": number, "before": before, "after": "".join(letters)}
            record(session, clerk, "window.change", "window", window.id, True, detail, self._clock.now())

    def rename_window(self, clerk: Clerk, number: str, new: str) -> None:
        changing.rename_window(self._store, clerk, number, new, clock=self._clock)

    def close_window(self, clerk: Clerk, number: str) -> tuple[str, ...]:
        queues = self._settings()[QUEUE_GROUPS]
        return changing.close_for_good(self._store, clerk, number, queues, clock=self._clock)

    def open_window_again(self, clerk: Clerk, number: str) -> None:
        changing.open_again(self._store, clerk, number, clock=self._clock)

    def hall(self, clerk: Clerk) -> changing.HallFacts:
        return changing.read_hall(self._store, clerk)

    def change_hall(self, clerk: Clerk, name: str, address: str, phone: str) -> tuple[str, ...]:
        return changing.change_hall(
            self._store, clerk, name=name, address=address, phone=phone, clock=self._clock
        )

    def release(self, clerk: Clerk, window_id: UUID) -> None:
        accounts.release_window(self._store, clerk, window_id, clock=self._clock)

    def release_from_login(self, staff_no: str, password: str, window_id: UUID) -> None:
        clerk = sign_in.login(
            self._store, staff_no, password, None, clock=self._clock, settings=self._settings()
        )
        try:
            accounts.release_window(self._store, clerk, window_id, clock=self._clock)
        except NotPermitted as error:
            raise NotPermitted("你没有请对方退出的权限", "请大厅值班长来办，或另选窗口") from error
        finally:
            sign_in.logout(self._store, clerk, clock=self._clock)


def _account(
    staff: Staff, role: Role, window: str | None, clerk: Clerk, now: datetime, oldest: datetime
) -> AccountLine:
    locked = staff.locked_until if staff.locked_until is not None and staff.locked_until > now else None
    return AccountLine(
        staff.id,
        staff.staff_no,
        staff.name,
        role.code,
        role.name,
        window,
        staff.last_login_at,
        staff.disabled,
        locked,
        staff.must_change,
        staff.password_set_at < oldest,
        staff.id == clerk.staff_id,
    )


def _require_any(clerk: Clerk, *permissions: str) -> None:
    if not any(clerk.may(one) for one in permissions):
        clerk.require(permissions[0])


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > _MOST_NAME:
        raise InputRefused(f"姓名要填，不超过 {_MOST_NAME} 字", "请改正姓名", "name")
    return name


def _role(session: Session, code: str) -> Role:
    role = security_queries.role_by_code(session, code)
    if role is None:
        raise InputRefused("没有这个角色", "请重新选择", "role_code")
    return role


def _check_may_give(clerk: Clerk, role: Role) -> None:
    """Administrators' roles are given and taken by the security administrator alone."""
    if is_administrators(role.permissions):
        if not clerk.may("roles.manage"):
            raise NotPermitted(
                f"“{role.name}”只能由安全管理员授予或收回", "请先设业务角色，再请安全管理员调整"
            )
    else:
        _require_any(clerk, "staff.manage", "roles.manage")


def _other(session: Session, clerk: Clerk, staff_id: UUID) -> Staff:
    if staff_id == clerk.staff_id:
        raise NotPermitted("不能改自己的账号", "请另一位管理员来改；自己的密码在“设置”里改")
    staff = security_queries.staff_by_id(session, staff_id, lock=True)
    if staff is None:
        raise InputRefused("没有这个账号", "请重新打开账号表")
    return staff


def _check_kept(session: Session, before: list[tuple[str, list[str]]]) -> None:
    """Refuse what would leave the hall without one of its three administrators."""
    after = staff_queries.enabled_roles_locked(session)
    for name, title in _KEPT.items():
        had = any(name in permissions for _, permissions in before)
        if had and not any(name in permissions for _, permissions in after):
            raise Conflict(f"这是最后一位{title}，不能停用或改派", "请先启用或增设另一位")
