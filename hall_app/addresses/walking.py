"""Puts the values of a rest into the slots of an estate, every way that it allows; the estate decides what a number can be.

A reading never names what the library does not hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hall_app.addresses.estates import Building, Estate, Estates, Room, below_ground
from hall_app.addresses.tokens import Token
from hall_app.addresses.variants import (
    FLOOR_BEFORE,
    LETTERS,
    by_word,
    doors,
    floor_before,
    on_floor,
    run_of,
    spellings,
    whole,
    without_label,
)

MISSING, UNKNOWN, ABSENT, RANGE, SPLIT, MISSHAPEN = 1, 2, 4, 8, 16, 32
UNLABELLED = 16384  # a label was given to a building that has none
MOST_STEPS = 400
MOST_ROOMS = 200
MARGIN = 2.2
_FLOOR_F = re.compile(r"^(B?[0-9]{1,2})F$")
_SKIP = {
    "": 2.5,
    "number": 2.5,
    "house": 2.5,
    "bldg": 3.0,
    "座": 3.0,
    "unit": 1.8,
    "floor": 1.0,
    "lane": 2.0,
    "junk": 1.2,
}
UNKNOWN_BUILDING, LONE_LABEL, IMPLIED, NO_ROOM, WRONG_FLOOR, JOINED = 3.0, 0.6, 0.15, 1.6, 1.5, 0.6
LETTER_FLOOR, FLOOR_FIRST, BELOW, OTHER_FLOOR, SAID_AGAIN = 1.6, 0.4, 0.05, 1.8, 0.3


@dataclass(slots=True)
class Reading:
    """One way to read the rest: its cost, the codes it names, how deep it goes and what is odd about it."""

    cost: float
    codes: list[str]
    level: str
    flags: int
    rows: list[list[str]] | None = None
    pieces: tuple[str, str, str, str, str] = ("", "", "", "", "")


class Walk:
    __slots__ = ("estate", "estates", "limit", "made", "steps")

    def __init__(self, estates: Estates, estate: Estate) -> None:
        self.estates = estates
        self.estate = estate
        self.made: list[Reading] = []
        self.steps = 0
        self.limit = 9.0

    def keep(self, reading: Reading) -> None:
        """Keep a reading; what costs much more than a complete one need not be followed."""
        self.made.append(reading)
        if not reading.flags & (UNKNOWN | MISSING):
            self.limit = min(self.limit, reading.cost + MARGIN)

    def step(
        self, tokens: tuple[Token, ...], rank: int, lane: str, blds: list[Building] | None,
        unit: str | None, floor: str | None, cost: float, flags: int,
    ) -> None:  # fmt: skip
        """Put the first token into each slot still open; rank 1 lane, 2 building, 3 unit, 4 floor, 5 room."""
        self.steps += 1
        if self.steps > MOST_STEPS or cost > self.limit:
            return
        if not tokens:
            self.leaf(lane, blds, unit, floor, None, cost, flags)
            return
        token = tokens[0]
        rest = tokens[1:]
        value, kind = token.value, token.kind
        placed = False
        if rank < 1 and kind in ("lane", "") and self.estate.lanes:
            for called, more in self.estate.lanes_called(value, token.word):
                self.step(rest, 1, called, None, None, None, cost + more, flags)
                placed = kind == "lane"
        if placed:
            return
        if rank < 2 and kind not in ("unit", "house", "lane", "junk"):
            placed = self.building(token, rest, lane, cost, flags)
        alone = kind == "" and flags & SPLIT and len(self.estate.all) == 1
        if rank < 3 and (rank >= 2 and kind in ("座", "bldg", "unit", "") or kind == "unit" or alone):
            placed = self.unit(token, rest, rank, lane, blds, cost, flags) or placed
        if rank < 4 and kind == "floor":
            said = below_ground(value).translate(LETTERS if value[:1] != "L" or len(value) == 1 else {})
            self.step(rest, 4, lane, blds, unit, said, cost, flags)
            if token.word:  # 3栋-1层: the first floor, or the one below ground
                self.step(rest, 4, lane, blds, unit, f"-{said}", cost + BELOW, flags)
            placed = True
        elif rank < 4 and kind == "" and value[-1] == "F" and (found := _FLOOR_F.match(value)):
            more = FLOOR_BEFORE if rest and rest[0].value.startswith(found[1]) else LETTER_FLOOR
            self.step(rest, 4, lane, blds, unit, found[1], cost + more, flags)
        if kind in ("", "house", "number") and rank < 5:
            self.room(tokens, lane, blds, unit, floor, cost, flags)
        if "-" in value and kind != "junk":
            self.split(token, rest, rank, lane, blds, unit, floor, cost, flags)
        if not (placed and kind in ("bldg", "座", "unit", "floor")):
            skip = 0.15 if token.note else _SKIP[kind]
            more = 0 if token.note else UNKNOWN
            self.step(rest, rank, lane, blds, unit, floor, cost + skip, flags | more)

    def building(self, token: Token, rest: tuple[Token, ...], lane: str, cost: float, flags: int) -> bool:
        """Read a token as the building's label."""
        value, kind = token.value, token.kind
        if "_LIST_" in value:
            return self.building_list(value.split("_LIST_"), rest, lane, cost, flags)
        for key, more in spellings(value) if not value.isdigit() or value[0] == "0" else ((value, 0.0),):
            found = self.labelled(lane, key)
            if found:
                if len(found) > 1:
                    found = by_word(found, key, kind)
                self.step(
                    rest, 2, lane, found, None, None, cost + more + (0.05 if kind == "floor" else 0), flags
                )
                return kind != "floor"
        if kind not in ("bldg", "座"):
            return False
        if "-" in value and (ends := run_of(value.split("-"))):
            return self.building_list(ends, rest, lane, cost, flags)
        everyone = self.estate.all
        if len(everyone) == 1:
            plain = not everyone[0].key and value in ("1", "A")
            self.step(
                rest,
                2,
                lane,
                everyone,
                None,
                None,
                cost + (LONE_LABEL if plain else UNKNOWN_BUILDING),
                flags | (UNLABELLED if plain else UNKNOWN),
            )
        else:
            self.step(rest, 2, lane, [], None, None, cost + UNKNOWN_BUILDING, flags | UNKNOWN)
        return True

    def labelled(self, lane: str, key: str) -> list[Building]:
        """The buildings of this label, in a lane where one was said."""
        found = self.estate.by_lane.get((lane, key)) if lane else self.estate.by_key.get(key)
        return found or []

    def building_list(
        self, labels: list[str], rest: tuple[Token, ...], lane: str, cost: float, flags: int
    ) -> bool:
        whole = self.labelled(lane, ",".join(labels))
        if whole:
            self.step(rest, 2, lane, whole, None, None, cost, flags)
            return True
        if rest and rest[0].kind in ("bldg", "座") and self.labelled(lane, rest[0].value):
            self.step(rest, 1 if lane else 0, lane, None, None, None, cost, flags)
            return True
        found = [group for label in labels if (group := self.labelled(lane, label))]
        if not found or any(len(group) != 1 for group in found):
            return False
        if len(found) == 1:  # A.B座 where only A stands; of 501,3栋 the 501 may be a room
            sure = all(label.isalpha() for label in labels)
            self.step(rest, 2, lane, found[0], None, None, cost + IMPLIED, flags | (0 if sure else UNKNOWN))
            return True
        more = UNKNOWN if len(found) < len(labels) else 0
        blds = [group[0] for group in found]
        if not rest:
            rows = [[b.code] for b in blds]
            self.keep(
                Reading(
                    cost,
                    [b.code for b in blds],
                    "building",
                    flags | RANGE | more,
                    rows,
                    (lane, ",".join(labels), "", "", ""),
                )
            )
            return True
        self.step(rest, 2, lane, blds, None, None, cost, flags | RANGE | more)
        return True

    def unit(
        self, token: Token, rest: tuple[Token, ...], rank: int, lane: str,
        blds: list[Building] | None, cost: float, flags: int,
    ) -> bool:  # fmt: skip
        """Read a token as a unit, where a building in question has one of that name."""
        pool = self.estate.all if blds is None else blds
        for key, more in spellings(token.value):
            kept = [b for b in pool[:60] if key in self.estates.layout(b.layout_id).units]
            if kept:
                self.step(rest, 3, lane, blds if blds is not None else None, key, None, cost + more, flags)
                return True
        return False

    def split(
        self, token: Token, rest: tuple[Token, ...], rank: int, lane: str, blds: list[Building] | None,
        unit: str | None, floor: str | None, cost: float, flags: int,
    ) -> None:  # fmt: skip
        """Read 3-2-501 as its parts, a prefix at a time."""
        parts = token.value.split("-")
        if len(parts) > 5:
            return
        for at in range(1, len(parts)):
            head = Token("-".join(parts[:at]), "", token.note, False)
            tail = Token("-".join(parts[at:]), token.kind, token.note, False)
            if at == 1 or rank < 2:
                self.step((head, tail, *rest), rank, lane, blds, unit, floor, cost + 0.01, flags | SPLIT)

    def room(
        self, tokens: tuple[Token, ...], lane: str, blds: list[Building] | None,
        unit: str | None, floor: str | None, cost: float, flags: int,
    ) -> None:  # fmt: skip
        """Read the first token as the room; what follows is a list of more rooms, a note, or unexplained."""
        token = tokens[0]
        values = [token.value]
        at = 1
        while (
            at < len(tokens)
            and tokens[at].kind in ("", "house", "number")
            and tokens[at].comma
            and not tokens[at].note
        ):
            values.append(tokens[at].value)
            at += 1
        values = whole(values)
        listed = cost + (FLOOR_FIRST if floor_before(values) else 0.0)
        if len(values) > 1 and self.rooms(values, lane, blds, unit, floor, tokens[at:], listed, flags):
            return
        if (
            len(values) == 2 and not token.kind and not tokens[1].apart
        ):  # 63号…1403 is a door and a room: with 号 nothing was torn apart
            self.room(
                (Token(values[0] + values[1], token.kind, token.note, False), *tokens[2:]),
                lane,
                blds,
                unit,
                floor,
                cost + JOINED,
                flags,
            )
        for other in tokens[1:]:
            cost += 0.15 if other.note else _SKIP[other.kind]
            flags |= 0 if other.note or other.kind == "floor" else UNKNOWN
        if "-" in token.value and (ends := run_of(token.value.split("-"), spoilt=True)):
            self.rooms(ends, lane, blds, unit, floor, (), cost, flags, whole=token.value)
        self.leaf(lane, blds, unit, floor, token.value, cost, flags)

    def rooms(
        self, values: list[str], lane: str, blds: list[Building] | None, unit: str | None, floor: str | None,
        rest: tuple[Token, ...], cost: float, flags: int, whole: str = "",
    ) -> bool:  # fmt: skip
        """A list or range of rooms of one building: one row of codes for each that the library holds."""
        pool = self.pool(lane, blds)
        if len(pool) != 1:
            return False
        found = [[c for c, _ in self.find_said(pool[0], v, unit, floor)] for v in values]
        if whole:
            first, last = found[0], found[-1]
            if not first or not last:
                return False
            found = [codes for codes in found if codes]
        if sum(bool(codes) for codes in found) < 2 or not all(len(codes) < 2 for codes in found):
            return False
        more = UNKNOWN if not all(found) else 0
        extra = sum(0.15 if t.note else _SKIP[t.kind] for t in rest)
        codes = [c for row in found for c in row]
        pieces = (lane, pool[0].key, unit or "", floor or "", whole or ",".join(values))
        if blds is None and len(self.estate.all) == 1 and pool[0].key:
            cost += IMPLIED
        self.keep(Reading(cost + 0.02 + extra, codes, "room", flags | RANGE | more, found, pieces))
        return True

    def pool(self, lane: str, blds: list[Building] | None) -> list[Building]:
        """The buildings still possible."""
        if blds is not None:
            return blds
        if lane:
            return [b for b in self.estate.all if b.lane == lane]
        return self.estate.all

    def find(
        self, building: Building, value: str, unit: str | None, floor: str | None
    ) -> list[tuple[str, Room]]:
        """Codes and rooms of a building by door."""
        rooms = self.estates.layout(building.layout_id).find(value)
        if not rooms:
            return []
        return [
            (r[2] if len(r[2]) > 6 else building.code + r[2], r)
            for r in rooms
            if (unit is None or r[0] == unit) and (floor is None or not r[1] or r[1] == floor)
        ]

    def find_said(
        self, building: Building, value: str, unit: str | None, floor: str | None
    ) -> list[tuple[str, Room]]:
        """Codes and rooms by door, where there is none so written by its letters read as digits."""
        for written, _ in spellings(value):
            if found := self.find(building, written, unit, floor):
                return found
        return []

    def find_all(
        self, buildings: list[Building], value: str, unit: str | None, floor: str | None
    ) -> list[tuple[str, Room]]:
        """Codes and rooms of several buildings by door; those built alike are searched once."""
        found: list[tuple[str, Room]] = []
        idle: set[int] = set()
        for building in buildings:
            if building.layout_id not in idle:
                if hits := self.find(building, value, unit, floor):
                    found += hits
                else:
                    idle.add(building.layout_id)
        return found

    def leaf(
        self, lane: str, blds: list[Building] | None, unit: str | None, floor: str | None,
        house: str | None, cost: float, flags: int,
    ) -> None:  # fmt: skip
        """Everything is placed: look it up and keep the reading."""
        pool = self.pool(lane, blds)
        pieces = (lane, pool[0].key if blds and pool else "", unit or "", floor or "", house or "")
        if blds is None and len(pool) == 1 and pool[0].key:
            cost += IMPLIED
        if house is not None:
            self.leaf_room(pool, blds is None, unit, floor, house, cost, flags, pieces)
            return
        level = "floor" if floor is not None else "building"
        if unit is not None:
            flags |= MISSING
            cost += 0.3
        if len(pool) > 1 and not flags & RANGE:
            flags |= MISSING
        rows = [[b.code] for b in pool] if flags & RANGE else None
        self.keep(Reading(cost, [b.code for b in pool[:60]], level, flags, rows, pieces))

    def said_again(
        self, building: Building, unit: str | None, floor: str | None,
        house: str, cost: float, flags: int, pieces: tuple[str, str, str, str, str],
    ) -> None:  # fmt: skip
        """A座A1203, 3栋3-501: the label may stand before the door once more, where no door is called so."""
        units = self.estates.layout(building.layout_id).units if unit is None else ()
        again = (
            unit or "" if building.key in units else building.key
        )  # of 1栋1-602 the second may be the unit
        door = without_label(house, again) or without_label(house, unit or "")
        if not door or self.find(building, house, unit, floor):
            return
        found = self.find(building, door, unit, floor)
        if found and (floor is None or found[0][1][1] or on_floor(door, floor)):
            flags |= MISSING if len(found) > 1 else 0
            self.keep(Reading(cost + SAID_AGAIN, [c for c, _ in found], "room", flags, None, pieces))

    def leaf_room(
        self, pool: list[Building], open_: bool, unit: str | None, floor: str | None,
        house: str, cost: float, flags: int, pieces: tuple[str, str, str, str, str],
    ) -> None:  # fmt: skip
        ranged = flags & RANGE
        if len(pool) == 1 and not open_ and not ranged:
            self.said_again(pool[0], unit, floor, house, cost, flags, pieces)
        for value, more in doors(house, floor):
            if len(pool) == 1:
                found = self.find(pool[0], value, unit, floor)
            else:
                found = self.find_all(pool[:MOST_ROOMS], value, unit, floor)
            if found:
                if floor is not None and not found[0][1][1] and not on_floor(value, floor):
                    more += WRONG_FLOOR
                    flags |= UNKNOWN
                codes = [c for c, _ in found]
                if ranged:
                    self.keep(Reading(cost + more, codes, "room", flags, [[c] for c in codes], pieces))
                    return
                if len(codes) > 1 or open_ and len(pool) > 1:
                    flags |= MISSING
                self.keep(Reading(cost + more, codes, "room", flags, None, pieces))
                return
        if len(pool) != 1:
            flags |= MISSING
            cost += 0.5 if pool else 0.0
        elif floor is not None and (elsewhere := self.find(pool[0], house, unit, None)):
            self.keep(
                Reading(cost + OTHER_FLOOR, [c for c, _ in elsewhere], "room", flags | UNKNOWN, None, pieces)
            )
        elif not self.estates.layout(pool[0].layout_id).shaped(house):
            flags |= MISSHAPEN
        self.keep(
            Reading(cost + NO_ROOM, [b.code for b in pool[:60]], "building", flags | ABSENT, None, pieces)
        )
