"""Spoils names and numbers as people do: slips, former names, numerals in words, letters for digits."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from functools import cache
from typing import Any

from opencc import OpenCC
from pypinyin import lazy_pinyin

from bench.addresses.library import DIGITS, ORDER, District, numeral
from bench.addresses.words import NOTES, SHAPES, TAILS, TYPOS

TRADITIONAL = OpenCC("s2t")
Row = dict[str, Any]
_NUMERALS = "一二三四五六七八九十"


@cache
def sounds() -> dict[str, list[str]]:
    """Everyday characters by their reading."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in range(0x4E00, 0x9FA5):
        char = chr(code)
        if len(char.encode("gb2312", "ignore")) == 2:
            found[lazy_pinyin(char)[0]].append(char)
    return found


_CAPITAL = str.maketrans("一二三四五六七八九", "壹贰叁肆伍陆柒捌玖")


def spoken(text: str, rng: random.Random, style: str = "any") -> str:
    """Digits in words: one by one, or as a number when short."""

    def one(found: re.Match[str]) -> str:
        digits = found[0]
        if len(digits) <= 2 and digits[0] != "0" and rng.random() < 0.7 and (style != "two" or digits != "2"):
            return numeral(int(digits)).translate(_CAPITAL if style == "capital" else {})
        if style == "any" and len(digits) == 3 and digits[0] != "0" and rng.random() < 0.3:
            rest = int(digits[1:])
            tail = (
                ""
                if not rest
                else (
                    "零" + DIGITS[rest]
                    if rest < 10
                    else numeral(rest)
                    if rest >= 20
                    else "一" + numeral(rest)
                )
            )
            return DIGITS[int(digits[0])] + "百" + tail
        words = "".join(DIGITS[int(d)] for d in digits)
        if style == "round":
            words = words.replace("零", "〇")
        elif style == "capital":
            words = words.translate(_CAPITAL)
        elif style == "two" and words == "二":
            words = "两"
        if style == "radio":
            words = words.replace("一", "幺").replace("零", "洞")
        return words

    return re.sub(r"\d+", one, text)


class Spoiler:
    """Writes the shown elements of an entry as text, spoilt by a few kinds of noise."""

    def __init__(self, district: District, rng: random.Random) -> None:
        self.rng = rng
        self.names = {e.area for e in district.estates if e.area}
        self.taken = self.names | set(district.roads) | {a["alias"] for a in district.aliases}
        self.alias: dict[tuple[str, str | None, str | None], list[Row]] = defaultdict(list)
        for a in district.aliases:
            self.alias[(a["element"], a["name"], a.get("community"))].append(a)
        self.chars = sorted(
            c for c in set("".join(self.taken)) if c >= "一" and c not in "一二三四五六七八九十期"
        )

    def typo(self, name: str, kind: str) -> str:
        """The name misspelt once, never into another name of the district."""
        for _ in range(30):
            spots = [i for i, c in enumerate(name) if c not in "一二三四五六七八九十期()ABC"]
            i = self.rng.choice(spots)
            if kind == "typo_drop" and len(name) > 3:
                made = name[:i] + name[i + 1 :]
            elif kind == "typo_insert":
                made = (
                    name[: i + 1] + self.rng.choice(self.chars) + name[i + 1 :] if i < len(name) - 1 else name
                )
            elif kind == "typo_swap":
                made = name[:i] + name[i : i + 2][::-1] + name[i + 2 :]
                if any(c in "一二三四五六七八九十期()ABC" for c in name[i : i + 2]):
                    continue
            elif kind == "typo_shape":
                made = name[:i] + SHAPES.get(name[i], name[i]) + name[i + 1 :]
            else:
                made = (
                    name[:i] + self.rng.choice(sounds()[lazy_pinyin(name[i])[0]] or [name[i]]) + name[i + 1 :]
                )
            if (
                made not in (name, "")
                and made not in self.taken
                and not re.search("[一二三四五六七八九十]", made.translate({ord(c): None for c in name}))
            ):
                return made
        return name

    def render(self, el: Row, shown: set[str], kinds: list[str], plain: bool = False) -> str:
        """The shown elements as text, spoilt by a few kinds of noise."""
        rng = self.rng
        part = {k: str(el[k]) for k in ORDER if k in el and k in shown}
        self._names(el, part, kinds, plain)
        self._tail(part, kinds)
        head = rng.choice(
            ["广东省深圳市福田区"] * 4
            + ["深圳市福田区", "深圳福田区", "福田区", "深圳市", "深圳福田", "", "", ""]
        )
        if head != "广东省深圳市福田区":
            kinds.append("drop_head")
        admin = [head, part.pop("street", ""), part.pop("community", "")]
        if "admin_repeated" not in kinds and rng.random() < 0.05:
            admin[0] = rng.choice(
                ["深圳市福田区广东省深圳市福田区", "广东省深圳市广东省深圳市福田区", "福田区福田区"]
            )
            kinds.append("admin_repeated")
        road = [part.pop("road", ""), part.pop("roadno", "")]
        area = part.pop("area", "")
        rest = list(part.values())
        pieces = [*admin, *road, area, *rest]
        roll = rng.random()
        if roll < 0.05 and road[0] and area:
            pieces = [*admin, area, *road, *rest]
            kinds.append("order_area_first")
        elif roll < 0.12 and road[0] and area and rest:
            pieces = [*admin, area, *rest, f"（{road[0]}{road[1]}）"]
            kinds.append("order_door_last")
        elif roll < 0.17 and admin[1]:
            pieces = [*road, area, *rest, admin[2], admin[1], admin[0]]
            kinds.append("order_admin_last")
        text = self._join([p for p in pieces if p], kinds)
        return self._surface(text, kinds, plain)

    def _names(self, el: Row, part: dict[str, str], kinds: list[str], plain: bool) -> None:
        rng = self.rng
        fixed = [k for k in ("road", "area") if k in part]
        if rng.random() < 0.12:
            for key in ("road", "area", "community"):
                options = self.alias.get((key, el.get(key), el.get("community") if key == "area" else None))
                if key in part and options and "old_name" not in kinds:
                    made = rng.choice(options)
                    part[key] = made["alias"]
                    kinds.append("old_name" if made["kind"] == "old" else "alias")
                    if key in fixed:
                        fixed.remove(key)
        count = 2 if "typo_two" in kinds else int(rng.random() < 0.18 and not plain)
        for key in rng.sample(fixed, min(count, len(fixed))):
            kind = rng.choice(TYPOS)
            made = self.typo(part[key], kind)
            if made != part[key]:
                part[key] = made
                kinds.append(kind)
                fixed.remove(key)
        if "area" in fixed and rng.random() < 0.08 and not plain:
            made = TAILS.sub("", part["area"], count=1)
            if len(made.rstrip("一二三四期东南西北区()")) >= 2 and made not in self.taken:
                same = [n for n in self.names if TAILS.sub("", n, count=1) == made or n == made]
                if len(same) == 1 or "road" in part:
                    part["area"] = made
                    kinds.append("name_tail_dropped")
        if rng.random() < 0.12:
            made = dict(part)
            for key in ("road", "area", "lane"):
                if key in part:
                    made[key] = re.sub(
                        "[一二三四五六七八九](?=[路街巷坊期])|十[一二三四五六]?(?=[巷坊])",
                        lambda m: number_of(m[0]),
                        part[key],
                    )
            if made != part:
                part.update(made)
                kinds.append("ordinal_digit")
        if rng.random() < 0.1 and ("street" in part or "community" in part):
            kinds.append("short_admin")
            if "street" in part:
                part["street"] = part["street"].replace(
                    "街道", rng.choice(["街道办", "街办", "", "街道办事处"])
                )
            if "community" in part:
                base = part["community"].removesuffix("社区")
                part["community"] = base + rng.choice(["", "社区居委会", "社区工作站", "居委会"])

    def _tail(self, part: dict[str, str], kinds: list[str]) -> None:
        """Spoils building, unit, floor and room."""
        rng = self.rng
        house = part.get("house")
        storey = re.match(r"\d{1,2}(?=\d\d|[A-Z])", house or "")
        if house and storey and "floor" not in part and rng.random() < 0.08:
            word = storey[0]
            word = rng.choice([word, numeral(int(word)), "第" + numeral(int(word))]) if int(word) else word
            part["house"] = word + rng.choice(["层", "楼"]) + house
            kinds.append("floor_word")
        elif house and rng.random() < 0.08 and re.fullmatch(r"\w+", house):
            dash = rng.choice("-－—–~")
            if (
                rng.random() < 0.5
                and re.fullmatch(r"\w+[栋座幢号]", part.get("bldg", ""))
                and not part.get("floor")
            ):
                part["bldg"] = part["bldg"][:-1] + dash
                if "unit" in part:
                    part["unit"] = part["unit"].replace("单元", dash)
            else:
                part["house"] = dash + house
            kinds.append("dashes")
        elif rng.random() < 0.12 and house:
            made = part | {
                "house": house + rng.choice(["室", "房", "户", "号", "号房", "铺", "号铺", "宿舍"])
            }
            if "unit" in part:
                made["unit"] = part["unit"].replace(
                    "单元", rng.choice(["单元", "梯", "门", "座"] if "bldg" in part else ["单元", "梯"])
                )
            if "bldg" in part:
                made["bldg"] = re.sub("[栋幢]$", rng.choice(["栋", "幢", "号楼", "座"]), part["bldg"])
                if "unit" in part and made["bldg"].endswith("座"):
                    made["bldg"] = part["bldg"]
            part.update(made)
            kinds.append("unit_words")
        if house and rng.random() < 0.04 and re.search("[01]", house):
            part["house"] = (
                part["house"].replace("0", rng.choice("Oo"))
                if "0" in house
                else part["house"].replace("1", rng.choice("lI"))
            )
            kinds.append("letter_for_digit")

    def _join(self, pieces: list[str], kinds: list[str]) -> str:
        roll = self.rng.random()
        if roll < 0.06 and "dashes" not in kinds:
            kinds.append("separators")
            return self.rng.choice(["，", " ", "、", "  ", "/", ","]).join(pieces)
        return "".join(pieces)

    def _surface(self, text: str, kinds: list[str], plain: bool) -> str:
        rng = self.rng
        roll = rng.random()
        if roll < 0.04:
            text = text.translate({i: i + 0xFEE0 for i in range(0x30, 0x5B)})
            kinds.append("full_width")
        elif roll < 0.08:
            text = TRADITIONAL.convert(text)
            kinds.append("traditional")
        elif roll < 0.12:
            text = text.lower()
            kinds.append("lower_case")
        elif roll < 0.18 and "letter_for_digit" not in kinds and "separators" not in kinds:
            text = spoken(text, rng)
            kinds.append("numerals_chinese")
        if "separators" not in kinds and rng.random() < 0.04:
            spots = sorted(rng.sample(range(1, len(text)), min(2, len(text) - 1)), reverse=True)
            for i in spots:
                if not (
                    text[i - 1].isalnum()
                    and text[i].isalnum()
                    and text[i - 1].isascii()
                    and text[i].isascii()
                ):
                    text = text[:i] + " " + text[i:]
            kinds.append("spaces")
        if rng.random() < 0.05:
            text += rng.choice(NOTES)
            kinds.append("note")
        return text


def number_of(word: str) -> str:
    """一 … 二十 as digits."""
    return next(str(n) for n in range(1, 60) if numeral(n) == word)
