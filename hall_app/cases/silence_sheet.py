"""The acceptance sheet of a case that silence accepted: made once, printed like F9's, and handed to the applicant.

Silence accepts in one transaction and needs no paper; the sheet follows in its own, so that missing fonts never hold
the law up. The lock on the case makes it once only, whichever windows look at the same time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from db import cases_queries as queries
from db import lookup_queries, queueing_queries
from db.cases import Case
from db.session import Session, Store
from hall_app.cases.accepting import RECEIPT
from hall_app.cases.application import Waits
from hall_app.cases.basis import Basis, cases_of, draw_basis
from hall_app.cases.numbering import hash_query_code
from hall_app.cases.recording import Sheet, add_document, add_step
from hall_app.cases.resuming import application_of
from hall_app.cases.states import STATE_NAMES, CaseState
from hall_app.cases.terms import CaseTerms
from hall_app.documents.assemble import receipt_content
from hall_app.documents.rendering import render
from hall_app.errors import Conflict
from hall_app.security.audit import Actor, record
from hall_app.security.clerk import Clerk
from hall_app.settings import AUTO_PRINT, PROGRESS_URL
from hall_app.store_faults import explained
from printing.content import ReceiptContent

DEEMED = CaseState.DEEMED_ACCEPTED.value
HANDED = "case.hand_over"
_REASON = "逾期未告知是否受理，依行政许可法第三十二条自收到申请材料之日起即为受理。"


@dataclass(frozen=True, slots=True, repr=False)
class _Prepared:
    """What a sheet rests on; ``clerk`` is who received the case, whatever window makes the sheet."""

    basis: Basis
    clerk: Clerk
    content: ReceiptContent


@explained()
def issue_silence_sheets(store: Store, hall_id: UUID, *, terms: CaseTerms) -> tuple[str, ...]:
    """Make the sheet of every case in 16 that has none; returns the cases' numbers.

    Any number of windows may run it at once. Raises Unavailable, without fonts too: the next round finds them again.
    For a worker thread: renders.
    """
    with store.reading() as session:
        waiting = queries.without_sheet(session, hall_id, DEEMED)
    issued = (_issue(store, case_id, terms) for case_id in waiting)
    return tuple(number for number in issued if number is not None)


def _issue(store: Store, case_id: UUID, terms: CaseTerms) -> str | None:
    """One sheet: numbers, then the PDF, then the rows; None where another window was first."""
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None or not _wants_sheet(session, case):
            return None
        prepared = _prepare(session, case, terms)
    pdf = render(prepared.content)
    now = terms.clock.now()
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None or not _wants_sheet(session, case):
            return None
        basis = prepared.basis
        for one, number in zip(cases_of(session, case_id), basis.numbers.case_numbers, strict=True):
            one.query_code_hash = hash_query_code(basis.numbers.query_code, basis.hall.qr_key, number)
        sheet = Sheet("receipt", RECEIPT, prepared.content, pdf)
        # Nobody sits at a window for it: whichever printer of the hall is free prints it.
        nowhere = replace(prepared.clerk, window_id=None)
        document, _job = add_document(
            session, case, sheet, basis, nowhere, now, printed=terms.settings[AUTO_PRINT]
        )
        detail = {"case_number": case.case_number, "number": document.number}
        record(session, Actor("system"), "case.silence_sheet", "case", case.id, True, detail, now)
        return case.case_number


def _wants_sheet(session: Session, case: Case) -> bool:
    return case.state == DEEMED and case.lead_case_id is None and not queries.has_sheet(session, case.id)


def _prepare(session: Session, case: Case, terms: CaseTerms) -> _Prepared:
    if case.accepted_at is None or case.clock_start is None:
        raise Conflict(f"{case.case_number} 没有受理的时间", "请联系系统管理员")
    app = application_of(session, case, Waits.DECISION, terms)
    clerk = _receiver(session, case)
    basis = draw_basis(session, clerk, app, "受", terms)
    days = max(item.days for item in basis.items)
    content = receipt_content(
        replace(app, ticket_number=None), basis, clerk, case.accepted_at, terms.deadline(case.clock_start, days),
        terms.settings[PROGRESS_URL],
    )  # fmt: skip
    return _Prepared(basis, clerk, replace(content, deemed=_REASON, issued_on=terms.clock.today()))


def _receiver(session: Session, case: Case) -> Clerk:
    """Who received the case, as the sheet names them; allowed nothing."""
    names = lookup_queries.staff_names(session, [case.clerk_id])
    window = queueing_queries.window_of(session, case.window_id) if case.window_id is not None else None
    hall = queries.hall_of(session, case.hall_id)
    return Clerk(
        case.clerk_id, "", names.get(case.clerk_id, ""), "", "", frozenset(), case.hall_id, hall.name,
        case.window_id, window.number if window is not None else None, case.practice,
    )  # fmt: skip


@explained()
def hand_over(store: Store, clerk: Clerk, case_id: UUID, *, terms: CaseTerms) -> None:
    """The applicant has the sheet: the case is no more among those to hand over. Twice is once.

    Raises NotPermitted, Conflict where there is nothing to hand over, Unavailable.
    """
    clerk.require("case.accept")
    now = terms.clock.now()
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None or case.hall_id != clerk.hall_id:
            raise Conflict("没有这个办件", "请核对办件号")
        if queries.was_handed_over(session, case.id):
            return
        if case.state != DEEMED or not queries.has_sheet(session, case.id):
            name = STATE_NAMES[CaseState(case.state)]
            raise Conflict(f"{case.case_number} 现为“{name}”，没有待交的受理通知书", "请重新打开办件查看")
        add_step(session, case, HANDED, case.state, clerk, now)
        record(session, clerk, HANDED, "case", case.id, True, {"case_number": case.case_number}, now)
