"""Writes the addresses of an invented district as people write them: badly, with the truth beside."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from opencc import OpenCC
from pypinyin import lazy_pinyin

from bench.addresses.library import DIGITS, ORDER, District, numeral

TRADITIONAL = OpenCC("s2t")
SHAPES = {
    "园": "圆", "沙": "莎", "天": "夫", "大": "太", "阁": "阎", "苑": "宛", "庭": "廷", "村": "材", "岭": "领",
    "柏": "伯", "源": "原", "锦": "绵", "泰": "秦", "明": "朋", "永": "水", "荷": "苛", "晖": "挥", "梅": "海",
}  # fmt: skip
TAILS = re.compile(
    "(花园|小区|名苑|豪庭|山庄|新村|公寓|雅苑|家园|花苑|华庭|宿舍|名庭|大厦|广场|中心|大楼|村"
    "|产业园|科技园|工业区|数码城|创意园|工业园|科技大厦|金融中心|商业大厦|国际大厦|商务中心)"
)
NOTES = [
    "（近地铁站）",
    "（住所申报）",
    "(仅限办公)",
    " 收",
    "，",
    "（租赁）",
    "(一楼102铺)",
    "（入驻凯信商务秘书有限公司）",
]
TENANTS = [
    "凯信科技有限公司", "深圳市安泰贸易有限公司", "好邻居便利店", "酷联通讯市场", "新亚电子市场", "百果园",
    "中国银行", "康宁大药房", "美宜佳", "瑞丰律师事务所", "小太阳幼儿园", "福星茶餐厅", "远大（深圳）实业有限公司",
]  # fmt: skip
NOT_ADDRESS = [
    "同上", "见合同", "无", "-", "户籍地址", "福田区", "不详", "见附件", "广东省深圳市", "本人住址", "深圳市福田区",
    "{community}公交站对面", "{road}", "{street}{community}", "{area}旁边", "{community}地铁站A出口", "{road}路口",
    "{area}楼下便利店旁", "{area}对面", "{street}", "同身份证地址", "{road}与{road2}交汇处",
]  # fmt: skip
LABELS = [
    "地址：",
    "住址:",
    "联系地址：",
    "现住址 ",
    "收件地址：",
    "经营场所：",
    "注册地址:",
    "居住地址:",
    "Add:",
]
TYPOS = ("typo_drop", "typo_insert", "typo_swap", "typo_shape", "typo_homophone")
Row = dict[str, Any]


def spoken(text: str, rng: random.Random, style: str = "any") -> str:
    """Digits in words: one by one, or as a number when short."""

    def one(found: re.Match[str]) -> str:
        digits = found[0]
        if len(digits) <= 2 and digits[0] != "0" and rng.random() < 0.7:
            return numeral(int(digits))
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
        if style == "radio":
            words = words.replace("一", "幺").replace("零", "洞")
        return words

    return re.sub(r"\d+", one, text)


class Noise:
    """Draws queries for one district."""

    def __init__(self, district: District, seed: int) -> None:
        self.rng = random.Random(seed)
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
        self.names = {e.area for e in district.estates if e.area}
        self.taken = self.names | set(district.roads) | {a["alias"] for a in district.aliases}
        self.alias = defaultdict(list)
        for a in district.aliases:
            self.alias[(a["element"], a["name"], a.get("community"))].append(a)
        chars = sorted(c for c in set("".join(self.taken)) if c >= "一" and c not in "一二三四五六七八九十期")
        self.sound: dict[str, list[str]] = defaultdict(list)
        for code in range(0x4E00, 0x9FA5):
            char = chr(code)
            if len(char.encode("gb2312", "ignore")) == 2:
                self.sound[lazy_pinyin(char)[0]].append(char)
        self.chars = chars
        self.numeric = [
            e
            for e in self.rooms
            if re.search(
                "[一二三四五六七八九十百千万][^期路街]",
                (e["el"].get("area") or "") + (e["el"].get("road") or "") + "#",
            )
        ]

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
                    name[:i]
                    + self.rng.choice(self.sound[lazy_pinyin(name[i])[0]] or [name[i]])
                    + name[i + 1 :]
                )
            if (
                made not in (name, "")
                and made not in self.taken
                and not re.search("[一二三四五六七八九十]", made.translate({ord(c): None for c in name}))
            ):
                return made
        return name

    def draw(self, past: bool) -> Row:
        """One query with its truth."""
        while True:
            roll = self.rng.random()
            if past:
                row = self._past()
            elif roll < 0.03:
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

    def _past(self) -> Row | None:
        makers: list[Callable[[], Row | None]] = [
            self._two_typos, self._tenant, self._crossing, self._range, self._list, self._buildings,
            self._numeral_name, self._dictated, self._scanned, self._surrounded, self._real_after_list,
        ]  # fmt: skip
        return self.rng.choice(makers)()

    def _two_typos(self) -> Row | None:
        row = self._answerable(["typo_two"])
        return row if row and sum(k in TYPOS for k in row["kinds"]) == 2 else None

    def _tenant(self) -> Row | None:
        e = self._pick(0)
        el = dict(e["el"])
        kinds = ["tenant"]
        shown = self.shown(el, kinds)
        if len(self.matches(el, shown)) != 1:
            return None
        part = {k: el[k] for k in ORDER if k in el and k in shown}
        tenant = self.rng.choice(TENANTS)
        house = part.pop("house", "")
        before = "".join(part.values())
        text = self.rng.choice(
            [
                before + tenant + house,
                before + house + tenant,
                f"{before}{house}（{tenant}）",
                f"{tenant}，{before}{house}",
                f"{before}{house}室 {tenant}",
            ]
        )
        if re.search(r"\d$", before) and text.startswith(before + house[:1]) and house:
            return None
        return self._row(text, e, "answerable", kinds)

    def _crossing(self) -> Row | None:
        e = self._pick()
        el = dict(e["el"])
        if "road" not in el or "area" not in el:
            return None
        kinds = ["crossing"]
        shown = set(el) - {"roadno"}
        if self.rng.random() < 0.6:
            shown -= {"street", "community"}
        if self.rng.random() < 0.5:
            shown -= {"road"}
        if len(self.matches(el, shown)) != 1:
            return None
        other = self.rng.choice(self.district.roads)
        way = self.rng.choice(
            [
                "与{o}交汇处",
                "{o}交叉口",
                "北{o}东交汇处",
                "和{o}路口",
                "与{o}交界处东南侧",
                "、{o}交汇处西北角",
            ]
        ).format(o=other)
        part = {k: el[k] for k in ORDER if k in el and k in shown}
        text = (
            part.get("street", "")
            + part.get("community", "")
            + el["road"]
            + way
            + "".join(part[k] for k in ORDER[4:] if k in part)
        )
        return self._row(text, e, "answerable", kinds)

    def _siblings(self, e: Row, low: int, high: int) -> list[Row]:
        rows = [
            x
            for x in self.rooms_of(e["code"][:19])
            if x["el"].get("unit") == e["el"].get("unit") and x["el"].get("floor") == e["el"].get("floor")
        ]
        i = rows.index(e)
        return rows[i : i + self.rng.randint(low, high)]

    def rooms_of(self, building: str) -> list[Row]:
        """Rooms of a building in the library's order."""
        return [
            {"code": f"{building}{n:06d}", "level": "room", "el": self.elements[f"{building}{n:06d}"]}
            for n in range(1, len(self.children[building]) + 1)
            if f"{building}{n:06d}" in self.elements
        ]

    def _range(self) -> Row | None:
        return self._rooms("room_range")

    def _list(self) -> Row | None:
        return self._rooms("room_list")

    def _rooms(self, kind: str) -> Row | None:
        e = self._pick(0)
        if e["level"] != "room":
            return None
        e = {"code": e["code"], "level": "room", "el": e["el"]}
        kinds = [kind]
        el = dict(e["el"])
        shown = self.shown(el, kinds)
        if len(self.matches(el, shown)) != 1:
            return None
        rows = self._siblings(e, 2, 2 if self.rng.random() < 0.6 else 5)
        houses = [str(r["el"]["house"]) for r in rows]
        if (
            len(rows) < 2
            or any(h[:-2] != houses[0][:-2] for h in houses)
            or any(len(h) != len(houses[0]) for h in houses)
        ):
            return None
        if kind == "room_range":
            if not all(h.isdigit() for h in houses):
                return None
            text = self.rng.choice(["-", "至", "~", "—", "到"]).join((houses[0], houses[-1]))
        else:
            text = self.rng.choice(["、", ",", "和", "/", "，"]).join(houses)
        part = {k: el[k] for k in ORDER if k in el and k in shown}
        part["house"] = text + self.rng.choice(["", "", "室", "房", "号"])
        row = self._row("".join(part.values()), e, "range", kinds)
        row["rows"] = [[r["code"]] for r in rows]
        return row

    def _buildings(self) -> Row | None:
        e = self._pick()
        el = dict(e["el"])
        if "area" not in el or "lane" in el or "bldg" not in el:
            return None
        found = [
            b
            for b in self.by_estate[el["area"]]
            if b["el"]["community"] == el["community"] and b["el"].get("roadno") == el.get("roadno")
        ]
        tails = {str(b["el"].get("bldg", ""))[-1:] for b in found}
        if (
            len(found) < 2
            or not tails <= set("栋座幢")
            or len(tails) != 1
            or len(
                self.matches(
                    {k: v for k, v in el.items() if k in ("street", "community", "area", "bldg")}, set(ORDER)
                )
            )
            != 1
        ):
            return None
        rows = found[: self.rng.randint(2, 4)]
        labels = [str(b["el"]["bldg"])[:-1] for b in rows]
        if self.rng.random() < 0.4 and all(x.isdigit() for x in labels):
            text = f"{labels[0]}-{labels[-1]}"
        else:
            text = self.rng.choice(["、", ",", "、", "和"]).join(labels)
        text = el["street"] + el["community"] + el["area"] + text + tails.pop()
        row = self._row(text, rows[0], "range", ["building_list"])
        row["rows"] = [[r["code"]] for r in rows]
        return row

    def _real_after_list(self) -> Row | None:
        e = self._pick(0)
        el = dict(e["el"])
        bldg = str(el.get("bldg", ""))
        if bldg[-1:] not in ("座", "栋") or "lane" in el or len(self.matches(el, set(el))) != 1:
            return None
        others = [str(b["el"].get("bldg")) for b in self.by_estate[el.get("area", "")]]
        if bldg not in others or len(others) < 2 or any(o[-1:] != bldg[-1] for o in others):
            return None
        el["bldg"] = "、".join(o[:-1] for o in others[:4]) + bldg[-1] + bldg
        return self._row(
            "".join(str(el[k]) for k in ORDER if k in el and k != "street"),
            e,
            "answerable",
            ["building_list_real"],
        )

    def _numeral_name(self) -> Row | None:
        return self._answerable(["numeral_name"], self.rng.choice(self.numeric)) if self.numeric else None

    def _dictated(self) -> Row | None:
        e = self._pick()
        el = dict(e["el"])
        kinds = ["dictated"]
        shown = self.shown(el, kinds)
        if len(self.matches(el, shown)) != 1:
            return None
        part = {k: str(el[k]) for k in ORDER if k in el and k in shown}
        style = self.rng.choice(["radio", "digits", "any"])
        if "roadno" in part:
            part["roadno"] = part["roadno"].replace("-", self.rng.choice(["杠", "之", "-"]))
        if "house" in part and self.rng.random() < 0.4:
            part["house"] += self.rng.choice(["室", "房", "号"])
        return self._row("".join(spoken(p, self.rng, style) for p in part.values()), e, "answerable", kinds)

    def _scanned(self) -> Row | None:
        e = self._pick()
        kinds = ["scanned"]
        shown = self.shown(e["el"], kinds)
        if len(self.matches(e["el"], shown)) != 1:
            return None
        part = {k: str(e["el"][k]) for k in ORDER if k in e["el"] and k in shown}
        text = ""
        for key, piece in part.items():
            if key in ("roadno", "lane", "bldg", "unit", "floor", "house"):
                piece = "".join(
                    self.rng.choice("Oo0") if c == "0" else self.rng.choice("lI1") if c == "1" else c
                    for c in piece
                )
            text += piece
        if not re.search("[OolI]", text):
            return None
        return self._row(text, e, "answerable", kinds)

    def _surrounded(self) -> Row | None:
        row = self._answerable()
        if row is None or "separators" in row["kinds"]:
            return None
        phone = f"100{self.rng.randint(0, 99999999):08d}"
        kind = self.rng.choice(["label", "phone", "postcode", "label_all"])
        text = row["text"]
        if kind == "label":
            text = self.rng.choice(LABELS) + text
        elif kind == "phone":
            text += self.rng.choice(
                [
                    f" {phone}",
                    f"，电话{phone}",
                    f"（电话：{phone}）",
                    f" 联系电话:{phone}",
                    f"，0755-8{phone[4:]}",
                    f" 张先生{phone}",
                ]
            )
        elif kind == "postcode":
            post = f"5180{self.rng.randint(10, 59)}"
            text = self.rng.choice(
                [f"{post} {text}", f"{text} 邮编{post}", f"{text}（邮编：{post}）", f"邮编:{post} {text}"]
            )
        else:
            text = f"{self.rng.choice(LABELS)}{text} 邮编：5180{self.rng.randint(10, 59)} 电话：{phone}"
        row["text"] = text
        row["kinds"] = sorted([*row["kinds"], kind])
        return row


def number_of(word: str) -> str:
    """一 … 二十 as digits."""
    return next(str(n) for n in range(1, 60) if numeral(n) == word)
