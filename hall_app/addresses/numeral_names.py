"""Names in short that are numerals alone (三九B座 for 三九大厦B座) or the district's (福田三巷 for 福田村三巷).

As spellings they would take every 39 and every 福田. Where what follows can only belong to an estate, and what
stands before ends another part of the address, the name is written so that it is found: the numerals in words,
which no other numerals of a text's form are, and the village in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hall_app.addresses.rules import load

_NUMERALS = "零一二三四五六七八九"
_IN_WORDS = str.maketrans("0123456789", _NUMERALS)
_FIGURES = {word: str(n) for n, word in enumerate(_NUMERALS)}
_ADMIN: list[str] = load("words")["admin"]
_BEFORE = "(^|街道|[号区办委站,()])"
_BUILDING = "(?=,?(?:[A-Z]{1,2}[座栋幢]|[东南西北][区座])|,[0-9]{1,2}(?:栋|幢|座|号楼|期))"
_LANE = "(?=[0-9]{1,2}[巷坊][0-9])"


def in_words(form: str) -> str:
    """Figures one by one as numerals in words."""
    return form.translate(_IN_WORDS)


class NumeralNames:
    """Writes such names in a text's form; most districts have none."""

    def __init__(self, spellings: Iterable[str]) -> None:
        forms = set(spellings)
        numerals = {
            "".join(_FIGURES[char] for char in form): form
            for form in forms
            if len(form) < 4 and all(char in _FIGURES for char in form)
        }
        villages = {name: f"{name}村" for name in _ADMIN if f"{name}村" in forms}
        self._written = numerals | villages
        self._found = [
            re.compile(f"{_BEFORE}({'|'.join(sorted(names))}){behind}")
            for names, behind in ((numerals, _BUILDING), (villages, _LANE))
            if names
        ]

    def written_out(self, form: str) -> str:
        """The form of a text in which the gazetteer finds these names."""
        for found in self._found:
            form = found.sub(lambda m: m[1] + self._written[m[2]], form)
        return form
