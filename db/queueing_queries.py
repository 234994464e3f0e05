"""Queries of the queue. A claim takes the row's lock and steps over rows another window holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case as sql_case
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from db.cases import Case, CaseMaterial, CaseStep
from db.documents import IssuedDocument, PrintJob
from db.items import Item
from db.libraries import Person
from db.places import Hall, Window
from db.queueing import Ticket, TicketEvent
from db.session import is_sqlite

CHANNEL = "hall_queue"
IN_HAND = ("calling", "serving")


@dataclass(frozen=True, slots=True)
class ReceptionRow:
    """A ticket or case finished at a window, as the figures of the day need it."""

    case_id: UUID
    ticket_id: UUID | None
    ticket_number: str | None
    item_name: str
    state: str
    received_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    case_number: str


def hall_of(session: Session, hall_id: UUID) -> Hall | None:
    """The hall."""
    return session.get(Hall, hall_id)


def window_locked(session: Session, window_id: UUID) -> Window | None:
    """The window, held to the end of the transaction: one window does one thing at a time."""
    query = select(Window).where(Window.id == window_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def window_of(session: Session, window_id: UUID) -> Window | None:
    """The window as it stands."""
    return session.get(Window, window_id)


def windows_of_hall(session: Session, hall_id: UUID) -> Sequence[Window]:
    """Every window of the hall in order of number."""
    return session.scalars(
        select(Window).where(Window.hall_id == hall_id, Window.closed_at.is_(None)).order_by(Window.number)
    ).all()


def person_id_of(session: Session, id_number: str) -> UUID | None:
    """The person the population library has under this number."""
    return session.scalars(select(Person.id).where(Person.id_number == id_number)).one_or_none()


def tickets_in_state(session: Session, hall_id: UUID, day: date, state: str) -> Sequence[Ticket]:
    """The day's tickets in one state, oldest place first."""
    query = (
        select(Ticket)
        .where(Ticket.hall_id == hall_id, Ticket.day == day, Ticket.state == state)
        .order_by(Ticket.queued_at, Ticket.number)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def ticket_by_number(session: Session, hall_id: UUID, day: date, number: str) -> Ticket | None:
    """The day's ticket of that number; a number is given once a day in a hall."""
    query = select(Ticket).where(Ticket.hall_id == hall_id, Ticket.day == day, Ticket.number == number)
    return session.scalars(query).one_or_none()


def claim_waiting(session: Session, ticket_id: UUID) -> Ticket | None:
    """The ticket if it still waits and nobody else holds it, locked; None otherwise."""
    query = (
        select(Ticket)
        .where(Ticket.id == ticket_id, Ticket.state == "waiting")
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def ticket_locked(session: Session, ticket_id: UUID) -> Ticket | None:
    """The ticket, waited for and held to the end of the transaction."""
    query = select(Ticket).where(Ticket.id == ticket_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def ticket_in_hand(session: Session, window_id: UUID) -> Ticket | None:
    """The ticket being called or served at the window."""
    query = (
        select(Ticket)
        .where(Ticket.window_id == window_id, Ticket.state.in_(IN_HAND))
        .order_by(Ticket.called_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def waiting_number_of(
    session: Session, hall_id: UUID, day: date, group: str, identity_hash: str
) -> str | None:
    """The number this person already waits with in the group."""
    query = select(Ticket.number).where(
        Ticket.hall_id == hall_id,
        Ticket.day == day,
        Ticket.group == group,
        Ticket.identity_hash == identity_hash,
        Ticket.state == "waiting",
    )
    return session.scalars(query.limit(1)).one_or_none()


def step_up_held(session: Session, hall_id: UUID, day: date, group: str) -> None:
    """One more of the group was called: restored tickets behind it come one nearer.

    Rows another window holds are being called at this moment and need it no more.
    """
    query = (
        select(Ticket)
        .where(
            Ticket.hall_id == hall_id,
            Ticket.day == day,
            Ticket.group == group,
            Ticket.state == "waiting",
            Ticket.held_behind > 0,
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for ticket in session.scalars(query).all():
        ticket.held_behind -= 1
    session.flush()


def release_reserved(session: Session, window_id: UUID) -> None:
    """Let every window call the tickets that waited for this one alone."""
    session.execute(
        update(Ticket)
        .where(Ticket.reserved_window_id == window_id, Ticket.state == "waiting")
        .values(reserved_window_id=None, version=Ticket.version + 1)
    )


def unfinished_before(session: Session, hall_id: UUID, day: date) -> Sequence[Ticket]:
    """Tickets of earlier days that nobody finished, locked."""
    query = (
        select(Ticket)
        .where(
            Ticket.hall_id == hall_id,
            Ticket.day < day,
            Ticket.state.in_(("waiting", "calling", "serving", "missed", "suspended")),
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def missed_before(session: Session, hall_id: UUID, day: date, before: datetime) -> Sequence[Ticket]:
    """The day's missed tickets last called before an instant, locked."""
    query = (
        select(Ticket)
        .where(
            Ticket.hall_id == hall_id,
            Ticket.day == day,
            Ticket.state == "missed",
            Ticket.called_at < before,
        )
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def recent_handling(
    session: Session, hall_id: UUID, group: str, limit: int
) -> Sequence[tuple[datetime, datetime]]:
    """Start and end of the group's last finished tickets."""
    query = (
        select(Ticket.started_at, Ticket.finished_at)
        .where(
            Ticket.hall_id == hall_id,
            Ticket.group == group,
            Ticket.state == "done",
            Ticket.started_at.is_not(None),
            Ticket.finished_at.is_not(None),
        )
        .order_by(Ticket.finished_at.desc())
        .limit(limit)
    )
    return [(start, end) for start, end in session.execute(query) if start is not None and end is not None]


def add_event(
    session: Session,
    ticket: Ticket,
    at: datetime,
    kind: str,
    window_id: UUID | None,
    staff_id: UUID | None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Tell what happened to a ticket, and every screen of the hall that the queue changed."""
    session.flush()
    session.add(
        TicketEvent(
            ticket_id=ticket.id, at=at, kind=kind, window_id=window_id, staff_id=staff_id, detail=detail or {}
        )
    )
    announce(session, ticket.hall_id)


def announce(session: Session, hall_id: UUID) -> None:
    """NOTIFY the hall's screens when this transaction commits; SQLite has one machine and needs none."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_notify(:channel, :hall)"), {"channel": CHANNEL, "hall": str(hall_id)})


def add_print_job(session: Session, job: PrintJob) -> UUID:
    """Keep a print job; returns its id."""
    session.add(job)
    session.flush()
    return job.id


def mark_printed(session: Session, job_id: UUID, at: datetime) -> None:
    """A job whose paper is already in somebody's hand."""
    job = session.get_one(PrintJob, job_id)
    job.state, job.sent_at = "printed", at


def receptions_since(session: Session, window_id: UUID, since: datetime) -> Sequence[ReceptionRow]:
    """The cases received at the window since an instant, oldest first."""
    query = (
        select(
            Case.id,
            Case.ticket_id,
            Ticket.number,
            Item.name,
            Case.state,
            Case.received_at,
            Ticket.started_at,
            Ticket.finished_at,
            Case.case_number,
        )
        .join(Item, Item.id == Case.item_id)
        .outerjoin(Ticket, Ticket.id == Case.ticket_id)
        .where(Case.window_id == window_id, Case.received_at >= since)
        .order_by(Case.received_at, Case.id)
    )
    return [ReceptionRow(*row) for row in session.execute(query)]


def exempt_of(
    session: Session, window_id: UUID, since: datetime, exempt_states: Iterable[str]
) -> tuple[int, int]:
    """Of the materials of the window's cases since an instant: how many were free of papers, and how many in all."""
    exempt = func.coalesce(func.sum(sql_case((CaseMaterial.state.in_(tuple(exempt_states)), 1), else_=0)), 0)
    query = (
        select(exempt, func.count())
        .select_from(CaseMaterial)
        .join(Case, Case.id == CaseMaterial.case_id)
        .where(
            Case.window_id == window_id,
            Case.received_at >= since,
            Case.state != "90",
            CaseMaterial.state.not_in(("not_needed", "withdrawn")),
        )
    )
    row = session.execute(query).one()
    return int(row[0]), int(row[1])


def newest_document_of(session: Session, case_id: UUID) -> UUID | None:
    """The newest document of a case that still counts."""
    query = (
        select(IssuedDocument.id)
        .where(IssuedDocument.case_id == case_id, IssuedDocument.void.is_(False))
        .order_by(IssuedDocument.issued_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def last_finished_ticket(session: Session, window_id: UUID, since: datetime) -> Ticket | None:
    """The ticket the window finished last."""
    query = (
        select(Ticket)
        .where(Ticket.window_id == window_id, Ticket.state == "done", Ticket.finished_at >= since)
        .order_by(Ticket.finished_at.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def count_deferred_due(session: Session, hall_id: UUID, by: date) -> int:
    """Cases accepted with something to follow (容缺) whose papers fall due by that day."""
    query = select(func.count()).where(
        Case.hall_id == hall_id,
        Case.state == "22",
        Case.deferred_due_on.is_not(None),
        Case.deferred_due_on <= by,
    )
    return session.execute(query).scalar_one()


def count_returned(session: Session, hall_id: UUID) -> int:
    """Cases that review sent back and that still await their notice."""
    newest = (
        select(CaseStep.action)
        .where(CaseStep.case_id == Case.id)
        .order_by(CaseStep.at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(func.count()).where(
        Case.hall_id == hall_id, Case.state.in_(("10", "13", "20", "25")), newest == "return"
    )
    return session.execute(query).scalar_one()


def count_to_collect(session: Session, hall_id: UUID) -> int:
    """Cases whose result lies ready while the applicant was not yet told."""
    told = (
        select(CaseStep.id)
        .where(CaseStep.case_id == Case.id, CaseStep.action == "notify_collection")
        .exists()
    )
    query = select(func.count()).where(Case.hall_id == hall_id, Case.state == "55", ~told)
    return session.execute(query).scalar_one()


def open_windows_serving(windows: Iterable[Window], group: str | None = None) -> int:
    """How many windows are open, not paused and, with ``group``, serve it."""
    return sum(
        window.occupant_id is not None
        and window.paused_reason is None
        and (group is None or group in window.groups)
        for window in windows
    )


def waiting_for_window(tickets: Iterable[Ticket], window: Window) -> list[Ticket]:
    """Of the waiting tickets those this window may call."""
    return [
        ticket
        for ticket in tickets
        if ticket.reserved_window_id == window.id
        or (ticket.reserved_window_id is None and ticket.group in window.groups)
    ]
