"""Opening an item's form: filled from the card, the libraries and earlier cases, judged, with its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from db import cases_queries as queries
from db import items_queries
from db.base import new_id
from db.items import Item, ItemField, ItemMaterial
from db.libraries import LibraryAccess
from db.session import Session, Store
from hall_app.cases.application import Application
from hall_app.cases.drafts import begin_draft
from hall_app.cases.legal_texts import NOTICE_DAYS
from hall_app.cases.opening_fields import FormSources, build_sections
from hall_app.cases.opening_materials import MaterialGround, build_materials
from hall_app.cases.terms import CaseTerms
from hall_app.cases.visibility import refreshed
from hall_app.clock import hall_time
from hall_app.errors import InputRefused
from hall_app.identity.resident import Resident
from hall_app.items.catalogue import ConditionResult
from hall_app.items.conditions import FAILED, condition_of, judge_conditions
from hall_app.items.loading import head_of
from hall_app.items.rules import Terms
from hall_app.libraries.facts import Subject
from hall_app.libraries.prefill import Knowledge, read_knowledge
from hall_app.queueing.queue import QueueTicket
from hall_app.security.clerk import Clerk
from hall_app.settings import ACCEPT_DAYS, CORRECTION_DAYS
from hall_app.store_faults import explained
from hall_app.working_days.deadline import Deadline

ON_THE_SPOT = "1"
_CARRIED = frozenset({"phone", "bank_account", "collection_address", "email"})
"""Answers of an earlier case that may fill a new form."""


@explained()
def open_application(
    store: Store,
    clerk: Clerk,
    ticket: QueueTicket | None,
    resident: Resident,
    item_id: UUID,
    for_whom: str = "self",
    legal_person_id: UUID | None = None,
    *,
    terms: CaseTerms,
) -> Application:
    """Open an item's form and its draft; the look at the libraries is traced.

    Raises NotPermitted, InputRefused for an unknown item or without a window, Unavailable.
    """
    clerk.require("case.accept")
    with store.writing() as session:
        item = items_queries.read_item(session, item_id)
        if item is None:
            raise InputRefused("没有这个事项", "事项可能刚更新，请重新搜索")
        app = build_application(session, [item], resident, for_whom, legal_person_id, terms)
        app = _with_ticket(app, ticket)
        begin_draft(session, clerk, app, terms)
        _trace(session, clerk, app, terms)
    return app


@explained()
def open_bundle(
    store: Store,
    clerk: Clerk,
    ticket: QueueTicket | None,
    resident: Resident,
    bundle_code: str,
    *,
    terms: CaseTerms,
) -> Application:
    """Open the merged form of a theme: each field and each material once (一件事一次办).

    Members whose conditions fail are left out. Raises NotPermitted, InputRefused, Unavailable.
    """
    clerk.require("case.accept")
    with store.writing() as session:
        bundle = queries.bundle_of(session, bundle_code)
        today = terms.clock.today()
        codes = [str(code) for code in bundle.members] if bundle else []
        items = [item for code in codes if (item := items_queries.item_by_code(session, code, today))]
        if bundle is None or not items:
            raise InputRefused("这个主题现在没有可办的事项", "请逐项办理")
        knowledge = _knowledge(session, resident)
        items = _eligible(items, knowledge.person, today) or items
        app = build_application(session, items, resident, "self", None, terms)
        name = bundle.name
        head = replace(app.item, code=bundle.code, short_code=bundle.code, name=name, short_name=name)
        app = replace(app, item=head, bundle=tuple(item.local_code for item in items), bundle_name=name)
        app = _with_ticket(app, ticket)
        begin_draft(session, clerk, app, terms)
        _trace(session, clerk, app, terms)
    return app


def reopen(session: Session, old: Application, item_id: UUID, terms: CaseTerms) -> Application:
    """The same person's form of a newer version of the item, in the caller's session."""
    item = items_queries.read_item(session, item_id)
    if item is None:
        raise InputRefused("没有这个事项", "事项可能刚更新，请重新搜索")
    fresh = build_application(session, [item], old.resident, old.for_whom, old.legal_person_id, terms)
    return replace(fresh, ticket_id=old.ticket_id, ticket_number=old.ticket_number, opened_at=old.opened_at)


def build_application(
    session: Session,
    items: list[Item],
    resident: Resident,
    for_whom: str,
    legal_person_id: UUID | None,
    terms: CaseTerms,
) -> Application:
    """The filled form of one item, or of several merged, from rows already read; writes nothing."""
    today, lead = terms.clock.today(), items[0]
    knowledge = _knowledge(session, resident)
    person = knowledge.person if resident.judgement.prefill else None
    firm_id = legal_person_id if legal_person_id in knowledge.firms else None
    firm = knowledge.firms.get(firm_id) if firm_id else None
    earlier, earlier_on = _earlier(session, resident)
    sections = build_sections(
        _merged_fields(items), FormSources(knowledge, today, firm_id, earlier, earlier_on)
    )
    max_deferred = max(item.max_deferred for item in items)
    ground = MaterialGround(
        resident=resident,
        subject=person,
        firm=firm,
        today=today,
        link=terms.link(),
        follow_until=lambda days: terms.deadline(today, _within_promise(days, items)).due_on,
        max_deferred=max_deferred,
        follow_days=terms.settings[CORRECTION_DAYS],
    )
    materials = build_materials(_merged_materials(items), ground, for_whom)
    agency = queries.department_of(session, lead.agency_id)
    app = Application(
        draft_id=new_id(),
        ticket_id=None,
        ticket_number=None,
        item=head_of(lead, agency.short_name if agency else "", len(materials)),
        item_version=lead.version,
        resident=resident,
        for_whom=for_whom,
        sections=sections,
        materials=materials,
        conditions=_judged(items, firm or person, today),
        deadline=_deadline(items, today, terms),
        max_deferred=max_deferred,
        correction_days=max(item.correction_days for item in items),
        accept_days=terms.settings[ACCEPT_DAYS],
        legal_person_id=firm_id,
        opened_at=terms.clock.now(),
        correction_dues=correction_dues(today, max(item.correction_days for item in items), terms),
    )
    return refreshed(app)


def correction_dues(today: date, usual_days: int, terms: CaseTerms) -> tuple[Deadline, ...]:
    """The periods that a notice offers, with their last days; the item's own is among them."""
    return tuple(terms.deadline(today, days) for days in sorted({*NOTICE_DAYS, usual_days}) if days)


def _knowledge(session: Session, resident: Resident) -> Knowledge:
    judgement = resident.judgement
    card = resident.facts if judgement.usable else None
    return read_knowledge(session, card, resident.person_id if judgement.prefill else None)


def _earlier(session: Session, resident: Resident) -> tuple[dict[str, str], date | None]:
    """Answers of the newest earlier case that may fill this form, with its day."""
    if not resident.judgement.usable or not resident.judgement.prefill:
        return {}, None
    found = queries.newest_case_of(session, resident.facts.id_number)
    if found is None:
        return {}, None
    answers = {
        key: str(entry["value"])
        for key, entry in found.form.items()
        if key in _CARRIED and isinstance(entry, dict) and entry.get("value")
    }
    return answers, hall_time(found.received_at).date()


def _merged_fields(items: list[Item]) -> list[ItemField]:
    """Each field once, by its key; where members differ the stricter one is asked."""
    merged: dict[str, ItemField] = {}
    for item in items:
        for row in item.fields:
            known = merged.get(row.key)
            if known is None or (row.required and not known.required):
                merged[row.key] = row
    return list(merged.values())


def _merged_materials(items: list[Item]) -> list[ItemMaterial]:
    """Each material once, by its code; where members differ the stricter one is asked."""
    merged: dict[str, ItemMaterial] = {}
    for item in items:
        for row in item.materials:
            known = merged.get(row.code)
            if known is None or (row.necessity == "1" and known.necessity != "1"):
                merged[row.code] = row
    return list(merged.values())


def _within_promise(days: int, items: list[Item]) -> int:
    """A deferred piece is due within the promise where there is one (domain 3.5)."""
    longest = max((item.promised_limit for item in items), default=0)
    return min(days, longest) if longest else days


def _eligible(items: list[Item], subject: Subject | None, today: date) -> list[Item]:
    return [item for item in items if all(one.state != FAILED for one in _judged([item], subject, today))]


def _judged(items: list[Item], subject: Subject | None, today: date) -> tuple[ConditionResult, ...]:
    conditions = [condition_of(row) for item in items for row in item.conditions]
    return judge_conditions(conditions, subject, Terms(today))


def _deadline(items: list[Item], today: date, terms: CaseTerms) -> Deadline | None:
    """The latest promise among the items; None where all are decided on the spot."""
    days = [item.promised_limit for item in items if item.handling_kind != ON_THE_SPOT]
    return terms.deadline(today, max(days)) if days else None


def _with_ticket(app: Application, ticket: QueueTicket | None) -> Application:
    if ticket is None:
        return app
    return replace(app, ticket_id=ticket.ticket_id, ticket_number=ticket.number)


def _trace(session: Session, clerk: Clerk, app: Application, terms: CaseTerms) -> None:
    if app.resident.person_id is None or not app.resident.judgement.prefill:
        return
    libraries = sorted({field.source.library for field in app.fields if field.source})
    session.add(
        LibraryAccess(
            id=new_id(),
            staff_id=clerk.staff_id,
            person_id=app.resident.person_id,
            ticket_id=app.ticket_id,
            case_id=None,
            purpose=f"application {app.item.code}",
            sections=libraries,
            at=terms.clock.now(),
        )
    )
