"""Drawing numbers: gap-tolerant, never twice, safe with every window at once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.places import NumberBlock, NumberSequence
from db.session import is_sqlite

COUNTERS = "count:"
"""How a sequence's name begins that only counts, so that a restore does not move it on."""


def advance(session: Session, sequence: str, by: int = 1) -> int:
    """Move the sequence on and return its new last number; its row is held to the end of the transaction."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = insert(NumberSequence).values(name=sequence, last=by)
    upsert = statement.on_conflict_do_update(
        index_elements=[NumberSequence.name], set_={"last": NumberSequence.last + by}
    ).returning(NumberSequence.last)
    return session.execute(upsert).scalar_one()


def raise_to(session: Session, sequence: str, last: int) -> None:
    """Make sure the sequence goes on after ``last``; never moves it back."""
    insert = sqlite.insert if is_sqlite(session) else postgresql.insert
    statement = insert(NumberSequence).values(name=sequence, last=last)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[NumberSequence.name], set_={"last": last}, where=NumberSequence.last < last
        )
    )


def draw_from_block(session: Session, sequence: str, window_id: UUID) -> int | None:
    """The next number of the window's oldest block with one left; None when all are used up."""
    query = (
        select(NumberBlock)
        .where(
            NumberBlock.sequence == sequence,
            NumberBlock.window_id == window_id,
            NumberBlock.next <= NumberBlock.last,
        )
        .order_by(NumberBlock.first)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    block = session.scalars(query).one_or_none()
    if block is None:
        return None
    number = block.next
    block.next = number + 1
    session.flush()
    return number


def add_block(session: Session, sequence: str, window_id: UUID, first: int, last: int) -> NumberBlock:
    """Keep a leased range."""
    block = NumberBlock(sequence=sequence, window_id=window_id, first=first, last=last, next=first)
    session.add(block)
    session.flush()
    return block


def blocks_of(session: Session, window_id: UUID) -> Sequence[NumberBlock]:
    """The window's blocks, oldest first."""
    query = select(NumberBlock).where(NumberBlock.window_id == window_id).order_by(NumberBlock.first)
    return session.scalars(query).all()
