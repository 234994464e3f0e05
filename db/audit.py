"""The audit chain: links are sealed at the end of the transaction whose deeds they tell.

Sealing late keeps the head row's lock short and always last, so that two transactions never wait for each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.audit_guard import GENESIS
from db.errors import StoreError, StoreFault
from db.security import AuditEntry, AuditHead
from db.session import fault_of

UNREADABLE = (ValueError, TypeError, RecursionError, DBAPIError)
"""What reading a column raises that nobody of ours could have written."""
_PENDING = "audit_pending"
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class AuditDeed:
    """What is to be recorded of one deed; ``detail`` holds strings, integers, booleans, None and lists of them."""

    at: datetime
    actor: str
    terminal: str
    action: str
    object_kind: str
    object_id: str
    success: bool
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditLink:
    """A link as it stands in the database."""

    seq: int
    deed: AuditDeed
    previous: str
    digest: str


def append(session: Session, deed: AuditDeed) -> None:
    """Add a deed to the chain when this session commits; a rollback takes it along.

    Raises RuntimeError in a reading session, which never commits: the deed would vanish.
    """
    if not session.get_bind().get_execution_options().get("write"):
        raise RuntimeError("a deed is recorded in a writing session")
    pending: list[AuditDeed] | None = session.info.get(_PENDING)
    if pending is None:
        pending = session.info[_PENDING] = []
        event.listen(session, "before_commit", _seal)
        event.listen(session, "after_rollback", _forget)
    pending.append(deed)


def digest_of(seq: int, deed: AuditDeed, previous: str) -> str:
    """SHA-256 over the canonical JSON of every column and the previous digest."""
    columns = {
        "seq": seq,
        "at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": deed.actor,
        "terminal": deed.terminal,
        "action": deed.action,
        "object_kind": deed.object_kind,
        "object_id": deed.object_id,
        "success": deed.success,
        "detail": deed.detail,
        "previous": previous,
    }
    text = json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def head_of(session: Session) -> tuple[int, str] | None:
    """Number and digest of the newest link as the head row has them; None when the row is missing."""
    row = session.execute(select(AuditHead.seq, AuditHead.digest).where(AuditHead.id == 1)).one_or_none()
    return (row[0], row[1]) if row else None


@contextmanager
def links(session: Session) -> Iterator[Iterator[AuditLink]]:
    """Every link in order of its number, fetched in batches; the cursor is closed on leaving."""
    query = select(*AuditEntry.__table__.columns).order_by(AuditEntry.seq)
    with session.execute(query, execution_options={"yield_per": _BATCH}) as result:
        yield (_link_of(row) for row in result.mappings())


def unreadable_link(session: Session, error: Exception) -> int | None:
    """The first link whose columns cannot be read as what they are; None when ``error`` has an outside cause."""
    if isinstance(error, DBAPIError) and fault_of(error) is not None:
        return None
    for number in session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)).all():
        try:
            session.execute(select(*AuditEntry.__table__.columns).where(AuditEntry.seq == number)).all()
        except UNREADABLE:
            return number
    return None


def _link_of(row: RowMapping) -> AuditLink:
    deed = AuditDeed(
        at=row["at"],
        actor=row["actor"],
        terminal=row["terminal"],
        action=row["action"],
        object_kind=row["object_kind"],
        object_id=row["object_id"],
        success=row["success"],
        detail=row["detail"],
    )
    return AuditLink(row["seq"], deed, row["previous"], row["digest"])


def _forget(session: Session) -> None:
    session.info[_PENDING].clear()


def _seal(session: Session) -> None:
    pending: list[AuditDeed] = session.info[_PENDING]
    if not pending:
        return
    session.flush()
    head = session.scalars(
        select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if head is None:
        raise StoreError(StoreFault.BROKEN, "the audit head is missing")
    for deed in pending:
        seq, previous = head.seq + 1, head.digest
        digest = digest_of(seq, deed, previous)
        session.add(
            AuditEntry(
                seq=seq,
                at=deed.at,
                actor=deed.actor,
                terminal=deed.terminal,
                action=deed.action,
                object_kind=deed.object_kind,
                object_id=deed.object_id,
                success=deed.success,
                detail=deed.detail,
                previous=previous,
                digest=digest,
            )
        )
        head.seq, head.digest = seq, digest
        # One flush a link: the guard lets the head move on by one only.
        session.flush()
    pending.clear()


__all__ = [
    "GENESIS", "UNREADABLE", "AuditDeed", "AuditLink", "append", "digest_of", "head_of", "links", "unreadable_link",
]  # fmt: skip
