"""What stands on a place: its lanes, buildings, units and rooms, read from disk when a text needs them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable

from db.address_lookup import AddressLookup
from hall_app.addresses.gazetteer import label_key, name_form_list
from hall_app.addresses.normal import digits, name_form, simplify

MOST_LAYOUTS = 600
MOST_ESTATES = 1500
_UNIT = re.compile(r"(?<=.)(?:单元|单位|座|梯|门|栋)$")
_FLOOR = re.compile(r"(?:楼层|层|楼|F)$")
_LANE = re.compile(r"(?:巷|坊|街|条|区)$")

# (unit, floor, ending of the code)
Room = tuple[str, str, str]


def house_key(house: str) -> str:
    """A door in the form in which texts are read: 302之2 → 302-2."""
    if house.isascii():
        return house.upper()
    return digits(simplify(house)).upper().replace("之", "-").removesuffix("室").removesuffix("号")


def unit_key(unit: str) -> str:
    """A unit without its word."""
    return _UNIT.sub("", name_form(unit))


def floor_key(floor: str) -> str:
    """A floor without its word; below ground with a minus."""
    return _FLOOR.sub("", name_form(floor)).replace("负", "-")


def lane_key(lane: str) -> str:
    """A lane without its word."""
    return _LANE.sub("", name_form(lane))


class Layout:
    """An arrangement of rooms: by door, and the units and floors there are."""

    __slots__ = ("floors", "rooms", "units")

    def __init__(self, packed: str) -> None:
        self.rooms: dict[str, list[Room]] = {}
        units: dict[str, str] = {"": ""}
        floors: dict[str, str] = {"": ""}
        rooms = self.rooms
        for line in packed.split("\n") if packed else ():
            unit, floor, house, ending = line.split("\t")
            if unit not in units:
                units[unit] = unit_key(unit)
            if floor not in floors:
                floors[floor] = floor_key(floor)
            key = house.upper() if house.isascii() else house_key(house)
            room = (units[unit], floors[floor], ending)
            if key in rooms:
                rooms[key].append(room)
            else:
                rooms[key] = [room]
        self.units = set(units.values()) - {""}
        self.floors = set(floors.values()) - {""}


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

    __slots__ = ("all", "by_key", "by_lane", "lanes", "named")

    def __init__(self, rows: Iterable[tuple[str, str, str, int]]) -> None:
        self.all: list[Building] = []
        self.by_key: dict[str, list[Building]] = {}
        self.by_lane: dict[tuple[str, str], list[Building]] = {}
        self.lanes: set[str] = set()
        named: dict[str, str] = {}
        for code, lane, label, layout_id in rows:
            key = label_key(label)
            built = Building(code, lane_key(lane) if lane else "", name_form_list(label), key, layout_id)
            self.all.append(built)
            self.by_key.setdefault(key, []).append(built)
            if built.lane:
                self.lanes.add(built.lane)
                self.by_lane.setdefault((built.lane, key), []).append(built)
            if key and not key.isascii():
                named[built.form] = key
        self.named = sorted(named.items(), key=lambda pair: -len(pair[0]))


class Estates:
    """Estates and layouts read so far, the least recently used forgotten. One thread at a time."""

    def __init__(self, lookup: AddressLookup) -> None:
        self.lookup = lookup
        self._estates: OrderedDict[int, Estate] = OrderedDict()
        self._layouts: OrderedDict[int, Layout] = OrderedDict()

    def estate(self, place: int) -> Estate:
        """The estate of a place."""
        known = self._estates.get(place)
        if known is None:
            known = self._estates[place] = Estate(self.lookup.buildings(place))
            if len(self._estates) > MOST_ESTATES:
                self._estates.popitem(last=False)
        else:
            self._estates.move_to_end(place)
        return known

    def layout(self, number: int) -> Layout:
        """The rooms of a layout."""
        known = self._layouts.get(number)
        if known is None:
            known = self._layouts[number] = Layout(self.lookup.layout(number))
            if len(self._layouts) > MOST_LAYOUTS:
                self._layouts.popitem(last=False)
        else:
            self._layouts.move_to_end(number)
        return known
