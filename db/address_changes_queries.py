"""Lineage and history of codes, proposals, and who is told of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from db.address_changes import (
    AddressChange,
    AddressHistory,
    AddressLineage,
    AddressLink,
    AddressNotice,
    AddressSubscriber,
)
from db.address_entries import chunks
from db.addresses import (
    AddressEdition,
    AddressOldCode,
    AddressRoom,
)
from db.exchange import OutboxRow


def add_lineage(
    session: Session, old: str, new: Sequence[str], kind: str, day: date, change_id: UUID
) -> None:
    """Record the direct successors, and keep the flattened table leading to living codes only.

    Older codes that led here now lead to the successors; with none, they lead nowhere any more.
    """
    for code in new:
        session.execute(insert(AddressLineage).values(old_code=old, code=code, change_id=change_id))
    earlier = session.scalars(select(AddressOldCode).where(AddressOldCode.code == old)).all()
    wanted = [(row.old_code, row.reason, row.since) for row in earlier] + [(old, kind, day)]
    session.execute(delete(AddressOldCode).where(AddressOldCode.code == old))
    for older, reason, since in wanted:
        for code in new:
            if session.get(AddressOldCode, (older, code)) is None:
                session.add(AddressOldCode(old_code=older, code=code, reason=reason, since=since))
    session.flush()


def successors(session: Session, code: str) -> list[str]:
    """The living codes that an old code became."""
    return list(
        session.scalars(
            select(AddressOldCode.code).where(AddressOldCode.old_code == code).order_by(AddressOldCode.code)
        )
    )


def direct_successors(session: Session, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Old and new code of every direct succession from these codes."""
    found: list[tuple[str, str]] = []
    for part in chunks(codes):
        rows = session.execute(
            select(AddressLineage.old_code, AddressLineage.code).where(AddressLineage.old_code.in_(part))
        )
        found += [(row[0], row[1]) for row in rows]
    return found


def direct_predecessors(session: Session, code: str) -> list[str]:
    """The codes that this one directly succeeded."""
    return list(
        session.scalars(
            select(AddressLineage.old_code)
            .where(AddressLineage.code == code)
            .order_by(AddressLineage.old_code)
        )
    )


def add_history(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """What a change did, code by code."""
    if rows:
        session.execute(insert(AddressHistory), list(rows))


class Step(NamedTuple):
    """What a change did to an entry."""

    code: str
    role: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    on_day: date
    change_id: UUID
    number: str


def entry_steps(session: Session) -> Iterator[Step]:
    """Everything that changes did to buildings and rooms, oldest first."""
    h = AddressHistory
    rows = session.execute(
        select(h.code, h.role, h.before, h.after, h.on_day, h.change_id, AddressChange.number)
        .join(AddressChange, AddressChange.id == h.change_id)
        .where(h.role.in_(("made", "changed", "ended")))
        .order_by(h.id)
        .execution_options(yield_per=1000)
    )
    for row in rows:
        yield Step(*row)


def was_changed(session: Session) -> bool:
    """Whether any change was ever carried out."""
    return session.scalar(select(AddressHistory.id).limit(1)) is not None


def owners_of_changed_rooms(session: Session) -> dict[str, str]:
    """The buildings of the rooms that changes made or changed."""
    touched = select(AddressHistory.code).where(AddressHistory.role.in_(("made", "changed")))
    rows = session.execute(
        select(AddressRoom.code, AddressRoom.building_code).where(AddressRoom.code.in_(touched))
    )
    return {row[0]: row[1] for row in rows}


def history_of(session: Session, code: str) -> list[tuple[AddressHistory, AddressChange]]:
    """Everything that happened to a code, oldest first."""
    rows = session.execute(
        select(AddressHistory, AddressChange)
        .join(AddressChange, AddressChange.id == AddressHistory.change_id)
        .where(AddressHistory.code == code)
        .order_by(AddressHistory.id)
    )
    return [(row[0], row[1]) for row in rows]


def ending_of(session: Session, code: str) -> tuple[AddressHistory, AddressChange] | None:
    """How a code ended."""
    ended = [pair for pair in history_of(session, code) if pair[0].role == "ended"]
    return ended[-1] if ended else None


def history_of_change(session: Session, change_id: UUID, limit: int) -> Sequence[AddressHistory]:
    """The steps of one change."""
    return session.scalars(
        select(AddressHistory)
        .where(AddressHistory.change_id == change_id)
        .order_by(AddressHistory.id)
        .limit(limit)
    ).all()


def add_change(session: Session, values: dict[str, Any]) -> AddressChange:
    """Keep a proposal."""
    row = AddressChange(**values)
    session.add(row)
    session.flush()
    return row


def change(session: Session, change_id: UUID, with_lock: bool = False) -> AddressChange | None:
    """A proposal by its id; with a lock it is held to the end of the transaction."""
    wanted = select(AddressChange).where(AddressChange.id == change_id)
    if with_lock:
        wanted = wanted.with_for_update()
    return session.scalar(wanted)


def change_by_number(session: Session, number: str) -> AddressChange | None:
    """A proposal by its number."""
    return session.scalar(select(AddressChange).where(AddressChange.number == number))


def changes(
    session: Session, state: str | None, batch: str | None, limit: int, oldest_first: bool
) -> Sequence[AddressChange]:
    """Proposals of a state or batch."""
    wanted = select(AddressChange)
    if state:
        wanted = wanted.where(AddressChange.state == state)
    if batch:
        wanted = wanted.where(AddressChange.batch == batch)
    order = (AddressChange.proposed_at, AddressChange.number)
    wanted = wanted.order_by(*(order if oldest_first else [column.desc() for column in order]))
    return session.scalars(wanted.limit(limit)).all()


def count_changes(session: Session) -> dict[str, int]:
    """How many proposals there are of each state."""
    rows = session.execute(select(AddressChange.state, func.count()).group_by(AddressChange.state))
    return {row[0]: row[1] for row in rows}


def library_stamp(session: Session) -> str:
    """Changes whenever the library does: the newest edition and the newest step of its history."""
    edition = session.scalar(select(func.max(AddressEdition.id))) or 0
    step = session.scalar(select(func.max(AddressHistory.id))) or 0
    return f"{edition}.{step}"


def put_subscriber(session: Session, name: str, title: str, at: datetime) -> None:
    """Enrol a department, or again."""
    known = session.get(AddressSubscriber, name)
    if known is None:
        session.add(AddressSubscriber(name=name, title=title, since=at, until=None))
    else:
        known.title, known.until = title, None


def end_subscriber(session: Session, name: str, at: datetime) -> bool:
    """Tell a department no more; says whether it was enrolled."""
    known = session.get(AddressSubscriber, name)
    if known is None or known.until is not None:
        return False
    known.until = at
    return True


def subscribers(session: Session) -> Sequence[AddressSubscriber]:
    """The departments that are told."""
    return session.scalars(
        select(AddressSubscriber).where(AddressSubscriber.until.is_(None)).order_by(AddressSubscriber.name)
    ).all()


class NoticeCounts(NamedTuple):
    """A subscriber's notices: all of them, those it confirmed and when last, and since when the oldest other waits."""

    told: int
    heard: int
    last_heard: datetime | None
    oldest_waiting: datetime | None


def notice_counts(session: Session) -> dict[str, NoticeCounts]:
    """How the notices of every subscriber stand."""
    waiting = case((OutboxRow.acknowledged_at.is_(None), OutboxRow.written_at))
    rows = session.execute(
        select(
            AddressNotice.subscriber, func.count(), func.count(OutboxRow.acknowledged_at),
            func.max(OutboxRow.acknowledged_at), func.min(waiting),
        )
        .join(OutboxRow, OutboxRow.seq == AddressNotice.outbox_seq)
        .group_by(AddressNotice.subscriber)
    )  # fmt: skip
    return {row[0]: NoticeCounts(*row[1:]) for row in rows}


class NoticeRow(NamedTuple):
    """A notice: the change it tells of, its number in the outbox, when it was written and confirmed."""

    change: AddressChange
    seq: int
    written_at: datetime
    heard_at: datetime | None


def notices(session: Session, subscriber: str, limit: int) -> list[NoticeRow]:
    """A subscriber's notices: those that wait first, then the newest."""
    rows = session.execute(
        select(AddressChange, OutboxRow.seq, OutboxRow.written_at, OutboxRow.acknowledged_at)
        .join(AddressNotice, AddressNotice.change_id == AddressChange.id)
        .join(OutboxRow, OutboxRow.seq == AddressNotice.outbox_seq)
        .where(AddressNotice.subscriber == subscriber)
        .order_by(OutboxRow.acknowledged_at.is_not(None), OutboxRow.seq.desc())
        .limit(limit)
    )
    return [NoticeRow(*row) for row in rows]


def unhear(session: Session, subscriber: str, seqs: Sequence[int]) -> int:
    """Confirmed notices of a subscriber wait again; returns how many."""
    theirs = select(AddressNotice.outbox_seq).where(AddressNotice.subscriber == subscriber)
    made = session.execute(
        update(OutboxRow)
        .where(OutboxRow.seq.in_(seqs), OutboxRow.seq.in_(theirs), OutboxRow.acknowledged_at.is_not(None))
        .values(acknowledged_at=None)
        .execution_options(synchronize_session=False)
    )
    return int(made.rowcount)  # type: ignore[attr-defined]


def tell(
    session: Session, change_id: UUID, subscriber: str, kind: str, body: dict[str, Any], at: datetime
) -> None:
    """Put a notice into a subscriber's outbox; the second time for one change is refused by its key."""
    row = OutboxRow(
        aggregate=f"address:{subscriber}", kind=kind, body=body, written_at=at, recipient=subscriber
    )
    session.add(row)
    session.flush()
    session.add(AddressNotice(change_id=change_id, subscriber=subscriber, outbox_seq=row.seq))
    session.flush()


def links(session: Session, state: str, old_code: str | None, limit: int) -> Sequence[AddressLink]:
    """Pointers in a state, as those that wait for somebody to assign them."""
    wanted = select(AddressLink).where(AddressLink.state == state)
    if old_code:
        wanted = wanted.where(AddressLink.old_code == old_code)
    return session.scalars(
        wanted.order_by(AddressLink.old_code, AddressLink.subject_kind, AddressLink.subject_id).limit(limit)
    ).all()
