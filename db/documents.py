"""Documents as issued, and print jobs: a job is a row with a state before it is bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from db.base import Base, Id, Key


class IssuedDocument(Base):
    """A document made once as PDF, archived, shown and sent as that same file.

    ``content`` with its ``sha256`` is never touched again; a void document has its marked rendition beside it.
    """

    __tablename__ = "issued_document"

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str]
    number: Mapped[Key] = mapped_column(unique=True)
    template_version: Mapped[int] = mapped_column(default=1)
    data: Mapped[dict[str, Any]]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    sha256: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str | None]
    void_at: Mapped[datetime | None]
    void_by: Mapped[UUID | None]
    void_content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    void_sha256: Mapped[str | None]
    print_count: Mapped[int] = mapped_column(default=0)
    practice: Mapped[bool] = mapped_column(default=False)


class PrintJob(Base):
    """Something to be printed, numbered, in the order commit → send → mark.

    States: queued, sending, printed, kept_as_file, maybe_printed, failed, cancelled.
    """

    __tablename__ = "print_job"
    __table_args__ = (Index(None, "window_id", "state"),)

    id: Mapped[Id]
    number: Mapped[int]
    window_id: Mapped[UUID | None] = mapped_column(ForeignKey("window.id"))
    kind: Mapped[str]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("issued_document.id"))
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("ticket.id"))
    title: Mapped[str]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    media_type: Mapped[str]
    reprint: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    last_fault: Mapped[str | None]
    queue_name: Mapped[str | None]
    spool_id: Mapped[str | None]
    kept_path: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    practice: Mapped[bool] = mapped_column(default=False)
