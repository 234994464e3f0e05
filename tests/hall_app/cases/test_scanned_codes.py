"""What a scanner read, on both databases: sheets, tickets, other halls' and other days' codes, anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.cases import Case
from db.cases_queries import hall_of
from db.places import Window
from db.queueing import Ticket
from db.security import AuditEntry
from hall_app.cases import filling
from hall_app.cases.accepting import accept
from hall_app.cases.qr import case_qr_text
from hall_app.cases.resubmitting import take_in
from hall_app.cases.resuming import open_case
from hall_app.errors import Conflict, HallError, InputRefused, NotPermitted
from hall_app.queueing.paper import ticket_qr_text
from hall_app.scanned_codes import FoundTicket, ScannedCase, call_ticket, look_up_scan
from hall_app.settings import Settings
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_accepting import ready
from tests.hall_app.cases.test_resuming import PROMISE, notice


def look_up(hall: DemoHall, text: str) -> ScannedCase | FoundTicket:
    return look_up_scan(hall.store, hall.clerk, text, clock=hall.clock, settings=Settings())


def call(hall: DemoHall, ticket: Ticket) -> object:
    return call_ticket(hall.store, hall.clerk, ticket.id, clock=hall.clock, settings=Settings())


def qr_key(hall: DemoHall) -> str:
    with hall.store.reading() as session:
        return hall_of(session, hall.clerk.hall_id).qr_key


def waiting(hall: DemoHall) -> Ticket:
    """The ticket of ``hall.ticket()`` put back to waiting, before any window."""
    given_ticket = hall.ticket()
    with hall.store.writing() as session:
        ticket = session.get_one(Ticket, given_ticket.ticket_id)
        ticket.state, ticket.window_id, ticket.clerk_id = "waiting", None, None
        session.flush()
        session.expunge(ticket)
    return ticket


def test_a_receipt_opens_its_case(hall: DemoHall) -> None:
    decision = accept(hall.store, hall.clerk, ready(hall, ticket=hall.ticket()), terms=hall.terms)
    with hall.store.reading() as session:
        exchange_number = session.scalars(select(Case)).one().exchange_number
    code = case_qr_text(exchange_number, decision.case_number, qr_key(hall))
    for text in (code, f" {code}\n".strip(), decision.case_number):
        found = look_up(hall, text)
        assert isinstance(found, ScannedCase)
        assert (found.case_number, found.state_name) == (decision.case_number, "已受理")
        assert found.document_id == decision.document.document_id
        assert "林晓燕" not in found.applicant
    for forged in (
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        code.replace("0001", "0002"),
        case_qr_text(exchange_number, "LH260617-0001", "other"),
    ):
        with pytest.raises(InputRefused) as caught:
            look_up(hall, forged)
        assert caught.value.remedy
    with hall.store.reading() as session:
        deeds = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.scanned")).all()
        assert len(deeds) == 3


def test_a_ticket_is_found_and_called(hall: DemoHall) -> None:
    ticket = waiting(hall)
    day = hall.clock.today()
    with hall.store.reading() as session:
        abbreviation = hall_of(session, hall.clerk.hall_id).abbreviation
    code = ticket_qr_text(abbreviation, qr_key(hall), day, ticket.number)
    found = look_up(hall, code)
    assert isinstance(found, FoundTicket)
    assert found.ticket.ticket_id == ticket.id
    yesterday = ticket_qr_text(abbreviation, qr_key(hall), day - timedelta(days=1), ticket.number)
    for refused in (yesterday, code[:-1] + ("0" if code[-1] != "0" else "1"), "Z999"):
        with pytest.raises(InputRefused):
            look_up(hall, refused)
    call(hall, ticket)
    with hall.store.reading() as session:
        row = session.get_one(Ticket, ticket.id)
        assert (row.state, row.window_id) == ("calling", hall.clerk.window_id)
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "queue.call")).one()
        assert deed.detail["by"] == "scan"
    with pytest.raises(Conflict, match="手上还有"):
        call(hall, ticket)


def test_another_windows_business_is_not_called_here(hall: DemoHall) -> None:
    ticket = waiting(hall)
    with hall.store.writing() as session:
        session.get_one(Ticket, ticket.id).group = "Q"
    with pytest.raises(InputRefused, match="不在本窗口"):
        call(hall, ticket)
    with hall.store.writing() as session:
        session.get_one(Window, hall.clerk.window_id).paused_reason = "用餐"
    with pytest.raises(Conflict, match="暂停"):
        call(hall, ticket)


def test_nobody_without_the_right(hall: DemoHall) -> None:
    clerk = replace(hall.clerk, permissions=frozenset())
    for text in ("LH260617-0001", "A001"):
        with pytest.raises(NotPermitted):
            look_up_scan(hall.store, clerk, text, clock=hall.clock, settings=Settings())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=250),
        st.text(max_size=40).map(lambda t: f"FTZT1|{t}"),
        st.text(max_size=40).map(lambda t: f"FTZW1|{t}"),
    )
)
def test_any_text_is_answered_in_words(sqlite_demo: object, text: str) -> None:
    demo = sqlite_demo
    with pytest.raises(HallError) as caught:
        look_up_scan(demo.store, demo.clerk, text, clock=demo.clock, settings=Settings())  # type: ignore[attr-defined]
    assert caught.value.message
    assert len(text) < 12 or text not in str(caught.value)


def test_a_notice_names_the_pieces_it_waits_for(hall: DemoHall) -> None:
    told = notice(hall)
    found = look_up(hall, told.case_number)
    assert isinstance(found, ScannedCase)
    assert found.waits
    assert [(piece.name, piece.wanted, piece.brought) for piece in found.pieces] == [
        ("就业承诺书", "请本人签名后补交", False)
    ]
    assert found.pieces_until == date(2026, 7, 2)
    app = open_case(hall.store, hall.clerk, None, told.case_id, terms=hall.terms)
    take_in(hall.store, hall.clerk, filling.receive(app, PROMISE, 1, 0), terms=hall.terms)
    found = look_up(hall, told.case_number)
    assert isinstance(found, ScannedCase)
    assert [piece.brought for piece in found.pieces] == [True]
    assert found.pieces_until == date(2026, 6, 25)


def test_an_accepted_case_waits_for_no_piece(hall: DemoHall) -> None:
    accepted = accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    found = look_up(hall, accepted.case_number)
    assert isinstance(found, ScannedCase)
    assert (found.waits, found.pieces) == (False, ())
