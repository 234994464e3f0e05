"""Logging in: one message, a count, a lock, a window of one's own, and all of it audited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from db.places import Window
from db.queueing import Ticket
from db.security import AuditEntry, Role, Staff, UnknownSignIn
from hall_app.clock import hall_time
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.security import attempts, passwords
from hall_app.security.accounts import (
    change_password,
    login_page,
    record_reveal,
    release_window,
    set_text_size,
    unlock_account,
)
from hall_app.security.audit import verify
from hall_app.security.clerk import Clerk
from hall_app.security.login import LoginRefused, PasswordChangeNeeded, PracticeAccount
from hall_app.security.sign_in import login, logout, unlock
from hall_app.settings import Settings
from tests.hall_app.halls import PASSWORD, SmallHall, password_hash

NEW_PASSWORD = "Lianhua#8861-shan"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same rules at a hundredth of the cost; the real cost has its own test."""
    passwords.nobody.cache_clear()
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    password_hash.cache_clear()
    yield
    password_hash.cache_clear()
    passwords.nobody.cache_clear()


def sign_in(hall: SmallHall, password: str = PASSWORD, staff_no: str = "LH0108", window: str = "08") -> Clerk:
    return login(hall.store, staff_no, password, hall.windows[window], clock=hall.clock, settings=Settings())


def refusal(hall: SmallHall, password: str, staff_no: str = "LH0108", window: str = "08") -> LoginRefused:
    with pytest.raises(LoginRefused) as caught:
        sign_in(hall, password, staff_no, window)
    return caught.value


def stored_hash(hall: SmallHall) -> str:
    with hall.store.reading() as session:
        return session.scalars(select(Staff.password_hash).where(Staff.staff_no == "LH0108")).one()


def deeds(hall: SmallHall) -> list[tuple[str, str, bool]]:
    with hall.store.reading() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        return [(row.actor, row.action, row.success) for row in rows]


def test_the_right_password_opens_the_window(hall: SmallHall) -> None:
    clerk = sign_in(hall, staff_no=" lh0108 ")
    assert (clerk.name, clerk.window_number, clerk.role_code) == ("何静", "08", "counter")
    assert clerk.may("case.accept")
    assert not clerk.may("audit.read")
    assert clerk.last_login_at is None
    with hall.store.reading() as session:
        assert session.get_one(Window, hall.windows["08"]).occupant_id == clerk.staff_id
    assert deeds(hall) == [("LH0108", "staff.login", True)]
    hall.clock.at += timedelta(hours=1)
    again = sign_in(hall)
    assert again.last_login_at == hall.clock.at - timedelta(hours=1)


def test_a_wrong_number_and_a_wrong_password_read_the_same(hall: SmallHall) -> None:
    for left in (4, 3, 2, 1):
        known = refusal(hall, "wrong")
        unknown = refusal(hall, "wrong", "LH9999")
        assert str(known) == str(unknown)
        assert known.tries_left == unknown.tries_left == left
        assert known.message == f"工号或密码不对，还可试 {left} 次"
    known, unknown = refusal(hall, "wrong"), refusal(hall, "wrong", "LH9999")
    assert str(known) == str(unknown)
    assert known.locked_until == unknown.locked_until == hall.clock.at + timedelta(minutes=30)
    assert known.message == f"已锁定到 {hall_time(hall.clock.at + timedelta(minutes=30)):%H:%M}"


def test_an_unknown_number_costs_a_whole_comparison(hall: SmallHall, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str | None] = []
    real = attempts.verify_password

    def watch(stored: str | None, password: str) -> bool:
        compared.append(stored)
        return real(stored, password)

    monkeypatch.setattr(attempts, "verify_password", watch)
    refusal(hall, "wrong", "LH9999")
    assert compared == [None]


def test_a_password_typed_as_number_is_not_kept(hall: SmallHall) -> None:
    refusal(hall, "x", staff_no=PASSWORD)
    with hall.store.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
        kept = session.scalars(select(UnknownSignIn)).one()
        told = f"{entry.actor}{entry.object_id}{entry.detail}{kept.staff_no_hash}"
        actor = entry.actor
    assert PASSWORD.upper() not in told.upper()
    assert actor.startswith("unknown:")


def test_a_locked_account_refuses_the_right_password_until_its_time(hall: SmallHall) -> None:
    for _ in range(5):
        refusal(hall, "wrong")
    assert refusal(hall, PASSWORD).locked_until is not None
    hall.clock.at += timedelta(minutes=29, seconds=59)
    assert refusal(hall, PASSWORD).message.startswith("已锁定到")
    hall.clock.at += timedelta(seconds=1)
    assert sign_in(hall).window_number == "08"
    assert [success for _, _, success in deeds(hall)] == [False] * 7 + [True]


def test_failures_older_than_a_quarter_of_an_hour_do_not_count(hall: SmallHall) -> None:
    for _ in range(4):
        refusal(hall, "wrong")
    hall.clock.at += timedelta(minutes=15, seconds=1)
    assert refusal(hall, "wrong").tries_left == 4


def test_success_tells_of_failures_before_it(hall: SmallHall) -> None:
    refusal(hall, "wrong")
    refusal(hall, "wrong")
    assert sign_in(hall).failures_since == 2
    assert sign_in(hall).failures_since == 0


def test_a_manager_lifts_the_lock(hall: SmallHall) -> None:
    for _ in range(5):
        refusal(hall, "wrong")
    manager = hall.clerk(role="hall_manager")
    unlock_account(hall.store, manager, "lh0108", clock=hall.clock)
    assert sign_in(hall).staff_no == "LH0108"
    with pytest.raises(NotPermitted):
        unlock_account(hall.store, hall.clerk("01"), "LH0108", clock=hall.clock)
    with pytest.raises(InputRefused):
        unlock_account(hall.store, manager, "LH9999", clock=hall.clock)


def test_disabled_first_login_and_aged_passwords(hall: SmallHall) -> None:
    with hall.store.writing() as session:
        session.scalars(select(Staff).where(Staff.staff_no == "LH0101")).one().disabled = True
        session.scalars(select(Staff).where(Staff.staff_no == "LH0102")).one().must_change = True
    assert refusal(hall, PASSWORD, "LH0101", "01").message == "账号已停用"
    assert "工号或密码不对" in refusal(hall, "wrong", "LH0101", "01").message
    assert isinstance(refusal(hall, PASSWORD, "LH0102", "02"), PasswordChangeNeeded)
    hall.clock.at += timedelta(days=90, seconds=1)
    assert refusal(hall, PASSWORD).message == "密码已用满 90 天"


def test_a_taken_window_names_who_sits_there(hall: SmallHall) -> None:
    sign_in(hall, staff_no="LH0105", window="05")
    assert refusal(hall, PASSWORD, window="05").message == "05 号窗口温雪在用"
    hall.clock.at += timedelta(days=1)
    assert sign_in(hall, window="05").window_number == "05"


def test_one_person_sits_at_one_window(hall: SmallHall) -> None:
    first = sign_in(hall, window="07")
    sign_in(hall, window="08")
    with hall.store.reading() as session:
        assert session.get_one(Window, hall.windows["07"]).occupant_id is None
    with hall.store.writing() as session:
        session.add(_ticket(hall, hall.windows["08"]))
    assert refusal(hall, PASSWORD, window="07").message == "你在 08 号窗口还有 A001 没办完"
    back = sign_in(hall, window="08")
    with pytest.raises(Conflict, match="手上还有 A001"):
        logout(hall.store, back, clock=hall.clock)
    logout(hall.store, first, clock=hall.clock)


def _ticket(hall: SmallHall, window_id: object) -> Ticket:
    return Ticket(
        hall_id=hall.hall_id,
        day=hall.clock.today(),
        number="A001",
        group="A",
        business="个人事务",
        state="serving",
        issued_at=hall.clock.now(),
        queued_at=hall.clock.now(),
        window_id=window_id,
    )


def test_a_role_that_mixes_administrators_cannot_log_in(hall: SmallHall) -> None:
    with hall.store.writing() as session:
        session.get_one(Role, "counter").permissions = ["case.accept", "audit.read"]
    assert "权限不合规" in refusal(hall, PASSWORD).message


def test_unlocking_counts_like_logging_in(hall: SmallHall, settings: Settings) -> None:
    clerk = sign_in(hall)
    unlock(hall.store, clerk, PASSWORD, clock=hall.clock, settings=settings)
    for _ in range(4):
        with pytest.raises(LoginRefused):
            unlock(hall.store, clerk, "wrong", clock=hall.clock, settings=settings)
    with pytest.raises(LoginRefused) as caught:
        unlock(hall.store, clerk, "wrong", clock=hall.clock, settings=settings)
    assert caught.value.locked_until is not None


def test_logging_out_frees_the_window(hall: SmallHall) -> None:
    clerk = sign_in(hall)
    logout(hall.store, clerk, clock=hall.clock)
    with hall.store.reading() as session:
        assert session.get_one(Window, hall.windows["08"]).occupant_id is None
    assert deeds(hall)[-1] == ("LH0108", "staff.logout", True)


def test_a_cheap_hash_is_made_anew_at_log_in(hall: SmallHall) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with hall.store.writing() as session:
        session.scalars(select(Staff).where(Staff.staff_no == "LH0108")).one().password_hash = cheap
    sign_in(hall)
    assert stored_hash(hall) != cheap
    assert "m=64,t=1,p=1" in stored_hash(hall)
    sign_in(hall)


def test_changing_the_password(hall: SmallHall, settings: Settings) -> None:
    with hall.store.writing() as session:
        session.scalars(select(Staff).where(Staff.staff_no == "LH0108")).one().must_change = True

    def change(old: str, new: str) -> None:
        change_password(hall.store, "LH0108", old, new, clock=hall.clock, settings=settings)

    with pytest.raises(LoginRefused):
        change("wrong", NEW_PASSWORD)
    for unfit in ("Short1!", "alllowercaseletters", "Xx-LH0108-2026", "Password-2026x", PASSWORD):
        with pytest.raises(InputRefused):
            change(PASSWORD, unfit)
    change(PASSWORD, NEW_PASSWORD)
    assert sign_in(hall, NEW_PASSWORD).staff_no == "LH0108"
    refusal(hall, PASSWORD)
    with pytest.raises(InputRefused, match="最近"):
        change(NEW_PASSWORD, PASSWORD)
    assert verify(hall.store).intact


def test_the_page_before_logging_in(hall: SmallHall, settings: Settings) -> None:
    sign_in(hall)
    account = PracticeAccount("LH0108", "何静", PASSWORD, "08")
    page = login_page(
        hall.store,
        settings=settings,
        product="一窗通",
        version="0",
        last_window_number="08",
        practice_account=account,
    )
    seats = {seat.number: seat for seat in page.windows}
    assert seats["08"].occupant == "何静"
    assert seats["08"].is_last
    assert seats["01"].occupant is None
    assert page.practice_account == account


def test_a_manager_frees_a_deserted_window(hall: SmallHall) -> None:
    sign_in(hall)
    release_window(hall.store, hall.clerk(role="hall_manager"), hall.windows["08"], clock=hall.clock)
    assert sign_in(hall, staff_no="LH0109", window="08").window_number == "08"


def test_text_size_is_remembered_and_bounded(hall: SmallHall) -> None:
    clerk = sign_in(hall)
    set_text_size(hall.store, clerk, "large")
    assert sign_in(hall).text_size == "large"
    with pytest.raises(InputRefused):
        set_text_size(hall.store, clerk, "huge")


def test_revealing_is_audited_or_refused(hall: SmallHall) -> None:
    clerk = sign_in(hall)
    record_reveal(hall.store, clerk, "id_number", "440399199203152727", None, clock=hall.clock)
    with hall.store.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.reveal")).one()
        detail = dict(entry.detail)
    assert detail == {"kind": "id_number", "subject": "4403**********2727"}
    with pytest.raises(NotPermitted):
        record_reveal(hall.store, hall.clerk(role="audit_admin"), "phone", "", None, clock=hall.clock)
