"""Queries of the settings a hall's windows share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.places import SettingRow

_HELD = "value"


def hall_settings(session: Session) -> dict[str, Any]:
    """Every value of the hall by dotted name, as plain JSON values."""
    rows = session.scalars(select(SettingRow)).all()
    return {row.name: row.value.get(_HELD) for row in rows}


def put_hall_setting(session: Session, name: str, value: Any) -> None:
    """Set a value, in the caller's transaction."""
    session.merge(SettingRow(name=name, value={_HELD: value}))


def drop_hall_setting(session: Session, name: str) -> None:
    """Take a value back, in the caller's transaction."""
    session.execute(delete(SettingRow).where(SettingRow.name == name))
