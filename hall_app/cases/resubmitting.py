"""Papers that come after the notice: 12 → 13 with five new working days, then accepted, refused or told again.

Also deferred pieces (容缺) that arrive or fall due, and the rule that silence is acceptance (许可法 32).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from db import cases_queries as queries
from db.cases import Case
from db.session import Session, Store
from hall_app.cases.application import Defect, MaterialRow
from hall_app.cases.deadline_words import short_note
from hall_app.cases.recording import add_step, material_rows, report_case
from hall_app.cases.states import CaseState, check_way
from hall_app.cases.supplementing import check_second_notice
from hall_app.cases.terms import CaseTerms
from hall_app.clock import hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.security.audit import Actor, record
from hall_app.security.clerk import Clerk
from hall_app.settings import ACCEPT_DAYS
from hall_app.store_faults import explained
from hall_app.working_days.deadline import Deadline


@dataclass(frozen=True, slots=True)
class Resubmission:
    """What a resubmission started: the case's number, which round, and by when it must be answered."""

    case_id: UUID
    case_number: str
    round: int
    answer_by: Deadline


@explained()
def resubmit(
    store: Store, clerk: Clerk, case_id: UUID, rows: tuple[MaterialRow, ...], *, terms: CaseTerms
) -> Resubmission:
    """Take the supplied papers in: 12 → 13; the first clock starts anew, nothing is paused.

    Raises NotPermitted, InputRefused without papers, Conflict, Unavailable.
    """
    clerk.require("case.accept")
    if not any(row.pages or row.originals or row.copies or row.promise_signed for row in rows):
        raise InputRefused("没有收到补正材料", "请先收下或拍下补交的材料")
    now = terms.clock.now()
    answer_by = terms.deadline(hall_time(now).date(), terms.settings[ACCEPT_DAYS])
    with store.writing() as session:
        case = _case(session, clerk, case_id)
        start = case.state
        case.state = check_way(start, CaseState.RESUBMITTED).value
        number = queries.newest_round(session, case.id) + 1
        queries.add_all(session, material_rows(case.id, rows, number))
        case.correction_due_on = answer_by.due_on
        add_step(session, case, "case.resubmit", start, clerk, now, detail={"round": number})
        detail = {"case_number": case.case_number, "round": number}
        record(session, clerk, "case.resubmit", "case", case.id, True, detail, now)
        report_case(session, case, "case.resubmit", clerk, now)
        return Resubmission(case.id, case.case_number, number, answer_by)


@explained()
def accept_resubmitted(store: Store, clerk: Clerk, case_id: UUID, *, terms: CaseTerms) -> Deadline:
    """Accept a case whose papers are now complete: 13 → 20; the second clock starts today."""
    clerk.require("case.accept")
    now = terms.clock.now()
    with store.writing() as session:
        case = _case(session, clerk, case_id)
        start = case.state
        case.state = check_way(start, CaseState.ACCEPTED).value
        deadline = _start_clock(case, hall_time(now).date(), now, terms)
        add_step(session, case, "case.accept", start, clerk, now)
        detail = {"case_number": case.case_number, "state": case.state}
        record(session, clerk, "case.accept", "case", case.id, True, detail, now)
        report_case(session, case, "case.accept", clerk, now)
        return deadline


@explained()
def tell_again(
    store: Store,
    clerk: Clerk,
    case_id: UUID,
    defects: tuple[tuple[str, Defect], ...],
    days: int,
    *,
    terms: CaseTerms,
) -> Deadline:
    """A second notice, 13 → 12, about newly submitted papers alone. Raises Conflict for anything shown before."""
    clerk.require("case.supplement")
    if not defects:
        raise InputRefused("没有要补正的地方", "材料齐全，请受理")
    now = terms.clock.now()
    due = terms.deadline(hall_time(now).date(), days)
    with store.writing() as session:
        case = _case(session, clerk, case_id)
        check_second_notice(session, case, defects)
        start = case.state
        case.state = check_way(start, CaseState.CORRECTION).value
        case.correction_due_on = due.due_on
        listed = {"defects": [f"{code}：{defect.problem}" for code, defect in defects]}
        add_step(session, case, "case.supplement", start, clerk, now, detail=listed)
        record(
            session, clerk, "case.supplement", "case", case.id, True, {"case_number": case.case_number}, now
        )
        report_case(session, case, "case.supplement", clerk, now)
        return due


@explained()
def receive_deferred(
    store: Store, clerk: Clerk, case_id: UUID, rows: tuple[MaterialRow, ...], *, terms: CaseTerms
) -> int:
    """Deferred pieces that have come; tells how many are still out. The state stays until the review takes it."""
    clerk.require("case.accept")
    now = terms.clock.now()
    with store.writing() as session:
        case = _case(session, clerk, case_id)
        came = {row.code: row for row in rows if row.pages or row.originals or row.copies}
        waiting = [row for row in queries.materials_of(session, case.id) if row.state == "deferred"]
        for row in waiting:
            arrived = came.get(row.code)
            if arrived is not None:
                row.state = "captured" if arrived.pages else "received"
                row.method, row.due_on = "1" if arrived.originals or arrived.copies else "2", None
                row.originals, row.copies = arrived.originals, arrived.copies
                row.pages = len(arrived.pages)
        left = [row.due_on for row in waiting if row.state == "deferred" and row.due_on]
        if len(left) == len(waiting):
            raise InputRefused("没有收到容缺的材料", "请先收下或拍下补交的材料")
        case.deferred_due_on = min(left, default=None)
        add_step(session, case, "case.receive_deferred", case.state, clerk, now, detail={"left": len(left)})
        detail = {"case_number": case.case_number, "left": len(left)}
        record(session, clerk, "case.receive_deferred", "case", case.id, True, detail, now)
        report_case(session, case, "case.receive_deferred", clerk, now)
        return len(left)


@dataclass(frozen=True, slots=True)
class DeferredPiece:
    """A deferred material that has not come, with the days left (negative when overdue)."""

    case_id: UUID
    case_number: str
    item_name: str
    material: str
    due_on: date
    overdue: bool


@explained()
def deferred_due(
    store: Store, clerk: Clerk, *, terms: CaseTerms, within_days: int = 2
) -> tuple[DeferredPiece, ...]:
    """What is due within so many calendar days or overdue, nearest first (reminder two days before)."""
    clerk.require("case.accept")
    today = terms.clock.today()
    with store.reading() as session:
        rows = queries.deferred_pieces(session, clerk.hall_id, today + timedelta(days=within_days))
        return tuple(
            DeferredPiece(
                row.case_id, row.case_number, row.item_name, row.material_name, row.due_on, row.due_on < today
            )
            for row in rows
        )


@explained()
def accept_by_silence(store: Store, hall_id: UUID, *, terms: CaseTerms) -> tuple[str, ...]:
    """10 or 13 without an answer in five working days are accepted from the day of receipt (→ 16).

    Run once a day by a worker; returns the numbers. Each case is dated back to when its papers came.
    """
    now = terms.clock.now()
    today, days = terms.clock.today(), terms.settings[ACCEPT_DAYS]
    numbers: list[str] = []
    with store.writing() as session:
        for case in queries.silent_cases(session, hall_id, now):
            came_at = _papers_came(session, case)
            came = hall_time(came_at).date()
            if terms.deadline(came, days).due_on >= today:
                continue
            start = case.state
            case.state = check_way(start, CaseState.DEEMED_ACCEPTED).value
            _start_clock(case, came, now, terms)
            case.accepted_at = came_at
            add_step(session, case, "case.silence", start, None, now, "逾期未告知，自收到之日起即为受理")
            detail = {"case_number": case.case_number}
            record(session, Actor("system"), "case.silence", "case", case.id, True, detail, now)
            report_case(session, case, "case.silence", None, now)
            numbers.append(case.case_number)
    return tuple(numbers)


def _papers_came(session: Session, case: Case) -> datetime:
    """When the newest papers came: the resubmission's moment, or the receipt's."""
    if case.state == CaseState.RECEIVED.value:
        return case.received_at
    steps = [step.at for step in queries.steps_of(session, case.id) if step.action == "case.resubmit"]
    return steps[-1] if steps else case.received_at


def _start_clock(case: Case, start: date, now: datetime, terms: CaseTerms) -> Deadline:
    deadline = terms.deadline(start, case.promised_days or case.statutory_days)
    case.accepted_at = now
    case.clock_start, case.due_on = deadline.start, deadline.due_on
    case.due_provisional, case.due_note = deadline.provisional, short_note(deadline) or None
    case.correction_due_on = None
    return deadline


def _case(session: Session, clerk: Clerk, case_id: UUID) -> Case:
    case = queries.case_locked(session, case_id)
    if case is None or case.hall_id != clerk.hall_id:
        raise Conflict("没有这个办件", "请重新打开")
    return case
