"""Conditions of eligibility judged on library facts, with the day from which a failed one may be met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from db.items import ItemCondition
from hall_app.items.catalogue import ConditionResult
from hall_app.items.phrases import fill
from hall_app.items.rules import Rule, Terms, judge
from hall_app.libraries.facts import NOBODY, Subject, add_months

MET, FAILED, UNKNOWN = "met", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as a value, so that it can be judged without a session."""

    label: str
    rule: Rule
    source_label: str
    failure: str
    nearest_item: str | None


def condition_of(row: ItemCondition) -> Condition:
    """A condition's row as a value."""
    return Condition(row.label, row.rule, row.source_label, row.failure, row.nearest_item)


def judge_conditions(
    conditions: Iterable[Condition], subject: Subject | None, terms: Terms
) -> tuple[ConditionResult, ...]:
    """Every condition of an item, judged of a resident; without one all are 待核."""
    return tuple(_judge_one(condition, subject or NOBODY, terms) for condition in conditions)


def eligibility(results: Iterable[ConditionResult]) -> str:
    """The chip of an item: 符合, 不符合 or 待核."""
    states = {result.state for result in results}
    if FAILED in states:
        return "不符合"
    return "待核" if UNKNOWN in states else "符合"


def _judge_one(condition: Condition, subject: Subject, terms: Terms) -> ConditionResult:
    truth = judge(condition.rule, subject, terms)
    state = UNKNOWN if truth is None else MET if truth else FAILED
    failure, may_from = "", None
    if state == FAILED:
        failure = fill(condition.failure, subject, subject, terms) or condition.label + "：不符合"
        day = earliest_day(condition.rule, subject, terms)
        if day is not None:
            may_from = day.isoformat()
    return ConditionResult(
        label=condition.label,
        state=state,
        source=condition.source_label,
        failure=failure,
        nearest_item=condition.nearest_item if state == FAILED else None,
        may_from=may_from,
    )


def earliest_day(rule: Rule, subject: Subject, terms: Terms) -> date | None:
    """The first day a failed rule may hold if nothing else changes; None where waiting does not help."""
    if "all" in rule:
        failed = [part for part in rule["all"] if judge(part, subject, terms) is False]
        days = [earliest_day(part, subject, terms) for part in failed]
        return max((day for day in days if day), default=None) if all(days) else None
    if "any" in rule:
        days = [earliest_day(part, subject, terms) for part in rule["any"]]
        return min((day for day in days if day), default=None)
    months = rule.get("since_months") or rule.get("months_key")
    if "fact" in rule and months:
        return _after_months(rule, int(months), subject, terms)
    if "age" in rule and "at_least" in rule["age"]:
        born = subject.fields.get("birth_date")
        return add_months(born, int(rule["age"]["at_least"]) * 12) if isinstance(born, date) else None
    return None


def _after_months(rule: Rule, months: int, subject: Subject, terms: Terms) -> date | None:
    held = [fact for fact in subject.of(str(rule["fact"])) if fact.held(terms.today)]
    if not held:
        return None
    counted: Any = held[0].value.get("months") if "months_key" in rule else None
    if isinstance(counted, int):
        return add_months(terms.today.replace(day=1), months - counted)
    since = min((fact.since for fact in held if fact.since), default=None)
    return add_months(since, months) if since else None
