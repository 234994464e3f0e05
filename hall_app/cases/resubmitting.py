"""Papers that come after the notice, or deferred ones: taken in with a certificate (补正材料接收凭证).

Accepting a resumed case is F9 of :mod:`accepting`, a second notice F10 of :mod:`supplementing`. Here papers are only
taken in: 12 → 13 starts five new working days and pauses nothing; a deferred piece leaves the case where it stands.
"""

from __future__ import annotations

from datetime import datetime

from db.session import Store
from hall_app.cases.application import Application, MaterialRow, Waits
from hall_app.cases.basis import Basis
from hall_app.cases.deciding import TAKEN, Plan, carry_out
from hall_app.cases.outcome import Decision
from hall_app.cases.recording import Sheet, Verdict
from hall_app.cases.states import CaseState
from hall_app.cases.terms import CaseTerms
from hall_app.clock import hall_time
from hall_app.documents.assemble import materials_content
from hall_app.documents.rendering import render
from hall_app.errors import InputRefused
from hall_app.libraries.wording import short_day
from hall_app.security.clerk import Clerk
from hall_app.settings import ACCEPT_DAYS
from hall_app.store_faults import explained

CERTIFICATE = "补正材料接收凭证"
DEFERRED_CERTIFICATE = "容缺材料接收凭证"


def brought(app: Application) -> tuple[MaterialRow, ...]:
    """What the resident brought of what the case waits for."""
    return tuple(
        row
        for row in app.materials
        if not row.settled and (row.pages or row.originals or row.copies or row.promise_signed)
    )


@explained()
def take_in(store: Store, clerk: Clerk, app: Application, *, terms: CaseTerms) -> Decision:
    """Take in what came, without deciding on it; prints the certificate. Twice on one draft is once.

    Raises NotPermitted, InputRefused without papers or for a new application, Conflict, Unavailable.
    For a worker thread: renders the sheet.
    """
    clerk.require("case.accept")
    if app.resumed is None:
        raise InputRefused("这不是补交的办件", "请按 F9 受理")
    if app.resumed.waits is Waits.DECISION:
        raise InputRefused("补交的材料已收下", "请受理、补正告知或不予受理")
    if not brought(app):
        raise InputRefused("没有收到补交的材料", "请先收下或拍下补交的材料")
    deferred = app.resumed.waits is Waits.DEFERRED

    def plan_for(basis: Basis, now: datetime) -> Plan:
        if deferred:
            return _deferred_plan(app, basis, clerk, now)
        return _resubmission_plan(app, basis, clerk, terms, now)

    return carry_out(store, clerk, app, terms, "收", plan_for)


def _resubmission_plan(app: Application, basis: Basis, clerk: Clerk, terms: CaseTerms, now: datetime) -> Plan:
    today = hall_time(now).date()
    answer_by = terms.deadline(today, terms.settings[ACCEPT_DAYS])
    due = short_day(answer_by.due_on, today)
    effect = f"收到补正材料后 {answer_by.days} 个工作日内（{due} 前）告知是否受理；逾期未告知的，自收到之日起即为受理。"
    content = materials_content(app, basis, clerk, now, CERTIFICATE, effect)
    verdict = Verdict(CaseState.RESUBMITTED.value, correction_due_on=answer_by.due_on)
    return Plan(
        TAKEN, "case.resubmit", "supplement", (verdict,) * len(basis.items),
        Sheet("materials", CERTIFICATE, content, render(content)), note=f"{due} 前告知是否受理",
    )  # fmt: skip


def _deferred_plan(app: Application, basis: Basis, clerk: Clerk, now: datetime) -> Plan:
    content = materials_content(
        app, basis, clerk, now, DEFERRED_CERTIFICATE, "容缺的材料已收到，办件继续办理，办理期限不变。"
    )
    out = content.still_out
    note = f"还差 {'、'.join(piece.name for piece in out)}" if out else "容缺的材料已收齐"
    verdict = Verdict(CaseState.ACCEPTED_INCOMPLETE.value)
    return Plan(
        TAKEN, "case.receive_deferred", "accepted", (verdict,) * len(basis.items),
        Sheet("materials", DEFERRED_CERTIFICATE, content, render(content)), detail={"left": len(out)}, note=note,
    )  # fmt: skip
