"""Queries of log-in, roles and seats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, delete, literal_column, select, text, update
from sqlalchemy.orm import Session

from db.places import Hall, Window
from db.queueing import Ticket
from db.security import DatabaseLogin, Role, Staff, UnknownSignIn
from db.session import is_sqlite

IN_HAND = ("calling", "serving")


@dataclass(frozen=True, slots=True, repr=False)
class StaffSecret:
    """What a password is compared with: the present hash and those before it."""

    password_hash: str
    former_hashes: tuple[str, ...]


def staff_by_number(session: Session, staff_no: str, lock: bool = False) -> Staff | None:
    """The member of staff with this number; ``lock`` holds the row to the end of the transaction."""
    query = select(Staff).where(Staff.staff_no == staff_no)
    return session.scalars(query.with_for_update() if lock else query).one_or_none()


def staff_secret(session: Session, staff_no: str) -> StaffSecret | None:
    """The hashes of one member of staff; on PostgreSQL by the function that a window's role may call for its own hall.

    None too where this database login may not meet them (an administrator's, at a window).
    """
    if is_sqlite(session):
        row = session.execute(
            select(Staff.password_hash, Staff.former_hashes).where(Staff.staff_no == staff_no)
        ).one_or_none()
    else:
        row = session.execute(
            text("SELECT secret, former FROM staff_secret(:staff_no)").bindparams(staff_no=staff_no)
        ).one_or_none()
    return StaffSecret(row[0], tuple(str(one) for one in row[1])) if row else None


def replace_secret(
    session: Session, staff_no: str, against: str, fresh: str, former: Sequence[str], set_at: datetime | None
) -> bool:
    """Put a fresh hash in the place of ``against``; tells whether that was still the hash.

    With ``set_at`` it is a new password (``former`` the ones before); without, the same one at a higher cost.
    """
    if is_sqlite(session):
        values: dict[str, Any] = {"password_hash": fresh}
        if set_at is not None:
            values |= {"former_hashes": list(former), "password_set_at": set_at, "must_change": False}
        changed = session.execute(
            update(Staff).where(Staff.staff_no == staff_no, Staff.password_hash == against).values(values)
        )
        return changed.rowcount == 1  # type: ignore[attr-defined]
    call = text(
        "SELECT staff_secret_replace(:staff_no, :against, :fresh, CAST(:former AS json), CAST(:set_at AS timestamptz))"
    )
    return bool(
        session.scalar(
            call.bindparams(
                staff_no=staff_no,
                against=against,
                fresh=fresh,
                former=json.dumps(list(former)),
                set_at=set_at,
            )
        )
    )


def bound_window(session: Session) -> UUID | None:
    """The window this database login stands for; None for an embedded database, an office or the owner."""
    if is_sqlite(session):
        return None
    me = cast(literal_column("current_user"), Text)
    return session.scalar(select(DatabaseLogin.window_id).where(DatabaseLogin.role_name == me))


def unknown_sign_in(
    session: Session, staff_no_hash: str, at: datetime, forget_before: datetime
) -> UnknownSignIn:
    """The failure row of a staff number nobody has, made if need be; rows older than ``forget_before`` go."""
    session.execute(delete(UnknownSignIn).where(UnknownSignIn.last_at < forget_before))
    row = session.get(UnknownSignIn, staff_no_hash, with_for_update=True)
    if row is None:
        row = UnknownSignIn(staff_no_hash=staff_no_hash, failures=[], last_at=at)
        session.add(row)
    return row


def role_by_code(session: Session, code: str) -> Role | None:
    """The role with this code."""
    return session.get(Role, code)


def add_missing_roles(session: Session, roles: Sequence[Role]) -> None:
    """Add the roles that are not there yet; those that are keep what was made of them."""
    known = set(session.scalars(select(Role.code)))
    session.add_all(role for role in roles if role.code not in known)


def window_with_lock(session: Session, window_id: UUID) -> Window | None:
    """The window's row, held to the end of the transaction and read anew."""
    query = select(Window).where(Window.id == window_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def windows_of_staff(session: Session, staff_id: UUID) -> Sequence[Window]:
    """The windows this member of staff sits at, held to the end of the transaction."""
    query = select(Window).where(Window.occupant_id == staff_id).order_by(Window.id).with_for_update()
    return session.scalars(query).all()


def number_in_hand(session: Session, window_id: UUID) -> str | None:
    """The number of the ticket being called or served at the window."""
    query = select(Ticket.number).where(Ticket.window_id == window_id, Ticket.state.in_(IN_HAND)).limit(1)
    return session.scalars(query).one_or_none()


def seats(session: Session, hall_id: UUID) -> Sequence[tuple[Window, str | None]]:
    """The hall's windows in service in order of number, each with the occupant's name."""
    query = (
        select(Window, Staff.name)
        .outerjoin(Staff, Staff.id == Window.occupant_id)
        .where(Window.hall_id == hall_id, Window.closed_at.is_(None))
        .order_by(Window.number)
    )
    return [(window, name) for window, name in session.execute(query)]


def only_hall(session: Session) -> Hall | None:
    """The installation's hall."""
    return session.scalars(select(Hall).order_by(Hall.id).limit(1)).one_or_none()


def hall_by_id(session: Session, hall_id: UUID) -> Hall | None:
    """The hall with this id."""
    return session.get(Hall, hall_id)


def staff_by_id(session: Session, staff_id: UUID, lock: bool = False) -> Staff | None:
    """The member of staff with this id."""
    return session.get(Staff, staff_id, with_for_update=True if lock else None)
