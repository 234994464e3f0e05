"""A character too many beside a name: a slip of the pen, or part of another name that the library may hold or not."""

from __future__ import annotations

import re

from hall_app.addresses.evidence import Text, Used
from hall_app.addresses.explaining import EXACT, Explained
from hall_app.addresses.gazetteer import Gazetteer, Near
from hall_app.addresses.rules import load

_HAN = re.compile("[\u3400-\u9fff]")
_TELLING = frozenset(load("words")["telling_apart"])
# 滨松中路韵222号: the road, what is too many, and its number
_BEFORE_DOOR = re.compile("[路街道](.)[0-9-]+号?$")


def may_name_another(best: Explained, text: Text, gazetteer: Gazetteer) -> bool:
    """Whether the one character left over may make another name of the one beside it.

    福安村南15号 may be 福安南村, 石厦新村 is another village than 石厦村; 石棋厦村 can only be 石厦村.
    """
    place = gazetteer.places[best.place]
    found = False
    for start, end, kind, cost in best.used:
        if kind not in ("area", "road"):
            continue
        for begin, stop, at in _windows(text.form, start, end, kind, best.used):
            found = True
            nears = [
                near
                for near in gazetteer.misspelt(text.form[begin:stop], [], {})
                if near[0] <= at - begin < near[1]
            ]
            if text.form[at] in _TELLING or any(_other(near, place.id, place.road) for near in nears):
                return True
            if cost > EXACT and not nears:  # a name in short goes on with a slip in its type word only
                return True
    return not found


def _windows(form: str, start: int, end: int, kind: str, used: list[Used]) -> list[tuple[int, int, int]]:
    """The name together with each character left over that adjoins it: from, to, and where that stands."""
    made = []
    if start and _HAN.match(form[start - 1]) and not _taken(start - 1, used):
        made.append((start - 1, end, start - 1))
    if kind == "road":
        if within := _BEFORE_DOOR.search(form[start:end]):
            made.append((start, start + within.end(1), start + within.start(1)))
    elif end < len(form) and _HAN.match(form[end]) and not _taken(end, used):
        made.append((start, end + 1, end))
    return made


def _taken(at: int, used: list[Used]) -> bool:
    return any(start <= at < end for start, end, _, _ in used)


def _other(near: Near, place: int, road: str) -> bool:
    return any(
        kind == "E" and place not in meaning or kind == "R" and meaning != road
        for kind, meaning, _, _ in near[2]
    )
