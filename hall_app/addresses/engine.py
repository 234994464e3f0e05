"""Translates a text into the code of a standard address: names first, then what stands there.

Places named by the text (area, road and number, named building) are each asked to explain the whole text;
what they cannot explain costs. The first code is taken over without a person only where its reading is
complete, uncontradicted and clearly cheaper than the next different code (``addresses.md`` 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from db.address_lookup import AddressLookup
from db.session import Store
from hall_app.addresses.estates import Estates
from hall_app.addresses.gazetteer import Gazetteer, Span
from hall_app.addresses.normal import text_form
from hall_app.addresses.reading import ABSENT, MISSING, RANGE, UNKNOWN, Reader, Reading
from hall_app.addresses.rules import either, load
from hall_app.addresses.tokens import TENANT_COST, Rest, cut

CONTRADICTED, MISNAMED, LOOSE, DESCRIBED, UNNAMED, DOORED = 64, 128, 256, 512, 1024, 2048
WRONG_STREET, WRONG_COMMUNITY, WRONG_SHORT, WRONG_ROAD, WRONG_DOOR, FOREIGN = 4.0, 4.0, 3.0, 4.5, 4.0, 1.5
ANONYMOUS, DOOR_BARE = 0.25, 0.1
MOST_PLACES = 60
HOPELESS, RIVAL = 2.6, 5.5
LEAD, LEAD_MISSPELT, AUTO_MOST, SURE_ABSENT, MOST_CODES = 0.9, 1.2, 5.2, 2.4, 5
_NEVER = MISSING | UNKNOWN | RANGE | CONTRADICTED | LOOSE | DESCRIBED
_DOOR = re.compile(r",?([0-9OIL]*[0-9][0-9OIL]*(?:-[0-9OIL]+)*|[OIL]+(?:-[0-9OIL]+)*(?=号))(号(?!楼|院))?")
_CODE = re.compile(r"(?<![0-9])(?:[0-9]{25}|[0-9]{19})(?![0-9])")
_HAN = "\u3400-\u9fff"
_WORDS: dict[str, Any] = load("words")
_CROSSING = re.compile(f"(?:{either(_WORDS['crossing'])})(?:{either(_WORDS['crossing_words'])})*")
_CROSSABLE = re.compile(rf"[{_HAN},、]*$")
_PAIR = re.compile("[东南西北主副前后][,和与][东南西北主副前后][座楼栋]")
_ZONE = re.compile(rf"[{_HAN}]{{2,4}}(?:社区|街道)")


@dataclass(slots=True)
class Explained:
    """A place's explanation of the whole text: the reading, its whole cost, flags, and the spans used."""

    place: int
    cost: float
    flags: int
    reading: Reading
    used: list[tuple[int, int, str, float]]
    rest: str
    false: float


@dataclass(frozen=True, slots=True)
class Translation:
    """The answer to one text. ``codes`` best first; ``auto`` when no person need be asked.

    ``confidence`` 0-1; ``reasons`` are codes of what speaks against taking over; ``pieces`` what was read
    as what with its cost; ``runner_up`` the next different code and the lead over it.
    """

    codes: list[str]
    auto: bool
    level: str | None
    place: str | None
    rows: list[list[str]] | None
    confidence: float
    method: str
    reasons: tuple[str, ...]
    pieces: tuple[tuple[str, str, float], ...]
    runner_up: tuple[str, float] | None


NOTHING = Translation([], False, None, None, None, 0.0, "none", ("not_address",), (), None)
_REASONS = (
    (MISSING, "missing"), (UNKNOWN, "unexplained"), (ABSENT, "room_absent"), (RANGE, "several"),
    (CONTRADICTED, "contradicted"), (MISNAMED, "misspelt"), (LOOSE, "loose_text"), (DESCRIBED, "described"),
)  # fmt: skip


class _Evidence:
    """What the text names: spans by place, road, street, community."""

    __slots__ = ("areas", "communities", "labels", "roads", "streets")

    def __init__(self) -> None:
        self.areas: dict[int, list[tuple[float, int, int]]] = {}
        self.labels: dict[int, list[tuple[float, int, int]]] = {}
        self.roads: dict[str, list[tuple[float, int, int]]] = {}
        self.communities: dict[str, list[tuple[float, int, int]]] = {}
        self.streets: dict[str, list[tuple[float, int, int]]] = {}

    def add(self, spans: list[Span]) -> None:
        for start, end, entries in spans:
            for kind, meaning, cost, _ in entries:
                hit = (cost, start, end)
                if kind == "E":
                    for place in meaning:
                        self.areas.setdefault(place, []).append(hit)
                elif kind == "R":
                    self.roads.setdefault(meaning, []).append(hit)
                elif kind == "C":
                    self.communities.setdefault(meaning, []).append(hit)
                elif kind == "S":
                    self.streets.setdefault(meaning, []).append(hit)
                elif kind == "B":
                    for place in meaning:
                        self.labels.setdefault(place, []).append(hit)


class Engine:
    """The imported library opened for reading. One thread at a time; close it when done."""

    def __init__(self, store: Store) -> None:
        self.lookup = AddressLookup(store)
        self._open()

    def _open(self) -> None:
        self.edition = self.lookup.edition()
        self.gazetteer = Gazetteer(self.lookup.places(), self.lookup.aliases(), self.lookup.labels())
        self.estates = Estates(self.lookup)
        self.reader = Reader(self.estates)

    def fresh(self) -> bool:
        """Read the library again where an import or a change was recorded since; tells whether it was."""
        if self.lookup.edition() == self.edition:
            return False
        self._open()
        return True

    def close(self) -> None:
        """Give the database connection back."""
        self.lookup.close()

    def translate(self, text: str) -> Translation:
        """The code that a text names. Never raises on any text, never names what the library lacks."""
        if (code := _CODE.search(text)) is not None:
            return self._by_code(code[0])
        form = text_form(text)
        if len(form) < 2:
            return NOTHING
        spans = self.gazetteer.scan(form)
        crossed: list[tuple[int, int]] = []
        if "交" in form or "路口" in form:
            crossed = _crossings(form, spans)
        evidence = _Evidence()
        evidence.add(spans)
        found = self._explain_all(form, spans, evidence, crossed)
        if (
            not found
            or found[0].flags & (LOOSE | CONTRADICTED | UNKNOWN)
            or found[0].cost > (2.4 if found[0].flags & ABSENT else 0.9)
        ):
            found = self._nearly(form, spans, evidence, crossed, found)
        return self._decide(form, spans, found)

    def _nearly(
        self,
        form: str,
        spans: list[Span],
        evidence: _Evidence,
        crossed: list[tuple[int, int]],
        found: list[Explained],
    ) -> list[Explained]:
        """Ask again with misspelt names; where that still does not explain the text, also inside exact names."""
        for certain in ("SCARE", "SCA"):
            covered = [
                (s, e) for s, e, entries in spans if any(x[3] and x[0] in certain for x in entries)
            ] + crossed
            near = self.gazetteer.misspelt(form, covered)
            if near:
                evidence.add(near)
                found = self._explain_all(form, spans, evidence, crossed)
            if found and not found[0].flags & (CONTRADICTED | UNKNOWN | LOOSE):
                break
        return found

    def _by_code(self, code: str) -> Translation:
        if self.lookup.is_valid(code):
            level = "room" if len(code) == 25 else "building"
            return Translation([code], True, level, None, None, 1.0, "code", (), (("code", code, 0.0),), None)
        now = self.lookup.successors(code)
        if not now:
            return Translation(
                [], False, None, None, None, 0.0, "code", ("unknown_code",), (("code", code, 0.0),), None
            )
        return Translation(
            now[:MOST_CODES],
            len(now) == 1,
            None,
            None,
            None,
            1.0,
            "old_code",
            (),
            (("code", code, 0.0),),
            None,
        )

    def _candidates(self, form: str, evidence: _Evidence) -> dict[int, None]:
        gazetteer = self.gazetteer
        places: dict[int, None] = {}
        scored: list[tuple[float, int]] = []
        for road, hits in evidence.roads.items():
            for cost, _, end in hits:
                door, _, _ = self._door(form, end, road)
                if door:
                    scored += [(cost, p) for p in gazetteer.by_door.get((road, door), ())]
        scored += [(min(hits)[0], p) for p, hits in evidence.areas.items()]
        scored += [(min(hits)[0] + 0.2, p) for p, hits in evidence.labels.items() if min(hits)[0] < 1.6]
        if len(scored) > MOST_PLACES:
            near = [p for _, p in scored]
            scored = [(c - self._nearness(p, evidence), p) for (c, _), p in zip(scored, near, strict=True)]
        scored.sort()
        for _, place in scored[:MOST_PLACES]:
            places[place] = None
        return places

    def _nearness(self, place: int, evidence: _Evidence) -> float:
        p = self.gazetteer.places[place]
        return (
            (p.street in evidence.streets)
            + (p.community in evidence.communities)
            + 1.5 * (p.road in evidence.roads)
        )

    def _door(self, form: str, end: int, road: str, wanted: str | None = None) -> tuple[str, int, bool]:
        """The number behind a road, where it ends, and whether it was said in full.

        A number that lost its 号 before a building number is split by knowing the doors of the road.
        """
        found = _DOOR.match(form, end)
        if not found:
            return "", end, False
        number = found[1]
        doors = self.gazetteer.by_door
        if any(c in "OIL" for c in number):
            number = number.translate(_LETTER_DIGITS)
        if found[2]:
            return number, found.end(), True
        if wanted is not None:
            if number == wanted:
                return number, found.end(1), False
            if number.startswith(wanted):
                return wanted, found.start(1) + len(wanted), False
            return "", end, False
        if (road, number) in doors:
            return number, found.end(1), False
        for size in range(len(number) - 1, 0, -1):
            if (road, number[:size]) in doors:
                return number[:size], found.start(1) + size, False
        return number, found.end(1), False

    def _explain_all(
        self, form: str, spans: list[Span], evidence: _Evidence, crossed: list[tuple[int, int]]
    ) -> list[Explained]:
        cuts: dict[str, Rest] = {}
        found: list[Explained] = []
        limit = 99.0
        for place in self._candidates(form, evidence):
            made = self._explain(form, place, spans, evidence, crossed, cuts, limit)
            if made:
                found += made
                best = made[0]
                # A misspelt best must meet rivals that only a false street speaks against, an exact one need not.
                limit = min(
                    limit, best.cost + (RIVAL if best.flags & (MISNAMED | LOOSE | UNKNOWN) else HOPELESS)
                )
        if len(found) > 1:
            found.sort(key=_by_cost)
        return found

    def _explain(
        self, form: str, place: int, spans: list[Span], evidence: _Evidence,
        crossed: list[tuple[int, int]], cuts: dict[str, Rest], limit: float,
    ) -> list[Explained]:  # fmt: skip
        p = self.gazetteer.places[place]
        used: list[tuple[int, int, str, float]] = [(s, e, "crossing", 0.0) for s, e in crossed]
        cost, flags = 0.0, 0
        label = None
        hits = evidence.areas.get(place)
        area = min(hits, key=_best_hit) if hits else None
        if area:
            cost += area[0]
            flags |= MISNAMED if area[0] >= 1.6 else 0
            used.append((area[1], area[2], "area", area[0]))
        if (hits := evidence.labels.get(place)) is not None:
            best = min(hits, key=_best_hit)
            if _free(best, used):
                label = self._label(place, form[best[1] : best[2]], best)
                if label:
                    cost += best[0]
                    flags |= MISNAMED if best[0] >= 1.6 else 0
                    used.append((best[1], best[2], "building", best[0]))
        more, odd, doored = self._road(form, p.road, place, evidence, used)
        cost, flags = cost + more, flags | odd | (DOORED if doored else 0)
        if p.area and not area:
            if not doored and not label:
                return []
            cost += ANONYMOUS
        for kind, name, where in (
            ("community", p.community, evidence.communities),
            ("street", p.street, evidence.streets),
        ):
            for hit in sorted(where.get(name, ())):
                if _free(hit, used):
                    cost += min(hit[0], 2.0) * (0.8 if hit[0] >= 1.6 else 0.05)
                    used.append((hit[1], hit[2], kind, hit[0]))
        more, odd = self._others(form, p, spans, used, bool(area))
        cost, flags = cost + more, flags | odd
        if cost > limit:
            return []
        skeleton = _skeleton(form, used)
        return self._finish(
            place, skeleton, label, cost, flags, used, cuts, area is None and bool(p.area), more
        )

    def _finish(
        self, place: int, skeleton: str, label: str | None, cost: float, flags: int,
        used: list[tuple[int, int, str, float]], cuts: dict[str, Rest], anonymous: bool, false: float,
    ) -> list[Explained]:  # fmt: skip
        if label is None:
            for named, key in self.estates.estate(place).named:
                for word in (named, key):
                    if len(word) > 1 and word in skeleton or word == named and word in skeleton:
                        label = named
                        flags |= LOOSE if _PAIR.search(skeleton) and skeleton.count(word[-1]) < 2 else 0
                        skeleton = skeleton.replace(word, "|", 1)
                        break
                if label:
                    break
        rest = cuts.get(skeleton)
        if rest is None:
            rest = cuts[skeleton] = cut(skeleton)
        cost += rest.cost
        if rest.loose > 1:
            flags |= LOOSE
        if _ZONE.search(skeleton):
            flags |= CONTRADICTED
            cost += 1.0
        if rest.describing:
            flags |= DESCRIBED
        if anonymous:
            # The characters left over may be a tenant's name, or the name of another estate badly misspelt.
            flags |= UNNAMED | (LOOSE if rest.cost >= TENANT_COST else 0)
        return [
            Explained(place, cost + r.cost, flags | r.flags, r, used, skeleton, false)
            for r in self.reader.read(place, rest.tokens, label)[:12]
        ]

    def _label(self, place: int, form: str, hit: tuple[float, int, int]) -> str | None:
        named = self.estates.estate(place).named
        for full, _ in named:
            if full == form:
                return full
        if hit[0] > 0:
            near = [
                full
                for full, _ in named
                if abs(len(full) - len(form)) < 2 and len(set(full) & set(form)) >= len(full) - 1
            ]
            return near[0] if len(near) == 1 else None
        return None

    def _road(
        self, form: str, road: str, place: int, evidence: _Evidence, used: list[tuple[int, int, str, float]]
    ) -> tuple[float, int, bool]:
        """Take the place's road and number out of the text: cost, flags, whether the number was there."""
        hits = evidence.roads.get(road) if road else None
        best: tuple[float, int, int, int, int] | None = None
        wanted = self.gazetteer.doors.get(place, "")
        for cost, start, end in hits or ():
            if any(start < e and s < end for s, e, kind, _ in used if kind != "crossing"):
                continue
            door, stop, said = self._door(form, end, road, wanted)
            state = 0 if door == wanted else 2 if said else 1
            option = (state * 4.0 + cost, start, end, stop, state)
            if best is None or option < best:
                best = option
        if best is None:
            return 0.0, 0, False
        whole, start, end, stop, state = best
        cost = whole - state * 4.0
        flags = MISNAMED if cost >= 1.6 else 0
        if state == 0:
            used.append((start, stop, "road", cost))
            return cost, flags, True
        used.append((start, stop if state == 2 else end, "road", cost))
        return (cost + WRONG_DOOR, flags | CONTRADICTED, False) if state == 2 else (cost, flags, False)

    def _others(
        self, form: str, p: Any, spans: list[Span], used: list[tuple[int, int, str, float]], named: bool
    ) -> tuple[float, int]:
        """What the remaining names say: neutral words vanish, false streets, communities and roads cost."""
        cost, flags = 0.0, 0
        for start, end, entries in spans:
            if any(start < e and s < end for s, e, _, _ in used):
                continue
            kinds = {entry[0]: entry for entry in entries}
            if "A" in kinds or "N" in kinds:
                used.append((start, end, "neutral", 0.0))
                continue
            right = next(
                (
                    x
                    for x in entries
                    if x[1] == (p.street if x[0] == "S" else p.community if x[0] == "C" else None)
                ),
                None,
            )
            if right is not None:
                used.append((start, end, "street" if right[0] == "S" else "community", 0.0))
                continue
            false = next((x for x in entries if x[0] in "CS"), None)
            if false is not None:
                used.append((start, end, "false", 0.0))
                cost += (WRONG_COMMUNITY if false[0] == "C" else WRONG_STREET) if false[3] else WRONG_SHORT
                flags |= CONTRADICTED
            elif "R" in kinds and kinds["R"][3]:
                door = _DOOR.match(form, end)
                used.append((start, door.end() if door and door[2] else end, "false", 0.0))
                cost += WRONG_ROAD
                flags |= CONTRADICTED
            elif "E" in kinds and kinds["E"][3] and not named:
                used.append((start, end, "false", 0.0))
                cost += FOREIGN + WRONG_DOOR
                flags |= CONTRADICTED
            elif "E" in kinds and kinds["E"][3]:
                used.append((start, end, "false", 0.0))
                cost += FOREIGN
        return cost, flags

    def _decide(self, form: str, spans: list[Span], found: list[Explained]) -> Translation:
        place = _place(spans, self.gazetteer, found)
        best = found[0] if found else None
        if best is None or best.cost > 11 or best.flags & DESCRIBED and not any(best.reading.pieces):
            return Translation([], False, None, place, None, 0.0, "none", ("not_address",), (), None)
        codes = list(dict.fromkeys(best.reading.codes))
        ranged = bool(best.flags & RANGE)
        if not ranged:
            codes = codes[:MOST_CODES]
        runner = next(
            (
                x
                for x in found[1:]
                if x.reading.codes
                and x.reading.codes[0] not in codes[:1]
                and not (ranged and set(x.reading.codes) <= set(codes))
            ),
            None,
        )
        lead = runner.cost - best.cost if runner else 99.0
        for other in found[1:]:
            if ranged or len(codes) >= MOST_CODES:
                break
            codes += [c for c in other.reading.codes[: MOST_CODES - len(codes)] if c not in codes]
        needed = LEAD_MISSPELT if best.flags & MISNAMED else LEAD
        auto = (
            not best.flags & _NEVER
            and best.cost <= AUTO_MOST
            and lead >= needed
            and len(best.reading.codes) == 1
        )
        if best.flags & ABSENT and (best.flags & MISNAMED or best.cost > SURE_ABSENT):
            auto = False  # a room that is not there, on a name that is not quite there either
        if auto and best.flags & MISNAMED and not best.flags & DOORED and _rivals(best, found):
            auto = False
        if (
            runner
            and auto
            and best.flags & MISNAMED
            and not runner.flags & (MISNAMED | UNKNOWN | UNNAMED)
            and runner.cost <= 4.6
        ):
            auto = False
        if best.flags & UNKNOWN and best.flags & MISSING and not best.reading.codes:
            codes = codes[:MOST_CODES]
        confidence = max(0.0, min(1.0, 1.0 - best.cost / 8)) * min(1.0, 0.5 + lead / 4)
        reasons = tuple(word for flag, word in _REASONS if best.flags & flag) + (
            ("close",) if lead < needed else ()
        )
        pieces = [(kind, form[s:e], c) for s, e, kind, c in sorted(best.used)]
        pieces += [
            (k, v, 0.0)
            for k, v in zip(("lane", "bldg", "unit", "floor", "house"), best.reading.pieces, strict=True)
            if v
        ]
        return Translation(
            codes, auto, best.reading.level, place, best.reading.rows if ranged else None, round(confidence, 3),
            "misspelt" if best.flags & MISNAMED else "exact", reasons, tuple(pieces),
            (runner.reading.codes[0], round(lead, 2)) if runner else None,
        )  # fmt: skip


_LETTER_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def _rivals(best: Explained, found: list[Explained]) -> bool:
    """Whether another place fits the names as well, but for a street or community that may be the false one."""
    spoilt = UNKNOWN | LOOSE | DESCRIBED
    return any(
        x.place != best.place and x.cost - x.false <= best.cost + 0.3 and not x.flags & spoilt
        for x in found[1:]
    )


def _by_cost(item: Explained) -> float:
    return item.cost


def _best_hit(hit: tuple[float, int, int]) -> tuple[float, float, int]:
    """The hit that explains most for its cost: 春明国际太厦 misspelt rather than 春明 with four loose characters."""
    return hit[0] - 0.8 * (hit[2] - hit[1]), hit[0], hit[1]


def _free(hit: tuple[float, int, int], used: list[tuple[int, int, str, float]]) -> bool:
    return not any(hit[1] < e and s < hit[2] for s, e, _, _ in used)


def _skeleton(form: str, used: list[tuple[int, int, str, float]]) -> str:
    made = []
    at = 0
    for start, end, _, _ in sorted(used):
        if start >= at:
            made.append(form[at:start])
        at = max(at, end)
    made.append(form[at:])
    return "|".join(made)


def _crossings(form: str, spans: list[Span]) -> list[tuple[int, int]]:
    """The parts that name a crossing (滨河路北彩田路东交汇处): they place nothing and contradict nothing."""
    found = []
    for crossing in _CROSSING.finditer(form):
        start = 0
        for _s, e, entries in spans:
            if e <= crossing.start() and not any(x[0] == "R" for x in entries):
                start = max(start, e)
        opened = form.rfind("(", start, crossing.start())
        start = opened + 1 if opened >= 0 else start
        if _CROSSABLE.search(re.sub("[0-9号]", "路", form[start : crossing.start()])):
            found.append((start, crossing.end()))
    return found


def _place(spans: list[Span], gazetteer: Gazetteer, found: list[Explained]) -> str | None:
    """The community that the text names, in full or in short, else that of the best place."""
    best = None
    for _, _, entries in spans:
        for kind, name, cost, _strong in entries:
            if kind == "C" and (best is None or cost < best[0]) and name in gazetteer.communities:
                best = (cost, name)
    if best is not None:
        return best[1]
    return gazetteer.places[found[0].place].community if found else None
