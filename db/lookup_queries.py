"""Queries of looking up: cases by the beginning of their number, names of staff."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.cases import Case
from db.items import Item
from db.security import Staff

_LAST_CHARACTER = "\U0010ffff"


def cases_by_prefix(session: Session, hall_id: UUID, prefix: str, limit: int) -> list[tuple[Case, str]]:
    """The hall's cases whose number begins like this, with their item's name: a half-open range."""
    query = (
        select(Case, Item.name)
        .join(Item, Item.id == Case.item_id)
        .where(
            Case.hall_id == hall_id, Case.case_number >= prefix, Case.case_number < prefix + _LAST_CHARACTER
        )
        .order_by(Case.case_number)
        .limit(limit)
    )
    return [(case, name) for case, name in session.execute(query)]


def staff_names(session: Session, staff_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id."""
    query = select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids))
    return dict(session.execute(query).all())
