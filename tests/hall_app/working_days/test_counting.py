"""Deadlines: the vectors of the domain, and what holds for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.counting import deadline, working_days_between

CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2025-01-22", 5, "2025-02-05"),
        ("2025-01-24", 20, "2025-02-27"),
        ("2025-04-25", 5, "2025-05-06"),
        ("2025-05-30", 5, "2025-06-09"),
        ("2025-06-14", 5, "2025-06-20"),
        ("2025-09-26", 20, "2025-10-30"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-10-11", 5, "2025-10-17"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-09-18", 20, "2026-10-22"),
    ],
)
def test_vectors(start: str, days: int, due: str) -> None:
    found = deadline(CALENDAR, date.fromisoformat(start), days)
    assert found.due_on == date.fromisoformat(due)
    assert not found.provisional


def test_extension_and_suspension() -> None:
    assert deadline(CALENDAR, date(2026, 9, 18), 20, extension=10).due_on == date(2026, 11, 5)
    suspended = ((date(2025, 9, 22), date(2025, 10, 13)),)
    assert deadline(CALENDAR, date(2025, 9, 15), 20).due_on == date(2025, 10, 17)
    assert deadline(CALENDAR, date(2025, 9, 15), 20, suspended=suspended).due_on == date(2025, 11, 4)


def test_what_was_skipped_is_named() -> None:
    found = deadline(CALENDAR, date(2026, 6, 17), 10)
    assert found.due_on == date(2026, 7, 2)
    assert found.skipped == (("端午", 1),)


def test_across_the_missing_table_it_goes_on_provisionally() -> None:
    found = deadline(CALENDAR, date(2026, 12, 10), 20)
    assert found.due_on == date(2027, 1, 8)
    assert found.provisional
    assert found.skipped == (("元旦", 1),)


def test_an_entered_year_is_certain() -> None:
    entered = WorkingCalendar(
        {
            2027: {
                date(2027, 1, 1): (False, "元旦"),
                date(2027, 1, 4): (False, "元旦"),
                date(2027, 1, 9): (True, "元旦"),
            }
        }
    )
    found = deadline(entered, date(2026, 12, 10), 20)
    assert not found.provisional
    assert found.due_on == date(2027, 1, 9)
    assert found.make_up_days == (date(2027, 1, 9),)


@given(start=st.dates(date(2024, 1, 1), date(2030, 12, 31)), days=st.integers(1, 90))
def test_a_deadline_is_a_working_day_and_counts_back(start: date, days: int) -> None:
    found = deadline(CALENDAR, start, days)
    assert CALENDAR.is_working(found.due_on)
    assert working_days_between(CALENDAR, start, found.due_on) == days
    assert deadline(CALENDAR, start, days + 1).due_on > found.due_on
    assert found.due_on - start >= timedelta(days=days)


def test_absurd_limits_are_refused() -> None:
    with pytest.raises(ValueError, match="working days"):
        deadline(CALENDAR, date(2026, 1, 1), -1)
