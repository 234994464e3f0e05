"""Counting failed log-ins and locking: the same answer and the same time whether a staff number exists or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import security_queries as queries
from db.security import Staff, UnknownSignIn
from db.session import Session, Store
from hall_app.clock import hall_time
from hall_app.errors import Conflict
from hall_app.security.audit import Actor, record
from hall_app.security.login import LoginRefused
from hall_app.security.passwords import hash_password, needs_rehash, verify_password
from hall_app.settings import LOCKOUT_FAILURES, LOCKOUT_MIN, LOCKOUT_WINDOW_MIN, Settings

_MAX_STAFF_NO = 32
_MAX_PASSWORD = 512


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A password compared outside any transaction: against which hash, whether it fits, its hash of today's cost."""

    staff_no: str
    against: str | None
    fits: bool
    fresh_hash: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome inside the transaction: the locked row and earlier failures, or the refusal to raise after it."""

    staff: Staff | None
    refusal: LoginRefused | None
    failures_before: int = 0


def compare_password(store: Store, staff_no: str, password: str) -> Checked:
    """Compare a password with the stored hash; slow on purpose (0.1 s), and so not in a transaction."""
    staff_no = normal_staff_no(staff_no)
    password = password[:_MAX_PASSWORD]
    with store.reading() as session:
        secret = queries.staff_secret(session, staff_no)
        stored = secret.password_hash if secret else None
    fits = verify_password(stored, password)
    fresh = hash_password(password) if fits and stored is not None and needs_rehash(stored) else None
    return Checked(staff_no, stored, fits, fresh)


def judge_attempt(
    session: Session, checked: Checked, action: str, terminal: str, now: datetime, settings: Settings
) -> Judged:
    """Count the attempt, lock the account when it is one too many, and audit a failure.

    The caller commits first and raises ``refusal`` afterwards, so that the count stays.
    """
    staff = queries.staff_by_number(session, checked.staff_no, lock=True)
    secret = queries.staff_secret(session, checked.staff_no)
    if (secret.password_hash if secret else None) != checked.against:
        raise Conflict("密码刚刚被改过", "请用新密码登录")
    row: Staff | UnknownSignIn
    if staff is None:
        hashed = _hash_of(checked.staff_no)
        forget_before = now - timedelta(minutes=settings[LOCKOUT_WINDOW_MIN] + settings[LOCKOUT_MIN])
        row = queries.unknown_sign_in(session, hashed, now, forget_before)
        row.last_at = now
        actor = Actor(f"unknown:{hashed[:12]}", terminal)
    else:
        row = staff
        actor = Actor(staff.staff_no, terminal)
    failures = _recent(row, now, settings)
    if row.locked_until is not None and row.locked_until > now:
        refusal = _locked(row.locked_until)
    elif checked.fits and staff is not None:
        row.failures, row.locked_until = [], None
        if checked.fresh_hash is not None and checked.against is not None:
            queries.replace_secret(session, staff.staff_no, checked.against, checked.fresh_hash, (), None)
        return Judged(staff, None, len(failures))
    else:
        refusal = _count_failure(row, failures, now, settings)
    detail = {"locked": refusal.locked_until is not None}
    record(session, actor, action, "staff", actor.number, False, detail, now)
    return Judged(None, refusal)


def normal_staff_no(staff_no: str) -> str:
    """A staff number as it is stored: trimmed, upper case, bounded."""
    return staff_no.strip().upper()[:_MAX_STAFF_NO]


def _recent(row: Staff | UnknownSignIn, now: datetime, settings: Settings) -> list[str]:
    since = now - timedelta(minutes=settings[LOCKOUT_WINDOW_MIN])
    return [one for one in row.failures if datetime.fromisoformat(one) > since]


def _count_failure(
    row: Staff | UnknownSignIn, failures: list[str], now: datetime, settings: Settings
) -> LoginRefused:
    failures = [*failures, now.isoformat()]
    left = settings[LOCKOUT_FAILURES] - len(failures)
    if left > 0:
        row.failures = failures
        return LoginRefused(f"工号或密码不对，还可试 {left} 次", "请核对后再试", tries_left=left)
    row.failures = []
    row.locked_until = now + timedelta(minutes=settings[LOCKOUT_MIN])
    return _locked(row.locked_until)


def _locked(until: datetime) -> LoginRefused:
    # Rounded up to the minute, so that the time shown is never too early.
    shown = hall_time(until + timedelta(seconds=59))
    return LoginRefused(f"已锁定到 {shown:%H:%M}", "可请大厅值班长解锁", tries_left=0, locked_until=until)


def _hash_of(staff_no: str) -> str:
    # A password typed into the wrong field lands here: keep nothing that could be read back easily.
    return hashlib.blake2b(staff_no.encode(), digest_size=16, person=b"unknown staff").hexdigest()
