"""How the person column words addresses, ages, days left and case states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from hall_app.libraries.person_file import FileRow
from hall_app.settings import ORANGE_DAYS, YELLOW_DAYS, Settings

_BORDER = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
_DISTRICT = re.compile(
    r"^(?:[^省]{2,8}省|广西壮族自治区)?(?:[^市]{2,8}市)?(?:[^区]{2,6}区)?(?=[^区]{2,6}街道)"
)
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
    "90": "已作废",
}
"""The short word for each case state (domain 3.2)."""
OPEN_STATES = frozenset({"10", "12", "13", "16", "20", "22", "25", "27", "28", "30"})
"""States in which a case still waits for a decision."""

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


@dataclass(frozen=True, slots=True)
class CaseLights:
    """From how many working days left a case shows yellow and orange (domain 3.6)."""

    yellow_days: int = 3
    orange_days: int = 1

    @classmethod
    def of(cls, settings: Settings) -> CaseLights:
        """The lights as the hall has set them."""
        return cls(settings[YELLOW_DAYS], settings[ORANGE_DAYS])


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is left of a case's time: words, tone, and an icon that tells the light without its colour."""

    words: str
    tone: str
    icon: str


def left_words(days_left: int | None) -> str:
    """剩 3 天, 超期 2 天; nothing where no time runs."""
    if days_left is None:
        return ""
    return f"超期 {-days_left} 天" if days_left < 0 else f"剩 {days_left} 天"


def case_left(days_left: int | None, lights: CaseLights) -> TimeLeft:
    """Green, yellow (amber clock), orange (amber triangle) or red (overdue); grey where no time runs."""
    words = left_words(days_left)
    if days_left is None:
        return TimeLeft(words, "idle", "clock")
    if days_left < 0:
        return TimeLeft(words, "bad", "alert-triangle")
    if days_left <= lights.orange_days:
        return TimeLeft(words, "warn", "alert-triangle")
    return TimeLeft(words, "warn" if days_left <= lights.yellow_days else "ok", "clock")


def weekdays_left(today: date, due_on: date) -> int:
    """Weekdays after ``today`` up to ``due_on``, negative when past; stands in where no calendar is given."""
    first, last, sign = (today, due_on, 1) if due_on >= today else (due_on, today, -1)
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sign * sum(day.weekday() < 5 for day in days)
