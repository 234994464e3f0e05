from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.identity.id_numbers import (
    NumberFault,
    NumberKind,
    NumberRefused,
    check_digit,
    is_valid_number,
    lengthen,
    read_number,
)

TODAY = date(2026, 6, 17)


@pytest.mark.parametrize(
    ("number", "kind", "born", "sex"),
    [
        ("440399195503120016", NumberKind.CITIZEN, date(1955, 3, 12), "1"),
        ("44039919880923444x", NumberKind.CITIZEN, date(1988, 9, 23), "2"),
        ("810000199408230021", NumberKind.HMT_RESIDENCE, date(1994, 8, 23), "2"),
        ("830000199201300022", NumberKind.HMT_RESIDENCE, date(1992, 1, 30), "2"),
        ("932682198501010017", NumberKind.FOREIGNER_2023, date(1985, 1, 1), "1"),
        ("KAZ110090123105", NumberKind.FOREIGNER_2017, date(1990, 12, 31), "2"),
        ("４４０３９９１９９００１０１００２６", NumberKind.CITIZEN, date(1990, 1, 1), "2"),
    ],
)
def test_a_valid_number_tells_kind_birth_and_sex(number: str, kind: NumberKind, born: date, sex: str) -> None:
    read = read_number(number, TODAY)
    assert (read.kind, read.birth_date, read.sex) == (kind, born, sex)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("440399195503120017", NumberFault.CHECK_DIGIT),
        ("440399200102290018", NumberFault.BIRTH_DATE),
        ("44039919550312001", NumberFault.LENGTH),
        ("4403991955031200AX", NumberFault.CHARACTERS),
        ("KAZ110090123106", NumberFault.CHECK_DIGIT),
        ("", NumberFault.LENGTH),
    ],
)
def test_a_wrong_number_says_why_and_never_shows_itself(number: str, fault: NumberFault) -> None:
    with pytest.raises(NumberRefused) as refused:
        read_number(number, TODAY)
    assert refused.value.fault is fault
    assert not number or number not in str(refused.value)


def test_a_birth_date_in_the_future_is_refused() -> None:
    body = "44039920270101001"
    with pytest.raises(NumberRefused):
        read_number(body + check_digit(body), TODAY)


def test_fifteen_digits_become_eighteen() -> None:
    assert lengthen("110105491231002") == "11010519491231002X"
    assert read_number("110105491231002", TODAY).text == "11010519491231002X"


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(place: int, shift: int) -> None:
    number = "440399199203152727"
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_valid_number(changed, TODAY)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert is_valid_number(text, TODAY) in {True, False}
