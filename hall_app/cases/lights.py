"""The warning lights of cases' clocks (domain 3.6): green, yellow, orange, red; grey where the clock stands still.

The values, without a database; which clock runs for a case is asked of :class:`hall_app.cases.case_times.CaseTimes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hall_app.settings import ORANGE_DAYS, YELLOW_DAYS, YELLOW_PERCENT, Settings


class Light(StrEnum):
    """A light; NONE for a case without a limit or past its decision."""

    GREEN = "绿灯"
    YELLOW = "黄灯"
    ORANGE = "橙灯"
    RED = "红灯"
    GREY = "灰灯"
    NONE = ""


_LOOKS = {
    Light.GREEN: ("ok", "clock"),
    Light.YELLOW: ("warn", "clock"),
    Light.ORANGE: ("warn", "alert-triangle"),
    Light.RED: ("bad", "alert-triangle"),
    Light.GREY: ("idle", "clock-pause"),
    Light.NONE: ("idle", "clock"),
}


@dataclass(frozen=True, slots=True)
class CaseLights:
    """Where a light changes: at which part of the limit left (percent), at which working days left."""

    yellow_percent: int = 50
    yellow_days: int = 3
    orange_days: int = 1

    @classmethod
    def of(cls, settings: Settings) -> CaseLights:
        """The lights as the hall has set them."""
        return cls(settings[YELLOW_PERCENT], settings[YELLOW_DAYS], settings[ORANGE_DAYS])


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is left of a case's time: its light, working days (negative: overdue), the day, and both in words.

    ``words`` suit a chip (剩 3 天, 超期 2 天, 暂停计时), ``full`` a line (剩余 3 个工作日（06-24）); "" where no time runs.
    """

    light: Light = Light.NONE
    days_left: int | None = None
    due_on: date | None = None
    words: str = ""
    full: str = ""

    @property
    def tone(self) -> str:
        """ok, warn, bad or idle."""
        return _LOOKS[self.light][0]

    @property
    def icon(self) -> str:
        """Tells the light without its colour."""
        return _LOOKS[self.light][1]

    @property
    def spoken(self) -> str:
        """For who does not see the colour: 黄灯，剩余 3 个工作日（06-24）."""
        return "，".join(part for part in (self.light.value, self.full) if part)


NO_TIME = TimeLeft()
"""No clock runs."""


def light_of(days_left: int, limit_days: int, lights: CaseLights) -> Light:
    """The light of a running clock with ``days_left`` of ``limit_days`` working days; negative is overdue.

    A limit of 0 has no half: only the days count.
    """
    if days_left < 0:
        return Light.RED
    if days_left <= lights.orange_days:
        return Light.ORANGE
    by_part = limit_days > 0 and days_left * 100 <= limit_days * lights.yellow_percent
    return Light.YELLOW if by_part or days_left <= lights.yellow_days else Light.GREEN
