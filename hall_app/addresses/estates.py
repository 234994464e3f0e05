"""What stands on a place: its lanes, buildings, units and rooms, read from disk when a text needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from db.address_lookup import AddressLookup
from hall_app.addresses.gazetteer import label_key, name_form_list
from hall_app.addresses.normal import digits, name_form, simplify
from hall_app.addresses.rules import either, load

MOST_LAYOUTS = 4000
MOST_ESTATES = 5000
OTHER_WORD = 0.2
_UNIT = re.compile(r"(?<=.)(?:单元|单位|座|梯|门|栋)$")
_FLOOR = re.compile(r"(?:楼层|层|楼|F)$")
_BELOW = re.compile("^(?:负|地下室?|B)(?=[0-9])")
_LANE = re.compile(f"(?:{either([*load('words')['units']['lane'], '街', '区'])})$")

_NUMBERED = re.compile("[0-9A-Z-]+[^0-9A-Z]*")
LANE_MARK = (
    0xE000  # the first of the characters that stand for the named lanes of an estate; the last is F8FF
)
MOST_MARKS = 0x18FF

_SHAPE = str.maketrans({**dict.fromkeys("123456789", "0"), **dict.fromkeys("BCDEFGHIJKLMNOPQRSTUVWXYZ", "A")})

# (unit, floor, ending of the code)
Room = tuple[str, str, str]


@lru_cache(30_000)
def house_key(house: str) -> str:
    """A door in the form in which texts are read: 302之2 → 302-2."""
    if house.isascii():
        return house.upper()
    return digits(simplify(house)).upper().replace("之", "-").removesuffix("室").removesuffix("号")


@lru_cache(30_000)
def unit_key(unit: str) -> str:
    """A unit without its word."""
    return _UNIT.sub("", name_form(unit))


@lru_cache(30_000)
def floor_key(floor: str) -> str:
    """A floor without its word; below ground with a minus (负1层, 地下一层, B1层)."""
    return below_ground(_FLOOR.sub("", name_form(floor)))


def below_ground(value: str) -> str:
    """A floor's number with a minus where a word or letter says that it lies below ground."""
    return _BELOW.sub("-", value)


@lru_cache(30_000)
def lane_key(lane: str) -> str:
    """A lane without its word."""
    return _LANE.sub("", lane_form(lane))


@lru_cache(30_000)
def lane_form(lane: str) -> str:
    """A lane in the form in which texts are read: 一坊 → 1坊."""
    return name_form(lane)


def packed(rooms: list[tuple[str, str, str, str]]) -> str:
    """Rooms (unit, floor, house, ending of the code) as a layout: keys in the form that texts are read in.

    First line the units, then a line for each room. A door is found by one search of the string, so that a
    layout costs nothing to open.
    """
    units = dict.fromkeys(unit for unit, _, _, _ in rooms if unit)
    lines = ["\t".join(units), *("\t".join(room) for room in rooms)]
    return "\n".join(lines) + "\n"


class Layout:
    """An arrangement of rooms: the units there are, and the rooms by door."""

    __slots__ = ("_doors", "_shapes", "rooms", "units")

    def __init__(self, rooms: str) -> None:
        self.rooms = rooms
        self._shapes: set[str] | None = None
        self._doors = rooms.find("\n")
        self.units = set(rooms[: self._doors].split("\t")) - {""} if self._doors > 0 else set[str]()

    def find(self, door: str) -> list[Room]:
        """Unit, floor and code ending of every room with this door."""
        rooms, wanted = self.rooms, f"\t{door}\t"
        found: list[Room] = []
        at = rooms.find(wanted, self._doors)
        while at >= 0:
            start = rooms.rfind("\n", 0, at) + 1
            end = rooms.index("\n", at)
            unit, _, floor = rooms[start:at].partition("\t")
            ending = rooms[at + len(wanted) : end]
            if "\t" not in ending:  # else the value is a floor
                found.append((unit, floor, ending))
            at = rooms.find(wanted, at + 1)
        return found

    def shaped(self, door: str) -> bool:
        """Whether rooms here have doors of this shape (0 for each figure, A for each letter)."""
        if self._shapes is None:
            self._shapes = {known.translate(_SHAPE) for known, _ in self.doors()}
        return door.translate(_SHAPE) in self._shapes

    def doors(self) -> list[tuple[str, str]]:
        """Door and code ending of every room."""
        lines = (line.split("\t") for line in self.rooms.split("\n")[1:-1])
        return [(line[2], line[3]) for line in lines]


class Building:
    """A building of an estate."""

    __slots__ = ("code", "form", "key", "lane", "layout_id")

    def __init__(self, code: str, lane: str, form: str, key: str, layout_id: int) -> None:
        self.code = code
        self.lane = lane
        self.form = form
        self.key = key
        self.layout_id = layout_id


class Estate:
    """The buildings of a place by lane and label."""

    __slots__ = ("all", "by_key", "by_lane", "lanes", "marks", "named")

    def __init__(self, rows: Iterable[tuple[str, str, str, int]]) -> None:
        self.all: list[Building] = []
        self.by_key: dict[str, list[Building]] = {}
        self.by_lane: dict[tuple[str, str], list[Building]] = {}
        self.lanes: dict[str, set[str]] = {}  # a lane's key and all that it is called: 1, {1坊, 1巷}
        rows = list(rows)
        for _, lane, _, _ in rows:
            if lane:
                self.lanes.setdefault(lane_key(lane), set()).add(lane_form(lane))
        named: dict[str, str] = {}
        for code, lane, label, layout_id in rows:
            key = label_key(label)
            built = Building(code, self._lane(lane) if lane else "", name_form_list(label), key, layout_id)
            self.all.append(built)
            self.by_key.setdefault(key, []).append(built)
            if built.lane:
                self.by_lane.setdefault((built.lane, key), []).append(built)
            if key and not key.isascii():
                named[built.form] = key
        self.named = sorted(named.items(), key=lambda pair: -len(pair[0]))
        self.marks = self._marks()  # lanes that are more than a number (东2巷, 祠堂巷), as marks in a rest

    def _lane(self, lane: str) -> str:
        """What tells a lane from the others: its number, where 一坊 lies beside 一巷 its word too."""
        key = lane_key(lane)
        return lane_form(lane) if len(self.lanes[key]) > 1 else key

    def _marks(self) -> list[tuple[str, str, str]]:
        """Form, key and word of each lane that has a name or a direction, the longest first."""
        named = [
            (form, key, form.removeprefix(key))
            for key, forms in self.lanes.items()
            for form in forms
            if not _NUMBERED.fullmatch(form)
        ]
        return sorted(named, key=lambda lane: (-len(lane[0]), lane))[:MOST_MARKS]

    def lanes_in(self, form: str) -> int:
        """The characters that name such a lane, as bits: no estate called 大榕树 stands in 大榕树巷."""
        for lane, _, _ in self.marks:
            if (at := form.find(lane)) >= 0:
                return (1 << at + len(lane)) - (1 << at)
        return 0

    def with_marks(self, rest: str) -> str:
        """A rest in which each named lane of this estate is one character."""
        for n, (form, key, word) in enumerate(self.marks):
            if form in rest:
                rest = rest.replace(form, chr(LANE_MARK + n), 1)
            elif word and key[-1].isdigit() and key in rest:  # 东2坊 for 东2巷
                rest = re.sub(f"{key}{_LANE.pattern.removesuffix('$')}", chr(LANE_MARK + n), rest, count=1)
        return rest

    def lanes_called(self, key: str, word: str) -> list[tuple[str, float]]:
        """The lanes of this number or mark, and what it costs that the text gives them another word."""
        if key[0] >= chr(LANE_MARK):
            if (n := ord(key[0]) - LANE_MARK) >= len(self.marks):
                return []
            _, key, word = self.marks[n]
        forms = self.lanes.get(key)
        if not forms:
            return []
        form = key + word
        if len(forms) > 1:
            return [(form, 0.0)] if form in forms else [(other, 0.0) for other in sorted(forms)]
        return [(key, OTHER_WORD if word and form not in forms else 0.0)]


class Estates:
    """Estates and layouts read so far; when there are many, all are forgotten. One thread at a time."""

    def __init__(self, lookup: AddressLookup) -> None:
        self.lookup = lookup
        self._estates: dict[int, Estate] = {}
        self._layouts: dict[int, Layout] = {}

    def estate(self, place: int) -> Estate:
        """The estate of a place."""
        known = self._estates.get(place)
        if known is None:
            if len(self._estates) >= MOST_ESTATES:
                self._estates.clear()
            known = self._estates[place] = Estate(self.lookup.buildings(place))
        return known

    def layout(self, number: int) -> Layout:
        """The rooms of a layout."""
        known = self._layouts.get(number)
        if known is None:
            if len(self._layouts) >= MOST_LAYOUTS:
                self._layouts.clear()
            known = self._layouts[number] = Layout(self.lookup.layout(number))
        return known
