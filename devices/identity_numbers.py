"""Identity and organisation numbers: check characters, conversions, what a number itself tells.

GB 11643 (citizens, and residents from Hong Kong, Macao and Taiwan), the two foreigners' permanent residence
numbers, GB 32100 (organisations). A wrong number is an answer here, never an exception; regions are not looked up,
since real residents have codes that published tables lack.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CITIZEN_CHECKS = "10X98765432"
"""ISO 7064 MOD 11-2, by the remainder of the weighted sum."""
HMT_REGIONS = {"810000": "香港", "820000": "澳门", "830000": "台湾"}
FOREIGNER_CHECK_WEIGHTS = (7, 3, 1)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
USCC_AUTHORITIES = frozenset("123456789ANY")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
EARLIEST_BIRTH_YEAR = 1850
MAX_INPUT = 64
_SEPARATORS = frozenset(" \t\r\n-‐‑‒–—―−·.\u3000\u00a0\u200b\ufeff")


class NumberKind(StrEnum):
    CITIZEN = "citizen"
    CITIZEN_15 = "citizen_15"
    HMT_RESIDENT = "hmt_resident"
    FOREIGNER_2017 = "foreigner_2017"
    FOREIGNER_2023 = "foreigner_2023"


class NumberProblem(StrEnum):
    """Why a number cannot be taken over; codes only."""

    FORM = "form"
    BIRTH_DATE = "birth_date"
    CHECK = "check"


@dataclass(frozen=True, slots=True, repr=False)
class IdentityNumber:
    """One number examined. `number` is normalised (a 15-digit citizen's number is not converted)."""

    number: str
    kind: NumberKind | None
    problem: NumberProblem | None
    birth_date: date | None
    sex: str | None

    @property
    def is_valid(self) -> bool:
        return self.problem is None

    def __repr__(self) -> str:
        return f"IdentityNumber(kind={self.kind}, problem={self.problem}, masked)"


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code examined. A wrong inner check is a warning: some old real codes have it."""

    code: str
    is_valid: bool
    is_inner_valid: bool


def normalise(text: str) -> str:
    """NFKC (full-width digits, Ｘ), without spaces and hyphens, upper case."""
    folded = unicodedata.normalize("NFKC", text[:MAX_INPUT])
    return "".join(char for char in folded if char not in _SEPARATORS).upper()


def _is_digits(text: str) -> bool:
    # str.isdigit alone takes superscripts and other scripts' digits.
    return text.isascii() and text.isdigit()


def citizen_check(first17: str) -> str:
    """The 18th character. Raises ValueError unless given 17 digits."""
    if len(first17) != 17 or not _is_digits(first17):
        raise ValueError("17 digits wanted")
    total = sum(int(digit) * weight for digit, weight in zip(first17, CITIZEN_WEIGHTS, strict=True))
    return CITIZEN_CHECKS[total % 11]


def upgrade(number: str) -> str:
    """The 18 characters of a 15-digit number; anything else normalised as it is.

    Sequence numbers 996 to 999 were given to persons born before 1900.
    """
    number = normalise(number)
    if len(number) != 15 or not _is_digits(number):
        return number
    century = "18" if number[12:] >= "996" else "19"
    first17 = number[:6] + century + number[6:]
    return first17 + citizen_check(first17)


def examine(text: str, today: date | None = None) -> IdentityNumber:
    """Tell the kind of any identity number and what it says; `today` bounds the birth date."""
    number = normalise(text)
    today = today or date.today()
    if len(number) == 18 and _is_digits(number[:17]) and (number[17] == "X" or _is_digits(number[17])):
        return _examine_18(number, today)
    if len(number) == 15 and _is_digits(number):
        return _examined(number, NumberKind.CITIZEN_15, upgrade(number)[6:14], number[14], True, today)
    if len(number) == 15 and number[:3].isascii() and number[:3].isalpha() and _is_digits(number[3:]):
        return _examine_2017(number, today)
    return IdentityNumber(number, None, NumberProblem.FORM, None, None)


def is_valid_identity_number(text: str, today: date | None = None) -> bool:
    return examine(text, today).is_valid


def birth_date_of(text: str, today: date | None = None) -> date | None:
    return examine(text, today).birth_date


def sex_of(text: str) -> str | None:
    """GB/T 2261.1: 1 man, 2 woman; None when the number has no known form."""
    return examine(text).sex


def _examine_18(number: str, today: date) -> IdentityNumber:
    is_checked = citizen_check(number[:17]) == number[17]
    if number[0] == "9":
        kind = NumberKind.FOREIGNER_2023
    elif number[:6] in HMT_REGIONS:
        kind = NumberKind.HMT_RESIDENT
    elif number[0] == "0":
        return IdentityNumber(number, None, NumberProblem.FORM, None, None)
    else:
        kind = NumberKind.CITIZEN
    return _examined(number, kind, number[6:14], number[16], is_checked, today)


def _examine_2017(number: str, today: date) -> IdentityNumber:
    is_checked = foreigner_2017_check(number[:14]) == number[14]
    # Two digits of the year: nobody on such a card is born in the future.
    year = 2000 + int(number[7:9])
    if year > today.year:
        year -= 100
    birth = f"{year:04d}{number[9:13]}"
    return _examined(number, NumberKind.FOREIGNER_2017, birth, number[13], is_checked, today)


def _examined(
    number: str, kind: NumberKind, birth: str, sequence: str, is_checked: bool, today: date
) -> IdentityNumber:
    birth_date = _date(birth)
    problem = None
    if not is_checked:
        problem = NumberProblem.CHECK
    if birth_date is None or birth_date.year < EARLIEST_BIRTH_YEAR or birth_date > today:
        problem, birth_date = NumberProblem.BIRTH_DATE, None
    return IdentityNumber(number, kind, problem, birth_date, "1" if int(sequence) % 2 else "2")


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def foreigner_2017_check(first14: str) -> str:
    """ICAO 7-3-1 over letters (A=10) and digits. Raises ValueError on anything else."""
    if not (first14.isascii() and first14.isalnum()):
        raise ValueError("letters and digits wanted")
    total = sum(int(char, 36) * FOREIGNER_CHECK_WEIGHTS[place % 3] for place, char in enumerate(first14))
    return str(total % 10)


def examine_credit_code(text: str) -> CreditCode:
    """Outer check of GB 32100 (MOD 31-3) and the inner one of GB 11714."""
    code = normalise(text)
    if len(code) != 18 or any(char not in USCC_ALPHABET for char in code):
        return CreditCode(code, False, False)
    values = [USCC_ALPHABET.index(char) for char in code]
    total = sum(value * weight for value, weight in zip(values, USCC_WEIGHTS, strict=False))
    is_valid = values[17] == (31 - total % 31) % 31
    is_region = _is_digits(code[2:8])
    return CreditCode(
        code,
        is_valid and is_region and code[0] in USCC_AUTHORITIES,
        organisation_check(code[8:16]) == code[16],
    )


def is_valid_credit_code(text: str) -> bool:
    return examine_credit_code(text).is_valid


def organisation_check(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
