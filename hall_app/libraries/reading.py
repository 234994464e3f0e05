"""What the libraries hold of a person, as subjects that rules and sections read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from db import libraries_queries as queries
from db.libraries import LegalPerson, Person, PersonFact
from db.session import Session
from hall_app.libraries.facts import LIBRARIES, Fact, Subject

CHILD_RELATIONS = frozenset({"20", "30"})
"""Son and daughter (GB/T 4761)."""
SPOUSE = "10"


def read_subject(session: Session, person_id: UUID) -> Subject | None:
    """The person as a subject, with children and firms; None where the library has nobody."""
    rows = queries.read_person(session, person_id, with_cases=False)
    return None if rows is None else subject_of(rows)


def subject_of(rows: queries.PersonRows) -> Subject:
    """The subject of rows already read."""
    children = tuple(
        person_subject(
            row.person,
            [fact for fact in rows.relative_facts if fact.person_id == row.person.id],
            relation=row.kinship.relation,
        )
        for row in rows.relatives
        if row.kinship.relation in CHILD_RELATIONS
    )
    firms = tuple(firm_subject(row.firm, row.role) for row in rows.firms)
    return person_subject(rows.person, rows.facts, children=children, firms=firms, home=rows.home)


def person_subject(
    person: Person,
    facts: Iterable[PersonFact],
    relation: str = "",
    children: tuple[Subject, ...] = (),
    firms: tuple[Subject, ...] = (),
    home: queries.HomeRow | None = None,
) -> Subject:
    """A person's row and facts as a subject."""
    grouped: dict[str, list[Fact]] = {}
    for row in facts:
        grouped.setdefault(row.kind, []).append(fact_of(row))
    silent = {fact.text("library") for fact in grouped.get("library_silence", ())}
    fields = {
        "name": person.name,
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "nation": person.nation,
        "registered_region": person.registered_region,
        "registered_address": person.registered_address,
        "phone": person.phone,
        "relation": relation,
    }
    if home is not None:
        fields |= {
            "house_code": home.room.code,
            "address": home.room.address,
            "tenure": home.residence.tenure,
        }
    return Subject(
        key=str(person.id),
        fields=fields,
        facts={kind: tuple(found) for kind, found in grouped.items()},
        covered=frozenset(LIBRARIES) - silent,
        children=children,
        firms=firms,
    )


def firm_subject(firm: LegalPerson, role: str) -> Subject:
    """A firm's row as a subject; all its facts are fields."""
    fields = {
        "name": firm.name,
        "uscc": firm.uscc,
        "kind": firm.kind,
        "status": firm.status,
        "role": role,
        "registered_on": firm.registered_on,
        "licence_until": firm.licence_until,
        "last_report_year": firm.last_report_year,
        "address": firm.address,
    }
    return Subject(key=str(firm.id), fields=fields, facts={})


def fact_of(row: PersonFact) -> Fact:
    """A fact's row as a value."""
    return Fact(row.kind, row.value, row.since, row.until, row.source, row.recorded_on, row.version)


def facts_of(facts: Sequence[PersonFact], kind: str) -> list[Fact]:
    """The facts of one kind among rows, newest record first."""
    return [fact_of(row) for row in facts if row.kind == kind]
