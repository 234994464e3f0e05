"""What the use cases of this room need besides the database, bound once where the program is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from hall_app.clock import Clock
from hall_app.settings import Settings
from hall_app.working_days.deadline import Deadline


@dataclass(frozen=True, slots=True)
class LinkView:
    """The line to the libraries as it is now; ``cached_at`` is the age of the local copy when it is down."""

    up: bool = True
    cached_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """Clock, settings, the counting of working days ``deadline(start, days)`` and the state of the line.

    ``own_numbers``: this window works without its hall and draws numbers from its own blocks.
    """

    clock: Clock
    settings: Settings
    deadline: Callable[[date, int], Deadline]
    link: Callable[[], LinkView] = field(default=LinkView)
    own_numbers: bool = False
