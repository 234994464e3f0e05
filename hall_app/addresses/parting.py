"""Rooms of several buildings in one text: A座501、B座501 is a row for each."""

from __future__ import annotations

from collections.abc import Callable

from hall_app.addresses.tokens import Token
from hall_app.addresses.walking import ABSENT, MISSING, RANGE, UNKNOWN, Reading

_BUILDING = ("bldg", "座", "number")
_ROOM = ("", "house")
LISTED = 0.02


def parted(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The tokens of each address, the lane before the first put before all; empty where it is one address only."""
    at = 1 if tokens and tokens[0].kind == "lane" else 0
    starts = [n for n in range(at, len(tokens)) if tokens[n].kind in _BUILDING and not tokens[n].note]
    if len(starts) < 2 or starts[0] != at:
        return []
    groups = [tokens[a:b] for a, b in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    whole = all(len(group) > 1 and group[-1].kind in _ROOM and not group[-1].note for group in groups)
    return [tokens[:at] + group for group in groups] if whole else []


def read_parted(
    tokens: tuple[Token, ...], read: Callable[[tuple[Token, ...]], list[Reading]]
) -> Reading | None:
    """One reading of all addresses, a row each; None where it is one only, or one of them is not quite clear."""
    rows: list[list[str]] = []
    cost = LISTED
    for group in parted(tokens):
        best = next(iter(read(group)), None)
        if best is None or best.flags & (ABSENT | MISSING | UNKNOWN | RANGE) or len(best.codes) != 1:
            return None
        rows.append(best.codes)
        cost += best.cost
    codes = [code for row in rows for code in row]
    if len(set(codes)) < 2 or len(set(codes)) < len(codes):
        return None
    return Reading(cost, codes, "room", RANGE, rows)
