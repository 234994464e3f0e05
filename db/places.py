"""Regions, departments, halls and windows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Key


class Region(Base):
    """An administrative division by its statistical code (never joined to house codes by prefix)."""

    __tablename__ = "region"

    code: Mapped[Key] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    abbreviation: Mapped[str | None]


class Department(Base):
    """A body that implements items; ``uscc`` is its unified social credit code (GB 32100)."""

    __tablename__ = "department"

    id: Mapped[Id]
    uscc: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    enquiry_phone: Mapped[str | None]
    review_body: Mapped[str | None]
    court: Mapped[str | None]


class Hall(Base):
    """A service hall; ``practice`` marks an installation whose data counts for nothing."""

    __tablename__ = "hall"

    id: Mapped[Id]
    name: Mapped[str]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    abbreviation: Mapped[str]
    document_short_name: Mapped[str]
    address: Mapped[str]
    enquiry_phone: Mapped[str]
    qr_key: Mapped[str]
    practice: Mapped[bool] = mapped_column(default=False)


class Window(Base):
    """A window of a hall, the groups it serves in its own order, and who sits there now.

    ``closed_at``: since when it is out of service; it stays for what was done there.
    """

    __tablename__ = "window"
    __table_args__ = (UniqueConstraint("hall_id", "number"),)

    id: Mapped[Id]
    hall_id: Mapped[UUID] = mapped_column(ForeignKey("hall.id"))
    number: Mapped[str]
    groups: Mapped[list[Any]]
    occupant_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime | None]
    paused_reason: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    consecutive_priority: Mapped[int] = mapped_column(default=0)


class SettingRow(Base):
    """A setting shared by the windows of a hall, overriding the declared default."""

    __tablename__ = "setting"

    name: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class NumberSequence(Base):
    """The last number drawn of a named sequence (tickets, cases, documents); numbers are never reused."""

    __tablename__ = "number_sequence"

    name: Mapped[Key] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class NumberBlock(Base):
    """A range of a sequence leased in advance to a window, to draw from while its hall is away."""

    __tablename__ = "number_block"

    id: Mapped[Id]
    sequence: Mapped[Key] = mapped_column(index=True)
    window_id: Mapped[UUID] = mapped_column(ForeignKey("window.id"))
    first: Mapped[int]
    last: Mapped[int]
    next: Mapped[int]
