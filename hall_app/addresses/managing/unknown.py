"""Texts met at windows that the library cannot place: kept once with how often they were met, and worked off.

A hall sends what it met through its outbox; the district keeps the queue. Each is settled by binding it to a
code (an alias, approved by a second person), by proposing the address as new, or as no address at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from db import address_unknown_queries as queries
from db import exchange_queries
from db.session import Session, Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.managing.changes import AliasDraft, Change, ChangeKind, Proposal
from hall_app.addresses.managing.following import UNKNOWN_MET
from hall_app.addresses.managing.proposing import PROPOSE, propose_change, require_any
from hall_app.addresses.rules import load
from hall_app.addresses.text_aliases import SHORTEST, alias_form
from hall_app.clock import Clock
from hall_app.errors import Conflict, InputRefused
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained

LONGEST = 400
ORIGINS = {"form": "表单", "card": "证件", "batch": "批量翻译", "import": "部门清单", "query": "查询"}


@dataclass(frozen=True, slots=True)
class UnknownAddress:
    """A text of the queue; ``candidates`` are codes the engine thought of."""

    id: UUID
    text: str
    met: int
    origin: str
    candidates: tuple[str, ...]
    first_met_at: datetime
    last_met_at: datetime
    state: str
    note: str


def unplaced(made: Translation) -> bool:
    """Whether the engine could not place a text well enough to do without a person."""
    return not made.auto or "room_absent" in made.reasons


def of_this_district(text: str) -> bool:
    """Whether a text speaks of the district at all: cards bear addresses from the whole country."""
    if "福田" in text:
        return True
    return any(s["name"] in text for s in load("divisions")["streets"])


@explained()
def send_unknown(
    store: Store, clerk: Clerk, text: str, origin: str, candidates: tuple[str, ...] = (), *, clock: Clock
) -> None:
    """A window met a text that cannot be placed: tell the district through this hall's outbox. Raises Unavailable."""
    form = alias_form(text)
    if len(form) < SHORTEST:
        return
    body = {"text": text[:LONGEST], "origin": origin, "candidates": list(candidates[:5])}
    with store.writing() as session:
        exchange_queries.append_outbox(session, f"address:{form[:60]}", UNKNOWN_MET, body, clock.now())
        record(session, clerk, "address.unknown", "address_unknown", origin, True, None, clock.now())


def meet_unknown(session: Session, body: dict[str, Any], at: datetime) -> None:
    """Keep a text in the queue, or count it once more. Raises KeyError, TypeError, ValueError on a bad body."""
    text, origin = body["text"], body["origin"]
    if not isinstance(text, str) or not isinstance(origin, str) or len(text) > LONGEST:
        raise ValueError("text expected")
    form = alias_form(text)
    if len(form) < SHORTEST:
        return
    codes = [str(code)[:25] for code in body.get("candidates") or ()][:5]
    queries.meet(session, form, text, origin[:60], codes, at)


@explained()
def list_unknown(
    store: Store, clerk: Clerk, state: str = queries.OPEN, limit: int = 500
) -> tuple[UnknownAddress, ...]:
    """The queue, the most often met first. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        return tuple(
            UnknownAddress(
                row.id, row.text, row.met, row.origin, tuple(row.candidates), row.first_met_at, row.last_met_at,
                row.state, row.note or "",
            )
            for row in queries.unknowns(session, state, limit)
        )  # fmt: skip


@explained()
def count_unknown(store: Store, clerk: Clerk) -> int:
    """How many texts wait. Raises NotPermitted."""
    require_any(clerk)
    with store.reading() as session:
        return queries.counts(session).get(queries.OPEN, 0)


def bind_unknown(
    store: Store, clerk: Clerk, unknown_id: UUID, code: str, reason: str, *, clock: Clock
) -> Change:
    """Propose that a text means a code; once another person approves, it does. Raises NotPermitted, InputRefused."""
    row = _open(store, clerk, unknown_id)
    proposal = Proposal(
        ChangeKind.ALIAS, alias=AliasDraft(row.text, code=code, kind="bound"), reason=reason, source="待核地址",
        unknown_id=unknown_id,
    )  # fmt: skip
    return propose_change(store, clerk, proposal, clock=clock)


def propose_for_unknown(
    store: Store, clerk: Clerk, unknown_id: UUID, proposal: Proposal, *, clock: Clock
) -> Change:
    """Propose the address that a text names as new. Raises NotPermitted, InputRefused."""
    _open(store, clerk, unknown_id)
    return propose_change(store, clerk, replace(proposal, unknown_id=unknown_id), clock=clock)


def _open(store: Store, clerk: Clerk, unknown_id: UUID) -> UnknownAddress:
    clerk.require(PROPOSE)
    found = next((row for row in list_unknown(store, clerk) if row.id == unknown_id), None)
    if found is None:
        raise Conflict("这条待核地址已有人处理", "请重新读取列表")
    return found


@explained()
def dismiss_unknown(store: Store, clerk: Clerk, unknown_id: UUID, note: str, *, clock: Clock) -> None:
    """Settle a text as no address. Raises NotPermitted, Conflict, InputRefused."""
    clerk.require(PROPOSE)
    if not note.strip():
        raise InputRefused("没有写理由", "请写明为什么不是地址", "note")
    now = clock.now()
    with store.writing() as session:
        row = queries.unknown(session, unknown_id, with_lock=True)
        if row is None or row.state != queries.OPEN:
            raise Conflict("这条待核地址已有人处理", "请重新读取列表")
        queries.mark_not_address(session, unknown_id, clerk.staff_id, note.strip()[:200], now)
        record(session, clerk, "address.dismiss", "address_unknown", unknown_id, True, None, now)
