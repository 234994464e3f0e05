"""Breaking text into lines of a given width in points, with the font chain's own advance widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printing.fonts import FontChain
from printing.wrapping import NO_LINE_END, NO_LINE_START

# Text and whether it is bold. Bold is the same outlines with a hair's stroke, so widths are equal.
Segment = tuple[str, bool]

# How far a line may be shortened to keep punctuation or a word together, in characters.
_BACKTRACK = 24


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line of a paragraph: its pieces and its width in points."""

    segments: tuple[Segment, ...]
    width: float

    @property
    def text(self) -> str:
        """The line without its weights."""
        return "".join(piece for piece, _ in self.segments)


def _is_word(ch: str) -> bool:
    return ch.isascii() and ch != " "


def _may_break(text: str, position: int) -> bool:
    before, after = text[position - 1], text[position]
    if after in NO_LINE_START or before in NO_LINE_END:
        return False
    if not (_is_word(before) and _is_word(after)):
        return True
    return before in "-/|" and before != after


def _line_end(text: str, start: int, limit: int) -> int:
    """The last good break at or before limit; limit itself when there is none near."""
    for end in range(limit, max(start, limit - _BACKTRACK), -1):
        if text[end - 1] == " " or text[end] == " " or _may_break(text, end):
            return end
    return limit


def break_lines(
    chain: FontChain, text: str, size: float, width: float, first_indent: float = 0.0
) -> list[tuple[int, int, float]]:
    """(start, end, width) of each line of a cleaned text; at least one."""
    char_width = chain.char_width
    scale = size / 1000
    total = chain.text_width(text, size)
    if total <= width - first_indent + 0.01:
        return [(0, len(text), total)]
    widths = [char_width(ch) * scale for ch in text]
    lines: list[tuple[int, int, float]] = []
    start, room = 0, width - first_indent
    while start < len(text):
        used, end = 0.0, start
        while end < len(text) and used + widths[end] <= room + 0.01:
            used += widths[end]
            end += 1
        end = max(end, start + 1)
        if end < len(text):
            end = _line_end(text, start, end)
        lines.append((start, end, sum(widths[start:end])))
        start, room = end, width
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _cut(segments: Sequence[Segment], start: int, end: int) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    offset = 0
    for text, bold in segments:
        low, high = max(start - offset, 0), min(end - offset, len(text))
        if low < high:
            pieces.append((text[low:high], bold))
        offset += len(text)
    return tuple(pieces)


def set_lines(
    chain: FontChain, segments: Sequence[Segment], size: float, width: float, first_indent: float = 0.0
) -> list[SetLine]:
    """The lines of a paragraph of cleaned segments."""
    text = "".join(piece for piece, _ in segments)
    spans = break_lines(chain, text, size, width, first_indent)
    if len(spans) == 1:
        return [SetLine(tuple(segments), spans[0][2])]
    return [SetLine(_cut(segments, start, end), used) for start, end, used in spans]
