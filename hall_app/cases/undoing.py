"""Taking an acceptance back within its two minutes: the sheet is void, the numbers stay used (reception.md 5)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from db import cases_queries as queries
from db import documents_queries
from db.cases import Case
from db.documents import IssuedDocument
from db.session import Session, Store
from hall_app.cases.deciding import document_head
from hall_app.cases.outcome import DocumentHead
from hall_app.cases.recording import add_step, report_case
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

_MAX_REASON = 100


@explained()
def undo_accept(store: Store, clerk: Clerk, case_id: UUID, reason: str, *, terms: CaseTerms) -> DocumentHead:
    """Make a case just accepted void, with those of its bundle; unsent sheets are not printed any more.

    The archived sheet keeps its bytes; its rendition with 作废, the reason, who and when is kept beside it.
    Raises NotPermitted, InputRefused without a reason, Conflict when it is too late, another's, or already void.
    """
    clerk.require("case.undo")
    reason = " ".join(reason.split())
    if not 2 <= len(reason) <= _MAX_REASON:
        raise InputRefused("撤回要写原因", f"2 到 {_MAX_REASON} 字", "reason")
    now = terms.clock.now()
    with store.reading() as session:
        case = _case(session, clerk, case_id)
        _check(case, clerk, now, terms)
        document = _sheet(session, case)
        content = content_of(document, void=VoidMark(reason, clerk.name, now))
    void = render(content)
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None:
            raise Conflict("没有这个办件", "请重新打开")
        _check(case, clerk, now, terms)
        for one in [case, *queries.followers_of(session, case.id)]:
            _make_void(session, one, clerk, now, reason)
        document = _sheet(session, case)
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
    return documents_queries.documents_of_case(session, case.id)[0]


def _check(case: Case, clerk: Clerk, now: datetime, terms: CaseTerms) -> None:
    if case.lead_case_id is not None:
        raise Conflict("这是一件事里的一项", "请撤回牵头的办件")
    if case.clerk_id != clerk.staff_id:
        raise Conflict("不是本人受理的办件", "请由受理人撤回")
    if CaseState(case.state) not in UNDOABLE:
        raise Conflict(f"办件现为“{STATE_NAMES[CaseState(case.state)]}”，不能撤回", "请重新打开办件查看")
    minutes = terms.settings[UNDO_MIN]
    if now > case.received_at + timedelta(minutes=minutes):
        raise Conflict(f"已过 {minutes} 分钟，不能撤回", "当天作废须由大厅值班长复核")


def _make_void(session: Session, case: Case, clerk: Clerk, now: datetime, reason: str) -> None:
    start = case.state
    case.state = check_way(start, CaseState.VOID, undoing=True).value
    add_step(session, case, "case.undo", start, clerk, now, reason)
    detail = {"case_number": case.case_number, "reason": reason}
    record(session, clerk, "case.undo", "case", case.id, True, detail, now)
    report_case(session, case, "case.undo", clerk, now)
