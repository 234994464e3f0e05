"""What the editor of a change needs to know: an entry as it stands, and the next free code beside it."""

from __future__ import annotations

from db import address_entries as entry_rows
from db.session import Store
from hall_app.addresses.managing.changes import BUILDING_DIGITS, Entry
from hall_app.addresses.managing.planning import entry_of
from hall_app.addresses.managing.proposing import PROPOSE, require_any
from hall_app.errors import InputRefused
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

_OWN_DIGITS = 5


@explained()
def living_entry(store: Store, clerk: Clerk, code: str) -> Entry:
    """The living entry of a code. Raises NotPermitted, InputRefused."""
    require_any(clerk)
    with store.reading() as session:
        row = entry_rows.entries(session, [code.strip()]).get(code.strip())
        if row is None or row.status != "valid":
            raise InputRefused(f"{code} 不是现行编码", "请核对编码，或先在“查询”里找", "codes")
        return entry_of(row)


@explained()
def suggest_building_code(store: Store, clerk: Clerk, like: str) -> str:
    """The next free code in the grid of a building: its neighbour's first digits, the next number.

    A suggestion only: codes are given out by the grid office. Raises NotPermitted, InputRefused.
    """
    clerk.require(PROPOSE)
    grid = like.strip()[: BUILDING_DIGITS - _OWN_DIGITS]
    if len(grid) < BUILDING_DIGITS - _OWN_DIGITS or not grid.isdigit():
        raise InputRefused("没有可参照的编码", "请先写同一网格里一栋楼的编码", "code")
    with store.reading() as session:
        top = entry_rows.last_code(session, grid, BUILDING_DIGITS)
    number = int(top[-_OWN_DIGITS:]) + 1 if top else 1
    if number >= 10**_OWN_DIGITS:
        raise InputRefused("这个网格的编码用完了", "请向网格办申请", "code")
    return f"{grid}{number:0{_OWN_DIGITS}d}"
