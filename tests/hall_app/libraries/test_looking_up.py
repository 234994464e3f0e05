"""Outside a reception: a reason first, everything traced and masked, a case by its number, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.backup import move_on
from db.cases import Case
from db.libraries import LibraryAccess, Person
from db.security import AuditEntry
from hall_app.cases.lights import Light
from hall_app.clock import FixedClock
from hall_app.errors import InputRefused, NotPermitted
from hall_app.libraries.looking_up import REASONS, HallLookupDesk
from hall_app.practice.catalogue import fixed_id
from hall_app.settings import LIBRARY_QUERIES_PER_DAY, ORANGE_DAYS, YELLOW_DAYS, YELLOW_PERCENT, Settings
from tests.stacks.demo import Demo, demo_clerk


def lin(demo: Demo) -> Person:
    with demo.store.reading() as session:
        return session.scalars(select(Person).where(Person.name == "林晓燕")).one()


@pytest.mark.parametrize("reason", [key for key, _ in REASONS])
def test_a_file_is_read_for_a_reason_and_traced(demo: Demo, reason: str) -> None:
    person = lin(demo)
    sheet = HallLookupDesk(demo.store, demo.clock).person(demo.clerk, person.id, reason)
    assert (sheet.name, sheet.about) == ("林晓燕", "女·34 岁·汉")
    assert sheet.id_masked == "4403**********2727"
    assert {section.key for section in sheet.file.sections} >= {"address", "housing", "family"}
    with demo.store.reading() as session:
        trace = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == reason)).one()
        assert trace.person_id == person.id
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.open")).one()
        assert deed.detail == {"reason": dict(REASONS)[reason]}


def test_past_the_day_s_number_nothing_is_shown_and_the_attempt_is_kept(demo: Demo) -> None:
    person = lin(demo)
    desk = HallLookupDesk(
        demo.store, demo.clock, lambda: Settings().with_values({LIBRARY_QUERIES_PER_DAY: 11})
    )
    notices = [desk.person(demo.clerk, person.id, "check").limit_notice for _ in range(11)]
    assert notices == [""] * 9 + ["今天已查 10 次，上限 11 次", "今天已查 11 次，上限 11 次"]
    for _ in range(2):
        with pytest.raises(NotPermitted, match="今天已查满 11 次") as refused:
            desk.person(demo.clerk, person.id, "check")
    assert "接件不受影响" in refused.value.remedy
    with demo.store.reading() as session:
        traces = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == "check")).all()
        assert len(traces) == 11
        deeds = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.open")).all()
        assert [one.success for one in deeds] == [True] * 11 + [False] * 2
        assert deeds[-1].detail == {"reason": "核查", "limit": 11}
    other = replace(demo.clerk, staff_id=fixed_id("staff:LH0105"))
    assert desk.person(other, person.id, "check").name == "林晓燕", "everybody has the own number"
    tomorrow = FixedClock(demo.clock.now() + timedelta(days=1))
    late = HallLookupDesk(demo.store, tomorrow, lambda: Settings().with_values({LIBRARY_QUERIES_PER_DAY: 11}))
    assert late.person(demo.clerk, person.id, "check").name == "林晓燕", "a new day begins anew"
    with demo.store.writing() as session:
        move_on(session, 1000, 1)
    assert late.person(demo.clerk, person.id, "check").limit_notice == "", "a restore takes nobody's look-ups"


def test_a_case_s_colour_follows_the_hall_s_lights(demo: Demo) -> None:
    with demo.store.reading() as session:
        case = session.scalars(select(Case).where(Case.state == "25").limit(1)).one()
    shown = []
    for yellow in (60, 0):
        settings = Settings().with_values({YELLOW_PERCENT: 0, YELLOW_DAYS: yellow, ORANGE_DAYS: 0})
        desk = HallLookupDesk(demo.store, demo.clock, lambda settings=settings: settings)
        sheet = desk.case(demo.clerk, case.case_number)
        (hit,) = desk.find_cases(demo.clerk, case.case_number)
        assert hit.left == sheet.left, "a list and the page say the same"
        shown.append((sheet.left.light, sheet.tone))
    assert shown == [(Light.YELLOW, "accent"), (Light.GREEN, "accent")]


def test_no_reason_no_file(demo: Demo) -> None:
    desk = HallLookupDesk(demo.store, demo.clock)
    for reason in ("", "reception", "curiosity"):
        with pytest.raises(InputRefused, match="事由"):
            desk.person(demo.clerk, lin(demo).id, reason)
    with demo.store.reading() as session:
        assert session.scalars(select(LibraryAccess).where(LibraryAccess.person_id.is_not(None))).all() == []


@pytest.mark.parametrize("role", ["reviewer", "system_admin", "audit_admin", "hall_manager"])
def test_who_may_not_search_people_opens_none(demo: Demo, role: str) -> None:
    with pytest.raises(NotPermitted):
        HallLookupDesk(demo.store, demo.clock).person(demo_clerk(role), lin(demo).id, "check")


def test_a_case_is_found_by_the_beginning_of_its_number_and_shown_masked(demo: Demo) -> None:
    desk = HallLookupDesk(demo.store, demo.clock)
    with demo.store.reading() as session:
        number = session.scalars(select(Case.case_number).order_by(Case.case_number)).first()
    assert number is not None
    assert number in {hit.number for hit in desk.find_cases(demo.clerk, number[:8].lower())}
    sheet = desk.case(demo.clerk, number.lower())
    assert sheet.number == number
    assert "*" in sheet.applicant
    assert "**********" in sheet.id_masked
    for odd in ("", "LH", "%", "'; drop table cases; --"):
        assert desk.find_cases(demo.clerk, odd) == ()
    with pytest.raises(InputRefused, match="没有"):
        desk.case(demo.clerk, "LH999999-9999")
    for role in ("system_admin", "audit_admin", "security_admin"):
        with pytest.raises(NotPermitted):
            desk.case(demo_clerk(role), number)


def test_a_case_of_another_hall_is_not_shown(demo: Demo) -> None:
    with demo.store.reading() as session:
        number = session.scalars(select(Case.case_number)).first()
    assert number is not None
    stranger = replace(demo.clerk, hall_id=demo.clerk.staff_id)
    desk = HallLookupDesk(demo.store, demo.clock)
    with pytest.raises(InputRefused):
        desk.case(stranger, number)
    assert desk.find_cases(stranger, number) == ()
