"""Draws texts for a district, of every class that a sample shows, with the truth beside."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from typing import Any

from bench.addresses.library import District
from bench.addresses.spoiling import Row, Spoiler
from bench.addresses.words import NOT_ADDRESS


class Noise(Spoiler):
    """Draws texts for one district."""

    def __init__(self, district: District, seed: int) -> None:
        super().__init__(district, random.Random(seed))
        self.district = district
        self.rooms = list(district.entries())
        self.by_estate: dict[str, list[Row]] = defaultdict(list)
        self.children: dict[str, set[str]] = defaultdict(set)
        self.elements: dict[str, Row] = {}
        for e in self.rooms:
            self.elements[e["code"]] = e["el"]
            if e["level"] == "building":
                for key in self._keys(e["el"]):
                    self.by_estate[key].append(e)
            else:
                self.children[e["code"][:19]].add(self._room_key(e["el"]))

    def _keys(self, el: Row) -> list[str]:
        keys = []
        if "area" in el:
            keys.append(el["area"])
        if "road" in el:
            keys.append(el["road"] + el["roadno"])
        return keys

    @staticmethod
    def _room_key(el: Row) -> str:
        return f"{el.get('unit', '')}/{el['house']}"

    def matches(self, el: Row, shown: set[str]) -> list[str]:
        """Codes of all entries that the shown elements fit."""
        pool = self.by_estate.get(el.get("area", ""), []) if "area" in shown and "area" in el else []
        if not pool and "road" in shown and "road" in el:
            pool = self.by_estate.get(el["road"] + el["roadno"], [])
        found = []
        for building in pool:
            other = building["el"]
            if any(
                k in shown and k in el and other.get(k) != el[k]
                for k in ("street", "community", "road", "roadno", "area", "lane", "bldg")
            ):
                continue
            if "house" not in el:
                found.append(building["code"])
                continue
            keys = self.children[building["code"]]
            unit = el.get("unit", "")
            if "unit" in shown or not unit:
                hits = [self._room_key(el)] if self._room_key(el) in keys else []
            else:
                hits = [k for k in keys if k.split("/")[1] == el["house"]]
            found += [building["code"] + "/" + k for k in hits]
        return found

    def draw(self) -> Row:
        """One query with its truth."""
        while True:
            roll = self.rng.random()
            if roll < 0.03:
                row = self._nowhere()
            elif roll < 0.80:
                row = self._answerable()
            elif roll < 0.87:
                row = self._absent()
            elif roll < 0.93:
                row = self._contradiction()
            else:
                row = self._ambiguous()
            if row is not None:
                return row

    def _pick(self, building_share: float = 0.08) -> Row:
        while True:
            estate = self.rng.choice(self.district.estates)
            if estate.shape == "village" and self.rng.random() < 0.5:
                continue
            e = self.rng.choice(estate.entries)
            if self.rng.random() < building_share:
                e = next(x for x in estate.entries if x["code"] == str(e["code"])[:19])
            if e["level"] == "building" and self.rng.random() > building_share * 4:
                continue
            return e

    def _row(self, text: str, e: Row | None, klass: str, kinds: list[str], **more: Any) -> Row:
        return {
            "text": text,
            "code": e and e["code"],
            "klass": klass,
            "kinds": sorted(kinds),
            "level": e and e["level"],
            **more,
        }

    def _nowhere(self) -> Row:
        e = self._pick()["el"]
        text = self.rng.choice(NOT_ADDRESS).format(
            road=e.get("road", self.district.roads[0]), area=e.get("area") or "福强大厦", street=e["street"],
            community=e["community"], road2=self.rng.choice(self.district.roads),
        )  # fmt: skip
        return self._row(text, None, "not_address", ["not_address"])

    def shown(self, el: Row, kinds: list[str]) -> set[str]:
        """Draws which elements are written; at least one way to find the estate stays."""
        shown = set(el)
        r = self.rng.random
        if r() < 0.2:
            shown -= {"street", "community"}
            kinds.append("drop_both")
        elif r() < 0.15:
            shown.discard("street")
            kinds.append("drop_street")
        elif r() < 0.15:
            shown.discard("community")
            kinds.append("drop_community")
        if "area" in el and "road" in el:
            if r() < 0.2:
                shown -= {"road", "roadno"}
                kinds.append("drop_road")
            elif r() < 0.12:
                shown.discard("roadno")
                kinds.append("drop_roadno")
            elif r() < 0.15:
                shown.discard("area")
                kinds.append("drop_area")
        if "floor" in el and r() < 0.5:
            shown.discard("floor")
            kinds.append("drop_floor")
        return shown

    def _answerable(self, kinds: list[str] | None = None, e: Row | None = None) -> Row | None:
        e = e or self._pick()
        kinds = kinds if kinds is not None else []
        el = dict(e["el"])
        shown = self.shown(el, kinds)
        if "bldg" in el and "area" in el and self.rng.random() < 0.06:
            shown.discard("bldg")
            kinds.append("drop_bldg")
            if len({b["code"] for b in self.by_estate[el["area"]]}) > 1:
                return None
        if len(self.matches(el, shown)) != 1:
            return None
        return self._row(self.render(el, shown, kinds), e, "answerable", kinds or ["clean"])

    def _absent(self) -> Row | None:
        e = self._pick(0)
        if e["level"] != "room":
            return None
        building = {"code": e["code"][:19], "level": "building"}
        kinds = ["room_absent"]
        el = dict(e["el"])
        shown = self.shown(el, kinds)
        house = str(el["house"])
        made = re.sub(
            r"\d+", lambda m: str(int(m[0]) + self.rng.choice((100, 1, 2, 20, 2000))), house, count=1
        )
        if self.rng.random() < 0.3:
            made = house[:-1] + self.rng.choice("KMNP6789")
        if any(k.split("/")[1] == made for k in self.children[building["code"]]):
            return None
        if len(self.matches({k: v for k, v in el.items() if k not in ("house", "unit")}, shown)) != 1:
            return None
        el["house"] = made
        if el.get("floor"):
            shown.discard("floor")
        return self._row(self.render(el, shown, kinds), building, "absent", kinds)

    def _contradiction(self) -> Row | None:
        e = self._pick()
        kinds: list[str] = []
        el = dict(e["el"])
        shown = self.shown(el, kinds)
        real = (el["street"], el["community"])
        street, community = self.rng.choice(self.district.communities)
        if el["street"] == street or "福田" in street + community or "area" in el and "road" not in el:
            return None
        if self.rng.random() < 0.5:
            shown |= {"street"}
            shown.discard("community")
            el["street"] = street
            kinds.append("street_false")
        else:
            shown |= {"community"}
            shown.discard("street")
            el["community"] = community
            kinds.append("community_false")
        if (
            len(self.matches(el, shown))
            or len(
                self.matches(el | {"street": real[0], "community": real[1]}, shown - {"street", "community"})
            )
            != 1
        ):
            return None
        return self._row(self.render(el, shown, kinds), e, "contradiction", kinds)

    def _ambiguous(self) -> Row | None:
        kinds: list[str] = []
        if self.rng.random() < 0.4:
            name, found = self.rng.choice([(k, v) for k, v in self.by_estate.items()])
            if len({b["el"]["community"] for b in found}) < 2:
                return None
            e = self.rng.choice(found)
            shown = set(e["el"]) - {"street", "community", "road", "roadno"}
            if e["el"].get("area") != name:
                shown = set(e["el"]) - {"street", "community", "area"}
            kinds.append("estate_shared")
        else:
            e = self._pick(0)
            shown = self.shown(e["el"], kinds) - {"bldg"}
            kinds.append("building_missing")
            if "lane" in e["el"] or "bldg" not in e["el"]:
                return None
        found = self.matches(e["el"], shown)
        if len(found) < 2:
            return None
        return self._row(self.render(dict(e["el"]), shown, kinds, plain=True), None, "ambiguous", kinds)
