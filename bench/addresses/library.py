"""Makes an invented district: a library of standard addresses and its alias table, by seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.addresses.stock import STOCKS

DIVISIONS = Path(__file__).parents[2] / "hall_app" / "addresses" / "data" / "divisions.json"
PREFIX = "广东省深圳市福田区"
ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg", "unit", "floor", "house")
PHASES = ("一期", "二期", "三期", "四期")
ZONES = ("东区", "西区", "南区", "北区", "(南区)", "(北区)", "A区", "B区")
DIGITS = "零一二三四五六七八九"


@dataclass
class Estate:
    """One estate: where it stands, how its buildings are named, and its entries."""

    street: str
    community: str
    road: str | None
    roadno: str | None
    area: str | None
    shape: str
    entries: list[dict[str, object]] = field(default_factory=list)


def numeral(number: int) -> str:
    """The number below 100 in words."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else DIGITS[tens] + "十")
    return head + (DIGITS[ones] if ones or not tens else "")


class District:
    """An invented district: ``estates`` with their entries, ``aliases``, ``roads``."""

    def __init__(self, seed: int, size: int, stock: str = "workshop") -> None:
        self.random = random.Random(seed)
        self.stock = STOCKS[stock]
        self.aliases: list[dict[str, str]] = []
        self.estates: list[Estate] = []
        divisions = json.loads(DIVISIONS.read_text(encoding="utf-8"))
        self.communities = [(s["name"], c) for s in divisions["streets"] for c in s["communities"]]
        self.random.shuffle(self.communities)
        self.communities = self.communities[: max(12, min(86, size // 800))]
        chars = list(dict.fromkeys(self.stock.chars))
        self.random.shuffle(chars)
        self.chars = chars[: self.stock.kept]
        self.roads = self._roads(max(14, size // self.stock.entries_a_road))
        self.names: set[str] = set()
        self.door: dict[str, int] = {}
        self.serial: dict[str, int] = {}
        count = 0
        while count < size:
            count += self._add_estate()
        self._make_aliases()

    def _stem(self, lengths: tuple[int, ...] | None = None) -> str:
        if self.random.random() < 0.03:
            return self.random.choice(self.stock.numerals)
        if self.stock.borrows and self.random.random() < self.stock.borrows:
            return self.random.choice(self.stock.borrowed)
        return "".join(self.random.sample(self.chars, self.random.choice(lengths or self.stock.lengths)))

    def _roads(self, count: int) -> list[str]:
        roads: dict[str, None] = {}
        while len(roads) < count:
            stem = self._stem()
            if self.random.random() < 0.25:
                for number in range(1, self.random.randint(3, 10)):
                    roads[stem + numeral(number) + "路"] = None
            elif self.random.random() < 0.2:
                for way in self.random.sample("东南西北中", 3):
                    roads[f"{stem}{way}路"] = None
            else:
                roads[stem + self.random.choice(self.stock.roads)] = None
        return list(roads)

    def _name(self, tails: tuple[str, ...]) -> str:
        if self.names and self.random.random() < self.stock.shared:
            return self.random.choice(sorted(self.names))
        return self._stem() + self.random.choice(tails)

    def _code(self, street: str, community: str) -> str:
        stem = f"440304{self.streets.index(street) + 1:03d}{abs(hash_of(community)) % 90 + 1:03d}"
        stem += f"{self.random.randint(1, 13):02d}"
        self.serial[stem] = self.serial.get(stem, 90000) + 1
        return f"{stem}{self.serial[stem]:05d}"

    @property
    def streets(self) -> list[str]:
        return sorted({street for street, _ in self.communities})

    def _add_estate(self) -> int:
        street, community = self.random.choice(self.communities)
        shape = self.random.choices(("residential", "tower", "village", "park"), self.stock.shapes)[0]
        if shape == "village":
            return self._village(street, community)
        tails = {"residential": self.stock.homes, "tower": self.stock.towers, "park": self.stock.parks}[shape]
        area: str | None = self._name(tails)
        road = self.random.choice(self.roads)
        total = 0
        parts = [""]
        if self.random.random() < 0.3:
            parts = list(PHASES[: self.random.randint(2, 4)])
        elif self.random.random() < 0.08:
            parts = list(self.random.choice((ZONES[:2], ZONES[2:4], ZONES[4:6], ZONES[6:])))
        self.names.add(area or "")
        if self.random.random() < 0.02:
            area, parts = None, [""]
        for part in parts:
            self.door[road] = self.door.get(road, 0) + self.random.randint(0, 40) + 1
            number = self.door[road] + (self.random.choice((0, 900, 3000)) if road.endswith("道") else 0)
            door = f"{number}-{self.random.randint(1, 5)}号" if self.random.random() < 0.08 else f"{number}号"
            estate = Estate(street, community, road, door, area and area + part, shape)
            total += self._fill(estate)
            if self.random.random() < 0.03:
                other = Estate(street, community, road, door, self._name(self.stock.homes), "residential")
                if self.random.random() < 0.5:
                    other.street, other.community = self.random.choice(self.communities)
                total += self._fill(other)
        return total

    def _village(self, street: str, community: str) -> int:
        base = community.removesuffix("社区").removesuffix("村")
        name = base + self.random.choice(("村", "村", "新村", "北村", "上村", "南村"))
        if any(e.area == name for e in self.estates):
            return 0
        estate = Estate(street, community, None, None, name, "village")
        lane_word = self.random.choice(self.stock.lanes)
        lanes = [numeral(n) + lane_word for n in range(1, self.random.randint(2, 16))] if lane_word else [""]
        for lane in lanes:
            for number in range(1, self.random.randint(8, 40)):
                door = f"{number}-1号" if self.random.random() < 0.04 else f"{number}号"
                self._building(estate, {"lane": lane, "bldg": door}, self._rooms_village())
        self.estates.append(estate)
        return len(estate.entries)

    def _rooms_village(self) -> list[tuple[str, str, str]]:
        floors = self.random.randint(4, 10)
        wide = self.random.randint(1, 4)
        letters = self.random.random() < 0.4
        return [
            ("", "", f"{f}{'ABCDEF'[n]}" if letters else f"{f}{n + 1:02d}")
            for f in range(self.random.randint(1, 2), floors + 1)
            for n in range(wide)
        ]

    def _fill(self, estate: Estate) -> int:
        count = self.random.choices((1, 2, 3, 4, 6, 9), (38, 22, 15, 12, 8, 5))[0]
        labels = self._labels(estate, count)
        rooms = getattr(self, f"_rooms_{estate.shape}")()
        for label in labels:
            if self.random.random() < 0.15:
                rooms = getattr(self, f"_rooms_{estate.shape}")()
            self._building(estate, {"bldg": label}, rooms)
        self.estates.append(estate)
        return len(estate.entries)

    def _labels(self, estate: Estate, count: int) -> list[str]:
        if count == 1 and self.random.random() < 0.6:
            return [""]
        if estate.shape == "park":
            first = self.random.choice((1, 201, 301))
            return [f"{first + n}栋" for n in range(count)]
        kind = self.random.choices(("栋", "座", "幢", "named", "号楼", "pair"), (50, 25, 8, 9, 4, 4))[0]
        if kind == "named":
            tail = self.random.choice(("阁", "轩", "居", "楼"))
            return list({self._stem((2,)) + tail: 0 for _ in range(count)})
        if kind == "pair" and count == 2:
            return list(self.random.choice((("东座", "西座"), ("主楼", "副楼"), ("T1座", "T2座"))))
        if kind in ("座", "pair"):
            return [f"{'ABCDEFGHJ'[n]}座" for n in range(count)]
        return [f"{n + 1}{kind}" for n in range(count)]

    def _rooms_residential(self) -> list[tuple[str, str, str]]:
        floors = self.random.choice((6, 7, 7, 8, 18, 28))
        units: list[str] = [""]
        if self.random.random() < 0.35:
            letters = self.random.random() < 0.3
            units = [f"{'ABCDE'[n] if letters else n + 1}单元" for n in range(self.random.randint(2, 5))]
        wide = 2 if units[0] else self.random.randint(3, 8)
        letters = self.random.random() < 0.25
        first = self.random.choice((1, 1, 2))
        return [
            (unit, "", f"{f}{'ABCDEFGH'[n]}" if letters else f"{f}{n + 1:02d}")
            for unit in units
            for f in range(first, floors + 1)
            for n in range(wide)
        ]

    def _rooms_tower(self) -> list[tuple[str, str, str]]:
        floors, wide = self.random.randint(8, 32), self.random.randint(4, 12)
        style = self.random.choice(("n", "n", "l", "nl", "nn"))
        rooms: list[tuple[str, str, str]] = []
        named = self.random.random() < 0.15
        for f in range(self.random.choice((1, 2, 3)), floors):
            floor = f"{f}层" if named else ""
            for n in range(wide):
                if style == "nl":
                    rooms += [("", floor, f"{f}{n + 1:02d}{x}") for x in "AB"]
                else:
                    rooms.append(
                        ("", floor, f"{f}{'ABCDEFGHJKLM'[n]}" if style == "l" else f"{f}{n + 1:02d}")
                    )
        return rooms

    def _rooms_park(self) -> list[tuple[str, str, str]]:
        floors, wings = self.random.randint(5, 10), self.random.choice(("A", "AB", "ABC"))
        named = self.random.random() < 0.8
        return [
            ("", f"{f}层" if named else "", f"{f}{wing}{n + 1:02d}")
            for f in range(1, floors + 1)
            for wing in wings
            for n in range(self.random.randint(4, 9))
        ]

    def _building(self, estate: Estate, extra: dict[str, str], rooms: list[tuple[str, str, str]]) -> None:
        base = {
            "street": estate.street,
            "community": estate.community,
            "road": estate.road,
            "roadno": estate.roadno,
            "area": estate.area,
            **extra,
        }
        base = {k: v for k, v in base.items() if v}
        code = self._code(estate.street, estate.community)
        estate.entries.append(entry(code, "building", base))
        for n, (unit, floor, house) in enumerate(rooms, 1):
            more = {k: v for k, v in (("unit", unit), ("floor", floor), ("house", house)) if v}
            estate.entries.append(entry(f"{code}{n:06d}", "room", base | more))

    def _make_aliases(self) -> None:
        taken = {e.area for e in self.estates} | set(self.roads)
        for road in self.random.sample(self.roads, min(len(self.roads), len(self.roads) // 6 + 3)):
            alias = self._stem() + self.random.choice(self.stock.roads[:5])
            if alias not in taken:
                self.aliases.append({"element": "road", "alias": alias, "name": road, "kind": "old"})
                taken.add(alias)
        for estate in self.random.sample(self.estates, len(self.estates) // 4 + 1):
            alias = self._stem() + self.random.choice(self.stock.colloquial)
            if estate.area and alias not in taken:
                kind = self.random.choice(("old", "colloquial"))
                self.aliases.append(
                    {
                        "element": "area",
                        "alias": alias,
                        "name": estate.area,
                        "kind": kind,
                        "community": estate.community,
                    }
                )
                taken.add(alias)
        for street, community in self.random.sample(self.communities, 4):
            alias = self._stem((2,)) + "社区"
            self.aliases.append(
                {"element": "community", "alias": alias, "name": community, "kind": "old", "street": street}
            )

    def entries(self) -> Iterator[dict[str, object]]:
        """All entries, a building before its rooms."""
        for estate in self.estates:
            yield from estate.entries


def hash_of(text: str) -> int:
    """A hash that is the same in every run."""
    return sum(ord(c) * 31**i for i, c in enumerate(text)) % 1_000_003


def entry(code: str, level: str, el: dict[str, str]) -> dict[str, object]:
    """One library line."""
    el = {k: el[k] for k in ORDER if k in el}
    return {"code": code, "level": level, "text": PREFIX + "".join(el.values()), "el": el}


def write_lines(path: Path, rows: Iterator[dict[str, object]] | list[dict[str, object]]) -> int:
    """Write JSON lines; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count
