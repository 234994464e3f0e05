"""What needs more than one act on a case, with the rights of a window's own login on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from db.cases import Case, CaseMaterial, CaseStep
from db.documents import IssuedDocument
from db.items import Item
from db.places import Window
from hall_app.cases.accepting import accept
from hall_app.cases.silence_sheet import hand_over
from hall_app.cases.terms import CaseTerms
from hall_app.exchange.differences import LIBRARY, HallDifferenceDesk
from hall_app.practice.catalogue import fixed_id
from hall_app.settings import Settings
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_accepting import ready
from tests.hall_app.cases.test_resuming import notice
from tests.hall_app.cases.test_silence_sheet import issue, silent
from tests.hall_app.cases.test_undoing_resumed import accepted_again, undo
from tests.stacks.roles import RoleHall

pytestmark = pytest.mark.postgresql


@pytest.fixture
def window(role_hall: RoleHall) -> Iterator[DemoHall]:
    """Window 08 by its own login, in a hall without earlier cases."""
    demo = role_hall.demo
    with demo.store.writing() as session:
        for table in (CaseStep, CaseMaterial, Case):
            session.execute(delete(table))
        session.get_one(Window, demo.clerk.window_id).occupant_id = demo.clerk.staff_id
    store = role_hall.window()
    with store.reading() as session:
        items = {item.local_code: item for item in session.scalars(select(Item))}
    calendar = load_calendar(store)
    terms = CaseTerms(demo.clock, Settings(), lambda start, days: deadline(calendar, start, days))
    yield DemoHall(store, demo.clock, demo.clerk, terms, items)
    store.close()


def test_a_window_takes_back_the_acceptance_of_a_resumed_case(window: DemoHall) -> None:
    told = notice(window)
    accepted_again(window, told.case_id)
    undo(window, told.case_id)
    with window.store.reading() as session:
        assert session.get_one(Case, told.case_id).state == "12"


def test_a_window_gives_its_own_value_up(window: DemoHall) -> None:
    accept(window.store, window.clerk, ready(window), terms=window.terms)
    desk = HallDifferenceDesk(window.store, None, window.clock, lambda: None)
    (found,) = desk.differences(window.clerk)
    full = desk.difference(window.clerk, found.proposal_id)
    assert full.theirs is not None
    desk.settle(window.clerk, found.proposal_id, LIBRARY, full.theirs.value)
    assert desk.differences(window.clerk) == ()


def test_a_window_makes_the_sheet_of_another_windows_case(window: DemoHall, role_hall: RoleHall) -> None:
    case = silent(window)
    with role_hall.demo.store.writing() as session:
        session.get_one(Case, case.id).window_id = fixed_id("window:07")
    assert issue(window) == (case.case_number,)
    with window.store.reading() as session:
        receipt = select(IssuedDocument).where(IssuedDocument.kind == "receipt")
        assert session.scalars(receipt).one().data["content"]["window"] == "07 号窗口"
    hand_over(window.store, window.clerk, case.id, terms=window.terms)
