"""Which clock runs for a case, and what is left of it: the one place that every list and page asks (domain 3.6).

A case has two clocks: the days to accept (``case.accept_days``), then the promised days to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import calendar_queries as queries
from db.cases import Case
from db.libraries_queries import CaseRow
from db.session import Session
from hall_app.cases.lights import NO_TIME, CaseLights, Light, TimeLeft, light_of
from hall_app.cases.states import CaseState
from hall_app.clock import hall_time
from hall_app.settings import ACCEPT_DAYS, Settings
from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.counting import deadline, working_days_between

_STANDING = {CaseState.SPECIAL_PROCEDURE.value: "暂停计时", CaseState.CORRECTION.value: ""}
_DECIDING = frozenset(
    state.value
    for state in (
        CaseState.DEEMED_ACCEPTED,
        CaseState.ACCEPTED,
        CaseState.ACCEPTED_INCOMPLETE,
        CaseState.UNDER_REVIEW,
        CaseState.EXTENDED,
        CaseState.READY_TO_DECIDE,
    )
)


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """The lights of cases as of ``today``. ``extensions``: working days by which a case was extended (延期)."""

    calendar: WorkingCalendar
    today: date
    lights: CaseLights
    accept_days: int
    extensions: Mapping[UUID, int]

    @classmethod
    def read(
        cls, session: Session, today: date, settings: Settings, case_ids: Iterable[UUID] = ()
    ) -> CaseTimes:
        """For these cases, by the hall's calendar and settings."""
        return cls(
            WorkingCalendar(queries.entered_years(session)),
            today,
            CaseLights.of(settings),
            settings[ACCEPT_DAYS],
            queries.extension_days(session, case_ids),
        )

    def left(self, case: Case | CaseRow) -> TimeLeft:
        """What is left of the clock that runs for the case."""
        standing = _STANDING.get(case.state)
        if standing is not None:
            return TimeLeft(Light.GREY, words=standing, full=standing)
        due, limit = self._clock(case)
        return self._running(due, limit) if due is not None else NO_TIME

    def _clock(self, case: Case | CaseRow) -> tuple[date | None, int]:
        """Last day and length of the running clock."""
        if case.state in _DECIDING:
            return case.due_on, case.promised_days + self.extensions.get(
                case.id if isinstance(case, Case) else case.case_id, 0
            )
        if case.state == CaseState.RESUBMITTED.value:
            return case.correction_due_on, self.accept_days
        if case.state == CaseState.RECEIVED.value:
            came = hall_time(case.received_at).date()
            return deadline(self.calendar, came, self.accept_days).due_on, self.accept_days
        return None, 0

    def _running(self, due_on: date, limit_days: int) -> TimeLeft:
        days = working_days_between(self.calendar, self.today, due_on)
        # On the days off after its last day a case is overdue, by no working day yet.
        overdue = self.today > due_on
        light = Light.RED if overdue else light_of(days, limit_days, self.lights)
        day = f"{due_on:%m-%d}" if due_on.year == self.today.year else f"{due_on:%Y-%m-%d}"
        if overdue:
            words = f"超期 {-days} 天" if days else "已超期"
            full = f"超期 {-days} 个工作日" if days else words
        else:
            words, full = f"剩 {days} 天", f"剩余 {days} 个工作日"
        return TimeLeft(light, days, due_on, words, f"{full}（{day}）")
