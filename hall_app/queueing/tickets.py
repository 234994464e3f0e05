"""Turning ticket rows into the queue's frozen values, and the change of day."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, timedelta
from uuid import UUID

from db import queueing_queries as queries
from db.places import Window
from db.queueing import Ticket
from db.session import Session
from hall_app.clock import hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules, Waiting, appointment_due
from hall_app.security.clerk import Clerk
from hall_app.settings import ABANDON_AFTER_MIN, OPENING_TIME, SERVING_EXPIRES_H, Settings


def as_waiting(ticket: Ticket) -> Waiting:
    """The row as the rules see it."""
    return Waiting(
        ticket_id=ticket.id,
        number=ticket.number,
        group=ticket.group,
        priority_class=ticket.priority_class,
        queued_at=ticket.queued_at,
        appointment_at=ticket.appointment_at,
        held_behind=ticket.held_behind,
    )


def as_queue_ticket(ticket: Ticket, now: datetime, rules: QueueRules) -> QueueTicket:
    """The row as a window sees it."""
    return QueueTicket(
        ticket_id=ticket.id,
        number=ticket.number,
        group=ticket.group,
        business=ticket.business,
        state=ticket.state,
        priority_class=ticket.priority_class,
        priority_reason=ticket.priority_reason,
        appointment_at=ticket.appointment_at,
        appointment_due=appointment_due(as_waiting(ticket), now, rules),
        issued_at=ticket.issued_at,
        waited_s=max(0, int(((ticket.called_at or now) - ticket.issued_at).total_seconds())),
        practice=ticket.practice,
        person_id=ticket.person_id,
        items=tuple(str(item) for item in ticket.items),
        calls=ticket.calls,
        called_at=ticket.called_at,
        started_at=ticket.started_at,
        misses=ticket.misses,
        transferred_from=ticket.transferred_from,
    )


def identity_hash(qr_key: str, id_number: str) -> str:
    """The keyed hash of an identity number that a ticket keeps instead of it."""
    return hmac.new(qr_key.encode(), f"ticket identity|{id_number}".encode(), hashlib.sha256).hexdigest()


def change_day(session: Session, clerk: Clerk, today: date, now: datetime, settings: Settings) -> None:
    """Expire what earlier days left unfinished, and count as 弃号 who did not come after being missed.

    A reception that runs over midnight is left alone for some hours.
    """
    still_served_since = now - timedelta(hours=settings[SERVING_EXPIRES_H])
    for ticket in queries.unfinished_before(session, clerk.hall_id, today):
        started = ticket.started_at if ticket.state == "serving" else None
        if started is not None and started > still_served_since:
            continue
        ticket.state = "expired"
        ticket.finished_at = now
        queries.add_event(session, ticket, now, "expired", ticket.window_id, None)
    abandoned_before = now - timedelta(minutes=settings[ABANDON_AFTER_MIN])
    for ticket in queries.missed_before(session, clerk.hall_id, today, abandoned_before):
        ticket.state = "abandoned"
        ticket.finished_at = now
        queries.add_event(session, ticket, now, "abandoned", ticket.window_id, None)


def own_window(session: Session, clerk: Clerk) -> Window:
    """The clerk's open window, held to the end of the transaction. Raises InputRefused, Conflict."""
    if clerk.window_id is None:
        raise InputRefused("还没有开窗口", "请登录并选一个窗口", "window")
    window = queries.window_locked(session, clerk.window_id)
    if window is None or window.occupant_id != clerk.staff_id:
        raise Conflict(f"{clerk.window_number} 号窗口已在另一处登录", "请重新登录接回窗口")
    return window


def ticket_here(session: Session, clerk: Clerk, ticket_id: UUID, *states: str) -> Ticket:
    """The ticket in hand at the clerk's window, locked. Raises Conflict when it is not, or not in those states."""
    ticket = queries.ticket_locked(session, ticket_id)
    if ticket is None or ticket.hall_id != clerk.hall_id:
        raise Conflict("没有这个号", "请重新读取队列")
    if ticket.window_id != clerk.window_id or ticket.state not in states:
        raise Conflict(f"{ticket.number} 已不在本窗口手上", "请重新读取队列")
    return ticket


def refuse_before_opening(clerk: Clerk, now: datetime, settings: Settings) -> None:
    """No number is taken and none called before the hall opens; a practice hall is open at any hour. Raises Conflict."""
    opening = settings[OPENING_TIME]
    if not clerk.practice and hall_time(now).time() < opening:
        raise Conflict(
            f"还没到上班时间，{opening:%H:%M} 开始取号、叫号",
            "到点再办；要提前，请系统管理员改参数“上班时间”",
        )


def hall_midnight(now: datetime) -> datetime:
    """The instant the hall's present day began."""
    return hall_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
