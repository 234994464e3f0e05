"""Queries of the texts that the library could not place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.address_changes import AddressUnknown
from db.base import new_id
from db.session import is_sqlite

OPEN, PROPOSED, BOUND, NOT_ADDRESS = "open", "proposed", "bound", "not_address"


def meet(session: Session, form: str, text: str, origin: str, candidates: list[Any], at: datetime) -> None:
    """Keep a text that was met, or count it once more."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = insert(AddressUnknown).values(
        id=new_id(), form=form, text=text, met=1, origin=origin, candidates=candidates,
        first_met_at=at, last_met_at=at, state=OPEN,
    )  # fmt: skip
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[AddressUnknown.form],
            set_={
                "met": AddressUnknown.met + 1,
                "last_met_at": at,
                "origin": origin,
                "candidates": candidates,
            },
        )
    )


def unknowns(session: Session, state: str, limit: int) -> Sequence[AddressUnknown]:
    """Texts of a state, the most often met first."""
    return session.scalars(
        select(AddressUnknown)
        .where(AddressUnknown.state == state)
        .order_by(AddressUnknown.met.desc(), AddressUnknown.first_met_at, AddressUnknown.id)
        .limit(limit)
    ).all()


def unknown(session: Session, unknown_id: UUID, with_lock: bool = False) -> AddressUnknown | None:
    """One of them."""
    wanted = select(AddressUnknown).where(AddressUnknown.id == unknown_id)
    return session.scalar(wanted.with_for_update() if with_lock else wanted)


def counts(session: Session) -> dict[str, int]:
    """How many there are of each state."""
    rows = session.execute(select(AddressUnknown.state, func.count()).group_by(AddressUnknown.state))
    return {row[0]: row[1] for row in rows}


def _put(session: Session, unknown_id: UUID, **values: Any) -> None:
    session.execute(update(AddressUnknown).where(AddressUnknown.id == unknown_id).values(**values))


def mark_proposed(session: Session, unknown_id: UUID, change_id: UUID) -> None:
    """A proposal settles it, once approved."""
    _put(session, unknown_id, state=PROPOSED, change_id=change_id)


def mark_bound(session: Session, unknown_id: UUID, by: UUID, at: datetime) -> None:
    """Its proposal was approved."""
    _put(session, unknown_id, state=BOUND, settled_by=by, settled_at=at)


def reopen(session: Session, unknown_id: UUID) -> None:
    """Its proposal came to nothing."""
    _put(session, unknown_id, state=OPEN, change_id=None, settled_by=None, settled_at=None)


def mark_not_address(session: Session, unknown_id: UUID, by: UUID, note: str, at: datetime) -> None:
    """It names no address."""
    _put(session, unknown_id, state=NOT_ADDRESS, settled_by=by, settled_at=at, note=note)
