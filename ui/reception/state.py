"""What the window shows of a reception, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum

from hall_app.cases.application import Application, Defect, Missing
from hall_app.cases.outcome import Decision, PrintLine, RefusalGround
from hall_app.cases.page_checks import PageCheck
from hall_app.identity.resident import CardFacts, Resident
from hall_app.items.catalogue import ItemHit, ItemPreview, Recommendations
from hall_app.items.guide import ItemGuide
from hall_app.libraries.person_file import PersonFile
from hall_app.queueing.queue import QueueOverview, QueueTicket
from hall_app.scanned_codes import ScannedCase
from hall_app.status import PartStatus
from ui.pictures import Picture


class Phase(Enum):
    """Where the reception stands."""

    IDLE = "idle"
    CALLING = "calling"
    CHOOSING = "choosing"
    FORM = "form"
    MATERIALS = "materials"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    DECIDED = "decided"

    @property
    def filling(self) -> bool:
        """Whether an application is open."""
        return self in (Phase.FORM, Phase.MATERIALS, Phase.SUPPLEMENT, Phase.REFUSAL)

    @property
    def unfinished(self) -> bool:
        """Whether somebody is at the window whose matter is not decided."""
        return self is Phase.CHOOSING or self.filling


class Panel(Enum):
    """The panel that lies beside the page, if any."""

    NONE = "none"
    TRANSFER = "transfer"
    PAUSE = "pause"
    ISSUE = "issue"
    RESTORE = "restore"
    IDENTITY = "identity"
    SCANNED = "scanned"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the focus belongs after a step. A new ``serial`` places it once; late data keeps the old one."""

    place: str = ""
    key: str = ""
    serial: int = 0


@dataclass(frozen=True, slots=True)
class SearchState:
    """The item search: what was asked, what was found, and the row under the cursor with its preview."""

    query: str = ""
    hits: tuple[ItemHit, ...] = ()
    current: int = 0
    answered: str = ""
    preview: ItemPreview | None = None
    eligibility: tuple[tuple[str, str], ...] = ()

    @property
    def open(self) -> bool:
        """Whether results take the place of the recommendations."""
        return bool(self.query)


@dataclass(frozen=True, slots=True)
class SupplementState:
    """The one-off notice as it is being written: rows of (material code, defect, ticked)."""

    rows: tuple[DefectRow, ...] = ()
    current: int = 0
    days: int = 5
    channels: tuple[str, ...] = ("窗口", "代办点")
    pages: tuple[Picture, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DefectRow:
    """A defect in the list; ``corrected`` says that it was put right on the spot (现场已改正).

    ``found`` is the defect as the checks found it, None for a row that was added by hand.
    """

    material: str
    defect: Defect
    ticked: bool = True
    corrected: bool = False
    found: Defect | None = None


@dataclass(frozen=True, slots=True)
class RefusalState:
    """The refusal as it is being written."""

    grounds: tuple[RefusalGround, ...] = ()
    ground: str = ""
    agency: str = ""
    facts: str = ""
    pages: tuple[Picture, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceptionState:
    """Everything the pages of the reception render."""

    phase: Phase = Phase.IDLE
    queue: QueueOverview | None = None
    ticket: QueueTicket | None = None
    call_count: int = 0
    facts: CardFacts | None = None
    resident: Resident | None = None
    guardian: Resident | None = None
    person_file: PersonFile | None = None
    person_note: str = ""
    recommendations: Recommendations | None = None
    for_whom: str = "self"
    firm: int = 0
    """Which of the resident's firms stands under 名下企业, from 0."""
    revealed: bool = False
    search: SearchState = field(default_factory=SearchState)
    application: Application | None = None
    missing: tuple[Missing, ...] = ()
    opening: bool = False
    saved: bool = True
    material: int = 0
    page: int = 0
    page_picture: Picture | None = None
    page_check: PageCheck | None = None
    supplement: SupplementState = field(default_factory=SupplementState)
    refusal: RefusalState = field(default_factory=RefusalState)
    decision: Decision | None = None
    print_line: PrintLine | None = None
    document_pages: tuple[Picture, ...] = ()
    document_note: str = ""
    undone: str = ""
    elapsed_s: int | None = None
    asking_next: bool = False
    panel: Panel = Panel.NONE
    scanned: ScannedCase | None = None
    guides: tuple[ItemGuide, ...] = ()
    note: str = ""
    parts: tuple[PartStatus, ...] = ()
    focus: Focus = field(default_factory=Focus)

    @property
    def matter(self) -> tuple[object, ...]:
        """Whose turn it is, what for, and whether that is decided: what is said of one is not said of another."""
        return (
            self.ticket.ticket_id if self.ticket else None,
            self.facts.id_number if self.facts else None,
            self.application.draft_id if self.application and self.phase is not Phase.CHOOSING else None,
            self.decision is not None,
        )


_NAMES = tuple(each.name for each in fields(ReceptionState))


def differing(before: ReceptionState | None, after: ReceptionState) -> frozenset[str]:
    """Which parts are other objects now, all of them where there was nothing before.

    By identity: what did not change is carried over as it is, and comparing every library's rows for each key typed
    would cost more than it saves.
    """
    if before is None:
        return frozenset(_NAMES)
    return frozenset(name for name in _NAMES if getattr(before, name) is not getattr(after, name))


def parts_with(parts: tuple[PartStatus, ...], status: PartStatus) -> tuple[PartStatus, ...]:
    """The parts with one of them as it is now, in the order they have; a new one comes last."""
    if all(part.part != status.part for part in parts):
        return (*parts, status)
    return tuple(status if part.part == status.part else part for part in parts)
