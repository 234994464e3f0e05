"""Outbox, inbox, change feed and cursors of the exchange between nodes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Key, TransactionId

_Sequence = BigInteger().with_variant(Integer, "sqlite")


class OutboxRow(Base):
    """A change that an upstream must know, written in the transaction of the change itself.

    ``recipient`` names a subscriber where the row is for that one and not for the upstream.
    """

    __tablename__ = "outbox"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    aggregate: Mapped[Key] = mapped_column(index=True)
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(index=True)
    recipient: Mapped[Key | None] = mapped_column(index=True)

    __table_args__ = {"sqlite_autoincrement": True}


class InboxRow(Base):
    """A row received from a node; the key makes applying it twice impossible."""

    __tablename__ = "inbox"

    origin: Mapped[Key] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True)
    aggregate: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    applied: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str | None]


class FeedRow(Base):
    """A downstream change; on PostgreSQL read under the snapshot horizon by (xid, seq)."""

    __tablename__ = "feed"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    xid: Mapped[Any] = mapped_column(TransactionId().with_variant(Integer, "sqlite"))
    kind: Mapped[str]
    key: Mapped[str]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]

    __table_args__ = (Index(None, "xid", "seq"), {"sqlite_autoincrement": True})


class ExchangeCursor(Base):
    """How far a node has read an upstream's feed; committed with the rows it covers."""

    __tablename__ = "exchange_cursor"

    upstream: Mapped[Key] = mapped_column(primary_key=True)
    epoch: Mapped[str]
    cursor: Mapped[str]
    read_at: Mapped[datetime]


class ExchangeNode(Base):
    """A node known to this one (a hall, a desk, a department): hash of its token, fingerprint, what it may ask for."""

    __tablename__ = "exchange_node"

    name: Mapped[Key] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    certificate_sha256: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    capabilities: Mapped[list[Any]] = mapped_column(default=lambda: ["sync"])


class LibraryCase(Base):
    """The district's copy of a case as its hall last reported it; the newest version wins."""

    __tablename__ = "library_case"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str]
    case_number: Mapped[Key] = mapped_column(index=True)
    item_code: Mapped[str]
    applicant_id_number: Mapped[Key] = mapped_column(index=True)
    state: Mapped[str]
    due_on: Mapped[str | None]
    version: Mapped[int]
    body: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class InstallationRow(Base):
    """Facts of this database: its feed epoch, node name and whether it is practice data."""

    __tablename__ = "installation"

    name: Mapped[Key] = mapped_column(primary_key=True)
    value: Mapped[str]
