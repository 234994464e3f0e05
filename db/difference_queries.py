"""Queries of the differences between windows and libraries: proposals, the fields they are about, the value written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from db.cases import Case
from db.exchange import InboxRow
from db.exchange_queries import append_feed, person_body
from db.items import ItemField
from db.libraries import CorrectionProposal, Person, PersonFact

OPEN, ASKED, REFUSED, DENIED = "open", "asked", "refused", "denied"
UNSETTLED = (OPEN, ASKED, REFUSED, DENIED)
"""States of a proposal that a person has still to settle."""


def proposal_of(session: Session, proposal_id: UUID) -> CorrectionProposal | None:
    """A proposal as it stands."""
    return session.get(CorrectionProposal, proposal_id)


def proposal_locked(session: Session, proposal_id: UUID) -> CorrectionProposal | None:
    """The proposal, held to the end of the transaction."""
    query = select(CorrectionProposal).where(CorrectionProposal.id == proposal_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def field_of(session: Session, case_id: UUID | None, key: str) -> ItemField | None:
    """The form's field of that key in the case's item."""
    if case_id is None:
        return None
    query = select(ItemField).join(Case, Case.item_id == ItemField.item_id)
    return session.scalars(query.where(Case.id == case_id, ItemField.key == key).limit(1)).first()


def open_of_case(session: Session, case_id: UUID, since: datetime) -> Sequence[CorrectionProposal]:
    """The open proposals filed with a case from ``since`` on, oldest first."""
    query = select(CorrectionProposal).where(
        CorrectionProposal.case_id == case_id,
        CorrectionProposal.state.in_(UNSETTLED),
        CorrectionProposal.proposed_at >= since,
    )
    return session.scalars(query.order_by(CorrectionProposal.proposed_at, CorrectionProposal.id)).all()


def settle(session: Session, proposal_id: UUID, state: str, by: UUID | None, at: datetime) -> bool:
    """End an open proposal; tells whether it was open. Touches nothing but what says that it ended."""
    values: dict[str, Any] = {"state": state, "settled_at": at}
    if by is not None:
        values["settled_by"] = by
    done = session.execute(
        update(CorrectionProposal)
        .where(CorrectionProposal.id == proposal_id, CorrectionProposal.state.in_(UNSETTLED))
        .values(**values)
        .returning(CorrectionProposal.id)
    )
    return bool(done.all())


def move(session: Session, proposal_id: UUID, state: str, *, among: Sequence[str]) -> bool:
    """Bring a proposal that nobody has settled from one of the states ``among`` to another; tells whether it was there."""
    done = session.execute(
        update(CorrectionProposal)
        .where(CorrectionProposal.id == proposal_id, CorrectionProposal.state.in_(among))
        .values(state=state)
        .returning(CorrectionProposal.id)
    )
    return bool(done.all())


def came_from(session: Session, origin: str, aggregate: str) -> bool:
    """Whether that node itself once proposed the correction."""
    proposed = exists().where(
        InboxRow.origin == origin, InboxRow.aggregate == aggregate, InboxRow.kind == "correction"
    )
    return bool(session.scalar(select(proposed)))


def person_locked(session: Session, id_number: str) -> Person | None:
    """A person by identity number, held to the end of the transaction."""
    query = select(Person).where(Person.id_number == id_number).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def facts_from(session: Session, person_id: UUID, kind: str, source: str) -> Sequence[PersonFact]:
    """A person's facts of a kind from one library, newest record first."""
    query = select(PersonFact).where(
        PersonFact.person_id == person_id, PersonFact.kind == kind, PersonFact.source == source
    )
    return session.scalars(query.order_by(PersonFact.recorded_on.desc(), PersonFact.id)).all()


def write_fact(fact: PersonFact, part: str, value: str | float, recorded_on: date) -> None:
    """One part of a fact's value, of a new version."""
    fact.value = {**fact.value, part: value}
    fact.recorded_on, fact.version = recorded_on, fact.version + 1


def write_fact_day(fact: PersonFact, part: str, day: date, recorded_on: date) -> None:
    """The first or last day of a fact (``since``, ``until``), of a new version."""
    setattr(fact, part, day)
    fact.recorded_on, fact.version = recorded_on, fact.version + 1


def asked_for(session: Session, limit: int) -> Sequence[tuple[CorrectionProposal, InboxRow]]:
    """Proposals whose value a hall asks the district to take, held, each with the newest request, oldest first."""
    query = select(CorrectionProposal).where(CorrectionProposal.state == ASKED)
    query = (
        query.order_by(CorrectionProposal.proposed_at, CorrectionProposal.id).limit(limit).with_for_update()
    )
    found: list[tuple[CorrectionProposal, InboxRow]] = []
    for proposal in session.scalars(query.execution_options(populate_existing=True)).all():
        request = session.scalars(
            select(InboxRow)
            .where(
                InboxRow.aggregate == f"correction:{proposal.id}",
                InboxRow.kind == "correction_asked",
                InboxRow.applied,
            )
            .order_by(InboxRow.seq.desc())
            .limit(1)
        ).first()
        if request is not None:
            found.append((proposal, request))
    return found


def announce_answer(session: Session, proposal_id: UUID, answer: str, at: datetime) -> None:
    """Tell the hall that asked, by the feed, what became of its value."""
    body = {"proposal_id": str(proposal_id), "answer": answer}
    append_feed(session, "correction_answer", str(proposal_id), 1, body, at)


def announce_person(session: Session, person: Person, at: datetime) -> None:
    """A new version of the person, told to every hall by the feed."""
    person.version += 1
    session.flush()
    append_feed(session, "person", person.id_number, person.version, person_body(session, person), at)
