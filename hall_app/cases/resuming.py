"""A case that waits for papers, found by its number, its sheet's code or its applicant, and opened to go on with.

What was judged with the application stays as it is; only what the case waits for can be taken in (许可法 32).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from db import cases_queries as queries
from db.base import new_id
from db.cases import Case, CaseMaterial, ScannedPage
from db.items import Item
from db.session import Session, Store
from hall_app.cases.application import (
    Application,
    Defect,
    FieldState,
    FormField,
    FormSection,
    MaterialRow,
    MaterialState,
    PageRef,
    Resumed,
    Waits,
)
from hall_app.cases.basis import read_hall
from hall_app.cases.case_times import CaseTimes
from hall_app.cases.drafts import begin_draft
from hall_app.cases.lights import NO_TIME, TimeLeft
from hall_app.cases.opening import correction_dues
from hall_app.cases.qr import read_case_qr
from hall_app.cases.second_card import holder_word
from hall_app.cases.showing import shown_value
from hall_app.cases.states import STATE_NAMES, CaseState
from hall_app.cases.terms import CaseTerms
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict
from hall_app.identity.resident import CardFacts, CardVerdict, Judgement, Resident
from hall_app.items.loading import head_of
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.wording import short_day
from hall_app.queueing.queue import QueueTicket
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_name
from hall_app.settings import ACCEPT_DAYS, Settings
from hall_app.store_faults import explained

FORM = "form"
FILED = "原申请"
MOST_FOUND = 8
_LONGEST = 60
WAITS = {
    CaseState.CORRECTION: Waits.PAPERS,
    CaseState.RESUBMITTED: Waits.DECISION,
    CaseState.ACCEPTED_INCOMPLETE: Waits.DEFERRED,
}
"""What a case in such a state waits for."""
WAITING_STATES = frozenset(state.value for state in WAITS)
"""Cases in these states can be gone on with at a window."""
_NUMBER = re.compile(r"(?:[A-Z]{1,4})?\d{0,6}(?:-\d{0,6})?\Z")
_DAY_DIGITS = 5
_WANTED = frozenset({"waiting", "defect"})


@dataclass(frozen=True, slots=True, repr=False)
class FoundCase:
    """A case found by its number; its applicant is masked. ``waits`` says that it can be gone on with.

    ``to_hand``: silence accepted it, and its sheet is to be handed to the applicant.
    """

    case_id: UUID
    case_number: str
    item_name: str
    state_name: str
    applicant_masked: str
    waits: bool
    due_on: date | None
    to_hand: bool = False
    left: TimeLeft = NO_TIME


def waits_for_papers(case: Case) -> bool:
    """Whether papers may be handed in for the case now; a theme's members wait with their lead."""
    return case.state in WAITING_STATES and case.lead_case_id is None


@explained()
def find_cases(
    store: Store, clerk: Clerk, text: str, *, clock: Clock, settings: Settings
) -> tuple[FoundCase, ...]:
    """Cases of the hall by a sheet's code or the digits of a number; without any, those with something to do.

    These are first those whose sheet is to be handed over, then those that wait for papers, nearest due first.

    At most eight. Raises NotPermitted, Unavailable. For a worker thread.
    """
    clerk.require("case.accept")
    words = text.strip()[: _LONGEST * 4]
    with store.reading() as session:
        scanned = read_case_qr(words, read_hall(session, clerk.hall_id).qr_key)
        if scanned is not None:
            found = queries.case_by_number(session, clerk.hall_id, scanned.case_number)
            rows = [found] if found is not None else []
        elif not words:
            deemed = CaseState.DEEMED_ACCEPTED.value
            rows = list(queries.to_hand_over(session, clerk.hall_id, deemed, MOST_FOUND // 2))
            waiting = queries.waiting_cases(session, clerk.hall_id, WAITING_STATES, MOST_FOUND - len(rows))
            rows += waiting
        else:
            hall = read_hall(session, clerk.hall_id)
            start = number_start(words, hall.abbreviation, clock.today())
            rows = list(queries.cases_from(session, hall.hall_id, start, MOST_FOUND)) if start else []
        times = CaseTimes.read(session, clock.today(), settings, (case.id for case in rows))
        return tuple(_found(session, case, times) for case in rows)


def number_start(text: str, abbreviation: str, today: date) -> str:
    """How a case number begins that was typed in part: LH260617-0042, 260617-0042, or 42 of today; "" for neither.

    Pure.
    """
    words = text.strip().lstrip("#").upper()
    if not words or not _NUMBER.match(words):
        return ""
    if words[0].isalpha():
        return words
    if "-" in words or len(words) >= _DAY_DIGITS:
        return f"{abbreviation}{words}"
    return f"{abbreviation}{today:%y%m%d}-{int(words):04d}"


def _found(session: Session, case: Case, times: CaseTimes) -> FoundCase:
    item = queries.item_of(session, case.item_id)
    return FoundCase(
        case_id=case.id,
        case_number=case.case_number,
        item_name=item.name if item else case.item_code,
        state_name=STATE_NAMES[CaseState(case.state)],
        applicant_masked=mask_name(case.applicant_name),
        waits=waits_for_papers(case),
        due_on=case.correction_due_on or case.deferred_due_on,
        to_hand=sheet_to_hand(session, case),
        left=times.left(case),
    )


def sheet_to_hand(session: Session, case: Case) -> bool:
    """Whether silence accepted the case and the applicant has its sheet still to get."""
    return (
        case.state == CaseState.DEEMED_ACCEPTED.value
        and queries.has_sheet(session, case.id)
        and not queries.was_handed_over(session, case.id)
    )


@explained()
def open_case(
    store: Store, clerk: Clerk, ticket: QueueTicket | None, case_id: UUID, *, terms: CaseTerms
) -> Application:
    """A waiting case as an application with its draft: what it waits for is open, the rest settled. Audited.

    Raises NotPermitted, Conflict for a case that waits for nothing, InputRefused without a window, Unavailable.
    For a worker thread.
    """
    clerk.require("case.accept")
    with store.writing() as session:
        case = queries.case_locked(session, case_id)
        if case is None or case.hall_id != clerk.hall_id:
            raise Conflict("没有这个办件", "请核对办件号")
        if case.lead_case_id is not None:
            raise Conflict("这是一件事里的一项", "请打开牵头的办件")
        waits = WAITS.get(CaseState(case.state))
        if waits is None:
            name = STATE_NAMES[CaseState(case.state)]
            raise Conflict(f"{case.case_number} 现为“{name}”，不等补交材料", "进度请到办件里查看")
        app = application_of(session, case, waits, terms)
        if not any(not row.settled for row in app.materials):
            raise Conflict(f"{case.case_number} 没有要补交的材料", "容缺的材料已收齐，等审核")
        if ticket is not None:
            app = replace(app, ticket_id=ticket.ticket_id, ticket_number=ticket.number)
        begin_draft(session, clerk, app, terms)
        detail = {"case_number": case.case_number}
        record(session, clerk, "case.open", "case", case.id, True, detail, terms.clock.now())
    return app


def application_of(session: Session, case: Case, waits: Waits, terms: CaseTerms) -> Application:
    """A stored case as an application; what it waits for is open, the rest settled. Raises Conflict without its item."""
    cases = [case, *queries.followers_of(session, case.id)]
    items = [item for one in cases if (item := queries.item_of(session, one.item_id)) is not None]
    if len(items) != len(cases):
        raise Conflict("办件的事项已不在", "请联系系统管理员")
    lead, today = items[0], terms.clock.today()
    days = max(item.promised_limit or item.statutory_limit for item in items)
    agency = queries.department_of(session, lead.agency_id)
    materials = materials_of_case(session, case, waits)
    bundle = queries.bundle_with(session, [item.local_code for item in items]) if len(items) > 1 else None
    head = head_of(lead, agency.short_name if agency else "", len(materials))
    if bundle is not None:
        head = replace(
            head, code=bundle.code, short_code=bundle.code, name=bundle.name, short_name=bundle.name
        )
    return Application(
        draft_id=new_id(),
        ticket_id=None,
        ticket_number=None,
        item=head,
        item_version=lead.version,
        resident=_resident(case),
        for_whom=str((case.agent or {}).get("kind", "self")),
        sections=(_filed_form(case, items, today),),
        materials=materials,
        conditions=(),
        deadline=None if waits is Waits.DEFERRED else terms.deadline(today, days),
        max_deferred=0,
        correction_days=max(item.correction_days for item in items),
        accept_days=terms.settings[ACCEPT_DAYS],
        legal_person_id=case.legal_person_id,
        bundle=tuple(item.local_code for item in items) if len(items) > 1 else (),
        bundle_name=bundle.name if bundle is not None else "",
        opened_at=terms.clock.now(),
        correction_dues=correction_dues(today, max(item.correction_days for item in items), terms),
        resumed=Resumed(
            case_id=case.id,
            case_number=case.case_number,
            waits=waits,
            state=case.state,
            received_at=case.received_at,
            due_on=case.deferred_due_on if waits is Waits.DEFERRED else case.correction_due_on,
            agent=_agent_line(case),
        ),
    )


def _resident(case: Case) -> Resident:
    """The applicant as the case keeps them; no card lies there."""
    facts = CardFacts(
        kind="case",
        kind_name="办件",
        name=case.applicant_name,
        name_zh=None,
        sex=None,
        nation=None,
        birth_date=None,
        age=None,
        id_number=case.applicant_id_number,
        id_kind=case.applicant_id_kind,
        address=None,
        issuer=None,
        valid_from=None,
        valid_to=None,
        nationality=None,
        photo=None,
        photo_note="",
        sam_id=None,
        emulated=case.practice,
        read_at=case.received_at,
    )
    judged = Judgement(CardVerdict.GOOD, "", "", usable=True, may_accept=True, prefill=False)
    return Resident(facts, judged, case.person_id)


def _agent_line(case: Case) -> str:
    agent = case.agent or {}
    if agent.get("name"):
        who = holder_word(str(agent.get("kind", "")))
        return f"{agent['name']}（{who}，{mask_id_number(str(agent.get('id_number', '')))}）"
    return "" if agent.get("kind", "firm") == "firm" else "代理人（见授权委托书）"


# -- the form as it was filed -----------------------------------------------------------------------
def _filed_form(case: Case, items: list[Item], today: date) -> FormSection:
    rows = {row.key: row for item in items for row in item.fields}
    day = hall_time(case.received_at).date()
    fields: list[FormField] = []
    for key, entry in case.form.items():
        if not isinstance(entry, dict):
            continue
        row = rows.get(key)
        fields.append(_filed_field(key, entry, row.kind if row else "text", case, SourceNote(FILED, day)))
    return FormSection("filed", "申请时填报", "file-text", f"{FILED} {short_day(day, today)}", tuple(fields))


def _filed_field(key: str, entry: dict[str, Any], kind: str, case: Case, source: SourceNote) -> FormField:
    value = entry.get("value")
    shown = shown_value(kind, key, value)
    if key == "collection" and case.collection:
        shown = case.collection
    card = entry.get("source") == "身份证"
    return FormField(
        key=key,
        label=str(entry.get("label") or key),
        kind=kind,
        required=False,
        value=value,
        shown=shown,
        source=source,
        state=FieldState.LOCKED if card else FieldState.PREFILLED,
        wide=kind == "address",
        visible=value is not None,
    )


# -- the materials ----------------------------------------------------------------------------------
def materials_of_case(session: Session, case: Case, waits: Waits) -> tuple[MaterialRow, ...]:
    """The case's materials as they now stand, each once; open are those the case waits for."""
    newest: dict[str, CaseMaterial] = {row.code: row for row in queries.materials_of(session, case.id)}
    latest = max((row.round for row in newest.values()), default=0)
    pages = _pages(session, case.id)
    rows = [_row(row, pages.get(row.code, ()), open_=_is_open(row, waits, latest)) for row in newest.values()]
    if waits is Waits.PAPERS and FORM not in newest:
        rows += [_form_row(defect) for defect in _form_defects(session, case.id)]
    return tuple(rows)


def _is_open(row: CaseMaterial, waits: Waits, latest: int) -> bool:
    if waits is Waits.PAPERS:
        return row.state in _WANTED
    if waits is Waits.DECISION:
        return row.round == latest and latest > 0
    return row.state == "deferred"


def _row(row: CaseMaterial, pages: tuple[PageRef, ...], *, open_: bool) -> MaterialRow:
    defect = Defect(**row.defects[0]) if row.defects else None
    state = MaterialState(row.state)
    origin = f"{FILED}已审" if not open_ else ""
    if open_ and state is MaterialState.DEFERRED:
        origin = "容缺，等补交"
    elif open_ and defect is not None:
        # Told already: it waits for the paper, and the words of the notice say which.
        state, origin = MaterialState.WAITING, defect.supply or defect.problem
    return MaterialRow(
        code=row.code,
        name=row.name,
        state=state,
        required=open_ and state is not MaterialState.DEFERRED,
        capture="none" if row.method == "5" else "scan",
        origin=origin,
        originals=row.originals if state is not MaterialState.WAITING else 0,
        copies=row.copies if state is not MaterialState.WAITING else 0,
        pages=pages if not open_ or state is not MaterialState.WAITING else (),
        source=SourceNote(row.source, row.source_date) if row.source else None,
        may_follow_days=None,
        may_promise=False,
        deferred_until=row.due_on if state is MaterialState.DEFERRED else None,
        basis=defect.basis if defect else "",
        substitute=defect.substitute if defect else "",
        may_follow_until=row.due_on if state is MaterialState.DEFERRED else None,
        opening_state=state,
        settled=not open_,
    )


def _form_defects(session: Session, case_id: UUID) -> list[Defect]:
    """What the newest notice found wrong in the form itself: no material's row keeps it."""
    for step in reversed(queries.steps_of(session, case_id)):
        if step.action == "case.supplement":
            return [Defect(**raw) for raw in step.detail.get("form_defects", [])]
    return []


def _form_row(defect: Defect) -> MaterialRow:
    return MaterialRow(
        code=FORM,
        name="表单更正",
        state=MaterialState.WAITING,
        required=True,
        capture="none",
        origin=defect.supply or defect.problem,
        originals=0,
        copies=0,
        pages=(),
        source=None,
        may_follow_days=None,
        may_promise=False,
        basis=defect.basis,
    )


def _pages(session: Session, case_id: UUID) -> dict[str, tuple[PageRef, ...]]:
    found: dict[str, list[ScannedPage]] = {}
    for page in queries.pages_of_case(session, case_id):
        found.setdefault(page.material_code, []).append(page)
    return {
        code: tuple(
            PageRef(page.id, number, page.rotation, page.width, page.height)
            for number, page in enumerate(pages, start=1)
        )
        for code, pages in found.items()
    }
