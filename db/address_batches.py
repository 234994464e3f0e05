"""Spreadsheets of addresses under translation: the batch, its rows with what became of each, and decisions on them.

The cells of the original table stand in the rows, so that a batch can be finished and exported after the file
is gone; the database is encrypted as for all personal data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Key

_Sequence = BigInteger().with_variant(Integer, "sqlite")


class AddressBatch(Base):
    """A table taken in for translation. ``state``: loading, running, paused, done, cancelled, failed.

    ``loaded`` rows are in (all of them once ``whole``), ``done`` of them translated, in order; ``worker`` is whoever works on it and
    ``heartbeat`` when it last said so. ``auto``, ``asked`` and ``missing`` count what translation alone found.
    ``above`` holds the rows above the heading, ``parts`` the columns [role, number] that an address is made of where
    they are more than ``column_number``, in the ``sheet`` of a workbook.
    """

    __tablename__ = "address_batch"

    id: Mapped[Id]
    staff_id: Mapped[UUID] = mapped_column(index=True)
    file_name: Mapped[str]
    path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified_ns: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    heading: Mapped[list[Any]]
    headed: Mapped[bool]
    column_number: Mapped[int]
    sheet: Mapped[int] = mapped_column(default=0, server_default="0")
    above: Mapped[list[Any] | None]
    parts: Mapped[list[Any] | None]
    state: Mapped[str]
    whole: Mapped[bool] = mapped_column(default=False)
    loaded: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    auto: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    heartbeat: Mapped[datetime | None]
    fault: Mapped[str | None]
    created_at: Mapped[datetime]


class AddressBatchRow(Base):
    """A row of the table. ``state``: loaded, auto, asked, missing by translation; adopted, refused by a person.

    ``number`` counts rows without gaps, ``line`` is the row of the sheet. ``form`` is the text as it is searched:
    rows of one form are written alike.
    """

    __tablename__ = "address_batch_row"
    __table_args__ = (
        Index(None, "batch_id", "state", "number"),
        Index(None, "batch_id", "form"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("address_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    cells: Mapped[list[Any]]
    text: Mapped[str]
    form: Mapped[Key]
    state: Mapped[str] = mapped_column(default="loaded")
    code: Mapped[str | None]
    standard: Mapped[str | None]
    confidence: Mapped[float | None]
    method: Mapped[str | None]
    answer: Mapped[dict[str, Any] | None]
    decision: Mapped[int | None] = mapped_column(_Sequence)


class AddressBatchDecision(Base):
    """What a person decided on one row or on all written alike; the newest that stands can be taken back."""

    __tablename__ = "address_batch_decision"
    __table_args__ = (UniqueConstraint("batch_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey("address_batch.id"))
    number: Mapped[int]
    row_number: Mapped[int]
    code: Mapped[str | None]
    rows: Mapped[int]
    staff_id: Mapped[UUID]
    decided_at: Mapped[datetime]
    undone: Mapped[bool] = mapped_column(default=False)


TABLES = (AddressBatch, AddressBatchRow, AddressBatchDecision)
