"""A small total language of conditions over dated library facts, written as JSON.

Every rule yields True, False or None. None means that no library has said: what is unknown is neither pushed
nor counted as met. A rule never fails on data; a malformed rule is refused by :func:`check_rule` when loaded.

===============================  =========================================================================
``{"all": [r…]}`` ``{"any": …}``  conjunction, disjunction, by Kleene's three values
``{"not": r}``                    negation
``{"fact": kind, …}``             some fact of the kind, with ``where`` {key: value}, holds today; or with
                                  ``ever``: any record · ``since_months``: n, holds for at least n months ·
                                  ``months_key``: n as counted by the library's key ``months`` ·
                                  ``ends_within``: days until its end, from today · ``ended_within``: days
                                  since its end
``{"age": {at_least, below}}``    whole years on the day
``{"retired": bool}``             past the retirement age of the sex (a parameter)
``{"hukou": prefix}``             registered in a region whose code begins so (Shenzhen is 4403)
``{"field": name, …}``            a field ``equals``, is ``one_of``, is ``set``, ends ``within`` days, is ``below``
``{"season": [mm-dd, mm-dd]}``    the day lies in that part of the year
``{"child": r}`` ``{"firm": r}``  r of some child, of some firm
===============================  =========================================================================

In ``where`` and ``below`` the words ``$year``, ``$last_year`` and ``$year_start`` stand for the day's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hall_app.libraries.facts import KINDS, Fact, Subject, age_on, full_months

Rule = Mapping[str, Any]
Truth = bool | None

RETIREMENT_AGES = {"1": 60, "2": 55}
"""By sex (GB/T 2261.1) [assumption]: the age is being raised month by month; a setting of the office."""
_MAX_DEPTH = 12
_MOST = 40_000
"""Of days, months and years in a rule: a century of days."""
_FACT_TESTS = frozenset({"ever", "since_months", "months_key", "ends_within", "ended_within"})
_FIELD_TESTS = frozenset({"equals", "one_of", "set", "within", "below"})


class RuleRefused(ValueError):
    """A rule that is not of the language; the text says where."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a judgement depends on besides the facts: the hall's day, and the office's parameters."""

    today: date
    retirement_ages: Mapping[str, int] = None  # type: ignore[assignment]

    def retirement_age(self, sex: str) -> int | None:
        """The age for a sex; None where the sex is not stated."""
        return (self.retirement_ages or RETIREMENT_AGES).get(sex)


def judge(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    """Judge a rule of a subject on a day."""
    for operator, handler in _OPERATORS.items():
        if operator in rule:
            return handler(rule, subject, terms)
    return None


def kleene_all(truths: Iterable[Truth]) -> Truth:
    """False as soon as one is False, else None as soon as one is None."""
    unknown = False
    for truth in truths:
        if truth is False:
            return False
        unknown = unknown or truth is None
    return None if unknown else True


def kleene_any(truths: Iterable[Truth]) -> Truth:
    """True as soon as one is True, else None as soon as one is None."""
    unknown = False
    for truth in truths:
        if truth is True:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def _all(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    return kleene_all(judge(part, subject, terms) for part in rule["all"])


def _any(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    return kleene_any(judge(part, subject, terms) for part in rule["any"])


def _not(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    truth = judge(rule["not"], subject, terms)
    return None if truth is None else not truth


def _fact(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    kind = str(rule["fact"])
    candidates = [fact for fact in subject.of(kind) if _matches(fact, rule.get("where"), terms)]
    if not candidates:
        return False if subject.known(kind) else None
    return kleene_any(_fact_test(rule, fact, terms) for fact in candidates)


def _fact_test(rule: Rule, fact: Fact, terms: Terms) -> Truth:
    today = terms.today
    if rule.get("ever"):
        return True
    if "ends_within" in rule:
        if fact.until is None:
            return False
        return today <= fact.until <= today + timedelta(days=int(rule["ends_within"]))
    if "ended_within" in rule:
        if fact.until is None:
            return False
        return today - timedelta(days=int(rule["ended_within"])) <= fact.until < today
    if not fact.held(today):
        return False
    if "since_months" in rule:
        return None if fact.since is None else full_months(fact.since, today) >= int(rule["since_months"])
    if "months_key" in rule:
        counted = fact.value.get("months")
        if not isinstance(counted, int):
            return None if fact.since is None else full_months(fact.since, today) >= int(rule["months_key"])
        return counted >= int(rule["months_key"])
    return True


def _matches(fact: Fact, where: Any, terms: Terms) -> bool:
    if not isinstance(where, Mapping):
        return True
    return all(fact.value.get(key) == _word(value, terms) for key, value in where.items())


def _word(value: Any, terms: Terms) -> Any:
    if not isinstance(value, str):
        return value
    year = terms.today.year
    words = {"$year": year, "$last_year": year - 1, "$year_start": date(year, 1, 1)}
    return words.get(value, value)


def _age(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    born = subject.fields.get("birth_date")
    if not isinstance(born, date):
        return None
    age, bounds = age_on(born, terms.today), rule["age"]
    return bounds.get("at_least", 0) <= age < bounds.get("below", 10_000)


def _retired(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    born = subject.fields.get("birth_date")
    limit = terms.retirement_age(str(subject.fields.get("sex", "")))
    if not isinstance(born, date) or limit is None:
        return None
    return (age_on(born, terms.today) >= limit) is bool(rule["retired"])


def _hukou(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    region = subject.fields.get("registered_region")
    return str(region).startswith(str(rule["hukou"])) if region else None


def _field(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    if rule["field"] not in subject.fields:
        return None
    value = subject.fields[rule["field"]]
    if "set" in rule:
        return (value is not None) is bool(rule["set"])
    if "equals" in rule:
        return value == _word(rule["equals"], terms)
    if "one_of" in rule:
        return value in rule["one_of"]
    if "within" in rule:
        if not isinstance(value, date):
            return False
        return terms.today <= value <= terms.today + timedelta(days=int(rule["within"]))
    limit = _word(rule.get("below"), terms)
    if isinstance(value, date) and isinstance(limit, date):
        return value < limit
    return value < limit if isinstance(value, int) and isinstance(limit, int) else None


def _season(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    first, last = rule["season"]
    return first <= f"{terms.today:%m-%d}" <= last


def _child(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    return kleene_any(judge(rule["child"], child, terms) for child in subject.children)


def _firm(rule: Rule, subject: Subject, terms: Terms) -> Truth:
    return kleene_any(judge(rule["firm"], firm, terms) for firm in subject.firms)


_OPERATORS: dict[str, Callable[[Rule, Subject, Terms], Truth]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "fact": _fact,
    "age": _age,
    "retired": _retired,
    "hukou": _hukou,
    "field": _field,
    "season": _season,
    "child": _child,
    "firm": _firm,
}


def check_rule(rule: Any, depth: int = 0) -> None:
    """Refuse what is not a rule of the language. Raises RuleRefused."""
    if depth > _MAX_DEPTH:
        raise RuleRefused("nested too deep")
    if not isinstance(rule, Mapping):
        raise RuleRefused("a rule is an object")
    named = [operator for operator in _OPERATORS if operator in rule]
    if len(named) != 1:
        raise RuleRefused("a rule has exactly one operator")
    operator = named[0]
    body = rule[operator]
    if operator in {"all", "any"}:
        if not isinstance(body, list):
            raise RuleRefused(f"{operator} takes a list")
        for part in body:
            check_rule(part, depth + 1)
    elif operator in {"not", "child", "firm"}:
        check_rule(body, depth + 1)
    else:
        _check_leaf(operator, rule)


def _check_leaf(operator: str, rule: Mapping[str, Any]) -> None:
    body = rule[operator]
    if operator == "fact":
        if not isinstance(body, str) or body not in KINDS:
            raise RuleRefused(f"no such fact: {body}")
        if len(_FACT_TESTS & rule.keys()) > 1:
            raise RuleRefused("a fact takes one test")
        numbers = [rule[key] for key in _FACT_TESTS & rule.keys() if key != "ever"]
        if not all(_is_count(number) for number in numbers):
            raise RuleRefused("a fact's test takes a whole number")
        if not isinstance(rule.get("where", {}), Mapping):
            raise RuleRefused("where takes an object")
    elif operator == "age":
        if not isinstance(body, Mapping) or not body or not body.keys() <= {"at_least", "below"}:
            raise RuleRefused("age takes at_least, below")
        if not all(_is_count(bound) for bound in body.values()):
            raise RuleRefused("age takes whole years")
    elif operator == "field":
        if len(_FIELD_TESTS & rule.keys()) != 1:
            raise RuleRefused("a field takes one test")
        if not isinstance(body, str) or not isinstance(rule.get("one_of", []), list):
            raise RuleRefused("field takes a name, one_of a list")
        if "within" in rule and not _is_count(rule["within"]):
            raise RuleRefused("within takes days")
    elif operator == "season" and (
        not isinstance(body, list) or len(body) != 2 or not all(isinstance(end, str) for end in body)
    ):
        raise RuleRefused("season takes two days mm-dd")
    elif operator == "hukou" and not isinstance(body, str):
        raise RuleRefused("hukou takes a region code")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
