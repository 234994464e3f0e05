"""One form for both sides: texts as people write them and names as the library holds them.

The order matters: widths, then traditional characters, then spaces between Chinese characters, then
numerals, and dashes only after numerals (A—六〇一 is A-601). See ``addresses.md`` 5.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from opencc import OpenCC

from hall_app.addresses.rules import either, load
from hall_app.addresses.surroundings import without_surroundings

LONGEST = 400
TWICE_LEAST = 8
_CIRCLED = "".join(map(chr, range(0x2460, 0x2474)))  # ①…⑳ before an address number its line
_CHARS: dict[str, Any] = load("characters")
_DIGIT: dict[str, str] = _CHARS["digits"]
_SPOKEN: dict[str, str] = _CHARS["spoken"]
_TENS: dict[str, int] = _CHARS["tens"]


class _Table(dict[int, str | int]):
    """A table for ``str.translate`` that notes the everyday characters it leaves alone: each is missed once only."""

    def __missing__(self, char: int) -> int:
        if char < 0x10000:
            self[char] = char
        return char


def _table() -> _Table:
    """Signs of one kind to one sign, and traditional characters to simplified: one pass over a text does both."""
    block = "".join(map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))))
    simple = OpenCC("t2s").convert(block)
    table = _Table({ord(a): b for a, b in zip(block, simple, strict=True) if a != b})
    for key, made in (("dashes", "-"), ("open", "("), ("close", ")"), ("dots", "·"), ("separators", ",")):
        table |= {ord(char): made for char in _CHARS[key]}
    table |= {ord(char): "号" for char in _CHARS["number_sign"]}
    table |= {ord(a): b for a, b in _CHARS["look_alike"].items()} | {0xA0: " ", 0x3000: " "}
    table |= dict.fromkeys(
        range(0xE000, 0xF900), ""
    )  # of private use: an estate's lanes are marked with them
    return table


_TABLE = _table()
_LANES = "".join(word for word in load("words")["units"]["lane"] if len(word) == 1)
_PLAIN = "".join(_DIGIT)
_ALL = _PLAIN + "".join(_SPOKEN) + "".join(_TENS)
_RUN = re.compile(f"[{_ALL}]+")
# 陆 and 伍 stand in names too (欧陆花园): numerals only among their like, before the
# word of a number, or before the letter of a room.
_NAMING = "陆伍"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟零〇○十"
_AMONG_NUMERALS = (
    f"(?:(?<=[{_FORMAL}])[{_NAMING}]"
    f"|[{_NAMING}](?=[{_FORMAL}栋幢座单梯号层楼期室房户之杠{_LANES}-]|[A-Za-z](?![A-Za-z栋幢座区期])))"
)
_CAREFUL_RUN = re.compile(f"(?:[{_ALL.translate({ord(char): None for char in _NAMING})}]|{_AMONG_NUMERALS})+")
_DASHING = re.compile(r"(?<=[0-9A-Z])一(?=[0-9])")
# Figures and numerals in words side by side are two numbers: 504八方物业; 龙海二14号 has lost its 路. But 5〇2 is one.
_BEFORE_FIGURES = frozenset(_PLAIN.translate({ord(c): None for c in "零〇○"}) + "十")
_AFTER_FIGURES = frozenset("一二三四五六七八九壹贰叁肆伍陆柒捌玖")
_FIGURES = frozenset("0123456789")
# 6B七天药房, 802十里市场, 3678-1十全小区: what follows a room in words is the name of a tenant; 6A二 may be a room
_NAMED_ON = re.compile(
    f"(?<=[0-9][A-Z])[{''.join(_AFTER_FIGURES)}](?=[\u3400-\u9fff])"
    f"(?![{_ALL}栋幢座单元号层楼期室房户铺门梯{_LANES}])"
    f"|(?<=[0-9]{{3}})十(?=[\u3400-\u9fff])(?![{_ALL}])"
    f"|(?<=[0-9])十(?=[\u3400-\u9fff])(?![{_ALL}栋幢座单元梯号层楼期室房户铺门{_LANES}])"
)
_WORDS = {**{c: c for c in "0123456789"}, **_DIGIT, **_SPOKEN}


def _number(run: re.Match[str]) -> str:
    return number(run[0])


def _number_apart(run: re.Match[str]) -> str:
    """A run of numerals as digits, kept apart from the figures beside it."""
    text, around = run[0], run.string
    start, end = run.span()
    made = number(text)
    if start and (
        text[0] in _AFTER_FIGURES and around[start - 1] in _FIGURES or _NAMED_ON.match(around, start)
    ):
        made = "," + made
    if end < len(around) and around[end] in _FIGURES and text[-1] in _BEFORE_FIGURES:
        made += ","
    return made


@lru_cache(20_000)
def number(text: str) -> str:
    """A run of numerals as digits: one by one, or by tens and hundreds, or one after the other (十二零三)."""
    if len(text) == 1:
        return _DIGIT.get(text) or ("1" if text == "幺" else str(_TENS[text]) if text in "十拾廿卅" else text)
    if not any(char in _DIGIT or char in "十拾" for char in text) and set(text) <= set("百佰千仟两拐勾"):
        return text
    if not any(char in _TENS for char in text):
        return "".join(_WORDS[char] for char in text)
    return _by_tens(text)


def _by_tens(text: str) -> str:
    made, total, digit, least, gap = "", 0, "", 100000, False
    for char in text:
        if char in _TENS:
            weight = _TENS[char]
            if weight >= least or len(digit) > 1:
                made, total, least = made + (str(total) if total else ""), 0, 100000
                if len(digit) > 1:
                    made, digit = made + digit[:-1], digit[-1]
            if weight in (20, 30):
                total, least = total + weight, 10
            else:
                total, least = total + int(digit or "1") * weight, weight
            digit, gap = "", False
        elif _WORDS[char] == "0" and not digit and total and least > 10 and not gap:
            gap = True
        else:
            digit += _WORDS[char]
    if not digit:
        return made + str(total) if total else made
    if not total:
        return made + digit
    if len(digit) == 1 and (least == 10 and not gap or gap):
        return made + str(total + int(digit))
    if len(digit) == 1 and not gap:
        return made + str(total + int(digit) * least // 10)
    if least == 10 and not gap and digit[0] != "0":
        return made + str(total + int(digit[0])) + digit[1:]
    return made + str(total) + ("0" if gap else "") + digit


# 三洞新村, 三洞八巷: a 洞 that begins or ends a name is no zero said aloud; another character of that sound stands for it
_CAVE = re.compile(
    f"洞(?=[\u3400-\u9fff])(?!横?杠|减|[{_ALL}栋幢座单元梯号层楼期室房户铺门路街区之杠{_LANES}])"
    f"|(?<![{_ALL}][{_ALL}])洞(?=[一二三四五六七八九十]+[巷坊]|[0-9]+[巷坊号])"
)


def simplify(text: str) -> str:
    """Half width, simplified characters, one sign for each kind of dash, bracket, dot and separator."""
    if text.isascii():
        return text.translate(_TABLE)
    made = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return _CAVE.sub("峒", made) if "洞" in made else made


def _numerals(text: str) -> re.Pattern[str]:
    """What finds the runs of numerals of a text."""
    return _CAREFUL_RUN if "陆" in text or "伍" in text else _RUN


def digits(text: str) -> str:
    """Numerals in words as digits, wherever they stand."""
    return _numerals(text).sub(_number, text)


_NAME_DROP = re.compile(r"[\s()·,]")
_ORDINAL = re.compile("(?<![0-9A-Z])第(?=[0-9])")
_ORDINAL_AFTER = re.compile("(?<=[0-9A-Z])第(?=[0-9])")


def name_form(text: str) -> str:
    """A name of the library in the form in which texts are searched."""
    made = digits(simplify(text))
    if "第" in made:
        made = _ORDINAL.sub("", made)
    return _NAME_DROP.sub("", made).upper()


# 三九二路 is written 三九2路 too
_LAST_NUMERAL = re.compile(f"(?<=[{_PLAIN}])[{''.join(_AFTER_FIGURES)}](?=[路街期区巷道])")


_BETWEEN = re.compile(f"([{_ALL}])[^{_ALL}](?=[{_ALL}])")


def apart_forms(name: str) -> list[str]:
    """Forms of a name in which numerals beside figures stand apart, as texts have them: K3四路 is K3,4路, 三九2路 39,2路, 溪六第三工业区 溪6,3工业区."""
    plain = _NAME_DROP.sub("", simplify(name))
    written = (plain, _LAST_NUMERAL.sub(_number, plain))
    made = (_ORDINAL_AFTER.sub(",", _numerals(text).sub(_number_apart, text)).upper() for text in written)
    return [form for form in dict.fromkeys(made) if "," in form]


def numerals_met(name: str) -> list[str]:
    """Forms of a name that lost the one character between two numerals, which then read as one: 百五路 for 百花五路."""
    plain = _NAME_DROP.sub("", simplify(name))
    return [name_form(plain[: found.end(1)] + plain[found.end() :]) for found in _BETWEEN.finditer(plain)]


_ALNUM_RUN = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?!I+(?![0-9Ool]))[0-9OoIl]{{2,}}|[0-9lO])(?= ?[路街期栋幢层楼村梯单大{_LANES}])"
)
_LETTERS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_SPACE_BY_HAN = re.compile(rf"(?<=[{_HAN}(),\-]) +| +(?=[{_HAN}(),\-])")
_SPACES = re.compile(r"\s+")
_LABELLED = re.compile(r"(?:邮编|邮政编码|电话|手机|TEL|联系方式)号?[码]?(?:是|为)?[,-]*[0-9-]{6,13}")
_LABEL_HINT = re.compile("[邮电机联]|TEL")
_POST = re.compile(
    r"(?:^[ ,(]*|(?<=[省市区]))51[0-9]{4}(?=[ ,)]|[^0-9A-Z栋座号单层楼室房-])|(?<=[^0-9A-Za-z-])51[0-9]{4}(?=[ ,)]*$)"
)
# 两栋, 两A零四, 拐单元, 幺A两: spoken numerals alone, told by what stands beside; 四两号 is a run of its own
_ALONE = re.compile(
    f"(?<![{_ALL}])[两拐勾]+(?=[栋幢座单元号层楼期梯室房户{_LANES}A-Za-z])|(?<=[A-Za-z之杠-])[两拐勾](?![{_HAN}])"
)
# 龙海四 二沙苑: a numeral that begins the next name is none of the last; 十 四 巷 is one number
_BEGINS = re.compile(
    f"(?<=[{_PLAIN}十]) +(?=[{_PLAIN}][{_HAN}])(?! *[{_ALL}]+[{_ALL}栋幢座单梯号层楼期室房户门{_LANES}])"
)
_UNDERGROUND = re.compile("地下室?(?=[0-9](?:层|楼))")
# T 4座, 1 A 01, 3 B: a letter that a scanner set apart from its figures
_LONE_LETTER = re.compile(
    "(?<![0-9A-Z -])[A-Z] (?=[0-9]{1,2}[栋座幢])|(?<=[0-9]) [A-Z] (?=[0-9]{2}(?![0-9]))|(?<=[0-9]) [A-Z](?=[,)]|$)"
)
_DASH_WORD = re.compile(rf"(?<=[0-9A-Z])(?:{either(_CHARS['dash_words'])})(?=[0-9A-Z])")
# 102.103室, A.B座, 1栋.2栋
_OPEN_DOT = re.compile(r"(?<=[0-9A-Z栋幢座楼])[.·](?=[0-9A-Z])")
_BRACKET = re.compile(r"\(([^()]{1,6})\)")
_KEPT = re.compile(r"(?:[东南西北中前后]|[0-9A-Z]{1,3}|[^0-9A-Z,]{1,3}校)?(?:区|期)$")
_LETTER_HINT = re.compile("[OoIl]")


def text_form(text: str) -> str:
    """A text of any origin in the form in which names and elements are read; never longer than ``LONGEST``."""
    made = without_surroundings(simplify(text[:LONGEST].lstrip(_CIRCLED)))
    if _LETTER_HINT.search(made):
        made = _ALNUM_RUN.sub(_eager_digits, made)
    made = made.upper()
    if "\t" in made or "\n" in made or " " in made:
        made = _BEGINS.sub(",", _SPACES.sub(" ", made.strip()))
        made = _LONE_LETTER.sub(_unspaced, _SPACE_BY_HAN.sub("", made))
    if "两" in made or "拐" in made or "勾" in made:
        made = _ALONE.sub(_spoken, made)
    if "一" in made:
        made = _DASHING.sub("-", made)
    made = _numerals(made).sub(_number_apart, made)
    if " " in made:
        made = made.replace(" ", ",")
    if "第" in made:
        made = _ORDINAL_AFTER.sub(",", _ORDINAL.sub("", made))
    if _LABEL_HINT.search(made):
        made = _LABELLED.sub(",", made)
    if "51" in made:
        made = _POST.sub(",", made)
    if "地下" in made:
        made = _UNDERGROUND.sub("负", made)
    if "之" in made or "杠" in made or "减" in made:
        made = _DASH_WORD.sub("-", made)
    if "." in made or "·" in made:
        made = _OPEN_DOT.sub(",", made).replace("·", "").replace(".", "")
    if "(" in made:
        made = _BRACKET.sub(_unwrap, made)
    if (gap := len(made) - TWICE_LEAST - made.find(made[-TWICE_LEAST:])) >= TWICE_LEAST:
        before, last = made[:-gap], made[-gap:].lstrip(",")
        if before.endswith(last):
            return before  # written twice
    return made


def _unspaced(found: re.Match[str]) -> str:
    return found[0].replace(" ", "")


def _spoken(found: re.Match[str]) -> str:
    return "".join(_SPOKEN[char] for char in found[0])


def _eager_digits(run: re.Match[str]) -> str:
    text = run[0]
    if any(char.isdigit() for char in text) or text == "l" or len(text) > 1:
        return text.translate(_LETTERS)
    return text


def _unwrap(found: re.Match[str]) -> str:
    return found[1] if _KEPT.match(found[1]) else found[0]
