"""Queries of issued documents and print jobs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from db.documents import IssuedDocument, PrintJob


def document_of(session: Session, document_id: UUID) -> IssuedDocument | None:
    """A document; its PDF loads when asked for."""
    return session.get(IssuedDocument, document_id)


def document_locked(session: Session, document_id: UUID) -> IssuedDocument | None:
    """The document, held to the end of the transaction."""
    query = select(IssuedDocument).where(IssuedDocument.id == document_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def documents_of_case(session: Session, case_id: UUID) -> Sequence[IssuedDocument]:
    """A case's documents, oldest first."""
    query = select(IssuedDocument).where(IssuedDocument.case_id == case_id)
    return session.scalars(query.order_by(IssuedDocument.issued_at, IssuedDocument.id)).all()


def jobs_of_document(session: Session, document_id: UUID) -> Sequence[PrintJob]:
    """Every job of a document, oldest first."""
    query = select(PrintJob).where(PrintJob.document_id == document_id)
    return session.scalars(query.order_by(PrintJob.number)).all()


def job_of(session: Session, job_id: UUID) -> PrintJob | None:
    """A print job; its content loads when asked for."""
    return session.get(PrintJob, job_id)


def job_locked(session: Session, job_id: UUID) -> PrintJob | None:
    """The job, held to the end of the transaction."""
    query = select(PrintJob).where(PrintJob.id == job_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _of_window(window_id: UUID | None, kinds: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """Jobs of those kinds that the window prints: its own and those of none."""
    own = or_(PrintJob.window_id == window_id, PrintJob.window_id.is_(None))
    return own, PrintJob.kind.in_(kinds)


def waiting_jobs(session: Session, window_id: UUID | None, kinds: Sequence[str]) -> Sequence[PrintJob]:
    """Jobs that are still to be sent, in order of their numbers."""
    query = select(PrintJob).where(*_of_window(window_id, kinds), PrintJob.state.in_(("queued", "failed")))
    return session.scalars(query.order_by(PrintJob.number)).all()


def waiting_count(session: Session, window_id: UUID | None, kinds: Sequence[str]) -> int:
    """How many jobs are not on paper yet."""
    query = select(func.count()).select_from(PrintJob)
    query = query.where(*_of_window(window_id, kinds), PrintJob.state.in_(("queued", "failed", "sending")))
    return session.scalar(query) or 0


def spooled_jobs(session: Session, window_id: UUID | None, kinds: Sequence[str]) -> Sequence[PrintJob]:
    """Jobs the spooler has and has not ended."""
    query = select(PrintJob).where(
        *_of_window(window_id, kinds), PrintJob.state == "sending", PrintJob.spool_id.is_not(None)
    )
    return session.scalars(query.order_by(PrintJob.number)).all()


def doubt_interrupted_jobs(session: Session, window_id: UUID | None, kinds: Sequence[str]) -> list[UUID]:
    """After a restart: jobs found in ``sending`` without a spooler's number may have been printed."""
    done = session.execute(
        update(PrintJob)
        .where(*_of_window(window_id, kinds), PrintJob.state == "sending", PrintJob.spool_id.is_(None))
        .values(state="maybe_printed")
        .returning(PrintJob.id)
    )
    return [row[0] for row in done]


def count_print(session: Session, document_id: UUID) -> None:
    """One more copy of the document is on paper."""
    session.execute(
        update(IssuedDocument)
        .where(IssuedDocument.id == document_id)
        .values(print_count=IssuedDocument.print_count + 1)
    )


def cancel_unsent_jobs(session: Session, document_id: UUID) -> int:
    """Jobs of a void document that have surely not been sent are not printed any more; tells how many."""
    done = session.execute(
        update(PrintJob)
        .where(PrintJob.document_id == document_id, PrintJob.state.in_(("queued", "failed")))
        .values(state="cancelled")
        .returning(PrintJob.id)
    )
    return len(done.all())
