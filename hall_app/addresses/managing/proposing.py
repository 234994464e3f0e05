"""Proposing a change, and deciding on it by another person: approved ones are carried out there and then.

Rejected and withdrawn proposals stay in the book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from db import address_changes_queries as queries
from db import address_entries as entry_rows
from db import address_unknown_queries as unknown
from db.address_changes import AddressChange
from db.numbering import advance
from db.session import Session, Store
from hall_app.addresses.managing.applying import Applier
from hall_app.addresses.managing.changes import (
    Change,
    ChangeState,
    Elements,
    Proposal,
    headline,
    proposal_of,
)
from hall_app.addresses.managing.kinds import plan_change
from hall_app.addresses.managing.planning import Plan
from hall_app.addresses.managing.watching import Watch
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

PROPOSE, APPROVE = "address.propose", "address.approve"
MOST_LISTED = 500
MOST_IN_BATCH = 20_000
MOST_DAYS_AHEAD = 366
_AGAIN = "请驳回或撤回本条，按现状重新提出"


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One address before and after; ``role``: made, changed, ended, alias."""

    role: str
    code: str
    before: str
    after: str
    became: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What a change does or did, address by address (the first few of many), and what stands in its way now."""

    rows: tuple[DiffRow, ...]
    total: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an approval did: how many residences, firms, facts and cases moved, and how many wait (待核)."""

    number: str
    counts: Mapping[str, int]

    @property
    def waiting(self) -> int:
        """How many pointers wait for somebody to assign them."""
        return self.counts.get("pending", 0)


@explained()
def preview_change(store: Store, clerk: Clerk, proposal: Proposal, *, clock: Clock) -> Diff:
    """What a proposal would do to the library as it stands. Raises NotPermitted, InputRefused."""
    clerk.require(PROPOSE)
    with store.reading() as session:
        return diff_of(plan_change(session, proposal, _day(proposal, clock)))


@explained()
def propose_change(store: Store, clerk: Clerk, proposal: Proposal, *, clock: Clock) -> Change:
    """File a proposal. Raises NotPermitted, InputRefused where it cannot be done as things stand."""
    clerk.require(PROPOSE)
    with store.writing() as session:
        entry_rows.lock_library(session)
        return file_proposal(session, clerk, proposal, clock)


def file_proposal(session: Session, clerk: Clerk, proposal: Proposal, clock: Clock) -> Change:
    """File a proposal in the caller's transaction. Raises InputRefused."""
    if not proposal.reason.strip():
        raise InputRefused("没有写理由", "请写明依据或理由，审批人要看", "reason")
    now, day = clock.now(), _day(proposal, clock)
    if (day - clock.today()).days > MOST_DAYS_AHEAD:
        raise InputRefused("生效日期太远", "请写一年以内的日期", "effective_on")
    plan = plan_change(session, proposal, day)
    today = clock.today()
    drawn = advance(session, f"address_change:{today:%Y%m%d}")
    row = queries.add_change(
        session,
        {
            "number": f"DZ{today:%Y%m%d}-{drawn:04d}",
            "kind": proposal.kind.value,
            "state": ChangeState.PROPOSED.value,
            "content": proposal.plain(),
            "basis": plan.basis(),
            "reason": proposal.reason,
            "source": proposal.source,
            "batch": proposal.batch,
            "effective_on": day,
            "proposed_by": clerk.staff_id,
            "proposer": f"{clerk.name} {clerk.staff_no}",
            "proposed_at": now,
        },
    )
    if proposal.unknown_id is not None:
        unknown.mark_proposed(session, proposal.unknown_id, row.id)
    record(session, clerk, "address.propose", "address_change", row.number, True, {"kind": row.kind}, now)
    return change_of(row)


def approve_change(store: Store, clerk: Clerk, change_id: UUID, note: str = "", *, clock: Clock) -> Applied:
    """Approve a proposal of somebody else's and carry it out, all in one transaction.

    Raises NotPermitted (also for one's own proposal, which is audited), Conflict where the addresses changed
    since it was proposed or it was decided already, InputRefused before its day, Unavailable.
    """
    clerk.require(APPROVE)
    _refuse_own(store, clerk, change_id, clock)
    with explained(), store.writing() as session:
        entry_rows.lock_library(session)
        row = _open_row(session, change_id)
        proposal = proposal_of(row.content, row.batch)
        if row.effective_on > clock.today():
            raise InputRefused(
                f"这项变更 {row.effective_on.isoformat()} 才生效", "请到生效日再审批", "effective_on"
            )
        plan = _plan_again(session, row, proposal)
        now = clock.now()
        counts = Applier(session, plan, proposal, row.id, row.number, row.effective_on, now).apply()
        _decide(row, clerk, ChangeState.APPLIED, note, clock)
        if proposal.unknown_id is not None:
            unknown.mark_bound(session, proposal.unknown_id, clerk.staff_id, now)
        detail = {
            "kind": row.kind,
            "proposer": row.proposer,
            "ended": len(plan.ended),
            "made": len(plan.made),
        }
        record(session, clerk, "address.approve", "address_change", row.number, True, detail, now)
        return Applied(row.number, counts)


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of one proposal of a batch: approved, or why not."""

    number: str
    approved: bool
    words: str


def approve_batch(
    store: Store, clerk: Clerk, batch: str, note: str = "", watch: Watch | None = None, *, clock: Clock
) -> tuple[BatchOutcome, ...]:
    """Approve the open proposals of a batch one by one; one that cannot be done holds up none.

    Raises NotPermitted, InputRefused where it was stopped: what was approved until then stands.
    """
    clerk.require(APPROVE)
    made: list[BatchOutcome] = []
    waiting = list_changes(store, clerk, ChangeState.PROPOSED, batch, MOST_IN_BATCH)
    for done_before, change in enumerate(waiting):
        if watch is not None:
            watch.at(done_before, len(waiting))
        try:
            done = approve_change(store, clerk, change.id, note, clock=clock)
        except (Conflict, InputRefused) as refusal:
            made.append(BatchOutcome(change.number, False, str(refusal)))
        else:
            made.append(BatchOutcome(done.number, True, f"已生效，{done.waiting} 条待核"))
    return tuple(made)


def _refuse_own(store: Store, clerk: Clerk, change_id: UUID, clock: Clock) -> None:
    with explained(), store.writing() as session:
        row = queries.change(session, change_id)
        if row is None:
            raise InputRefused("没有这条变更", "请重新选择")
        if row.proposed_by != clerk.staff_id:
            return
        record(
            session, clerk, "address.approve", "address_change", row.number, False, {"own": True}, clock.now()
        )
    raise NotPermitted("不能审批自己提出的变更", "请由另一位有审批权限的人员审批")


def _plan_again(session: Session, row: AddressChange, proposal: Proposal) -> Plan:
    try:
        plan = plan_change(session, proposal, row.effective_on)
    except InputRefused as error:
        raise Conflict(f"提出以后情况有变：{error.message}", _AGAIN) from error
    before, now = row.basis, plan.basis()
    for code, entry in before["entries"].items():
        if now["entries"].get(code) != entry:
            shown = Elements.of(entry["el"]).joined()
            raise Conflict(f"{shown}（{code}）在提出以后已经改过", _AGAIN)
    if now["digests"] != before["digests"]:
        raise Conflict("提出以后，这里的楼栋或房间已有增减", _AGAIN)
    return plan


@explained()
def reject_change(store: Store, clerk: Clerk, change_id: UUID, note: str, *, clock: Clock) -> None:
    """Reject a proposal of somebody else's, with the reason. Raises NotPermitted, Conflict, InputRefused."""
    clerk.require(APPROVE)
    if not note.strip():
        raise InputRefused("没有写驳回理由", "请写明理由，提出人要看", "note")
    _refuse_own(store, clerk, change_id, clock)
    with store.writing() as session:
        row = _open_row(session, change_id)
        _decide(row, clerk, ChangeState.REJECTED, note, clock)
        _reopen_unknown(session, row)
        record(session, clerk, "address.reject", "address_change", row.number, True, None, clock.now())


@explained()
def withdraw_change(store: Store, clerk: Clerk, change_id: UUID, note: str = "", *, clock: Clock) -> None:
    """Take one's own proposal back. Raises NotPermitted, Conflict."""
    clerk.require(PROPOSE)
    with store.writing() as session:
        row = _open_row(session, change_id)
        if row.proposed_by != clerk.staff_id:
            raise NotPermitted("这条变更不是您提出的", "请由提出人撤回，或由审批人驳回")
        row.state = ChangeState.WITHDRAWN.value
        row.decision_note = note or None
        row.decided_at = clock.now()
        _reopen_unknown(session, row)
        record(session, clerk, "address.withdraw", "address_change", row.number, True, None, clock.now())


def _open_row(session: Session, change_id: UUID) -> AddressChange:
    row = queries.change(session, change_id, with_lock=True)
    if row is None:
        raise InputRefused("没有这条变更", "请重新选择")
    if row.state != ChangeState.PROPOSED.value:
        raise Conflict("这条变更已有人处理", "请重新读取列表")
    return row


def _decide(row: AddressChange, clerk: Clerk, state: ChangeState, note: str, clock: Clock) -> None:
    row.state = state.value
    row.decided_by = clerk.staff_id
    row.decider = f"{clerk.name} {clerk.staff_no}"
    row.decided_at = clock.now()
    row.decision_note = note.strip() or None


def _reopen_unknown(session: Session, row: AddressChange) -> None:
    wanted = row.content.get("unknown_id")
    if wanted:
        unknown.reopen(session, UUID(wanted))


def _day(proposal: Proposal, clock: Clock) -> date:
    return proposal.effective_on or clock.today()


# -- reading ------------------------------------------------------------------------------------
def change_of(row: AddressChange) -> Change:
    """A row of the book as a value."""
    proposal = replace(
        proposal_of(row.content, row.batch),
        reason=row.reason,
        source=row.source,
        effective_on=row.effective_on,
    )
    return Change(
        row.id, row.number, proposal, ChangeState(row.state), row.basis, row.proposed_by, row.proposer,
        row.proposed_at, row.effective_on, row.decider, row.decided_at, row.decision_note,
    )  # fmt: skip


def require_any(clerk: Clerk) -> None:
    """Who may propose or approve may read. Raises NotPermitted."""
    if not clerk.may(APPROVE):
        clerk.require(PROPOSE)


@explained()
def list_changes(
    store: Store,
    clerk: Clerk,
    state: ChangeState | None = None,
    batch: str | None = None,
    limit: int = 500,
) -> tuple[Change, ...]:
    """Proposals, the oldest open ones first, decided ones newest first. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        oldest_first = state is ChangeState.PROPOSED or bool(batch)
        rows = queries.changes(session, state.value if state else None, batch, limit, oldest_first)
        return tuple(change_of(row) for row in rows)


@explained()
def find_change(store: Store, clerk: Clerk, number: str) -> Change:
    """A proposal by its number. Raises NotPermitted, InputRefused."""
    require_any(clerk)
    with store.reading() as session:
        row = queries.change_by_number(session, number.strip().upper())
        if row is None:
            raise InputRefused(f"没有变更 {number}", "请核对编号", "number")
        return change_of(row)


@explained()
def change_diff(store: Store, clerk: Clerk, change_id: UUID) -> Diff:
    """Before and after: as it would be now for an open proposal, as it was done for an applied one."""
    require_any(clerk)
    with store.reading() as session:
        row = queries.change(session, change_id)
        if row is None:
            raise InputRefused("没有这条变更", "请重新选择")
        if row.state == ChangeState.APPLIED.value:
            return _done(session, row)
        if row.state != ChangeState.PROPOSED.value:
            return _as_filed(row)
        try:
            return diff_of(_plan_again(session, row, proposal_of(row.content, row.batch)))
        except Conflict as conflict:
            return replace(_as_filed(row), problem=f"{conflict.message}。{conflict.remedy}")


def diff_of(plan: Plan) -> Diff:
    """A plan as rows of before and after."""
    rows = [
        DiffRow("ended", e.code, e.elements.joined(), "", plan.successors[e.code])
        for e in plan.ended.values()
    ]
    rows += [DiffRow("changed", e.code, e.elements.joined(), el.joined()) for e, el in plan.changed]
    rows += [DiffRow("made", m.code, "", m.elements.joined()) for m in plan.made]
    rows += [DiffRow("alias", code, "", text) for text, code in plan.bound_texts]
    rows += [DiffRow("alias", "", a.name, a.alias) for a in plan.element_aliases]
    return Diff(_buildings_first(rows), len(rows))


def _buildings_first(rows: Sequence[DiffRow]) -> tuple[DiffRow, ...]:
    return tuple(sorted(rows, key=lambda row: len(row.code) > 19)[:MOST_LISTED])


def _done(session: Session, row: AddressChange) -> Diff:
    steps = queries.history_of_change(session, row.id, MOST_LISTED + 1)
    rows: list[DiffRow] = []
    for step in steps:
        became = tuple(code for _, code in queries.direct_successors(session, [step.code]))
        rows.append(DiffRow(step.role, step.code, _shown(step.before), _shown(step.after), became))
    return Diff(_buildings_first(rows), len(rows))


def _shown(values: dict[str, Any] | None) -> str:
    if not values:
        return ""
    return str(values["text"]) if "text" in values else Elements.of(values["el"]).joined()


def _as_filed(row: AddressChange) -> Diff:
    proposal = proposal_of(row.content, row.batch)
    rows = [
        DiffRow("ended" if proposal.kind.value in ("retire", "merge", "split") else "changed", code, _shown(entry), "")
        for code, entry in row.basis["entries"].items()
    ]  # fmt: skip
    rows += [DiffRow("made", e.code or "", "", e.elements.joined()) for e in proposal.entries]
    if not rows:
        rows = [DiffRow("changed", "", headline(proposal, row.basis), "")]
    return Diff(tuple(rows[:MOST_LISTED]), len(rows))
