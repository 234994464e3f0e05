from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_app.items.rules import RuleRefused, Terms, check_rule, judge, kleene_all, kleene_any
from hall_app.libraries.facts import KINDS, LIBRARIES, NOBODY, Fact, Subject, add_months, full_months

TODAY = date(2026, 6, 17)
TERMS = Terms(TODAY)
TRUTHS = st.sampled_from([True, False, None])


def person(*facts: Fact, covered: bool = True, **fields: Any) -> Subject:
    grouped: dict[str, tuple[Fact, ...]] = {}
    for fact in facts:
        grouped[fact.kind] = (*grouped.get(fact.kind, ()), fact)
    return Subject("p", fields, grouped, frozenset(LIBRARIES) if covered else frozenset())


def fact(kind: str, since: date | None = None, until: date | None = None, **value: Any) -> Fact:
    return Fact(kind, value, since, until, "库", TODAY)


def test_a_missing_fact_is_false_where_its_library_has_answered_and_unknown_elsewhere() -> None:
    rule = {"fact": "residence_permit"}
    assert judge(rule, person(), TERMS) is False
    assert judge(rule, person(covered=False), TERMS) is None
    assert judge({"not": rule}, person(covered=False), TERMS) is None


@pytest.mark.parametrize(("days", "expected"), [(0, True), (-1, False), (1, True)])
def test_twelve_months_are_complete_on_the_day(days: int, expected: bool) -> None:
    since = add_months(TODAY, -12) - timedelta(days=days)
    rule = {"fact": "residence_registration", "since_months": 12}
    assert judge(rule, person(fact("residence_registration", since)), TERMS) is expected


@pytest.mark.parametrize(("days", "expected"), [(0, True), (30, True), (31, False), (-1, False)])
def test_an_end_within_thirty_days(days: int, expected: bool) -> None:
    rule = {"fact": "lease", "ends_within": 30}
    assert judge(rule, person(fact("lease", None, TODAY + timedelta(days=days))), TERMS) is expected


@pytest.mark.parametrize(("days", "expected"), [(0, False), (1, True), (90, True), (91, False)])
def test_an_end_in_the_last_ninety_days(days: int, expected: bool) -> None:
    rule = {"fact": "pension_insurance", "ended_within": 90}
    assert (
        judge(rule, person(fact("pension_insurance", None, TODAY - timedelta(days=days))), TERMS) is expected
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"age": {"at_least": 34}}, True),
        ({"age": {"below": 34}}, False),
        ({"retired": False}, True),
        ({"hukou": "4403"}, False),
        ({"field": "sex", "equals": "2"}, True),
        ({"field": "sex", "one_of": ["1"]}, False),
        ({"field": "nothing", "equals": 1}, None),
        ({"season": ["01-01", "06-30"]}, True),
        ({"season": ["07-01", "12-31"]}, False),
        ({"child": {"age": {"below": 3}}}, False),
    ],
)
def test_fields_of_the_person(rule: dict[str, Any], expected: bool | None) -> None:
    who = person(birth_date=date(1992, 3, 15), sex="2", registered_region="430603")
    assert judge(rule, who, TERMS) is expected


def test_dates_are_below_a_years_start() -> None:
    rule = {"field": "registered_on", "below": "$year_start"}
    assert judge(rule, person(registered_on=date(2025, 12, 31)), TERMS) is True
    assert judge(rule, person(registered_on=date(2026, 1, 1)), TERMS) is False
    assert judge(rule, person(registered_on=None), TERMS) is None


@given(TRUTHS, TRUTHS)
def test_kleene_obeys_de_morgan(one: bool | None, other: bool | None) -> None:
    def negated(truth: bool | None) -> bool | None:
        return None if truth is None else not truth

    assert negated(kleene_all([one, other])) is kleene_any([negated(one), negated(other)])


_LEAVES = st.one_of(
    st.builds(
        lambda kind, days: {"fact": kind, "ends_within": days},
        st.sampled_from(sorted(KINDS)),
        st.integers(0, 99),
    ),
    st.builds(lambda kind: {"fact": kind}, st.sampled_from(sorted(KINDS))),
    st.builds(lambda age: {"age": {"at_least": age}}, st.integers(0, 99)),
    st.builds(lambda code: {"hukou": code}, st.sampled_from(["4403", "43"])),
)
RULES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda part: {"child": part}, inner),
    ),
    max_leaves=6,
)
PEOPLE = st.builds(
    lambda held, covered, born, region: person(
        *[fact(kind, until=TODAY + timedelta(days=days)) for kind, days in held],
        covered=covered,
        **({"birth_date": born} if born else {}),
        **({"registered_region": region} if region else {}),
    ),
    st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(-99, 99)), max_size=4),
    st.booleans(),
    st.none() | st.dates(date(1900, 1, 1), TODAY),
    st.none() | st.sampled_from(["440304", "430603"]),
)


@given(RULES, PEOPLE)
def test_every_rule_judges_everybody_and_double_negation_changes_nothing(
    rule: dict[str, Any], who: Subject
) -> None:
    check_rule(rule)
    truth = judge(rule, who, TERMS)
    assert truth in {True, False, None}
    assert judge({"not": {"not": rule}}, who, TERMS) is truth


@given(RULES, PEOPLE)
def test_learning_more_never_turns_true_into_false(rule: dict[str, Any], who: Subject) -> None:
    """What holds without a library's answer holds when the library confirms that there is nothing."""
    silent = Subject(who.key, who.fields, who.facts, frozenset(), who.children, who.firms)
    before, after = judge(rule, silent, TERMS), judge(rule, who, TERMS)
    assert before is None or before is after


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "not", "fact", "age", "field", "below", "season"]), inner
            )
        ),
        max_leaves=8,
    )
)
def test_what_is_no_rule_is_refused_or_can_be_judged(anything: Any) -> None:
    try:
        check_rule(anything)
    except RuleRefused:
        return
    assert judge(anything, NOBODY, TERMS) in {True, False, None}


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_months_added_are_months_counted(day: date, months: int) -> None:
    assert full_months(day, add_months(day, months)) in {months, months - 1}
    assert full_months(day, add_months(day, months) + timedelta(days=3)) == months
