"""Cleaning user text and breaking it into lines by East-Asian width."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Marks that may not begin, or may not end, a line (GB/T 15834).
NO_LINE_START = frozenset("，。、；：？！）》〉】〕」』”’…—·,.;:?!)]}%％℃")
NO_LINE_END = frozenset("（《〈【〔「『“‘([{")

# Shown where a lone surrogate or noncharacter stood: nothing can draw those.
REPLACEMENT = "□"


@lru_cache(maxsize=8192)
def _clean_char(ch: str) -> str:
    category = unicodedata.category(ch)
    if category in ("Cc", "Cf"):
        return ""
    if category == "Cs" or (ord(ch) & 0xFFFE) == 0xFFFE or 0xFDD0 <= ord(ch) <= 0xFDEF:
        return REPLACEMENT
    if 0xFE00 <= ord(ch) <= 0xFE0F or 0xE0100 <= ord(ch) <= 0xE01EF:
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return "\u3000" if ch == "\u3000" else " "
    return ch


def clean_text(text: str) -> str:
    """One line of printable text: control and format characters gone, spaces plain.

    Nothing below U+0020 survives, so a name can carry no printer command (ESC/POS or PDF).
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return "".join(map(_clean_char, text))


@lru_cache(maxsize=8192)
def char_columns(ch: str) -> int:
    """Columns of one character on a ticket printer: 1 for ASCII, 2 for everything a GB font draws."""
    if ch.isascii():
        return 1
    return 0 if unicodedata.combining(ch) else 2


def text_columns(text: str) -> int:
    """Columns of a line in font A: half-width 1, 汉字 2 (`devices.md` 4.1)."""
    return len(text) if text.isascii() else sum(map(char_columns, text))


def _is_word(ch: str) -> bool:
    return ch.isascii() and ch not in " -/|"


def _break_point(text: str, start: int, limit: int) -> int:
    """Where the line that begins at start ends: limit is the last index it could reach."""
    end = limit
    while end > start + 1 and end < len(text):
        before, after = text[end - 1], text[end]
        inside_word = _is_word(before) and _is_word(after)
        if after in NO_LINE_START or before in NO_LINE_END or inside_word:
            end -= 1
        else:
            return end
    return limit if end <= start + 1 else end


def _fill(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    start = 0
    while start < len(text):
        used, end = 0, start
        while end < len(text) and used + char_columns(text[end]) <= columns:
            used += char_columns(text[end])
            end += 1
        end = max(end, start + 1)
        if end < len(text):
            end = _break_point(text, start, end)
        lines.append(text[start:end].strip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines or [""]


def wrap_columns(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, about equally long, so that no single 汉字 is left over."""
    lines = _fill(text, columns)
    if len(lines) == 1:
        return lines
    low, high = columns // 2, columns
    while low < high:
        middle = (low + high) // 2
        if len(_fill(text, middle)) > len(lines):
            low = middle + 1
        else:
            high = middle
    return _fill(text, low)
