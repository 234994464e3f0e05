"""Queries of the items: the catalogue whole, one item, rules, and how often a window chose what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, lazyload

from db.items import Bundle, Item, ItemMaterial, ItemUse, RecommendationRule
from db.places import Department

IN_USE = "1"
"""事项状态: in use."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item without its form, with its agency's short name and how many materials it asks for."""

    item: Item
    agency: str
    material_count: int


def load_items(session: Session) -> list[ItemRow]:
    """The newest version in use of every item."""
    newest = (
        select(Item.local_code, func.max(Item.version).label("version"))
        .where(Item.status == IN_USE)
        .group_by(Item.local_code)
        .subquery()
    )
    counts = (
        select(ItemMaterial.item_id, func.count().label("materials"))
        .group_by(ItemMaterial.item_id)
        .subquery()
    )
    found = session.execute(
        select(Item, Department.short_name, func.coalesce(counts.c.materials, 0))
        .join(newest, (newest.c.local_code == Item.local_code) & (newest.c.version == Item.version))
        .join(Department, Department.id == Item.agency_id)
        .outerjoin(counts, counts.c.item_id == Item.id)
        .options(lazyload(Item.fields), lazyload(Item.materials), lazyload(Item.conditions))
        .order_by(Item.local_code)
    )
    return [ItemRow(item, agency, count) for item, agency, count in found]


def read_item(session: Session, item_id: UUID) -> Item | None:
    """An item with form, materials and conditions."""
    return session.get(Item, item_id)


def all_items(session: Session) -> Sequence[Item]:
    """Every version of every item with form, materials and conditions, in order of code."""
    return session.scalars(select(Item).order_by(Item.local_code, Item.version)).all()


def item_by_code(session: Session, local_code: str) -> Item | None:
    """The newest version in use of a code."""
    return session.scalars(
        select(Item)
        .where(Item.local_code == local_code, Item.status == IN_USE)
        .order_by(Item.version.desc())
        .limit(1)
    ).first()


def load_rules(session: Session) -> Sequence[RecommendationRule]:
    """Every rule that is switched on."""
    return session.scalars(
        select(RecommendationRule)
        .where(RecommendationRule.enabled)
        .order_by(RecommendationRule.item_code, RecommendationRule.id)
    ).all()


def load_bundles(session: Session) -> Sequence[Bundle]:
    """Every theme."""
    return session.scalars(select(Bundle).order_by(Bundle.code)).all()


def load_materials(session: Session, item_ids: Sequence[UUID]) -> Sequence[ItemMaterial]:
    """The materials of several items, in order."""
    return session.scalars(
        select(ItemMaterial)
        .where(ItemMaterial.item_id.in_(item_ids))
        .order_by(ItemMaterial.item_id, ItemMaterial.position)
    ).all()


def load_uses(session: Session, window_id: UUID | None) -> dict[str, int]:
    """How often a window chose each item."""
    if window_id is None:
        return {}
    found = session.execute(select(ItemUse.item_code, ItemUse.count).where(ItemUse.window_id == window_id))
    return {code: count for code, count in found.all()}  # noqa: C416 (a Result looks like a mapping to dict)


def count_use(session: Session, window_id: UUID, item_code: str) -> None:
    """Count that a window chose an item."""
    changed = session.execute(
        update(ItemUse)
        .where(ItemUse.window_id == window_id, ItemUse.item_code == item_code)
        .values(count=ItemUse.count + 1)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        session.add(ItemUse(window_id=window_id, item_code=item_code, count=1))


def catalogue_stamp(session: Session) -> tuple[int, int]:
    """Changes whenever an item is added or gets a new version."""
    count, versions = session.execute(select(func.count(), func.coalesce(func.sum(Item.version), 0))).one()
    return int(count), int(versions)
