"""The names of the library in memory: found exactly by one scan of a text, or misspelt once by deletions.

About 2,400 names stand for a million rooms. Every spelling (standard, alias, type word left out, short
street or community) carries a cost; what a spelling means is an :data:`Entry`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import ahocorasick
from rapidfuzz.distance import OSA

from db.address_lookup import AliasRow, PlaceRow
from hall_app.addresses.normal import apart_forms, name_form, numerals_met
from hall_app.addresses.numeral_names import in_words
from hall_app.addresses.rules import load
from hall_app.addresses.short_names import compounds, shorter

# (kind, meaning, cost, strong). Kinds: A neutral, N noise, D another district, S street, C community, R road, E area,
# B named building; E and B mean the ids of places, the others a standard name.
Entry = tuple[str, Any, float, bool]
Near = tuple[int, int, list[Entry]]
# by start, end and the name's right form; None where it was looked at and is not so near
Found = dict[tuple[int, int, str], Near | None]


class Spelling:
    """A way to write names, with what it may mean, worked out once for all texts."""

    __slots__ = ("area", "divisions", "entries", "idle", "neutral", "reach", "road")

    def __init__(self, form: str, entries: list[Entry]) -> None:
        self.reach = len(form) - 1  # from its first character to its last
        self.entries = entries
        kinds = {entry[0] for entry in entries}
        self.idle = kinds <= {"A", "N"}
        self.neutral = not kinds.isdisjoint("AN")
        self.divisions = [(e[0], e[1], e[3]) for e in entries if e[0] in "CSD"]
        self.road = any(e[3] for e in entries if e[0] == "R")
        self.area = any(e[3] for e in entries if e[0] == "E") and "R" not in kinds

    def means(self, place: int) -> bool:
        """Whether this may be the name of an estate there."""
        return any(entry[0] == "E" and place in entry[1] for entry in self.entries)


Span = tuple[int, int, Spelling]

ALIAS, SHORT, WIDER, ELSEWHERE, SHORT_MISSPELT = 0.3, 0.2, 1.2, 0.4, 2.7
MISSPELT, SWAPPED, BRIEF = 2.0, 1.7, 0.6
_WORDS: dict[str, Any] = load("words")
_ADMIN = frozenset(name_form(name) for name in _WORDS["admin"])
_FIGURES = frozenset("0123456789")
_DIRECTIONS = frozenset("东西南北上下")
_NO_FIGURE = re.compile(r"[^0-9]+")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_REGION = re.compile(
    rf"(?:[{_HAN}]|[0-9]{{1,2}}(?=[路街期区村道大小,])|[0-9]{{3}}(?=大)|[0-9]{{1,2}}(?=[{_HAN}])(?![0-9]{{1,2}}[号栋座层楼室单梯户房幢巷坊组弄])|[A-Z](?=区)|[A-Z]{{2,}}|(?<![0-9A-Z-])(?![A-Z][0-9]?(?:单元|号|[栋幢座梯室房户铺层楼门]))[A-Z][0-9]?(?=[{_HAN}]{{2}}))+"
)
_CLASSED = re.compile(r"^[0-9A-Z、,-]*(?:栋|幢|座|号楼|号|楼)?$")


@lru_cache(30_000)
def label_key(label: str) -> str:
    """A building's label without its word: A座 → A, 3号楼 → 3, 香华轩 stays."""
    form = name_form_list(label)
    return re.sub(r"(?<=.)(?:号楼|栋|幢|座|号|楼)$", "", form)


@lru_cache(30_000)
def name_form_list(label: str) -> str:
    """Like ``name_form``, but a list keeps its commas (1、2栋 → 1,2栋)."""
    return ",".join(name_form(part) for part in re.split("[、,，]", label)) if label else ""


def _without_ordinal(short: str, body: str) -> str:
    """万科 for 万科2, as 万科第二工业区 is left in short: it would take the number of every 万科2栋."""
    return body if short.startswith(body) and not short[len(body) :].strip("0123456789第,") else short


class Gazetteer:
    """All spellings of all names. Built once when the library is opened, then only read; any thread."""

    def __init__(
        self, places: list[PlaceRow], aliases: list[AliasRow], labels: Iterable[tuple[int, str]]
    ) -> None:
        self.spellings: dict[str, list[Entry]] = defaultdict(list)
        self.places = {p.id: p for p in places}
        self.by_area: dict[str, list[int]] = defaultdict(list)
        self.by_road: dict[str, list[int]] = defaultdict(list)
        self.by_door: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.doors: dict[int, str] = {}
        places = [p for p in places if p.buildings]
        for p in places:
            if p.area:
                self.by_area[p.area].append(p.id)
            if p.road:
                door = name_form(p.roadno).removesuffix("号")
                self.doors[p.id] = door
                self.by_road[p.road].append(p.id)
                self.by_door[(p.road, door)].append(p.id)
        self._divisions(places, aliases)
        self._areas(aliases)
        self._roads(aliases)
        self._labels(labels)
        for kind, names in (("A", _WORDS["admin"]), ("N", _WORDS["noise"]), ("D", _WORDS["other_districts"])):
            for name in names:
                self._add(name_form(name), (kind, name, 0.0, True))
        self.nicknamed = {name_form(name): street for name, street in _WORDS["nicknames"].items() if street}
        for name in _WORDS["nicknames"]:
            self._add(name_form(name), ("A", name, 0.0, True))
        self._automaton: Any = ahocorasick.Automaton()
        for form, entries in self.spellings.items():
            self._automaton.add_word(form, Spelling(form, entries))
        self._automaton.make_automaton()
        self._heads = tuple(
            (form, len(form), self._automaton.get(form))
            for form in map(name_form, _WORDS["heads"])
            if not self._runs_on(form)
        )
        self._deletions()
        # neutral words that begin a name: 福田村, 车公庙工业区
        self.leading = frozenset(
            name
            for name in (*_WORDS["admin"], *_WORDS["nicknames"])
            if any(e[0] in "ER" for f in self._automaton.keys(name_form(name)) for e in self.spellings[f])
        )

    def _add(self, form: str, entry: Entry) -> None:
        if form.isdigit() and entry[0] == "E":  # an estate called 三九 would take every 39
            form = in_words(form)
        if len(form) < 2 or form.isdigit():
            return
        entries = self.spellings[form]
        for known in entries:
            if known[0] == entry[0] and known[1] == entry[1] and known[2] <= entry[2]:
                return
        entries.append(entry)

    def _divisions(self, places: list[PlaceRow], aliases: list[AliasRow]) -> None:
        streets = {p.street for p in places if p.street}
        communities = {p.community for p in places if p.community}
        for row in load("divisions")["streets"]:
            streets.add(row["name"])
            communities.update(row["communities"])
        self.communities = communities
        others = [(a.alias, a.name, ALIAS) for a in aliases if a.element in ("community", "street")]
        named = [(n, n, 0.0) for n in streets | communities]
        for spelling, name, cost in sorted(named) + others:
            kind, tails = ("S", "street_tails") if name in streets else ("C", "community_tails")
            form = name_form(spelling)
            base = form.removesuffix("街道").removesuffix("社区")
            for tail in _WORDS[tails]:
                self._add(base + tail, (kind, name, cost + (0 if tail else SHORT), bool(tail)))
            self._add(form, (kind, name, cost, True))
            if kind == "C":
                for body in _WORDS["institutions"]:  # 南园社区卫生服务中心 is a tenant anywhere
                    self._add(form + body, ("N", body, 0.0, True))

    def _areas(self, aliases: list[AliasRow]) -> None:
        forms = {area: name_form(area) for area in self.by_area}
        tails = compounds(forms.values())
        for area, ids in self.by_area.items():
            form = forms[area]
            for written in (form, *apart_forms(area)):
                self._add(written, ("E", tuple(ids), 0.0, True))
                for made, cost in shorter(written, tails):
                    if "第" in area:
                        made = _without_ordinal(made, name_form(area[: area.index("第")]))
                    if made not in _ADMIN:
                        self._add(made, ("E", tuple(ids), cost, False))
        for a in aliases:
            if a.element != "area":
                continue
            ids = self.by_area.get(a.name, [])
            placed = [i for i in ids if self.places[i].community == a.community] or ids
            for form in (name_form(a.alias), *apart_forms(a.alias)) if placed else ():
                self._add(form, ("E", tuple(placed), ALIAS, True))
            # A name that other estates bear too is never decided by its alias alone: too near to take over.
            others = [i for i in ids if i not in placed]
            if others:
                self._add(name_form(a.alias), ("E", tuple(others), ALIAS + ELSEWHERE, True))

    def _roads(self, aliases: list[AliasRow]) -> None:
        forms = {road: name_form(road) for road in self.by_road}
        taken = set(forms.values())
        for road, form in forms.items():
            for made in (form, *apart_forms(road)):
                self._add(made, ("R", road, 0.0, True))
            for made in numerals_met(road):
                self._add(made, ("R", road, MISSPELT, False))
            if form.endswith("大道") and form[:-2] + "路" not in taken:
                self._add(form[:-2] + "路", ("R", road, WIDER, True))
        for a in aliases:
            for form in (name_form(a.alias), *apart_forms(a.alias)) if a.element == "road" else ():
                if a.name in forms:
                    self._add(form, ("R", a.name, ALIAS, True))

    def _labels(self, labels: Iterable[tuple[int, str]]) -> None:
        named: dict[str, list[int]] = defaultdict(list)
        for place, label in labels:
            form = name_form_list(label)
            if len(form) > 2 and not _CLASSED.match(form):
                named[form].append(place)
        for form, ids in named.items():
            self._add(form, ("B", tuple(sorted(set(ids))), 0.0, True))

    def _runs_on(self, head: str) -> bool:
        """Whether some spelling begins in this one and ends behind it."""
        return any(
            len(form) > len(head) - at for at in range(len(head)) for form in self._automaton.keys(head[at:])
        )

    def is_neutral(self, form: str) -> bool:
        """Whether this is a province, city or district as people write it."""
        return form in _ADMIN

    def scan(self, text: str) -> list[Span]:
        """Every spelling found exactly that is not inside a longer one, left to right."""
        kept: list[Span] = []
        last = -1
        begin = 0
        for (
            head,
            size,
            spelling,
        ) in self._heads:  # what most texts begin with holds many names, and none runs on
            if text.startswith(head):
                kept.append((0, size, spelling))
                begin = size
                break
        for end, found in self._automaton.iter(text, begin):  # by their ends, of one end the longest first
            if end == last:
                continue
            start = end - found.reach
            if start and text[start] in _FIGURES and text[start - 1] in _FIGURES:
                continue  # 404联系电话 names no 4联社区: a number begins where its figures do
            last = end
            while kept and kept[-1][0] >= start:
                kept.pop()
            kept.append((start, end + 1, found))
        return kept

    def _deletions(self) -> None:
        """Index names under themselves and under each way of losing one character, with all beginnings."""
        self._erred: dict[tuple[str, float], list[Entry]] = {}
        near: dict[str, list[str]] = defaultdict(list)
        for form, entries in self.spellings.items():
            if len(form) < 3 or all(e[0] in "AND" or not e[3] and len(form) < 4 for e in entries):
                continue
            for key in {form} | {form[:i] + form[i + 1 :] for i in range(len(form))}:
                near[key].append(form)
        self._brief: dict[str, list[str]] = defaultdict(list)
        for form, entries in self.spellings.items():
            if len(form) == 3 and form.isalpha() and any(e[0] == "E" and not e[3] for e in entries):
                for key in {form} | {form[:i] + form[i + 1 :] for i in range(3)}:
                    self._brief[key].append(form)
        self._near: dict[str, tuple[str, ...]] = {key: tuple(forms) for key, forms in near.items()}
        for key in near:
            for size in range(1, len(key)):
                self._near.setdefault(key[:size], ())

    def misspelt(self, text: str, covered: list[tuple[int, int]], found: Found) -> list[Near]:
        """Names that stand in the uncovered Chinese parts of the text with one slip of the pen.

        One character missing, added, changed, or two swapped (optimal string alignment 1). Digits in a
        name are exact: 一期 is never 二期. What ``found`` holds is not looked at again.
        """
        before = len(found)
        for start, end in _regions(text, covered):
            self._windows(text, start, end, found)
        return [near for near in list(found.values())[before:] if near]

    def misspelt_in_short(
        self, text: str, covered: list[tuple[int, int]], stated: Callable[[PlaceRow], bool]
    ) -> list[Near]:
        """Names of three characters without their type word that stand in the text with one slip of the pen.

        So little tells nothing by itself: only names of places that the text places by something else.
        """
        made: list[Near] = []
        for start, end in _regions(text, covered):
            for i in range(start, end - 2):
                for j in (i + 3, i + 4):
                    window = text[i:j]
                    if j > end or not window.isalpha():
                        continue
                    keys = {window} | {window[:k] + window[k + 1 :] for k in range(len(window))}
                    for form in {form for key in keys for form in self._brief.get(key, ())}:
                        if OSA.distance(window, form, score_cutoff=1) != 1:
                            continue
                        if j - i == 3 and sorted(window) != sorted(form) and _turned(window, form):
                            continue
                        ids = {n for e in self.spellings[form] if e[0] == "E" and not e[3] for n in e[1]}
                        if placed := tuple(sorted(n for n in ids if stated(self.places[n]))):
                            made.append((i, j, [("E", placed, SHORT_MISSPELT, False)]))
        return made

    def _windows(self, text: str, start: int, end: int, found: Found) -> None:
        """Walk from each character along the indexed beginnings, leaving out none or one character."""
        near = self._near
        for i in range(start, end - 1):
            kept = ""
            j = i
            while j < end:
                key = kept  # the character at j left out
                forms = near.get(key) if key else ()
                m = j + 1
                while True:
                    if forms:
                        for form in forms:
                            if (i, m, form) not in found:
                                self._verify(i, m, text[i:m], form, found)
                    if m >= end:
                        break
                    key += text[m]
                    m += 1
                    forms = near.get(key)
                    if forms is None:
                        break
                kept += text[j]
                j += 1
                forms = near.get(kept)
                if forms is None:
                    break
                for form in forms:
                    if (i, j, form) not in found:
                        self._verify(i, j, kept, form, found)

    def _verify(self, i: int, j: int, window: str, form: str, found: Found) -> None:
        found[(i, j, form)] = None
        if j - i < 2 or window == form or OSA.distance(window, form, score_cutoff=1) != 1:
            return
        if not (window.isalpha() and form.isalpha()) and _figures(window) != _figures(form):
            return
        swapped = len(window) == len(form) and sorted(window) == sorted(form)
        if len(window) == len(form) and not swapped and _turned(window, form):
            return
        cost = (SWAPPED if swapped else MISSPELT) + (BRIEF if len(window) < 3 else 0.0)
        entries = self._erred.get((form, cost))
        if entries is None:
            entries = self._erred[(form, cost)] = [
                (k, m, c + cost, False)
                for k, m, c, strong in self.spellings[form]
                if k not in "AN" and (strong or len(form) > 3)
            ]
        if entries:
            found[(i, j, form)] = (i, j, entries)


def _regions(text: str, covered: list[tuple[int, int]]) -> list[tuple[int, int]]:
    masked = text
    for start, end in covered:
        masked = masked[:start] + "|" * (end - start) + masked[end:]
    return [found.span() for found in _REGION.finditer(masked) if found.end() - found.start() > 1]


def _figures(form: str) -> str:
    """The figures of a name, whatever stands between: 五八路 is 五岳八路 that lost a character."""
    return _NO_FIGURE.sub("", form)


def _turned(window: str, form: str) -> bool:
    """Whether a word of direction stands for another: 裕隆东区 is never 裕隆西区, nor 下沙村 上沙村."""
    return any(a != b and a in _DIRECTIONS and b in _DIRECTIONS for a, b in zip(window, form, strict=True))
