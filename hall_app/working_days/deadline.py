"""A deadline with its arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit of ``days`` working days.

    ``provisional``: some year had no table, weekends and the fixed holidays stood in (暂按周末推算).
    ``skipped`` names what was skipped, as (端午, 1).
    """

    start: date
    days: int
    due_on: date
    provisional: bool
    skipped: tuple[tuple[str, int], ...]
    make_up_days: tuple[date, ...] = ()
