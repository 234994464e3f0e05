"""Logging in, unlocking and logging out of a window."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from db import security_queries as queries
from db.places import Window
from db.queueing_queries import release_reserved
from db.security import Staff
from db.session import Session, Store
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.security.attempts import Judged, compare_password, judge_attempt
from hall_app.security.audit import Actor, record
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginRefused, PasswordChangeNeeded, WindowTaken
from hall_app.security.permissions import check_separation
from hall_app.settings import PASSWORD_AGE_DAYS, Settings
from hall_app.store_faults import explained

_RECEPTION = frozenset({"case.accept", "queue.call"})


@explained()
def login(
    store: Store,
    staff_no: str,
    password: str,
    window_id: UUID | None,
    *,
    clock: Clock,
    settings: Settings,
    terminal: str = "local",
) -> Clerk:
    """Log in and, with ``window_id``, open that window. Takes 0.1 s and more; raises LoginRefused, Unavailable."""
    checked = compare_password(store, staff_no, password)
    now = clock.now()
    with store.writing() as session:
        judged = judge_attempt(session, checked, "staff.login", terminal, now, settings)
        outcome = judged.refusal or _enter(session, judged, window_id, now, settings, terminal)
    if isinstance(outcome, LoginRefused):
        raise outcome
    return outcome


@explained()
def unlock(store: Store, clerk: Clerk, password: str, *, clock: Clock, settings: Settings) -> None:
    """Open an idle-locked window again with the same clerk's password. Raises LoginRefused, Unavailable."""
    checked = compare_password(store, clerk.staff_no, password)
    now = clock.now()
    with store.writing() as session:
        judged = judge_attempt(session, checked, "staff.unlock_window", clerk.terminal, now, settings)
        refusal = judged.refusal
        if judged.staff is not None and judged.staff.disabled:
            refusal = LoginRefused("账号已停用", "请联系系统管理员")
        if refusal is None:
            record(session, clerk, "staff.unlock_window", "staff", clerk.staff_id, True, None, now)
    if refusal is not None:
        raise refusal


@explained()
def logout(store: Store, clerk: Clerk, *, clock: Clock) -> None:
    """Close the clerk's window and end the session. Raises Conflict while a ticket is in hand, Unavailable."""
    now = clock.now()
    with store.writing() as session:
        if clerk.window_id is not None:
            window = queries.window_with_lock(session, clerk.window_id)
            if window is not None and window.occupant_id == clerk.staff_id:
                _refuse_ticket_in_hand(session, window)
                close_window(session, window)
        record(session, clerk, "staff.logout", "staff", clerk.staff_id, True, _window_detail(clerk), now)


def close_window(session: Session, window: Window) -> None:
    """Free the window; tickets that waited for it alone may be called by all. In the caller's transaction."""
    window.occupant_id = None
    window.opened_at = None
    window.paused_reason = None
    window.consecutive_priority = 0
    release_reserved(session, window.id)


def _enter(
    session: Session,
    judged: Judged,
    window_id: UUID | None,
    now: datetime,
    settings: Settings,
    terminal: str,
) -> Clerk | LoginRefused:
    staff = judged.staff
    assert staff is not None
    actor = Actor(staff.staff_no, terminal)
    refusal = _refusal_of_account(staff, now, settings)
    window: Window | None = None
    if window_id is not None and not _receives(session, staff):
        # Back office and administrators receive nobody, so they take no window away from those who do.
        window_id = None
    if refusal is None and window_id is not None:
        window, refusal = _open_window(session, staff, window_id, now)
    if refusal is not None:
        detail = {"reason": refusal.message}
        record(session, actor, "staff.login", "staff", staff.id, False, detail, now)
        return refusal
    clerk = _clerk_of(session, staff, window, judged.failures_before, terminal)
    if isinstance(clerk, LoginRefused):
        record(session, actor, "staff.login", "staff", staff.id, False, {"reason": clerk.message}, now)
        return clerk
    staff.last_login_at = now
    staff.last_window = window.number if window else staff.last_window
    record(session, clerk, "staff.login", "staff", staff.id, True, _window_detail(clerk), now)
    return clerk


def _receives(session: Session, staff: Staff) -> bool:
    role = queries.role_by_code(session, staff.role_code)
    return role is not None and not _RECEPTION.isdisjoint(str(one) for one in role.permissions)


def _refusal_of_account(staff: Staff, now: datetime, settings: Settings) -> LoginRefused | None:
    if staff.disabled:
        return LoginRefused("账号已停用", "请联系系统管理员")
    if staff.must_change:
        return PasswordChangeNeeded("首次登录要先改密码", "请设一个新密码")
    if now - staff.password_set_at > timedelta(days=settings[PASSWORD_AGE_DAYS]):
        return PasswordChangeNeeded(f"密码已用满 {settings[PASSWORD_AGE_DAYS]} 天", "请设一个新密码")
    return None


def _open_window(
    session: Session, staff: Staff, window_id: UUID, now: datetime
) -> tuple[Window | None, LoginRefused | None]:
    window = queries.window_with_lock(session, window_id)
    if window is None or window.hall_id != staff.hall_id:
        return None, LoginRefused("这个窗口不属于你的大厅", "请另选窗口")
    if window.closed_at is not None:
        return None, LoginRefused(
            f"{window.number} 号窗口已停用", "请另选窗口；要恢复，请系统管理员在“管理 → 窗口”里办"
        )
    bound = queries.bound_window(session)
    if bound is not None and bound != window.id:
        return None, LoginRefused(
            f"本机的数据库账号不是 {window.number} 号窗口的", "请选本机的窗口，或由系统管理员改配本机"
        )
    taken = window.occupant_id is not None and window.occupant_id != staff.id
    # A window left open yesterday is nobody's today.
    if taken and window.opened_at is not None and hall_time(window.opened_at).date() == hall_time(now).date():
        occupant = queries.staff_by_id(session, window.occupant_id) if window.occupant_id else None
        name = occupant.name if occupant else "别人"
        return None, WindowTaken(window.number, name)
    for other in queries.windows_of_staff(session, staff.id):
        if other.id == window.id:
            continue
        number = queries.number_in_hand(session, other.id)
        if number is not None:
            return None, LoginRefused(
                f"你在 {other.number} 号窗口还有 {number} 没办完", f"请登录 {other.number} 号窗口办完"
            )
        close_window(session, other)
    if window.occupant_id != staff.id:
        close_window(session, window)
        window.occupant_id = staff.id
    window.opened_at = now
    return window, None


def _clerk_of(
    session: Session, staff: Staff, window: Window | None, failures: int, terminal: str
) -> Clerk | LoginRefused:
    role = queries.role_by_code(session, staff.role_code)
    hall = queries.hall_by_id(session, staff.hall_id) if staff.hall_id else queries.only_hall(session)
    if role is None or hall is None:
        return LoginRefused("账号没有分配角色或大厅", "请联系系统管理员")
    permissions = frozenset(str(one) for one in role.permissions)
    try:
        check_separation(permissions)
    except InputRefused as error:
        return LoginRefused(f"角色“{role.name}”的权限不合规，不能登录", error.message)
    return Clerk(
        staff_id=staff.id,
        staff_no=staff.staff_no,
        name=staff.name,
        role_code=role.code,
        role_name=role.name,
        permissions=permissions,
        hall_id=hall.id,
        hall_name=hall.name,
        window_id=window.id if window else None,
        window_number=window.number if window else None,
        practice=hall.practice,
        terminal=terminal,
        last_login_at=staff.last_login_at,
        failures_since=failures,
        text_size=staff.text_size,
    )


def _refuse_ticket_in_hand(session: Session, window: Window) -> None:
    number = queries.number_in_hand(session, window.id)
    if number is not None:
        raise Conflict(f"手上还有 {number}", "请先办结、过号或转窗，再退出")


def _window_detail(clerk: Clerk) -> dict[str, str | None]:
    return {"window": clerk.window_number, "role": clerk.role_code}
