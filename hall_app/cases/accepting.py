"""F9: 收件 and 受理 in one, or the decision on the spot where the item allows it."""

from __future__ import annotations

from datetime import datetime

from db.session import Store
from hall_app.cases.application import Application, MaterialState, Waits
from hall_app.cases.basis import Basis, ItemTerms
from hall_app.cases.deciding import Plan, carry_out
from hall_app.cases.filling import missing
from hall_app.cases.outcome import Decision
from hall_app.cases.recording import Sheet, Verdict
from hall_app.cases.resubmitting import take_in
from hall_app.cases.states import CaseState
from hall_app.cases.terms import CaseTerms
from hall_app.clock import hall_time
from hall_app.documents.assemble import receipt_content, result_content
from hall_app.documents.rendering import render
from hall_app.errors import InputRefused
from hall_app.items.conditions import FAILED, MET
from hall_app.security.clerk import Clerk
from hall_app.settings import PROGRESS_URL
from hall_app.store_faults import explained

RECEIPT = "受理通知书（收件回执）"
RESULT = "办结通知书（即办结果单）"


@explained()
def accept(store: Store, clerk: Clerk, app: Application, *, terms: CaseTerms) -> Decision:
    """Receive and accept; with everything there and the item of that kind, decide on the spot.

    A resumed case is accepted with what came; deferred pieces are only taken in. Twice on one draft gives one case. Raises NotPermitted, InputRefused with the first place that is missing,
    Conflict, Unavailable. For a worker thread: renders the sheet.
    """
    clerk.require("case.accept")
    check_identity(app)
    places = missing(app)
    if places:
        raise InputRefused(f"还差 {len(places)} 处", places[0].text, places[0].key)
    if app.resumed is not None and app.resumed.waits is Waits.DEFERRED:
        return take_in(store, clerk, app, terms=terms)

    def plan_for(basis: Basis, now: datetime) -> Plan:
        return _plan(app, basis, clerk, terms, now)

    return carry_out(store, clerk, app, terms, "受", plan_for)


def check_identity(app: Application) -> None:
    """Whether anything may be decided for who is there. Raises InputRefused in the judgement's words."""
    judgement = app.resident.judgement
    if not judgement.usable or not judgement.may_accept:
        raise InputRefused(judgement.message, judgement.remedy, "identity")
    if not app.resident.facts.id_number or not (app.resident.facts.name or app.resident.facts.name_zh):
        raise InputRefused("没有申请人的身份", "请先读卡", "identity")


def _plan(app: Application, basis: Basis, clerk: Clerk, terms: CaseTerms, now: datetime) -> Plan:
    url = terms.settings[PROGRESS_URL]
    verdicts = tuple(_verdict(app, item, terms, now) for item in basis.items)
    deadlines = [verdict.deadline for verdict in verdicts if verdict.deadline]
    if not deadlines:
        content = result_content(app, basis, clerk, now, url)
        sheet = Sheet("result", RESULT, content, render(content))
        return Plan("on_the_spot", "case.decide_on_the_spot", "decided", verdicts, sheet)
    longest = max(deadlines, key=lambda deadline: deadline.due_on)
    receipt = receipt_content(app, basis, clerk, now, longest, url)
    sheet = Sheet("receipt", RECEIPT, receipt, render(receipt))
    return Plan("accepted", "case.accept", "accepted", verdicts, sheet)


def _verdict(app: Application, item: ItemTerms, terms: CaseTerms, now: datetime) -> Verdict:
    deferred = any(row.state is MaterialState.DEFERRED for row in app.materials)
    # 13 → 42 is no way of the table: an item of that kind that was told to supply papers is accepted like any other.
    if app.resumed is None and item.on_the_spot and not deferred and _surely_met(app):
        return Verdict(CaseState.DECIDED_ON_THE_SPOT.value, accepted_at=now, decided_at=now)
    state = CaseState.ACCEPTED_INCOMPLETE if deferred else CaseState.ACCEPTED
    deadline = terms.deadline(hall_time(now).date(), item.days)
    return Verdict(state.value, accepted_at=now, deadline=deadline)


def _surely_met(app: Application) -> bool:
    """Whether nothing speaks against deciding at once: no failed condition, nothing unverified while the line is down.

    Who fails a condition and insists on a complete application is accepted: that is decided later.
    """
    if any(row.state is MaterialState.EXEMPT_RECHECK for row in app.materials):
        return all(condition.state == MET for condition in app.conditions)
    return all(condition.state != FAILED for condition in app.conditions)
