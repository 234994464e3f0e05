"""Queries of the working-day calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.cases import Case, CaseStep
from db.working_days import CalendarDay, CalendarYear


def entered_years(session: Session) -> dict[int, dict[date, tuple[bool, str]]]:
    """Every year entered here: its days that differ from the week's rule, as (working, name)."""
    years: dict[int, dict[date, tuple[bool, str]]] = {
        year: {} for year in session.scalars(select(CalendarYear.year))
    }
    for day in session.scalars(select(CalendarDay)):
        if day.day.year in years:
            years[day.day.year][day.day] = (day.working, day.name)
    return years


def put_year(
    session: Session, year: int, days: Mapping[date, tuple[bool, str]], source: str, by: UUID, at: datetime
) -> None:
    """Enter a year's table, replacing an earlier entry."""
    session.execute(
        delete(CalendarDay).where(CalendarDay.day >= date(year, 1, 1), CalendarDay.day <= date(year, 12, 31))
    )
    session.merge(CalendarYear(year=year, source=source, entered_by=by, entered_at=at))
    for day, (working, name) in days.items():
        session.add(CalendarDay(day=day, working=working, name=name))


# Refused, ended before a decision, decided and after: no clock runs any more.
_CLOCK_ENDED = ("15", "40", "41", "42", "43", "50", "55", "60", "70", "90")


def provisional_cases(session: Session) -> list[Case]:
    """Open cases whose deadline was computed without a table, locked in order of number."""
    query = (
        select(Case)
        .where(Case.due_provisional, Case.decided_at.is_(None), Case.state.not_in(_CLOCK_ENDED))
        .order_by(Case.case_number)
        .with_for_update()
    )
    return list(session.scalars(query))


def year_source(session: Session, year: int) -> str:
    """Where an entered year's table came from; "" where none was entered."""
    return session.scalar(select(CalendarYear.source).where(CalendarYear.year == year)) or ""


def provisional_numbers(session: Session) -> list[tuple[str, date | None]]:
    """Number and date of the open cases whose deadline was computed without a table."""
    query = (
        select(Case.case_number, Case.due_on)
        .where(Case.due_provisional, Case.decided_at.is_(None), Case.state.not_in(_CLOCK_ENDED))
        .order_by(Case.due_on, Case.case_number)
    )
    return [(number, due) for number, due in session.execute(query)]


def extension_days(session: Session, case_ids: Iterable[UUID]) -> dict[UUID, int]:
    """By how many working days each of these cases was extended (延期); those that were not are left out."""
    wanted = tuple(case_ids)
    extended: dict[UUID, int] = {}
    if not wanted:
        return extended
    for case_id, detail in session.execute(
        select(CaseStep.case_id, CaseStep.detail).where(CaseStep.case_id.in_(wanted))
    ):
        days = int(detail.get("extension_days", 0))
        if days:
            extended[case_id] = extended.get(case_id, 0) + days
    return extended


def steps_of(session: Session, case_id: UUID) -> list[CaseStep]:
    """A case's steps, oldest first."""
    query = select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.at, CaseStep.id)
    return list(session.scalars(query))
