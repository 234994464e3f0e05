"""Accounts, roles and seats: who may what, three administrators apart, nobody left out, all of it in the trail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from db.security import AuditEntry, Staff
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.security import sign_in
from hall_app.security.login import LoginRefused, PasswordChangeNeeded
from hall_app.security.managing import HallAdministration
from hall_app.security.permissions import SYSTEM
from hall_app.settings import Settings
from tests.hall_app.halls import PASSWORD, SmallHall


@pytest.fixture
def administration(hall: SmallHall) -> HallAdministration:
    return HallAdministration(hall.store, hall.clock, Settings)


def actions(hall: SmallHall) -> list[str]:
    with hall.store.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_a_new_account_logs_in_only_after_changing_its_password(
    hall: SmallHall, administration: HallAdministration
) -> None:
    password = administration.create_account(
        hall.clerk(role="system_admin"), " lh0199 ", "龙 小 雨", "counter"
    )
    with pytest.raises(PasswordChangeNeeded):
        sign_in.login(hall.store, "LH0199", password, None, clock=hall.clock, settings=Settings())
    line = next(
        one for one in administration.accounts(hall.clerk(role="system_admin")) if one.staff_no == "LH0199"
    )
    assert (line.name, line.must_change, line.disabled) == ("龙 小 雨", True, False)
    assert "staff.create" in actions(hall)
    with pytest.raises(InputRefused, match="已有这个工号"):
        administration.create_account(hall.clerk(role="system_admin"), "LH0199", "别人", "counter")
    for bad in ("", "号码", "A" * 30, "LH 01"):
        with pytest.raises(InputRefused):
            administration.create_account(hall.clerk(role="system_admin"), bad, "别人", "counter")


def test_only_the_security_administrator_gives_an_administrators_role(
    hall: SmallHall, administration: HallAdministration
) -> None:
    system, security = hall.clerk(role="system_admin"), hall.clerk(role="security_admin")
    with pytest.raises(NotPermitted, match="安全管理员"):
        administration.create_account(system, "LH0199", "龙小雨", "audit_admin")
    with pytest.raises(NotPermitted):
        administration.change_account(system, hall.staff["LH0105"], "温雪", "system_admin")
    administration.change_account(security, hall.staff["LH0105"], "温雪", "system_admin")
    with pytest.raises(NotPermitted, match="自己"):
        administration.change_account(security, hall.staff["R-SECURITY_ADMIN"], "温雪", "system_admin")
    with pytest.raises(NotPermitted):
        administration.accounts(hall.clerk("08"))


@pytest.mark.parametrize("role", ["security_admin", "audit_admin"])
def test_the_last_administrator_of_a_kind_stays(
    hall: SmallHall, administration: HallAdministration, role: str
) -> None:
    system, last = hall.clerk(role="system_admin"), hall.staff[f"R-{role}".upper()]
    with pytest.raises(Conflict, match="最后一位"):
        administration.set_disabled(system, last, True)
    with hall.store.reading() as session:
        assert not session.get_one(Staff, last).disabled, "nothing was written"
    administration.change_account(hall.clerk(role="security_admin"), hall.staff["LH0105"], "温雪", role)
    administration.set_disabled(system, last, True)
    with pytest.raises(Conflict, match="最后一位"):
        administration.set_disabled(system, hall.staff["LH0105"], True)


def test_a_disabled_account_leaves_its_window_and_cannot_log_in(
    hall: SmallHall, administration: HallAdministration
) -> None:
    hall.clerk("05")
    system = hall.clerk(role="system_admin")
    with pytest.raises(NotPermitted, match="自己"):
        administration.set_disabled(system, system.staff_id, True)
    administration.set_disabled(system, hall.staff["LH0105"], True)
    seats = {one.number: one for one in administration.seats(system)}
    assert seats["05"].occupant is None
    with pytest.raises(LoginRefused, match="停用"):
        sign_in.login(hall.store, "LH0105", PASSWORD, None, clock=hall.clock, settings=Settings())
    administration.set_disabled(system, hall.staff["LH0105"], False)
    sign_in.login(hall.store, "LH0105", PASSWORD, None, clock=hall.clock, settings=Settings())


def test_a_reset_password_is_an_initial_one(hall: SmallHall, administration: HallAdministration) -> None:
    fresh = administration.reset_password(hall.clerk(role="system_admin"), hall.staff["LH0105"])
    assert fresh != PASSWORD
    with pytest.raises(LoginRefused):
        sign_in.login(hall.store, "LH0105", PASSWORD, None, clock=hall.clock, settings=Settings())
    with pytest.raises(PasswordChangeNeeded):
        sign_in.login(hall.store, "LH0105", fresh, None, clock=hall.clock, settings=Settings())
    with hall.store.reading() as session:
        details = str([one.detail for one in session.scalars(select(AuditEntry))])
    assert fresh not in details


def test_roles_keep_the_administrators_apart_and_one_of_each(
    hall: SmallHall, administration: HallAdministration
) -> None:
    security = hall.clerk(role="security_admin")
    with pytest.raises(InputRefused, match="兼任"):
        administration.set_role(security, "system_admin", SYSTEM | {"audit.read"})
    with pytest.raises(Conflict, match="系统管理员"):
        administration.set_role(security, "system_admin", frozenset({"devices.manage"}))
    with pytest.raises(NotPermitted, match="自己"):
        administration.set_role(security, "security_admin", frozenset({"roles.manage"}))
    administration.set_role(security, "hall_manager", frozenset({"item.read", "window.release"}))
    roles = {one.code: one for one in administration.roles(security)}
    assert roles["hall_manager"].permissions == {"item.read", "window.release"}
    assert roles["system_admin"].administrator
    assert not roles["counter"].administrator
    named = [name for group in administration.permission_groups() for name, _ in group.permissions]
    assert len(named) == len(set(named))


def test_a_taken_window_is_freed_from_the_login_page_by_whoever_may(
    hall: SmallHall, administration: HallAdministration
) -> None:
    hall.clerk("05")
    with pytest.raises(NotPermitted, match="请对方退出"):
        administration.release_from_login("LH0106", PASSWORD, hall.windows["05"])
    administration.release_from_login("R-HALL_MANAGER", PASSWORD, hall.windows["05"])
    seats = {one.number: one for one in administration.seats(hall.clerk(role="hall_manager"))}
    assert seats["05"].occupant is None
    assert actions(hall)[-2:] == ["window.release", "staff.logout"]


def test_every_use_case_asks_for_its_permission(hall: SmallHall, administration: HallAdministration) -> None:
    clerk, someone = hall.clerk("08"), hall.staff["LH0105"]
    tries: tuple[Callable[[], object], ...] = (
        lambda: administration.create_account(clerk, "LH0199", "龙小雨", "counter"),
        lambda: administration.change_account(clerk, someone, "温雪", "counter"),
        lambda: administration.set_disabled(clerk, someone, True),
        lambda: administration.reset_password(clerk, someone),
        lambda: administration.unlock_account(clerk, "LH0105"),
        lambda: administration.set_role(clerk, "hall_manager", frozenset()),
        lambda: administration.release(clerk, hall.windows["05"]),
        lambda: administration.seats(clerk),
        lambda: administration.roles(clerk),
    )
    for each in tries:
        with pytest.raises(NotPermitted):
            each()
