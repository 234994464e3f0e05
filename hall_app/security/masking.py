"""Masking of personal data, for screens, tickets, audit and logs (the usual conventions, domain 10.5)."""

from __future__ import annotations

import re

_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "司徒",
        "司空",
        "夏侯",
        "端木",
        "百里",
        "南宫",
        "西门",
        "宇文",
        "长孙",
        "轩辕",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "钟离",
        "鲜于",
        "闾丘",
        "亓官",
        "呼延",
        "东郭",
        "南门",
        "独孤",
        "第五",
        "梁丘",
        "左丘",
        "拓跋",
    ]
)
_BUILDING_END = re.compile(
    r"(?:\d+|[A-Za-z]|[一二三四五六七八九十甲乙丙丁东南西北]+)\s*(?:栋|幢|座|号楼)|\d+(?:-\d+)?号(?!楼|院)"
)


def mask_name(name: str) -> str:
    """张明 → 张*, 张小明 → 张*明, 欧阳锋 → 欧阳*; a name without Chinese keeps its first letter."""
    name = name.strip()
    if len(name) <= 1:
        return "*" if name else ""
    if not name[0] >= "\u3400" and not name[0].isdigit():
        return name[0] + "*" * 3
    if name[:2] in _COMPOUND_SURNAMES:
        return name[:2] + "*" if len(name) > 2 else name[0] + "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id_number(number: str) -> str:
    """440399199203152727 → 4403**********2727; shorter numbers show at most a third at each end."""
    if len(number) >= 15:
        return number[:4] + "*" * (len(number) - 8) + number[-4:]
    shown = max(1, len(number) // 4) if len(number) > 3 else 0
    return number[:shown] + "*" * (len(number) - 2 * shown) + (number[-shown:] if shown else "")


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678, 075582861234 → 0755-****1234; anything else keeps its last two digits."""
    digits = re.sub(r"[\s()-]", "", phone)
    digits = digits.removeprefix("+86")
    if re.fullmatch(r"1\d{10}", digits):
        return f"{digits[:3]}****{digits[-4:]}"
    landline = re.fullmatch(r"(0(?:10|2\d|[3-9]\d{2}))?(\d{7,8})", digits)
    if landline:
        area = f"{landline[1]}-" if landline[1] else ""
        return f"{area}****{landline[2][-4:]}"
    return "*" * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else "*" * len(digits)


def mask_address(address: str) -> str:
    """The address down to its building; unit, floor and room become ***."""
    ends = [match.end() for match in _BUILDING_END.finditer(address)]
    if not ends:
        kept = max(len(address) // 2, min(len(address), 6))
        return address[:kept] + "***" if address else ""
    # A building (栋/座) tells more than the street number before it: the last one is the building.
    return address[: ends[-1]] + ("***" if ends[-1] < len(address) else "")


def mask_bank_account(account: str) -> str:
    """Only the last four digits."""
    digits = re.sub(r"\s", "", account)
    return f"****{digits[-4:]}" if len(digits) > 4 else "****"


# Whatever a person may carry as a number, as it occurs inside running text. Neighbours decide that it is
# not part of a longer word, so that keys and digests stay as they are.
_START, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_PATTERNS = (
    re.compile(rf"{_START}\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[\dXx]{_END}"),
    re.compile(rf"{_START}\d{{15,19}}{_END}"),
    re.compile(rf"{_START}[A-Z]{{3}}\d{{12}}{_END}"),
    re.compile(rf"{_START}[A-Z][1289]\d{{8}}{_END}"),
    re.compile(rf"{_START}[A-Z]{{1,2}}\d{{6}}(?:[(（][0-9A][)）]|[0-9A]{_END})"),
    re.compile(rf"{_START}[HM]\d{{8}}(?:\d{{2}})?{_END}"),
    re.compile(rf"{_START}(?:E[A-Z]|[EGDPSKegdpsk])\d{{7,8}}{_END}"),
    re.compile(rf"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1\d{{2}}[ -]?\d{{4}}[ -]?\d{{4}}{_END}"),
    re.compile(rf"{_START}0\d{{2,3}}[ -]?\d{{7,8}}{_END}"),
)
_LONG_ID = _PATTERNS[:3]


def mask_text(text: str) -> str:
    """Running text with every identity, phone and account number in it masked; names have no pattern."""
    for pattern in _PATTERNS:
        text = pattern.sub(_masked_match, text)
    return text


def _masked_match(match: re.Match[str]) -> str:
    found = match[0]
    if any(pattern.fullmatch(found) for pattern in _LONG_ID):
        compact = re.sub(r"[ -]", "", found)
        return mask_id_number(compact)
    digits = re.sub(r"\D", "", found)
    if re.fullmatch(r"(?:86)?1\d{10}", digits):
        return mask_phone(digits[-11:])
    return mask_id_number(found) if found[0].isalpha() else mask_phone(found)


class _Masked(str):
    """Text that shows itself masked wherever it is printed; :meth:`reveal` gives it in full."""

    __slots__ = ()

    def masked(self) -> str:
        """The text as others may see it."""
        raise NotImplementedError

    def reveal(self) -> str:
        """The full text, for the one place that may use it."""
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.masked()!r})"

    def __str__(self) -> str:
        return self.masked()

    def __format__(self, spec: str) -> str:
        return format(self.masked(), spec)


class PersonName(_Masked):
    """A person's name that prints itself as 张*明."""

    __slots__ = ()

    def masked(self) -> str:
        return mask_name(self.reveal())


class IdNumber(_Masked):
    """An identity number that prints itself as 4403**********2727."""

    __slots__ = ()

    def masked(self) -> str:
        return mask_id_number(self.reveal())
