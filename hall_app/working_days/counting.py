"""Counting working days (民法典 201–203, 行政许可法 82): the triggering day does not count.

An act on a day off, or after closing, keeps its date; since the day of the act never counts, the working
days that follow that date are the ones to count either way.
"""

from __future__ import annotations

from datetime import date, timedelta

from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.deadline import Deadline

_ONE = timedelta(days=1)
_LONGEST = 2000


def deadline(
    calendar: WorkingCalendar,
    start: date,
    days: int,
    *,
    extension: int = 0,
    suspended: tuple[tuple[date, date], ...] = (),
) -> Deadline:
    """The last of ``days`` (+ ``extension``) working days after ``start``; suspended working days do not count.

    Raises ValueError for a negative or absurd number of days.
    """
    total = days + extension
    if not 0 <= total <= _LONGEST:
        raise ValueError("a limit is 0 to 2000 working days")
    day, left = start, total
    skipped: dict[str, int] = {}
    make_up: list[date] = []
    provisional = not calendar.has_table(start.year)
    while left:
        day += _ONE
        provisional = provisional or not calendar.has_table(day.year)
        if not calendar.is_working(day):
            name = calendar.holiday(day)
            if name is not None:
                skipped[name] = skipped.get(name, 0) + 1
            continue
        if calendar.is_make_up(day):
            make_up.append(day)
        if not any(first <= day <= last for first, last in suspended):
            left -= 1
    return Deadline(start, total, day, provisional, tuple(skipped.items()), tuple(make_up))


def working_days_between(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before."""
    if end < start:
        return -working_days_between(calendar, end, start)
    return sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
