"""What the idle page says of the day: figures, the last reception, and what is left to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from db.cases import Case, CaseMaterial, CaseStep
from db.documents import IssuedDocument
from db.queueing import Ticket
from hall_app.queueing.overview import queue
from hall_app.queueing.queue import QueueOverview
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from tests.hall_app.halls import SmallHall
from tests.hall_app.working_days.test_entry import item_id


@pytest.fixture
def clerk(hall: SmallHall) -> Clerk:
    return hall.clerk("08")


def overview(hall: SmallHall, clerk: Clerk) -> QueueOverview:
    return queue(hall.store, clerk, clock=hall.clock, settings=Settings())


def add_case(
    hall: SmallHall, clerk: Clerk, number: int, state: str, seconds: int = 50, **values: Any
) -> UUID:
    """A case of the window with its finished ticket, and four materials of which three are free of papers."""
    now = hall.clock.now()
    with hall.store.writing() as session:
        ticket = Ticket(
            hall_id=hall.hall_id,
            day=hall.clock.today(),
            number=f"A{number:03d}",
            group="A",
            business="个人事务",
            state="done",
            outcome="已受理",
            issued_at=now,
            queued_at=now,
            window_id=clerk.window_id,
            started_at=now - timedelta(seconds=seconds),
            finished_at=now,
        )
        session.add(ticket)
        session.flush()
        case = Case(
            hall_id=hall.hall_id,
            case_number=f"LH260604-{number:04d}",
            item_id=item_id(session),
            item_code="JZZ",
            ticket_id=ticket.id,
            window_id=clerk.window_id,
            clerk_id=clerk.staff_id,
            applicant_name="某",
            applicant_id_kind="111",
            applicant_id_number="440399199203152721",
            identity_check={},
            form={},
            state=state,
            received_at=now,
            statutory_days=20,
            promised_days=10,
            query_code_hash="x",
            **values,
        )
        session.add(case)
        session.flush()
        states = ("exempt", "exempt", "exempt_recheck", "received", "not_needed")
        session.add_all(
            CaseMaterial(
                case_id=case.id,
                position=place,
                code=str(place),
                name="x",
                state=one,
                method="x",
                originals=0,
                copies=0,
                pages=0,
                defects=[],
            )
            for place, one in enumerate(states)
        )
        return case.id


def add_step(hall: SmallHall, case_id: UUID, action: str) -> None:
    with hall.store.writing() as session:
        session.add(CaseStep(case_id=case_id, at=hall.clock.now(), to_state="x", action=action, detail={}))


def test_a_day_without_receptions(hall: SmallHall, clerk: Clerk) -> None:
    empty = overview(hall, clerk)
    assert (empty.waiting, empty.next, empty.longest_wait_s, empty.todo, empty.last) == (
        (),
        None,
        0,
        (),
        None,
    )
    assert (empty.today.accepted, empty.today.median_s, empty.today.exempt_share) == (0, None, None)
    assert empty.windows_open == 1
    assert empty.rule_note == "连叫 2 个预约或优先号后，叫 1 个普通号"


def test_the_figures_of_the_day(hall: SmallHall, clerk: Clerk) -> None:
    hall.clock.at -= timedelta(days=1)
    add_case(hall, clerk, 9, "20", 500)
    hall.clock.at += timedelta(days=1)
    for number, (state, seconds) in enumerate([("20", 40), ("42", 52), ("12", 90), ("90", 60)], 1):
        add_case(hall, clerk, number, state, seconds)
        hall.clock.at += timedelta(minutes=1)
    add_case(hall, hall.clerk("07"), 8, "20", 500)
    figures = overview(hall, clerk).today
    assert (figures.accepted, figures.median_s, figures.exempt_share) == (2, 56, 0.75)


def test_the_last_reception_and_until_when_it_can_be_undone(hall: SmallHall, clerk: Clerk) -> None:
    case_id = add_case(hall, clerk, 34, "20", 47)
    with hall.store.writing() as session:
        document = IssuedDocument(
            case_id=case_id,
            kind="acceptance",
            number="x",
            data={},
            content=b"",
            sha256="x",
            issued_at=hall.clock.now(),
            issued_by=clerk.staff_id,
        )
        session.add(document)
        session.flush()
        document_id = document.id
    last = overview(hall, clerk).last
    assert last is not None
    assert (last.ticket_number, last.item_name, last.outcome, last.seconds) == ("A034", "x", "已受理", 47)
    assert (last.case_id, last.document_id) == (case_id, document_id)
    assert last.undo_until == hall.clock.now() + timedelta(minutes=2)
    hall.clock.at += timedelta(minutes=2)
    later = overview(hall, clerk).last
    assert later is not None
    assert later.undo_until is None


def test_what_is_left_to_do(hall: SmallHall, clerk: Clerk) -> None:
    tomorrow = hall.clock.today() + timedelta(days=1)
    add_case(hall, clerk, 1, "22", deferred_due_on=tomorrow)
    add_case(hall, clerk, 2, "22", deferred_due_on=tomorrow + timedelta(days=1))
    returned, going_on = add_case(hall, clerk, 3, "25"), add_case(hall, clerk, 4, "25")
    add_step(hall, returned, "return")
    add_step(hall, going_on, "return")
    hall.clock.at += timedelta(minutes=1)
    add_step(hall, going_on, "resubmit")
    told = add_case(hall, clerk, 5, "55")
    add_step(hall, told, "notify_collection")
    add_case(hall, clerk, 6, "55")
    add_case(hall, clerk, 7, "55")
    assert [(line.kind, line.count) for line in overview(hall, clerk).todo] == [
        ("deferred_due", 1),
        ("returned", 1),
        ("to_collect", 2),
    ]
