"""One round of the exchange: push what the upstream must know, pull what it has changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import db.exchange_queries as queries
from db.exchange_turn import turn
from db.session import Store
from hall_app.addresses.managing.following import ADDRESS_CHANGE, follow_notice
from hall_app.clock import Clock
from hall_app.exchange import protocol
from hall_app.exchange.asking import ANSWER, take_answer
from hall_app.exchange.client import ExchangeClient

UPSTREAM = "district"
"""The name under which a node keeps its place in the upstream's feed."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round moved: rows pushed and changes applied."""

    pushed: int
    applied: int


def _unseen(_moved: Round) -> None:
    """Nobody watches the round."""


def push_outbox(
    store: Store,
    client: ExchangeClient,
    clock: Clock,
    moved: Callable[[Round], None] = _unseen,
    *,
    recipient: str | None = None,
) -> int:
    """Push every pending row in batches; returns how many were acknowledged. Raises LinkError, StoreError.

    With ``recipient`` the rows of that subscriber, to whose node ``client`` speaks.
    ``moved`` is told of each batch. A batch is read, sent outside any transaction, and marked after its acknowledgement: a crash
    between sends it again, which the receiver recognises.
    """
    pushed = 0
    while True:
        with store.reading() as session:
            rows = [
                protocol.WireRow(r.seq, r.aggregate, r.kind, r.body)
                for r in queries.pending_outbox(session, protocol.PUSH_ROWS, recipient)
            ]
        batch = _within_size(rows)
        if not batch:
            return pushed
        ack = client.push(batch)
        known = [row.seq for row in batch if ack is not None and row.seq <= ack]
        if not known:
            return pushed
        with store.writing() as session:
            queries.acknowledge(session, known, clock.now())
        pushed += len(known)
        moved(Round(len(known), 0))


def pull_changes(
    store: Store,
    client: ExchangeClient,
    upstream: str,
    clock: Clock,
    moved: Callable[[Round], None] = _unseen,
) -> int:
    """Pull the upstream's changes to the end of its feed; returns how many were newer than ours.

    Rows and cursor are committed together. A new epoch loads everything anew first.
    """
    applied = 0
    with store.reading() as session:
        place = queries.cursor_of(session, upstream)
    epoch, cursor = (place.epoch, place.cursor) if place else (None, "0.0")
    while True:
        page = client.changes(cursor)
        if page.epoch != epoch:
            cursor = load_everything(store, client, upstream, clock, moved)
            epoch = page.epoch
            continue
        if not page.rows:
            return applied
        with store.writing() as session:
            for change in page.rows:
                if change.kind == "person":
                    applied += queries.apply_person(session, change.body)
                elif change.kind == ANSWER:
                    applied += take_answer(session, change.body, clock.now())
                elif change.kind == ADDRESS_CHANGE:
                    follow_notice(session, change.body, clock.now())
                    applied += 1
            queries.put_cursor(session, upstream, page.epoch, page.next, clock.now())
        cursor = page.next
        moved(Round(0, len(page.rows)))


def load_everything(
    store: Store,
    client: ExchangeClient,
    upstream: str,
    clock: Clock,
    moved: Callable[[Round], None] = _unseen,
) -> str:
    """First load, or a load anew after a new epoch; returns the cursor from which the feed goes on."""
    after, end, epoch = "", None, ""
    while True:
        page = client.people(after)
        # What changes while we load stands in the feed behind the first page's end.
        end = end or str(page["feed_end"])
        epoch = str(page["epoch"])
        if not page["people"]:
            break
        with store.writing() as session:
            for body in page["people"]:
                queries.apply_person(session, body)
        after = str(page["after"])
        moved(Round(0, len(page["people"])))
    with store.writing() as session:
        queries.put_cursor(session, upstream, epoch, end, clock.now())
    return end


def adopt_place(store: Store, upstream: str, upstream_store: Store, epoch: str, clock: Clock) -> None:
    """After both databases were loaded with the same people in bulk: read the feed from its present end."""
    with upstream_store.reading() as session:
        end = queries.feed_end(session)
    with store.writing() as session:
        queries.put_cursor(session, upstream, epoch, end, clock.now())


def synchronise(
    store: Store,
    client: ExchangeClient,
    upstream: str,
    clock: Clock,
    moved: Callable[[Round], None] = _unseen,
) -> Round:
    """One whole round, by one window of the hall at a time; the others only see whether the line stands.

    Raises LinkError, StoreError.
    """
    with turn(store) as mine:
        if not mine:
            with store.reading() as session:
                place = queries.cursor_of(session, upstream)
            client.changes(place.cursor if place else "0.0", 1)
            return Round(0, 0)
        return Round(
            push_outbox(store, client, clock, moved), pull_changes(store, client, upstream, clock, moved)
        )


def _within_size(rows: list[protocol.WireRow]) -> list[protocol.WireRow]:
    size, batch = 0, []
    for row in rows:
        size += len(json.dumps(row.body, ensure_ascii=False))
        if batch and size > protocol.PUSH_BYTES:
            break
        batch.append(row)
    return batch
