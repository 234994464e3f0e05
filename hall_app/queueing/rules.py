"""Who is called next (domain 4.3): pure, so that the queue shown and the ticket called never differ.

Highest class first, then the earliest effective time, then the window's own order of groups. A class is that of
the ticket; an appointment counts as 1 while it is due; an ordinary ticket gains one class after waiting long.
After so many appointment or priority tickets in a row at a window one ordinary ticket must be called. A ticket
restored after it was missed stays behind the next few of its group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hall_app.settings import (
    AGING_MIN,
    APPOINTMENT_EARLY_MIN,
    APPOINTMENT_LATE_MIN,
    FAIRNESS_AFTER,
    Settings,
)

ORDINARY, APPOINTMENT, PRIORITY, EMERGENCY = range(4)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket as the rules see it. ``queued_at`` is when it took its place (for an appointment: checked in)."""

    ticket_id: UUID
    number: str
    group: str
    priority_class: int
    queued_at: datetime
    appointment_at: datetime | None = None
    held_behind: int = 0


@dataclass(frozen=True, slots=True)
class QueueRules:
    """The numbers of the rules, as the hall has set them."""

    fairness_after: int = 2
    aging: timedelta = timedelta(minutes=45)
    early: timedelta = timedelta(minutes=30)
    late: timedelta = timedelta(minutes=15)

    @classmethod
    def of(cls, settings: Settings) -> QueueRules:
        """The rules in force."""
        return cls(
            fairness_after=settings[FAIRNESS_AFTER],
            aging=timedelta(minutes=settings[AGING_MIN]),
            early=timedelta(minutes=settings[APPOINTMENT_EARLY_MIN]),
            late=timedelta(minutes=settings[APPOINTMENT_LATE_MIN]),
        )

    @property
    def note(self) -> str:
        """The fairness rule in one line, for the foot of the queue."""
        return f"连叫 {self.fairness_after} 个预约或优先号后，叫 1 个普通号"


def appointment_due(waiting: Waiting, now: datetime, rules: QueueRules) -> bool:
    """Whether an appointment has its class: its window began, and the person came in time.

    Somebody who came in time and is kept waiting by the hall keeps it.
    """
    slot = waiting.appointment_at
    return slot is not None and slot - rules.early <= now and waiting.queued_at <= slot + rules.late


def standing_class(waiting: Waiting, now: datetime, rules: QueueRules) -> int:
    """The class of the ticket itself, an appointment outside its time counting as ordinary; without aging."""
    if waiting.appointment_at is not None and waiting.priority_class <= APPOINTMENT:
        return APPOINTMENT if appointment_due(waiting, now, rules) else ORDINARY
    return waiting.priority_class


def calling_class(waiting: Waiting, now: datetime, rules: QueueRules) -> int:
    """The class it is called by: an ordinary ticket that waited long counts one higher."""
    own = standing_class(waiting, now, rules)
    if own == ORDINARY and now - waiting.queued_at >= rules.aging:
        return own + 1
    return own


def choose_next(
    waiting: Sequence[Waiting],
    groups: Sequence[str],
    consecutive: int,
    now: datetime,
    rules: QueueRules,
) -> Waiting | None:
    """The next of ``waiting``; ``consecutive`` counts the window's calls of class 1 and above in a row."""
    ready = _not_held(waiting)
    if not ready:
        return None
    if consecutive >= rules.fairness_after:
        ordinary = [one for one in ready if standing_class(one, now, rules) == ORDINARY]
        ready = ordinary or ready
    order = {group: place for place, group in enumerate(groups)}

    def place(one: Waiting) -> tuple[int, datetime, int, int, str]:
        due = appointment_due(one, now, rules)
        effective = one.appointment_at if due and one.appointment_at is not None else one.queued_at
        rank = order.get(one.group, len(order))
        return (-calling_class(one, now, rules), effective, rank, len(one.number), one.number)

    return min(ready, key=place)


def consecutive_after(called: Waiting, consecutive: int, now: datetime, rules: QueueRules) -> int:
    """The window's count after calling that ticket."""
    return 0 if standing_class(called, now, rules) == ORDINARY else consecutive + 1


def calling_order(
    waiting: Sequence[Waiting],
    groups: Sequence[str],
    consecutive: int,
    now: datetime,
    rules: QueueRules,
) -> list[Waiting]:
    """All of ``waiting`` as this window would call them if nobody came and no other window called."""
    left = list(waiting)
    held = {one.ticket_id: one.held_behind for one in left}
    order: list[Waiting] = []
    while left:
        view = [_with_held(one, held[one.ticket_id]) for one in left]
        chosen = choose_next(view, groups, consecutive, now, rules)
        assert chosen is not None
        consecutive = consecutive_after(chosen, consecutive, now, rules)
        index = next(i for i, one in enumerate(left) if one.ticket_id == chosen.ticket_id)
        order.append(left.pop(index))
        for one in left:
            if one.group == chosen.group and held[one.ticket_id] > 0:
                held[one.ticket_id] -= 1
    return order


def _not_held(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those not kept back; a restored ticket is not kept back once nobody of its group stands before it."""
    free_groups = {one.group for one in waiting if one.held_behind == 0}
    return [one for one in waiting if one.held_behind == 0 or one.group not in free_groups]


def _with_held(one: Waiting, held_behind: int) -> Waiting:
    if one.held_behind == held_behind:
        return one
    return Waiting(
        one.ticket_id,
        one.number,
        one.group,
        one.priority_class,
        one.queued_at,
        one.appointment_at,
        held_behind,
    )
