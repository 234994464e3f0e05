"""What people type into an address box, with the truth: names, roads, pinyin, initials, codes, slips, beginnings."""

from __future__ import annotations

import random
import re
from typing import Any

from pypinyin import lazy_pinyin

from bench.addresses.noise import Noise
from bench.addresses.words import TYPOS

KINDS = (
    "han",
    "han",
    "road",
    "dashes",
    "pinyin",
    "initials",
    "code",
    "code_prefix",
    "alias",
    "mixed",
    "slip",
    "area_street",
)


class Typing:
    """Draws typed texts for the district of a noise."""

    def __init__(self, noise: Noise, seed: int) -> None:
        self.noise = noise
        self.rng = random.Random(seed)

    def draw(self) -> dict[str, Any]:
        """One typed text; ``partial`` where it is still a beginning."""
        while True:
            e = self.noise._pick(0.03)
            kind = self.rng.choice(KINDS)
            made = getattr(self, f"_{kind}")(e)
            if made is None:
                continue
            text, code = made
            partial = kind not in ("code", "code_prefix") and self.rng.random() < 0.3
            if partial:
                text = text[: self.rng.randint(max(1, len(text) // 3), len(text) - 1)] or text
            return {"text": text, "code": code, "kinds": [kind], "partial": partial}

    def _rest(self, el: dict[str, str], dashes: bool = False) -> str:
        parts = [
            str(el[k])
            for k in ("lane", "bldg", "unit", "floor", "house")
            if k in el and (k != "floor" or self.rng.random() < 0.5)
        ]
        if dashes:
            return "-".join(re.sub("[栋幢座号]$|单元$|号楼$", "", part) for part in parts)
        return "".join(parts)

    def _han(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        return (el["area"] + self._rest(el), e["code"]) if "area" in el else None

    def _area_street(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        head = self.rng.choice(
            (el["community"], el["street"], el["street"].removesuffix("街道"), "福田区" + el["community"])
        )
        return (head + el["area"] + self._rest(el), e["code"]) if "area" in el else None

    def _road(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        if "road" not in el or len(self.noise.matches(el, set(el) - {"street", "community", "area"})) > 3:
            return None
        return el["road"] + el["roadno"] + self._rest(el), e["code"]

    def _dashes(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        if "area" not in el or "floor" in el or "lane" in el or "-" in str(el.get("bldg", "")):
            return None
        return el["area"] + self._rest(el, True), e["code"]

    def _sound(self, el: dict[str, str], initials: bool) -> str:
        syllables = lazy_pinyin(el["area"].replace("(", "").replace(")", ""))
        return "".join(s[:1] if initials else s for s in syllables)

    def _pinyin(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        if "area" not in el or "lane" in el or re.search("[0-9A-Z]", el["area"]):
            return None
        dashed = self.rng.random() < 0.4 and "floor" not in el and "-" not in str(el.get("bldg", ""))
        text = self._sound(el, False) + self._rest(el, dashed)
        return (text.upper() if self.rng.random() < 0.1 and not dashed else text), e["code"]

    def _initials(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        if "area" not in el or "lane" in el or re.search("[0-9A-Z]", el["area"]) or len(el["area"]) < 4:
            return None
        return self._sound(el, True) + self._rest(el), e["code"]

    def _code(self, e: dict[str, Any]) -> tuple[str, str]:
        return e["code"], e["code"]

    def _code_prefix(self, e: dict[str, Any]) -> tuple[str, str] | None:
        if e["level"] != "room":
            return None
        return e["code"][: self.rng.randint(20, 24)], e["code"][:19]

    def _alias(self, e: dict[str, Any]) -> tuple[str, str] | None:
        el = e["el"]
        known = self.noise.alias.get(("area", el.get("area"), el["community"]))
        if not known:
            return None
        return self.rng.choice(known)["alias"] + self._rest(el), e["code"]

    def _mixed(self, e: dict[str, Any]) -> tuple[str, str] | None:
        """The name begun in Chinese and gone on in pinyin: 恒湾huayuan1-503."""
        el = e["el"]
        if "area" not in el or "lane" in el or len(el["area"]) < 4 or re.search("[0-9A-Z()]", el["area"]):
            return None
        at = self.rng.randint(1, 2)
        return el["area"][:at] + "".join(lazy_pinyin(el["area"][at:])) + self._rest(el), e["code"]

    def _slip(self, e: dict[str, Any]) -> tuple[str, str] | None:
        """One slip in the Chinese name."""
        el = e["el"]
        if (
            len(el.get("area", "")) < 4
            or len(self.noise.matches(el, set(el) - {"street", "community", "road", "roadno"})) > 3
        ):
            return None
        made = self.noise.typo(el["area"], self.rng.choice(TYPOS))
        return (made + self._rest(el), e["code"]) if made != el["area"] else None
