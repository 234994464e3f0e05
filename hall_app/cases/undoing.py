"""Taking an acceptance back within its minutes: the sheet is void, the numbers stay used (reception.md 5).

A new case becomes void. A case that waited for papers goes back to where it stood: what the applicant submitted before
is not undone, its clock is off again, and the papers taken in with that acceptance count as not handed in. Corrections
of the libraries that were proposed with it are withdrawn.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from db import cases_queries as queries
from db import documents_queries, queueing_queries
from db.cases import Case, CaseStep
from db.documents import IssuedDocument
from db.session import Session, Store
from hall_app.cases.correcting import withdraw_corrections
from hall_app.cases.deciding import UNDO, document_head
from hall_app.cases.outcome import LEAST_UNDO_REASON, MOST_UNDO_REASON, DocumentHead
from hall_app.cases.recording import add_step, report_case
from hall_app.cases.standing import DRAFT, TICKET, put_back, read_standing
from hall_app.cases.states import STATE_NAMES, UNDOABLE, CaseState, check_way
from hall_app.cases.terms import CaseTerms
from hall_app.documents.rendering import render
from hall_app.documents.reprinting import content_of
from hall_app.errors import Conflict, InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import UNDO_MIN
from hall_app.store_faults import explained
from printing.content import VoidMark

_SHEETS = frozenset({"receipt", "result"})


@explained()
def undo_accept(store: Store, clerk: Clerk, case_id: UUID, reason: str, *, terms: CaseTerms) -> DocumentHead:
    """Make a case just accepted void, or put a resumed one back, with those of its bundle.

    Unsent sheets are not printed any more.

    The archived sheet keeps its bytes; its rendition with 作废, the reason, who and when is kept beside it.
    Raises NotPermitted, InputRefused without a reason, Conflict when it is too late, another's, or already void.
    """
    clerk.require("case.undo")
    reason = " ".join(reason.split())
    if not LEAST_UNDO_REASON <= len(reason) <= MOST_UNDO_REASON:
        raise InputRefused("撤回要写原因", f"{LEAST_UNDO_REASON} 到 {MOST_UNDO_REASON} 字", "reason")
    now = terms.clock.now()
    with store.reading() as session:
        case = _case(session, clerk, case_id)
        _check(session, case, clerk, now, terms)
        document = _sheet(session, case)
        content = content_of(document, void=VoidMark(reason, clerk.name, now))
    void = render(content)
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None:
            raise Conflict("没有这个办件", "请重新打开")
        _check(session, case, clerk, now, terms)
        document = _sheet(session, case)
        for one in [case, *queries.followers_of(session, case.id)]:
            _take_back(session, one, clerk, now, reason)
        document.void, document.void_reason = True, reason
        document.void_at, document.void_by = now, clerk.staff_id
        document.void_content, document.void_sha256 = void, hashlib.sha256(void).hexdigest()
        documents_queries.cancel_unsent_jobs(session, document.id)
        session.flush()
        return document_head(document)


def _case(session: Session, clerk: Clerk, case_id: UUID) -> Case:
    case = queries.case_of(session, case_id)
    if case is None or case.hall_id != clerk.hall_id:
        raise Conflict("没有这个办件", "请重新打开")
    return case


def _sheet(session: Session, case: Case) -> IssuedDocument:
    """The sheet of the acceptance: a notice before it and a certificate after it stay."""
    documents = documents_queries.documents_of_case(session, case.id)
    return next(one for one in reversed(documents) if one.kind in _SHEETS)


def _act(session: Session, case: Case) -> CaseStep:
    """The step that brought the case to where it stands."""
    return next(
        step for step in reversed(queries.steps_of(session, case.id)) if step.from_state != step.to_state
    )


def _check(session: Session, case: Case, clerk: Clerk, now: datetime, terms: CaseTerms) -> None:
    if case.lead_case_id is not None:
        raise Conflict("这是一件事里的一项", "请撤回牵头的办件")
    if CaseState(case.state) not in UNDOABLE:
        raise Conflict(f"办件现为“{STATE_NAMES[CaseState(case.state)]}”，不能撤回", "请重新打开办件查看")
    act = _act(session, case)
    if act.staff_id != clerk.staff_id:
        raise Conflict("不是本人受理的办件", "请由受理人撤回")
    minutes = terms.settings[UNDO_MIN]
    if now > act.at + timedelta(minutes=minutes):
        raise Conflict(f"已过 {minutes} 分钟，不能撤回", "当天作废须由大厅值班长复核")


def _take_back(session: Session, case: Case, clerk: Clerk, now: datetime, reason: str) -> None:
    start, act = case.state, _act(session, case)
    standing = read_standing(act)
    draft_id: str | None = act.detail.get(DRAFT)
    ticket_id = case.ticket_id
    if standing is None:
        case.state = check_way(start, CaseState.VOID, undoing=True).value
    else:
        put_back(session, case, standing, draft_id)
        ticket_id = UUID(act.detail[TICKET]) if act.detail.get(TICKET) else None
    detail = {DRAFT: draft_id} if draft_id is not None else {}
    add_step(session, case, UNDO, start, clerk, now, reason, detail)
    if case.lead_case_id is None and ticket_id is not None:
        _correct_ticket(session, ticket_id, clerk, now)
    session.flush()
    told: dict[str, str | int] = {"case_number": case.case_number, "reason": reason, "state": case.state}
    withdrawn = withdraw_corrections(session, case, act.at, clerk, now)
    if withdrawn:
        told["corrections_withdrawn"] = withdrawn
    record(session, clerk, UNDO, "case", case.id, True, told, now)
    report_case(session, case, UNDO, clerk, now)


def _correct_ticket(session: Session, ticket_id: UUID, clerk: Clerk, now: datetime) -> None:
    """The ticket stays ended, and no longer counts as one that was accepted."""
    ticket = queueing_queries.ticket_locked(session, ticket_id)
    if ticket is not None and ticket.state == "done":
        ticket.outcome = "undone"
        queueing_queries.add_event(session, ticket, now, "undone", clerk.window_id, clerk.staff_id)
