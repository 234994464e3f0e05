"""The devices of every window of a hall in one matrix (screens.md 22), from what each machine last reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import equipment_queries as queries
from db import staff_queries
from db.equipment import DeviceState
from db.session import Store, is_sqlite
from hall_app.clock import Clock
from hall_app.device_reporting import STALE_S
from hall_app.security.clerk import Clerk
from hall_app.status import (
    PART_CARD_READER,
    PART_DATABASE,
    PART_LINK,
    PART_PRINTER,
    PART_READER,
    PART_SCANNER,
    PART_TICKET_PRINTER,
)
from hall_app.store_faults import explained

COLUMNS: tuple[tuple[str, str], ...] = (
    (PART_READER, "读卡器"),
    (PART_CARD_READER, "社保卡"),
    (PART_PRINTER, "文书打印"),
    (PART_TICKET_PRINTER, "票据打印"),
    (PART_SCANNER, "扫描"),
    (PART_DATABASE, "数据库"),
    (PART_LINK, "区平台"),
)
"""The matrix's columns; parts of newer machines are left out by older ones."""


@dataclass(frozen=True, slots=True)
class DeviceCell:
    """One device of one window. ``stale``: its machine has not been heard of since ``seen_at``."""

    part: str
    name: str
    tone: str
    text: str
    fault: str
    fixes: tuple[str, ...]
    model: str
    port: str
    emulated: bool
    changed_at: datetime
    seen_at: datetime
    stale: bool


@dataclass(frozen=True, slots=True)
class WindowDevices:
    """A window with who sits there, and its devices in the order of COLUMNS; None where it has none."""

    number: str
    occupant: str | None
    seen_at: datetime | None
    cells: tuple[DeviceCell | None, ...]


@explained()
def device_matrix(store: Store, clerk: Clerk, *, clock: Clock) -> tuple[WindowDevices, ...]:
    """Every window of the clerk's hall, by number; an embedded hall has the one that reported.

    Raises NotPermitted without devices.manage or window.release, Unavailable. For a worker thread.
    """
    if not clerk.may("window.release"):
        clerk.require("devices.manage")
    stale_before = clock.now() - timedelta(seconds=STALE_S)
    with store.reading() as session:
        states: dict[object, list[DeviceState]] = {}
        for state in queries.states_of_hall(session, clerk.hall_id):
            states.setdefault(state.window_id, []).append(state)
        shared = not is_sqlite(session)
        return tuple(
            _row(window.number, name, states.get(window.id, ()), stale_before)
            for window, name, _staff_no in staff_queries.seats_of_hall(session, clerk.hall_id)
            if window.closed_at is None and (shared or window.id in states)
        )


def _row(
    number: str, occupant: str | None, states: Sequence[DeviceState], stale_before: datetime
) -> WindowDevices:
    cells = {state.part: _cell(state, stale_before) for state in states}
    seen_at = max((state.seen_at for state in states), default=None)
    return WindowDevices(number, occupant, seen_at, tuple(cells.get(part) for part, _title in COLUMNS))


def _cell(state: DeviceState, stale_before: datetime) -> DeviceCell:
    return DeviceCell(
        part=state.part,
        name=state.name,
        tone=state.tone,
        text=state.text,
        fault=state.fault,
        fixes=tuple(one for one in state.remedy.split("。") if one.strip()),
        model=state.model,
        port=state.port,
        emulated=state.emulated,
        changed_at=state.changed_at,
        seen_at=state.seen_at,
        stale=state.seen_at < stale_before,
    )
