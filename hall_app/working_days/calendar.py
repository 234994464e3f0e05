"""Which days are worked: the State Council's yearly tables, an administrator's entries above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from db import calendar_queries as queries
from db.session import Store

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆",
    "Anti-Fascist 70th Day": "纪念日",
}
_FIXED = {(1, 1): "元旦"}

YearTable = Mapping[date, tuple[bool, str]]


@lru_cache(maxsize=1)
def _package_years() -> dict[int, dict[date, tuple[bool, str]]]:
    """The published tables of the package, by year; loaded when first counted with."""
    from chinese_calendar.constants import holidays, workdays

    years: dict[int, dict[date, tuple[bool, str]]] = {}
    for days, working in ((holidays, False), (workdays, True)):
        for day, name in days.items():
            years.setdefault(day.year, {})[day] = (working, _NAMES.get(name or "", name or "节假日"))
    return years


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The tables in force. A year without one is counted by weekends and the fixed holidays, provisionally."""

    entered: Mapping[int, YearTable] = field(default_factory=dict[int, YearTable])

    def has_table(self, year: int) -> bool:
        """Whether the year's holiday table is known."""
        return year in self.entered or year in _package_years()

    def is_working(self, day: date) -> bool:
        """Whether the day is worked, by the table or, without one, by weekends and the fixed holidays."""
        table = self._table(day.year)
        if table is None:
            return day.weekday() < 5 and (day.month, day.day) not in _FIXED
        found = table.get(day)
        return found[0] if found is not None else day.weekday() < 5

    def holiday(self, day: date) -> str | None:
        """The holiday's name when an otherwise worked weekday is off."""
        table = self._table(day.year)
        if table is None:
            return _FIXED.get((day.month, day.day)) if day.weekday() < 5 else None
        found = table.get(day)
        return found[1] if found is not None and not found[0] and day.weekday() < 5 else None

    def is_make_up(self, day: date) -> bool:
        """Whether a weekend day is worked instead of another."""
        return day.weekday() >= 5 and self.is_working(day)

    def _table(self, year: int) -> YearTable | None:
        return self.entered.get(year) or _package_years().get(year) or ({} if year in self.entered else None)


def load_calendar(store: Store) -> WorkingCalendar:
    """The calendar with what administrators entered. Raises StoreError."""
    with store.reading() as session:
        return WorkingCalendar(queries.entered_years(session))
