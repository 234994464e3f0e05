"""Libraries for the tests: the 60 cases' own, and an invented district in little."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from db.engine import open_engine
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine

ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg", "unit", "floor", "house")
DAY = date(2026, 11, 24)
CASES = Path(__file__).with_name("cases.txt")


class Case(NamedTuple):
    """A numbered text of domain.md 8.6, what is asked of it, and the codes of its expected entries."""

    number: str
    text: str
    want: str
    codes: list[str]
    expected: str


def elements(row: str) -> dict[str, str]:
    """The elements of a comma separated row; a list inside a label keeps its own comma (、)."""
    values = dict(zip(ORDER, row.split(","), strict=True))
    values["street"] += "街道"
    values["community"] += "社区"
    return {k: v for k, v in values.items() if v}


def case_library(path: Path) -> list[Case]:
    """Write the library that the cases' expected column makes, and return the cases with their codes."""
    buildings: dict[str, str] = {}
    rooms: dict[str, str] = {}
    lines: list[str] = []
    cases: list[Case] = []

    def building(el: dict[str, str]) -> str:
        own = {k: v for k, v in el.items() if k not in ("unit", "floor", "house")}
        key = json.dumps(own, ensure_ascii=False)
        if key not in buildings:
            buildings[key] = f"44030400100101{90001 + len(buildings)}"
            lines.append(
                json.dumps({"code": buildings[key], "level": "building", "el": own}, ensure_ascii=False)
            )
        return buildings[key]

    def entry(el: dict[str, str]) -> str:
        owner = building(el)
        if "house" not in el:
            return owner
        key = json.dumps(el, ensure_ascii=False)
        if key not in rooms:
            rooms[key] = f"{owner}{len(rooms) + 1:06d}"
            lines.append(json.dumps({"code": rooms[key], "level": "room", "el": el}, ensure_ascii=False))
        return rooms[key]

    for line in CASES.read_text(encoding="utf-8").splitlines():
        number, text, want, rows = line.split("|")
        named = want not in ("none", "place")
        codes = [entry(elements(row)) for row in rows.split(";")] if named and rows else []
        cases.append(Case(number, text, want, codes, rows))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return cases


def opened(
    folder: Path, entries: Iterable[Mapping[str, object]], aliases: Iterable[Mapping[str, object]] = ()
) -> Iterator[Engine]:
    """For a fixture: the engine over a library of these entries, imported as a list of a department is."""
    named = list(aliases)
    (folder / "library.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    (folder / "aliases.jsonl").write_text("\n".join(map(json.dumps, named)), encoding="utf-8")
    store = Store(open_engine(f"sqlite:///{folder / 'library.db'}", "5a" * 32))
    import_library(store, folder / "library.jsonl", folder / "aliases.jsonl" if named else None, DAY)
    engine = Engine(store)
    yield engine
    engine.close()
    store.close()
