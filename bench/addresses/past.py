"""Texts that go past the sample: dictated, scanned, with tenants, crossings, lists, labels and telephones."""

from __future__ import annotations

import re
from collections.abc import Callable

from bench.addresses.library import ORDER, District
from bench.addresses.noise import Noise
from bench.addresses.spoiling import Row, spoken
from bench.addresses.words import LABELS, PEOPLE, TENANTS, TYPOS


class Past(Noise):
    """Draws texts past the sample for one district."""

    def __init__(self, district: District, seed: int) -> None:
        super().__init__(district, seed)
        self.numeric = [
            e
            for e in self.rooms
            if re.search(
                "[一二三四五六七八九十百千万][^期路街]",
                (e["el"].get("area") or "") + (e["el"].get("road") or "") + "#",
            )
        ]

    def draw(self) -> Row:
        """One text with its truth."""
        while (row := self._past()) is None:
            pass
        return row

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
                f"{before}{house}（入驻{tenant}）",
                f"{before}{house}-{tenant}",
                f"{before}{house}室，{tenant}",
                f"{tenant} {before}{house}",
                f"{before}{house}【{tenant}】",
                f"{before}{house}号{tenant}",
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
                "与{o}交汇处", "{o}交叉口", "北{o}东交汇处", "和{o}路口", "与{o}交界处东南侧", "、{o}交汇处西北角", "与{o}交叉路口",
                "{o}交汇处", "与{o}交汇", "与{o}交汇处东北角", "/{o}交汇处", "西侧与{o}南侧交汇处", "（近{o}）", "(靠{o})", "和{o}交汇的", "与{o}十字路口",
            ]
        ).format(o=other)  # fmt: skip
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
            text = self._range_text(houses)
        else:
            text = self.rng.choice(["、", ",", "和", "/", "，", "与", "及", "室、", "号、"]).join(houses)
            if all(len(h) == 4 and h.isdigit() for h in houses) and self.rng.random() < 0.2:
                text = "、".join([houses[0], *(h[2:] for h in houses[1:])])
        if not text:
            return None
        part = {k: el[k] for k in ORDER if k in el and k in shown}
        part["house"] = text + self.rng.choice(["", "", "室", "房", "号", "号房"])
        if self.rng.random() < 0.15:
            kinds.append("range_dictated")
            part["house"] = (
                spoken(part["house"], self.rng, "digits")
                .replace("--", "-")
                .replace("-", "至")
                .replace("—", "到")
            )
        row = self._row("".join(part.values()), e, "range", kinds)
        row["rows"] = [[r["code"]] for r in rows]
        return row

    def _range_text(self, houses: list[str]) -> str:
        first, last = houses[0], houses[-1]
        if all(h.isdigit() for h in houses):
            joiner = self.rng.choice(["-", "至", "~", "—", "到", "－", "室-", "室至", "号-", "--"])
            if len(first) == 4 and self.rng.random() < 0.15:
                return f"{first}-{last[2:]}"
            return first + joiner + last
        if all(re.fullmatch(r"\d*[A-Z]\d+", h) for h in houses):
            return first + self.rng.choice(["-", "至", "~"]) + last
        return ""

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
        word = tails.pop()
        if self.rng.random() < 0.4 and all(x.isdigit() for x in labels):
            text = (
                labels[0]
                + self.rng.choice(["-", "至", "~", "到", f"{word}-", f"{word}至"])
                + labels[-1]
                + word
            )
        else:
            joiner = self.rng.choice(
                ["、", ",", "、", "和", f"{word}、", f"{word}和", f"{word},", "，", "/", "及"]
            )
            text = joiner.join(labels) + word
        text = el["street"] + el["community"] + el["area"] + text
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
        style = self.rng.choice(["radio", "digits", "any", "round", "capital", "two"])
        if "roadno" in part:
            part["roadno"] = part["roadno"].replace("-", self.rng.choice(["杠", "之", "-"]))
        if "house" in part and self.rng.random() < 0.4:
            part["house"] += self.rng.choice(["室", "房", "号", "号房"])
        joiner = self.rng.choice(["", "", "", "，", "的"])
        if (
            joiner == "的"
            and "bldg" in part
            and "house" in part
            and "unit" not in part
            and "floor" not in part
        ):
            part["bldg"] += "的"
        return self._row(
            (joiner if joiner == "，" else "").join(spoken(p, self.rng, style) for p in part.values()),
            e,
            "answerable",
            kinds,
        )

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
        kind = self.rng.choice(["label", "phone", "postcode", "label_all", "person"])
        text = row["text"]
        post = f"5180{self.rng.randint(10, 59)}"
        spaced = self.rng.choice(
            [
                phone,
                phone,
                f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
                f"{phone[:3]} {phone[3:7]} {phone[7:]}",
                f"+86{phone}",
                f"86-{phone}",
            ]
        )
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
                    f" 手机{spaced}",
                    f" Tel:0755-8{phone[4:]}",
                    f"（{spaced}）",
                    f" (0755)8{phone[4:]}",
                    f"，电话：0755 8{phone[4:]}",
                    f";{spaced}",
                    f" 手机号码：{spaced}",
                ]
            )
        elif kind == "postcode":
            text = self.rng.choice(
                [
                    f"{post} {text}",
                    f"{text} 邮编{post}",
                    f"{text}（邮编：{post}）",
                    f"邮编:{post} {text}",
                    f"{text}，{post}",
                    f"{text} ({post})",
                    f"{text}邮政编码：{post}",
                    f"邮编{post}，{text}",
                    f"{post}，{text}",
                ]
            )
        elif kind == "person":
            person = self.rng.choice(PEOPLE)
            text = self.rng.choice(
                [
                    f"{person}，{spaced}，{text}",
                    f"{text}，{person}，{spaced}",
                    f"{text} {person} {phone}",
                    f"{person} {phone} {text}",
                    f"{text}（{person}收）",
                    f"{text}，{person}收",
                    f"{person}，电话：{spaced}，地址：{text}",
                    f"姓名：{person} 地址：{text}",
                    f"{text} 联系人：{person}",
                ]
            )
        else:
            text = f"{self.rng.choice(LABELS)}{text} 邮编：{post} 电话：{phone}"
        row["text"] = text
        row["kinds"] = sorted([*row["kinds"], kind])
        return row
