"""What different libraries say of one field: the newest of each, older ones first; agreement is no difference."""

from __future__ import annotations

from datetime import date

import pytest

from hall_app.cases.opening_fields import _differing
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.prefill import Candidate

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)


def said(value: str, library: str, day: date | None) -> Candidate:
    return Candidate(value, SourceNote(library, day))


@pytest.mark.parametrize(
    ("found", "values"),
    [
        ([], []),
        ([said("1", "人口库", JUNE)], []),
        # Two numbers of one library are that library's own matter: the newest counts, and there is no difference.
        ([said("1", "人口库", JUNE), said("2", "人口库", MARCH)], []),
        ([said("1", "人口库", JUNE), said("2", "居住登记", MARCH)], ["2", "1"]),
        ([said("1", "人口库", MARCH), said("2", "人口库", JUNE), said("3", "居住登记", JANUARY)], ["3", "2"]),
        # A library without a date never counts as the newer one.
        ([said("1", "人口库", None), said("2", "居住登记", JANUARY)], ["1", "2"]),
        (
            [said("1", "人口库", JUNE), said("2", "居住登记", MARCH), said("3", "社保库", JANUARY)],
            ["3", "2", "1"],
        ),
    ],
)
def test_values_that_differ_between_libraries(found: list[Candidate], values: list[str]) -> None:
    assert [one.value for one in _differing("phone", found)] == values


def test_only_what_is_compared_at_all_can_differ() -> None:
    found = [said("甲", "人口库", JUNE), said("乙", "居住登记", MARCH)]
    assert _differing("text", found) == ()
