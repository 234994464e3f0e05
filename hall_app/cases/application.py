"""An application at the window: form, materials and what is still to be done, as immutable values.

The pure changes (answering a field, receiving a material) are in :mod:`hall_app.cases.filling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from hall_app.identity.resident import Resident
from hall_app.items.catalogue import ConditionResult, ItemHead
from hall_app.libraries.person_file import SourceNote
from hall_app.working_days.deadline import Deadline


class FieldState(StrEnum):
    """State of a form field, by the tokens: how it looks and whether it still wants a person."""

    PREFILLED = "prefilled"
    TO_CHECK = "to_check"
    NEEDED = "needed"
    ANSWERED = "answered"
    EDITED = "edited"
    INVALID = "invalid"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, repr=False)
class Choice:
    """One way to answer; ``free`` lets the clerk type (其他号码). ``note`` stands at the right (免邮费)."""

    value: str
    label: str
    note: str = ""
    source: SourceNote | None = None
    free: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class FormField:
    """A field of the form. ``kind``: text, choice, date, phone, address, id_number, money, number.

    ``value`` is what is stored, ``shown`` what the screen shows (masked where it must be).
    ``typed`` marks a value entered by characters at this window; ``library_value`` what an edit replaced.
    ``shown_when`` is a rule over the other answers; ``always_check`` keeps the field among the checks.
    ``address_code`` is the code of an address chosen from the standard library, ``unplaced`` one kept as typed (待核).
    """

    key: str
    label: str
    kind: str
    required: bool
    value: str | None
    shown: str
    source: SourceNote | None
    state: FieldState
    choices: tuple[Choice, ...] = ()
    note: str = ""
    error: str = ""
    typed: bool = False
    library_value: str | None = None
    edit_reason: str | None = None
    wide: bool = False
    visible: bool = True
    always_check: bool = False
    shown_when: Mapping[str, Any] | None = None
    address_code: str | None = None
    unplaced: bool = False


@dataclass(frozen=True, slots=True)
class FormSection:
    """A titled group of fields, with the sources it was filled from."""

    key: str
    title: str
    icon: str
    sources: str
    fields: tuple[FormField, ...]

    @property
    def prefilled_count(self) -> int:
        """How many fields the card, the libraries or earlier cases filled."""
        return sum(field.visible and field.state is FieldState.PREFILLED for field in self.fields)


class MaterialState(StrEnum):
    """State of a material row."""

    EXEMPT = "exempt"
    EXEMPT_RECHECK = "exempt_recheck"
    WAITING = "waiting"
    RECEIVED = "received"
    CAPTURED = "captured"
    DEFERRED = "deferred"
    DEFECT = "defect"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PageRef:
    """A scanned page of a material, by its id; ``rotation`` in degrees clockwise."""

    page_id: UUID
    number: int
    rotation: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect of the one-off notice: what is wrong, what to supply, the basis and what may replace it."""

    kind: str
    problem: str
    supply: str
    basis: str = ""
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material of the application. ``capture``: photo, scan or none; ``origin`` is its second line.

    ``opening_state`` is where it returns to when taken back; ``one_of`` names a group of which one suffices.
    ``settled`` rows were judged with an earlier submission: nobody may change them or ask for them again.
    """

    code: str
    name: str
    state: MaterialState
    required: bool
    capture: str
    origin: str
    originals: int
    copies: int
    pages: tuple[PageRef, ...]
    source: SourceNote | None
    may_follow_days: int | None
    may_promise: bool
    deferred_until: date | None = None
    promise_signed: bool = False
    defects: tuple[Defect, ...] = ()
    standard: str = ""
    basis: str = ""
    substitute: str = ""
    added: bool = False
    may_follow_until: date | None = None
    opening_state: MaterialState = MaterialState.WAITING
    one_of: str = ""
    shown_when: Mapping[str, Any] | None = None
    default_originals: int = 1
    default_copies: int = 0
    settled: bool = False

    @property
    def judged(self) -> bool:
        """Free of papers, received, promised or listed as a defect: nothing is left to look at."""
        return self.state is not MaterialState.WAITING


class Waits(StrEnum):
    """What a case that is gone on with waits for: papers told of (12), a decision on them (13), deferred ones (22)."""

    PAPERS = "papers"
    DECISION = "decision"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True, repr=False)
class Resumed:
    """The accepted-before case that an application goes on with.

    ``due_on`` is the day until which it waits; ``agent`` the line of its sheets.
    """

    case_id: UUID
    case_number: str
    waits: Waits
    state: str
    received_at: datetime
    due_on: date | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that still needs somebody: where (form or materials), which, and in words."""

    place: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Application:
    """A reception's application as the window holds it; saved as a draft on every change.

    ``correction_dues`` are the last days of the periods a notice may set, counted on the day it was opened;
    ``resumed`` is the case it goes on with, None for a new one. ``accept_days``: within how many working days it is
    told whether the application is accepted.
    """

    draft_id: UUID
    ticket_id: UUID | None
    ticket_number: str | None
    item: ItemHead
    item_version: int
    resident: Resident
    for_whom: str
    sections: tuple[FormSection, ...]
    materials: tuple[MaterialRow, ...]
    conditions: tuple[ConditionResult, ...]
    deadline: Deadline | None
    max_deferred: int
    correction_days: int
    legal_person_id: UUID | None = None
    guardian: Resident | None = None
    bundle: tuple[str, ...] = ()
    draft_version: int = 1
    bundle_name: str = ""
    form_defects: tuple[Defect, ...] = ()
    opened_at: datetime | None = None
    notice: str = ""
    correction_dues: tuple[Deadline, ...] = ()
    resumed: Resumed | None = None
    accept_days: int = 5

    @property
    def fields(self) -> tuple[FormField, ...]:
        """Every visible field, in reading order."""
        return tuple(field for section in self.sections for field in section.fields if field.visible)

    @property
    def checks(self) -> tuple[FormField, ...]:
        """The fields of the card 请核对: what a person must look at, in reading order, answered ones included."""
        return tuple(
            field for field in self.fields if field.choices or field.state in _WANTS_A_PERSON or field.typed
        )


_WANTS_A_PERSON = frozenset({FieldState.TO_CHECK, FieldState.NEEDED, FieldState.INVALID, FieldState.ANSWERED})
