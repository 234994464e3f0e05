"""The columns of a table that make up its addresses: one that holds them whole, or parts in columns of their own.

Which titles name which part, and the words a bare value is given (3 → 3栋), are ``data/table_titles.json``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from hall_app.addresses.rules import either, load
from hall_app.addresses.tables import Cell, letter_of, text_of

WHOLE = "text"
ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg", "unit", "floor", "house")
"""The parts in the order in which an address names them (GB/T 23705)."""
_PLACES = ("road", "roadno", "area", "lane")
_BRACKETS = re.compile(r"[（(【\[].*")
_INSIDE = re.compile("[0-9a-zA-Z一二三四五六七八九十]+(?:[栋幢座单]|号楼)")
_ROOM_AT_END = re.compile("(?:[0-9]{3,}|[室房])$")


@dataclass(frozen=True, slots=True)
class AddressPart:
    """A column and what it holds: ``text`` for whole addresses, else an element of ``ORDER``."""

    role: str
    column: int


def whole(column: int) -> tuple[AddressPart, ...]:
    """Addresses that stand in one column."""
    return (AddressPart(WHOLE, column),)


def part_named(title: str) -> str:
    """Which part a title names, empty for none; 所属街道（镇）, 楼栋号."""
    rules = load("table_titles")
    words = _BRACKETS.sub("", title).strip()
    stem = re.sub(f"^(?:{either(rules['before'])})", "", words) or words
    return _named().get(stem) or _named().get(re.sub(f"(?:{either(rules['after'])})$", "", stem), "")


@cache
def _named() -> dict[str, str]:
    return {word: role for role, words in load("table_titles")["parts"].items() for word in words}


def words_of(parts: Sequence[AddressPart], heading: Sequence[str], headed: bool) -> str:
    """B 列“经营地址”; C、D 列“街道、地址”."""
    columns = sorted(part.column for part in parts)
    letters = "、".join(letter_of(column) for column in columns)
    titles = "、".join(title for column in columns if headed and (title := heading[column]))
    return f"{letters} 列“{titles}”" if titles else f"{letters} 列"


def address_of(cells: Sequence[Cell], parts: Sequence[AddressPart]) -> str:
    """The address that a row names. What its text says already is not said twice."""
    if len(parts) == 1:
        column = parts[0].column
        return text_of(cells[column]) if column < len(cells) else ""
    values = {part.role: text_of(cells[part.column]) for part in parts if part.column < len(cells)}
    text = values.pop(WHOLE, "")
    said = {role: _said(role, values[role]) for role in ORDER if values.get(role)}
    if not text:
        return "".join(said.values())
    missing = {role: words for role, words in said.items() if not _stands_in(role, values[role], words, text)}
    region = "".join(missing.get(role, "") for role in ("street", "community"))
    places = "".join(missing.get(role, "") for role in _PLACES)
    inside = "".join(missing.get(role, "") for role in ("bldg", "unit", "floor", "house"))
    if _INSIDE.match(text):
        return region + places + text + inside
    return region + text + places + inside


def _said(role: str, value: str) -> str:
    """A value as an address writes it: 3 in a column 楼栋 is 3栋."""
    endings = load("table_titles")["endings"].get(role)
    return value if not endings or value.endswith(tuple(endings)) else value + endings[0]


def _stands_in(role: str, value: str, words: str, text: str) -> bool:
    if words in text or (role in ORDER[:6] and value in text):
        return True
    if role == "house":
        return bool(_ROOM_AT_END.search(text))
    if role == "floor":
        return bool(_ROOM_AT_END.search(text)) or "层" in text
    return role == "bldg" and bool(_INSIDE.search(text))
