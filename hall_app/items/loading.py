"""The catalogue in memory: heads, search index, rules and themes, read once and kept until an item changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db import items_queries as queries
from db.items import Item
from db.session import Session
from hall_app.items.catalogue import ItemHead
from hall_app.items.search import IndexedItem, SearchIndex

ON_THE_SPOT = "1"
"""办件类型: 即办件 (GB/T 39046-2020 A.6)."""


OWN = "person"
"""The subject of a rule that is about the resident alone."""


@dataclass(frozen=True, slots=True)
class PushRule:
    """A recommendation rule as a value; ``subject`` is person, child or firm."""

    item_code: str
    rank: str
    subject: str
    rule: Mapping[str, Any]
    reason: str
    date_of: str | None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Theme:
    """A bundle 一件事 and its member items by code."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """What a suggestion must know of a material: the fact that stands in for it, and on what condition it counts."""

    code: str
    fact: str | None
    necessity: str
    shown_when: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class CatalogueMemory:
    """All items of the hall, ready to be searched and suggested without a database."""

    heads: Mapping[str, ItemHead]
    by_id: Mapping[UUID, ItemHead]
    index: SearchIndex
    rules: tuple[PushRule, ...]
    themes: tuple[Theme, ...]
    materials: Mapping[str, tuple[MaterialNeed, ...]]
    stamp: tuple[date, int]


def load_catalogue(session: Session, day: date) -> CatalogueMemory:
    """Read everything that counts on ``day``; about 40 ms for the demo hall, a worker's work."""
    rows = queries.load_items(session, day)
    heads = {row.item.local_code: head_of(row.item, row.agency, row.material_count) for row in rows}
    codes = {row.item.id: row.item.local_code for row in rows}
    materials: dict[str, list[MaterialNeed]] = {code: [] for code in heads}
    for need in queries.load_materials(session, list(codes)):
        materials[codes[need.item_id]].append(
            MaterialNeed(need.code, need.fact, need.necessity, need.shown_when)
        )
    indexed = [
        IndexedItem(heads[row.item.local_code], tuple(str(reading) for reading in row.item.readings))
        for row in rows
    ]
    return CatalogueMemory(
        heads=heads,
        by_id={head.item_id: head for head in heads.values()},
        index=SearchIndex(indexed),
        rules=tuple(
            PushRule(
                rule.item_code,
                rule.rank,
                rule.subject,
                rule.rule,
                rule.reason,
                rule.date_of,
            )
            for rule in queries.load_rules(session)
        ),
        themes=tuple(
            Theme(bundle.code, bundle.name, tuple(str(member) for member in bundle.members))
            for bundle in queries.load_bundles(session)
        ),
        materials={code: tuple(needs) for code, needs in materials.items()},
        stamp=stamp_of(session, day),
    )


def stamp_of(session: Session, day: date) -> tuple[date, int]:
    """Another one when the catalogue in memory no longer stands."""
    return day, queries.catalogue_stamp(session)


def head_of(item: Item, agency: str, material_count: int) -> ItemHead:
    """An item's row in brief."""
    on_the_spot = item.handling_kind == ON_THE_SPOT
    guided = bool(item.elements.get("guided_online"))
    limit = "网办" if guided else "即来即办" if on_the_spot else f"{item.promised_limit} 个工作日"
    return ItemHead(
        item_id=item.id,
        code=item.local_code,
        short_code=item.local_code.split("-", 1)[-1],
        name=item.name,
        summary=item.summary,
        everyday_names=tuple(str(name) for name in item.everyday_names),
        agency=agency,
        on_the_spot=on_the_spot,
        limit_line=limit,
        fee_line="不收费" if item.fee in {"", "0", "不收费"} else item.fee,
        material_count=material_count,
        expected_seconds=item.expected_seconds,
        guided_online=guided,
        sensitive=item.sensitive,
        short_name=str(item.elements.get("short_name") or item.name),
    )
