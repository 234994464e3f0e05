"""The person column: what the libraries know of the resident at the window, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hall_app.cases.lights import NO_TIME, TimeLeft

PEOPLE_SHOWN = 20
"""How many people a search finds at most, unless fewer are asked for."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where a fact came from and when its source recorded it; ``note`` adds 核, 本机缓存 and the like."""

    library: str
    recorded_on: date | None
    note: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class FileRow:
    """One line: label at the left, value at the right; ``tone`` ok/warn/bad/idle/accent colours a chip."""

    label: str
    value: str = ""
    tone: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class FileSection:
    """A section of the person column. ``state``: ready, loading, empty, stale or failed (with ``note``)."""

    key: str
    title: str
    icon: str
    source: SourceNote | None
    rows: tuple[FileRow, ...]
    state: str = "ready"
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileAlert:
    """The one thing to check with the resident, as 手机号 2 年未更新; ``field`` is where V leads."""

    text: str
    field: str


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A stage of life with what it entitles to: 可办 2, 在享, 将到.

    ``state``: open (``count`` items can be done), enjoyed, coming; ``short`` is the chip's text at 1366 px.
    """

    stage: str
    text: str
    state: str
    count: int = 0
    short: str = ""
    state_name: str = ""


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """A firm the resident acts for."""

    legal_person_id: UUID
    uscc: str
    name: str
    role: str
    kind: str
    status: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open or earlier case of the resident."""

    case_id: UUID
    case_number: str
    item_name: str
    state: str
    state_name: str
    on: date
    left: TimeLeft = NO_TIME


@dataclass(frozen=True, slots=True, repr=False)
class PersonFile:
    """Everything the counter page shows of the resident beside the card."""

    person_id: UUID | None
    alert: FileAlert | None
    sections: tuple[FileSection, ...]
    life_stages: tuple[LifeStage, ...]
    firms: tuple[OwnFirm, ...]
    open_cases: tuple[CaseLine, ...]
    recent_cases: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person found by search, masked for the list (never with the birth date beside).

    ``span``: the characters of the name that were meant, None where it was found by a number.
    """

    person_id: UUID
    name: str
    id_masked: str
    phone_masked: str
    address: str
    span: tuple[int, int] | None = None
