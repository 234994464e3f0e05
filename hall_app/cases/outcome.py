"""What a decision left behind, for the result page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hall_app.items.catalogue import Push
from hall_app.working_days.deadline import Deadline

UNDO_REASONS = ("选错事项", "信息录错", "居民不办了")
"""Offered where an acceptance is taken back; any other words do too."""
LEAST_UNDO_REASON, MOST_UNDO_REASON = 2, 100
"""Characters of the reason."""
VOID_SHEET = ("这份文书已作废", "不能补打")
"""Why no copy is made of a void sheet."""
MOST_FACTS = 400
LEAST_AGENCY, MOST_AGENCY = 2, 60
"""Characters of a refusal's facts, and of the agency it names."""


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A document as issued: its PDF is fetched by id."""

    document_id: UUID
    kind: str
    title: str
    number: str
    paper: str = "A5 竖版"


@dataclass(frozen=True, slots=True)
class PrintLine:
    """The print job's state in words, with tone; ``job_id`` for retry and 补打, ``title`` names sheet and copy."""

    job_id: UUID
    state: str
    text: str
    tone: str
    title: str = ""

    @property
    def waits(self) -> bool:
        """Whether it was not sent yet: to be tried again, not printed once more."""
        return self.state in ("queued", "failed")

    @property
    def doubtful(self) -> bool:
        """Whether somebody must say if the paper came out."""
        return self.state == "maybe_printed"

    @property
    def kept(self) -> bool:
        """Whether it lies in a file instead of on paper."""
        return self.state == "kept_as_file"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision taken: accepted, decided on the spot, supplement or refused; or papers only taken in (``taken``).

    ``also`` is the next matter that could be taken along (还能顺手办); ``note`` says what follows. ``back_to`` names the
    state that undo leads back to, empty where it makes the case void; ``undo_min`` says within how many minutes.
    """

    kind: str
    case_id: UUID
    case_number: str
    item_name: str
    headline: str
    deadline: Deadline | None
    query_code: str | None
    document: DocumentHead
    print_line: PrintLine
    dispatched_to: str
    undo_until: datetime | None
    also: Push | None
    seconds: int | None
    fields_prefilled: int
    fields_typed: int
    note: str = ""
    back_to: str = ""
    undo_min: int = 0


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A ground the law or the item's own regulation allows; ``needs_agency`` asks for the right agency's name."""

    code: str
    text: str
    basis: str
    needs_agency: bool = False


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page of a document rendered from its very PDF: PNG bytes and size in pixels."""

    png: bytes
    width: int
    height: int
