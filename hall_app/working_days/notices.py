"""Reading a pasted holiday notice line by line: the State Council's sentences, or one day a line. Pure, any thread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MOST_CHARACTERS = 20_000
_MOST_DAYS = 40
_NAMES = ("元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆")
_PLAIN = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[\s,，]+(休|班)[\s,，]*(\S*)")
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日"
_SPAN = re.compile(_DAY + r"(?:（[^）]*）|\([^)]*\))?(?:(?:至|到|—|–|-|~)" + _DAY + r")?")
_SENTENCE = re.compile(r"[。；;]")
_REMARK = re.compile(r"（[^）]*）|\([^)]*\)")
_NUMBERED = re.compile(r"^[一二三四五六七八九十\d]+[、.．]\s*")

Days = dict[date, tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """The days found, and the lines that speak of days but could not be read (number, text)."""

    days: tuple[tuple[date, bool, str], ...]
    unread: tuple[tuple[int, str], ...]


def read_notice(text: str, year: int) -> NoticeReading:
    """Days off and days made up for of a year; lines without a date are passed over.

    A day outside the year (the holiday's end in the next one) is left to that year.
    """
    days: Days = {}
    unread: list[tuple[int, str]] = []
    name = ""
    for number, raw in enumerate(text[:MOST_CHARACTERS].splitlines(), 1):
        line = _NUMBERED.sub("", raw.strip())
        name = next((one for one in _NAMES if one in line), name)
        found = _read_line(line, year, name or "节假日")
        if found is None:
            unread.append((number, line[:60]))
            continue
        days.update(found)
    kept = sorted((day, working, words) for day, (working, words) in days.items() if day.year == year)
    return NoticeReading(tuple(kept), tuple(unread))


def _read_line(line: str, year: int, name: str) -> Days | None:
    """The days of one line; None when it names days that make no sense."""
    plain = _PLAIN.match(line)
    if plain is not None:
        try:
            day = date(int(plain[1]), int(plain[2]), int(plain[3]))
        except ValueError:
            return None
        return {day: (plain[4] == "班", plain[5] or name)}
    days: Days = {}
    understood = not re.search(r"\d+月\d+日", line)
    for sentence in _SENTENCE.split(line):
        working = "上班" in sentence
        off = "放假" in sentence or "休" in sentence
        if not (working or off):
            continue
        found = _days_of(sentence, year, working)
        if found is None:
            return None
        understood = understood or bool(found)
        days.update(dict.fromkeys(found, (working, name)))
    return days if understood else None


def _days_of(sentence: str, year: int, working: bool) -> list[date] | None:
    days: list[date] = []
    month: int | None = None
    for match in _SPAN.finditer(_REMARK.sub("", sentence)):
        try:
            month = int(match[2]) if match[2] else month
            if month is None:
                return None
            first = date(int(match[1] or year), month, int(match[3]))
            last = first
            if match[6]:
                month = int(match[5]) if match[5] else month
                last = date(int(match[4] or first.year), month, int(match[6]))
        except ValueError:
            return None
        if not 0 <= (last - first).days <= _MOST_DAYS:
            return None
        span = [first + timedelta(days=at) for at in range((last - first).days + 1)]
        # “上班” names weekend days only; a weekday among them is no transfer.
        days += [day for day in span if not working or day.weekday() >= 5]
    return days
