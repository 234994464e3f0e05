"""English addresses (No.4028 Jintian Rd, Rongchao Jingmao Center B2310): names by their pinyin, for a pick list.

Never taken over: the spelling leaves tones and words out, so a person chooses among what stands there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from db.address_lookup import NameRow
from hall_app.addresses.answers import Read, Translation
from hall_app.addresses.gazetteer import Gazetteer
from hall_app.addresses.normal import text_form
from hall_app.addresses.reading import Reader
from hall_app.addresses.rules import load
from hall_app.addresses.tokens import cut

MOST_WORDS, MOST_PLACES, MOST_CODES = 6, 12, 5
_TYPES: dict[str, Any] = load("words")["english"]
_ENGLISH = re.compile(r"[A-Za-z]{4,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}|[A-Za-z]?[0-9][0-9A-Za-z-]*|[A-Z](?![A-Za-z])")
_BUILDING = re.compile(r"\b(?:block|bldg|building|tower)\.?\s*([0-9]{1,3}|[A-Z])\b", re.IGNORECASE)
_DROPPED = re.compile(
    r"\b(?:no|room|rm|flat|unit|floor|china|guangdong|shenzhen|futian|district|city|province)\b\.?",
    re.IGNORECASE,
)


def is_english(text: str) -> bool:
    """Whether a text has words in Latin letters and none in Chinese."""
    return _ENGLISH.search(text) is not None and _HAN.search(text) is None


class EnglishReader:
    """Finds places by the pinyin of their names in English texts. Built once, then only read."""

    def __init__(self, names: list[NameRow], gazetteer: Gazetteer, reader: Reader) -> None:
        self._gazetteer = gazetteer
        self._reader = reader
        self._sounds: dict[str, set[int]] = defaultdict(set)
        for row in names:
            by = (
                gazetteer.by_area
                if row.element == "area"
                else gazetteer.by_road
                if row.element == "road"
                else {}
            )
            for sound in row.pinyin.split():
                self._sounds[sound].update(by.get(row.text, ()))

    def translate(self, text: str) -> Translation:
        """The codes to choose from, likeliest first; none where no name of the library is heard."""
        words = _WORD.findall(_DROPPED.sub(" ", _BUILDING.sub(r" \1栋 ", text).replace("栋", " ")))
        labels = [label.upper() for label in _BUILDING.findall(text)]
        places, values = self._heard(words)
        scored: list[tuple[float, str]] = []
        for place in sorted(places, key=lambda p: -places[p])[:MOST_PLACES]:
            door = self._gazetteer.doors.get(place, "")
            rest = [v.upper() for v in values if v.upper() != door and v.upper() not in labels]
            form = text_form(",".join([*(f"{label}栋" for label in labels), *rest]))
            bonus = 2.0 * places[place] + (1.0 if door in values else 0.0)
            for reading in self._reader.read(place, cut(form).tokens)[:2]:
                scored += [(reading.cost - bonus, code) for code in reading.codes[:MOST_CODES]]
        scored.sort()
        codes = list(dict.fromkeys(code for _, code in scored))[:MOST_CODES]
        if not codes:
            return Translation([], False, None, None, None, 0.0, "none", ("not_address",), None)
        level = "room" if len(codes[0]) == 25 else "building"
        read = Read(text, ((0, len(text), "english", 0.0),), ())
        return Translation(codes, False, level, None, None, 0.5, "english", ("english",), None, read)

    def _heard(self, words: list[str]) -> tuple[dict[int, int], list[str]]:
        """How many names of each place are heard, and the words that are no name."""
        places: dict[int, int] = defaultdict(int)
        left: list[str] = []
        at = 0
        while at < len(words):
            for size in range(min(MOST_WORDS, len(words) - at), 0, -1):
                part = [w.lower() for w in words[at : at + size]]
                found = self._sounds.get("".join(_TYPES.get(w, w) for w in part))
                if found:
                    for place in found:
                        places[place] += 1
                    at += size
                    break
            else:
                if any(c.isdigit() for c in words[at]) or len(words[at]) == 1:
                    left.append(words[at])
                at += 1
        return places, left
