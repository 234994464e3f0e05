"""Calling the next ticket, calling it again, and what happens when nobody comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from db import numbering
from db import queueing_queries as queries
from db.places import Window
from db.queueing import Ticket
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.queueing.issuing import ticket_sequence
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules, choose_next, consecutive_after
from hall_app.queueing.tickets import (
    as_queue_ticket,
    as_waiting,
    change_day,
    own_window,
    refuse_before_opening,
    ticket_here,
)
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import CALLS_BEFORE_MISSED, MAX_TRANSFERS, RESTORE_BEHIND, RESTORES_ALLOWED, Settings
from hall_app.store_faults import explained


@explained()
def call_next(store: Store, clerk: Clerk, *, clock: Clock, settings: Settings) -> QueueTicket | None:
    """Claim and call the next ticket by the rules; None when nobody waits for this window.

    Two windows at once never get the same ticket. Raises NotPermitted, Conflict while a ticket is in hand or the
    window is paused or the hall not open yet, Unavailable.
    """
    clerk.require("queue.call")
    now, today = clock.now(), clock.today()
    refuse_before_opening(clerk, now, settings)
    rules = QueueRules.of(settings)
    with store.writing() as session:
        window = own_window(session, clerk)
        change_day(session, clerk, today, now, settings)
        if window.paused_reason is not None:
            raise Conflict(f"窗口已暂停（{window.paused_reason}）", "按 Shift F1 恢复后再叫号")
        in_hand = queries.ticket_in_hand(session, window.id)
        if in_hand is not None:
            raise Conflict(f"手上还有 {in_hand.number}", "请先办结、过号或转窗")
        tickets = queries.tickets_in_state(session, clerk.hall_id, today, "waiting")
        ticket = _claim(session, window, tickets, now, rules)
        if ticket is None:
            return None
        queries.add_event(session, ticket, now, "called", window.id, clerk.staff_id)
        record(session, clerk, "queue.call", "ticket", ticket.id, True, {"number": ticket.number}, now)
        queries.step_up_held(session, ticket.hall_id, ticket.day, ticket.group)
        return as_queue_ticket(ticket, now, rules)


@explained()
def recall(store: Store, clerk: Clerk, ticket_id: UUID, *, clock: Clock, settings: Settings) -> QueueTicket:
    """Call the same ticket again and count it. Raises NotPermitted, Conflict, Unavailable."""
    clerk.require("queue.call")
    now = clock.now()
    with store.writing() as session:
        ticket = ticket_here(session, clerk, ticket_id, "calling")
        ticket.calls += 1
        ticket.called_at = now
        queries.add_event(session, ticket, now, "recalled", clerk.window_id, clerk.staff_id)
        return as_queue_ticket(ticket, now, QueueRules.of(settings))


@explained()
def mark_missed(store: Store, clerk: Clerk, ticket_id: UUID, *, clock: Clock, settings: Settings) -> None:
    """过号 once it was called often enough; missed again after it was restored it is 弃号.

    Raises NotPermitted, Conflict, Unavailable.
    """
    clerk.require("queue.call")
    now = clock.now()
    with store.writing() as session:
        ticket = ticket_here(session, clerk, ticket_id, "calling")
        least = settings[CALLS_BEFORE_MISSED]
        if ticket.calls < least:
            raise Conflict(
                f"{ticket.number} 才呼叫 {ticket.calls} 次", f"呼叫满 {least} 次没人来才能过号；按 F2 重呼"
            )
        ticket.misses += 1
        ticket.window_id = None
        ticket.clerk_id = None
        again = ticket.misses > settings[RESTORES_ALLOWED]
        ticket.state = "abandoned" if again else "missed"
        if again:
            ticket.finished_at = now
        queries.add_event(session, ticket, now, ticket.state, clerk.window_id, clerk.staff_id)
        record(session, clerk, "queue.missed", "ticket", ticket.id, True, {"number": ticket.number}, now)


@explained()
def restore_missed(
    store: Store, clerk: Clerk, ticket_id: UUID, *, clock: Clock, settings: Settings
) -> QueueTicket:
    """过号召回 on the same day: back in after the next three of its group, keeping its time.

    Raises NotPermitted, Conflict when it is abandoned or restored already, Unavailable.
    """
    clerk.require("queue.call")
    now = clock.now()
    with store.writing() as session:
        ticket = queries.ticket_locked(session, ticket_id)
        if ticket is None or ticket.hall_id != clerk.hall_id or ticket.day != clock.today():
            raise Conflict("没有这个号", "请重新取号")
        if ticket.state == "abandoned":
            raise Conflict(f"{ticket.number} 已作弃号", "请重新取号")
        if ticket.state != "missed":
            raise Conflict(f"{ticket.number} 不在过号名单里", "请重新读取队列")
        _refuse_second_waiting(session, ticket)
        ticket.state = "waiting"
        ticket.calls = 0
        ticket.called_at = None
        ticket.held_behind = settings[RESTORE_BEHIND]
        queries.add_event(session, ticket, now, "restored", clerk.window_id, clerk.staff_id)
        record(session, clerk, "queue.restore", "ticket", ticket.id, True, {"number": ticket.number}, now)
        return as_queue_ticket(ticket, now, QueueRules.of(settings))


@explained()
def transfer(
    store: Store, clerk: Clerk, ticket_id: UUID, window_number: str, *, clock: Clock, settings: Settings
) -> None:
    """转窗: back to waiting, with its time, for that window alone.

    Raises NotPermitted, InputRefused for a window that cannot take it, Conflict after too many, Unavailable.
    """
    clerk.require("queue.transfer")
    now = clock.now()
    with store.writing() as session:
        ticket = ticket_here(session, clerk, ticket_id, "calling", "serving")
        windows = queries.windows_of_hall(session, clerk.hall_id)
        target = next((window for window in windows if window.number == window_number.strip()), None)
        if target is None or target.id == clerk.window_id:
            raise InputRefused(f"没有 {window_number} 号窗口可转", "请另选窗口", "window_number")
        if target.occupant_id is None:
            raise InputRefused(f"{target.number} 号窗口没有开", "请转到开着的窗口", "window_number")
        if ticket.transfers >= settings[MAX_TRANSFERS]:
            raise Conflict(f"{ticket.number} 已转过 {ticket.transfers} 次", "请大厅值班长处理")
        _refuse_second_waiting(session, ticket)
        _put_back(ticket, target, clerk.window_number)
        queries.add_event(
            session, ticket, now, "transferred", clerk.window_id, clerk.staff_id, {"to": target.number}
        )
        detail = {"number": ticket.number, "to": target.number}
        record(session, clerk, "queue.transfer", "ticket", ticket.id, True, detail, now)


def _claim(
    session: Session, window: Window, tickets: Iterable[Ticket], now: datetime, rules: QueueRules
) -> Ticket | None:
    own = queries.waiting_for_window(tickets, window)
    left = {ticket.id: as_waiting(ticket) for ticket in own}
    while left:
        chosen = choose_next(tuple(left.values()), window.groups, window.consecutive_priority, now, rules)
        assert chosen is not None
        ticket = queries.claim_waiting(session, chosen.ticket_id)
        if ticket is None:
            # Another window took it since we looked: it is no longer waiting.
            del left[chosen.ticket_id]
            continue
        window.consecutive_priority = consecutive_after(chosen, window.consecutive_priority, now, rules)
        ticket.state = "calling"
        ticket.window_id = window.id
        ticket.clerk_id = window.occupant_id
        ticket.called_at = now
        ticket.calls = 1
        ticket.held_behind = 0
        ticket.reserved_window_id = None
        session.flush()
        return ticket
    return None


def _put_back(ticket: Ticket, target: Window, from_number: str | None) -> None:
    ticket.state = "waiting"
    ticket.transfers += 1
    ticket.transferred_from = from_number
    ticket.reserved_window_id = target.id
    ticket.window_id = None
    ticket.clerk_id = None
    ticket.calls = 0
    ticket.called_at = None
    ticket.started_at = None


def _refuse_second_waiting(session: Session, ticket: Ticket) -> None:
    if ticket.identity_hash is None:
        return
    # Issuing holds this row while it looks: nobody gets a second number in between.
    numbering.advance(session, ticket_sequence(ticket.hall_id, ticket.day, ticket.group), by=0)
    other = queries.waiting_number_of(session, ticket.hall_id, ticket.day, ticket.group, ticket.identity_hash)
    if other is not None:
        raise Conflict(f"本人另有 {other} 在等候", "请按那个号办理")
