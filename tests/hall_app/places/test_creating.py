"""A real hall in an empty database: who can log in, what stands there, what is refused."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select

from db.items import Item
from db.libraries import Person
from db.places import Department, Hall, Region, Window
from db.security import AuditEntry, Role, Staff
from db.session import Store
from hall_app.clock import FixedClock
from hall_app.errors import Conflict
from hall_app.places.creating import CreatedHall, create_hall
from hall_app.places.definition import hall_definition
from hall_app.practice.making import is_practice, make_demo
from hall_app.security import accounts, sign_in
from hall_app.security.audit import Actor, verify
from hall_app.security.login import PasswordChangeNeeded
from hall_app.security.managing import HallAdministration
from hall_app.security.permissions import ROLES
from hall_app.settings import QUEUE_GROUPS, Settings
from tests.hall_app.halls import build_hall
from tests.hall_app.places.test_definition import example
from tests.stacks.demo import Demo

CLOCK = FixedClock(datetime(2026, 6, 17, 9, 0))
FRESH = "Lianhua-7531"


def create(store: Store) -> CreatedHall:
    definition = hall_definition(example(), QUEUE_GROUPS.default)
    return create_hall(store, definition, clock=CLOCK, actor=Actor("os:root"))


def test_a_hall_is_made_whole_real_and_without_people(store: Store) -> None:
    made = create(store)
    with store.reading() as session:
        hall = session.scalars(select(Hall)).one()
        assert (hall.id, hall.abbreviation, hall.practice) == (made.hall_id, "XM", False)
        assert len(hall.qr_key) == 32
        windows = session.scalars(select(Window).order_by(Window.number)).all()
        assert [one.number for one in windows] == [f"{number:02d}" for number in range(1, 7)]
        assert windows[5].groups == ["D", "E"]
        assert session.scalars(select(Department.uscc)).all() == ["11440304MB2D26978H"]
        assert session.scalar(select(func.count()).select_from(Region)) > 90
        assert set(session.scalars(select(Role.code))) == {role.code for role in ROLES}
        assert [session.scalar(select(func.count()).select_from(table)) for table in (Item, Person)] == [0, 0]
        assert sorted(session.scalars(select(Staff.staff_no))) == ["XM0901", "XM0902", "XM0903"]
        trail = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        assert [one.action for one in trail] == ["staff.create"] * 3 + ["hall.create"]
        assert {one.actor for one in trail} == {"os:root"}
        assert not any(one.password in str(entry.detail) for one in made.accounts for entry in trail)
    assert not is_practice(store)
    assert verify(store).intact


def test_its_administrator_changes_the_password_once_and_sets_the_hall_up(store: Store) -> None:
    made, settings = create(store), Settings()
    first = made.accounts[0]
    assert (first.role, first.number) == ("系统管理员", "XM0901")
    with pytest.raises(PasswordChangeNeeded):
        sign_in.login(store, first.number, first.password, None, clock=CLOCK, settings=settings)
    accounts.change_password(store, first.number, first.password, FRESH, clock=CLOCK, settings=settings)
    clerk = sign_in.login(store, first.number, FRESH, None, clock=CLOCK, settings=settings)
    assert (clerk.window_id, clerk.practice, clerk.hall_name) == (None, False, "香蜜湖街道政务服务大厅")
    desk = HallAdministration(store, CLOCK, Settings)
    password = desk.create_account(clerk, "XM0101", "何静", "counter")
    desk.add_window(clerk, "07", "a, v")
    desk.change_window(clerk, "06", "DEW")
    assert [(one.number, one.groups) for one in desk.seats(clerk)][5:] == [("06", "DEW"), ("07", "AV")]
    accounts.change_password(store, "XM0101", password, FRESH, clock=CLOCK, settings=settings)
    seat = next(one.window_id for one in desk.seats(clerk) if one.number == "07")
    assert sign_in.login(store, "XM0101", FRESH, seat, clock=CLOCK, settings=settings).window_number == "07"


def test_a_second_hall_is_refused_and_nothing_changes(store: Store) -> None:
    create(store)
    with pytest.raises(Conflict, match="已有大厅"):
        create(store)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Staff)) == 3
        assert session.scalar(select(func.count()).select_from(Hall)) == 1


def test_a_practice_installation_never_becomes_real(demo: Demo) -> None:
    with pytest.raises(Conflict, match="演示大厅"):
        create(demo.store)


def test_a_real_hall_takes_no_demo(store: Store) -> None:
    create(store)
    with pytest.raises(Exception, match="正式数据"):
        make_demo(store, persons=5, seed=1, day=CLOCK.today(), clock=CLOCK, hash_password=lambda _word: "x")


def test_a_hall_beside_it_keeps_its_own(store: Store) -> None:
    build_hall(store, windows=1)
    with pytest.raises(Conflict, match="莲花街道"):
        create(store)
