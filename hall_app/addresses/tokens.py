"""Cuts what is left of a text, once names are taken out, into numbers with their words and loose characters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from hall_app.addresses.rules import either, load
from hall_app.addresses.surroundings import NO_DOOR

_WORDS: dict[str, Any] = load("words")
_CHARS: dict[str, Any] = load("characters")
_CLASS = {word: name for name, options in _WORDS["units"].items() for word in options}
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_VALUE = "负?[0-9A-Z]+(?:[-_][0-9A-Z]+)*"


def _unit_word(word: str) -> str:
    """The pattern of a unit word; of one that places nothing, only where no name goes on: 402米达药房, 303街坑便利店."""
    if _CLASS[word] != "junk" or word == "期":
        return word
    alone = rf"{word}(?![{_HAN}])"
    return rf"(?:(?<![0-9]{{3}}){word}|{alone})" if word in "区路街" else alone


_WORD = "|".join(_unit_word(word) for word in sorted(_CLASS, key=len, reverse=True))
_TOKEN = re.compile(rf"(-?{_VALUE})({_WORD})?|([{_HAN}]+)|(.)")
_MARKS = ("\ue000", "\uf8ff")  # from the first to the last: a lane by its name, see ``Estate.with_marks``
_LIST = re.compile(rf"({_VALUE}(?:,{_VALUE})+)(栋|幢|座|号楼)")
_RANGE = re.compile(rf"(?<=[0-9A-Z栋幢座楼室房号户铺])(?:{either(_CHARS['range_words'])})(?=[0-9A-Z])")
_JOINING = re.compile(f"[{''.join(_CHARS['range_words'] + _CHARS['list_words'])}]")
_DASHES = re.compile("-{2,}")
_LISTING = re.compile(rf"(?<=[0-9A-Z栋幢座楼室房号户铺])(?:{either(_CHARS['list_words'])})(?=[0-9A-Z])")
_ONE = "[0-9A-Z]+"
_ROOM_WORD = "(?:号房|室|房|户|铺)"
_SAME_WORD = re.compile(rf"({_ONE})(栋|幢|座|号楼)(?=[,-]{_ONE}\2)")
# 1A04房,5号楼 and 702室,23号,五坊 are no lists: a room, and the building that it is in
_ROOM_LIST = re.compile(
    rf"({_ONE}){_ROOM_WORD}(?=[,-](?:{_ONE}(?:{_ROOM_WORD}|[,|)-]|$)|[0-9A-Z]{{3,}}号(?!楼)))"
)
_DOOR_LIST = re.compile(rf"([0-9A-Z]{{3,}})号(?=[,-]([0-9A-Z]{{3,}})(?:{_ROOM_WORD}|号|[,|)]|$))")
_NOISE = re.compile(f"(?:{either(_WORDS['rest_noise'])})")
_TENANT = re.compile(
    f"(?:{either([*_WORDS['tenant'], *_WORDS['tenant_strong'], *_WORDS['brands']])})(?:[0-9]期)?$"
)
_WEAK = re.compile(f"(?:{either(_WORDS['tenant_weak'])})$")
_STRONG = re.compile(f"(?:{either([*_WORDS['tenant_strong'], *_WORDS['brands'], '银行', '支行'])})$")
_DESCRIBING = re.compile(f"(?:{either(_WORDS['describing'])})")

# (翻吉八路28号), (凤月岩一路): the road of another estate of this name, badly written, is no note
_ROAD_NOTED = re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,6}}[0-9]{{0,2}}[东南西北中]?[路街道](?:[0-9]|[|,]*$)")

_TENANT_FIGURES = frozenset(_WORDS["tenant_figures"])
_NAMES_BEGIN = ("", "lane", "junk")
CHAR_COST, CHARS_MOST, TENANT_COST, NOTE_COST = 0.5, 2.0, 0.15, 0.1


class Token(NamedTuple):
    """A value with the class of the word behind it, of a lane the word, before a floor the dash; ``note`` where it stands in brackets, ``apart`` behind a name."""

    value: str
    kind: str
    note: bool
    comma: bool
    word: str = ""
    apart: bool = False


class Rest(NamedTuple):
    """Tokens in order, what the loose characters cost and are; ``weak``: some may as well be an estate as a tenant."""

    tokens: tuple[Token, ...]
    cost: float
    loose: int
    describing: bool
    weak: bool


@lru_cache(30_000)
def cut(text: str) -> Rest:
    """Read a rest in which every name taken out is one ``|``. Rests of a district's texts repeat: kept."""
    main, notes = _brackets(text) if "(" in text else (text, "")
    tokens: list[Token] = []
    cost, loose, describing, weak = _read(main, tokens, False)
    if notes and any(c not in "|,-" for c in notes):
        _read(notes, tokens, True)
        cost += NOTE_COST
        if _ROAD_NOTED.search(notes):
            cost += CHARS_MOST
            loose += 2
    return Rest(tuple(tokens), cost, loose, describing, weak)


_BRACKETED = re.compile(r"\(([^()]*)\)")


def _brackets(text: str) -> tuple[str, str]:
    """What stands outside brackets, each ``|`` there, and what stands inside, each ended by ``|``."""
    plain = _BRACKETED.sub("|", text)
    if "(" not in plain and ")" not in plain:
        return plain, "".join([f"{inside}|" for inside in _BRACKETED.findall(text)])
    main, notes, depth = [], [], 0
    for char in text:
        if char == "(":
            depth += 1
            main.append("|")
        elif char == ")":
            depth = max(0, depth - 1)
            notes.append("|")
        else:
            (notes if depth else main).append(char)
    return "".join(main), "".join(notes)


def _read(text: str, tokens: list[Token], note: bool) -> tuple[float, int, bool, bool]:
    cost, loose, describing, comma, tenant, weak, apart = 0.0, 0, False, False, False, False, False
    if _JOINING.search(text):
        text = _LISTING.sub(",", _RANGE.sub("-", text))
    text = _together(text)
    if "," in text:
        text = _LIST.sub(_listed, text)
    for value, word, han, sign in _TOKEN.findall(text):
        if value:
            kind = _CLASS.get(word, "")
            dash = value[0] == "-"
            if dash:
                value = value[1:]
            if kind == "junk" and tenant:
                tenant = False  # 新亚洲电子市场二期: part of a tenant's name
                continue
            tenant = False
            if word == "座":
                kind = "座"
            elif word == "楼" and len(value) > 2 and value[0] != "负":
                kind = ""  # 401楼秋美容院: no house has 401 floors
            said = word if kind == "lane" else "-" if dash and kind == "floor" else ""
            tokens.append(Token(value, kind, note, comma, said, apart))
            comma = apart = False
        elif han:
            if note:
                continue
            one, many, describes = _han(han)
            tenant = one == TENANT_COST
            if tenant and _begins_tenant(tokens):
                tokens.pop()
            weak = weak or tenant and not _STRONG.search(han) and _WEAK.search(han) is not None
            if not tokens or describes:
                describing = describing or describes
            cost += one
            loose += many
            comma = True
        elif sign == "\x1f":
            continue
        elif _MARKS[0] <= sign <= _MARKS[1]:
            tokens.append(Token(sign, "lane", note, comma))
            comma = tenant = False
        elif sign == "," and tokens or sign == "|":
            comma = True
            apart = apart or sign == "|"
    return cost, loose, describing, weak


def _begins_tenant(tokens: list[Token]) -> bool:
    """Whether the last number begins the tenant's name behind it: 403,6福药房, 6层3和快递点, 5C,4S店, 304,KFC餐厅."""
    if len(tokens) < 2:
        return False
    room, last = tokens[-2:]
    if last.comma and last.kind in _NAMES_BEGIN and room.kind in ("", "house"):
        value = last.value
        if value in _TENANT_FIGURES or len(value) > 1 and value.isalpha() and value != NO_DOOR:
            return True
    most = 1 if room.kind == "floor" else 2 if last.comma and room.kind in ("", "house") else 0
    return last.value.isdigit() and len(last.value) <= most and last.kind in _NAMES_BEGIN


def _together(text: str) -> str:
    """Members of a list or range that each carry the word (1栋、2栋; 101室-103室) share one."""
    if "-" not in text and "," not in text:
        return text
    text = _DASHES.sub("-", text)
    text = _SAME_WORD.sub(r"\1", text)
    return _DOOR_LIST.sub(_bare, _ROOM_LIST.sub(r"\1", text))


def _bare(found: re.Match[str]) -> str:
    """101号-103号 are rooms where only the end differs; 15号-104 is a door and a room."""
    first, last = found[1], found[2]
    return first if len(first) == len(last) and first[:-2] == last[:-2] else found[0]


def _listed(found: re.Match[str]) -> str:
    """1,2栋 is one label; of 501,5栋 and 1101,A座 the first is a room, the building is the next one's."""
    members = found[1].split(",")
    if len(members[-1]) < 3 <= len(members[0]) and any(char.isdigit() for char in members[0]):
        return found[0]
    return found[1].replace(",", "_LIST_") + found[2]


def _han(text: str) -> tuple[float, int, bool]:
    """Cost, unexplained characters, and whether the words describe a spot near something."""
    if _DESCRIBING.search(text):
        return CHAR_COST, 0, True
    if len(text) > 2 and _TENANT.search(text) or _STRONG.search(text):
        return TENANT_COST, 0, False
    left = _NOISE.sub("", text)
    if not left:
        return 0.02, 0, False
    return min(CHAR_COST * len(left), CHARS_MOST), len(left), False
