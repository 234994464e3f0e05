"""Issuing a ticket: number, place in the queue, estimate, and the print job, in one transaction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import queueing_queries as queries
from db.base import new_id
from db.documents import PrintJob
from db.places import Hall, Window
from db.queueing import Ticket
from db.session import Session, Store
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.identity.resident import CardFacts
from hall_app.numbers import draw
from hall_app.queueing.paper import RenderTicket, TicketPaper, ticket_qr_text
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import APPOINTMENT, EMERGENCY, ORDINARY, PRIORITY, QueueRules, calling_order
from hall_app.queueing.tickets import (
    as_queue_ticket,
    as_waiting,
    change_day,
    identity_hash,
    refuse_before_opening,
)
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import (
    CLOSING_TIME,
    ESTIMATE_STEP_MIN,
    MEAN_HANDLING_S,
    MEAN_OVER_TICKETS,
    QUEUE_GROUPS,
    TICKET_HINT,
    TICKET_WIDTH_MM,
    Settings,
)
from hall_app.store_faults import explained

# 优先对象 (domain 4.3); the reason is stated at the desk and kept with the ticket.
PRIORITY_REASONS: dict[str, int] = {
    "老人": PRIORITY,
    "带幼儿": PRIORITY,
    "病患": PRIORITY,
    "残疾人": PRIORITY,
    "孕妇": PRIORITY,
    "现役军人": PRIORITY,
    "退役军人": PRIORITY,
    "烈属军属": PRIORITY,
    "消防救援": PRIORITY,
    "见义勇为": PRIORITY,
    "献血荣誉": PRIORITY,
    "应急": EMERGENCY,
}
PRIORITY_GROUP = "V"
APPOINTMENT_GROUP = "Y"
TICKET_MEDIA_TYPE = "application/vnd.escpos"


@dataclass(frozen=True, slots=True, repr=False)
class TicketOrder:
    """A ticket as ordered. ``id_number`` is kept as a keyed hash only; ``appointment_at`` for a booked slot."""

    group: str
    id_number: str | None = None
    priority_reason: str | None = None
    appointment_at: datetime | None = None
    items: tuple[str, ...] = ()
    practice: bool = False


@explained()
def issue_ticket(
    store: Store,
    clerk: Clerk,
    group: str,
    card: CardFacts | None,
    priority_reason: str | None = None,
    *,
    clock: Clock,
    settings: Settings,
    render: RenderTicket,
) -> QueueTicket:
    """代取号: issue a ticket for whoever's card lies there, or for nobody in particular; its print job waits.

    Raises NotPermitted, InputRefused, Conflict when the person already waits in the group or the hall is not open
    yet, Unavailable.
    """
    clerk.require("queue.issue")
    practice = clerk.practice or (card is not None and card.emulated)
    order = TicketOrder(group, card.id_number if card else None, priority_reason, practice=practice)
    now, today = clock.now(), clock.today()
    refuse_before_opening(clerk, now, settings)
    with store.writing() as session:
        change_day(session, clerk, today, now, settings)
        return place_ticket(session, clerk, order, now, settings, render)


def place_ticket(
    session: Session,
    clerk: Clerk,
    order: TicketOrder,
    at: datetime,
    settings: Settings,
    render: RenderTicket,
) -> QueueTicket:
    """Issue a ticket in the caller's transaction as of ``at``. Raises InputRefused, Conflict."""
    hall = queries.hall_of(session, clerk.hall_id)
    names = settings[QUEUE_GROUPS]
    if hall is None or order.group not in names:
        raise InputRefused(f"没有“{order.group}”这个队列", "请从列表中选择", "group")
    if order.practice and not hall.practice:
        raise InputRefused("演示证件不能在正式大厅取号", "请用真实证件", "card")
    ticket = _new_ticket(session, hall, order, names[order.group], at)
    queries.add_event(session, ticket, at, "issued", clerk.window_id, clerk.staff_id)
    rules = QueueRules.of(settings)
    waiting = queries.tickets_in_state(session, hall.id, ticket.day, "waiting")
    windows = queries.windows_of_hall(session, hall.id)
    ahead = _ahead(ticket, waiting, windows, at, rules)
    minutes = _estimate_min(session, ticket, ahead, windows, settings)
    job = _print_job(session, hall, ticket, ahead, minutes, clerk, at, settings, render)
    detail = {"number": ticket.number, "priority": order.priority_reason}
    record(session, clerk, "queue.issue", "ticket", ticket.id, True, detail, at)
    ends = hall_time(at + timedelta(minutes=minutes))
    closing = datetime.combine(ticket.day, settings[CLOSING_TIME], ends.tzinfo)
    return replace(
        as_queue_ticket(ticket, at, rules),
        ahead=ahead,
        estimate_min=minutes,
        past_closing=ends > closing,
        print_job_id=job.id,
    )


def walk_in_groups(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Letter and name of the groups that take a ticket at the desk: appointments are booked, who comes first is said by the reason."""
    apart = (APPOINTMENT_GROUP, PRIORITY_GROUP)
    return tuple((letter, name) for letter, name in settings[QUEUE_GROUPS].items() if letter not in apart)


def ticket_sequence(hall_id: object, day: object, group: str) -> str:
    """The name of the sequence a group's numbers of one day are drawn from."""
    return f"ticket:{hall_id}:{day}:{group}"


def format_ticket_number(group: str, number: int) -> str:
    """``A037``; past 999 the number grows to four digits."""
    return f"{group}{number:03d}"


def _new_ticket(session: Session, hall: Hall, order: TicketOrder, group_name: str, at: datetime) -> Ticket:
    day = hall_time(at).date()
    hashed = identity_hash(hall.qr_key, order.id_number) if order.id_number else None
    # The sequence's row is held from here on, so the look for an earlier ticket of the person is sound.
    number = format_ticket_number(order.group, draw(session, ticket_sequence(hall.id, day, order.group)))
    if hashed is not None:
        earlier = queries.waiting_number_of(session, hall.id, day, order.group, hashed)
        if earlier is not None:
            raise Conflict(f"本人已取 {earlier}，正在等候", "同一业务一人只取一个号，请按原号等候")
    priority = _class_of(order)
    ticket = Ticket(
        id=new_id(),
        hall_id=hall.id,
        day=day,
        number=number,
        group=order.group,
        business=f"{order.priority_reason}优先" if order.priority_reason else group_name,
        state="waiting",
        priority_class=priority,
        priority_reason=order.priority_reason,
        appointment_at=order.appointment_at,
        issued_at=at,
        queued_at=at,
        person_id=queries.person_id_of(session, order.id_number) if order.id_number else None,
        items=list(order.items),
        identity_hash=hashed,
        practice=order.practice,
    )
    session.add(ticket)
    session.flush()
    return ticket


def _class_of(order: TicketOrder) -> int:
    if order.priority_reason is not None:
        if order.priority_reason not in PRIORITY_REASONS:
            raise InputRefused("没有这种优先事由", "请从列表中选择", "priority_reason")
        return PRIORITY_REASONS[order.priority_reason]
    if order.group == PRIORITY_GROUP:
        return PRIORITY
    return APPOINTMENT if order.appointment_at is not None else ORDINARY


def _ahead(
    ticket: Ticket, waiting: Sequence[Ticket], windows: Sequence[Window], now: datetime, rules: QueueRules
) -> int:
    """How many wait in the groups that the windows serving this one would call before it."""
    serving = [window for window in windows if ticket.group in window.groups]
    groups = [group for window in serving for group in window.groups] or [ticket.group]
    rivals = [as_waiting(one) for one in waiting if one.group in groups]
    order = calling_order(rivals, groups, 0, now, rules)
    return next((place for place, one in enumerate(order) if one.ticket_id == ticket.id), 0)


def _estimate_min(
    session: Session, ticket: Ticket, ahead: int, windows: Sequence[Window], settings: Settings
) -> int:
    """Mean handling time of the group's last tickets × ahead ÷ open windows, rounded up."""
    spans = queries.recent_handling(session, ticket.hall_id, ticket.group, settings[MEAN_OVER_TICKETS])
    measured = [(end - start).total_seconds() for start, end in spans if end > start]
    mean_s = sum(measured) / len(measured) if measured else float(settings[MEAN_HANDLING_S])
    windows_open = max(queries.open_windows_serving(windows, ticket.group), 1)
    step = settings[ESTIMATE_STEP_MIN]
    return math.ceil(mean_s * ahead / windows_open / 60 / step) * step


def _print_job(
    session: Session,
    hall: Hall,
    ticket: Ticket,
    ahead: int,
    minutes: int,
    clerk: Clerk,
    at: datetime,
    settings: Settings,
    render: RenderTicket,
) -> PrintJob:
    paper = TicketPaper(
        hall_name=hall.name,
        practice=hall.practice,
        number=ticket.number,
        business=ticket.business,
        ahead=ahead,
        estimate_min=minutes,
        issued_at=hall_time(at),
        hint=settings[TICKET_HINT],
        qr_text=ticket_qr_text(hall.abbreviation, hall.qr_key, ticket.day, ticket.number),
        width_mm=settings[TICKET_WIDTH_MM],
    )
    job = PrintJob(
        id=new_id(),
        number=draw(session, "print_job"),
        window_id=clerk.window_id,
        kind="ticket",
        ticket_id=ticket.id,
        title=f"排队号 {ticket.number}",
        content=render(paper),
        media_type=TICKET_MEDIA_TYPE,
        created_at=at,
        practice=hall.practice,
    )
    queries.add_print_job(session, job)
    return job
