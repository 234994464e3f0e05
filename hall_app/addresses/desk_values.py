"""What the address desk answers with: frozen values for the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LibraryState:
    """The library in force; ``source`` empty before the first import."""

    source: str = ""
    imported_on: date | None = None
    buildings: int = 0
    rooms: int = 0


@dataclass(frozen=True, slots=True)
class AddressHit:
    """A standard address offered: ``short`` from its road or estate on, ``where`` its street and community."""

    code: str
    text: str
    short: str
    where: str
    level: str


class PieceState(StrEnum):
    """What a piece of a text turned out to be."""

    FOUND = "found"
    NEARLY = "nearly"
    MISSING = "missing"
    CONFLICT = "conflict"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: its words, what it was read as (道路, 楼栋 …), and its cost in the reading."""

    words: str
    read_as: str
    state: PieceState
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be meant; ``differs`` is the part in which it differs from the others."""

    code: str
    text: str
    short: str
    where: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A translated text. ``sure``: the first candidate would be taken over without asking.

    ``reasons`` say why not; ``runner_up`` is the next different address and how much dearer its reading was.
    """

    text: str
    sure: bool
    level: str
    confidence: float
    method: str
    reasons: tuple[str, ...]
    pieces: tuple[Piece, ...]
    candidates: tuple[Candidate, ...]
    place: str = ""
    runner_up: str = ""
    lead: float | None = None


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A node of the tree. ``key`` asks for what is below it; ``code`` only where it is an entry."""

    key: tuple[str, ...]
    words: str
    level: str
    count: int = 0
    code: str = ""
    leaf: bool = False


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """A building or room: ``path`` its elements with their level, ``status`` 有效 or what became of it."""

    code: str
    text: str
    path: tuple[tuple[str, str], ...]
    status: str
    aliases: tuple[tuple[str, str, str], ...] = ()
    """Other name, standard name, kind in words."""
    old_codes: tuple[str, ...] = ()
    successors: tuple[AddressHit, ...] = ()


@dataclass(frozen=True, slots=True)
class OccupantLine:
    """A person, firm or case in a list: masked, with the room."""

    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Occupancy:
    """What is known at a code. ``None`` where the role may not see it."""

    people: tuple[OccupantLine, ...] | None
    people_count: int
    firms: tuple[OccupantLine, ...] | None
    firms_count: int
    cases: tuple[OccupantLine, ...] | None


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch: its table, how far it is, and where its rows stand.

    ``state``: loading, running, paused, done, cancelled, failed (``fault`` says why). ``total`` is known once all
    rows are in. ``translated`` counts what was sure or adopted, ``asked`` what waits for a person, ``missing`` what
    was not found, ``refused`` what a person sent on.
    """

    batch_id: UUID
    file_name: str
    column_words: str
    state: str
    loaded: int
    total: int | None
    done: int
    translated: int
    asked: int
    missing: int
    refused: int
    adopted: int
    fault: str = ""

    @property
    def under_way(self) -> bool:
        """Whether a worker is at it."""
        return self.state in ("loading", "running")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row of a batch in the list; ``found`` says what it became or what is open."""

    number: int
    line: int
    text: str
    found: str
    code: str
    confidence: float
    state: str


@dataclass(frozen=True, slots=True)
class RowOpened:
    """A row under review."""

    row: BatchRow
    answer: Answer
    alike: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision and how many rows it changed; ``number`` is the row it was made on.

    ``numbers`` are the rows that it settled; empty where one was taken back.
    """

    number: int
    rows: int
    reported: bool = False
    numbers: tuple[int, ...] = ()
