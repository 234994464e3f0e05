"""Administrators at an office's machine with its own PostgreSQL role, and the look-ups of a window's role."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from db.libraries import Person
from db.places import Window
from db.security import Staff
from hall_app.device_desk import HallDeviceDesk
from hall_app.errors import InputRefused, Unavailable
from hall_app.exchange.overview import HallSyncDesk
from hall_app.libraries.looking_up import HallLookupDesk
from hall_app.places import changing
from hall_app.security.audit import Actor
from hall_app.security.audit_reading import AuditFilter, HallAuditDesk
from hall_app.security.database_logins import add_window_login, drop_login
from hall_app.security.managing import HallAdministration
from hall_app.settings import Settings
from hall_app.status import PartStatus
from hall_app.working_days.maintenance import HallCalendarDesk
from tests.stacks.demo import Demo, demo_clerk
from tests.stacks.roles import RoleHall

pytestmark = pytest.mark.postgresql
LINK = PartStatus("link", "已连接区平台", "ok", "全部已同步")


def test_the_office_manages_accounts_roles_seats_calendar_and_reads_the_trail(
    role_hall: RoleHall, tmp_path: Path
) -> None:
    demo, office = role_hall.demo, role_hall.office()
    with demo.store.reading() as session:
        ids = {one.staff_no: one.id for one in session.scalars(select(Staff))}
    acting = {
        role: replace(demo_clerk(role), staff_id=ids[number], window_id=None, window_number=None)
        for role, number in (
            ("system_admin", "LH0901"),
            ("security_admin", "LH0902"),
            ("audit_admin", "LH0903"),
        )
    }
    manager = replace(demo_clerk("hall_manager"), window_id=None, window_number=None)
    desk = HallAdministration(office, demo.clock, Settings)
    assert len(desk.create_account(acting["system_admin"], "LH0777", "龙小雨", "counter")) >= 10
    made = next(one for one in desk.accounts(acting["system_admin"]) if one.staff_no == "LH0777")
    desk.change_account(acting["security_admin"], made.staff_id, "龙小雨", "reviewer")
    desk.reset_password(acting["system_admin"], made.staff_id)
    desk.set_disabled(acting["system_admin"], made.staff_id, True)
    desk.unlock_account(manager, "LH0777")
    desk.set_role(acting["security_admin"], "hall_manager", frozenset({"window.release", "staff.unlock"}))
    desk.release(manager, next(one.window_id for one in desk.seats(manager) if one.in_hand is None))
    desk.add_window(acting["system_admin"], "11", "AB")
    desk.change_window(acting["system_admin"], "11", "BA")
    assert next(one.groups for one in desk.seats(manager) if one.number == "11") == "BA"
    desk.rename_window(acting["system_admin"], "11", "21")
    desk.close_window(acting["system_admin"], "21")
    desk.open_window_again(acting["system_admin"], "21")
    hall = desk.hall(acting["system_admin"])
    assert desk.change_hall(acting["system_admin"], hall.name + "（新）", hall.address, hall.phone) == (
        "名称",
    )
    calendar = HallCalendarDesk(office, demo.clock)
    view = calendar.year(acting["system_admin"], 2026)
    calendar.enter(acting["system_admin"], 2026, view.entries, "复核")
    audit = HallAuditDesk(office, demo.clock, tmp_path)
    lines = audit.entries(acting["audit_admin"], AuditFilter(action="staff.")).lines
    assert {"staff.create", "staff.change", "staff.disable", "staff.unlock"} <= {one.action for one in lines}
    assert audit.check(acting["audit_admin"]).intact
    assert audit.export(acting["audit_admin"], AuditFilter()).is_file()
    HallSyncDesk(office, tmp_path, demo.clock, lambda: LINK, lambda: None).overview(manager)
    office.close()


def test_a_login_is_not_taken_from_the_machine_of_a_window_with_another_number_now(
    role_hall: RoleHall,
) -> None:
    role_hall.window("08").close()
    store, clock = role_hall.demo.store, role_hall.demo.clock
    with store.writing() as session:
        session.execute(update(Window).where(Window.number == "08").values(occupant_id=None))
    actor = Actor("os:root")
    changing.rename_window(store, actor, "08", "28", clock=clock)
    system = replace(demo_clerk("system_admin"), window_id=None, window_number=None)
    HallAdministration(store, clock, Settings).add_window(system, "08", "A")
    with pytest.raises(InputRefused, match="28 号窗口的机器在用") as refused:
        add_window_login(store, "08")
    assert "hall-app db roles window 28" in refused.value.remedy
    add_window_login(store, "28")
    drop_login(store, f"{role_hall.database}_w08")
    assert add_window_login(store, "08").role_name == f"{role_hall.database}_w08"


def test_a_window_looks_up_and_tests_but_manages_nothing(role_hall: RoleHall, tmp_path: Path) -> None:
    demo = role_hall.demo
    window = role_hall.window("08", exchange=False)
    acting: Demo = replace(demo, store=window)
    with demo.store.reading() as session:
        person = session.scalars(select(Person).where(Person.name == "林晓燕")).one()
    lookup = HallLookupDesk(window, demo.clock)
    assert lookup.person(acting.clerk, person.id, "check").name == "林晓燕"
    hits = lookup.find_cases(acting.clerk, "LH26")
    assert hits
    assert lookup.case(acting.clerk, hits[0].number).number == hits[0].number
    devices = HallDeviceDesk(window, demo.clock, Settings, lambda: (), lambda: None, lambda: None)
    assert devices.test(acting.clerk, "database", lambda _words: None).ok
    found = HallSyncDesk(window, tmp_path, demo.clock, lambda: LINK, lambda: None).overview(acting.clerk)
    assert (found.link, found.lines) == (LINK, ()), "its server keeps step, not the window"
    stolen = replace(demo_clerk("system_admin"), window_id=None)
    with pytest.raises(Unavailable):
        HallAdministration(window, demo.clock, Settings).create_account(stolen, "LH0666", "谁", "counter")
    managing = HallAdministration(window, demo.clock, Settings)
    for deed in (
        lambda: managing.close_window(stolen, "05"),
        lambda: managing.rename_window(stolen, "05", "25"),
        lambda: managing.change_hall(stolen, "别的大厅", "别处", "1"),
    ):
        with pytest.raises(Unavailable):
            deed()
    with pytest.raises(Unavailable):
        HallAuditDesk(window, demo.clock, tmp_path).entries(demo_clerk("audit_admin"), AuditFilter())
    window.close()
