"""The form of an item filled from the card, the libraries and earlier cases; every value with its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from db.items import ItemField
from hall_app.cases.application import Choice, FieldState, FormField, FormSection
from hall_app.cases.showing import grouped_phone, shown_value
from hall_app.libraries.person_file import SourceNote
from hall_app.libraries.prefill import CARD, Candidate, Knowledge, candidates
from hall_app.libraries.wording import short_day

TWO_LIBRARIES = "两库不一致，已默认选较新的一条；确认后自动向人口库提交纠错"
EARLIER = "earlier"
_NOT_A_LIBRARY = frozenset({CARD, "事项默认", "近期办件"})
_COMPARED_KINDS = frozenset({"phone", "address"})
_ICONS = {
    "申请人": "user",
    "居住": "map-pin",
    "联系与领取": "phone",
    "社保与就业": "shield-check",
    "企业": "building-store",
    "子女": "baby-carriage",
}
_PREFIX = re.compile(r"^(?:广东省)?(?:深圳市)?(?:福田区)?")


@dataclass(frozen=True, slots=True, repr=False)
class FormSources:
    """All that may fill a form; ``earlier`` are the answers of the newest earlier case, from ``earlier_on``."""

    knowledge: Knowledge
    today: date
    firm_id: UUID | None = None
    earlier: Mapping[str, str] = field(default_factory=dict[str, str])
    earlier_on: date | None = None


def build_sections(rows: list[ItemField], sources: FormSources) -> tuple[FormSection, ...]:
    """The form's sections in the item's order; nothing hidden yet (:func:`refreshed` does that)."""
    grouped: dict[str, list[FormField]] = {}
    for row in rows:
        grouped.setdefault(row.section, []).append(build_field(row, sources))
    return tuple(
        FormSection(
            key=f"section-{number}",
            title=title,
            icon=_ICONS.get(title, "file-text"),
            sources=_source_line(fields, sources.today),
            fields=tuple(fields),
        )
        for number, (title, fields) in enumerate(grouped.items(), start=1)
    )


def build_field(row: ItemField, sources: FormSources) -> FormField:
    """One field: filled with its source, to be checked, or asked for."""
    found = _candidates(row, sources)
    listed = tuple(_listed_choice(raw) for raw in row.choices)
    differing = _differing(row.kind, found)
    if differing:
        chosen = differing[-1]
        return _field(
            row, chosen, FieldState.TO_CHECK, _library_choices(row.kind, differing), note=TWO_LIBRARIES
        )
    if found and not row.always_check:
        return _field(row, found[0], FieldState.PREFILLED, ())
    if found:
        return _field(
            row, found[0], FieldState.TO_CHECK, listed or _library_choices(row.kind, tuple(found[:1]))
        )
    return _field(row, None, FieldState.NEEDED, listed)


def _field(
    row: ItemField,
    chosen: Candidate | None,
    state: FieldState,
    choices: tuple[Choice, ...],
    note: str = "",
) -> FormField:
    value = chosen.value if chosen else None
    label = next((choice.label for choice in choices if choice.value == value and not choice.free), None)
    return FormField(
        key=row.key,
        label=row.label,
        kind=row.kind,
        required=row.required,
        value=value,
        shown=label or shown_value(row.kind, row.key, value),
        source=chosen.source if chosen else None,
        state=state,
        choices=choices,
        note=note,
        wide=row.kind == "address" or row.key.endswith("address"),
        # What nobody knows and nobody must know is not asked for.
        visible=row.required or row.always_check or value is not None,
        always_check=row.always_check,
        shown_when=row.shown_when,
    )


def _candidates(row: ItemField, sources: FormSources) -> list[Candidate]:
    """The values of the best source that has any; a phone is compared over all its sources."""
    found: list[Candidate] = []
    for source in (str(each) for each in row.sources):
        if found and row.kind != "phone":
            break
        for candidate in _of_source(source, sources):
            same = (_normal(each.value, row.kind) == _normal(candidate.value, row.kind) for each in found)
            if not any(same):
                found.append(candidate)
    if len(found) > 1:
        libraries = [each for each in found if each.source.library not in _NOT_A_LIBRARY]
        return libraries or found
    return found


def _of_source(source: str, sources: FormSources) -> tuple[Candidate, ...]:
    holder, _, key = source.partition(".")
    if holder != EARLIER:
        return candidates(source, sources.knowledge, sources.today, sources.firm_id)
    value = sources.earlier.get(key)
    return (Candidate(value, SourceNote("近期办件", sources.earlier_on)),) if value else ()


def _differing(kind: str, found: list[Candidate]) -> tuple[Candidate, ...]:
    """Values of different libraries that are not the same, oldest record first; empty where all agree."""
    if kind not in _COMPARED_KINDS or len(found) < 2:
        return ()
    by_library: dict[str, Candidate] = {}
    for candidate in found:
        known = by_library.get(candidate.source.library)
        if known is None or _recorded(candidate) > _recorded(known):
            by_library[candidate.source.library] = candidate
    if len(by_library) < 2:
        return ()
    return tuple(sorted(by_library.values(), key=_recorded))


def _recorded(candidate: Candidate) -> date:
    return candidate.source.recorded_on or date.min


def _library_choices(kind: str, found: tuple[Candidate, ...]) -> tuple[Choice, ...]:
    choices = tuple(
        Choice(
            value=candidate.value,
            label=grouped_phone(candidate.value) if kind == "phone" else candidate.value,
            source=candidate.source,
        )
        for candidate in found
    )
    return (*choices, Choice("", "其他号码" if kind == "phone" else "其他", free=True))


def _listed_choice(raw: Any) -> Choice:
    if isinstance(raw, Mapping):
        label = str(raw.get("label") or raw.get("value") or "")
        return Choice(
            value=str(raw.get("value") or label),
            label=label,
            note=str(raw.get("note") or ""),
            free=bool(raw.get("free")),
        )
    return Choice(str(raw), str(raw))


def _normal(value: str, kind: str) -> str:
    text = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", value))
    return _PREFIX.sub("", text) if kind == "address" else text


def _source_line(fields: list[FormField], today: date) -> str:
    """读卡·人口库, or with its date where one library filled them all."""
    notes = [one.source for one in fields if one.source and one.state is FieldState.PREFILLED]
    names = list(dict.fromkeys("读卡" if note.library == CARD else note.library for note in notes))
    if len(names) == 1 and names[0] != "读卡":
        newest = max((note.recorded_on for note in notes if note.recorded_on), default=None)
        return f"{names[0]} {short_day(newest, today)}" if newest else names[0]
    return "·".join(names)
