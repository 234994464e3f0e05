"""The practice hall's standard addresses: every room of its buildings, and some other names for them."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from db import practice_load as load
from db.address_loading import newest_edition
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.store_faults import explained

DOORS = 8
"""Doors on a floor, as the invented homes have them."""
SOURCE = "演示标准地址库.jsonl"
_BUILDING = re.compile(
    "广东省深圳市福田区(?P<street>.+?街道)(?P<community>.+?社区)(?P<road>.+?(?:大道|路|街))(?P<roadno>[0-9]+号)"
    "(?P<area>.+?)(?P<bldg>[0-9]+栋)(?P<unit>[A-Z]座)?"
)
_ALIASES = (
    ("area", "云锦花园", "云锦苑", "old", "景田社区"),
    ("area", "锦苑小区", "云锦苑", "colloquial", "景田社区"),
    ("road", "锦云南路", "锦云二路", "old", None),
)


@explained()
def make_address_library(store: Store, day: date) -> int:
    """Import the standard addresses of the practice buildings; returns the buildings. Raises HallError."""
    with tempfile.TemporaryDirectory(prefix="hall-app-") as folder:
        library, aliases = Path(folder, SOURCE), Path(folder, "aliases.jsonl")
        with library.open("w", encoding="utf-8") as file:
            for entry in _entries(load.building_lines(store)):
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        with aliases.open("w", encoding="utf-8") as file:
            for element, alias, name, kind, community in _ALIASES:
                row = {"element": element, "alias": alias, "name": name, "kind": kind, "community": community}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return import_library(store, library, aliases, day).buildings


@explained()
def has_address_library(store: Store) -> bool:
    """Whether any library was imported."""
    return newest_edition(store) is not None


def _entries(buildings: list[tuple[str, str, int]]) -> Iterator[dict[str, object]]:
    """Building lines, each followed by its rooms; two buildings written alike would have no address of their own."""
    seen: set[str] = set()
    for code, address, floors in buildings:
        found = _BUILDING.fullmatch(address)
        if found is None or address in seen:
            continue
        seen.add(address)
        own = {key: value for key, value in found.groupdict().items() if value and key != "unit"}
        yield {"code": code, "level": "building", "el": own}
        unit = {"unit": found["unit"]} if found["unit"] else {}
        for floor in range(1, floors + 1):
            for door in range(1, DOORS + 1):
                yield {
                    "code": f"{code}{floor:04d}{door:02d}",
                    "level": "room",
                    "el": {**own, **unit, "house": f"{floor}{door:02d}"},
                }
