"""Reading the imported library, quickly: driver cursors on one connection, prepared once, no ORM.

The engine reads a building for nearly every text; a session and mapped objects would cost ten times the
lookup itself, so these few statements go to the driver directly. One thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from db.session import Store


class PlaceRow(NamedTuple):
    """An estate, village or numbered door."""

    id: int
    street: str
    community: str
    road: str
    roadno: str
    area: str
    buildings: int


class BuildingRow(NamedTuple):
    """A building on its place."""

    code: str
    lane: str
    label: str
    layout_id: int


class AliasRow(NamedTuple):
    """Another name of an element."""

    element: str
    alias: str
    name: str
    kind: str
    street: str | None
    community: str | None


class NameRow(NamedTuple):
    """A name with its readings."""

    element: str
    text: str
    pinyin: str
    initials: str


class EntryRow(NamedTuple):
    """What a code stands for: its place and the elements below; a building has no unit, floor and house."""

    place_id: int
    lane: str
    label: str
    unit: str
    floor: str
    house: str


_MOST_AT_ONCE = 500
_ROOM_ENTRIES = (
    "SELECT r.code, b.place_id, b.lane, b.label, r.unit, r.floor, r.house FROM address_room r"
    " JOIN address_building b ON b.code = r.building_code AND b.status = 'valid'"
    " WHERE r.code IN ({}) AND r.status = 'valid'"
)
_BUILDING_ENTRIES = "SELECT code, place_id, lane, label, '', '', '' FROM address_building WHERE code IN ({}) AND status = 'valid'"


class AddressLookup:
    """The library as the engine reads it. Close it when done; belongs to one thread at a time."""

    def __init__(self, store: Store) -> None:
        self._pooled = store.engine.raw_connection()
        self._postgresql = store.engine.dialect.name == "postgresql"
        if self._postgresql:  # reading for hours must not hold a transaction open: the feed waits for it
            self._pooled.driver_connection.autocommit = True  # type: ignore[union-attr]
        self._cursor: Any = self._pooled.cursor()
        self._of_place = self._sql(
            "SELECT code, lane, label, layout_id FROM address_building"
            " WHERE place_id = ? AND status = 'valid' ORDER BY code"
        )
        self._layout = self._sql("SELECT rooms FROM address_layout WHERE id = ?")

    def close(self) -> None:
        """Give the connection back."""
        if self._postgresql:
            self._pooled.driver_connection.autocommit = False  # type: ignore[union-attr]
        self._pooled.close()

    def _sql(self, text: str) -> str:
        return text.replace("?", "%s") if self._postgresql else text

    def _rows(self, sql: str, *bound: Any) -> list[Any]:
        cursor = self._cursor
        cursor.execute(self._sql(sql), bound)
        return cursor.fetchall()

    def places(self) -> list[PlaceRow]:
        """Every place on which something stands, ordered by id."""
        rows = self._rows(
            "SELECT id, street, community, road, roadno, area, buildings FROM address_place"
            " WHERE buildings > 0 ORDER BY id"
        )
        return [PlaceRow(*row) for row in rows]

    def names(self) -> list[NameRow]:
        """Every name with its readings."""
        rows = self._rows("SELECT element, text, pinyin, initials FROM address_name ORDER BY id")
        return [NameRow(*row) for row in rows]

    def aliases(self) -> list[AliasRow]:
        """Every alias in force."""
        rows = self._rows(
            "SELECT element, alias, name, kind, street, community FROM address_alias"
            " WHERE status = 'valid' ORDER BY id"
        )
        return [AliasRow(*row) for row in rows]

    def labels(self) -> list[tuple[int, str]]:
        """Place and label of the buildings that have names of their own (香华轩, 主楼), not numbers."""
        rows = self._rows(
            "SELECT DISTINCT place_id, label FROM address_building WHERE label <> '' AND status = 'valid'"
        )
        return [(row[0], row[1]) for row in rows if len(row[1]) > 2]

    def buildings(self, place_id: int) -> list[tuple[str, str, str, int]]:
        """Code, lane, label and layout of the valid buildings of a place."""
        self._cursor.execute(self._of_place, (place_id,))
        return self._cursor.fetchall()

    def layout(self, layout_id: int) -> str:
        """The packed rooms of a layout."""
        self._cursor.execute(self._layout, (layout_id,))
        row = self._cursor.fetchone()
        return row[0] if row else ""

    def edition(self) -> int:
        """Number of the newest import or change, 0 before the first."""
        return self._rows("SELECT max(id) FROM address_edition")[0][0] or 0

    def is_valid(self, code: str) -> bool:
        """Whether a building's or room's code stands and has not been retired."""
        table = "address_building" if len(code) == 19 else "address_room"
        return bool(self._rows(f"SELECT 1 FROM {table} WHERE code = ? AND status = 'valid'", code))

    def building(self, code: str) -> tuple[int, str, str, int] | None:
        """Place, lane, label and layout of a living building by its code."""
        rows = self._rows(
            "SELECT place_id, lane, label, layout_id FROM address_building WHERE code = ? AND status = 'valid'",
            code,
        )
        return rows[0] if rows else None

    def room(self, code: str) -> tuple[str, str, str, str] | None:
        """Building, unit, floor and house of a living room by its code."""
        rows = self._rows(
            "SELECT building_code, unit, floor, house FROM address_room WHERE code = ? AND status = 'valid'",
            code,
        )
        return rows[0] if rows else None

    def entries(self, codes: Iterable[str]) -> dict[str, EntryRow]:
        """What living codes stand for, as many as there are, asked together."""
        found: dict[str, EntryRow] = {}
        wanted = sorted(set(codes))
        for start in range(0, len(wanted), _MOST_AT_ONCE):
            part = wanted[start : start + _MOST_AT_ONCE]
            rooms = [code for code in part if len(code) == 25]
            buildings = [code for code in part if len(code) == 19]
            for sql, some in ((_ROOM_ENTRIES, rooms), (_BUILDING_ENTRIES, buildings)):
                if some:
                    marks = ",".join("?" * len(some))
                    for code, *rest in self._rows(sql.format(marks), *some):
                        found[code] = EntryRow(*rest)
        return found

    def successors(self, code: str) -> list[str]:
        """What an old code became."""
        rows = self._rows("SELECT code FROM address_old_code WHERE old_code = ? ORDER BY code", code)
        return [row[0] for row in rows]

    def text_aliases(self) -> list[tuple[str, str]]:
        """Form and code of every text that means a code by decision: old names, and texts bound by staff."""
        rows = self._rows(
            "SELECT form, code FROM address_text_alias WHERE valid_to IS NULL ORDER BY form, code"
        )
        return [(row[0], row[1]) for row in rows]

    def elements(self, code: str) -> str | None:
        """The address of a living building or room below the district, None where the code does not live."""
        below = "p.street || p.community || p.road || p.roadno || p.area || b.lane || b.label"
        if len(code) == 25:
            rows = self._rows(
                f"SELECT {below} || r.unit || r.floor || r.house FROM address_room r"
                " JOIN address_building b ON b.code = r.building_code JOIN address_place p ON p.id = b.place_id"
                " WHERE r.code = ? AND r.status = 'valid'",
                code,
            )
        else:
            rows = self._rows(
                f"SELECT {below} FROM address_building b JOIN address_place p ON p.id = b.place_id"
                " WHERE b.code = ? AND b.status = 'valid'",
                code,
            )
        return rows[0][0] if rows else None

    def codes_from(self, start: str, limit: int) -> list[str]:
        """Codes of buildings, or of rooms past 19 digits, that begin with ``start``."""
        table = "address_building" if len(start) <= 19 else "address_room"
        rows = self._rows(
            f"SELECT code FROM {table} WHERE code >= ? AND code < ? AND status = 'valid' ORDER BY code LIMIT ?",
            start,
            start + "\uffff",
            limit,
        )
        return [row[0] for row in rows]
