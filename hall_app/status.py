"""The state of the parts a window depends on, each with fault and remedy in words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

PART_DATABASE = "database"
PART_LINK = "link"
PART_READER = "reader"
PART_CARD_READER = "card_reader"
PART_PRINTER = "printer"
PART_TICKET_PRINTER = "ticket_printer"
PART_SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class BannerAction:
    """A button of a banner: label, the key bound to it and the intention it names (``retry_print``, …)."""

    label: str
    key: str
    intention: str


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One part. ``tone``: ok, warn, bad, idle, accent. ``text`` is the short word of the status bar.

    ``fault``/``remedy`` are the banner's two sentences; empty when all is well or no banner is due.
    """

    part: str
    name: str
    tone: str
    text: str
    fault: str = ""
    remedy: str = ""
    emulated: bool = False
    actions: tuple[BannerAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the window once (a toast), as 打印机已恢复，补打 1 份."""

    text: str
    tone: str = "ok"


# What workers publish to a window, besides the queue's own change.
@dataclass(frozen=True, slots=True)
class QueueChanged:
    """The queue or a ticket changed; read it anew."""


@dataclass(frozen=True, slots=True)
class CardRead:
    """A card was read; ``facts`` are ready for the screen."""

    facts: object
    reader: str


@dataclass(frozen=True, slots=True)
class AddressAppended:
    """The newest appended address of the card just read, which arrives after its identity."""

    id_number: str
    address: str


@dataclass(frozen=True, slots=True, repr=False)
class PhotoRead:
    """The photo of the card just read, which arrives after its identity; without a picture ``note`` says why."""

    id_number: str
    picture: bytes | None
    note: str

    def __repr__(self) -> str:
        return f"PhotoRead(picture={self.picture is not None}, masked)"


@dataclass(frozen=True, slots=True)
class CardLifted:
    """The card left the reader."""

    reader: str


@dataclass(frozen=True, slots=True)
class PartChanged:
    """A part's state changed."""

    status: PartStatus


@dataclass(frozen=True, slots=True)
class PrintJobChanged:
    """A print job moved on; ``line`` is the text for the result page."""

    job_id: UUID
    document_id: UUID | None
    state: str
    text: str
    tone: str


WindowEvent = (
    QueueChanged
    | CardRead
    | AddressAppended
    | PhotoRead
    | CardLifted
    | PartChanged
    | PrintJobChanged
    | Notice
)
