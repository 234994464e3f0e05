"""Changes of the address library: proposals, what became of every code, other texts for a code, and who is told.

A change is a row from the day it is proposed; what it did stands in ``address_history`` and
``address_lineage``, which are only ever added to. ``address_old_code`` holds the same lineage flattened,
so that one look-up gives the living successors.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Id, Key

_Sequence = BigInteger().with_variant(Integer, "sqlite")


class AddressChange(Base):
    """A proposed change and what was decided; rejected and withdrawn ones stay.

    ``content`` is the proposal, ``basis`` the entries as they stood when it was made. The two checks hold
    the rule of two persons in the database itself.
    """

    __tablename__ = "address_change"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_persons"),
        CheckConstraint(
            "state IN ('proposed', 'withdrawn') OR (state IN ('applied', 'rejected') AND decided_by IS NOT NULL)",
            name="decided",
        ),
        Index(None, "state", "proposed_at"),
    )

    id: Mapped[Id]
    number: Mapped[Key] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="proposed")
    content: Mapped[dict[str, Any]]
    basis: Mapped[dict[str, Any]]
    reason: Mapped[str]
    source: Mapped[str]
    batch: Mapped[Key | None] = mapped_column(index=True)
    effective_on: Mapped[date]
    proposed_by: Mapped[UUID]
    proposer: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decider: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class AddressHistory(Base):
    """What a change did to one code: ``made``, ``changed``, ``ended`` or ``alias``, with before and after."""

    __tablename__ = "address_history"

    id: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    code: Mapped[Key] = mapped_column(index=True)
    change_id: Mapped[UUID] = mapped_column(ForeignKey("address_change.id"), index=True)
    role: Mapped[str]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    on_day: Mapped[date]

    __table_args__ = {"sqlite_autoincrement": True}


class AddressLineage(Base):
    """A code and what directly succeeded it; never changed afterwards."""

    __tablename__ = "address_lineage"

    old_code: Mapped[Key] = mapped_column(primary_key=True)
    code: Mapped[Key] = mapped_column(primary_key=True, index=True)
    change_id: Mapped[UUID] = mapped_column(ForeignKey("address_change.id"))


class AddressTextAlias(Base):
    """A text, in the form in which texts are searched, that means a code: an old name, or one bound by staff."""

    __tablename__ = "address_text_alias"

    form: Mapped[Key] = mapped_column(primary_key=True)
    code: Mapped[Key] = mapped_column(primary_key=True, index=True)
    text: Mapped[str]
    kind: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    change_id: Mapped[UUID] = mapped_column(ForeignKey("address_change.id"))


class AddressLink(Base):
    """Where something that named an old code points now: ``followed``, ``pending`` (待核) or ``assigned``."""

    __tablename__ = "address_link"
    __table_args__ = (Index(None, "state", "old_code"),)

    subject_kind: Mapped[Key] = mapped_column(primary_key=True)
    subject_id: Mapped[Key] = mapped_column(primary_key=True)
    old_code: Mapped[Key] = mapped_column(primary_key=True)
    code: Mapped[Key | None] = mapped_column(index=True)
    state: Mapped[str]
    change_number: Mapped[str]
    at: Mapped[datetime]
    settled_by: Mapped[UUID | None]


class AddressSubscriber(Base):
    """A department that is told of every change from ``since`` on."""

    __tablename__ = "address_subscriber"

    name: Mapped[Key] = mapped_column(primary_key=True)
    title: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class AddressNotice(Base):
    """That a change was put into a subscriber's outbox; the key makes a second time impossible."""

    __tablename__ = "address_notice"

    change_id: Mapped[UUID] = mapped_column(ForeignKey("address_change.id"), primary_key=True)
    subscriber: Mapped[Key] = mapped_column(ForeignKey("address_subscriber.name"), primary_key=True)
    outbox_seq: Mapped[int] = mapped_column(_Sequence)


class AddressUnknown(Base):
    """A text met at windows that the library cannot place: once, with how often and where it was met."""

    __tablename__ = "address_unknown"
    __table_args__ = (Index(None, "state", "met"),)

    id: Mapped[Id]
    form: Mapped[Key] = mapped_column(unique=True)
    text: Mapped[str]
    met: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str]
    candidates: Mapped[list[Any]]
    first_met_at: Mapped[datetime]
    last_met_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="open")
    change_id: Mapped[UUID | None] = mapped_column(ForeignKey("address_change.id"))
    settled_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]


class AddressCodeMap(Base):
    """What another scheme calls an entry: house codes of 25 and 19 digits, statistical divisions, departments' own.

    Only this table joins schemes; the digits of a code never do.
    """

    __tablename__ = "address_code_map"

    scheme: Mapped[Key] = mapped_column(primary_key=True)
    foreign_code: Mapped[Key] = mapped_column(primary_key=True)
    target: Mapped[Key] = mapped_column(primary_key=True, index=True)
    source: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
