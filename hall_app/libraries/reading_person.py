"""The person column of a resident: read from the local copy of the libraries, traced."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from db import libraries_queries as queries
from db.base import new_id
from db.libraries import LibraryAccess
from db.session import Session, Store
from hall_app.cases.case_times import CaseTimes
from hall_app.clock import Clock
from hall_app.identity.resident import CardFacts, Resident
from hall_app.items.life_stages import enjoyed_stages, life_stages
from hall_app.libraries import file_sections as sections
from hall_app.libraries.at_hand import at_hand
from hall_app.libraries.facts import Subject
from hall_app.libraries.person_file import FileRow, FileSection, LifeStage, PersonFile, SourceNote
from hall_app.libraries.prefill import CARD, TYPED
from hall_app.libraries.reading import subject_of
from hall_app.libraries.wording import OPEN_STATES, printed_lines
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.store_faults import explained


@explained()
def read_person_file(
    store: Store,
    clerk: Clerk,
    ticket_id: UUID | None,
    resident: Resident,
    clock: Clock,
    settings: Settings,
) -> PersonFile:
    """What the libraries know of the resident; who looked at which sections is recorded with it.

    The hall's ``settings`` say when its cases' lights change. Raises NotPermitted, Unavailable.
    """
    clerk.require("person.read")
    if resident.person_id is None:
        return file_of_card(resident.facts)
    with store.writing() as session:
        rows = queries.read_person(session, resident.person_id)
        if rows is None:
            return file_of_card(resident.facts)
        person_file = build_person_file(session, rows, clock.today(), settings)
        _trace(session, clerk, person_file, ticket_id, clock.now())
    return person_file


def build_person_file(
    session: Session,
    rows: queries.PersonRows,
    today: date,
    settings: Settings,
) -> PersonFile:
    """The file of rows already read."""
    subject = subject_of(rows)
    times = CaseTimes.read(
        session, today, settings, (row.case_id for row in rows.cases if row.state in OPEN_STATES)
    )
    cases = sections.case_lines(tuple(rows.cases), times)
    open_cases = tuple(line for line in cases if line.state in OPEN_STATES)
    return PersonFile(
        person_id=rows.person.id,
        alert=sections.phone_alert(subject, today),
        sections=(
            sections.home_section(rows, today),
            sections.housing_section(rows, subject, today),
            sections.family_section(rows, today),
            sections.insurance_section(subject, today),
            sections.firm_section(rows),
            sections.open_section(open_cases),
        ),
        life_stages=_stages(session, rows, subject, today, settings),
        firms=sections.own_firms(rows),
        open_cases=open_cases,
        recent_cases=cases[: sections.LISTED_RECENT],
    )


def _stages(
    session: Session, rows: queries.PersonRows, subject: Subject, today: date, settings: Settings
) -> tuple[LifeStage, ...]:
    """The stages of life; of somebody recorded as deceased only what is still drawn, which has to be ended."""
    if rows.person.died_on:
        return enjoyed_stages(subject, today)
    under_way = at_hand(session, rows.person.id_number, today, settings)
    return life_stages(session, subject, today, under_way)


def file_of_card(facts: CardFacts) -> PersonFile:
    """The file where no library may or can be asked: the card's own address, nothing else."""
    home = FileSection("address", "住址", "map-pin", None, (), "empty", "没有住址")
    if facts.address:
        home = FileSection(
            "address",
            "住址",
            "map-pin",
            SourceNote(TYPED if facts.by_hand else CARD, None),
            tuple(FileRow(line) for line in printed_lines(facts.address)),
        )
    return PersonFile(None, None, (home,), (), (), (), ())


def _trace(
    session: Session, clerk: Clerk, person_file: PersonFile, ticket_id: UUID | None, now: datetime
) -> None:
    session.add(
        LibraryAccess(
            id=new_id(),
            staff_id=clerk.staff_id,
            person_id=person_file.person_id,
            ticket_id=ticket_id,
            case_id=None,
            purpose="reception",
            sections=[section.key for section in person_file.sections],
            at=now,
        )
    )
