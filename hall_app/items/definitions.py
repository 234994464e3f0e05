"""Items as their files define them, before they are rows: frozen, checked for shape, not yet for sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hall_app.items.checking import Finding

Rule = Mapping[str, Any]
# 材料必要性, C0109.2.
OPTIONAL = "2"
MAY_FOLLOW = "3"


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field of a form; ``sources`` in the words of hall_app/libraries/prefill.py, best first."""

    key: str
    section: str
    label: str
    kind: str
    required: bool
    always_check: bool
    sources: tuple[str, ...]
    choices: tuple[Mapping[str, str], ...]
    shown_when: Rule | None


@dataclass(frozen=True, slots=True)
class MaterialDefinition:
    """One material; ``fact`` is what a library knows in its stead, ``capture`` none, scan or photo."""

    code: str
    name: str
    necessity: str
    issuer: str | None
    originals: int
    copies: int
    pages: int
    fact: str | None
    fact_label: str | None
    capture: str
    may_follow_days: int | None
    may_promise: bool
    standard: str | None
    basis: str | None
    substitute: str | None
    shown_when: Rule | None


@dataclass(frozen=True, slots=True)
class ConditionDefinition:
    """One condition of eligibility."""

    label: str
    rule: Rule
    source: str
    failure: str
    nearest: str | None


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step of the route; ``department`` as in the file, None for the item's handler."""

    name: str
    department: str | None
    role: str
    limit_days: int


@dataclass(frozen=True, slots=True)
class DepartmentWords:
    """What a file says of a department, to find it in the hall or to add it."""

    key: str
    name: str
    short: str
    uscc: str
    phone: str | None
    review_body: str | None
    court: str | None


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """An item of a file; numbers refer to the elements of GB/T 39046-2020 table 4 as in ``db.items``.

    ``agency`` implements it (13), ``handler`` takes it in hand (17), both by a file's key or the hall's names.
    """

    code: str
    name: str
    short_name: str
    everyday: tuple[str, ...]
    readings: tuple[str, ...]
    summary: str
    status: str
    effective_from: date | None
    effective_to: date | None
    basic_code: str | None
    implementation_code: str | None
    handling_code: str | None
    type_code: str
    basis: str | None
    agency: str
    handler: str | None
    exercise_level: str
    statutory: int
    promised: int
    unit: str
    special_procedures: tuple[str, ...]
    serves: tuple[str, ...]
    forms: tuple[str, ...]
    visits: int
    visit_reason: str | None
    online: str | None
    fee: str
    result: str
    result_kind: str
    channels: tuple[str, ...]
    refusal: tuple[Mapping[str, str], ...]
    max_deferred: int
    correction_days: int
    seconds: int
    sensitive: bool
    elements: Mapping[str, Any]
    fields: tuple[FieldDefinition, ...]
    materials: tuple[MaterialDefinition, ...]
    conditions: tuple[ConditionDefinition, ...]
    steps: tuple[StepDefinition, ...]


@dataclass(frozen=True, slots=True)
class PushDefinition:
    """A recommendation rule of a file."""

    item: str
    rank: str
    subject: str
    rule: Rule
    reason: str
    date_of: str | None


@dataclass(frozen=True, slots=True)
class BundleDefinition:
    """A theme 一件事 of a file."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemFiles:
    """All that a file or a folder defines; ``findings`` are the entries that could not be read."""

    items: tuple[ItemDefinition, ...] = ()
    departments: Mapping[str, DepartmentWords] = field(default_factory=dict[str, DepartmentWords])
    rules: tuple[PushDefinition, ...] = ()
    bundles: tuple[BundleDefinition, ...] = ()
    findings: tuple[Finding, ...] = ()
