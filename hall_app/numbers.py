"""Numbers people read: drawn once, final, never used again; gaps are allowed (domain 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from db import numbering
from db.session import Session
from hall_app.errors import Unavailable


@dataclass(frozen=True, slots=True)
class LeasedBlock:
    """A range ``first``–``last`` of a sequence that one window alone draws from."""

    sequence: str
    window_id: UUID
    first: int
    last: int


def draw(session: Session, sequence: str, window_id: UUID | None = None) -> int:
    """The next number, in the caller's transaction: of the hall's sequence, or of the window's leased block.

    ``window_id`` is given by a window that works without its hall, and draws from its blocks alone.
    Raises Unavailable when they are used up.
    """
    if window_id is None:
        return numbering.advance(session, sequence)
    number = numbering.draw_from_block(session, sequence, window_id)
    if number is None:
        raise Unavailable("本窗口预领的号段用完了", "请先连上大厅服务器再领一段")
    return number


def lease(session: Session, sequence: str, window_id: UUID, size: int) -> LeasedBlock:
    """Set ``size`` numbers of the hall's sequence apart for a window; what it leaves unused stays a gap."""
    if not 1 <= size <= 10_000:
        raise ValueError("a block has 1 to 10,000 numbers")
    last = numbering.advance(session, sequence, size)
    first = last - size + 1
    numbering.add_block(session, sequence, window_id, first, last)
    return LeasedBlock(sequence, window_id, first, last)


def keep_lease(session: Session, block: LeasedBlock) -> None:
    """Keep a block that the hall leased, in the window's own database."""
    numbering.add_block(session, block.sequence, block.window_id, block.first, block.last)
