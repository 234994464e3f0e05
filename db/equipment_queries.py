"""Queries of the devices' states of a hall's windows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.equipment import DeviceState

_GONE = "未配"
_SAID = ("name", "tone", "text", "fault", "remedy", "model", "port", "emulated")


def report(session: Session, window_id: UUID, states: Iterable[DeviceState], at: datetime) -> None:
    """Take over what a window's machine says of all its parts; one it no longer has stays, as not set up."""
    query = select(DeviceState).where(DeviceState.window_id == window_id).with_for_update()
    kept = {row.part: row for row in session.scalars(query)}
    for state in states:
        row = kept.pop(state.part, None)
        if row is None:
            state.window_id, state.changed_at, state.seen_at = window_id, at, at
            session.add(state)
            continue
        if any(getattr(row, name) != getattr(state, name) for name in _SAID):
            for name in _SAID:
                setattr(row, name, getattr(state, name))
            row.changed_at = at
        row.seen_at = at
    for row in kept.values():
        if row.text != _GONE:
            row.tone, row.text, row.fault, row.remedy, row.model, row.port = "idle", _GONE, "", "", "", ""
            row.emulated, row.changed_at = False, at
        row.seen_at = at


def states_of_hall(session: Session, hall_id: UUID) -> Sequence[DeviceState]:
    """What every window of the hall last reported."""
    query = select(DeviceState).where(DeviceState.hall_id == hall_id)
    return session.scalars(query.order_by(DeviceState.window_id, DeviceState.part)).all()
