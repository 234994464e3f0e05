"""Names of invented people by table: surnames by their share, given names by sex, readings looked up once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from hall_app.libraries.pinyin import (
    SURNAME_ALTERNATIVES,
    SURNAME_READINGS,
    readings,
    surname_syllables,
)
from hall_app.practice.catalogue import data

_SURNAME = re.compile(r"([^\d\s]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname with the search forms it gives."""

    text: str
    pinyin: str
    initials: str
    pinyin_alt: str | None
    initials_alt: str | None


class NameTable:
    """All that is needed to draw names in bulk."""

    def __init__(self, random: Random) -> None:
        tables = data("names")
        self._random = random
        found = _SURNAME.findall(tables["surnames"])
        self._surnames = [_surname(text) for text, _ in found]
        self._weights = list(accumulate(int(share) for _, share in found))
        self._given = {"1": tables["male"] + tables["both"], "2": tables["female"] + tables["both"]}
        chars = set(self._given["1"] + self._given["2"])
        self._reading = {char: readings(char)[0] for char in chars}
        self._pools = {sex: self._pool(sex) for sex in self._given}

    def _pool(self, sex: str) -> list[tuple[str, str, str]]:
        """Given names of one and two characters, each with pinyin and initials; two are five times as frequent."""
        chars, random = self._given[sex], self._random
        pairs = [first + second for first in chars for second in chars if first != second]
        random.shuffle(pairs)
        read = self._reading
        two = [(name, read[name[0]] + read[name[1]], read[name[0]][0] + read[name[1]][0]) for name in pairs]
        one = [(char, read[char], read[char][0]) for char in chars]
        return two + one * max(1, len(two) // (5 * len(one)))

    def surnames(self, count: int) -> list[Surname]:
        """Surnames drawn by their share."""
        return self._random.choices(self._surnames, cum_weights=self._weights, k=count)

    def given(self, sex: str) -> tuple[str, str, str]:
        """A given name with pinyin and initials."""
        pool = self._pools[sex]
        return pool[int(self._random.random() * len(pool))]


def _surname(text: str) -> Surname:
    first = surname_syllables(text, SURNAME_READINGS)
    second = surname_syllables(text, SURNAME_ALTERNATIVES) if text in SURNAME_ALTERNATIVES else first
    return Surname(
        text,
        first[0],
        first[1],
        second[0] if second[0] != first[0] else None,
        second[1] if second[1] != first[1] else None,
    )
