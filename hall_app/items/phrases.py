"""Reasons and failures in words: templates whose places are filled from dated facts.

Places: ``{fact.until}`` ``{fact.since}`` ``{fact.since+12m}`` ``{fact.<key>}``, ``{child.word}`` ``{child.age}``,
``{firm.name}`` ``{firm.<field>}``, ``{age}``, ``{year}`` ``{last_year}`` ``{year_end}``. A place that cannot be
filled makes the whole text unusable: what is unknown is not said.
"""

from __future__ import annotations

import re
from datetime import date

from hall_app.items.rules import Terms
from hall_app.libraries.facts import Subject, add_months, age_on, age_words
from hall_app.libraries.wording import RELATIONS, short_day

_PLACE = re.compile(r"\{([a-z_]+)(?:\.([a-z_]+))?(?:\+(\d+)m)?\}")


def fill(template: str, person: Subject, subject: Subject, terms: Terms) -> str | None:
    """The template filled in; None where a place has no value.

    ``subject`` is whom the rule was judged of: the person, a child, or a firm.
    """
    missing = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal missing
        value = place_value(match[1], match[2], int(match[3] or 0), person, subject, terms)
        if value is None:
            missing = True
            return ""
        return short_day(value, terms.today) if isinstance(value, date) else str(value)

    text = _PLACE.sub(replaced, template)
    return None if missing else text


def date_of(expression: str, person: Subject, subject: Subject, terms: Terms) -> date | None:
    """The date that orders a suggestion, by the same places without braces (``lease.until``)."""
    match = _PLACE.fullmatch("{" + expression + "}")
    if match is None:
        return None
    value = place_value(match[1], match[2], int(match[3] or 0), person, subject, terms)
    return value if isinstance(value, date) else None


def place_value(
    name: str, key: str | None, months: int, person: Subject, subject: Subject, terms: Terms
) -> object:
    """The value of one place, or None."""
    today = terms.today
    if key is None:
        return _own_word(name, person, today)
    if name == "child":
        return _child_word(key, subject, today)
    if name == "firm":
        return subject.fields.get(key)
    for holder in (subject, person):
        fact = holder.newest(name, today) or holder.newest(name)
        if fact is None:
            continue
        if key in {"since", "until"}:
            day = fact.since if key == "since" else fact.until
            return add_months(day, months) if day is not None and months else day
        return fact.value.get(key)
    return None


def _own_word(name: str, person: Subject, today: date) -> object:
    born = person.fields.get("birth_date")
    words: dict[str, object] = {
        "year": today.year,
        "last_year": today.year - 1,
        "year_end": date(today.year, 12, 31),
        "report_end": date(today.year, 6, 30),
        "age": age_on(born, today) if isinstance(born, date) else None,
    }
    return words.get(name)


def _child_word(key: str, child: Subject, today: date) -> object:
    born = child.fields.get("birth_date")
    if key == "age":
        return age_words(born, today) if isinstance(born, date) else None
    if key == "word":
        return RELATIONS.get(str(child.fields.get("relation")), "孩子")
    return child.fields.get(key)
