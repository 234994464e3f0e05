"""How the person column words addresses, ages, days left and case states."""

from __future__ import annotations

import re
from datetime import date

from hall_app.libraries.person_file import FileRow

_BORDER = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
_DISTRICT = re.compile(
    r"^(?:[^省]{2,8}省|广西壮族自治区)?(?:[^市]{2,8}市)?(?:[^区]{2,6}区)?(?=[^区]{2,6}街道)"
)
_PROVINCE_TO_DISTRICT = re.compile(r"^(?:[\u3400-\u9fff]{2,8}?(?:省|自治区|自治州|地区|市|区|县|旗)){1,3}")
_LINE = 16
_AFTER_NUMBER = re.compile(r"\d+(?:-\d+)*号")
NEAR_DAYS = 30
"""From how many days before its end a fact carries a chip."""

CASE_STATES = {
    "00": "草稿",
    "10": "待受理",
    "12": "待补正",
    "13": "补正已提交",
    "15": "不予受理",
    "16": "视为受理",
    "20": "已受理",
    "22": "容缺受理",
    "25": "审核中",
    "27": "特别程序",
    "28": "延期审批",
    "30": "待决定",
    "40": "已办结",
    "41": "不予批准",
    "42": "已办结",
    "43": "已终止",
    "50": "制证中",
    "55": "待领取",
    "60": "已送达",
    "70": "已归档",
    "90": "已撤回",
}
"""The short word for each case state (domain 3.2)."""
OPEN_STATES = frozenset({"10", "12", "13", "16", "20", "22", "25", "27", "28", "30"})
"""States in which a case still waits for a decision."""
GRANTED_STATES = frozenset({"40", "42", "50", "55"})
"""States of what was granted and of what is on its way to the applicant."""
UNDONE_STATES = frozenset({"15", "41", "43", "90"})
"""States in which a case ended without what was asked for."""

RELATIONS = {
    "01": "本人",
    "10": "配偶",
    "20": "儿子",
    "30": "女儿",
    "40": "孙辈",
    "50": "父母",
    "60": "祖父母",
    "70": "兄弟姐妹",
    "97": "其他亲属",
}
"""GB/T 4761, in the counter's words."""

SEXES = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}


def spaced(text: str) -> str:
    """A hair of air between Chinese and digits or letters, as the screens set it: 锦云二路 18 号."""
    return _BORDER.sub(" ", text)


def address_lines(address: str, estate: str | None) -> tuple[str, ...]:
    """A standard address without province, city and district, broken where its estate begins."""
    local = _DISTRICT.sub("", address)
    cut = local.find(estate) if estate else -1
    if cut <= 0:
        number = _AFTER_NUMBER.search(local)
        cut = number.end() if number else -1
    parts = (local[:cut], local[cut:]) if 0 < cut < len(local) else (local,)
    return tuple(spaced(part) for part in parts)


def printed_lines(address: str) -> tuple[str, ...]:
    """An address as a document has it, broken after its district: it may be of any province."""
    found = _PROVINCE_TO_DISTRICT.match(address)
    cut = found.end() if found is not None and len(address) > _LINE else 0
    return tuple(spaced(part) for part in (address[:cut], address[cut:]) if part)


def short_day(day: date, today: date) -> str:
    """06-30 in this year, 2027-06-30 in another."""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def until_row(text: str, until: date | None, today: date) -> FileRow:
    """A fact with its end: a chip 剩 13 天 where the end is near, red where it has passed."""
    if until is None:
        return FileRow(text)
    left = (until - today).days
    if left < 0:
        return FileRow(text, "已到期", "bad", "clock")
    return FileRow(text, f"剩 {left} 天", "warn", "clock") if left <= NEAR_DAYS else FileRow(text)
