"""Tickets of the queue and what happened to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id


class Ticket(Base):
    """A queue ticket; its number is unique per hall and day and final.

    ``queued_at`` orders the queue and survives a transfer; ``issued_at`` is the paper's time;
    ``held_behind`` is how many of its group are still to be called before a restored ticket;
    ``reserved_window_id`` is the one window that may call a transferred ticket;
    ``identity_hash`` is a keyed hash of the id number, for one waiting ticket a person and group.
    States: waiting, calling, serving, done, missed, abandoned, suspended, cancelled, expired.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("hall_id", "day", "number"),
        Index(
            "ix_ticket_waiting",
            "hall_id",
            "day",
            "queued_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "uq_ticket_waiting_identity",
            "hall_id",
            "day",
            "group",
            "identity_hash",
            unique=True,
            sqlite_where=text("state = 'waiting' AND identity_hash IS NOT NULL"),
            postgresql_where=text("state = 'waiting' AND identity_hash IS NOT NULL"),
        ),
        Index("ix_ticket_window_state", "window_id", "state"),
    )

    id: Mapped[Id]
    hall_id: Mapped[UUID] = mapped_column(ForeignKey("hall.id"))
    day: Mapped[date]
    number: Mapped[str]
    group: Mapped[str]
    business: Mapped[str]
    state: Mapped[str]
    priority_class: Mapped[int] = mapped_column(default=0)
    priority_reason: Mapped[str | None]
    appointment_at: Mapped[datetime | None]
    issued_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    items: Mapped[list[Any]] = mapped_column(default=list)
    window_id: Mapped[UUID | None] = mapped_column(ForeignKey("window.id"))
    clerk_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    called_at: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    misses: Mapped[int] = mapped_column(default=0)
    transfers: Mapped[int] = mapped_column(default=0)
    transferred_from: Mapped[str | None]
    reserved_window_id: Mapped[UUID | None]
    held_behind: Mapped[int] = mapped_column(default=0)
    identity_hash: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    practice: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}


class TicketEvent(Base):
    """One thing that happened to a ticket, by whom, at which window."""

    __tablename__ = "ticket_event"

    id: Mapped[Id]
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    window_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]]
