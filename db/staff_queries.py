"""Queries of accounts, roles and seats as the administrators see them, and of the audit trail as auditors read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.places import Hall, Window
from db.security import AuditEntry, Role, Staff


def accounts(session: Session) -> list[tuple[Staff, Role, str | None]]:
    """Every account with its role and the number of the window where it sits, in order of number."""
    query = (
        select(Staff, Role, Window.number)
        .join(Role, Role.code == Staff.role_code)
        .outerjoin(Window, Window.occupant_id == Staff.id)
        .order_by(Staff.disabled, Staff.staff_no)
    )
    return [(staff, role, window) for staff, role, window in session.execute(query)]


def roles(session: Session) -> Sequence[Role]:
    """Every role, in order of code."""
    return session.scalars(select(Role).order_by(Role.code)).all()


def role_counts(session: Session) -> dict[str, int]:
    """How many enabled accounts each role has."""
    query = select(Staff.role_code, func.count()).where(~Staff.disabled).group_by(Staff.role_code)
    return dict(session.execute(query).all())


def enabled_roles_locked(session: Session) -> list[tuple[str, list[str]]]:
    """Role code and permissions of every enabled account; every account row is held, in order."""
    session.execute(select(Staff.id).order_by(Staff.id).with_for_update()).all()
    query = (
        select(Role.code, Role.permissions).join(Staff, Staff.role_code == Role.code).where(~Staff.disabled)
    )
    return [(code, [str(one) for one in permissions]) for code, permissions in session.execute(query)]


def add_account(session: Session, staff: Staff) -> None:
    """A new account, in the caller's transaction."""
    session.add(staff)


def seats_of_hall(session: Session, hall_id: UUID) -> list[tuple[Window, str | None, str | None]]:
    """The hall's windows with the occupant's name and number, in order."""
    query = (
        select(Window, Staff.name, Staff.staff_no)
        .outerjoin(Staff, Staff.id == Window.occupant_id)
        .where(Window.hall_id == hall_id)
        .order_by(Window.number)
    )
    return [(window, name, number) for window, name, number in session.execute(query)]


def hall_named(session: Session, hall_id: UUID) -> Hall | None:
    """The hall."""
    return session.get(Hall, hall_id)


def audit_entries(
    session: Session,
    *,
    actor: str,
    action: str,
    object_id: str,
    terminal: str,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
    limit: int,
) -> Sequence[AuditEntry]:
    """Entries, newest first; texts are compared whole but ``action``, whose beginning is enough."""
    query = select(AuditEntry)
    if actor:
        query = query.where(AuditEntry.actor == actor)
    if action:
        query = query.where(func.substr(AuditEntry.action, 1, len(action)) == action)
    if object_id:
        query = query.where(AuditEntry.object_id == object_id)
    if terminal:
        query = query.where(AuditEntry.terminal == terminal)
    if since is not None:
        query = query.where(AuditEntry.at >= since)
    if until is not None:
        query = query.where(AuditEntry.at < until)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    return session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit)).all()


def staff_names(session: Session) -> dict[str, str]:
    """Name by staff number, for reading the trail."""
    return dict(session.execute(select(Staff.staff_no, Staff.name)).all())
