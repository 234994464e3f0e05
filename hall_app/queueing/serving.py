"""The ticket in hand: start, finish, after a restart; and pausing the window."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from db import queueing_queries as queries
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules
from hall_app.queueing.tickets import as_queue_ticket, own_window, ticket_here
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.store_faults import explained

_MAX_REASON = 40


@explained()
def current_ticket(store: Store, clerk: Clerk, *, clock: Clock, settings: Settings) -> QueueTicket | None:
    """The ticket this window has in hand, as after a restart. Raises NotPermitted, Unavailable."""
    clerk.require("queue.call")
    if clerk.window_id is None:
        return None
    with store.reading() as session:
        ticket = queries.ticket_in_hand(session, clerk.window_id)
        return as_queue_ticket(ticket, clock.now(), QueueRules.of(settings)) if ticket else None


@explained()
def start_serving(
    store: Store, clerk: Clerk, ticket_id: UUID, *, clock: Clock, settings: Settings
) -> QueueTicket:
    """呼叫中 → 办理中; already served here it stays as it is. Raises NotPermitted, Conflict, Unavailable."""
    clerk.require("queue.call")
    now = clock.now()
    with store.writing() as session:
        ticket = ticket_here(session, clerk, ticket_id, "calling", "serving")
        if ticket.state == "calling":
            ticket.state = "serving"
            ticket.started_at = now
            queries.add_event(session, ticket, now, "started", clerk.window_id, clerk.staff_id)
        return as_queue_ticket(ticket, now, QueueRules.of(settings))


@explained()
def finish_ticket(store: Store, clerk: Clerk, ticket_id: UUID, outcome: str, *, clock: Clock) -> None:
    """End the reception of a ticket. Raises NotPermitted, Conflict, Unavailable."""
    clerk.require("queue.call")
    with store.writing() as session:
        close_ticket(session, clerk, ticket_id, outcome, clock.now())


def close_ticket(session: Session, clerk: Clerk, ticket_id: UUID, outcome: str, now: datetime) -> None:
    """End a ticket in the transaction of the decision that ends it. Raises Conflict.

    A ticket that the change of day expired under the clerk's hands is ended all the same.
    """
    ticket = ticket_here(session, clerk, ticket_id, "calling", "serving", "expired")
    ticket.state = "done"
    ticket.outcome = outcome
    ticket.finished_at = now
    if ticket.started_at is None:
        ticket.started_at = ticket.called_at
    queries.add_event(session, ticket, now, "finished", clerk.window_id, clerk.staff_id, {"outcome": outcome})
    detail = {"number": ticket.number, "outcome": outcome}
    record(session, clerk, "queue.finish", "ticket", ticket.id, True, detail, now)


@explained()
def pause(store: Store, clerk: Clerk, reason: str | None, *, clock: Clock) -> None:
    """暂停 with a reason, or resume with None; not with a ticket in hand.

    Raises NotPermitted, InputRefused, Conflict, Unavailable.
    """
    clerk.require("queue.pause")
    reason = reason.strip() if reason is not None else None
    if reason is not None and not 0 < len(reason) <= _MAX_REASON:
        raise InputRefused("请选暂停的原因", f"不超过 {_MAX_REASON} 字", "reason")
    with store.writing() as session:
        window = own_window(session, clerk)
        if reason is not None:
            in_hand = queries.ticket_in_hand(session, window.id)
            if in_hand is not None:
                raise Conflict(f"手上还有 {in_hand.number}", "请先办结、过号或转窗，再暂停")
        window.paused_reason = reason
        queries.announce(session, window.hall_id)
        action = "queue.pause" if reason is not None else "queue.resume"
        record(session, clerk, action, "window", window.id, True, {"reason": reason}, clock.now())
