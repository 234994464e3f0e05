"""Keeps the engine's index in step with managed changes: call it in the same transaction as the change.

Places, layouts and readings are derived from buildings and rooms. Whoever creates, moves, renames, splits or
retires entries writes those rows and then calls :func:`refresh_index` with the codes touched, old and new.
Engines that are open notice by the edition (:meth:`hall_app.addresses.engine.Engine.fresh`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from db import address_indexing as rows
from db.session import Session
from hall_app.addresses.estates import floor_key, house_key, packed, unit_key
from hall_app.addresses.readings import readings


def place_for(
    session: Session, street: str, community: str, road: str = "", roadno: str = "", area: str = ""
) -> int:
    """The id of the place with these elements (empty where it has none), made where the library lacks it."""
    return rows.place_for(session, street, community, road, roadno, area)


def empty_layout(session: Session) -> int:
    """The layout to give a building that is added before its rooms; ``refresh_index`` replaces it."""
    return rows.layout_for(session, packed([]))


def refresh_index(
    session: Session, codes: Iterable[str], day: date, source: str = "变更", places: Iterable[int] = ()
) -> None:
    """Rebuild what the engine reads for these buildings and rooms (19 or 25 digits, valid or retired).

    Flush the change first. ``places`` names places that lost a building or whose names changed. Also records
    an edition, so that open engines read again. A code that the library never held is passed over.
    """
    session.flush()
    buildings = rows.owners_of(session, list(codes))
    before = rows.layouts_of(session, buildings)
    touched = dict.fromkeys([*places, *(place for _, place in before.values())])
    for building in buildings:
        rooms = [
            (unit and unit_key(unit), floor and floor_key(floor), house_key(house), _ending(building, code))
            for unit, floor, house, code in rows.valid_rooms(session, building)
        ]
        rows.set_layout(session, building, rows.layout_for(session, packed(rooms)))
    rows.recount(session, touched)
    rows.drop_idle_layouts(session, {layout for layout, _ in before.values()})
    for element, name in rows.unread_names(session, touched):
        rows.add_name(session, element, name, *readings(name))
    rows.new_edition(session, source, day)


def _ending(building: str, code: str) -> str:
    """The last six digits; the whole code where a merged building keeps the rooms of another."""
    return code[19:] if code.startswith(building) else code
