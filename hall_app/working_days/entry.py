"""An administrator enters a year's holiday table; deadlines that were provisional are computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from db import calendar_queries as queries
from db.cases import CaseStep
from db.session import Store
from hall_app.clock import Clock, hall_time
from hall_app.errors import InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.counting import deadline

_MAX_FILE = 64 * 1024
_SUSPENDED = "27"


@dataclass(frozen=True, slots=True)
class ChangedDeadline:
    """A case whose deadline moved (or became certain) when the table came."""

    case_number: str
    old: date
    new: date


def read_year_file(path: Path) -> dict[date, tuple[bool, str]]:
    """Read lines ``2027-02-06 休 春节`` or ``2027-02-20 班 春节``. Raises InputRefused, naming the line."""
    try:
        if path.stat().st_size > _MAX_FILE:
            raise InputRefused("文件太大，不是节假日表", "每行一天，如 2027-02-06 休 春节")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused("节假日表读不出来", "请存为 UTF-8 文本，每行一天") from error
    days: dict[date, tuple[bool, str]] = {}
    for number, line in enumerate(lines, 1):
        words = line.split("#")[0].replace(",", " ").split()
        if not words:
            continue
        try:
            day, kind, name = date.fromisoformat(words[0]), words[1], " ".join(words[2:]) or "节假日"
            days[day] = ({"休": False, "班": True}[kind], name)
        except (ValueError, IndexError, KeyError) as error:
            raise InputRefused(
                f"第 {number} 行看不懂", "应为：日期 休或班 名称，如 2027-02-06 休 春节"
            ) from error
    return days


@explained()
def enter_year(
    store: Store, clerk: Clerk, year: int, days: Mapping[date, tuple[bool, str]], source: str, *, clock: Clock
) -> tuple[ChangedDeadline, ...]:
    """Enter the year's table and recompute what was provisional; returns the cases whose date moved.

    Raises NotPermitted, and InputRefused when a day lies outside the year or contradicts its weekday.
    """
    clerk.require("calendar.edit")
    _check(year, days)
    now = clock.now()
    with store.writing() as session:
        queries.put_year(session, year, days, source, clerk.staff_id, now)
        session.flush()
        calendar = WorkingCalendar(queries.entered_years(session))
        changed: list[ChangedDeadline] = []
        for case in queries.provisional_cases(session):
            if case.clock_start is None or case.due_on is None or case.state == _SUSPENDED:
                # A suspended case gets its date when its clock goes on.
                continue
            suspended, extension = _pauses_and_extension(queries.steps_of(session, case.id))
            fresh = deadline(
                calendar, case.clock_start, case.promised_days, extension=extension, suspended=suspended
            )
            if fresh.due_on != case.due_on:
                changed.append(ChangedDeadline(case.case_number, case.due_on, fresh.due_on))
            session.add(_step(case, fresh.due_on, clerk, now))
            case.due_on, case.due_provisional, case.due_note = fresh.due_on, fresh.provisional, None
        record(
            session,
            clerk,
            "calendar.enter",
            "calendar_year",
            str(year),
            detail={"days": len(days), "moved": len(changed)},
            at=now,
        )
    return tuple(changed)


def _check(year: int, days: Mapping[date, tuple[bool, str]]) -> None:
    if not any(not working for working, _ in days.values()):
        raise InputRefused("表里没有一天放假", "请核对是不是完整的一年", "days")
    for day, (working, _) in days.items():
        if day.year != year:
            raise InputRefused(f"{day.isoformat()} 不在 {year} 年", "请按年份分别录入", "days")
        if working and day.weekday() < 5:
            raise InputRefused(f"{day.isoformat()} 本来就是工作日", "“班”只用于周末调休上班", "days")


def _pauses_and_extension(steps: Sequence[CaseStep]) -> tuple[tuple[tuple[date, date], ...], int]:
    """What the case's steps add to its limit: days its clock stood still, and an approved extension.

    A case is suspended from the day it entered that state to the day before it left it.
    """
    pauses: list[tuple[date, date]] = []
    since: date | None = None
    extension = 0
    for step in steps:
        day = hall_time(step.at).date()
        if step.to_state == _SUSPENDED and step.from_state != _SUSPENDED:
            since = day
        elif step.from_state == _SUSPENDED and step.to_state != _SUSPENDED and since is not None:
            pauses.append((since, day - timedelta(days=1)))
            since = None
        extension += int(step.detail.get("extension_days", 0))
    return tuple(pauses), extension


def _step(case: queries.Case, new: date, clerk: Clerk, at: datetime) -> CaseStep:
    detail = {"from": str(case.due_on), "to": new.isoformat()}
    return CaseStep(
        case_id=case.id, at=at, from_state=case.state, to_state=case.state, action="deadline.recomputed", staff_id=clerk.staff_id, reason="节假日表已维护", detail=detail
    )  # fmt: skip
