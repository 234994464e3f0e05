"""How every decision at a window is carried out: numbers, then the sheet, then everything else in one transaction.

1. A short transaction reads what the decision rests on and draws its numbers; they are final, a crash leaves a gap.
2. The sheet is rendered, outside any transaction.
3. One transaction writes case, steps, materials, document, print job, reports, audit and the end of the ticket, or
   nothing. It holds the draft, and a draft gives its cases once: pressing twice, or again after a crash, finds them.
4. The print queue sends the job after the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from db import cases_queries as queries
from db import documents_queries, items_queries, queueing_queries
from db.cases import Case
from db.documents import IssuedDocument, PrintJob
from db.session import Session, Store
from hall_app.cases.application import Application
from hall_app.cases.basis import Basis, ItemTerms, draw_basis, item_terms
from hall_app.cases.correcting import file_corrections
from hall_app.cases.outcome import Decision, DocumentHead, PrintLine
from hall_app.cases.recording import (
    Sheet,
    Verdict,
    add_document,
    add_step,
    continued_cases,
    new_cases,
    report_case,
)
from hall_app.cases.standing import DRAFT, TICKET, Standing, kept_standing
from hall_app.cases.states import STATE_NAMES, UNDOABLE, CaseState, check_way
from hall_app.cases.terms import CaseTerms
from hall_app.documents.printing_words import print_line
from hall_app.errors import Conflict, InputRefused
from hall_app.queueing.serving import close_ticket
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.settings import AUTO_PRINT, UNDO_MIN
from hall_app.working_days.deadline import Deadline

_RECEIPTS = frozenset({"receipt", "result"})
_OPEN_TICKET = frozenset({"calling", "serving", "expired"})


@dataclass(frozen=True, slots=True, repr=False)
class Plan:
    """A decision ready to be written: verdicts (one an item), its sheet, and how it is called.

    ``kind`` is the Decision's, ``action`` the step's and the audit's, ``outcome`` the ticket's; ``detail`` is kept
    with the step, ``note`` stands on the result page.
    """

    kind: str
    action: str
    outcome: str
    verdicts: tuple[Verdict, ...]
    sheet: Sheet
    reason: str | None = None
    files_corrections: bool = True
    detail: dict[str, Any] = field(default_factory=dict[str, Any])
    note: str = ""


def carry_out(
    store: Store,
    clerk: Clerk,
    app: Application,
    terms: CaseTerms,
    word: str,
    plan_for: Callable[[Basis, datetime], Plan],
) -> Decision:
    """Draw, render, write; see the module. ``word`` is the class word of the document's number.

    Raises InputRefused without a window, Conflict when the draft is gone or the ticket elsewhere, Unavailable.
    """
    if clerk.window_id is None:
        raise InputRefused("还没有开窗口", "请登录并选一个窗口", "window")
    with store.writing() as session:
        decided = decision_of_draft(session, app, clerk, terms)
        if decided is not None:
            return decided
        if queries.draft_of(session, app.draft_id) is None:
            raise Conflict("这份表单已删除", "请重新打开事项")
        basis = draw_basis(session, clerk, app, word, terms)
    now = terms.clock.now()
    plan = plan_for(basis, now)
    with store.writing() as session:
        draft = queries.claim_draft(session, app.draft_id)
        decided = decision_of_draft(session, app, clerk, terms)
        if decided is not None:
            return decided
        if draft is None:
            raise Conflict("这份表单已删除", "请重新打开事项")
        return _write(session, clerk, app, terms, basis, plan, now)


def _write(
    session: Session,
    clerk: Clerk,
    app: Application,
    terms: CaseTerms,
    basis: Basis,
    plan: Plan,
    now: datetime,
) -> Decision:
    if app.resumed is not None:
        stood = continued_cases(session, app, basis, clerk, plan.verdicts)
        cases = [case for case, _before in stood]
        for case, before in stood:
            _add_further_steps(session, case, app, plan, clerk, now, before)
    else:
        cases = new_cases(session, app, basis, clerk, plan.verdicts, now)
        for case, item in zip(cases, basis.items, strict=True):
            _add_steps(session, case, plan, clerk, now)
            items_queries.count_use(session, clerk.window_id or case.hall_id, item.code)
    lead = cases[0]
    for case, item in zip(cases, basis.items, strict=True):
        detail = {"case_number": case.case_number, "item": item.code, "state": case.state}
        detail["identity"] = str(case.identity_check["method"])
        record(session, clerk, plan.action, "case", case.id, True, detail, now)
    printed = terms.settings[AUTO_PRINT] or plan.sheet.kind not in _RECEIPTS
    document, job = add_document(session, lead, plan.sheet, basis, clerk, now, printed=printed)
    if plan.files_corrections:
        file_corrections(session, app, lead, clerk, now)
    for case in cases:
        report_case(session, case, plan.action, clerk, now)
    seconds = _end_ticket(session, clerk, app, plan.outcome, now)
    queries.remove_draft(session, app.draft_id, with_pages=True)
    decision = _decision(lead, basis.lead, document, job, terms, now)
    deadline = plan.verdicts[0].deadline
    name = app.bundle_name or basis.lead.name
    return replace(
        decision,
        kind=plan.kind,
        item_name=name,
        deadline=deadline,
        query_code=basis.numbers.query_code if plan.kind in {"accepted", "on_the_spot"} else None,
        seconds=seconds,
        note=plan.note,
        back_to=_back_to(app),
    )


def _back_to(app: Application) -> str:
    """Where undo leads a resumed case; empty for a new one."""
    return STATE_NAMES[CaseState(app.resumed.state)] if app.resumed is not None else ""


def _add_steps(session: Session, case: Case, plan: Plan, clerk: Clerk, now: datetime) -> None:
    """00 → 10 收件 and 10 → the decision: two steps of one transaction."""
    end = case.state
    check_way(CaseState.DRAFT, CaseState.RECEIVED)
    check_way(CaseState.RECEIVED, end)
    case.state = CaseState.RECEIVED.value
    add_step(session, case, "case.receive", CaseState.DRAFT.value, clerk, now)
    case.state = end
    add_step(session, case, plan.action, CaseState.RECEIVED.value, clerk, now, plan.reason, plan.detail)


def _add_further_steps(
    session: Session,
    case: Case,
    app: Application,
    plan: Plan,
    clerk: Clerk,
    now: datetime,
    before: Standing,
) -> None:
    """12 → 13 where papers came, then 13 → the decision; a deferred piece changes no state. Raises Conflict."""
    if app.resumed is None:
        raise TypeError("a new case")
    start, end = app.resumed.state, case.state
    detail = {**plan.detail, DRAFT: str(app.draft_id)}
    if CaseState(end) in UNDOABLE and start != end:
        detail |= kept_standing(before) | {TICKET: str(app.ticket_id) if app.ticket_id else None}
    if start == CaseState.CORRECTION.value:
        case.state = check_way(start, CaseState.RESUBMITTED).value
        add_step(session, case, "case.resubmit", start, clerk, now, detail={DRAFT: str(app.draft_id)})
        start = case.state
    if start != end:
        check_way(start, end)
        case.state = end
    if start != end or plan.action != "case.resubmit":
        add_step(session, case, plan.action, start, clerk, now, plan.reason, detail)


def _end_ticket(session: Session, clerk: Clerk, app: Application, outcome: str, now: datetime) -> int | None:
    """Close the ticket in hand; a further matter of the same ticket finds it closed. Returns its seconds."""
    if app.ticket_id is None:
        return None
    ticket = queueing_queries.ticket_locked(session, app.ticket_id)
    if ticket is None:
        return None
    if ticket.state in _OPEN_TICKET:
        close_ticket(session, clerk, ticket.id, outcome, now)
    started = ticket.started_at or ticket.called_at
    return max(0, int((now - started).total_seconds())) if started else None


def decision_of_draft(session: Session, app: Application, clerk: Clerk, terms: CaseTerms) -> Decision | None:
    """The decision the draft already led to. The query code is known to the paper alone by then."""
    lead = _decided_by(session, app)
    if lead is None:
        return None
    documents = documents_queries.documents_of_case(session, lead.id)
    document = documents[-1] if app.resumed is not None else documents[0]
    jobs = documents_queries.jobs_of_document(session, document.id)
    item = queries.item_of(session, lead.item_id)
    if item is None:
        raise Conflict("办件的事项已不在", "请联系系统管理员")
    done_at = queries.steps_of(session, lead.id)[-1].at
    decision = _decision(lead, item_terms(session, item), document, jobs[0], terms, done_at)
    return replace(decision, back_to=_back_to(app))


def _decided_by(session: Session, app: Application) -> Case | None:
    """The leading case that the draft already decided, or moved on."""
    if app.resumed is None:
        return next(iter(queries.cases_of_draft(session, app.draft_id)), None)
    draft = str(app.draft_id)
    mine = [
        step for step in queries.steps_of(session, app.resumed.case_id) if step.detail.get(DRAFT) == draft
    ]
    if any(step.action == UNDO for step in mine):
        raise Conflict(f"{app.resumed.case_number} 的受理刚已撤回", "请重新打开办件")
    if mine:
        return queries.case_locked(session, app.resumed.case_id)
    return None


def _decision(
    case: Case,
    item: ItemTerms,
    document: IssuedDocument,
    job: PrintJob,
    terms: CaseTerms,
    done_at: datetime,
) -> Decision:
    """The decision as the rows tell it; an acceptance may be taken back for a while, papers taken in may not."""
    state = CaseState(case.state)
    taken = document.kind == "materials"
    undo_until = None
    if state in UNDOABLE and not taken:
        undo_until = done_at + timedelta(minutes=terms.settings[UNDO_MIN])
    return Decision(
        kind=TAKEN if taken else _KINDS[state],
        case_id=case.id,
        case_number=case.case_number,
        item_name=item.name,
        headline="已收下补交的材料" if taken else _HEADLINES[state],
        deadline=_stored_deadline(case),
        query_code=None,
        document=document_head(document),
        print_line=job_line(job),
        dispatched_to=_goes_to(state, item),
        undo_until=undo_until,
        also=None,
        seconds=None,
        fields_prefilled=case.fields_prefilled,
        fields_typed=case.fields_typed,
        undo_min=terms.settings[UNDO_MIN],
    )


TAKEN = "taken"
"""The kind of a decision that only took papers in."""
UNDO = "case.undo"
"""The step of an acceptance taken back."""
_KINDS = {
    CaseState.ACCEPTED: "accepted",
    CaseState.ACCEPTED_INCOMPLETE: "accepted",
    CaseState.DECIDED_ON_THE_SPOT: "on_the_spot",
    CaseState.CORRECTION: "supplement",
    CaseState.REFUSED: "refused",
    CaseState.VOID: "void",
}
_HEADLINES = {
    CaseState.ACCEPTED: "已受理",
    CaseState.ACCEPTED_INCOMPLETE: "已容缺受理",
    CaseState.DECIDED_ON_THE_SPOT: "已当场办结",
    CaseState.CORRECTION: "已一次性告知",
    CaseState.REFUSED: "已告知不予受理",
    CaseState.VOID: "已撤回",
}


def _goes_to(state: CaseState, item: ItemTerms) -> str:
    if state in (CaseState.ACCEPTED, CaseState.ACCEPTED_INCOMPLETE):
        return item.goes_to
    # Who has it now; what was decided on the spot is nobody's.
    return "等申请人补正" if state is CaseState.CORRECTION else ""


def _stored_deadline(case: Case) -> Deadline | None:
    if case.due_on is None or case.clock_start is None:
        return None
    days = case.promised_days or case.statutory_days
    return Deadline(case.clock_start, days, case.due_on, case.due_provisional, ())


def document_head(document: IssuedDocument) -> DocumentHead:
    """The document's row in brief; a void one says so."""
    title = str(document.data.get("title", document.kind))
    return DocumentHead(
        document_id=document.id,
        kind=document.kind,
        title=f"{title}（已作废）" if document.void else title,
        number=document.number,
    )


def job_line(job: PrintJob) -> PrintLine:
    """The print job's row in words."""
    words = print_line(job.state, reprint=job.reprint, kept_path=job.kept_path, fault=job.last_fault)
    return PrintLine(job.id, job.state, words.text, words.tone, job.title)
