"""One text while it is read: its form, the names found in it, and what was already worked out about it."""

from __future__ import annotations

import re
from typing import Any

from db.address_lookup import PlaceRow
from hall_app.addresses.gazetteer import Entry, Gazetteer, Near, Span
from hall_app.addresses.rules import either, load
from hall_app.addresses.walking import Reading

# cost, start, end, and the characters as bits
Hit = tuple[float, int, int, int]
Used = tuple[int, int, str, float]

_WORDS: dict[str, Any] = load("words")
_HAN = "\u3400-\u9fff"
_CROSSING = re.compile(f"(?:{either(_WORDS['crossing'])})(?:{either(_WORDS['crossing_words'])})*")
_CROSSABLE = re.compile(rf"(?:[{_HAN},、]|[A-Z]{{1,3}}路?(?![栋幢座单梯号室房户铺层楼门路]))*$")
# (近青岭路): a road beside, not the place's own
_NEAR = re.compile(rf"\((?:{either(_WORDS['near'])})[^()]{{2,12}}\)")
_NEAR_HINT = re.compile("[近靠临邻]")
# 虹麓二路和珑峰二路交叉口: a road of which the library holds no door, though an estate begins it; in short 九州瑞中路 too
_ROAD = "[0-9]{0,2}[东南西北中]?(?:路|街(?!道)|大道)"
_ROAD_ON = re.compile(_ROAD)
_ROAD_LATER = re.compile(rf"(?:(?![与和及、])[{_HAN}]){{0,2}}?{_ROAD}")
# 石院北1巷: 石院北 may be a village, or 石院 and its lane 北一巷
_DIRECTED_LANE = re.compile("[东南西北][0-9]{1,2}[巷坊]")
_DOORS_AS_ROADS = re.compile("[0-9号]")


class Text:
    """A text's names by what they mean, and the cuts and readings made so far. Lives for one translation."""

    __slots__ = (
        "areas", "communities", "crossed", "crossed_roads", "crossed_mask", "divided", "divisions", "explained", "form", "labels",
        "readings", "roads", "spans", "streets", "unasked",
    )  # fmt: skip

    def __init__(self, form: str, gazetteer: Gazetteer) -> None:
        self.form = form
        self.spans: list[tuple[int, Span]] = []
        self.areas: dict[int, list[Hit]] = {}
        self.labels: dict[int, list[Hit]] = {}
        self.roads: dict[str, list[Hit]] = {}
        self.communities: dict[str, list[Hit]] = {}
        self.streets: dict[str, list[Hit]] = {}
        self.readings: dict[tuple[int, str, str | None], list[Reading]] = {}
        self.crossed: list[Used] = []
        self.crossed_mask = 0
        self.crossed_roads: set[str] = set()
        self.unasked: tuple[float, dict[int, float]] | None = None
        self.divided = 0
        self.divisions: list[tuple[int, Span]] = []
        # by place: the explanation, and what it cost before it was read
        self.explained: dict[int, tuple[float, list[Any]]] = {}
        scanned = gazetteer.scan(form)
        for span in scanned:
            start, end, spelling = span
            mask = (1 << end) - (1 << start)
            placed = (mask, span)
            self.spans.append(placed)
            if not spelling.idle:
                self.add(start, end, spelling.entries)
                if spelling.divisions:
                    self.divisions.append(placed)
                    if not spelling.neutral:
                        self.divided |= mask
        if "巷" in form or "坊" in form:
            for lane in _DIRECTED_LANE.finditer(form):
                self._shorter_before(lane.start(), scanned, gazetteer)
        if "交" in form or "路口" in form:
            for start, end in _crossings(form, scanned):
                self.crossed.append((start, end, "crossing", 0.0))
                self.crossed_mask |= (1 << end) - (1 << start)
            for road, hits in self.roads.items():
                if any(hit[3] & self.crossed_mask == hit[3] for hit in hits):
                    self.crossed_roads.add(road)
        if "(" in form and _NEAR_HINT.search(form):
            for near in _NEAR.finditer(form):
                self.crossed.append((near.start(), near.end(), "crossing", 0.0))
                self.crossed_mask |= (1 << near.end()) - (1 << near.start())

    def _shorter_before(self, at: int, scanned: list[Span], gazetteer: Gazetteer) -> None:
        """Take note of villages whose names end where a lane's direction begins that a longer name took."""
        for start, end, _ in scanned:
            if end == at + 1 and (entries := gazetteer.spellings.get(self.form[start:at])):
                self.add(start, at, [entry for entry in entries if entry[0] == "E"])

    def add(self, start: int, end: int, entries: list[Entry]) -> None:
        """Take note of what the characters from start to end may mean."""
        mask = (1 << end) - (1 << start)
        for kind, meaning, cost, _ in entries:
            hit = (cost, start, end, mask)
            if kind == "E" or kind == "B":
                known = self.areas if kind == "E" else self.labels
                for place in meaning:
                    if place in known:
                        known[place].append(hit)
                    else:
                        known[place] = [hit]
            elif kind == "R":
                self.roads.setdefault(meaning, []).append(hit)
            elif kind == "C":
                self.communities.setdefault(meaning, []).append(hit)
            elif kind == "S":
                self.streets.setdefault(meaning, []).append(hit)

    def add_misspelt(self, near: list[Near], gazetteer: Gazetteer) -> None:
        """Take note of misspelt names, and forget how the places that they may mean explained the text without them."""
        for start, end, entries in near:
            self.add(start, end, entries)
            for kind, meaning, _, _ in entries:
                if kind == "C" or kind == "S":
                    self.explained.clear()
                for place in gazetteer.by_road[meaning] if kind == "R" else meaning if kind in "EB" else ():
                    self.explained.pop(place, None)

    def states(self, place: PlaceRow) -> bool:
        """Whether the text names the place's community, road or street, exactly or nearly."""
        return place.community in self.communities or place.road in self.roads or place.street in self.streets

    def leads(self, leading: frozenset[str]) -> bool:
        """Whether a neutral word stands in the text that also begins a name."""
        return any(x[0] == "A" and x[1] in leading for _, span in self.spans for x in span[2].entries)

    def covered(self, kinds: str, but: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
        """The parts that strong names of these kinds, but for some, or a crossing, explain."""
        return [
            (start, end)
            for _, (start, end, spelling) in self.spans
            if any(x[3] and x[0] in kinds and x[1] not in but for x in spelling.entries)
        ] + [(start, end) for start, end, _, _ in self.crossed]


def _crossings(form: str, spans: list[Span]) -> list[tuple[int, int]]:
    """The parts that name a crossing (滨河路北彩田路东交汇处): they place nothing and contradict nothing."""
    found = []
    roads = [begin for begin, _, spelling in spans if any(x[0] == "R" for x in spelling.entries)]
    for crossing in _CROSSING.finditer(form):
        start = 0
        for begin, end, spelling in spans:
            if end > crossing.start() or begin in roads:
                continue
            # 康丰中路和喜平三路交叉口: 和喜 is no estate where 喜平三路 begins within it
            within = any(begin < road < end for road in roads)
            goes_on = (_ROAD_ON if spelling.area else _ROAD_LATER).match(form, end)
            if not within and (end in roads or not goes_on):
                start = max(start, end)
        opened = form.rfind("(", start, crossing.start())
        start = opened + 1 if opened >= 0 else start
        if start < crossing.start() and _CROSSABLE.search(
            _DOORS_AS_ROADS.sub("路", form[start : crossing.start()])
        ):
            found.append((start, crossing.end()))
    return found
