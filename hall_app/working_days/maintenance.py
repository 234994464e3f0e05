"""The calendar page's use cases: a year as it counts, what waits for its table, and entering one."""

from __future__ import annotations

import calendar as months
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from db import calendar_queries as queries
from db.session import Store
from hall_app.clock import Clock
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.entry import ChangedDeadline, enter_year

PERMISSION = "calendar.edit"
ENTERED, PUBLISHED, ABSENT = "entered", "published", "absent"


@dataclass(frozen=True, slots=True)
class CalendarDayView:
    """A day: worked or not, its holiday's name, and whether a weekend day is worked instead."""

    day: date
    working: bool
    name: str
    make_up: bool


@dataclass(frozen=True, slots=True)
class ProvisionalCase:
    """A case whose date rests on weekends alone (暂按周末推算)."""

    case_number: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class YearView:
    """A year: where its table comes from (entered, published, absent), its days, and the cases that wait for tables."""

    year: int
    origin: str
    origin_words: str
    days: tuple[CalendarDayView, ...]
    working_days: int
    provisional: tuple[ProvisionalCase, ...]

    @property
    def entries(self) -> dict[date, tuple[bool, str]]:
        """The days that differ from the week's rule, as they are entered."""
        return {
            one.day: (one.working, one.name or "调休上班")
            for one in self.days
            if one.make_up or (not one.working and (one.name or one.day.weekday() < 5))
        }


class CalendarDesk(ABC):
    """For worker threads; each needs ``calendar.edit`` and raises HallError kinds."""

    @abstractmethod
    def year(self, clerk: Clerk, year: int) -> YearView:
        """A year as the hall counts it."""

    @abstractmethod
    def enter(
        self, clerk: Clerk, year: int, days: Mapping[date, tuple[bool, str]], source: str
    ) -> tuple[ChangedDeadline, ...]:
        """Enter the year's table; returns the cases whose date moved."""


class HallCalendarDesk(CalendarDesk):
    """Bound to the hall's database."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    @explained()
    def year(self, clerk: Clerk, year: int) -> YearView:
        clerk.require(PERMISSION)
        with self._store.reading() as session:
            entered = queries.entered_years(session)
            source = queries.year_source(session, year)
            waiting = tuple(
                ProvisionalCase(number, due) for number, due in queries.provisional_numbers(session)
            )
        calendar = WorkingCalendar(entered)
        if year in entered:
            origin, words = ENTERED, f"已录入（{source}）" if source else "已录入"
        elif calendar.has_table(year):
            origin, words = PUBLISHED, "已随程序发布"
        else:
            origin, words = ABSENT, "还没有节假日表，期限暂按周末推算"
        days = tuple(_day(calendar, entered.get(year, {}), one) for one in _days_of(year))
        return YearView(year, origin, words, days, sum(one.working for one in days), waiting)

    def enter(
        self, clerk: Clerk, year: int, days: Mapping[date, tuple[bool, str]], source: str
    ) -> tuple[ChangedDeadline, ...]:
        return enter_year(self._store, clerk, year, days, source, clock=self._clock)


def _day(calendar: WorkingCalendar, entered: Mapping[date, tuple[bool, str]], day: date) -> CalendarDayView:
    name = entered[day][1] if day in entered else calendar.holiday(day) or ""
    return CalendarDayView(day, calendar.is_working(day), name, calendar.is_make_up(day))


def _days_of(year: int) -> list[date]:
    number = 366 if months.isleap(year) else 365
    return [date(year, 1, 1) + timedelta(days=at) for at in range(number)]
