"""A code in words: the full standard address, its path, and what a result is called in a table."""

from __future__ import annotations

from dataclasses import dataclass

from hall_app.addresses.answers import REASONS, Translation
from hall_app.addresses.engine import Engine
from hall_app.addresses.rules import load

METHODS = {
    "exact": "规则", "misspelt": "容错", "code": "编码", "old_code": "旧编码", "alias": "别名", "chosen": "同写法", "english": "英文",
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
    """What a code stands for, also a retired one that is still in the library; None where it is unknown."""
    room = engine.lookup.room(code) if len(code) == 25 else None
    if len(code) == 25 and room is None:
        return None
    building = engine.lookup.building(room[0] if room else code)
    if building is None:
        return None
    place = engine.gazetteer.places[building[0]]
    doors = f"{place.road}{place.roadno}"
    path = [
        place.street,
        place.community,
        doors,
        place.area,
        building[1],
        building[2],
        *(room[1:] if room else ()),
    ]
    kept = tuple(part for part in path if part)
    text = load("words")["prefix"] + "".join(path)
    head = len(place.street) + len(place.community)
    short = text[len(load("words")["prefix"]) + head :]
    return AddressWords(code, text, short, kept, "room" if room else "building")


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
