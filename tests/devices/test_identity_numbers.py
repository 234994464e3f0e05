"""Published sample numbers, and the rules from both sides."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.identity_numbers import (
    NumberKind,
    NumberProblem,
    citizen_check,
    examine,
    examine_credit_code,
    foreigner_2017_check,
    is_valid_credit_code,
    is_valid_identity_number,
    normalise,
    organisation_check,
    sex_of,
    upgrade,
)

TODAY = date(2026, 11, 24)
VALID = [
    ("11010519491231002X", NumberKind.CITIZEN, date(1949, 12, 31), "2"),
    ("810000199001010019", NumberKind.HMT_RESIDENT, date(1990, 1, 1), "1"),
    ("820000199001010010", NumberKind.HMT_RESIDENT, date(1990, 1, 1), "1"),
    ("830000199001010012", NumberKind.HMT_RESIDENT, date(1990, 1, 1), "1"),
    ("810000199408230021", NumberKind.HMT_RESIDENT, date(1994, 8, 23), "2"),
    ("830000199201300022", NumberKind.HMT_RESIDENT, date(1992, 1, 30), "2"),
    ("932682198501010017", NumberKind.FOREIGNER_2023, date(1985, 1, 1), "1"),
    ("911124198108030024", NumberKind.FOREIGNER_2023, date(1981, 8, 3), "2"),
    ("KAZ110090123105", NumberKind.FOREIGNER_2017, date(1990, 12, 31), "2"),
    ("CAN110081080310", NumberKind.FOREIGNER_2017, date(1981, 8, 3), "1"),
    ("110105491231002", NumberKind.CITIZEN_15, date(1949, 12, 31), "2"),
]


@pytest.mark.parametrize(("number", "kind", "birth", "sex"), VALID)
def test_valid_numbers(number: str, kind: NumberKind, birth: date, sex: str) -> None:
    examined = examine(number, TODAY)
    assert (examined.kind, examined.birth_date, examined.sex) == (kind, birth, sex)
    assert examined.is_valid
    assert number not in repr(examined)


def test_districts_that_tables_lack_are_no_error() -> None:
    first17 = "33011319900101001"
    assert is_valid_identity_number(first17 + citizen_check(first17), TODAY)


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110105194912310021", NumberProblem.CHECK),
        ("110105194902300027", NumberProblem.BIRTH_DATE),
        ("CAN110081080311", NumberProblem.CHECK),
        ("", NumberProblem.FORM),
        ("1101051949123100", NumberProblem.FORM),
        ("11010519491231002Y", NumberProblem.FORM),
        ("01010519491231002X", NumberProblem.FORM),
        ("¹1010519491231002X", None),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", NumberProblem.FORM),
    ],
)
def test_wrong_numbers_say_why(number: str, problem: NumberProblem | None) -> None:
    assert examine(number, TODAY).problem is problem


def test_births_in_the_future_and_long_ago() -> None:
    for birth in ("20990101", "18000101"):
        first17 = f"440399{birth}001"
        assert examine(first17 + citizen_check(first17), TODAY).problem is NumberProblem.BIRTH_DATE


def test_normalising() -> None:
    assert normalise(" １１０１０５ 1949-1231—００２ｘ ") == "11010519491231002X"


def test_fifteen_to_eighteen() -> None:
    assert upgrade("110105491231002") == "11010519491231002X"
    assert upgrade("110105991231996")[6:10] == "1899"
    assert upgrade("11010519491231002x") == "11010519491231002X"


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(birth: date, sequence: int, place: int, by: int) -> None:
    first17 = f"440399{birth:%Y%m%d}{sequence:03d}"
    number = first17 + citizen_check(first17)
    examined = examine(number, TODAY)
    assert (examined.is_valid, examined.birth_date) == (True, birth)
    assert sex_of(number) == ("1" if sequence % 2 else "2")
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not examine(wrong, TODAY).is_valid


@given(st.text(max_size=40))
def test_any_text_is_examined(text: str) -> None:
    examine(text, TODAY)
    upgrade(text)
    examine_credit_code(text)


def test_credit_codes() -> None:
    code = examine_credit_code("91350100M000100Y43")
    assert (code.is_valid, code.is_inner_valid) == (True, True)
    assert organisation_check("M000100Y") == "4"
    assert organisation_check("60003734") == "1"
    for wrong in ("91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43", "B1350100M000100Y43"):
        assert not is_valid_credit_code(wrong)


@pytest.mark.parametrize("first", ["A1", "N2", "Y1", "51"])
def test_military_rural_and_other_codes(first: str) -> None:
    first16 = first + "440304M000100Y"
    body = first16 + organisation_check(first16[8:16])
    valid = [
        body + check for check in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_valid_credit_code(body + check)
    ]
    assert len(valid) == 1


def test_the_foreigners_check_refuses_other_characters() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        foreigner_2017_check("CAN１1008108031")
