"""Silence is acceptance (许可法 32): what nobody answered in five working days is accepted from the day it came."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from db import cases_queries as queries
from db.cases import Case
from db.errors import StoreError
from db.session import Session, Store
from hall_app.cases.deadline_words import short_note
from hall_app.cases.recording import add_step, report_case
from hall_app.cases.silence_sheet import issue_silence_sheets
from hall_app.cases.states import CaseState, check_way
from hall_app.cases.terms import CaseTerms
from hall_app.clock import hall_time
from hall_app.errors import HallError
from hall_app.security.audit import Actor, record
from hall_app.settings import ACCEPT_DAYS
from hall_app.store_faults import explained

EVERY_S = 1800.0
"""How often a counter looks: often enough that a window opened once a day finds the day that just ended."""
_log = logging.getLogger(__name__)


@explained()
def accept_by_silence(store: Store, hall_id: UUID, *, terms: CaseTerms) -> tuple[str, ...]:
    """10 or 13 without an answer in five working days are accepted from the day of receipt (→ 16).

    Any number of windows may run it at once: each case is taken once. Returns the numbers taken by this run; each case
    is dated back to when its papers came. Raises Unavailable. For a worker thread.
    """
    now = terms.clock.now()
    today, days = terms.clock.today(), terms.settings[ACCEPT_DAYS]
    numbers: list[str] = []
    with store.writing() as session:
        for case in queries.silent_cases(session, hall_id, now):
            came_at = _papers_came(session, case)
            came = hall_time(came_at).date()
            if terms.deadline(came, days).due_on >= today:
                continue
            start = case.state
            case.state = check_way(start, CaseState.DEEMED_ACCEPTED).value
            _start_clock(case, came, came_at, terms)
            add_step(session, case, "case.silence", start, None, now, "逾期未告知，自收到之日起即为受理")
            detail = {"case_number": case.case_number}
            record(session, Actor("system"), "case.silence", "case", case.id, True, detail, now)
            report_case(session, case, "case.silence", None, now)
            numbers.append(case.case_number)
    return tuple(numbers)


def _papers_came(session: Session, case: Case) -> datetime:
    """When the newest papers came: the resubmission's moment, or the receipt's."""
    if case.state == CaseState.RECEIVED.value:
        return case.received_at
    steps = [step.at for step in queries.steps_of(session, case.id) if step.action == "case.resubmit"]
    return steps[-1] if steps else case.received_at


def _start_clock(case: Case, start: date, came_at: datetime, terms: CaseTerms) -> None:
    deadline = terms.deadline(start, case.promised_days or case.statutory_days)
    case.accepted_at = came_at
    case.clock_start, case.due_on = deadline.start, deadline.due_on
    case.due_provisional, case.due_note = deadline.provisional, short_note(deadline) or None
    case.correction_due_on = None


class SilenceWatch:
    """Runs the rule for every hall of the database, at start and every half hour, in a thread of its own.

    ``terms`` gives those in force at each round; ``told(numbers)`` is called from that thread with the cases accepted
    and those whose sheet was made, each once.
    """

    def __init__(
        self,
        store: Store,
        terms: Callable[[], CaseTerms],
        told: Callable[[tuple[str, ...]], None],
        *,
        every_s: float = EVERY_S,
    ) -> None:
        self._store, self._terms, self._told, self._every_s = store, terms, told, every_s
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="silence", daemon=True)

    def start(self) -> None:
        """Begin; the first round comes at once."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End and join."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def round(self) -> tuple[str, ...]:
        """One look at every hall: accept, then make the sheets. Raises StoreError, Unavailable."""
        with self._store.reading() as session:
            halls = queries.hall_ids(session)
        numbers: list[str] = []
        for hall in halls:
            numbers += accept_by_silence(self._store, hall, terms=self._terms())
            numbers += self._sheets(hall)
        return tuple(dict.fromkeys(numbers))

    def _sheets(self, hall_id: UUID) -> tuple[str, ...]:
        try:
            return issue_silence_sheets(self._store, hall_id, terms=self._terms())
        except HallError as error:
            # What was accepted stands and is told; the sheet follows in a later round.
            _log.warning("sheets of silence: %s", error.message)
            return ()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                numbers = self.round()
            except StoreError as error:
                _log.warning("silence rule: database %s", error.fault.value)
            except Exception:  # noqa: BLE001  (a worker's border: a defect here must not end the rule for good)
                _log.exception("silence rule")
            else:
                if numbers:
                    self._told(numbers)
            self._ending.wait(self._every_s)
