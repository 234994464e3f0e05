"""Opening a demo day: the tickets of the morning are issued through the queue's own use case."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from db import numbering
from db import queueing_queries as queries
from db.errors import StoreError, StoreFault
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import Unavailable
from hall_app.practice.making import move_story
from hall_app.practice.story_cards import story_cards
from hall_app.queueing.issuing import TicketOrder, place_ticket, ticket_sequence
from hall_app.queueing.paper import RenderTicket
from hall_app.queueing.tickets import change_day, hall_midnight
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.store_faults import explained

_log = logging.getLogger(__name__)

# Group and minutes ago, in the order of issue; numbers before the first are drawn and closed.
_MORNING = (("A", 11), ("A", 10), ("A", 9), ("A", 8), ("B", 5), ("A", 4), ("C", 3), ("A", 1))
_EARLIER = {"A": 36, "B": 14, "C": 21, "V": 2, "Y": 5}


@explained()
def open_demo_day(
    store: Store, clerk: Clerk, *, clock: Clock, settings: Settings, render: RenderTicket
) -> int:
    """Issue the morning's tickets if none waits; returns how many were issued. A037 is 林晓燕's.

    A story that was written for another day is moved to this one first.
    """
    now, today = clock.now(), clock.today()
    _move_story_where_allowed(store, today)
    lin = story_cards(today)[0]
    with store.writing() as session:
        change_day(session, clerk, today, now, settings)
        if queries.tickets_in_state(session, clerk.hall_id, today, "waiting"):
            return 0
        for group, last in _EARLIER.items():
            numbering.raise_to(session, ticket_sequence(clerk.hall_id, today, group), last)
        for number, (group, minutes) in enumerate(_MORNING):
            order = TicketOrder(group, lin.id_number if number == 0 else None, practice=True)
            taken = _taken_at(now, minutes, number)
            ticket = place_ticket(session, clerk, order, taken, settings, render)
            # Only A037's paper is still to come; the others hold theirs already.
            if number and ticket.print_job_id is not None:
                queries.mark_printed(session, ticket.print_job_id, now)
    return len(_MORNING)


def _taken_at(now: datetime, minutes: int, number: int) -> datetime:
    """When a ticket was taken: so many minutes ago, but today and in the order of issue even just after midnight."""
    return min(now, max(now - timedelta(minutes=minutes), hall_midnight(now) + timedelta(seconds=number)))


@explained()
def bring_later_tickets(
    store: Store, clerk: Clerk, *, clock: Clock, settings: Settings, render: RenderTicket
) -> None:
    """After the first call: the priority ticket comes in and the appointment falls due."""
    now = clock.now()
    with store.writing() as session:
        for order in (
            TicketOrder("V", priority_reason="老人", practice=True),
            TicketOrder("Y", appointment_at=now, practice=True),
        ):
            ticket = place_ticket(session, clerk, order, now, settings, render)
            if ticket.print_job_id is not None:
                queries.mark_printed(session, ticket.print_job_id, now)


def _move_story_where_allowed(store: Store, today: date) -> None:
    """A window's login on a server may not rewrite libraries: there the story keeps the day its owner gave it."""
    try:
        move_story(store, today)
    except Unavailable as error:
        cause = error.__cause__
        if not isinstance(cause, StoreError) or cause.fault is not StoreFault.NO_RIGHT:
            raise
        _log.info("the practice story keeps its day: this login may not rewrite libraries")
