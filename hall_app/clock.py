"""Time as the hall reads it: instants in UTC, days and hours in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HALL_ZONE = ZoneInfo("Asia/Shanghai")


class Clock:
    """The time source; tests give a fixed one."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The hall's present day."""
        return hall_time(self.now()).date()


class FixedClock(Clock):
    """A clock that stands where it was put until it is moved."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            at = at.replace(tzinfo=HALL_ZONE)
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self.at


def hall_time(instant: datetime) -> datetime:
    """The instant as the hall's wall clock shows it."""
    return instant.astimezone(HALL_ZONE)
