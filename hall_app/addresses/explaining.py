"""Asks each place that a text may name to explain the whole text; what it cannot explain costs.

A place is found by its area, its road and number, or a named building. False streets, communities, roads
and doors cost and contradict; characters left over cost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import attrgetter

from db.address_lookup import PlaceRow
from hall_app.addresses.estates import Estates
from hall_app.addresses.evidence import Hit, Text, Used
from hall_app.addresses.gazetteer import Gazetteer
from hall_app.addresses.leftovers import goes_on, skeleton_of, take_labels
from hall_app.addresses.overlaps import (
    ERRED,
    beside_building,
    beside_division,
    best_hit,
    entangled,
    is_another,
)
from hall_app.addresses.reading import Reader
from hall_app.addresses.tokens import CHAR_COST, CHARS_MOST, TENANT_COST, cut
from hall_app.addresses.walking import ABSENT, RANGE, UNKNOWN, UNLABELLED, Reading

CONTRADICTED, MISNAMED, LOOSE, DESCRIBED, UNNAMED, DOORED, STRAY = 64, 128, 256, 512, 1024, 2048, 4096
TWINNED = 32768
ENTANGLED = 8192  # a name shares characters with a division that the place does not lie in
WRONG_STREET, WRONG_COMMUNITY, WRONG_SHORT, WRONG_ROAD, WRONG_DOOR, FOREIGN = 4.0, 4.0, 3.0, 4.5, 4.0, 1.5
ANONYMOUS, BY_LABEL = 0.25, 0.2
EXACT, OFF_CROSSING, GLUED = 0.45, 0.6, 0.8
MOST_PLACES, MOST_READINGS = 60, 12
HOPELESS, RIVAL = 2.6, 5.5
_DOOR = re.compile(r"[,-]?([0-9OIL]*[0-9][0-9OIL]*(?:-[0-9OIL]+)*|[OIL]+(?:-[0-9OIL]+)*(?=号))(号(?!楼|院))?")
# 滨松中路韵222号: a character too many, taken for that where the road has the door
_DOOR_ASTRAY = re.compile("[\u3400-\u9fff]([0-9]+(?:-[0-9]+)*)号(?!楼|院)")
_BUILDING = re.compile("栋|幢|座|号楼|单元|梯|#")
_HAN = "\u3400-\u9fff"
_LETTER = re.compile(f"[{_HAN}]")
_ZONE = re.compile(rf"[{_HAN}]{{2,4}}(?:社区|街道)")
_LETTER_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(slots=True)
class Explained:
    """A place's explanation of the whole text: the reading, its whole cost, flags, and the spans used."""

    place: int
    cost: float
    flags: int
    reading: Reading
    used: list[Used]
    rest: str
    false: float


class Explainer:
    """Explains texts by the places of a gazetteer. One thread at a time."""

    def __init__(self, gazetteer: Gazetteer, estates: Estates) -> None:
        self.gazetteer = gazetteer
        self.estates = estates
        self.reader = Reader(estates)

    def explain_all(self, text: Text) -> list[Explained]:
        """What the likely places make of the text, the cheapest explanation first."""
        found: list[Explained] = []
        limit = 99.0
        for least, place in self._candidates(text):
            if least > limit:
                continue
            made = self.explain(text, place, limit)
            if made:
                found += made
                best = made[0]
                # A misspelt best must meet rivals that only a false street speaks against, an exact one need not.
                wide = best.flags & (MISNAMED | LOOSE | UNKNOWN | UNLABELLED | ABSENT)
                limit = min(limit, best.cost + (RIVAL if wide else HOPELESS))
        if len(found) > 1:
            found.sort(key=attrgetter("cost"))
        if found and not found[0].flags & DOORED and self._twinned(found[0]):
            found[0].flags |= TWINNED
        return found

    def _twinned(self, best: Explained) -> bool:
        """Whether an estate of the same name elsewhere has this building under another word (1幢, not 1栋), and the room.

        People take one word for the other, so that only a street or community tells the two apart: it may be false.
        """
        _, key, _, _, house = best.reading.pieces
        twins = self.gazetteer.by_area.get(self.gazetteer.places[best.place].area, ()) if key else ()
        if len(twins) < 2 or any(kind == "road" for _, _, kind, _ in best.used):
            return False
        forms = {b.form for b in self.estates.estate(best.place).by_key.get(key, ())}
        return any(
            b.form not in forms and (not house or self.estates.layout(b.layout_id).find(house))
            for twin in twins
            if twin != best.place
            for b in self.estates.estate(twin).by_key.get(key, ())
        )

    def _candidates(self, text: Text) -> list[tuple[float, int]]:
        by_door = self.gazetteer.by_door
        best: dict[int, float] = {}
        for road, hits in text.roads.items():
            for hit in hits:
                door = self._door(text.form, hit[2], road)[0]
                for place in by_door.get((road, door), ()) if door else ():
                    if hit[0] < best.get(place, 99.0):
                        best[place] = hit[0]
        for place, hits in text.areas.items():
            cost = hits[0][0] if len(hits) == 1 else min(hits)[0]
            if cost < best.get(place, 99.0):
                best[place] = cost
        for place, hits in text.labels.items():
            cost = min(hits)[0]
            if cost < ERRED and cost + BY_LABEL < best.get(place, 99.0):
                best[place] = cost + BY_LABEL
        text.unasked = None
        if len(best) <= MOST_PLACES:
            asked = [(cost, place) for place, cost in best.items()]
            if len(asked) > 1:
                asked.sort()
            return asked
        scored = sorted((cost - self._nearness(place, text), place) for place, cost in best.items())
        text.unasked = scored[MOST_PLACES][0], {place: cost for cost, place in scored[:MOST_PLACES]}
        return [(best[place], place) for _, place in scored[:MOST_PLACES]]

    def _nearness(self, place: int, text: Text) -> float:
        p = self.gazetteer.places[place]
        return (p.street in text.streets) + (p.community in text.communities) + 1.5 * (p.road in text.roads)

    def _door(self, form: str, end: int, road: str, wanted: str | None = None) -> tuple[str, int, bool]:
        """The number behind a road, where it ends, and whether it was said in full.

        A number that lost its 号 before a building number is split by knowing the doors of the road.
        """
        found = _DOOR.match(form, end)
        if not found:
            found = _DOOR_ASTRAY.match(form, end)
            if found and (road, found[1]) in self.gazetteer.by_door:
                return found[1], found.end(), True
            return "", end, False
        number = found[1]
        doors = self.gazetteer.by_door
        if not number.isdigit():
            number = number.translate(_LETTER_DIGITS)
        if found[2]:
            return number, found.end(), True
        if wanted is not None:
            # Only a building word behind it tells where the number ends: 71号1栋 may lose its 号, 1号204 not.
            building = _BUILDING.match(form, found.end(1))
            if number == wanted:  # 榆宝路3栋 gives no door
                label = building and building[0] != "号楼"
                return ("", end, False) if label else (number, found.end(1), False)
            if building and number.startswith(wanted):
                return wanted, found.start(1) + len(wanted), False
            return "", end, False
        if (road, number) in doors:
            return number, found.end(1), False
        for size in range(len(number) - 1, 0, -1):
            if (road, number[:size]) in doors:
                return number[:size], found.start(1) + size, False
        return number, found.end(1), False

    def explain(self, text: Text, place: int, limit: float) -> list[Explained]:
        """The place's explanations of the text, none where they would cost more than ``limit``."""
        if (known := text.explained.get(place)) is not None:
            return known[1] if known[0] <= limit else []
        p = self.gazetteer.places[place]
        used = list(text.crossed)
        mask = 0
        cost, flags, label = 0.0, 0, None
        area = self._area(text, p) if place in text.areas else None
        if area and text.crossed_mask and area[3] & text.crossed_mask == area[3]:
            area = None  # 虹麓二路和珑峰二路交叉口 names no estate 虹麓
        if area:
            cost += area[0]
            flags |= MISNAMED if area[0] >= ERRED else 0
            used.append((area[1], area[2], "area", area[0]))
            mask = area[3]
        if (hits := text.labels.get(place)) is not None:
            best = min(hits, key=best_hit)
            if not best[3] & (mask | text.crossed_mask):
                label = self._label(place, text.form[best[1] : best[2]], best[0])
                if label:
                    cost += best[0]
                    flags |= MISNAMED if best[0] >= ERRED else 0
                    used.append((best[1], best[2], "building", best[0]))
                    mask |= best[3]
        more, odd, taken = self._road(text, p.road, place, mask, used)
        cost, flags, mask = cost + more, flags | odd, mask | taken
        if p.area and not area:
            if not odd & DOORED and not label:
                return []
            cost += ANONYMOUS
        names = mask
        mask |= text.crossed_mask | (0 if p.road else self.estates.estate(place).lanes_in(text.form))
        for kind, hits in (
            ("community", text.communities.get(p.community)),
            ("street", text.streets.get(p.street)),
        ):
            if not hits:
                continue
            for hit in sorted(hits) if len(hits) > 1 else hits:
                if not hit[3] & mask and not (hit[0] >= ERRED and is_another(text, hit, p)):
                    if hit[0]:
                        cost += min(hit[0], 2.0) * (0.8 if hit[0] >= ERRED else 0.05)
                    used.append((hit[1], hit[2], kind, hit[0]))
                    mask |= hit[3]
        if text.crossed_roads and p.road and p.road not in text.crossed_roads:
            cost += OFF_CROSSING
        false, odd = self._others(text, p, used, mask, bool(area))
        if cost + false > limit:
            return []
        if names & text.divided and entangled(text, p, used):
            flags |= ENTANGLED
        named = area[0] <= EXACT if area else not p.area
        made = self._finish(text, place, label, cost + false, flags | odd, used, named, false)
        text.explained[place] = cost + false, made
        return made

    def _area(self, text: Text, p: PlaceRow) -> Hit:
        """The way to find the estate's name that explains most and leaves its neighbours whole."""
        hits = text.areas[p.id]
        if len(hits) == 1:
            return hits[0]
        area = min(hits, key=best_hit)
        if area[0] >= ERRED:
            if area[3] & text.divided:
                area = beside_division(text, p, hits, area)
            area = beside_building(text, self.estates.estate(p.id), hits, area)
        return area

    def _finish(
        self, text: Text, place: int, label: str | None, cost: float, flags: int,
        used: list[Used], named: bool, false: float,
    ) -> list[Explained]:  # fmt: skip
        skeleton = skeleton_of(text.form, used)
        estate = self.estates.estate(place)
        if estate.marks:
            skeleton = estate.with_marks(skeleton)
        if estate.named:
            skeleton, label, several = take_labels(skeleton, estate.named, label)
            if len(several) > 1:
                return self._several(place, several, skeleton, cost, flags, used, false)
        rest = cut(skeleton)
        cost += rest.cost
        if rest.loose:
            flags |= LOOSE if rest.loose > 1 else STRAY
        if ("社区" in skeleton or "街道" in skeleton) and _ZONE.search(skeleton):
            flags |= CONTRADICTED
            cost += 1.0
        if rest.describing:
            flags |= DESCRIBED
        if not named and self.gazetteer.places[place].area:
            if (rest.loose or rest.weak) and goes_on(text.form, used):
                cost += CHARS_MOST if rest.weak else GLUED
            # The characters left over may be a tenant's name, or the name of another estate badly misspelt.
            anonymous = not any(kind == "area" for _, _, kind, _ in used)
            flags |= UNNAMED if anonymous else 0
            cost += GLUED if anonymous and rest.loose > 1 else 0.0
            if rest.cost >= TENANT_COST and anonymous and not flags & STRAY or rest.weak:
                flags |= LOOSE
        elif rest.weak and goes_on(text.form, used):
            flags |= LOOSE
            cost += CHARS_MOST
        key = (place, skeleton, label)
        made = text.readings.get(key)
        if made is None:
            made = text.readings[key] = self.reader.read(place, rest.tokens, label)[:MOST_READINGS]
        return [Explained(place, cost + r.cost, flags | r.flags, r, used, skeleton, false) for r in made]

    def _several(
        self,
        place: int,
        labels: list[str],
        skeleton: str,
        cost: float,
        flags: int,
        used: list[Used],
        false: float,
    ) -> list[Explained]:
        """A list of named buildings (东座、西座): one row for each where nothing else is said."""
        rest = cut(skeleton)
        estate = self.estates.estate(place)
        codes = [b.code for label in labels for b in estate.all if b.form == label]
        plain = len(codes) == len(labels) and not rest.tokens and not rest.loose
        reading = Reading(
            cost + rest.cost, codes, "building", RANGE if plain else RANGE | UNKNOWN,
            [[code] for code in codes], ("", ",".join(labels), "", "", ""),
        )  # fmt: skip
        return [Explained(place, reading.cost, flags | reading.flags, reading, used, skeleton, false)]

    def _label(self, place: int, form: str, cost: float) -> str | None:
        named = self.estates.estate(place).named
        for full, _ in named:
            if full == form:
                return full
        if cost > 0:
            near = [
                full
                for full, _ in named
                if abs(len(full) - len(form)) < 2 and len(set(full) & set(form)) >= len(full) - 1
            ]
            return near[0] if len(near) == 1 else None
        return None

    def _road(self, text: Text, road: str, place: int, mask: int, used: list[Used]) -> tuple[float, int, int]:
        """Take the place's road and number out of the text: cost, flags (DOORED with its number), characters."""
        hits = text.roads.get(road) if road else None
        if not hits:
            return 0.0, 0, 0
        best: tuple[float, int, int, int, int] | None = None
        wanted = self.gazetteer.doors.get(place, "")
        for cost, start, end, own in hits:
            if own & mask:
                continue
            door, stop, said = self._door(text.form, end, road, wanted)
            state = 0 if door == wanted else 2 if said else 1
            astray = CHAR_COST if said and _LETTER.match(text.form, end) else 0.0
            option = (state * 4.0 + cost + astray, start, end, stop, state)
            if best is None or option < best:
                best = option
        if best is None:
            return 0.0, 0, 0
        whole, start, end, stop, state = best
        cost = whole - state * 4.0
        flags = MISNAMED if cost >= ERRED else 0
        if state == 1:
            stop = end
        used.append((start, stop, "road", cost))
        own = (1 << stop) - (1 << start)
        if state == 0:
            if _LETTER.match(text.form, end):
                flags |= STRAY
            return cost, flags | DOORED, own
        return (cost + WRONG_DOOR, flags | CONTRADICTED, own) if state == 2 else (cost, flags, own)

    def _others(self, text: Text, p: PlaceRow, used: list[Used], mask: int, named: bool) -> tuple[float, int]:
        """What the remaining names say: neutral words vanish, false streets, communities and roads cost."""
        cost, flags = 0.0, 0
        for own, (start, end, spelling) in text.spans:
            if own & mask:
                if spelling.neutral and (stop := self._before(text, start, end, mask)):
                    used.append((start, stop, "neutral", 0.0))
                continue
            if spelling.neutral:
                street = self.gazetteer.nicknamed.get(text.form[start:end])
                other = street is not None and p.street not in (street, text.form[start:end])
                used.append((start, end, "false" if other else "neutral", 0.0))
                mask |= own
                cost += WRONG_SHORT if other else 0.0  # 福田保税区 lies in 福保街道
                flags |= CONTRADICTED if other else 0
                continue
            if spelling.divisions:
                right = false = None
                for kind, name, strong in spelling.divisions:
                    if name == (p.street if kind == "S" else p.community):
                        right = kind
                        break
                    false = false or (kind, strong)
                if right is not None:
                    used.append((start, end, "street" if right == "S" else "community", 0.0))
                    mask |= own
                    continue
                if false is not None:
                    used.append((start, end, "false", 0.0))
                    mask |= own
                    wrong = WRONG_COMMUNITY if false[0] == "C" else WRONG_STREET
                    cost += wrong if false[1] else WRONG_SHORT
                    flags |= CONTRADICTED
                    continue
            if spelling.road:
                door = _DOOR.match(text.form, end)
                stop = door.end() if door and door[2] else end
                used.append((start, stop, "false", 0.0))
                mask |= (1 << stop) - (1 << start)
                cost += WRONG_ROAD
                flags |= CONTRADICTED
            elif spelling.area:
                mask |= own
                if spelling.means(p.id):  # 恒山产业园(祥荷里): its other name
                    used.append((start, end, "area", 0.0))
                    continue
                used.append((start, end, "false", 0.0))
                cost += FOREIGN if named else FOREIGN + WRONG_DOOR
                # (金城村2巷9号901): a second address, and not a name alone; 沙嘴村(金城村): another name for this estate
                behind = text.form[end : end + 1]
                instead = behind == ")" and any(u[1] == start - 1 for u in used if u[2] == "area")
                flags |= 0 if named and not behind.isdigit() and not instead else CONTRADICTED
        return cost, flags

    def _before(self, text: Text, start: int, end: int, mask: int) -> int:
        """Where a neutral word ends that lends its last characters to a name: 深圳 of 深圳福田 in 深圳福田街道; 0 if none."""
        stop = start
        while stop < end and not mask >> stop & 1:
            stop += 1
        return stop if start < stop < end and self.gazetteer.is_neutral(text.form[start:stop]) else 0
