"""Keeps what the engine reads in step with the entries: layouts of rooms, counts of places, readings of names.

The seam to the engine: everything that changes entries calls :func:`refresh_index` in its transaction, with
the buildings whose rooms or whose place changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from db import address_entries as entry_rows
from db.session import Session
from hall_app.addresses.estates import floor_key, house_key, packed, unit_key

NAMED = ("street", "community", "road", "area")


def refresh_index(session: Session, buildings: Iterable[str], places: Iterable[int]) -> None:
    """Rebuild the layouts of the living ones of these buildings and count these places again."""
    for code in entry_rows.living_building_codes(session, sorted(set(buildings))):
        entry_rows.set_layout(session, code, layout_of(session, code))
    for place in sorted(set(places)):
        entry_rows.count_place(session, place)


def layout_of(session: Session, building: str) -> int:
    """The layout of a building's living rooms, made where no other building has it."""
    lines = [
        (row.unit and unit_key(row.unit), row.floor and floor_key(row.floor), door_key(row.house), _ending(building, row.code))
        for row in entry_rows.rooms_of(session, building)
    ]  # fmt: skip
    return entry_rows.ensure_layout(session, packed(lines))


def ensure_layout_of_nothing(session: Session) -> int:
    """The layout of a building without rooms."""
    return entry_rows.ensure_layout(session, packed([]))


def door_key(house: str) -> str:
    """A door as layouts hold it."""
    return house.upper() if house.isascii() else house_key(house)


def ensure_readings(session: Session, names: Iterable[tuple[str, str]]) -> None:
    """Give pinyin and initials to the names that have none yet."""
    missing = entry_rows.missing_names(session, dict.fromkeys(names))
    if missing:
        from hall_app.addresses.readings import readings  # pypinyin takes a fifth of a second to load

        for element, name in missing:
            entry_rows.add_name(session, element, name, *readings(name))


def _ending(building: str, code: str) -> str:
    return code.removeprefix(building)
