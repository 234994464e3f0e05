"""Completes an address as it is typed: Chinese name or road, pinyin or initials, a code or its beginning."""

from __future__ import annotations

import re
from bisect import bisect_left

from hall_app.addresses.division_spellings import DivisionSpellings
from hall_app.addresses.engine import Engine
from hall_app.addresses.estates import Building
from hall_app.addresses.normal import name_form, text_form
from hall_app.addresses.tokens import cut

MOST = 10
LATIN = re.compile(r"^(?:[A-Za-z]|[0-9]{1,4}[a-z]{2})[A-Za-z0-9]*")  # 101dasha too, but not 3A
MIXED = re.compile(r"^([\u3400-\u9fff]{1,6})[a-z]{2}")
# jin tang da sha 1栋: syllables set apart
_SYLLABLES = re.compile(r"^[a-z]{1,6}(?: [a-z]{1,6})+(?= ?[0-9A-Z\u3400-\u9fff]|$)")
_APART = re.compile(r"(?<=[a-z]) (?=[a-z])")
_LETTERS_ON = re.compile(r"[A-Za-z][A-Za-z0-9]*[\u3400-\u9fff]")
_LAST = re.compile(r"([0-9A-Z]+)-?$")
_PARTS = re.compile(r"[0-9]+|[A-Z]+")


class Completer:
    """Answers keystrokes from the engine's names and the estates read so far. One thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        gazetteer = engine.gazetteer
        sounds: dict[str, set[int]] = {}
        for row in engine.lookup.names():
            if row.element == "area":
                places = gazetteer.by_area.get(row.text, [])
            elif row.element == "road":
                places = gazetteer.by_road.get(row.text, [])
            else:
                continue
            for sound in f"{row.pinyin} {row.initials}".split():
                sounds.setdefault(sound, set()).update(places)
        self._sounds = sounds
        self._sorted = sorted(sounds)
        self._names: dict[str, set[int]] = {}
        for form, entries in gazetteer.spellings.items():
            for kind, meaning, cost, _ in entries:
                if kind in "EB" and cost < 1:
                    self._names.setdefault(form, set()).update(meaning)
                elif kind == "R":
                    self._names.setdefault(form, set()).update(gazetteer.by_road.get(meaning, ()))
        self._ordered = sorted(self._names)
        self._longest = max((len(s) for s in sounds), default=0)
        self._divisions = DivisionSpellings(engine)

    def complete(self, text: str) -> list[str]:
        """At most ten codes for what is typed so far, the likeliest first."""
        typed = text.strip()[:120]
        if not typed:
            return []
        if typed.isdigit() and len(typed) >= 9:
            return self._codes(typed)
        found: dict[str, None] = {}
        if _SYLLABLES.match(typed):
            typed = _APART.sub("", typed)
        if (latin := LATIN.match(typed)) is not None and latin.end() > 1 and not self._begins_name(typed):
            self._by_sound(typed, latin[0].lower(), found)
        elif (mixed := MIXED.match(typed)) is not None:
            from pypinyin import lazy_pinyin  # a fifth of a second to load, and seldom needed

            sound = "".join(lazy_pinyin(mixed[1])) + typed[mixed.end(1) :]
            self._by_sound(sound, LATIN.match(sound)[0].lower(), found)  # type: ignore[index]
        if len(found) < MOST:
            made = self._engine.translate(typed)
            for code in made.codes:
                found[code] = None
        if len(found) < MOST:
            self._by_name(text_form(typed), found)
        if not found:
            self._in_division(typed, found)
        return list(found)[:MOST]

    def _begins_name(self, typed: str) -> bool:
        """Whether the letters and the Chinese character behind them begin a name as it is written (T3花园), not its sound."""
        begun = _LETTERS_ON.match(typed)
        return begun is not None and bool(_from(self._ordered, name_form(begun[0]), 1))

    def _codes(self, typed: str) -> list[str]:
        lookup = self._engine.lookup
        if len(typed) <= 19:
            made = lookup.codes_from(typed, MOST)
            return made or lookup.successors(typed)[:MOST]
        if len(typed) == 25:
            return [typed] if lookup.room(typed) else lookup.successors(typed)[:MOST]
        building = lookup.building(typed[:19])
        if building is None or len(typed) > 25:
            return []
        return [typed[:19], *lookup.codes_from(typed, MOST - 1)]

    def _by_sound(self, typed: str, latin: str, found: dict[str, None]) -> None:
        """The longest beginning that is a reading names the places; what follows is number and unit."""
        for end in range(min(len(latin), self._longest), 1, -1):
            places = self._sounds.get(latin[:end])
            if places:
                self._within(sorted(places), text_form(typed[end:]), found)
                if len(found) >= MOST:
                    return
        if not found:
            for sound in _from(self._sorted, latin):
                for place in sorted(self._sounds[sound]):
                    self._list(self._engine.estates.estate(place).all, "", found)
                if len(found) >= MOST:
                    return

    def _by_name(self, form: str, found: dict[str, None]) -> None:
        """Names that begin with what is typed, or a name typed whole with the beginning of a room."""
        for end in range(len(form), 1, -1):
            places = self._names.get(form[:end])
            if places and end < len(form):
                self._within(sorted(places)[:40], form[end:], found)
                break
        if found:
            return
        for name in _from(self._ordered, name_form(form)):
            for place in sorted(self._names[name])[:MOST]:
                self._list(self._engine.estates.estate(place).all, "", found)
            if len(found) >= MOST:
                return

    def _in_division(self, typed: str, found: dict[str, None]) -> None:
        """A street or community, whole or begun: what stands there, or what follows it typed on."""
        for places, rest in self._divisions.begun(text_form(typed)):
            here = set(places)
            for name in _from(self._ordered, name_form(rest), 400) if rest else ():
                for place in sorted(self._names[name] & here)[:MOST]:
                    self._list(self._engine.estates.estate(place).all, "", found)
            for place in () if rest else places:
                if len(found) >= MOST:
                    break
                self._list(self._engine.estates.estate(place).all, "", found)
            if found:
                return

    def _within(self, places: list[int], rest: str, found: dict[str, None]) -> None:
        """Codes of the places that fit the rest; unfinished numbers match as beginnings."""
        engine = self._engine
        unfinished: list[tuple[int, str]] = []
        scored: list[tuple[float, int, str]] = []
        for place in places[:60]:
            door = engine.gazetteer.doors.get(place, "")
            parts = [rest]
            if door and rest.startswith(door):  # a road's number, or the beginning of a room
                parts.append(rest[len(door) :].removeprefix("号"))
            for part in parts:
                tokens = cut(engine.estates.estate(place).with_marks(part)).tokens
                for reading in engine.reader.read(place, tokens)[:8]:
                    whole = not part or reading.level != "building" or not tokens or reading.pieces[1]
                    if reading.cost < 1.5 and whole:
                        scored += [(reading.cost, n, c) for n, c in enumerate(reading.codes[:MOST])]
                unfinished.append((place, part))
        scored.sort()
        for _, _, code in scored:
            found[code] = None
        if len(found) < MOST:
            for place, part in unfinished:
                self._list(engine.estates.estate(place).all, part, found)
                if len(found) >= MOST:
                    return

    def _list(self, buildings: list[Building], part: str, found: dict[str, None]) -> None:
        """Buildings, then rooms whose label and door begin as typed."""
        typed = [] if not part else _PARTS.findall(part.replace("-", " "))
        for building in buildings[:20]:
            if not typed:
                found[building.code] = None
            elif building.key.startswith(typed[0]):
                found[building.code] = None
                self._doors(building, typed[-1] if len(typed) > 1 else "", found)
            elif len(buildings) == 1:
                self._doors(building, "".join(typed), found)
            if len(found) >= MOST:
                return

    def _doors(self, building: Building, begun: str, found: dict[str, None]) -> None:
        for door, ending in self._engine.estates.layout(building.layout_id).doors() if begun else ():
            if door.startswith(begun):
                found[ending if len(ending) > 6 else building.code + ending] = None
                if len(found) >= MOST:
                    return


def _from(ordered: list[str], begun: str, most: int = MOST) -> list[str]:
    """Up to ``most`` entries of a sorted list that begin so."""
    at = bisect_left(ordered, begun)
    return [name for name in ordered[at : at + most] if name.startswith(begun)] if begun else []
