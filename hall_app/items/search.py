"""Items as typed: initials, full and mixed pinyin, Chinese, everyday names, ``#`` code, and near misses.

Everything is in memory. What a place in a name can be typed as is listed up to three letters when the index is
made; a keystroke looks that up and checks only the places found, so that 2,000 items take well under 2 ms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hall_app.items.catalogue import ItemHead, ItemHit
from hall_app.libraries.pinyin import normal_text, text_readings

SHOWN = 60
APPROXIMATE_FROM = 3
"""From how many letters near misses are offered."""
APPROXIMATE_BELOW = 12
"""Near misses are offered while fewer items match properly."""
_LISTED = 3
_MAX_QUERY = 40
_DIGRAPHS = ("zh", "ch", "sh")
_PHRASES = {
    "居住证": "ju zhu zheng",
    "给付": "ji fu",
    "供养": "gong yang",
    "补给": "bu ji",
    "重度": "zhong du",
    "重点": "zhong dian",
    "转递": "zhuan di",
    "长者": "zhang zhe",
    "单位": "dan wei",
    "参保": "can bao",
    "调解": "tiao jie",
    "行政": "xing zheng",
    "银行": "yin hang",
    "会计": "kuai ji",
    "的": "de",
}
"""Words whose characters have several readings, as items use them."""


@dataclass(frozen=True, slots=True)
class IndexedItem:
    """An item to be indexed; ``readings`` add ``汉字=han zi`` pairs for names with several readings."""

    head: ItemHead
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """One searchable text of an item: its name, or an everyday name. ``starts`` count as its beginning."""

    item: int
    text: str
    readings: tuple[tuple[str, ...], ...]
    starts: frozenset[int]
    is_name: bool
    is_title: bool = False


@dataclass(slots=True)
class _Match:
    prefix: bool
    place: int
    spans: tuple[tuple[int, int], ...]
    approximate: bool = False
    on_title: bool = False


class SearchIndex:
    """The index over a catalogue; immutable once made, any thread may search it."""

    def __init__(self, items: Sequence[IndexedItem]) -> None:
        self._heads = [item.head for item in items]
        self._texts: list[_Text] = []
        for number, item in enumerate(items):
            self._add(number, item)
        self._typed: dict[str, dict[int, list[int]]] = {}
        for number, text in enumerate(self._texts):
            self._list_typed(number, text)
        self._initials = "\n".join(
            "".join(reading[0][:1] or " " for reading in text.readings[max(text.starts) :])
            for text in self._texts
            if text.is_name
        )
        self._names = [number for number, text in enumerate(self._texts) if text.is_name]

    def search(
        self,
        query: str,
        pushed: Iterable[str] = (),
        uses: Mapping[str, int] | None = None,
        limit: int = SHOWN,
    ) -> tuple[ItemHit, ...]:
        """Items for a text as typed, best first: suggestions, then the window's habit, then exact beginnings."""
        typed = normal_text(query)[:_MAX_QUERY]
        if not typed:
            return ()
        matches = self._by_code(typed[1:]) if typed[0] == "#" else self._by_text(typed)
        suggested, uses = set(pushed), uses or {}
        heads = self._heads

        def rank(number: int) -> tuple[bool, bool, int, bool, int, str]:
            match, code = matches[number], heads[number].code
            return (
                match.approximate,
                code not in suggested,
                -uses.get(code, 0),
                not match.prefix,
                0 if match.prefix else match.place,
                code,
            )

        return tuple(_hit(heads[number], matches[number]) for number in sorted(matches, key=rank)[:limit])

    # -- making ---------------------------------------------------------------------------------
    def _add(self, number: int, item: IndexedItem) -> None:
        head = item.head
        phrases = dict(pair.split("=", 1) for pair in item.readings if "=" in pair)
        short_at = head.name.find(head.short_name) if head.short_name else -1
        # A short name of its own words is searched and marked as the list shows it.
        title = (head.short_name,) if head.short_name and short_at < 0 else ()
        for place, text in enumerate((head.name, *title, *head.everyday_names)):
            folded = normal_text(text)
            starts = {0}
            if place == 0 and short_at > 0 and len(folded) == len(text):
                starts.add(short_at)
            readings = text_readings(folded, _PHRASES | phrases)
            is_title = bool(title) and place == 1 and len(folded) == len(text)
            self._texts.append(_Text(number, folded, readings, frozenset(starts), place == 0, is_title))

    def _list_typed(self, number: int, text: _Text) -> None:
        """What every place can be typed as, one to three letters, from the last place backwards."""
        behind: list[set[str]] = [set() for _ in range(_LISTED + 1)]
        for place in range(len(text.readings) - 1, -1, -1):
            here: list[set[str]] = [set() for _ in range(_LISTED + 1)]
            for reading in text.readings[place]:
                for length in range(1, _LISTED + 1):
                    if length <= len(reading):
                        here[length].add(reading[:length])
                    for option in _options(reading):
                        rest = length - len(option)
                        if rest > 0:
                            here[length].update(option + tail for tail in behind[rest])
            for length in range(1, _LISTED + 1):
                for typed in here[length]:
                    self._typed.setdefault(typed, {}).setdefault(number, []).append(place)
            behind = here

    # -- matching -------------------------------------------------------------------------------
    def _by_code(self, code: str) -> dict[int, _Match]:
        found: dict[int, _Match] = {}
        for number, head in enumerate(self._heads):
            own = head.code.lower()
            at = own.find(code)
            if at >= 0:
                found[number] = _Match(own == code or head.short_code.lower().startswith(code), at, ())
        return found

    def _by_text(self, typed: str) -> dict[int, _Match]:
        found: dict[int, _Match] = {}
        if not typed.isascii():
            self._by_chinese(typed, found)
            return found
        for number, places in self._typed.get(typed[:_LISTED], {}).items():
            text = self._texts[number]
            for place in reversed(places):
                length = 1 if len(typed) == 1 else _consumed(text.readings, place, typed)
                if length:
                    self._keep(found, text, place, length)
        if len(typed) >= APPROXIMATE_FROM and len(found) < APPROXIMATE_BELOW and typed.isalpha():
            self._approximate(typed, found)
        return found

    def _by_chinese(self, typed: str, found: dict[int, _Match]) -> None:
        mixed = any(char.isascii() for char in typed)
        first = typed[0]
        for text in self._texts:
            if mixed:
                for place, char in enumerate(text.text):
                    if char == first or first.isascii():
                        length = _consumed_mixed(text, place, typed)
                        if length:
                            self._keep(found, text, place, length)
                continue
            place = text.text.find(typed)
            if place >= 0:
                self._keep(found, text, place, len(typed))

    def _keep(self, found: dict[int, _Match], text: _Text, place: int, length: int) -> None:
        prefix = place in text.starts
        spans = ((place, place + length),) if text.is_name or text.is_title else ()
        old = found.get(text.item)
        # A beginning is better than a middle, the name better than an everyday name, the front than the back.
        if old is None or (not prefix, not spans, place) < (not old.prefix, not old.spans, old.place):
            found[text.item] = _Match(prefix, place, spans, on_title=text.is_title)

    def _approximate(self, typed: str, found: dict[int, _Match]) -> None:
        """Names whose first letters hold the typed ones in order, beginning with the first."""
        for match in _subsequence(typed).finditer(self._initials):
            line = self._initials.count("\n", 0, match.start())
            text = self._texts[self._names[line]]
            if text.item in found:
                continue
            offset = max(text.starts) - match.start()
            places = [match.start(group) + offset for group in range(1, len(typed) + 1)]
            found[text.item] = _Match(False, places[-1], _joined(places), approximate=True)


@lru_cache(maxsize=256)
def _subsequence(typed: str) -> re.Pattern[str]:
    return re.compile("^" + r"[^\n]*?".join(f"({re.escape(letter)})" for letter in typed), re.MULTILINE)


def _joined(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


@lru_cache(maxsize=2048)
def _options(reading: str) -> tuple[str, ...]:
    """How a syllable may be typed when another follows: its first letter, zh ch sh, or whole."""
    if not reading:
        return ()
    short = (reading[:1], reading[:2]) if reading[:2] in _DIGRAPHS else (reading[:1],)
    return tuple(dict.fromkeys((*short, reading)))


def _consumed(readings: tuple[tuple[str, ...], ...], place: int, typed: str) -> int:
    """How many characters from ``place`` on the whole of ``typed`` stands for; 0 where it does not."""
    if place >= len(readings):
        return 0
    for reading in readings[place]:
        if reading.startswith(typed):
            return 1
        for option in _options(reading):
            if len(option) < len(typed) and typed.startswith(option):
                rest = _consumed(readings, place + 1, typed[len(option) :])
                if rest:
                    return rest + 1
    return 0


def _consumed_mixed(text: _Text, place: int, typed: str) -> int:
    """The same for Chinese and letters mixed, as 居zz."""
    if place >= len(text.text):
        return 0
    if text.text[place] == typed[0]:
        if len(typed) == 1:
            return 1
        rest = _consumed_mixed(text, place + 1, typed[1:])
        if rest:
            return rest + 1
    if not typed[0].isascii():
        return 0
    for reading in text.readings[place]:
        if reading.startswith(typed):
            return 1
        for option in _options(reading):
            if len(option) < len(typed) and typed.startswith(option):
                rest = _consumed_mixed(text, place + 1, typed[len(option) :])
                if rest:
                    return rest + 1
    return 0


def _hit(head: ItemHead, match: _Match) -> ItemHit:
    if match.on_title:
        return ItemHit(head, (), False, head.short_name, match.spans)
    title, offset = head.name, 0
    at = head.name.find(head.short_name) if head.short_name else -1
    if head.short_name and (at >= 0 or not match.spans):
        title, offset = head.short_name, max(at, 0)
    title_spans = tuple(
        (start - offset, end - offset)
        for start, end in match.spans
        if start >= offset and end <= offset + len(title)
    )
    if len(title_spans) < len(match.spans):
        title, title_spans = head.name, match.spans
    return ItemHit(head, match.spans, match.approximate, title, title_spans)
