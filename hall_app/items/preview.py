"""The picker: items as typed, and the right side of the one under the cursor."""

from __future__ import annotations

from uuid import UUID

from db import items_queries as queries
from db.items import Item, ItemField
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.identity.resident import Resident
from hall_app.items.catalogue import ItemHit, ItemPreview
from hall_app.items.conditions import condition_of, eligibility, judge_conditions
from hall_app.items.loading import CatalogueMemory
from hall_app.items.recommend import exempt_count
from hall_app.items.rules import Terms
from hall_app.libraries.prefill import Knowledge, first_candidates, read_knowledge
from hall_app.libraries.reading import read_subject
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained


def search_items(
    memory: CatalogueMemory,
    clerk: Clerk,
    text: str,
    pushed: tuple[str, ...] = (),
    uses: dict[str, int] | None = None,
) -> tuple[ItemHit, ...]:
    """Items as typed, from memory; any thread. ``uses`` is :func:`window_uses`. Raises NotPermitted."""
    clerk.require("item.read")
    return memory.index.search(text, pushed, uses)


@explained()
def window_uses(store: Store, clerk: Clerk) -> dict[str, int]:
    """How often the clerk's window chose each item. Raises Unavailable."""
    with store.reading() as session:
        return queries.load_uses(session, clerk.window_id)


@explained()
def count_item_use(store: Store, clerk: Clerk, item_code: str) -> None:
    """Count that the window opened an item; without a window nothing is counted. Raises Unavailable."""
    if clerk.window_id is None:
        return
    with store.writing() as session:
        queries.count_use(session, clerk.window_id, item_code)


@explained()
def preview_item(
    store: Store,
    clerk: Clerk,
    memory: CatalogueMemory,
    item_id: UUID,
    resident: Resident | None,
    clock: Clock,
) -> ItemPreview:
    """Conditions with sources, materials, fields to check, seconds. Raises NotPermitted, InputRefused, Unavailable."""
    clerk.require("item.read")
    terms = Terms(clock.today())
    with store.reading() as session:
        item = queries.read_item(session, item_id)
        head = memory.by_id.get(item_id)
        if item is None or head is None:
            raise InputRefused("没有这个事项", "事项可能刚更新，请重新搜索")
        known = resident is not None and resident.person_id is not None and resident.judgement.prefill
        person_id = resident.person_id if known and resident else None
        subject = read_subject(session, person_id) if person_id else None
        knowledge = read_knowledge(session, resident.facts if resident else None, person_id)
        to_check = sum(
            _wants_person(field, knowledge, terms) for field in item.fields if field.shown_when is None
        )
        results = judge_conditions([condition_of(row) for row in item.conditions], subject, terms)
        fields_line = _fields_line(item, to_check if resident else None)
        chip = _chip(item, results and eligibility(results), resident)
    exempt, total = exempt_count(memory, head.code, subject, terms)
    return ItemPreview(
        item=head,
        conditions=results,
        materials_line=f"材料 {total} 份，免提交 {exempt} 份" if total else "不需要材料",
        fields_line=fields_line,
        eligibility=chip,
    )


def _wants_person(field: ItemField, knowledge: Knowledge, terms: Terms) -> bool:
    """Always to be asked, differing between libraries, or required and known to nobody."""
    found = first_candidates(field.sources, knowledge, terms.today)
    return field.always_check or len(found) > 1 or (field.required and not found)


def _fields_line(item: Item, to_check: int | None) -> str:
    count = sum(field.shown_when is None for field in item.fields)
    if to_check is None:
        return f"表单 {count} 项"
    return f"表单 {count} 项，要核对 {to_check} 项" if to_check else f"表单 {count} 项，全部已带入"


def _chip(item: Item, judged: str | tuple[object, ...], resident: Resident | None) -> str:
    """The item's own word for a failed condition (未持证) where it has one."""
    if resident is None:
        return ""
    if not judged:
        return "符合"
    if judged == "不符合":
        return str(item.elements.get("not_eligible_word") or judged)
    return str(judged)


@explained()
def eligibility_chips(
    store: Store,
    clerk: Clerk,
    resident: Resident,
    codes: tuple[str, ...],
    clock: Clock,
) -> dict[str, str]:
    """The chip of several items for the list of results, by item code. Raises NotPermitted, Unavailable."""
    clerk.require("item.read")
    terms = Terms(clock.today())
    known = resident.person_id is not None and resident.judgement.prefill
    chips: dict[str, str] = {}
    with store.reading() as session:
        subject = read_subject(session, resident.person_id) if known and resident.person_id else None
        for code in codes:
            item = queries.item_by_code(session, code, terms.today)
            if item is None:
                continue
            results = judge_conditions([condition_of(row) for row in item.conditions], subject, terms)
            chips[code] = _chip(item, results and eligibility(results), resident)
    return chips
