"""What a node does with the rows another one pushes: store once, apply in order."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import db.exchange_queries as queries
from db import difference_queries
from db.session import Store, is_sqlite
from hall_app.addresses.managing.following import ADDRESS_CHANGE, UNKNOWN_MET, follow_notice
from hall_app.cases.outgoing import REQUEST, WITHDRAWN
from hall_app.clock import Clock
from hall_app.exchange.asking import answer_in, keep_request
from hall_app.exchange.protocol import WireRow


def receive_rows(store: Store, origin: str, rows: list[WireRow], clock: Clock) -> int | None:
    """Store and apply the rows of ``origin``; returns the highest sequence number taken over.

    Applying is idempotent by (origin, seq), so a push repeated after a lost answer changes nothing.
    A row that cannot be applied is kept with its problem and does not hold up the rest.
    """
    now = clock.now()
    with store.writing() as session:
        plain = [
            {"seq": row.seq, "aggregate": row.aggregate, "kind": row.kind, "body": row.body} for row in rows
        ]
        fresh = set(queries.insert_inbox(session, origin, plain, now))
        for row in rows:
            if row.seq not in fresh:
                continue
            stored = queries.inbox_row(session, origin, row.seq)
            apply = _APPLIERS.get(row.kind)
            if apply is None:
                stored.problem = "unknown kind"
                continue
            try:
                apply(session, origin, row.body, now)
            except (KeyError, TypeError, ValueError) as error:
                stored.problem = f"{type(error).__name__} in body"
            else:
                stored.applied = True
        if is_sqlite(session) and any(row.kind == REQUEST for row in rows):
            session.flush()
            answer_in(session, now)
    return max((row.seq for row in rows), default=None)


def _apply_case(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    queries.upsert_library_case(
        session,
        {
            "case_id": uuid.UUID(body["case_id"]),
            "origin": origin,
            "case_number": _text(body["case_number"]),
            "item_code": _text(body["item_code"]),
            "applicant_id_number": _text(body["applicant_id_number"]),
            "state": _text(body["state"]),
            "due_on": body.get("due_on"),
            "version": int(body["version"]),
            "body": body,
            "received_at": now,
        },
    )


def _apply_correction(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    queries.add_proposal(
        session,
        {
            "id": uuid.UUID(body["proposal_id"]),
            "person_id": None,
            "id_number": _text(body["id_number"]),
            "fact": _text(body["fact"]),
            "library_value": body.get("library_value"),
            "library_version": body.get("library_version"),
            "proposed_value": dict(body["proposed_value"]),
            "reason": f"{origin}：{_text(body['reason'])}",
            "case_id": uuid.UUID(body["case_id"]) if body.get("case_id") else None,
            "proposed_by": uuid.UUID(body["proposed_by"]),
            "proposed_at": now,
            "state": "open",
        },
    )


def _apply_settlement(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    """Close a proposal that this very node sent; whoever sent it may give it up, and writes no library by this."""
    proposal_id = uuid.UUID(body["proposal_id"])
    if body["state"] not in ("local", "library", WITHDRAWN):
        raise ValueError("no such state")
    if not difference_queries.came_from(session, origin, f"correction:{proposal_id}"):
        raise ValueError("another node's proposal")
    difference_queries.settle(session, proposal_id, body["state"], None, now)


def _keep_request(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    keep_request(session, origin, body)


def _apply_address_change(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    follow_notice(session, body, now)


def _apply_unknown(session: Any, origin: str, body: dict[str, Any], now: datetime) -> None:
    # The engine's rules load with this module: only a node that keeps the queue needs them.
    from hall_app.addresses.managing.unknown import meet_unknown

    meet_unknown(session, body, now)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 500:
        raise ValueError("text expected")
    return value


_APPLIERS: dict[str, Callable[[Any, str, dict[str, Any], datetime], None]] = {
    "case": _apply_case,
    "correction": _apply_correction,
    "correction_settled": _apply_settlement,
    REQUEST: _keep_request,
    ADDRESS_CHANGE: _apply_address_change,
    UNKNOWN_MET: _apply_unknown,
}
