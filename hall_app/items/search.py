"""Items as typed: initials, full and mixed pinyin, Chinese, everyday names, ``#`` code, and near misses.

Everything is in memory. What a place in a name can be typed as is listed up to three letters when the index is made,
and the places of each are put in the order of the list when they are first wanted; a keystroke walks that order and
stops when the list is full, so that it takes well under a millisecond however many items match.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush

from hall_app.items.catalogue import ItemHead, ItemHit
from hall_app.items.matching import LISTED, Text, consumed, consumed_mixed, typed_as
from hall_app.libraries.pinyin import normal_text, text_readings

SHOWN = 60
APPROXIMATE_FROM = 3
"""From how many letters near misses are offered."""
APPROXIMATE_BELOW = 12
"""Near misses are offered while fewer items match properly."""
_MAX_QUERY = 40
_MANY = 150
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
class _Match:
    """Where an item matches. ``rank`` orders items that nobody suggested and the window has no habit of."""

    item: int
    rank: int
    spans: tuple[tuple[int, int], ...]
    approximate: bool = False
    on_title: bool = False


# Places and ranks are whole numbers, so that thousands of them are sorted at once: behind the flags the place in the
# text, behind that the text, or the item in the order of codes.
_PLACE_BITS, _NUMBER_BITS = 12, 24
_PLACES, _NUMBERS = (1 << _PLACE_BITS) - 1, (1 << _NUMBER_BITS) - 1
_Group = list[int]


@dataclass(frozen=True, slots=True)
class _Bucket:
    """All places that one beginning may stand for: of each item in the order it prefers them, and all items in theirs."""

    groups: dict[int, _Group]
    ranked: list[tuple[int, int, _Group]]


_NOTHING = _Bucket({}, [])


class SearchIndex:
    """The index over a catalogue; immutable to its callers, any thread may search it."""

    def __init__(self, items: Sequence[IndexedItem]) -> None:
        self._heads = [item.head for item in items]
        self._numbers = {head.code: number for number, head in enumerate(self._heads)}
        by_code = sorted(range(len(items)), key=lambda number: self._heads[number].code)
        self._order = [0] * len(items)
        for at, number in enumerate(by_code):
            self._order[number] = at
        self._codes = [(n, self._heads[n].code.lower(), self._heads[n].short_code.lower()) for n in by_code]
        self._texts: list[Text] = []
        for number, item in enumerate(items):
            self._add(number, item)
        self._typed: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            self._list_typed(number, text)
        self._arranged: dict[str, _Bucket] = {}
        self._names = [number for number, text in enumerate(self._texts) if text.is_name]
        self._initials = [
            "".join(reading[0][:1] or " " for reading in self._texts[number].readings[max(self._texts[number].starts) :])
            for number in self._names
        ]  # fmt: skip

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
        favourites = self._favourites(pushed, uses or {})
        if typed[0] == "#":
            ranked = self._by_code(typed[1:])
            best = [pair for pair in ranked if pair[1] in favourites] + sorted(ranked)[:limit]
            found = _first(
                [_Match(number, rank, ()) for rank, number in dict.fromkeys(best)], favourites, limit
            )
        else:
            found = self._by_text(typed, favourites, limit)
        return tuple(_hit(self._heads[match.item], match) for match in found)

    def warm_up(self) -> None:
        """Put in order what many items share, which takes a key a millisecond or two; with rests for others between."""
        for key in [key for key, places in self._typed.items() if len(places) >= _MANY]:
            self._bucket(key)
            time.sleep(0.001)

    def _favourites(self, pushed: Iterable[str], uses: Mapping[str, int]) -> dict[int, tuple[bool, int]]:
        """Items that come before others, with their places among each other."""
        suggested = set(pushed)
        return {
            self._numbers[code]: (code not in suggested, -uses.get(code, 0))
            for code in suggested | uses.keys()
            if code in self._numbers
        }

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
            self._texts.append(Text(number, folded, readings, frozenset(starts), place == 0, is_title))

    def _list_typed(self, number: int, text: Text) -> None:
        """List the places of a text under what they can be typed as, letters and Chinese."""
        not_marked = not (text.is_name or text.is_title)
        for place, listed in enumerate(typed_as(text.readings)[: _PLACES + 1]):
            flags = (place not in text.starts) << 1 | not_marked
            entry = (flags << _PLACE_BITS | place) << _NUMBER_BITS | number
            for typed in listed | {text.text[place]}:
                self._typed.setdefault(typed, []).append(entry)

    def _bucket(self, key: str) -> _Bucket:
        """The places listed under a beginning, put in order when they are first wanted."""
        found = self._arranged.get(key)
        if found is None:
            groups: dict[int, _Group] = {}
            # A beginning is better than a middle, the name better than an everyday name, the front than the back.
            for entry in sorted(self._typed.get(key, ())):
                groups.setdefault(self._texts[entry & _NUMBERS].item, []).append(entry)
            ranked = sorted((self._rank(group[0], item), item, group) for item, group in groups.items())
            found = self._arranged[key] = _Bucket(groups, ranked) if groups else _NOTHING
        return found

    def _rank(self, entry: int, item: int) -> int:
        """Where an item stands that matches at a place: beginnings by their codes, others by the place."""
        place, inside = entry >> _NUMBER_BITS & _PLACES, entry >> (_NUMBER_BITS + _PLACE_BITS + 1)
        return (1 << _PLACE_BITS | place) << _NUMBER_BITS | self._order[item] if inside else self._order[item]

    # -- matching -------------------------------------------------------------------------------
    def _by_code(self, code: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for at_code, (number, own, short) in enumerate(self._codes):
            at = own.find(code)
            if at >= 0:
                beginning = own == code or short.startswith(code)
                rank = (
                    at_code if beginning else (1 << _PLACE_BITS | min(at, _PLACES)) << _NUMBER_BITS | at_code
                )
                found.append((rank, number))
        return found

    def _by_text(self, typed: str, favourites: Mapping[int, tuple[bool, int]], limit: int) -> list[_Match]:
        # The letters in front of the first Chinese character, or that character.
        letters = next((at for at, char in enumerate(typed) if not char.isascii()), len(typed))
        bucket = self._bucket(typed[: min(letters, LISTED)] if letters else typed[0])
        matched = _matcher(typed)
        first: list[_Match] = []
        for item in favourites.keys() & bucket.groups.keys():
            match = self._of_group(item, bucket.groups[item], matched)
            if match is not None:
                first.append(match)
        found = sorted(first, key=lambda match: (favourites[match.item], match.rank))[:limit]
        for match in self._walk(bucket, matched):
            if len(found) >= limit:
                break
            if match.item not in favourites:
                found.append(match)
        if (
            len(typed) >= APPROXIMATE_FROM
            and len(found) < APPROXIMATE_BELOW
            and typed.isalpha()
            and typed.isascii()
        ):
            near = self._approximate(typed, {match.item for match in found})
            found += _first(near, favourites, limit - len(found))
        return found

    def _of_group(self, item: int, group: _Group, matched: _Matched) -> _Match | None:
        for entry in group:
            text, place = self._texts[entry & _NUMBERS], entry >> _NUMBER_BITS & _PLACES
            length = matched(text, place)
            if length:
                return self._match(item, entry, text, place, length)
        return None

    def _match(self, item: int, entry: int, text: Text, place: int, length: int) -> _Match:
        spans = ((place, place + length),) if text.is_name or text.is_title else ()
        return _Match(item, self._rank(entry, item), spans, on_title=text.is_title)

    def _walk(self, bucket: _Bucket, matched: _Matched) -> Iterator[_Match]:
        """The items that match, in their order. One that matches at a later place only comes when that is due."""
        later: list[tuple[int, int, int]] = []
        for rank, item, group in (*bucket.ranked, (1 << 62, -1, [])):
            while later and later[0][0] < rank:
                _due, waiting, at = heappop(later)
                match = self._at(waiting, bucket.groups[waiting], at, matched, later)
                if match is not None:
                    yield match
            if group:
                match = self._at(item, group, 0, matched, later)
                if match is not None:
                    yield match

    def _at(
        self, item: int, group: _Group, at: int, matched: _Matched, later: list[tuple[int, int, int]]
    ) -> _Match | None:
        entry = group[at]
        text, place = self._texts[entry & _NUMBERS], entry >> _NUMBER_BITS & _PLACES
        length = matched(text, place)
        if length:
            return self._match(item, entry, text, place, length)
        if at + 1 < len(group):
            heappush(later, (self._rank(group[at + 1], item), item, at + 1))
        return None

    def _approximate(self, typed: str, known: set[int]) -> list[_Match]:
        """Names whose first letters hold the typed ones in order, beginning with the first."""
        found: list[_Match] = []
        pattern = _subsequence(typed)
        for number, line in zip(self._names, self._initials, strict=True):
            match = pattern.match(line)
            if match is None or self._texts[number].item in known:
                continue
            text = self._texts[number]
            offset = max(text.starts)
            places = [match.start(group) + offset for group in range(1, len(typed) + 1)]
            rank = min(places[-1], _PLACES) << _NUMBER_BITS | self._order[text.item]
            found.append(_Match(text.item, rank, _joined(places), approximate=True))
        return found


_Matched = Callable[[Text, int], int]


def _matcher(typed: str) -> _Matched:
    """How many characters of a text the whole of ``typed`` stands for at a place listed under its beginning."""
    if typed.isascii():
        if len(typed) == 1:
            return lambda _text, _place: 1
        return _remembering(typed)
    if any(char.isascii() for char in typed):
        return lambda text, place: consumed_mixed(text, place, typed)
    return lambda text, place: len(typed) if text.text.startswith(typed, place) else 0


def _remembering(typed: str) -> _Matched:
    """Names share most of their words, so what one of them said is not asked again."""
    known: dict[tuple[tuple[str, ...], ...], int] = {}
    longest = len(typed)

    def matched(text: Text, place: int) -> int:
        behind = text.readings[place : place + longest]
        found = known.get(behind)
        if found is None:
            found = known[behind] = consumed(behind, 0, typed)
        return found

    return matched


def _first(found: list[_Match], favourites: Mapping[int, tuple[bool, int]], limit: int) -> list[_Match]:
    """The first of those found: favourites, then by rank."""
    others = (True, 0)
    return sorted(found, key=lambda match: (favourites.get(match.item, others), match.rank))[:limit]


@lru_cache(maxsize=256)
def _subsequence(typed: str) -> re.Pattern[str]:
    return re.compile(".*?".join(f"({re.escape(letter)})" for letter in typed))


def _joined(places: Sequence[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


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
