"""What a place in a text can be typed as: Chinese, whole syllables, their first letters, or any mixture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

LISTED = 3
"""Up to how many letters everything a place can be typed as is listed ahead."""
_DIGRAPHS = ("zh", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Text:
    """One searchable text of an item: its name, or an everyday name. ``starts`` count as its beginning."""

    item: int
    text: str
    readings: tuple[tuple[str, ...], ...]
    starts: frozenset[int]
    is_name: bool
    is_title: bool = False


def typed_as(readings: tuple[tuple[str, ...], ...]) -> list[set[str]]:
    """What each place can be typed as, one to three letters."""
    found: list[set[str]] = [set()] * len(readings)
    behind: list[set[str]] = [set() for _ in range(LISTED + 1)]
    for place in range(len(readings) - 1, -1, -1):
        here: list[set[str]] = [set() for _ in range(LISTED + 1)]
        for reading in readings[place]:
            for length in range(1, LISTED + 1):
                if length <= len(reading):
                    here[length].add(reading[:length])
                for option in options(reading):
                    rest = length - len(option)
                    if rest > 0:
                        here[length].update(option + tail for tail in behind[rest])
        found[place] = set().union(*here)
        behind = here
    return found


@lru_cache(maxsize=2048)
def options(reading: str) -> tuple[str, ...]:
    """How a syllable may be typed when another follows: its first letter, zh ch sh, or whole."""
    if not reading:
        return ()
    short = (reading[:1], reading[:2]) if reading[:2] in _DIGRAPHS else (reading[:1],)
    return tuple(dict.fromkeys((*short, reading)))


def consumed(readings: tuple[tuple[str, ...], ...], place: int, typed: str) -> int:
    """How many characters from ``place`` on the whole of ``typed`` stands for; 0 where it does not."""
    if place >= len(readings):
        return 0
    for reading in readings[place]:
        if reading.startswith(typed):
            return 1
        for option in options(reading):
            if len(option) < len(typed) and typed.startswith(option):
                rest = consumed(readings, place + 1, typed[len(option) :])
                if rest:
                    return rest + 1
    return 0


def consumed_mixed(text: Text, place: int, typed: str) -> int:
    """The same for Chinese and letters mixed, as 居zz."""
    if place >= len(text.text):
        return 0
    if text.text[place] == typed[0]:
        if len(typed) == 1:
            return 1
        rest = consumed_mixed(text, place + 1, typed[1:])
        if rest:
            return rest + 1
    if not typed[0].isascii():
        return 0
    for reading in text.readings[place]:
        if reading.startswith(typed):
            return 1
        for option in options(reading):
            if len(option) < len(typed) and typed.startswith(option):
                rest = consumed_mixed(text, place + 1, typed[len(option) :])
                if rest:
                    return rest + 1
    return 0
