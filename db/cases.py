"""Cases, their materials, scanned pages, steps and the drafts they grow from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from db.base import Base, Id, Key


class Draft(Base):
    """A reception under way at a window, saved as it is typed so that no power cut loses it."""

    __tablename__ = "draft"

    id: Mapped[Id]
    window_id: Mapped[UUID] = mapped_column(ForeignKey("window.id"), index=True)
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Case(Base):
    """A case (办件). ``state`` uses the codes of the case states; numbers are final and never reused.

    ``draft_id`` is the draft it grew from: with the item it makes accepting twice impossible. ``exchange_number``
    is the 办件编号 of the exchange; ``lead_case_id`` the leading case of a bundle; ``deferred_due_on`` the next day
    a deferred material is due.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("hall_id", "case_number"),
        UniqueConstraint("draft_id", "item_code"),
        Index(None, "state", "due_on"),
        Index(None, "state", "correction_due_on"),
        Index(None, "applicant_id_number"),
    )

    id: Mapped[Id]
    hall_id: Mapped[UUID] = mapped_column(ForeignKey("hall.id"))
    case_number: Mapped[Key]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    item_code: Mapped[str]
    draft_id: Mapped[UUID | None]
    lead_case_id: Mapped[UUID | None]
    exchange_number: Mapped[str | None]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    window_id: Mapped[UUID | None] = mapped_column(ForeignKey("window.id"))
    clerk_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    legal_person_id: Mapped[UUID | None]
    applicant_name: Mapped[str]
    applicant_id_kind: Mapped[str]
    applicant_id_number: Mapped[Key]
    applicant_phone: Mapped[str | None]
    agent: Mapped[dict[str, Any] | None]
    identity_check: Mapped[dict[str, Any]]
    form: Mapped[dict[str, Any]]
    state: Mapped[str]
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    statutory_days: Mapped[int]
    promised_days: Mapped[int]
    clock_start: Mapped[date | None]
    due_on: Mapped[date | None]
    due_provisional: Mapped[bool] = mapped_column(default=False)
    due_note: Mapped[str | None]
    correction_due_on: Mapped[date | None]
    deferred_due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    query_code_hash: Mapped[str]
    collection: Mapped[str | None]
    fields_prefilled: Mapped[int] = mapped_column(default=0)
    fields_typed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    practice: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}


class CaseStep(Base):
    """One step of a case: from which state to which, by whom, why."""

    __tablename__ = "case_step"

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    action: Mapped[str]
    staff_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    detail: Mapped[dict[str, Any]]


class CaseMaterial(Base):
    """A material as received with a case (GB/T 39046-2020 table 5 and the product's own columns).

    ``round`` is 0 for what came with the application, 1 and on for what each resubmission brought.
    """

    __tablename__ = "case_material"

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
    method: Mapped[str]
    originals: Mapped[int]
    copies: Mapped[int]
    pages: Mapped[int]
    source: Mapped[str | None]
    source_date: Mapped[date | None]
    due_on: Mapped[date | None]
    defects: Mapped[list[Any]]
    round: Mapped[int] = mapped_column(default=0)


class ScannedPage(Base):
    """A scanned page, kept in the (encrypted) database from the moment it is taken."""

    __tablename__ = "scanned_page"

    id: Mapped[Id]
    draft_id: Mapped[UUID | None] = mapped_column(index=True)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), index=True)
    material_code: Mapped[str]
    position: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str]
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
