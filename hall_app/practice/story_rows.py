"""The library rows a story is made of: people, families, homes, dated facts and firms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from db.libraries import Kinship, LegalPerson, LegalPersonRole, PersonFact, Residence
from db.session import Session
from hall_app.libraries.facts import HOUSING, POPULATION, add_months
from hall_app.libraries.pinyin import initials_of, read_name
from hall_app.places.credit_codes import credit_code
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.story_homes import SHARED, SHARED_HOME


def person_key(name: str) -> UUID:
    """A story person's id."""
    return fixed_id(f"person:{name}")


def person_values(
    name: str, number: str, sex: str, born: date, region: str, address: str, day: date, phone: str | None
) -> dict[str, Any]:
    """The columns of a person."""
    read = read_name(name)
    return {
        "id": person_key(name),
        "id_number": number,
        "id_kind": "111",
        "name": name,
        "given": read.given,
        "pinyin": read.pinyin,
        "initials": read.initials,
        "pinyin_alt": read.pinyin_alt,
        "initials_alt": read.initials_alt,
        "phone": phone,
        "phone_reversed": phone[::-1] if phone else None,
        "sex": sex,
        "birth_date": born,
        "nation": "汉",
        "registered_region": region,
        "registered_address": address,
        "street_code": "440304008",
        "died_on": None,
        "source": POPULATION,
        "recorded_on": day - timedelta(days=200),
        "version": 1,
        "practice": True,
    }


def add_family(session: Session, day: date, *relations: tuple[str, str, str, str]) -> None:
    """Relations as (one, other, what the other is to the one, and back)."""
    recorded = day - timedelta(days=200)
    for one, other, forth, back in relations:
        for person, relative, relation in ((one, other, forth), (other, one, back)):
            session.add(
                Kinship(
                    person_id=person_key(person),
                    relative_id=person_key(relative),
                    relation=relation,
                    lives_together=True,
                    source=POPULATION,
                    recorded_on=recorded,
                )
            )
    session.flush()


def add_residence(session: Session, name: str, room: str, since: date, day: date, tenure: str) -> None:
    """Where a person lives."""
    session.add(
        Residence(
            person_id=person_key(name),
            room_code=room,
            since=since,
            until=None,
            tenure=tenure,
            source=HOUSING,
            recorded_on=day - timedelta(days=18),
        )
    )


def fact_writer(session: Session, name: str) -> Any:
    """Adds dated facts of one person, with ids that stay the same from day to day."""
    number = 0

    def fact(
        kind: str, value: dict[str, Any], source: str, since: date | None, until: date | None, recorded: date
    ) -> None:
        nonlocal number
        number += 1
        session.add(
            PersonFact(
                id=fixed_id(f"fact:{name}:{kind}:{source}:{number}"),
                person_id=person_key(name),
                kind=kind,
                value=value,
                since=since,
                until=until,
                source=source,
                recorded_on=recorded,
                trust=1,
                version=1,
            )
        )

    return fact


def add_firm(
    session: Session,
    key: str,
    owner: str,
    name: str,
    kind: str,
    day: date,
    licence_until: date | None,
    reported: int,
    number: int,
) -> None:
    """A firm of one owner at the shared home."""
    head = "92" if kind == "个体工商户" else "91"
    session.add(
        LegalPerson(
            id=fixed_id(f"firm:{key}"),
            uscc=credit_code(f"{head}440399{90_000_000 + number:08d}N"),
            name=name,
            initials=initials_of(name),
            kind=kind,
            status="存续",
            address=SHARED_HOME + "101",
            address_code=f"{SHARED}000101",
            registered_on=add_months(day, -30),
            licence_until=licence_until,
            last_report_year=reported,
            source="法人库",
            recorded_on=day - timedelta(days=20),
            version=1,
            practice=True,
        )
    )
    session.add(
        LegalPersonRole(person_id=person_key(owner), legal_person_id=fixed_id(f"firm:{key}"), role="经营者")
    )
    session.flush()
