"""A hall that stands is renamed, its windows get other numbers and are closed for good, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from db.places import Hall, Window
from db.queueing import Ticket
from db.security import AuditEntry, Staff
from hall_app.device_matrix import device_matrix
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.places import changing
from hall_app.queueing.calling import call_next, transfer
from hall_app.queueing.issuing import issue_ticket
from hall_app.queueing.serving import finish_ticket, start_serving
from hall_app.security import accounts, sign_in
from hall_app.security.audit import Actor, verify
from hall_app.security.login import LoginRefused
from hall_app.security.managing import HallAdministration
from hall_app.settings import QUEUE_GROUPS, Settings
from tests.hall_app.halls import PASSWORD, SmallHall, render

SETTINGS = Settings()
ROOT = Actor("os:root")


@pytest.fixture
def desk(hall: SmallHall) -> HallAdministration:
    return HallAdministration(hall.store, hall.clock, Settings)


def last_deed(hall: SmallHall) -> tuple[str, dict[str, object]]:
    with hall.store.reading() as session:
        deed = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
        return deed.action, dict(deed.detail)


def deeds(hall: SmallHall) -> int:
    with hall.store.reading() as session:
        return len(session.scalars(select(AuditEntry.seq)).all())


def close(hall: SmallHall, number: str) -> tuple[str, ...]:
    return changing.close_for_good(hall.store, ROOT, number, SETTINGS[QUEUE_GROUPS], clock=hall.clock)


def login_numbers(hall: SmallHall) -> list[str]:
    page = accounts.login_page(hall.store, settings=SETTINGS, product="一窗通", version="1")
    return [one.number for one in page.windows]


def test_a_hall_is_renamed_and_the_trail_says_from_what(hall: SmallHall, desk: HallAdministration) -> None:
    system = hall.clerk(role="system_admin")
    before = desk.hall(system)
    assert (before.code, before.short_name) == ("LH", "莲")
    assert desk.change_hall(system, " 莲花街道  党群服务中心 ", before.address, "0755-10000001") == (
        "名称",
        "咨询电话",
    )
    after = desk.hall(system)
    assert (after.name, after.address, after.phone) == (
        "莲花街道 党群服务中心",
        before.address,
        "0755-10000001",
    )
    action, detail = last_deed(hall)
    assert (action, detail["name_before"]) == ("hall.change", "莲花街道政务服务大厅")
    told = deeds(hall)
    assert desk.change_hall(system, after.name, after.address, after.phone) == ()
    assert deeds(hall) == told, "nothing changed, nothing told"
    assert changing.change_hall(hall.store, ROOT, address="景田路 1 号", clock=hall.clock) == ("地址",)
    with hall.store.reading() as session:
        row = session.scalars(select(Hall)).one()
        assert (row.name, row.address) == (after.name, "景田路 1 号")
    for odd in ("", "   ", "长" * 61, "a\x00b"):
        with pytest.raises(InputRefused):
            desk.change_hall(system, odd, after.address, after.phone)
    assert verify(hall.store).intact


def test_a_window_is_renumbered_and_what_it_did_stays_its_own(hall: SmallHall) -> None:
    clerk = hall.clerk("08")
    ticket = issue_ticket(hall.store, clerk, "A", None, clock=hall.clock, settings=SETTINGS, render=render)
    called = call_next(hall.store, clerk, clock=hall.clock, settings=SETTINGS)
    assert called is not None
    with pytest.raises(Conflict, match=f"手上还有 {called.number}"):
        changing.rename_window(hall.store, ROOT, "08", "12", clock=hall.clock)
    for odd in ("8", "01", "一二", "", "123"):
        with pytest.raises(InputRefused):
            changing.rename_window(hall.store, ROOT, "08", odd, clock=hall.clock)
    start_serving(hall.store, clerk, called.ticket_id, clock=hall.clock, settings=SETTINGS)
    finish_ticket(hall.store, clerk, called.ticket_id, "done", clock=hall.clock)
    with pytest.raises(Conflict, match="何静还在 08 号窗口"):
        changing.rename_window(hall.store, ROOT, "08", "12", clock=hall.clock)
    sign_in.logout(hall.store, clerk, clock=hall.clock)
    with hall.store.writing() as session:
        session.get_one(Staff, clerk.staff_id).last_window = "08"
    changing.rename_window(hall.store, ROOT, "08", "12", clock=hall.clock)
    assert last_deed(hall) == ("window.rename", {"before": "08", "after": "12"})
    with hall.store.reading() as session:
        assert session.get_one(Ticket, ticket.ticket_id).window_id == hall.windows["08"]
        assert session.get_one(Window, hall.windows["08"]).number == "12"
        assert session.get_one(Staff, clerk.staff_id).last_window == "12"
    again = sign_in.login(
        hall.store, "LH0108", PASSWORD, hall.windows["08"], clock=hall.clock, settings=SETTINGS
    )
    assert again.window_number == "12"
    told = deeds(hall)
    changing.rename_window(hall.store, ROOT, "07", "07", clock=hall.clock)
    assert deeds(hall) == told


def test_a_window_in_use_cannot_be_closed_and_says_what_to_do(hall: SmallHall) -> None:
    clerk = hall.clerk("08")
    issue_ticket(hall.store, clerk, "A", None, clock=hall.clock, settings=SETTINGS, render=render)
    called = call_next(hall.store, clerk, clock=hall.clock, settings=SETTINGS)
    assert called is not None
    with pytest.raises(Conflict, match=f"手上还有 {called.number}") as refused:
        close(hall, "08")
    assert "办结、过号或转窗" in refused.value.remedy
    start_serving(hall.store, clerk, called.ticket_id, clock=hall.clock, settings=SETTINGS)
    finish_ticket(hall.store, clerk, called.ticket_id, "done", clock=hall.clock)
    with pytest.raises(Conflict, match="何静还在") as refused:
        close(hall, "08")
    assert "请对方退出" in refused.value.remedy
    assert "08" in login_numbers(hall)


def test_a_closed_window_takes_nobody_in_and_gives_back_what_waited_for_it(
    hall: SmallHall, desk: HallAdministration
) -> None:
    clerk, other = hall.clerk("08"), hall.clerk("05")
    issue_ticket(hall.store, clerk, "A", None, clock=hall.clock, settings=SETTINGS, render=render)
    called = call_next(hall.store, clerk, clock=hall.clock, settings=SETTINGS)
    assert called is not None
    transfer(hall.store, clerk, called.ticket_id, "05", clock=hall.clock, settings=SETTINGS)
    sign_in.logout(hall.store, other, clock=hall.clock)
    assert close(hall, "05") == ()
    assert last_deed(hall) == ("window.close", {"window": "05"})
    with hall.store.reading() as session:
        assert session.get_one(Ticket, called.ticket_id).reserved_window_id is None
    assert "05" not in login_numbers(hall)
    with pytest.raises(LoginRefused, match="05 号窗口已停用"):
        sign_in.login(hall.store, "LH0105", PASSWORD, hall.windows["05"], clock=hall.clock, settings=SETTINGS)
    again = call_next(hall.store, clerk, clock=hall.clock, settings=SETTINGS)
    assert again is not None
    with pytest.raises((InputRefused, Conflict)):
        transfer(hall.store, clerk, again.ticket_id, "05", clock=hall.clock, settings=SETTINGS)
    manager, system = hall.clerk(role="hall_manager"), hall.clerk(role="system_admin")
    assert next(one.closed_at for one in desk.seats(manager) if one.number == "05") is not None
    assert "05" not in [one.number for one in device_matrix(hall.store, manager, clock=hall.clock)]
    with pytest.raises(InputRefused, match="已有 05"):
        desk.add_window(system, "05", "A")
    with pytest.raises(InputRefused, match="停用的窗口也占着号"):
        desk.rename_window(system, "07", "05")
    told = deeds(hall)
    assert close(hall, "05") == ()
    assert deeds(hall) == told, "it is closed already"
    desk.open_window_again(system, "05")
    assert last_deed(hall) == ("window.reopen", {"window": "05"})
    back = sign_in.login(
        hall.store, "LH0105", PASSWORD, hall.windows["05"], clock=hall.clock, settings=SETTINGS
    )
    assert back.window_number == "05"
    assert verify(hall.store).intact


def test_queues_that_nobody_else_serves_are_named_and_the_last_window_stays(
    hall: SmallHall, desk: HallAdministration
) -> None:
    system = hall.clerk(role="system_admin")
    desk.change_window(system, "03", "DA")
    assert desk.close_window(system, "03") == ("D 出件领证",)
    for number in hall.windows:
        if number not in ("03", "10"):
            assert desk.close_window(system, number) == (), "10 serves the same"
    with pytest.raises(Conflict, match="最后一个窗口"):
        desk.close_window(system, "10")
    states = {one.number: one for one in changing.windows(hall.store, ROOT)}
    assert states["10"].closed_on == ""
    assert states["03"].closed_on == f"{hall.clock.today()}"
    with pytest.raises(InputRefused, match="没有 77 号窗口"):
        desk.close_window(system, "77")


def test_only_the_system_administrator_changes_the_hall(hall: SmallHall, desk: HallAdministration) -> None:
    for role in ("counter", "hall_manager", "security_admin", "audit_admin", "item_admin"):
        clerk = hall.clerk("08" if role == "counter" else None, role, open_window=False)
        tries: tuple[Callable[[], object], ...] = (
            lambda clerk=clerk: desk.hall(clerk),
            lambda clerk=clerk: desk.change_hall(clerk, "名", "址", "1"),
            lambda clerk=clerk: desk.rename_window(clerk, "05", "55"),
            lambda clerk=clerk: desk.close_window(clerk, "05"),
            lambda clerk=clerk: desk.open_window_again(clerk, "05"),
            lambda clerk=clerk: changing.windows(hall.store, clerk),
        )
        for each in tries:
            with pytest.raises(NotPermitted):
                each()
