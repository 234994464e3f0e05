"""How addresses look in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.row_delegates import Span, TwoLineRow

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit

LEVELS = {"building": "楼栋", "room": "房间"}


def spans_of(words: str, query: str) -> tuple[Span, ...]:
    """The words with what was typed marked, where it stands there as typed."""
    at = words.find(query) if query else -1
    if at < 0:
        return (Span(words),)
    parts = (Span(words[:at]), Span(query, hit=True), Span(words[at + len(query) :]))
    return tuple(part for part in parts if part.words)


def hit_row(hit: AddressHit, query: str, number: int = 0) -> TwoLineRow:
    """A standard address in a list; ``number`` is the digit that picks it."""
    return TwoLineRow(
        spans_of(hit.short or hit.text, query),
        f"{hit.where}  {hit.code}",
        str(number) if number else "",
        icon="" if number else "map-pin",
        chip=LEVELS.get(hit.level, hit.level),
    )
