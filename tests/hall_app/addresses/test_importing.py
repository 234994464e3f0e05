"""A library file as others write it: what cannot be used is counted, the rest is all there."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from hall_app.addresses.importing import LONGEST_LINE, Imported

DAY = date(2026, 6, 17)
B1, B2 = "4403040080140190001", "4403040080140190002"
OWN = {"street": "莲花街道", "community": "景田社区", "road": "锦云路", "roadno": "1号", "area": "云锦苑"}


def building(code: str, label: str) -> dict[str, Any]:
    return {"code": code, "level": "building", "el": {**OWN, "bldg": label}}


def room(code: str, house: Any, tail: str | None = None) -> dict[str, Any]:
    return {"code": f"{code}{tail or f'{house:06d}'}", "level": "room", "el": {**OWN, "house": str(house)}}


def loaded(store: Store, folder: Path, *entries: object, aliases: str | None = None) -> Imported:
    path, other = folder / "library.jsonl", folder / "aliases.jsonl"
    lines = [entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False) for entry in entries]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if aliases is not None:
        other.write_text(aliases, encoding="utf-8")
    return import_library(store, path, other if aliases is not None else None, DAY)


def found(store: Store, text: str) -> list[str]:
    engine = Engine(store)
    try:
        made = engine.translate(text)
        return made.codes[:1] if made.auto else []
    finally:
        engine.close()


@pytest.mark.parametrize(
    "order",
    [
        [
            building(B1, "1栋"),
            room(B1, 101),
            room(B1, 102),
            room(B1, 101),
            building(B2, "2栋"),
            room(B2, 101),
        ],
        [
            room(B1, 101),
            building(B1, "1栋"),
            room(B1, 101),
            room(B1, 102),
            building(B2, "2栋"),
            room(B2, 101),
        ],
        [
            building(B1, "1栋"),
            room(B1, 101),
            building(B2, "2栋"),
            room(B1, 102),
            room(B2, 101),
            room(B1, 101),
        ],
        [
            room(B1, 102),
            room(B1, 102),
            room(B2, 101),
            building(B2, "2栋"),
            building(B1, "1栋"),
            room(B1, 101),
        ],
    ],
)
def test_a_room_that_comes_twice_is_refused_once_and_kept_once(
    store: Store, tmp_path: Path, order: list[dict[str, Any]]
) -> None:
    made = loaded(store, tmp_path, *order)
    assert (made.buildings, made.rooms, made.refused) == (2, 3, 1)
    for code, label, house in ((B1, "1栋", 101), (B1, "1栋", 102), (B2, "2栋", 101)):
        assert found(store, f"云锦苑{label}{house}") == [f"{code}{house:06d}"]


def test_a_line_that_is_no_entry_is_counted_and_harms_nothing(store: Store, tmp_path: Path) -> None:
    made = loaded(
        store, tmp_path, building(B1, "1栋"), room(B1, 101), building(B1, "1栋"), "not json", "[]", "null", '{"code": 12}',
        {"code": 12, "level": "room", "el": {}}, {"code": f"{B1}000777", "level": "room", "el": ["777"]},
        {"code": "９" * 25, "level": "room", "el": {}}, {"code": B1[:18], "level": "building", "el": {}},
        '{"code": "' + "1" * LONGEST_LINE + '"}', "[" * 5000,
    )  # fmt: skip
    assert (made.buildings, made.rooms, made.refused) == (1, 1, 11)
    assert found(store, "云锦苑1栋101") == [f"{B1}000101"]


def test_numbers_blanks_and_nulls_among_the_elements_are_words(store: Store, tmp_path: Path) -> None:
    number = {"code": f"{B1}000203", "level": "room", "el": {**OWN, "house": 203, "unit": None}}
    broken = {"code": f"{B1}000204", "level": "room", "el": {**OWN, "house": " 204\t\n"}}
    made = loaded(store, tmp_path, building(B1, "1栋"), number, broken, room(B1, 205))
    assert (made.rooms, made.refused) == (3, 0)
    assert [found(store, f"云锦苑1栋{n}") for n in (203, 204, 205)] == [
        [f"{B1}000{n}"] for n in (203, 204, 205)
    ]


def test_aliases_that_are_none_are_counted(store: Store, tmp_path: Path) -> None:
    aliases = "\n".join(
        [
            '{"element": "area"}', "[]", '{"element": ["area"], "alias": "b", "name": "c"}', "x",
            '{"element": "area", "alias": "老锦园", "name": "云锦苑", "kind": "old", "community": "景田社区"}',
        ]
    )  # fmt: skip
    made = loaded(store, tmp_path, building(B1, "1栋"), room(B1, 101), aliases=aliases)
    assert (made.aliases, made.refused) == (1, 4)
    assert found(store, "老锦园1栋101") == [f"{B1}000101"]
