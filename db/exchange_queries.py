"""Queries of the exchange: outbox, inbox, feed and cursors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, distinct, func, insert, literal_column, select, text, tuple_, update
from sqlalchemy import inspect as inspect_mapping
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.base import new_id
from db.exchange import (
    ExchangeCursor,
    ExchangeNode,
    FeedRow,
    InboxRow,
    InstallationRow,
    LibraryCase,
    OutboxRow,
)
from db.libraries import CorrectionProposal, Person, PersonFact
from db.session import is_sqlite


def append_outbox(session: Session, aggregate: str, kind: str, body: dict[str, Any], at: datetime) -> None:
    """Write a change for the upstream, in the caller's transaction."""
    session.add(OutboxRow(aggregate=aggregate, kind=kind, body=body, written_at=at))


def pending_outbox(session: Session, limit: int, recipient: str | None = None) -> Sequence[OutboxRow]:
    """The oldest unacknowledged rows for the upstream, or for a subscriber, in order."""
    query = select(OutboxRow).where(OutboxRow.acknowledged_at.is_(None), OutboxRow.recipient == recipient)
    return session.scalars(query.order_by(OutboxRow.seq).limit(limit)).all()


def pending_count(session: Session) -> int:
    """How many rows the upstream has not acknowledged."""
    query = (
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.acknowledged_at.is_(None), OutboxRow.recipient.is_(None))
    )
    return session.scalar(query) or 0


def pending_of_kind(session: Session, kind: str) -> int:
    """How many cases (or other things of one kind) have something the upstream has not acknowledged."""
    query = select(func.count(distinct(OutboxRow.aggregate))).where(
        OutboxRow.acknowledged_at.is_(None), OutboxRow.kind == kind
    )
    return session.scalar(query) or 0


def acknowledge(session: Session, seqs: Iterable[int], at: datetime) -> None:
    """Mark rows as known to the upstream; nothing is removed."""
    session.execute(update(OutboxRow).where(OutboxRow.seq.in_(list(seqs))).values(acknowledged_at=at))


def insert_inbox(session: Session, origin: str, rows: Sequence[dict[str, Any]], at: datetime) -> list[int]:
    """Store received rows unless they are there; returns the sequence numbers that were new, in order."""
    if not rows:
        return []
    values = [
        {
            "origin": origin,
            "seq": row["seq"],
            "aggregate": row["aggregate"],
            "kind": row["kind"],
            "body": row["body"],
            "received_at": at,
            "applied": False,
        }
        for row in rows
    ]
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = (
        dialect.insert(InboxRow)
        .on_conflict_do_nothing(index_elements=["origin", "seq"])
        .returning(InboxRow.seq)
    )
    return sorted(session.scalars(statement, values).all())


def inbox_row(session: Session, origin: str, seq: int) -> InboxRow:
    """A stored row, which must exist."""
    return session.get_one(InboxRow, (origin, seq))


def upsert_library_case(session: Session, values: dict[str, Any]) -> bool:
    """Keep a case's newest report by version; tells whether this one was newer."""
    found = session.get(LibraryCase, values["case_id"], with_for_update=True)
    if found is None:
        session.add(LibraryCase(**values))
        return True
    if values["version"] <= found.version:
        return False
    for name, value in values.items():
        setattr(found, name, value)
    return True


def add_proposal(session: Session, values: dict[str, Any]) -> None:
    """Keep a correction proposed at a counter, once."""
    if session.get(CorrectionProposal, values["id"]) is None:
        session.add(CorrectionProposal(**values))


# -- feed ---------------------------------------------------------------------------------------


def append_feed(
    session: Session, kind: str, key: str, version: int, body: dict[str, Any], at: datetime
) -> None:
    """Announce a change downstream, in the caller's transaction."""
    xid: Any = 0 if is_sqlite(session) else func.pg_current_xact_id()
    session.execute(
        insert(FeedRow).values(xid=xid, kind=kind, key=key, version=version, body=body, written_at=at)
    )


def feed_after(session: Session, cursor: str, limit: int) -> tuple[list[dict[str, Any]], str]:
    """Rows after the opaque cursor, never one of a transaction that might still be followed by an earlier one.

    SQLite has one writer, so its sequence is a safe cursor; PostgreSQL reads under the snapshot horizon.
    """
    rows = session.execute(_feed_query(session, cursor, limit)).all()
    if not rows:
        return [], cursor
    last = rows[-1]
    return [
        {"kind": r.kind, "key": r.key, "version": r.version, "body": r.body} for r in rows
    ], f"{last.x}.{last.seq}"


def feed_end(session: Session) -> str:
    """A cursor behind everything a new reader need not replay."""
    if is_sqlite(session):
        return f"0.{session.scalar(select(func.max(FeedRow.seq))) or 0}"
    return f"{session.scalar(text('SELECT pg_snapshot_xmin(pg_current_snapshot())::text'))}.0"


def _feed_query(session: Session, cursor: str, limit: int) -> Select[*tuple[Any, ...]]:
    xid, _, seq = (cursor or "0.0").partition(".")
    columns = (FeedRow.seq, FeedRow.kind, FeedRow.key, FeedRow.version, FeedRow.body)
    if is_sqlite(session):
        return (
            select(literal_column("0").label("x"), *columns)
            .where(FeedRow.seq > int(seq or 0))
            .order_by(FeedRow.seq)
            .limit(limit)
        )
    # The label must not be called xid: ORDER BY would then sort the text.
    place = tuple_(FeedRow.xid, FeedRow.seq) > text("(CAST(:after_xid AS xid8), :after_seq)").bindparams(
        after_xid=str(int(xid)), after_seq=int(seq or 0)
    )
    horizon = text("feed.xid < pg_snapshot_xmin(pg_current_snapshot())")
    return (
        select(literal_column("feed.xid::text").label("x"), *columns)
        .where(place, horizon)
        .order_by(FeedRow.xid, FeedRow.seq)
        .limit(limit)
    )


# -- nodes, cursors, installation ---------------------------------------------------------------


def node(session: Session, name: str) -> ExchangeNode | None:
    """A known node."""
    return session.get(ExchangeNode, name)


def nodes(session: Session) -> Sequence[ExchangeNode]:
    """Every known node that may speak."""
    return session.scalars(select(ExchangeNode).where(ExchangeNode.enabled)).all()


def put_node(
    session: Session,
    name: str,
    token_hash: str,
    certificate_sha256: str | None,
    capabilities: Sequence[str] = ("sync",),
) -> None:
    """Enrol a node or renew its credentials."""
    session.merge(
        ExchangeNode(
            name=name,
            token_hash=token_hash,
            certificate_sha256=certificate_sha256,
            enabled=True,
            capabilities=list(capabilities),
        )  # fmt: skip
    )


def cursor_of(session: Session, upstream: str) -> ExchangeCursor | None:
    """How far this node has read the upstream's feed."""
    return session.get(ExchangeCursor, upstream)


def put_cursor(session: Session, upstream: str, epoch: str, cursor: str, at: datetime) -> None:
    """Remember the place, in the transaction of the rows it covers."""
    session.merge(ExchangeCursor(upstream=upstream, epoch=epoch, cursor=cursor, read_at=at))


def installation_value(session: Session, name: str) -> str | None:
    """A fact of this database, as its feed epoch."""
    row = session.get(InstallationRow, name)
    return row.value if row else None


def put_installation_value(session: Session, name: str, value: str) -> None:
    """Set a fact of this database."""
    session.merge(InstallationRow(name=name, value=value))


# -- people on the wire -------------------------------------------------------------------------


def person_body(session: Session, person: Person) -> dict[str, Any]:
    """A person with every fact, as plain JSON values."""
    facts = session.scalars(select(PersonFact).where(PersonFact.person_id == person.id)).all()
    return {"person": _plain(person), "facts": [_plain(fact) for fact in facts]}


def person_by_number(session: Session, id_number: str) -> Person | None:
    """A person by identity number."""
    return session.scalar(select(Person).where(Person.id_number == id_number))


def people_after(session: Session, id_number: str, limit: int) -> Sequence[Person]:
    """People in the order of their numbers, for a first load or a new epoch."""
    return session.scalars(
        select(Person).where(Person.id_number > id_number).order_by(Person.id_number).limit(limit)
    ).all()


def apply_person(session: Session, body: dict[str, Any]) -> bool:
    """Take over a person with facts from upstream when its version is newer; tells whether it was.

    Raises ValueError, KeyError or TypeError on a body that is not of this form.
    """
    values = _typed(Person, body["person"])
    found = session.scalar(select(Person).where(Person.id_number == values["id_number"]))
    if found is not None and found.version >= values["version"]:
        return False
    if found is None:
        found = Person(**values)
        session.add(found)
    else:
        values.pop("id")
        for name, value in values.items():
            setattr(found, name, value)
    session.flush()
    session.execute(delete(PersonFact).where(PersonFact.person_id == found.id))
    for fact in body["facts"]:
        session.add(PersonFact(**(_typed(PersonFact, fact) | {"id": new_id(), "person_id": found.id})))
    return True


def _plain(row: Person | PersonFact) -> dict[str, Any]:
    return {name: _json(getattr(row, name)) for name, _ in inspect_mapping(type(row)).columns.items()}


def _json(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _typed(mapping: type[Person] | type[PersonFact], values: dict[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, column in inspect_mapping(mapping).columns.items():
        if name not in values:
            continue
        value = values[name]
        kind = column.type.python_type
        if value is not None and kind is date:
            value = date.fromisoformat(value)
        elif value is not None and kind is UUID:
            value = UUID(value)
        elif value is not None and not isinstance(value, kind):
            raise TypeError(f"{name} is not of its type")
        typed[name] = value
    return typed
