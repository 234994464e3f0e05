"""How what was found reads as rows of the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.cases.resuming import FoundCase
from ui.addresses.rows import LEVELS
from ui.key_table import KEYS
from ui.palette.state import Entry

if TYPE_CHECKING:
    from hall_app.addresses.desk_values import AddressHit
    from hall_app.items.catalogue import ItemHead
    from hall_app.libraries.looking_up import CaseHit
    from hall_app.libraries.person_file import PersonHit

SHOWN = 5
"""Rows of a group."""


def item_entry(item: ItemHead, spans: tuple[tuple[int, int], ...] = ()) -> Entry:
    """An item, with what was found of its name marked."""
    return Entry("item", item.code, item.name, item.summary, item.limit_line, spans=spans)


def person_entry(hit: PersonHit) -> Entry:
    """A person, with what was typed of the name marked."""
    note = f"{hit.id_masked}，{hit.phone_masked}"
    spans = (hit.span,) if hit.span is not None else ()
    return Entry("person", str(hit.person_id), hit.name, note, hit.address, spans=spans)


def address_entry(hit: AddressHit, words: str) -> Entry:
    """A standard address, with what was typed of it marked where it stands there as typed."""
    title = hit.short or hit.text
    at = title.find(words)
    spans = ((at, at + len(words)),) if at >= 0 else ()
    return Entry("address", hit.code, title, hit.where, LEVELS.get(hit.level, hit.level), spans=spans)


def like_a_number(words: str) -> bool:
    """Whether it may be a case's number, or a sheet's code from a scanner."""
    return len(words) >= 4 and (words.startswith("FTZW1|") or any(each.isdigit() for each in words[-4:]))


def case_entry(case: FoundCase | CaseHit) -> Entry:
    """A case and how it stands; one that waits for papers says until when."""
    if not isinstance(case, FoundCase):
        aside = _standing(case.state_name, case.left.words)
        return Entry("case", case.number, case.number, case.item_name, aside, tone=case.left.tone)
    due = ""
    if case.to_hand:
        due = "通知书待交"
    elif case.waits and case.due_on is not None and case.due_on != case.left.due_on:
        due = f"{case.due_on:%m-%d} 前补交"
    note = f"{case.item_name}，{case.applicant_masked}"
    aside = _standing(case.state_name, due, case.left.words)
    return Entry("case", case.case_number, case.case_number, note, aside, tone=case.left.tone)


def _standing(*parts: str) -> str:
    return "，".join(part for part in parts if part)


def commands(words: str) -> tuple[Entry, ...]:
    """Commands of the key table whose words contain the query."""
    rows = [
        Entry("command", key.intention, key.words, shortcut=key.key)
        for key in KEYS
        if key.bound and key.intention not in ("back", "primary", "previous_step", "next_step")
        and words.lower() in key.words.lower()
    ]  # fmt: skip
    return tuple(rows[:SHOWN])
