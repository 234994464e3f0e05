"""The rows of a decision: cases, steps, materials, document, print job, proposals and the reports, ready to be added.

Everything here runs inside the caller's transaction and writes nothing outside it.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db import cases_queries as queries
from db.base import new_id
from db.cases import Case, CaseMaterial, CaseStep
from db.documents import IssuedDocument, PrintJob
from db.session import Session
from hall_app.cases.application import (
    Application,
    FieldState,
    FormField,
    MaterialRow,
    MaterialState,
    Waits,
)
from hall_app.cases.basis import Basis, cases_of
from hall_app.cases.deadline_words import short_note
from hall_app.cases.filling import prefilled_count, typed_count
from hall_app.cases.numbering import hash_query_code
from hall_app.cases.outgoing import send_case
from hall_app.cases.plain_values import to_plain
from hall_app.cases.second_card import holder_kind
from hall_app.cases.standing import Standing, standing_of
from hall_app.documents.assemble import applicant_name, collection_line, phone_of
from hall_app.documents.printing_words import ON_DEMAND
from hall_app.documents.rendering import SheetContent
from hall_app.errors import Conflict
from hall_app.identity.resident import CardFacts
from hall_app.security.clerk import Clerk
from hall_app.working_days.deadline import Deadline

PDF = "application/pdf"
# What the database does not keep of a sheet's content: the code is known to the resident alone.
_NOT_KEPT = frozenset({"query_code"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where a decision leads one case: its state, clock and dates."""

    state: str
    accepted_at: datetime | None = None
    decided_at: datetime | None = None
    deadline: Deadline | None = None
    correction_due_on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """A document as rendered, before it is recorded."""

    kind: str
    title: str
    content: SheetContent
    pdf: bytes


def new_cases(
    session: Session,
    app: Application,
    basis: Basis,
    clerk: Clerk,
    verdicts: tuple[Verdict, ...],
    now: datetime,
) -> list[Case]:
    """One case an item, the leading one first, added to the session with their materials and pages."""
    cases: list[Case] = []
    for number, (item, verdict) in enumerate(zip(basis.items, verdicts, strict=True)):
        case = _case(app, basis, clerk, number, verdict, now)
        case.item_id, case.item_code = item.item_id, item.code
        case.statutory_days, case.promised_days = item.statutory_days, item.promised_days
        case.lead_case_id = cases[0].id if cases else None
        cases.append(case)
        queries.add_all(session, [case])
        queries.add_all(session, material_rows(case.id, app.materials))
    pages = [
        (page.page_id, row.code, page.number, page.rotation) for row in app.materials for page in row.pages
    ]
    queries.hand_pages_to_case(session, cases[0].id, pages)
    return cases


def continued_cases(
    session: Session, app: Application, basis: Basis, clerk: Clerk, verdicts: tuple[Verdict, ...]
) -> list[tuple[Case, Standing]]:
    """A resumed case and those it leads, with what came now, each with how it stood.

    Raises Conflict when it moved on elsewhere meanwhile.
    """
    resumed = app.resumed
    if resumed is None:
        raise TypeError("a new case")
    cases = cases_of(session, resumed.case_id)
    if any(case.state != resumed.state for case in cases) or cases[0].hall_id != clerk.hall_id:
        raise Conflict(f"{resumed.case_number} 已在别处办过", "请重新打开办件查看")
    stood = [standing_of(session, case) for case in cases]
    opened = tuple(row for row in app.materials if not row.settled)
    for case, verdict in zip(cases, verdicts, strict=True):
        if resumed.waits is Waits.PAPERS:
            queries.add_all(
                session, material_rows(case.id, opened, queries.newest_round(session, case.id) + 1)
            )
        else:
            _update_materials(session, case, opened, verdict)
        _move_on(case, app, basis, verdict)
    pages = [(page.page_id, row.code, page.number, page.rotation) for row in opened for page in row.pages]
    queries.hand_pages_to_case(session, cases[0].id, pages)
    return list(zip(cases, stood, strict=True))


def _update_materials(session: Session, case: Case, rows: tuple[MaterialRow, ...], verdict: Verdict) -> None:
    """Pieces that the case knows already, as they now stand."""
    now_stand = {row.code: row for row in material_rows(case.id, rows)}
    newest = {row.code: row for row in queries.materials_of(session, case.id)}
    for code, row in now_stand.items():
        kept = newest.get(code)
        if kept is not None:
            kept.state, kept.method, kept.due_on, kept.defects = (
                row.state,
                row.method,
                row.due_on,
                row.defects,
            )
            kept.originals, kept.copies, kept.pages = row.originals, row.copies, row.pages
    left = [row.due_on for row in newest.values() if row.state == "deferred" and row.due_on]
    case.deferred_due_on = min(left, default=None)


def _move_on(case: Case, app: Application, basis: Basis, verdict: Verdict) -> None:
    """State, clock and dates of a verdict; what was corrected in the form; a code the resident can know."""
    case.state = verdict.state
    case.correction_due_on = verdict.correction_due_on
    case.decided_at = verdict.decided_at or case.decided_at
    deadline = verdict.deadline
    if verdict.accepted_at is not None and deadline is not None:
        case.accepted_at = verdict.accepted_at
        case.clock_start, case.due_on = deadline.start, deadline.due_on
        case.due_provisional, case.due_note = deadline.provisional, short_note(deadline) or None
        case.query_code_hash = hash_query_code(basis.numbers.query_code, basis.hall.qr_key, case.case_number)
    changed = [field for field in app.fields if field.state in (FieldState.EDITED, FieldState.ANSWERED)]
    if changed:
        case.form = {**case.form, **{field.key: _answer(field) for field in changed}}


def _case(app: Application, basis: Basis, clerk: Clerk, number: int, verdict: Verdict, now: datetime) -> Case:
    facts, numbers, deadline = app.resident.facts, basis.numbers, verdict.deadline
    case_number = numbers.case_numbers[number]
    deferred = [row.deferred_until for row in app.materials if row.state is MaterialState.DEFERRED]
    return Case(
        id=new_id(),
        hall_id=basis.hall.hall_id,
        case_number=case_number,
        draft_id=app.draft_id,
        exchange_number=numbers.exchange_numbers[number],
        ticket_id=app.ticket_id,
        window_id=clerk.window_id,
        clerk_id=clerk.staff_id,
        person_id=app.resident.person_id,
        legal_person_id=app.legal_person_id,
        applicant_name=applicant_name(facts),
        applicant_id_kind=facts.id_kind,
        applicant_id_number=facts.id_number,
        applicant_phone=phone_of(app) or None,
        agent=_agent(app),
        identity_check=_identity_check(app),
        form={field.key: _answer(field) for field in app.fields},
        state=verdict.state,
        received_at=now,
        accepted_at=verdict.accepted_at,
        clock_start=deadline.start if deadline else None,
        due_on=deadline.due_on if deadline else None,
        due_provisional=deadline.provisional if deadline else False,
        due_note=short_note(deadline) or None if deadline else None,
        correction_due_on=verdict.correction_due_on,
        deferred_due_on=min((day for day in deferred if day), default=None),
        decided_at=verdict.decided_at,
        query_code_hash=hash_query_code(numbers.query_code, basis.hall.qr_key, case_number),
        collection=collection_line(app),
        fields_prefilled=prefilled_count(app),
        fields_typed=typed_count(app),
        practice=basis.hall.practice or facts.emulated,
    )


def _agent(app: Application) -> dict[str, Any] | None:
    if app.guardian is not None:
        facts = app.guardian.facts
        agent = {
            "kind": holder_kind(app.resident, app.for_whom),
            "name": applicant_name(facts),
            "id_number": facts.id_number,
        }
        return agent | {"method": _method(facts)}
    return None if app.for_whom == "self" else {"kind": app.for_whom}


def _method(facts: CardFacts) -> str:
    """How the identity was checked: by the card's chip, or typed off the document (核验方式)."""
    return "by_hand" if facts.by_hand else "card"


def _identity_check(app: Application) -> dict[str, Any]:
    facts, judgement = app.resident.facts, app.resident.judgement
    return {
        "method": _method(facts),
        "kind": facts.kind,
        "read_at": facts.read_at.isoformat(),
        "verdict": judgement.verdict.value,
        "sam_id": facts.sam_id,
        "emulated": facts.emulated,
    }


def _answer(field: FormField) -> dict[str, Any]:
    source = field.source
    place = (
        {"address_code": field.address_code, "unplaced": field.unplaced} if field.kind == "address" else {}
    )
    return {
        "label": field.label,
        "value": field.value,
        "state": field.state.value,
        "source": source.library if source else None,
        "recorded_on": source.recorded_on.isoformat() if source and source.recorded_on else None,
        "typed": field.typed,
        "library_value": field.library_value,
        "reason": field.edit_reason,
        **place,
    }


def material_rows(case_id: UUID, rows: Iterable[MaterialRow], number: int = 0) -> list[CaseMaterial]:
    """The materials of a case; ``number`` counts the resubmissions."""
    return [
        CaseMaterial(
            id=new_id(),
            case_id=case_id,
            position=position,
            code=row.code,
            name=row.name,
            state=row.state.value,
            method=method_of(row),
            originals=row.originals,
            copies=row.copies,
            pages=len(row.pages),
            source=row.source.library if row.source else None,
            source_date=row.source.recorded_on if row.source else None,
            due_on=row.deferred_until,
            defects=[dataclasses.asdict(defect) for defect in row.defects],
            round=number,
        )
        for position, row in enumerate(rows, start=1)
        if row.state is not MaterialState.NOT_NEEDED
    ]


def method_of(row: MaterialRow) -> str:
    """收取方式: 1 纸质, 2 上传或拍照, 5 数据核验免交, 6 容缺, 7 告知承诺; 0 where nothing was received."""
    if row.state in (MaterialState.EXEMPT, MaterialState.EXEMPT_RECHECK):
        return "5"
    if row.state is MaterialState.DEFERRED:
        return "6"
    if row.promise_signed and not row.pages:
        return "7"
    if row.originals or row.copies:
        return "1"
    return "2" if row.pages else "0"


def add_step(
    session: Session,
    case: Case,
    action: str,
    start: str | None,
    clerk: Clerk | None,
    now: datetime,
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record one step of a case that now stands in its new state."""
    queries.add_all(
        session,
        [
            CaseStep(
                id=new_id(),
                case_id=case.id,
                at=now,
                from_state=start,
                to_state=case.state,
                action=action,
                staff_id=clerk.staff_id if clerk else None,
                reason=reason,
                detail=detail or {},
            )
        ],
    )


def add_document(
    session: Session,
    case: Case,
    sheet: Sheet,
    basis: Basis,
    clerk: Clerk,
    now: datetime,
    *,
    printed: bool = True,
) -> tuple[IssuedDocument, PrintJob]:
    """The document and its first print job, queued: it is sent after the commit.

    Where the hall prints only on demand the job is cancelled at once, and F12 prints the first copy.
    """
    document = IssuedDocument(
        id=new_id(),
        case_id=case.id,
        kind=sheet.kind,
        number=basis.numbers.document_number,
        data=kept_data(sheet),
        content=sheet.pdf,
        sha256=hashlib.sha256(sheet.pdf).hexdigest(),
        issued_at=now,
        issued_by=clerk.staff_id,
        practice=case.practice,
    )
    queries.add_all(session, [document])
    job = PrintJob(
        id=new_id(),
        number=basis.numbers.job_number,
        window_id=clerk.window_id,
        kind="document",
        document_id=document.id,
        title=f"{sheet.title} {case.case_number}",
        content=sheet.pdf,
        media_type=PDF,
        state="queued" if printed else "cancelled",
        last_fault=None if printed else ON_DEMAND,
        created_at=now,
        practice=case.practice,
    )
    queries.add_all(session, [job])
    return document, job


def kept_data(sheet: Sheet) -> dict[str, Any]:
    """The sheet's values beside its PDF, so that 补打 can be laid out again; without the resident's own code."""
    content = to_plain(sheet.content)
    for name in _NOT_KEPT:
        content.pop(name, None)
    return {"title": sheet.title, "content": content}


def report_case(session: Session, case: Case, action: str, clerk: Clerk | None, now: datetime) -> None:
    """Report the case as it now stands to the district."""
    materials = list(queries.materials_of(session, case.id))
    send_case(session, case, materials, action, clerk.staff_no if clerk else "system", now)
