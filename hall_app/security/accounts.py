"""What staff and managers do with accounts and seats: change a password, unlock, free a window, remember a text size."""

from __future__ import annotations

from uuid import UUID

from db import security_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused, Unavailable
from hall_app.security.attempts import compare_password, judge_attempt, normal_staff_no
from hall_app.security.audit import Actor, record
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginPage, LoginRefused, PracticeAccount, WindowSeat
from hall_app.security.passwords import check_new_password, hash_password
from hall_app.security.sign_in import close_window
from hall_app.settings import SUPPORT, Settings
from hall_app.store_faults import explained

_FORMER_KEPT = 24
TEXT_SIZES = ("compact", "standard", "large")


@explained()
def login_page(
    store: Store,
    *,
    settings: Settings,
    product: str,
    version: str,
    last_staff_no: str | None = None,
    last_window_number: str | None = None,
    practice_account: PracticeAccount | None = None,
) -> LoginPage:
    """What the log-in page shows; the account of the demo only where the hall is a practice one.

    Raises Unavailable, also where no hall was made yet.
    """
    with store.reading() as session:
        hall = queries.only_hall(session)
        if hall is None:
            raise Unavailable(
                "这里还没有大厅", "正式的用 hall-app hall create 建，练习的用 hall-app demo，再打开"
            )
        seats = queries.seats(session, hall.id)
        windows = tuple(
            WindowSeat(window.id, window.number, occupant, window.number == last_window_number)
            for window, occupant in seats
        )
        return LoginPage(
            hall_name=hall.name,
            product=product,
            version=version,
            support=settings[SUPPORT] or hall.enquiry_phone,
            practice=hall.practice,
            windows=windows,
            last_staff_no=last_staff_no,
            last_window_number=last_window_number,
            practice_account=practice_account if hall.practice else None,
        )


@explained()
def change_password(
    store: Store,
    staff_no: str,
    old: str,
    new: str,
    *,
    clock: Clock,
    settings: Settings,
    terminal: str = "local",
) -> None:
    """Change one's own password, before the first use too. Takes up to a second.

    Raises LoginRefused when the old one is wrong, InputRefused when the new one will not do, Unavailable.
    """
    checked = compare_password(store, staff_no, old)
    now = clock.now()
    with store.writing() as session:
        judged = judge_attempt(session, checked, "staff.change_password", terminal, now, settings)
        refusal = judged.refusal
        staff = judged.staff
        secret = queries.staff_secret(session, staff.staff_no) if staff else None
        known = (
            (staff.staff_no, staff.name, [secret.password_hash, *secret.former_hashes])
            if staff and secret
            else None
        )
        if staff is not None and staff.disabled:
            refusal = LoginRefused("账号已停用", "请联系系统管理员")
    if refusal is not None or known is None:
        raise refusal or LoginRefused("工号或密码不对", "请核对后再试")
    number, name, former = known
    check_new_password(new, number, name, former, settings)
    fresh = hash_password(new)
    with store.writing() as session:
        staff = queries.staff_by_number(session, number, lock=True)
        if staff is None or not queries.replace_secret(
            session, number, former[0], fresh, former[:_FORMER_KEPT], now
        ):
            raise Conflict("密码刚刚被改过", "请用新密码登录")
        record(session, Actor(number, terminal), "staff.change_password", "staff", staff.id, True, None, now)


@explained()
def unlock_account(store: Store, clerk: Clerk, staff_no: str, *, clock: Clock) -> None:
    """Lift a lock before its time. Raises NotPermitted, InputRefused, Unavailable."""
    clerk.require("staff.unlock")
    with store.writing() as session:
        staff = queries.staff_by_number(session, normal_staff_no(staff_no), lock=True)
        if staff is None:
            raise InputRefused("没有这个工号", "请核对工号", "staff_no")
        staff.failures, staff.locked_until = [], None
        record(session, clerk, "staff.unlock", "staff", staff.id, True, None, clock.now())


@explained()
def release_window(store: Store, clerk: Clerk, window_id: UUID, *, clock: Clock) -> None:
    """Free a window whose clerk is gone. Raises NotPermitted, Conflict while a ticket is in hand, Unavailable."""
    clerk.require("window.release")
    with store.writing() as session:
        window = queries.window_with_lock(session, window_id)
        if window is None or window.hall_id != clerk.hall_id:
            raise InputRefused("没有这个窗口", "请重新选择", "window_id")
        number = queries.number_in_hand(session, window_id)
        if number is not None:
            raise Conflict(f"{window.number} 号窗口手上还有 {number}", "请先把这个号转窗或办结")
        detail = {"window": window.number, "occupant": str(window.occupant_id)}
        close_window(session, window)
        record(session, clerk, "window.release", "window", window_id, True, detail, clock.now())


@explained()
def set_text_size(store: Store, clerk: Clerk, size: str) -> None:
    """Remember the clerk's text size. Raises InputRefused, Unavailable."""
    if size not in TEXT_SIZES:
        raise InputRefused("没有这种字号", "请选紧凑、标准或大字", "text_size")
    with store.writing() as session:
        staff = queries.staff_by_id(session, clerk.staff_id, lock=True)
        if staff is not None:
            staff.text_size = size


@explained()
def record_reveal(
    store: Store, clerk: Clerk, kind: str, subject: str, person_id: UUID | None, *, clock: Clock
) -> None:
    """Audit that a masked number is shown in full; show it only after this returned.

    ``kind`` is id_number, phone and the like; ``subject`` the masked form. Raises NotPermitted, Unavailable.
    """
    clerk.require("person.reveal")
    detail = {"kind": kind, "subject": subject}
    with store.writing() as session:
        record(session, clerk, "person.reveal", "person", person_id or "none", True, detail, clock.now())
