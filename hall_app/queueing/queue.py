"""The queue as a window sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

PAUSE_REASONS = ("用餐", "会议", "设备故障", "临时离开")
"""Offered where a window pauses (domain 4.5); any other words do too."""


@dataclass(frozen=True, slots=True)
class QueueTicket:
    """A ticket as a row of the queue. ``waited_s`` counts seconds since it was issued.

    ``ahead`` and ``estimate_min`` are known of a ticket just issued; ``past_closing`` then says that it will
    hardly be its turn before the hall closes.
    """

    ticket_id: UUID
    number: str
    group: str
    business: str
    state: str
    priority_class: int
    priority_reason: str | None
    appointment_at: datetime | None
    appointment_due: bool
    issued_at: datetime
    waited_s: int
    practice: bool
    person_id: UUID | None = None
    items: tuple[str, ...] = ()
    calls: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    misses: int = 0
    transferred_from: str | None = None
    ahead: int | None = None
    estimate_min: int | None = None
    past_closing: bool = False
    print_job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TodoLine:
    """Something of the clerk's own that waits: kind, words and how many."""

    kind: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class TodayFigures:
    """The window's day so far; ``None`` where nothing was measured yet."""

    accepted: int
    median_s: int | None
    exempt_share: float | None
    ratings: int
    good_ratings: int


@dataclass(frozen=True, slots=True)
class LastReception:
    """The reception just finished at this window, with what can still be done about it."""

    ticket_number: str | None
    item_name: str
    outcome: str
    seconds: int | None
    case_id: UUID | None
    document_id: UUID | None
    undo_until: datetime | None
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class QueueOverview:
    """All the idle page and the right column show. ``waiting`` stands in calling order.

    ``recall_s``: after how many seconds a called ticket is called again by itself; ``calls_before_missed``: from how
    many calls on it may be passed over; ``restore_behind``: after how many of its group one called back waits;
    ``groups``: letter and name of those a ticket can be taken of without an appointment; ``priority_reasons``: whom
    the desk may put first (domain 4.3); ``target_s``: how long a reception should take at most.
    """

    waiting: tuple[QueueTicket, ...]
    missed: tuple[QueueTicket, ...]
    longest_wait_s: int
    windows_open: int
    paused_reason: str | None
    todo: tuple[TodoLine, ...]
    today: TodayFigures
    last: LastReception | None
    rule_note: str
    recall_s: tuple[int, ...] = (20, 40)
    calls_before_missed: int = 3
    restore_behind: int = 3
    groups: tuple[tuple[str, str], ...] = ()
    priority_reasons: tuple[str, ...] = ()
    target_s: int = 60

    @property
    def last_document(self) -> UUID | None:
        """The sheet of the reception before that may be printed again."""
        return self.last.document_id if self.last is not None else None

    @property
    def next(self) -> QueueTicket | None:
        """The ticket that F1 would call."""
        return self.waiting[0] if self.waiting else None
