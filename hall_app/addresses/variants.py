"""Other ways to read a value: letters for digits, ranges, short members of a list, a floor in front."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hall_app.addresses.estates import Building

MOST_RUN = 200
LETTER = 0.25
FLOOR_BEFORE = 0.2
# 5F501, 12F12A, 6FC602: the floor in letters, and the door that begins with it or with a letter and it
_FLOOR_AND_DOOR = re.compile(r"^([0-9]{1,2})F([A-Z]?\1[0-9A-Z]+)$")
LETTERS = str.maketrans({"O": "0", "I": "1", "L": "1"})
SPOILT = re.compile("[OIL]")
_FIGURES = re.compile("[0-9]+")
_FIGURES_FIRST = re.compile("^[0-9]+")


def spellings(value: str) -> Iterator[tuple[str, float]]:
    yield value, 0.0
    if SPOILT.search(value):
        yield value.translate(LETTERS), LETTER
    if len(value) > 1 and value[0] == "0":
        yield value.lstrip("0"), 0.3


def doors(house: str, floor: str | None) -> Iterator[tuple[str, float]]:
    yield house, 0.0
    if SPOILT.search(house):
        yield house.translate(LETTERS), LETTER
        yield from _partly(house)
    if "-" in house:
        yield house.replace("-", ""), 1.0
    if len(house) > 1 and house[0] == "0":
        yield house.lstrip("0"), 0.3
    if floor is not None and not (house.startswith(floor) and (len(house) > 2 or house[-1].isalpha())):
        yield floor + house, 0.3
    if floor is None and "F" in house:
        for written, more in spellings(house):
            if found := _FLOOR_AND_DOOR.match(written):
                yield found[2], FLOOR_BEFORE + more


def _partly(house: str) -> Iterator[tuple[str, float]]:
    """A last letter may be meant while the letters before it are digits: 1Ol2L is 1012L."""
    if house[-1] in "OIL" and len(house) > 2:
        yield house[:-1].translate(LETTERS) + house[-1], LETTER
    spots = [i for i, c in enumerate(house) if c in "OIL"]
    if 1 < len(spots) < 5:
        for i in spots:
            yield house[:i].translate(LETTERS) + house[i] + house[i + 1 :].translate(LETTERS), LETTER + 0.1


def without_label(house: str, label: str) -> str:
    """The door behind the label of its building or unit: 501 of 3-501 and of A501; empty where none stands there."""
    if not label or not house.startswith(label):
        return ""
    door = house[len(label) :]
    if door[:1] == "-":
        return door[1:]
    return door if len(label) == 1 and label.isalpha() and door.isdigit() else ""


def whole(values: list[str]) -> list[str]:
    """1402、03 in full: a short number takes its beginning from the first; 1402-1404、1406: all from the first to the last."""
    if len(values) > 1 and any("-" in value for value in values):
        values = [each for value in values for each in (run_of(value.split("-")) or [value])]
    first = values[0]
    if len(values) < 2 or len(first) < 3 or not first.isdigit():
        return values
    return [first[:-2] + v if len(v) == 2 and v.isdigit() else v for v in values]


def floor_before(values: list[str]) -> bool:
    """Whether 7F, 7D are rather a floor and its room than two rooms: a list would have them in order."""
    first = values[0]
    return (
        len(values) == 2
        and first[-1] == "F"
        and first[:-1].isdigit()
        and values[1].startswith(first[:-1])
        and values[1] < first
    )


def on_floor(house: str, floor: str) -> bool:
    """Whether a door may lie on a floor by its figures: 304 and 3A on the third, 1204 on the twelfth, B201 on the second."""
    level = floor.lstrip("-")
    if not level.isdigit():
        return level in house
    begins = _FIGURES_FIRST.match(house)
    if begins is None:
        return any(run.startswith(level) for run in _FIGURES.findall(house))
    figures = begins[0]
    if len(figures) > 4:
        return figures.startswith(level)
    if len(figures) > 2:
        return int(figures[:-2]) == int(level)
    return figures == level if begins.end() < len(house) else figures.startswith(level)


def by_word(found: list[Building], key: str, kind: str) -> list[Building]:
    """Of buildings that share a key, those with the same kind of word (3号楼 beside 3栋)."""
    if kind == "座":
        same = [b for b in found if b.form.endswith("座")]
    elif kind == "bldg":
        same = [b for b in found if b.form[len(key) :] in ("栋", "幢", "号楼")]
    else:
        same = []
    return same or found


def run_of(ends: list[str], *, spoilt: bool = False) -> list[str]:
    """The values from the first to the last of two, where they differ in a trailing number only.

    ``spoilt``: where they do not as they stand, letters may be digits (2OI-2O3).
    """
    if len(ends) != 2:
        return []
    first, last = ends
    if spoilt and SPOILT.search(first + last):
        return run_of([first, last]) or run_of([first.translate(LETTERS), last.translate(LETTERS)])
    if not first.isdigit() or not last.isdigit():
        head = re.match(r"^([A-Z]*[0-9]*[A-Z])([0-9]+)$", first)
        tail = re.match(r"^([A-Z]*[0-9]*[A-Z])([0-9]+)$", last)
        if not head or not tail or head[1] != tail[1] or len(first) != len(last):
            return _letters(first, last)
        return [
            f"{head[1]}{n:0{len(head[2])}d}"
            for n in range(int(head[2]), min(int(tail[2]), int(head[2]) + MOST_RUN) + 1)
        ]
    if len(first) > len(last) and len(last) <= 2:
        last = first[: len(first) - len(last)] + last
    if len(last) - len(first) > 1 or len(last) > 6 or int(first) >= int(last) or len(last) > len(first) > 2:
        return []
    return [f"{n:0{len(first)}d}" for n in range(int(first), min(int(last), int(first) + MOST_RUN) + 1)]


def _letters(first: str, last: str) -> list[str]:
    """5A-5C, A-C: the last letter runs on."""
    if first[:-1] != last[:-1] or not (first[-1:].isalpha() and last[-1:].isalpha() and first < last):
        return []
    return [first[:-1] + chr(c) for c in range(ord(first[-1]), ord(last[-1]) + 1)]
