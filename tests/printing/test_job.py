from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.job import (
    Copy,
    IllegalTransition,
    JobEvent,
    JobState,
    advance,
    event_of_outcome,
    event_of_spool,
    legal_events,
    next_reprint,
    retry_delay_s,
)
from printing.spool import SpoolState
from printing.status import UNREACHABLE, FaultReason, PrinterStatus
from printing.ticket_printer import Certainty, Outcome


def test_the_way_of_a_good_job() -> None:
    state = advance(JobState.QUEUED, JobEvent.SENT_OFF)
    assert state is JobState.SENDING
    assert advance(state, JobEvent.PRINTED) is JobState.PRINTED
    assert advance(state, JobEvent.KEPT) is JobState.KEPT_AS_FILE


def test_a_refused_job_is_tried_again() -> None:
    assert advance(advance(JobState.SENDING, JobEvent.SURELY_FAILED), JobEvent.RETRIED) is JobState.QUEUED


def test_a_restart_makes_what_was_being_sent_uncertain_and_nothing_else() -> None:
    for state in JobState:
        expected = JobState.MAYBE_PRINTED if state is JobState.SENDING else state
        assert advance(state, JobEvent.RESTARTED) is expected


def test_only_a_person_ends_uncertainty() -> None:
    assert legal_events(JobState.MAYBE_PRINTED) == (JobEvent.PAPER_FOUND, JobEvent.NO_PAPER_FOUND)


@pytest.mark.parametrize("state", [JobState.PRINTED, JobState.CANCELLED])
def test_what_is_over_stays_so(state: JobState) -> None:
    assert legal_events(state) == ()
    with pytest.raises(IllegalTransition):
        advance(state, JobEvent.RETRIED)


@given(events=st.lists(st.sampled_from(JobEvent)))
def test_nothing_is_sent_twice_without_a_person_or_a_sure_failure(events: list[JobEvent]) -> None:
    state, sent_before = JobState.QUEUED, False
    allowed = {JobEvent.RETRIED, JobEvent.NO_PAPER_FOUND}
    excused = True
    for event in events:
        try:
            new = advance(state, event)
        except IllegalTransition:
            continue
        if event in allowed:
            excused = True
        if event is JobEvent.SENT_OFF:
            assert excused or not sent_before
            sent_before, excused = True, False
        if event is JobEvent.CANCELLED:
            assert state in (JobState.QUEUED, JobState.FAILED)
        state = new


@pytest.mark.parametrize(
    ("certainty", "event"),
    [
        (Certainty.PRINTED, JobEvent.PRINTED),
        (Certainty.NOT_PRINTED, JobEvent.SURELY_FAILED),
        (Certainty.MAYBE_PRINTED, JobEvent.UNCERTAIN),
    ],
)
def test_outcomes_become_events(certainty: Certainty, event: JobEvent) -> None:
    outcome = Outcome(certainty, FaultReason.UNREACHABLE, UNREACHABLE, PrinterStatus())

    assert event_of_outcome(outcome) is event
    assert event in legal_events(JobState.SENDING)


def test_spooler_states_become_events_or_wait() -> None:
    assert event_of_spool(SpoolState.COMPLETED) is JobEvent.PRINTED
    for state in (SpoolState.ABORTED, SpoolState.CANCELLED, SpoolState.GONE):
        assert event_of_spool(state) is JobEvent.UNCERTAIN
    for state in SpoolState:
        assert (event_of_spool(state) is None) is not state.ended


def test_copies_are_numbered_on() -> None:
    assert next_reprint([]) == 0
    assert next_reprint([Copy(0, JobState.PRINTED)]) == 1
    assert next_reprint([Copy(0, JobState.MAYBE_PRINTED), Copy(1, JobState.PRINTED)]) == 2
    assert next_reprint([Copy(0, JobState.QUEUED)]) == 1
    assert next_reprint([Copy(0, JobState.CANCELLED)]) == 0


def test_delays_grow_and_end() -> None:
    assert [retry_delay_s(n) for n in (0, 1, 2, 3, 6, 99)] == [2, 2, 4, 8, 60, 60]
