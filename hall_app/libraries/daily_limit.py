"""How many people's files one member of staff may open in a day on the page 三库 (domain 10.4, personal information).

What a reception shows is never counted and never stopped. The count stands in a number sequence of the day, so that two machines
of one person share it.
"""

from __future__ import annotations

from datetime import date

from db import numbering
from db.session import Session
from hall_app.security.clerk import Clerk

_NEAR = 10
"""Within a tenth of the limit the sheet says how many are left."""


def lookups_sequence(staff_id: object, day: date) -> str:
    """The sequence that counts a person's look-ups of a day; no number that anybody reads."""
    return f"{numbering.COUNTERS}lookup:{staff_id}:{day}"


def count_lookup(session: Session, clerk: Clerk, day: date, most: int) -> int | None:
    """Count one more look-up; returns how many there were today, None where the limit is reached. In the caller's transaction."""
    sequence = lookups_sequence(clerk.staff_id, day)
    if numbering.advance(session, sequence, by=0) >= most:
        return None
    return numbering.advance(session, sequence)


def left_notice(used: int, most: int) -> str:
    """`今天已查 191 次，上限 200 次`, when the limit is near; else nothing."""
    return f"今天已查 {used} 次，上限 {most} 次" if (most - used) * _NEAR <= most else ""
