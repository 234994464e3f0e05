"""Reads the rest of a text against one estate: which building, unit, floor and room it names, at what cost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hall_app.addresses.estates import Building, Estate, Estates
from hall_app.addresses.parting import read_parted
from hall_app.addresses.tokens import Token
from hall_app.addresses.variants import SPOILT, by_word
from hall_app.addresses.walking import IMPLIED, Reading, Walk

_RANKS = {"lane": 1, "number": 2, "bldg": 2, "座": 2, "unit": 3, "floor": 4, "house": 5}


class Reader:
    """Reads token lists against estates; keeps nothing of a text."""

    def __init__(self, estates: Estates) -> None:
        self.estates = estates

    def read(self, place: int, tokens: tuple[Token, ...], label: str | None = None) -> list[Reading]:
        """All readings of the tokens on a place, cheapest first."""
        estate = self.estates.estate(place)
        if len(tokens) > 1 and tokens[0].kind == "house" and _is_reversed(tokens):
            tokens = tokens[::-1]
        if label is None and 0 < len(tokens) < 5 and (plain := self.plain(estate, tokens)) is not None:
            return [plain]
        walk = Walk(self.estates, estate)
        blds = None
        if label is not None:
            blds = [b for b in estate.all if b.form == label or b.key == label]
        if len(tokens) <= 14:
            walk.step(tokens, 2 if blds else 0, "", blds, None, None, 0.0, 0)
        made = walk.made
        if label is None and len(tokens) > 3 and (listed := read_parted(tokens, self._group(place))):
            made.append(listed)
        if len(made) > 1:
            made.sort(key=_by_cost)
        return made

    def _group(self, place: int) -> Callable[[tuple[Token, ...]], list[Reading]]:
        return lambda group: self.read(place, group)

    def plain(self, estate: Estate, tokens: tuple[Token, ...]) -> Reading | None:
        """The only reading of building, unit, floor and room in order, each in its own words; None where not so.

        Most texts end like this, and no other slot would take any of the tokens: the walk would find the same.
        """
        if estate.lanes:
            return None
        last = tokens[-1]
        door = last.value
        if last.kind not in ("", "house") or door[0] == "0" or door[-1] == "F":
            return None
        building: Building | None = None
        unit = floor = None
        rank = 0
        for token in tokens:
            value, kind = token.value, token.kind
            if token.note or "-" in value or "_" in value or not value.isdigit() and SPOILT.search(value):
                return None
            if token is last:
                break
            if kind in ("bldg", "座") and rank == 0:
                rank = 2
                found = estate.by_key.get(value, ())
                if len(found) > 1:
                    found = by_word(found, value, kind)
                if len(found) != 1:
                    return None
                building = found[0]
            elif kind == "unit" and rank < 3:
                unit, rank = value, 3
            elif (
                kind == "floor"
                and rank < 4
                and value[0] != "负"
                and (rank == 2 or value not in estate.by_key)
            ):
                floor, rank = value, 4
            else:
                return None
        cost = 0.0
        if building is None:
            if len(estate.all) != 1 or last.kind == "" and door in estate.by_key:
                return None
            building = estate.all[0]
            cost = IMPLIED if building.key else 0.0
        layout = self.estates.layout(building.layout_id)
        if (
            unit is not None
            and unit not in layout.units
            or rank == 2
            and last.kind == ""
            and door in layout.units
        ):
            return None
        rooms = [
            room
            for room in layout.find(door)
            if (unit is None or room[0] == unit) and (floor is None or room[1] == floor)
        ]
        if len(rooms) != 1:
            return None
        ending = rooms[0][2]
        pieces = ("", building.key if rank and cost == 0.0 else "", unit or "", floor or "", door)
        return Reading(cost, [ending if len(ending) > 6 else building.code + ending], "room", 0, None, pieces)


def _is_reversed(tokens: tuple[Token, ...]) -> bool:
    """Whether the parts stand from the room up to the building, each with its word: 501室,2单元,3栋."""
    ranks = [0 if token.note else _RANKS.get(token.kind, 0) for token in tokens]
    return all(ranks) and all(first > then for first, then in pairwise(ranks))


def _by_cost(reading: Reading) -> float:
    return reading.cost
