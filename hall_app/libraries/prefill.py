"""Where a form's values come from: the words of ``ItemField.sources`` and ``ItemMaterial.fact``, resolved.

Sources, best first in the field: ``card.<name|id_number|sex|birth_date|nation|address>``, ``person.<field>``,
``fact.<kind>.<key|since|until>``, ``home.<address|code|tenure|since>``, ``child.<field>``, ``spouse.<field>``,
``firm.<field>``, ``const:<text>``. Materials: ``card``, ``<kind>``, ``child.<kind>``, ``firm``, ``household``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from db import libraries_queries as queries
from db.session import Session
from hall_app.identity.resident import CardFacts
from hall_app.libraries.facts import CERTIFICATES, HOUSING, LEGAL, POPULATION, Fact, Subject
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.reading import SPOUSE, person_subject, subject_of
from hall_app.libraries.wording import SEXES

CARD = "身份证"
TYPED = "手工录入"


@dataclass(frozen=True, slots=True, repr=False)
class Candidate:
    """A value for a field and where it is from."""

    value: str
    source: SourceNote


@dataclass(frozen=True, slots=True, repr=False)
class Knowledge:
    """All that may fill a form: the card, the person and the people and firms around, read once."""

    card: CardFacts | None
    person: Subject | None
    spouse: Subject | None = None
    recorded_on: date | None = None
    home: dict[str, str] = field(default_factory=dict)
    home_recorded_on: date | None = None
    firms: dict[UUID, Subject] = field(default_factory=dict)


def read_knowledge(session: Session, card: CardFacts | None, person_id: UUID | None) -> Knowledge:
    """Read what may fill a form, in the caller's session; without a person only the card speaks."""
    rows = queries.read_person(session, person_id, with_cases=False) if person_id else None
    if rows is None:
        return Knowledge(card, None)
    spouse = next(
        (
            person_subject(row.person, (), relation=SPOUSE)
            for row in rows.relatives
            if row.kinship.relation == SPOUSE
        ),
        None,
    )
    subject = subject_of(rows)
    home: dict[str, str] = {}
    if rows.home is not None:
        home = {
            "address": rows.home.room.address,
            "code": rows.home.room.code,
            "tenure": rows.home.residence.tenure,
            "since": rows.home.residence.since.isoformat(),
        }
    return Knowledge(
        card=card,
        person=subject,
        spouse=spouse,
        recorded_on=rows.person.recorded_on,
        home=home,
        home_recorded_on=rows.home.room.verified_on if rows.home else None,
        firms={row.firm.id: firm for row, firm in zip(rows.firms, subject.firms, strict=True)},
    )


def candidates(
    source: str, knowledge: Knowledge, today: date, firm_id: UUID | None = None
) -> tuple[Candidate, ...]:
    """The values one source has, newest record first; several where libraries keep the fact more than once."""
    if source.startswith("const:"):
        return (Candidate(source.removeprefix("const:"), SourceNote("事项默认", None)),)
    holder, _, key = source.partition(".")
    reader = _READERS.get(holder)
    return reader(key, knowledge, today, firm_id) if reader else ()


def first_candidates(
    sources: list[str], knowledge: Knowledge, today: date, firm_id: UUID | None = None
) -> tuple[Candidate, ...]:
    """The values of the best source that has any."""
    for source in sources:
        found = candidates(source, knowledge, today, firm_id)
        if found:
            return found
    return ()


def exemption(
    fact: str | None,
    person: Subject | None,
    today: date,
    card: bool = True,
    child: Subject | None = None,
    firm: Subject | None = None,
) -> SourceNote | None:
    """The library record that stands in for a material (免提交); None where paper is needed."""
    if fact is None:
        return None
    if fact == "card":
        return SourceNote(CERTIFICATES, None, "读卡") if card else None
    if person is None:
        return None
    if fact == "firm":
        chosen = firm or next(iter(person.firms), None)
        return SourceNote(LEGAL, None) if chosen is not None else None
    if fact == "household":
        return SourceNote(POPULATION, None) if POPULATION in person.covered else None
    if fact.startswith("child."):
        children = (child,) if child is not None else person.children
        found = next((held for one in children if (held := one.newest(fact[6:], today))), None)
    else:
        found = person.newest(fact, today)
    return SourceNote(found.source, found.recorded_on) if found else None


def _of_card(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    if knowledge.card is None:
        return ()
    library = TYPED if knowledge.card.by_hand else CARD
    if key == "name" and knowledge.card.chip_name is not None:
        # The chip holds less than the whole name.
        library = POPULATION
    return _one(getattr(knowledge.card, key, None), SourceNote(library, None), key)


def _of_person(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    if knowledge.person is None:
        return ()
    return _one(knowledge.person.fields.get(key), SourceNote(POPULATION, knowledge.recorded_on), key)


def _of_fact(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    kind, _, part = key.partition(".")
    if knowledge.person is None:
        return ()
    found: dict[str, Candidate] = {}
    for fact in knowledge.person.of(kind):
        if not fact.held(today):
            continue
        for candidate in _one(_part(fact, part), SourceNote(fact.source, fact.recorded_on), part):
            found.setdefault(candidate.value, candidate)
    return tuple(found.values())


def _part(fact: Fact, part: str) -> object:
    if part == "since":
        return fact.since
    return fact.until if part == "until" else fact.value.get(part)


def _of_home(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    library = "标准地址库" if key == "address" else POPULATION if key == "since" else HOUSING
    return _one(knowledge.home.get(key), SourceNote(library, knowledge.home_recorded_on), key)


def _of_spouse(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    if knowledge.spouse is None:
        return ()
    return _one(knowledge.spouse.fields.get(key), SourceNote(POPULATION, knowledge.recorded_on), key)


def _of_child(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    """The youngest child's, which the items for children are about."""
    children = knowledge.person.children if knowledge.person else ()
    if not children:
        return ()
    youngest = max(children, key=lambda child: child.fields["birth_date"])
    return _one(youngest.fields.get(key), SourceNote(POPULATION, knowledge.recorded_on), key)


def _of_firm(key: str, knowledge: Knowledge, today: date, firm_id: UUID | None) -> tuple[Candidate, ...]:
    firms = knowledge.firms
    chosen = firms.get(firm_id) if firm_id else next(iter(firms.values()), None)
    return _one(chosen.fields.get(key), SourceNote(LEGAL, None), key) if chosen else ()


def _one(value: object, source: SourceNote, key: str) -> tuple[Candidate, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, date):
        text = value.isoformat()
    elif key == "sex":
        text = SEXES.get(str(value), str(value))
    elif key == "nation":
        text = f"{value}族" if not str(value).endswith("族") else str(value)
    else:
        text = str(value)
    return (Candidate(text, source),)


_READERS: dict[str, Callable[[str, Knowledge, date, UUID | None], tuple[Candidate, ...]]] = {
    "card": _of_card,
    "person": _of_person,
    "fact": _of_fact,
    "home": _of_home,
    "spouse": _of_spouse,
    "child": _of_child,
    "firm": _of_firm,
}
