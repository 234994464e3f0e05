"""人生阶段: what each stage of life entitles a resident to, now, already or soon (domain 7.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from db import items_queries as queries
from db.session import Session
from hall_app.items.loading import OWN, PushRule
from hall_app.items.phrases import fill
from hall_app.items.rules import Terms, judge
from hall_app.libraries.facts import Subject, age_on
from hall_app.libraries.person_file import LifeStage

SCHOOL_AGE = 3
"""Kindergarten by points [assumption]: the autumn of the year in which the child is three by the end of August."""


@lru_cache(maxsize=1)
def _stages() -> tuple[Mapping[str, Any], ...]:
    return tuple(json.loads(files("hall_app.items").joinpath("data/life_stages.json").read_text("utf-8")))


def life_stages(
    session: Session, subject: Subject, today: date, under_way: frozenset[str] = frozenset()
) -> tuple[LifeStage, ...]:
    """The stages that concern the resident; rules come from the rows that also push.

    What the resident has ``under_way`` already is not counted as still to be done.
    """
    rules = [
        PushRule(row.item_code, row.rank, row.subject, row.rule, row.reason, row.date_of)
        for row in queries.load_rules(session)
        if row.subject != OWN or row.item_code not in under_way
    ]
    return stages_of(rules, subject, today)


def enjoyed_stages(subject: Subject, today: date) -> tuple[LifeStage, ...]:
    """Only what the resident draws already, with nothing offered beside it."""
    return tuple(stage for stage in stages_of([], subject, today) if stage.state == "enjoyed")


def stages_of(rules: list[PushRule], subject: Subject, today: date) -> tuple[LifeStage, ...]:
    """The same of rules already read."""
    terms = Terms(today)
    open_codes = {rule.item_code for rule in rules if _holds(rule, subject, terms)}
    found: list[LifeStage] = []
    for stage in _stages():
        doable = [name for code, name in stage["items"].items() if code in open_codes]
        enjoyed = [
            text for kind, text in stage.get("enjoyed", {}).items() if subject.newest(kind, today) is not None
        ]
        name = str(stage["stage"])
        if doable:
            count = len(doable)
            found.append(
                LifeStage(name, "、".join(doable), "open", count, f"{name} {count}", f"可办 {count}")
            )
        elif enjoyed:
            found.append(LifeStage(name, "、".join(enjoyed), "enjoyed", 0, f"{name} 0", "在享"))
    school = _next_school(subject, today)
    return (*found, school) if school else tuple(found)


def _holds(rule: PushRule, subject: Subject, terms: Terms) -> bool:
    if rule.subject == "firm":
        return False
    targets: tuple[Subject, ...] = {"child": subject.children, "own_firm": subject.firms}.get(
        rule.subject, (subject,)
    )
    return any(
        judge(rule.rule, target, terms) is True and fill(rule.reason, subject, target, terms) is not None
        for target in targets
    )


def _next_school(subject: Subject, today: date) -> LifeStage | None:
    years = [
        year
        for child in subject.children
        if (year := _school_year(child.fields["birth_date"], today)) is not None
    ]
    if not years:
        return None
    year = min(years)
    return LifeStage("入学", f"积分入学，{year} 年秋", "coming", 0, f"入学 {year}", "将到")


def _school_year(born: date, today: date) -> int | None:
    if age_on(born, today) >= SCHOOL_AGE:
        return None
    year = born.year + SCHOOL_AGE + ((born.month, born.day) > (8, 31))
    return year if date(year, 9, 1) > today else None
