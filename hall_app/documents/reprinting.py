"""补打, counted and marked; and what a person decides about a sheet that may have been printed."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from db import documents_queries as queries
from db.base import new_id
from db.documents import IssuedDocument, PrintJob
from db.session import Session, Store
from hall_app.cases.deciding import job_line
from hall_app.cases.outcome import VOID_SHEET, PrintLine
from hall_app.cases.plain_values import from_plain
from hall_app.clock import Clock
from hall_app.documents.printing_words import ON_DEMAND
from hall_app.documents.rendering import SheetContent, render
from hall_app.errors import Conflict, InputRefused
from hall_app.numbers import draw
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained
from printing.content import (
    MaterialsContent,
    ReceiptContent,
    RefusalContent,
    ResultContent,
    SupplementContent,
    VoidMark,
)
from printing.job import Copy, JobEvent, JobState, advance, next_reprint
from printing.ticket import mark_reprint

_KINDS: dict[str, type[SheetContent]] = {
    "receipt": ReceiptContent,
    "result": ResultContent,
    "supplement": SupplementContent,
    "refusal": RefusalContent,
    "materials": MaterialsContent,
}
CODE_NOT_KEPT = "见首次打印件"
MOST_COPIES = 20


def content_of(document: IssuedDocument, reprint: int = 0, void: VoidMark | None = None) -> SheetContent:
    """The sheet's values for a further copy, or for its void rendition.

    The query code is not kept: the first print alone has it.
    """
    kind = _KINDS[document.kind]
    raw = dict(document.data["content"])
    raw.pop("void", None)
    if any(field.name == "query_code" for field in dataclasses.fields(kind)):
        raw["query_code"] = CODE_NOT_KEPT
    content: SheetContent = from_plain(kind, raw)
    return dataclasses.replace(content, reprint=reprint, void=void)


@explained()
def reprint(store: Store, clerk: Clerk, document_id: UUID, *, clock: Clock) -> PrintLine:
    """One more copy, marked 补打 with its number. A copy that still waits is not doubled.

    Raises NotPermitted, InputRefused for a void or unknown document, Unavailable. For a worker thread.
    """
    clerk.require("document.print")
    with store.reading() as session:
        document = _document(session, document_id)
        waiting = _waiting(session, document_id)
        if waiting is not None:
            return job_line(waiting)
        content = content_of(document, _next_number(session, document_id))
    pdf = render(content)
    now = clock.now()
    with store.writing() as session:
        document = queries.document_locked(session, document_id)
        if document is None or document.void:
            raise InputRefused(*VOID_SHEET)
        waiting = _waiting(session, document_id)
        if waiting is not None:
            return job_line(waiting)
        number = _next_number(session, document_id)
        if number != content.reprint:
            raise Conflict("刚刚已补打过一份", "还要一份请再按一次")
        job = PrintJob(
            id=new_id(),
            number=draw(session, "print_job"),
            window_id=clerk.window_id,
            kind="document",
            document_id=document.id,
            title=f"补打 {number} {document.data.get('title', '')} {document.number}",
            content=pdf,
            media_type="application/pdf",
            reprint=number > 0,
            state=JobState.QUEUED.value,
            attempts=0,
            created_at=now,
            practice=document.practice,
        )
        session.add(job)
        detail = {"number": document.number, "copy": number}
        record(session, clerk, "document.reprint", "document", document.id, True, detail, now)
        session.flush()
        return job_line(job)


@explained()
def settle_doubtful_job(
    store: Store, clerk: Clerk, job_id: UUID, printed: bool, *, clock: Clock
) -> PrintLine:
    """可能已打印: the paper came out, or it is printed again, then as 补打.

    Raises NotPermitted, Conflict when there is no doubt any more, Unavailable. For a worker thread.
    """
    clerk.require("document.print")
    pdf: bytes | None = None
    with store.reading() as session:
        job = queries.job_of(session, job_id)
        if job is not None and job.document_id is not None and not printed:
            document = _document(session, job.document_id)
            pdf = render(content_of(document, max(1, _next_number(session, job.document_id))))
    now = clock.now()
    with store.writing() as session:
        job = queries.job_locked(session, job_id)
        if job is None or job.state != JobState.MAYBE_PRINTED.value:
            raise Conflict("这份打印已有结果", "请重新打开查看")
        event = JobEvent.PAPER_FOUND if printed else JobEvent.NO_PAPER_FOUND
        job.state = advance(JobState.MAYBE_PRINTED, event).value
        if printed and job.document_id is not None:
            queries.count_print(session, job.document_id)
        if not printed:
            # A ticket carries its number: a second copy is the same ticket (data.md 7), and says that it is one.
            job.reprint, job.spool_id, job.last_fault = True, None, None
            job.content = pdf if pdf is not None else mark_reprint(job.content)
        record(session, clerk, "print.settle", "print_job", job.id, True, {"printed": printed}, now)
        session.flush()
        return job_line(job)


def _document(session: Session, document_id: UUID) -> IssuedDocument:
    document = queries.document_of(session, document_id)
    if document is None:
        raise InputRefused("没有这份文书", "请重新打开办件")
    if document.void:
        raise InputRefused(*VOID_SHEET)
    return document


def _waiting(session: Session, document_id: UUID) -> PrintJob | None:
    """A copy that is still under way: another one would come out beside it."""
    jobs = queries.jobs_of_document(session, document_id)
    if len(jobs) >= MOST_COPIES:
        raise InputRefused(f"已打印 {len(jobs)} 份", "不能再补打")
    return next((job for job in jobs if job.state in {"queued", "failed", "sending"}), None)


def _next_number(session: Session, document_id: UUID) -> int:
    # A first job that was never to be printed is no copy: the one asked for is the first.
    jobs = [one for one in queries.jobs_of_document(session, document_id) if one.last_fault != ON_DEMAND]
    return next_reprint(Copy(place, JobState(job.state)) for place, job in enumerate(jobs))
