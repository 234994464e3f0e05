"""Numbers of invented people and things: valid in form, in areas and segments that nobody has."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hall_app.identity.id_numbers import check_digit

AREA = "440399"
"""An area code that was never assigned."""
FIRST_BUILDING = 90001
"""Building numbers from here on are reserved for invented ones."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5)
_CHECK = "10X98765432"
_SEQUENCES = [
    (f"{number:03d}", 8 * (number // 100) + 4 * (number // 10 % 10) + 2 * (number % 10))
    for number in range(1000)
]
_FIRST_SEQUENCE = 11
"""Lower ones stand in examples and tests, as numbers of nobody."""
_STORY_SEQUENCES = 700
"""Story people have sequence numbers from here on."""


class IdNumbers:
    """Identity numbers, each once: the running sequence of a birth date and sex, below the story's."""

    def __init__(self) -> None:
        self._next: dict[tuple[date, str], int] = {}
        self._sums: dict[date, tuple[str, int]] = {}

    def draw(self, born: date, sex: str) -> str | None:
        """The next number of a birth date and sex; None when the date is full."""
        key = (born, sex)
        sequence = self._next.get(key, _FIRST_SEQUENCE + (sex != "1"))
        if sequence >= _STORY_SEQUENCES:
            return None
        self._next[key] = sequence + 2
        known = self._sums.get(born)
        if known is None:
            body = AREA + f"{born:%Y%m%d}"
            known = (body, sum(w * int(digit) for w, digit in zip(_WEIGHTS, body, strict=True)))
            self._sums[born] = known
        text, own = _SEQUENCES[sequence]
        return known[0] + text + _CHECK[(known[1] + own) % 11]


def id_number(born: date, sequence: int) -> str:
    """A story person's number: the sequence's parity is the sex."""
    body = f"{AREA}{born:%Y%m%d}{sequence:03d}"
    return body + check_digit(body)


def phone_number(number: int) -> str:
    """An invented phone, each number another; no network has the segment 100."""
    return f"100{(number * 48_271 + 20_261_124) % 90_000_000 + 10_000_000:08d}"


class RowIds:
    """Ids in the form of UUIDv7, 32 hex digits, the same for the same seed and day."""

    def __init__(self, day: date, seed: int, kind: int) -> None:
        moment = int(
            (datetime(day.year, day.month, day.day) - datetime(1970, 1, 1)) / timedelta(milliseconds=1)
        )
        self._head = f"{moment:012x}7{kind & 0xFFF:03x}8{seed & 0xFFFFFF:06x}"
        self._number = 0

    def draw(self) -> str:
        """The next id."""
        self._number += 1
        return f"{self._head}{self._number:09x}"


def building_code(street: int, community: int, grid: int, building: int) -> str:
    """A 19-digit building code; its street segment is not the statistical one (domain 0, fact 6)."""
    return f"44030409{street % 10}{community:03d}{grid:02d}{building:05d}"
