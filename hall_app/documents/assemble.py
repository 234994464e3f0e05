"""What stands on the sheets of a decision: values of the application and its basis, masked as paper must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from hall_app.cases.application import Application, Defect, FieldState, FormField, MaterialRow, MaterialState
from hall_app.cases.basis import Basis
from hall_app.cases.deadline_words import due_note
from hall_app.cases.legal_texts import LATENESS, PRIVACY_NOTICE, whole_defects_note
from hall_app.cases.qr import case_qr_text
from hall_app.cases.second_card import holder_kind, holder_word
from hall_app.identity.resident import CardFacts
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_phone
from hall_app.working_days.deadline import Deadline
from printing.content import (
    DefectRow,
    DeferredMaterial,
    IssuedResult,
    MaterialsContent,
    ReceiptContent,
    ReceivedMaterial,
    RefusalContent,
    RefusalGround,
    ResultContent,
    SupplementContent,
)

_CAPTION_URL = "扫码查进度"


def applicant_name(facts: CardFacts) -> str:
    """The applicant's name on paper, in full."""
    return facts.name_zh or facts.name


def applicant_line(facts: CardFacts) -> str:
    """The applicant on paper, marked where the identity was typed by hand."""
    return f"{applicant_name(facts)}{'（身份为手工录入）' if facts.by_hand else ''}"


def answer_of(app: Application, *keys: str) -> FormField | None:
    """The first answered visible field among ``keys``."""
    return next((field for field in app.fields if field.key in keys and field.value), None)


def phone_of(app: Application) -> str:
    """The applicant's phone as answered; empty without one."""
    field = answer_of(app, "phone", "contact_phone") or next(
        (each for each in app.fields if each.kind == "phone" and each.value), None
    )
    return field.value or "" if field and field.state is not FieldState.INVALID else ""


def agent_line(app: Application) -> str:
    """Who acts for the applicant; empty when nobody does."""
    if app.resumed is not None:
        return app.resumed.agent
    if app.guardian is not None:
        facts = app.guardian.facts
        by_hand = "，手工录入" if facts.by_hand else ""
        who = holder_word(holder_kind(app.resident, app.for_whom))
        return f"{applicant_name(facts)}（{who}，{mask_id_number(facts.id_number)}{by_hand}）"
    named = answer_of(app, "agent_name")
    if named is not None:
        return f"{named.value}（代理人）"
    return "" if app.for_whom in {"self", "firm"} else "代理人（见授权委托书）"


def received_materials(app: Application) -> tuple[ReceivedMaterial, ...]:
    """What was taken in, one line a kind."""
    lines: list[ReceivedMaterial] = []
    for row in app.materials:
        if row.state not in (MaterialState.RECEIVED, MaterialState.CAPTURED):
            continue
        pages = len(row.pages) or None
        if row.promise_signed and not row.pages:
            lines.append(ReceivedMaterial(row.name, "告知承诺", 1))
            continue
        if row.originals:
            lines.append(ReceivedMaterial(row.name, "原件", row.originals, pages))
        if row.copies:
            lines.append(ReceivedMaterial(row.name, "复印件", row.copies, pages))
        if not row.originals and not row.copies:
            lines.append(ReceivedMaterial(row.name, "电子件", 1, pages))
    return tuple(lines)


def exempt_materials(app: Application) -> tuple[str, ...]:
    """What a library holds, 待复核 where the line was down."""
    return tuple(
        f"{row.name}（待复核）" if row.state is MaterialState.EXEMPT_RECHECK else row.name
        for row in app.materials
        if row.state in (MaterialState.EXEMPT, MaterialState.EXEMPT_RECHECK)
    )


def deferred_materials(app: Application) -> tuple[DeferredMaterial, ...]:
    """What may follow, with its last day."""
    return tuple(
        DeferredMaterial(row.name, row.deferred_until)
        for row in app.materials
        if row.state is MaterialState.DEFERRED and row.deferred_until is not None
    )


def item_line(app: Application, basis: Basis) -> str:
    """The item's name, or the theme's with its members and their numbers."""
    if not app.bundle:
        return basis.lead.name
    pairs = zip(basis.items, basis.numbers.case_numbers, strict=True)
    members = "、".join(f"{item.name} {number}" for item, number in pairs)
    return f"{app.bundle_name}（{members}）"


def _head(app: Application, basis: Basis, clerk: Clerk) -> dict[str, Any]:
    """What every sheet carries, by the names of WindowSheet."""
    facts = app.resident.facts
    return {
        "document_number": basis.numbers.document_number,
        "case_number": basis.numbers.case_numbers[0],
        "ticket_number": app.ticket_number or "无",
        "item": item_line(app, basis),
        "agency": basis.lead.agency,
        "hall": basis.hall.name,
        "window": f"{clerk.window_number} 号窗口" if clerk.window_number else "",
        "applicant": applicant_line(facts),
        "id_masked": mask_id_number(facts.id_number),
        "phone_masked": _phone_masked(app),
        "enquiry": _enquiry(basis),
        "clerk": clerk.name,
        "qr_text": sheet_qr(basis),
        "agent": agent_line(app),
        "practice": basis.hall.practice,
    }


def _code(progress_url: str) -> dict[str, Any]:
    """The code of a sheet that may lead to the progress page instead."""
    return {"qr_text": progress_url, "qr_caption": _CAPTION_URL} if progress_url else {}


def receipt_content(
    app: Application, basis: Basis, clerk: Clerk, now: datetime, deadline: Deadline, progress_url: str = ""
) -> ReceiptContent:
    """受理通知书（收件回执）."""
    lead = basis.lead
    return ReceiptContent(
        **(_head(app, basis, clerk) | _code(progress_url)),
        query_code=basis.numbers.query_code,
        received_at=app.resumed.received_at if app.resumed else now,
        accepted_at=now,
        statutory_limit=f"{lead.statutory_days} 个工作日" if lead.statutory_days else "当场办结",
        due_date=deadline.due_on,
        due_note=due_note(deadline),
        fee=basis.lead.fee,
        received=received_materials(app),
        exempt=exempt_materials(app),
        deferred=deferred_materials(app),
        collection=collection_line(app),
        privacy_notice=PRIVACY_NOTICE,
    )


def result_content(
    app: Application, basis: Basis, clerk: Clerk, now: datetime, progress_url: str = ""
) -> ResultContent:
    """The sheet of an item decided on the spot."""
    results = tuple(IssuedResult(item.result_name or item.name) for item in basis.items)
    return ResultContent(
        **(_head(app, basis, clerk) | _code(progress_url)),
        query_code=basis.numbers.query_code,
        received_at=now,
        decided_at=now,
        conclusion="经核对，申请材料齐全、符合规定，已当场办结。",
        results=results,
        fee=basis.lead.fee,
        received=received_materials(app),
        exempt=exempt_materials(app),
        collection=collection_line(app),
        privacy_notice=PRIVACY_NOTICE,
    )


def supplement_content(
    app: Application,
    basis: Basis,
    clerk: Clerk,
    now: datetime,
    defects: tuple[tuple[str, Defect], ...],
    due: Deadline | None,
    channels: tuple[str, ...],
    accept_days: int,
) -> SupplementContent:
    """补正材料告知书: every defect one row."""
    return SupplementContent(
        **_head(app, basis, clerk),
        applied_at=app.resumed.received_at if app.resumed else now,
        issued_at=now,
        rows=tuple(
            DefectRow(name, defect.problem or defect.kind, defect.supply, defect.basis, defect.substitute)
            for name, defect in defects
        ),
        due_date=due.due_on if due else None,
        due_note=due_note(due) if due else "",
        channels="、".join(channels),
        lateness=LATENESS,
        whole_note=whole_defects_note(accept_days),
        again=app.resumed is not None,
    )


def materials_content(
    app: Application, basis: Basis, clerk: Clerk, now: datetime, title: str, effect: str
) -> MaterialsContent:
    """What came after the application: the pieces brought now, and those still to come."""
    brought = replace(app, materials=tuple(row for row in app.materials if not row.settled))
    due = app.resumed.due_on if app.resumed else None
    waiting = tuple(
        DeferredMaterial(row.name, due)
        for row in brought.materials
        if due is not None and row.required and not row.judged
    )
    return MaterialsContent(
        **_head(app, basis, clerk),
        title=title,
        received_at=now,
        received=received_materials(brought),
        still_out=(*waiting, *deferred_materials(brought)),
        effect=effect,
    )


def refusal_content(
    app: Application,
    basis: Basis,
    clerk: Clerk,
    now: datetime,
    box: RefusalGround,
    agency: str,
    legal_basis: str,
    reasons: tuple[str, ...],
) -> RefusalContent:
    """不予受理通知书, with the ways to have it reviewed."""
    return RefusalContent(
        **_head(app, basis, clerk),
        applied_at=app.resumed.received_at if app.resumed else now,
        issued_at=now,
        ground=box,
        right_agency=agency,
        legal_basis=legal_basis,
        reasons=reasons,
        court=basis.lead.court,
        review_body=basis.lead.review_body,
    )


def sheet_qr(basis: Basis) -> str:
    """The code of the leading case."""
    numbers = basis.numbers
    return case_qr_text(numbers.exchange_numbers[0], numbers.case_numbers[0], basis.hall.qr_key)


def collection_line(app: Application) -> str:
    """How the result is collected, as chosen in the form."""
    field = answer_of(app, "collection")
    return field.shown if field else "凭本单到大厅领取"


def listed_defects(rows: tuple[MaterialRow, ...], form: tuple[Defect, ...]) -> tuple[tuple[str, Defect], ...]:
    """Every defect with the name of what it is about, in list order, the form's last."""
    found = [(row.name, defect) for row in rows for defect in row.defects]
    return (*found, *(("表单", defect) for defect in form))


def _phone_masked(app: Application) -> str:
    phone = phone_of(app)
    return mask_phone(phone) if phone else "未留"


def _enquiry(basis: Basis) -> str:
    return f"凭办件号和查询码到任一窗口查询，咨询电话 {basis.hall.enquiry_phone}"
