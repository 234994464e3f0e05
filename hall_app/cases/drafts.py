"""Drafts: what was typed is saved as it is typed, found again after a crash, and dropped on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from db import cases_queries as queries
from db import items_queries
from db.cases import Draft
from db.session import Session, Store
from hall_app.cases.application import Application, FieldState, FormField, MaterialState
from hall_app.cases.draft_content import from_content, to_content
from hall_app.cases.terms import CaseTerms
from hall_app.cases.visibility import refreshed
from hall_app.errors import Conflict, InputRefused
from hall_app.queueing.tickets import hall_midnight
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

_IN_HAND = frozenset({"calling", "serving"})


@explained()
def save_draft(store: Store, clerk: Clerk, app: Application, terms: CaseTerms) -> Application:
    """Save the application; returns it with its new draft version.

    Raises NotPermitted, Conflict when the draft was decided, dropped or saved elsewhere meanwhile, Unavailable.
    """
    clerk.require("case.accept")
    with store.writing() as session:
        return write_draft(session, clerk, app, terms)


def write_draft(session: Session, clerk: Clerk, app: Application, terms: CaseTerms) -> Application:
    """Save in the caller's transaction; see :func:`save_draft`."""
    found = queries.claim_draft(session, app.draft_id)
    if found is None:
        raise Conflict("这份表单已办结或已删除", "请重新打开事项")
    if found.version != app.draft_version:
        raise Conflict("这份表单在别处改过", "请先读取最新的暂存，再继续")
    saved = replace(app, draft_version=found.version + 1)
    found.version = saved.draft_version
    found.content = to_content(saved)
    found.saved_at = terms.clock.now()
    found.clerk_id = clerk.staff_id
    return saved


def begin_draft(session: Session, clerk: Clerk, app: Application, terms: CaseTerms) -> None:
    """Write a new draft, in place of untouched ones of the same reception. Raises InputRefused without a window."""
    if clerk.window_id is None:
        raise InputRefused("还没有开窗口", "请登录并选一个窗口", "window")
    for old in queries.untouched_drafts(session, clerk.window_id, app.ticket_id):
        queries.remove_draft(session, old.id, with_pages=True)
    queries.add_all(
        session,
        [
            Draft(
                id=app.draft_id,
                window_id=clerk.window_id,
                clerk_id=clerk.staff_id,
                ticket_id=app.ticket_id,
                item_id=app.item.item_id,
                content=to_content(app),
                saved_at=terms.clock.now(),
                version=app.draft_version,
            )
        ],
    )


@explained()
def recover_draft(
    store: Store,
    clerk: Clerk,
    terms: CaseTerms,
    reopen: Callable[[Session, Application, UUID], Application],
) -> Application | None:
    """The unfinished application of this window after a crash, as it was.

    Only of a ticket still in hand, or without one and of today. When the item has a newer version, ``reopen``
    gives the new form and the answers are carried over, with a notice of how many.
    """
    clerk.require("case.accept")
    if clerk.window_id is None:
        return None
    with store.writing() as session:
        for draft, ticket_state in queries.drafts_of_window(session, clerk.window_id):
            today = draft.saved_at >= hall_midnight(terms.clock.now())
            if ticket_state not in _IN_HAND and not (draft.ticket_id is None and today):
                continue
            if queries.cases_of_draft(session, draft.id):
                continue
            app = replace(from_content(draft.content), draft_version=draft.version)
            return _brought_up_to_date(session, app, reopen, terms.clock.today())
    return None


def _brought_up_to_date(
    session: Session,
    app: Application,
    reopen: Callable[[Session, Application, UUID], Application],
    today: date,
) -> Application:
    # A case that is gone on with keeps the version it was filed under.
    same = bool(app.bundle) or app.resumed is not None
    newest = None if same else items_queries.item_by_code(session, app.item.code, today)
    if newest is None or newest.version <= app.item_version:
        return app
    carried, kept = carry_over(app, reopen(session, app, newest.id))
    notice = f"事项已更新到 v{newest.version}，已保留 {kept} 项"
    return replace(carried, draft_id=app.draft_id, draft_version=app.draft_version, notice=notice)


def carry_over(old: Application, fresh: Application) -> tuple[Application, int]:
    """The answers and materials of an application in a newer form; tells how many fields were kept."""
    answers = {field.key: field for section in old.sections for field in section.fields if field.value}
    kept = 0
    sections = []
    for section in fresh.sections:
        fields = []
        for field in section.fields:
            before = answers.get(field.key)
            taken = _carried_field(before, field) if before and before.kind == field.kind else None
            kept += taken is not None or (before is not None and before.value == field.value)
            fields.append(taken or field)
        sections.append(replace(section, fields=tuple(fields)))
    rows = {row.code: row for row in old.materials}
    materials = []
    for row in fresh.materials:
        before_row = rows.get(row.code)
        touched = before_row is not None and (
            before_row.pages or before_row.originals or before_row.copies or before_row.promise_signed
        )
        if before_row is not None and touched:
            row = replace(
                row, state=before_row.state, originals=before_row.originals, copies=before_row.copies,
                pages=before_row.pages, deferred_until=before_row.deferred_until,
                promise_signed=before_row.promise_signed,
            )  # fmt: skip
        materials.append(row)
    known = {row.code for row in fresh.materials}
    materials += [
        row
        for row in old.materials
        if row.code not in known and (row.added or row.pages) and row.state is not MaterialState.NOT_NEEDED
    ]
    merged = replace(fresh, sections=tuple(sections), materials=tuple(materials), guardian=old.guardian)
    return refreshed(merged), kept


def _carried_field(before: FormField, field: FormField) -> FormField | None:
    """The old answer in the new field, where a person gave it and it still fits."""
    if before.state not in (FieldState.ANSWERED, FieldState.EDITED, FieldState.INVALID):
        return None
    listed = {choice.value for choice in field.choices if not choice.free}
    free = not field.choices or any(choice.free for choice in field.choices)
    if before.value not in listed and not free:
        return None
    return replace(
        field, value=before.value, shown=before.shown, state=before.state, typed=before.typed,
        error=before.error, library_value=before.library_value, edit_reason=before.edit_reason,
        source=before.source,
    )  # fmt: skip


@explained()
def discard_draft(store: Store, clerk: Clerk, draft_id: UUID, terms: CaseTerms) -> None:
    """Drop a draft of this window and its pages; one already decided or dropped is no matter.

    Raises NotPermitted, Conflict for another window's draft, Unavailable.
    """
    clerk.require("case.accept")
    with store.writing() as session:
        found = queries.claim_draft(session, draft_id)
        if found is None:
            return
        if found.window_id != clerk.window_id:
            raise Conflict("这份暂存属于别的窗口", "请在原窗口删除")
        queries.remove_draft(session, draft_id, with_pages=True)
        record(session, clerk, "draft.discard", "draft", draft_id, True, None, terms.clock.now())
