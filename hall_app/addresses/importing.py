"""Turns a library file into the rows of the address tables: places, buildings, packed layouts, rooms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.address_changes_queries import was_changed
from db.address_loading import Loader, loading, record_edition
from db.session import Session, Store
from hall_app.addresses.estates import floor_key, house_key, packed, unit_key
from hall_app.addresses.progress import Progress
from hall_app.addresses.readings import readings
from hall_app.errors import HallError

if TYPE_CHECKING:
    from hall_app.addresses.managing.carrying_over import CarriedOver, StoodBefore

BATCH = 5_000
LONGEST_LINE = 8_000
_CONTROL = re.compile(r"\\(?:[bfnrt]|u00[01])")
"""An escape that would make a tab or a line of its own inside a layout."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import read: counts of entries and aliases, and the lines that could not be used."""

    buildings: int
    rooms: int
    places: int
    aliases: int
    refused: int
    carried: CarriedOver | None = None


class _Library:
    """Collects the rows of one library; rooms go to the loader in batches, the rest at the end."""

    def __init__(self, loader: Loader, source: str, day: date) -> None:
        self.loader = loader
        self.source = source
        self.day = day
        self.places: dict[tuple[str, ...], list[int]] = {}
        self.buildings: dict[str, list[Any]] = {}
        self.layouts: dict[bytes, int] = {}
        """Layouts by their digest: the texts themselves would be a third of the import's memory."""
        self.names: dict[tuple[str, str], None] = {}
        self.rooms: list[tuple[str, str, str, str, str]] = []
        self.late: dict[str, list[tuple[str, str, str, str]]] = {}
        """Rooms that do not follow their building, by its code."""
        self.late_tails: dict[str, set[str]] = {}
        self.current = ""
        self.lines: list[tuple[str, str, str, str]] = []
        self.tails: set[str] = set()
        """What the current building's rooms are told apart by, to refuse one that comes again."""
        self.room_count = 0
        self.refused = 0

    def building(self, code: str, el: dict[str, str]) -> None:
        get = el.get
        key = (get("street", ""), get("community", ""), get("road", ""), get("roadno", ""), get("area", ""))
        place = self.places.get(key)
        if place is None:
            place = self.places[key] = [len(self.places) + 1, 0]
            for element, name in zip(("street", "community", "road", "", "area"), key, strict=True):
                if name and element:
                    self.names[(element, name)] = None
        if code in self.buildings:
            self.refused += 1
            return
        place[1] += 1
        self.flush()
        self.current = code
        self.tails = self.late_tails.setdefault(code, set()) if code in self.late else set()
        self.buildings[code] = [code, place[0], get("lane", ""), get("bldg", ""), 0, self.source, self.day]

    def room(self, code: str, el: dict[str, str]) -> None:
        owner = code[:19]
        get = el.get
        unit, floor, house = get("unit", ""), get("floor", ""), get("house", "")
        key = house.upper() if house.isascii() else house_key(house)
        tail = code[19:]
        line = (unit and unit_key(unit), floor and floor_key(floor), key, tail)
        tails = self.tails if owner == self.current else self.tails_of(owner)
        if tail in tails:
            self.refused += 1
            return
        tails.add(tail)
        if owner == self.current:
            self.lines.append(line)
        else:
            self.late.setdefault(owner, []).append(line)
        self.rooms.append((code, owner, unit, floor, house))
        if len(self.rooms) >= BATCH:
            self.send_rooms()

    def tails_of(self, owner: str) -> set[str]:
        """The rooms that are known of a building which is not the current one."""
        known = self.late_tails.get(owner)
        if known is None:
            building = self.buildings.get(owner)
            before = self.stored(building[4]) if building is not None else []
            known = self.late_tails[owner] = {line[3] for line in before}
        return known

    def stored(self, layout: int) -> list[tuple[str, ...]]:
        """The rooms of a layout that went to the loader."""
        return [tuple(line.split("\t")) for line in self.loader.layout(layout).split("\n")[1:-1]]

    def send_rooms(self) -> None:
        self.room_count += len(self.rooms)
        self.loader.add("room", self.rooms)
        self.rooms = []

    def flush(self) -> None:
        if self.current:
            self.buildings[self.current][4] = self.layout(packed(self.lines))
            self.lines = []
            self.current = ""

    def layout(self, rooms: str) -> int:
        digest = blake2b(rooms.encode(), digest_size=16).digest()
        known = self.layouts.get(digest)
        if known is None:
            known = self.layouts[digest] = len(self.layouts) + 1
            self.loader.add("layout", [(known, rooms)])
        return known


def read_library(
    store: Store, library: Path, aliases: Path | None, day: date, progress: Progress | None = None,
    as_of: date | None = None,
) -> Imported:  # fmt: skip
    """Replace the address library by the one in ``library``. Raises HallError; all or nothing.

    Changes approved here that the file does not know are carried over, see :mod:`~hall_app.addresses.managing.carrying_over`.

    ``progress`` gets the lines read so far and answers whether to go on; unusable lines are counted.
    """
    if not library.is_file():
        raise HallError("找不到地址库文件", f"请检查路径：{library.name}")
    source = library.name
    carrying = _Carrying(day, as_of)
    with loading(store, carrying.remember) as loader:
        rows = _Library(loader, source, day)
        for count, line in enumerate(_lines(library), 1):
            _take(rows, line)
            if count % 20_000 == 0 and progress is not None and not progress(count):
                raise HallError("导入已取消", "库内仍是原来的地址，可以重新导入")
        rows.flush()
        rows.send_rooms()
        _refuse_orphans(rows)
        _finish(rows)
        known = list(_aliases(rows, aliases)) if aliases else []
        loader.add("alias", known)
        loader.finish()
        buildings, rooms, places = len(rows.buildings), rows.room_count, len(rows.places)
        refused = rows.refused

        def at_last(session: Session) -> None:
            grown = carrying.carry_over(session)
            record_edition(session, source, day, buildings + grown[0], rooms + grown[1])

        loader.at_last = at_last
        del rows
        if not buildings:
            raise HallError("地址库文件里没有一栋楼", f"请核对 {library.name}；库内仍是原来的地址")
    return Imported(buildings, rooms, places, len(known), refused, carrying.made)


class _Carrying:
    """Lets the changes that were approved here meet the new library; does nothing where there were none."""

    def __init__(self, day: date, as_of: date | None) -> None:
        self._day, self._as_of = day, as_of
        self._before: StoodBefore | None = None
        self.made: CarriedOver | None = None

    def remember(self, session: Session) -> None:
        """Before the old library goes."""
        if was_changed(session):
            from hall_app.addresses.managing.carrying_over import remember

            self._before = remember(session)

    def carry_over(self, session: Session) -> tuple[int, int]:
        """When the new one is there; returns the buildings and rooms by which it grew."""
        if self._before is None:
            return 0, 0
        from hall_app.addresses.managing.carrying_over import carry_over

        self.made = carry_over(session, self._day, self._as_of, self._before)
        return self.made.buildings, self.made.rooms


def _take(rows: _Library, line: str) -> None:
    try:
        entry = json.loads(line)
        code, level, el = entry["code"], entry["level"], entry["el"]
        digits = code.isascii() and code.isdigit()
        values = el.values()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        rows.refused += 1
        return
    if any(type(value) is not str for value in values) or ("\\" in line and _CONTROL.search(line)):
        el = {name: " ".join(str(value).split()) for name, value in el.items() if value is not None}
    if digits and level == "room" and len(code) == 25:
        rows.room(code, el)
    elif digits and level == "building" and len(code) == 19:
        rows.building(code, el)
    else:
        rows.refused += 1


def _lines(path: Path) -> Iterator[str]:
    # A line in another encoding is one that cannot be used, counted with the others.
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            if line.strip():
                yield line if len(line) < LONGEST_LINE else ""


def _refuse_orphans(rows: _Library) -> None:
    """Give late rooms to their buildings; rooms without a building break the library."""
    for owner, late in rows.late.items():
        if owner not in rows.buildings:
            raise HallError("地址库不完整", f"有 {len(late)} 个房间没有对应的楼栋，请核对后重新导入")
        before = rows.stored(rows.buildings[owner][4])
        rows.buildings[owner][4] = rows.layout(packed([*before, *late]))  # type: ignore[list-item]


def _finish(rows: _Library) -> None:
    loader = rows.loader
    loader.add("place", [(n, *key, count) for key, (n, count) in rows.places.items()])
    loader.add("building", (tuple(row) for row in rows.buildings.values()))
    loader.add("name", ((n, *key, *readings(key[1])) for n, key in enumerate(rows.names, 1)))


def _aliases(rows: _Library, path: Path) -> Iterator[tuple[Any, ...]]:
    for number, line in enumerate(_lines(path), 1):
        try:
            a = json.loads(line)
            words = (a["element"], a["alias"], a["name"], a.get("kind", "old"))
            where = (a.get("street"), a.get("community"))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            words, where = (None,), ()
        if all(isinstance(word, str) for word in words) and all(isinstance(w, str | None) for w in where):
            yield (number, *words, *where, rows.source, rows.day)
        else:
            rows.refused += 1
