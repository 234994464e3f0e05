"""Queries of the sync page: the outbox, open proposals, the copies' sizes. Bodies stay where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.cases import Case
from db.difference_queries import UNSETTLED
from db.exchange import ExchangeCursor, OutboxRow
from db.libraries import CorrectionProposal, LegalPerson, Person, Room


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """An outbox row without its body: what it reports, of which case, when, and when it was acknowledged."""

    seq: int
    kind: str
    action: str
    number: str
    written_at: datetime
    acknowledged_at: datetime | None


def outbox_rows(session: Session, *, acknowledged: bool, limit: int) -> list[OutboxLine]:
    """Pending rows, oldest first, or the last acknowledged ones, newest first."""
    query = select(
        OutboxRow.seq,
        OutboxRow.kind,
        OutboxRow.body[("process", "action")].as_string(),
        OutboxRow.body["case_number"].as_string(),
        OutboxRow.written_at,
        OutboxRow.acknowledged_at,
    )
    if acknowledged:
        query = query.where(OutboxRow.acknowledged_at.is_not(None)).order_by(OutboxRow.seq.desc())
    else:
        query = query.where(OutboxRow.acknowledged_at.is_(None)).order_by(OutboxRow.seq)
    return [
        OutboxLine(seq, kind, action or "", number or "", written, done)
        for seq, kind, action, number, written, done in session.execute(query.limit(limit))
    ]


def waiting_count(session: Session) -> int:
    """How many rows the upstream has not acknowledged."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.acknowledged_at.is_(None))
    return session.scalar(query) or 0


def open_proposals(session: Session, limit: int) -> Sequence[CorrectionProposal]:
    """Differences between a window and a library that nobody has settled, oldest first."""
    query = select(CorrectionProposal).where(CorrectionProposal.state.in_(UNSETTLED))
    return session.scalars(query.order_by(CorrectionProposal.proposed_at).limit(limit)).all()


def case_numbers(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of some cases."""
    query = select(Case.id, Case.case_number).where(Case.id.in_(case_ids))
    return dict(session.execute(query).all())


def last_read(session: Session, upstream: str) -> datetime | None:
    """When a change of the upstream was last taken over."""
    return session.scalar(select(ExchangeCursor.read_at).where(ExchangeCursor.upstream == upstream))


def last_acknowledged(session: Session) -> datetime | None:
    """When the upstream last acknowledged a row."""
    return session.scalar(select(func.max(OutboxRow.acknowledged_at)))


def library_counts(session: Session) -> tuple[int, int, int]:
    """How many people, legal persons and rooms the local copies hold."""
    people, firms, rooms = (
        session.scalar(select(func.count()).select_from(table)) or 0 for table in (Person, LegalPerson, Room)
    )
    return people, firms, rooms
