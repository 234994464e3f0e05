"""Identity numbers: the citizen's number (GB 11643), residence permits, permanent residents' cards, old numbers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_ICAO_WEIGHTS = (7, 3, 1)
_DIGITS = frozenset("0123456789")


class NumberKind(StrEnum):
    """Which document a number belongs to."""

    CITIZEN = "citizen"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"


class NumberFault(StrEnum):
    """Why a number cannot be right."""

    LENGTH = "length"
    CHARACTERS = "characters"
    CHECK_DIGIT = "check_digit"
    BIRTH_DATE = "birth_date"


_WORDS = {
    NumberFault.LENGTH: "证件号码位数不对",
    NumberFault.CHARACTERS: "证件号码里有不该有的字符",
    NumberFault.CHECK_DIGIT: "证件号码校验码不符",
    NumberFault.BIRTH_DATE: "证件号码里的出生日期不存在",
}


class NumberRefused(ValueError):
    """The number is not a valid identity number; ``fault`` tells why. Its text never carries the number."""

    def __init__(self, fault: NumberFault) -> None:
        super().__init__(_WORDS[fault])
        self.fault = fault
        self.words = _WORDS[fault]


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A checked number and what it says of its holder; ``sex`` by GB/T 2261.1."""

    text: str
    kind: NumberKind
    birth_date: date
    sex: str

    def __repr__(self) -> str:
        return f"IdNumber({self.kind.value}, masked)"


def normal_number(text: str) -> str:
    """The number in half-width upper-case characters, without blanks and hyphens."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in folded if not char.isspace() and char not in "-‐‑–—")


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character (GB 11643, ISO 7064 MOD 11-2). Raises ValueError unless given 17 digits."""
    if len(first_seventeen) != 17 or not _DIGITS.issuperset(first_seventeen):
        raise ValueError("17 digits are needed")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK[total % 11]


def lengthen(fifteen: str) -> str:
    """An old 15-digit citizen's number in its 18-character form. Raises NumberRefused."""
    if len(fifteen) != 15:
        raise NumberRefused(NumberFault.LENGTH)
    if not _DIGITS.issuperset(fifteen):
        raise NumberRefused(NumberFault.CHARACTERS)
    # 996 to 999 were kept for people over a hundred when the numbers were given.
    century = "18" if fifteen[12:] in {"996", "997", "998", "999"} else "19"
    body = fifteen[:6] + century + fifteen[6:]
    return body + check_digit(body)


def read_number(text: str, today: date) -> IdNumber:
    """Check a number as typed or read; a 15-digit one comes back lengthened. Raises NumberRefused."""
    number = normal_number(text)
    if len(number) == 15 and number.isascii() and number[:3].isalpha():
        return _old_foreigner(number, today)
    if len(number) == 15:
        number = lengthen(number)
    if len(number) != 18:
        raise NumberRefused(NumberFault.LENGTH)
    if not _DIGITS.issuperset(number[:17]) or number[17] not in _CHECK:
        raise NumberRefused(NumberFault.CHARACTERS)
    if check_digit(number[:17]) != number[17]:
        raise NumberRefused(NumberFault.CHECK_DIGIT)
    birth_date = _date(number[6:10], number[10:12], number[12:14], today)
    return IdNumber(number, _kind(number), birth_date, "1" if int(number[16]) % 2 else "2")


def is_valid_number(text: str, today: date) -> bool:
    """Whether :func:`read_number` takes the number."""
    try:
        read_number(text, today)
    except NumberRefused:
        return False
    return True


def _kind(number: str) -> NumberKind:
    if number[:2] in {"81", "82", "83"}:
        return NumberKind.HMT_RESIDENCE
    return NumberKind.FOREIGNER_2023 if number[0] == "9" else NumberKind.CITIZEN


def _old_foreigner(number: str, today: date) -> IdNumber:
    """The 2017 card's number: nation 3, place 4, YYMMDD, sex digit, check by ICAO 7-3-1."""
    if not _DIGITS.issuperset(number[3:]):
        raise NumberRefused(NumberFault.CHARACTERS)
    values = [int(char) if char.isdigit() else ord(char) - 55 for char in number[:14]]
    total = sum(value * _ICAO_WEIGHTS[place % 3] for place, value in enumerate(values))
    if total % 10 != int(number[14]):
        raise NumberRefused(NumberFault.CHECK_DIGIT)
    century = "20" if int(number[7:9]) <= today.year % 100 else "19"
    birth_date = _date(century + number[7:9], number[9:11], number[11:13], today)
    return IdNumber(number, NumberKind.FOREIGNER_2017, birth_date, "1" if int(number[13]) % 2 else "2")


def _date(year: str, month: str, day: str, today: date) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise NumberRefused(NumberFault.BIRTH_DATE) from None
    if found > today:
        raise NumberRefused(NumberFault.BIRTH_DATE)
    return found
