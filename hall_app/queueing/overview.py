"""The queue as a window sees it: who waits in calling order, what is left to do, and the day so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from db import cases_queries
from db import queueing_queries as queries
from db.places import Window
from db.queueing import Ticket
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.queueing.issuing import PRIORITY_REASONS, walk_in_groups
from hall_app.queueing.queue import LastReception, QueueOverview, TodayFigures, TodoLine
from hall_app.queueing.rules import QueueRules, calling_order
from hall_app.queueing.tickets import as_queue_ticket, as_waiting, hall_midnight
from hall_app.security.clerk import Clerk
from hall_app.settings import CALLS_BEFORE_MISSED, RECALL_S, RESTORE_BEHIND, TARGET_S, UNDO_MIN, Settings
from hall_app.store_faults import explained

_EXEMPT = ("exempt", "exempt_recheck")
_ACCEPTED = frozenset({"20", "22", "25", "27", "28", "30", "40", "41", "42", "50", "55", "60", "70"})
_OUTCOMES = {"12": "已告知补正", "15": "不予受理", "42": "已办结", "43": "已终止", "90": "已撤回"}
_MOST_DEEMED = 99
# How a ticket ended, where it left no case received here today; what a clerk wrote stands as written.
_TICKET_OUTCOMES = {
    "accepted": "已受理",
    "decided": "已办结",
    "supplement": "已告知补正",
    "refused": "不予受理",
    "undone": "已撤回",
}


@explained()
def queue(store: Store, clerk: Clerk, *, clock: Clock, settings: Settings) -> QueueOverview:
    """Everything the idle page and the right column show. Raises Unavailable.

    Somebody without a window (a manager) sees the whole hall's queue.
    """
    now, today = clock.now(), clock.today()
    rules = QueueRules.of(settings)
    with store.reading() as session:
        windows = queries.windows_of_hall(session, clerk.hall_id)
        window = next((one for one in windows if one.id == clerk.window_id), None)
        tickets = queries.tickets_in_state(session, clerk.hall_id, today, "waiting")
        missed = queries.tickets_in_state(session, clerk.hall_id, today, "missed")
        ordered = _in_calling_order(tickets, window, now, rules)
        return QueueOverview(
            waiting=tuple(as_queue_ticket(ticket, now, rules) for ticket in ordered),
            missed=tuple(as_queue_ticket(ticket, now, rules) for ticket in missed),
            longest_wait_s=max((int((now - one.issued_at).total_seconds()) for one in ordered), default=0),
            windows_open=queries.open_windows_serving(windows),
            paused_reason=window.paused_reason if window else None,
            todo=_todo(session, clerk, clock),
            today=_today(session, window, now),
            last=_last(session, window, now, settings),
            rule_note=rules.note,
            recall_s=settings[RECALL_S],
            calls_before_missed=settings[CALLS_BEFORE_MISSED],
            restore_behind=settings[RESTORE_BEHIND],
            groups=walk_in_groups(settings),
            priority_reasons=tuple(PRIORITY_REASONS),
            target_s=settings[TARGET_S],
        )


def _in_calling_order(
    tickets: Iterable[Ticket], window: Window | None, now: datetime, rules: QueueRules
) -> list[Ticket]:
    rows = list(tickets)
    mine = queries.waiting_for_window(rows, window) if window else rows
    by_id = {ticket.id: ticket for ticket in mine}
    groups = window.groups if window else ()
    consecutive = window.consecutive_priority if window else 0
    order = calling_order([as_waiting(ticket) for ticket in mine], groups, consecutive, now, rules)
    return [by_id[one.ticket_id] for one in order]


def _todo(session: Session, clerk: Clerk, clock: Clock) -> tuple[TodoLine, ...]:
    lines = (
        TodoLine(
            "deferred_due",
            "容缺待补，明天到期，打电话提醒",
            queries.count_deferred_due(session, clerk.hall_id, clock.today() + timedelta(days=1)),
        ),
        TodoLine("returned", "审批退回，要发补正告知", queries.count_returned(session, clerk.hall_id)),
        TodoLine(
            "deemed",
            "逾期视为受理，通知书待交申请人",
            len(cases_queries.to_hand_over(session, clerk.hall_id, "16", _MOST_DEEMED)),
        ),
        TodoLine("to_collect", "证件已到，待通知取件", queries.count_to_collect(session, clerk.hall_id)),
    )
    return tuple(line for line in lines if line.count)


def _today(session: Session, window: Window | None, now: datetime) -> TodayFigures:
    if window is None:
        return TodayFigures(0, None, None, 0, 0)
    since = hall_midnight(now)
    rows = queries.receptions_since(session, window.id, since)
    accepted = [row for row in rows if row.state in _ACCEPTED]
    spans = {
        row.ticket_id: (row.finished_at - row.started_at).total_seconds()
        for row in rows
        if row.ticket_id is not None and row.started_at is not None and row.finished_at is not None
    }
    exempt, materials = queries.exempt_of(session, window.id, since, _EXEMPT)
    return TodayFigures(
        accepted=len(accepted),
        median_s=round(median(spans.values())) if spans else None,
        exempt_share=exempt / materials if materials else None,
        ratings=0,
        good_ratings=0,
    )


def _last(session: Session, window: Window | None, now: datetime, settings: Settings) -> LastReception | None:
    if window is None:
        return None
    since = hall_midnight(now)
    rows = queries.receptions_since(session, window.id, since)
    ticket = queries.last_finished_ticket(session, window.id, since)
    row = rows[-1] if rows else None
    if row is None or (ticket is not None and _ended_later(ticket, row)):
        if ticket is None:
            return None
        outcome = _TICKET_OUTCOMES.get(ticket.outcome or "", ticket.outcome or "已办完")
        return LastReception(ticket.number, ticket.business, outcome, _seconds(ticket), None, None, None)
    seconds = None
    if row.started_at is not None and row.finished_at is not None:
        seconds = int((row.finished_at - row.started_at).total_seconds())
    undo_until = row.received_at + timedelta(minutes=settings[UNDO_MIN])
    may_undo = row.state in _ACCEPTED and undo_until > now
    return LastReception(
        ticket_number=row.ticket_number,
        item_name=row.item_name,
        outcome=_OUTCOMES.get(row.state, "已受理"),
        seconds=seconds,
        case_id=row.case_id,
        document_id=queries.newest_document_of(session, row.case_id),
        undo_until=undo_until if may_undo else None,
        case_number=row.case_number,
    )


def _ended_later(ticket: Ticket, row: queries.ReceptionRow) -> bool:
    return (
        ticket.finished_at is not None and ticket.id != row.ticket_id and ticket.finished_at > row.received_at
    )


def _seconds(ticket: Ticket) -> int | None:
    if ticket.started_at is None or ticket.finished_at is None:
        return None
    return int((ticket.finished_at - ticket.started_at).total_seconds())
