"""Queries of the hall itself, its departments and its windows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from db.places import Department, Hall, Region, Window
from db.security import Staff
from db.session import is_sqlite


def hold_halls(session: Session) -> Hall | None:
    """The installation's hall, with nobody else making one until the transaction ends."""
    if not is_sqlite(session):
        session.execute(text("LOCK TABLE hall IN EXCLUSIVE MODE"))
    return session.scalars(select(Hall).order_by(Hall.id).limit(1)).one_or_none()


def hall_of(session: Session, *, lock: bool = False) -> Hall | None:
    """The installation's hall; ``lock`` holds its row to the end of the transaction."""
    query = select(Hall).order_by(Hall.id).limit(1)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def region_name(session: Session, code: str) -> str:
    """What a division is called; "" where it is not known."""
    return session.scalar(select(Region.name).where(Region.code == code)) or ""


def region_codes(session: Session) -> set[str]:
    """The codes of the divisions that are there."""
    return set(session.scalars(select(Region.code)))


def departments(session: Session) -> Sequence[Department]:
    """Every department."""
    return session.scalars(select(Department).order_by(Department.id)).all()


def hold_windows(session: Session, hall_id: UUID, number: str) -> Window | None:
    """A hall's window by its number; all its windows are held to the end of the transaction, in order."""
    return next((one for one in held_windows(session, hall_id) if one.number == number), None)


def held_windows(session: Session, hall_id: UUID) -> Sequence[Window]:
    """All windows of a hall, closed ones too, held to the end of the transaction, in order."""
    query = select(Window).where(Window.hall_id == hall_id).order_by(Window.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def windows_with_occupants(session: Session, hall_id: UUID) -> Sequence[tuple[Window, str | None]]:
    """Every window of a hall, closed ones too, by number, with who sits there."""
    query = (
        select(Window, Staff.name)
        .outerjoin(Staff, Staff.id == Window.occupant_id)
        .where(Window.hall_id == hall_id)
        .order_by(Window.number)
    )
    return [(window, name) for window, name in session.execute(query)]


def move_last_window(session: Session, hall_id: UUID, number: str, new: str) -> None:
    """Let the staff of a hall who last sat at a window find it under its new number."""
    session.execute(
        update(Staff).where(Staff.hall_id == hall_id, Staff.last_window == number).values(last_window=new)
    )
