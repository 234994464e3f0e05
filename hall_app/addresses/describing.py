"""A code in words: the full standard address, its path, and what a result is called in a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hall_app.addresses.answers import REASONS, Translation
from hall_app.addresses.engine import Engine
from hall_app.addresses.rules import load

METHODS = {
    "exact": "规则", "misspelt": "容错", "code": "编码", "old_code": "旧编码", "alias": "别名", "english": "英文",
    "none": "未识别",
}  # fmt: skip
LEVEL_WORDS = {"building": "楼栋", "floor": "楼层", "room": "房间"}
_MORE_REASONS = {"retired": "编码已停用，没有后继"}


@dataclass(frozen=True, slots=True)
class AddressWords:
    """A standard address: ``text`` in full, ``short`` from the road or estate on, ``path`` its elements from the top."""

    code: str
    text: str
    short: str
    path: tuple[str, ...]
    level: str


def describe(engine: Engine, code: str) -> AddressWords | None:
    """What a living code stands for; None where the library does not hold it."""
    return describe_all(engine, (code,)).get(code)


def describe_all(engine: Engine, codes: Iterable[str]) -> dict[str, AddressWords]:
    """What living codes stand for, asked together; those that the library does not hold are left out."""
    prefix = load("words")["prefix"]
    found: dict[str, AddressWords] = {}
    for code, row in engine.lookup.entries(codes).items():
        place = engine.gazetteer.places[row.place_id]
        above = (place.street, place.community)
        below = (f"{place.road}{place.roadno}", place.area, *row[1:])
        short = "".join(below)
        path = tuple(part for part in (*above, *below) if part)
        level = "room" if len(code) == 25 else "building"
        found[code] = AddressWords(code, f"{prefix}{''.join(above)}{short}", short, path, level)
    return found


def standard_text(engine: Engine, code: str) -> str:
    """The full standard address of a code, empty where the library does not hold it."""
    found = describe(engine, code)
    return found.text if found is not None else ""


def method_words(made: Translation) -> str:
    """How a translation came about, for the column 方式."""
    return METHODS.get(made.method, made.method)


def reason_words(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """What speaks against taking a code over, in words."""
    return tuple(REASONS.get(reason, _MORE_REASONS.get(reason, reason)) for reason in reasons)
