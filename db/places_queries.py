"""Queries of the hall itself, its departments and its windows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.places import Department, Hall, Region, Window
from db.session import is_sqlite


def hold_halls(session: Session) -> Hall | None:
    """The installation's hall, with nobody else making one until the transaction ends."""
    if not is_sqlite(session):
        session.execute(text("LOCK TABLE hall IN EXCLUSIVE MODE"))
    return session.scalars(select(Hall).order_by(Hall.id).limit(1)).one_or_none()


def hall_of(session: Session) -> Hall | None:
    """The installation's hall."""
    return session.scalars(select(Hall).order_by(Hall.id).limit(1)).one_or_none()


def region_codes(session: Session) -> set[str]:
    """The codes of the divisions that are there."""
    return set(session.scalars(select(Region.code)))


def departments(session: Session) -> Sequence[Department]:
    """Every department."""
    return session.scalars(select(Department).order_by(Department.id)).all()


def hold_windows(session: Session, hall_id: UUID, number: str) -> Window | None:
    """A hall's window by its number; all its windows are held to the end of the transaction, in order."""
    query = select(Window).where(Window.hall_id == hall_id).order_by(Window.id).with_for_update()
    return next((one for one in session.scalars(query) if one.number == number), None)
