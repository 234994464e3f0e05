"""How the pages of the reception put dates, waits and limits into words (tokens.md 3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hall_app.clock import hall_time

if TYPE_CHECKING:
    from datetime import datetime

    from hall_app.libraries.person_file import SourceNote
    from hall_app.working_days.deadline import Deadline

_WEEKDAYS = "一二三四五六日"


def wait_words(seconds: int) -> str:
    """11 分; 1 时 5 分 from an hour on."""
    minutes = max(seconds, 0) // 60
    return f"{minutes} 分" if minutes < 60 else f"{minutes // 60} 时 {minutes % 60} 分"


def clock_time(instant: datetime) -> str:
    """09:51 on the hall's wall clock."""
    return f"{hall_time(instant):%H:%M}"


def day_words(day: date, this_year: int) -> str:
    """06-17, with the year only when it is another one."""
    return f"{day:%m-%d}" if day.year == this_year else f"{day:%Y-%m-%d}"


def due_words(deadline: Deadline) -> str:
    """07-02（周四）, with the year when the limit crosses into another one."""
    due = deadline.due_on
    return f"{day_words(due, deadline.start.year)}（周{_WEEKDAYS[due.weekday()]}）"


def limit_words(deadline: Deadline) -> str:
    """10 个工作日，已扣端午 1 天; 暂按周末推算 where a year has no table yet."""
    parts = [f"{deadline.days} 个工作日"]
    if deadline.skipped:
        parts.append("已扣" + "、".join(f"{name} {days} 天" for name, days in deadline.skipped))
    if deadline.provisional:
        parts.append("暂按周末推算")
    return "，".join(parts)


def source_words(source: SourceNote | None, this_year: int) -> str:
    """房屋库 05-30 核; "" without a source."""
    if source is None:
        return ""
    on = day_words(source.recorded_on, this_year) if source.recorded_on is not None else ""
    return " ".join(part for part in (source.library, on, source.note) if part)


def source_forms(source: SourceNote | None, this_year: int) -> tuple[str, ...]:
    """人口库 2024-08-29, 人口库 24-08, 人口库: where a source must stand in less and less room."""
    if source is None:
        return ()
    forms = [source_words(source, this_year), source.library]
    if source.recorded_on is not None:
        forms.insert(1, f"{source.library} {source.recorded_on:%y-%m}")
    return tuple(dict.fromkeys(forms))
