"""Streets and communities as they are typed: in Chinese, in pinyin or by initials, one after the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from hall_app.addresses.engine import Engine
from hall_app.addresses.normal import name_form
from hall_app.addresses.rules import load

_KINDS = {"street": "街道", "community": "社区"}
_SHORTEST = 2


class DivisionSpellings:
    """Which places lie in a street or community that a text begins with. Only read once built; any thread."""

    def __init__(self, engine: Engine) -> None:
        inside: dict[tuple[str, str], list[int]] = {}
        for place in engine.gazetteer.places.values():
            if place.buildings:
                inside.setdefault(("street", place.street), []).append(place.id)
                inside.setdefault(("community", place.community), []).append(place.id)
        self._wider = [name_form(name) for name in load("words")["admin"] if name[-1] in "省市区"]
        self._places: dict[str, list[int]] = {}
        for row in engine.lookup.names():
            places = inside.get((row.element, row.text))
            if places is None:
                continue
            form, kind = name_form(row.text), _KINDS[row.element]
            spelt = {form, form.removesuffix(kind)}
            spelt.update(f"{row.pinyin} {row.initials}".upper().split())
            for spelling in spelt:
                if len(spelling) >= _SHORTEST:
                    self._places.setdefault(spelling, []).extend(places)
        self._sorted = sorted(self._places)
        self._longest = max(map(len, self._sorted), default=0)

    def begun(self, form: str, shortest: int = _SHORTEST) -> Iterator[tuple[list[int], str]]:
        """Readings of a text's beginning: the places meant and the rest of the text; the longest beginning first.

        A street may be followed by one of its communities. Where the text is only the beginning of a name, all
        divisions so begun are meant.
        """
        for wider in self._wider:
            form = form.removeprefix(wider)
        if len(form) < shortest:
            return
        for end in range(min(len(form), self._longest), _SHORTEST - 1, -1):
            places = self._places.get(form[:end])
            if places is None:
                continue
            within = set(places)
            for inner, rest in self.begun(form[end:], 1):
                if both := [place for place in inner if place in within]:
                    yield both, rest
            yield places, form[end:]
        at = bisect_left(self._sorted, form)
        meant: dict[int, None] = {}
        while at < len(self._sorted) and self._sorted[at].startswith(form):
            meant.update(dict.fromkeys(self._places[self._sorted[at]]))
            at += 1
        if meant:
            yield list(meant), ""
