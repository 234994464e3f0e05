"""A print job's states and their legal transitions, as plain logic over the rows that the caller keeps.

Order: commit the row, send, mark (`data.md` 7). A row found in SENDING after a restart is MAYBE_PRINTED: paper cannot
be taken back, so a person decides, and whatever is printed a second time says 补打.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from printing.spool import SpoolState
from printing.ticket_printer import Certainty, Outcome


class JobState(Enum):
    """States of a print job; the values are stored."""

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    KEPT_AS_FILE = "kept_as_file"
    FAILED = "failed"
    MAYBE_PRINTED = "maybe_printed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether neither a machine nor a person need look at it again."""
        return self in (JobState.PRINTED, JobState.CANCELLED, JobState.KEPT_AS_FILE)


class JobEvent(Enum):
    """What can happen to a job."""

    SENT_OFF = "sent_off"
    PRINTED = "printed"
    KEPT = "kept"
    SURELY_FAILED = "surely_failed"
    UNCERTAIN = "uncertain"
    RETRIED = "retried"
    PAPER_FOUND = "paper_found"
    NO_PAPER_FOUND = "no_paper_found"
    CANCELLED = "cancelled"
    RESTARTED = "restarted"


class IllegalTransition(Exception):
    """This cannot happen to a job in this state."""

    def __init__(self, state: JobState, event: JobEvent) -> None:
        super().__init__(f"{event.value} in {state.value}")
        self.state = state
        self.event = event


# CANCELLED is only reached from states that surely left no paper.
_TRANSITIONS: dict[tuple[JobState, JobEvent], JobState] = {
    (JobState.QUEUED, JobEvent.SENT_OFF): JobState.SENDING,
    (JobState.QUEUED, JobEvent.CANCELLED): JobState.CANCELLED,
    (JobState.SENDING, JobEvent.PRINTED): JobState.PRINTED,
    (JobState.SENDING, JobEvent.KEPT): JobState.KEPT_AS_FILE,
    (JobState.SENDING, JobEvent.SURELY_FAILED): JobState.FAILED,
    (JobState.SENDING, JobEvent.UNCERTAIN): JobState.MAYBE_PRINTED,
    (JobState.FAILED, JobEvent.RETRIED): JobState.QUEUED,
    (JobState.FAILED, JobEvent.CANCELLED): JobState.CANCELLED,
    (JobState.MAYBE_PRINTED, JobEvent.PAPER_FOUND): JobState.PRINTED,
    (JobState.MAYBE_PRINTED, JobEvent.NO_PAPER_FOUND): JobState.QUEUED,
    (JobState.KEPT_AS_FILE, JobEvent.RETRIED): JobState.QUEUED,
}
_RESTARTS = {JobState.SENDING: JobState.MAYBE_PRINTED}


def advance(state: JobState, event: JobEvent) -> JobState:
    """The next state. Raises IllegalTransition. RESTARTED is legal everywhere and changes only SENDING."""
    if event is JobEvent.RESTARTED:
        return _RESTARTS.get(state, state)
    try:
        return _TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransition(state, event) from None


def legal_events(state: JobState) -> tuple[JobEvent, ...]:
    """What can happen next, in a fixed order."""
    return tuple(event for event in JobEvent if (state, event) in _TRANSITIONS)


def event_of_outcome(outcome: Outcome) -> JobEvent:
    """What a ticket printer's outcome means for its job."""
    return {
        Certainty.PRINTED: JobEvent.PRINTED,
        Certainty.NOT_PRINTED: JobEvent.SURELY_FAILED,
        Certainty.MAYBE_PRINTED: JobEvent.UNCERTAIN,
    }[outcome.certainty]


def event_of_spool(state: SpoolState) -> JobEvent | None:
    """What a CUPS job's state means for our job; None while it is still under way.

    Aborted or cancelled in CUPS, some pages may be out already; a job that CUPS forgot may have printed all.
    """
    return {
        SpoolState.COMPLETED: JobEvent.PRINTED,
        SpoolState.CANCELLED: JobEvent.UNCERTAIN,
        SpoolState.ABORTED: JobEvent.UNCERTAIN,
        SpoolState.GONE: JobEvent.UNCERTAIN,
    }.get(state)


@dataclass(frozen=True, slots=True)
class Copy:
    """One job of a document: its copy number (0 the first, then 补打 1, 2 …) and state."""

    number: int
    state: JobState


def next_reprint(copies: Iterable[Copy]) -> int:
    """The number of the next copy: 0 only if no earlier one is on paper or may still get there.

    Only cancelled copies do not count, so nothing comes out twice without 补打. A failed copy is retried, not copied.
    """
    return max((copy.number for copy in copies if copy.state is not JobState.CANCELLED), default=-1) + 1


def retry_delay_s(attempts: int) -> float:
    """Seconds to wait before the next try after so many failed ones: 2, 4, 8 … at most 60."""
    return float(min(60, 2 ** max(1, min(attempts, 6))))
