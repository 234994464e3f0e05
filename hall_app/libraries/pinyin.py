"""Readings of Chinese: characters, names with the surname's own reading, and normal forms for search."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_SURNAMES = json.loads(files("hall_app.libraries").joinpath("data/surnames.json").read_text("utf-8"))
COMPOUND_SURNAMES: frozenset[str] = frozenset(_SURNAMES["compound"])
"""Surnames of two characters."""
SURNAME_READINGS: dict[str, str] = _SURNAMES["readings"]
"""The reading a character has as a surname, where a dictionary's first reading is another one."""
SURNAME_ALTERNATIVES: dict[str, str] = _SURNAMES["alternatives"]
"""The everyday reading by which a surname is often typed."""

_UNREAD = ("",)
_ADDED = {"𠮷": "jí", "𬭊": "dù", "𫖯": "fǔ", "𬀩": "wěi", "𬌗": "hé"}
"""Characters of real names that the dictionary lacks."""


@dataclass(frozen=True, slots=True, repr=False)
class NameReading:
    """A name as search knows it; the ``alt`` forms carry the surname's second reading, where there is one."""

    surname: str
    given: str
    pinyin: str
    initials: str
    pinyin_alt: str | None
    initials_alt: str | None


def normal_text(text: str) -> str:
    """Half-width, lower-case, without blanks; the middle dots of names become one and the same."""
    folded = unicodedata.normalize("NFKC", text).lower()
    joined = "".join("·" if char in "•‧∙・᛫●" else char for char in folded if not char.isspace())
    # Taking a blank out may bring a letter and its mark together.
    return unicodedata.normalize("NFKC", joined)


@lru_cache(maxsize=65536)
def readings(char: str) -> tuple[str, ...]:
    """Every toneless reading of a character, commonest first, ü as v; other characters read as themselves."""
    if char.isascii():
        return (char.lower(),)
    listed = _ADDED.get(char) or _dictionary().get(ord(char))
    if listed is None:
        return _UNREAD
    return tuple(dict.fromkeys(_toneless(reading) for reading in listed.split(",")))


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name; a name with a middle dot or in Latin letters has no surname of its own."""
    if "·" in name or name[:1].isascii():
        return "", name
    size = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:size], name[size:]


def read_name(name: str) -> NameReading:
    """The search forms of a personal name."""
    name = normal_text(name)
    surname, given = split_name(name)
    given_syllables = [readings(char)[0] for char in given]
    full, initials = "".join(given_syllables), "".join(syllable[:1] for syllable in given_syllables)
    first = surname_syllables(surname, SURNAME_READINGS)
    second = surname_syllables(surname, SURNAME_ALTERNATIVES) if surname in SURNAME_ALTERNATIVES else first
    return NameReading(
        surname=surname,
        given=given,
        pinyin=first[0] + full,
        initials=first[1] + initials,
        pinyin_alt=second[0] + full if second[0] != first[0] else None,
        initials_alt=second[1] + initials if second[1] != first[1] else None,
    )


def surname_syllables(surname: str, table: dict[str, str]) -> tuple[str, str]:
    """A surname's reading and initials by ``table``, where it has one, else by the dictionary."""
    own = [readings(char)[0] for char in surname]
    if surname in table:
        whole = table[surname]
        if len(surname) == 1:
            return whole, whole[:1]
        # The second character keeps its reading unless the table says otherwise; initials are its letters.
        second = next((r for r in readings(surname[1]) if r and whole.endswith(r)), own[1])
        return whole, whole[:1] + second[:1]
    return "".join(own), "".join(syllable[:1] for syllable in own)


def text_readings(text: str, phrases: dict[str, str] | None = None) -> tuple[tuple[str, ...], ...]:
    """The readings of every character of a text; ``phrases`` gives readings (blank between) for words in it."""
    found = [readings(char) for char in text]
    for word, spoken in (phrases or {}).items():
        syllables = spoken.split()
        at = text.find(word)
        while at >= 0 and len(syllables) == len(word):
            for place, syllable in enumerate(syllables, start=at):
                found[place] = (syllable, *(other for other in found[place] if other != syllable))
            at = text.find(word, at + len(word))
    return tuple(found)


def initials_of(text: str) -> str:
    """The first letters of a text by its commonest readings, for the column ``initials`` of firms."""
    return "".join(readings(char)[0][:1] for char in normal_text(text))


@lru_cache(maxsize=1)
def _dictionary() -> dict[int, str]:
    # Imported late: the table takes a quarter of a second, and the log-in page needs none of it.
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


@lru_cache(maxsize=4096)
def _toneless(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    letters = []
    for char in decomposed:
        if char == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif char.isascii():
            letters.append(char)
    return "".join(letters)
