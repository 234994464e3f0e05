"""Pinyin and initials of names, every plausible reading kept (厦 sha, xia)."""

from __future__ import annotations

import re
from itertools import product

from pypinyin import Style, lazy_pinyin, pinyin

from hall_app.addresses.normal import digits

MOST = 6
_SIGNS = re.compile(r"[^\w]")


def readings(name: str) -> tuple[str, str]:
    """Full pinyin and initials of a name, alternatives separated by a space, the commonest first."""
    full: dict[str, None] = {}
    first: dict[str, None] = {}
    plain = _SIGNS.sub("", name)
    for text in dict.fromkeys((plain, digits(plain))):
        usual = [s.lower() for s in lazy_pinyin(text)]
        _keep(usual, full, first)
        others = pinyin(text, style=Style.NORMAL, heteronym=True)
        if len(others) != len(usual):
            continue
        for options in _deviations(usual, others):
            _keep(options, full, first)
    return " ".join(full), " ".join(first)


def _keep(syllables: list[str], full: dict[str, None], first: dict[str, None]) -> None:
    full["".join(syllables).replace(" ", "")] = None
    first["".join(s if s[:1].isdigit() else s[:1] for s in syllables).replace(" ", "")] = None


def _deviations(usual: list[str], others: list[list[str]]) -> list[list[str]]:
    """The readings that differ from the usual one in one or two characters."""
    spots = [(i, o) for i, options in enumerate(others) for o in options[:3] if o != usual[i]]
    made: list[list[str]] = []
    for i, option in spots[:MOST]:
        made.append([*usual[:i], option, *usual[i + 1 :]])
    for (i, a), (j, b) in product(spots[:3], spots[:3]):
        if i < j:
            both = [*usual]
            both[i], both[j] = a, b
            made.append(both)
    return made
