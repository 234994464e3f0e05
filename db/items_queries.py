"""Queries of the items: the catalogue whole, one item, rules, and how often a window chose what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, text, update
from sqlalchemy.orm import Session, lazyload

from db.items import Bundle, Item, ItemMaterial, ItemStep, ItemUse, RecommendationRule
from db.places import Department
from db.session import is_sqlite

IN_USE = "1"
"""事项状态: in use."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item without its form, with its agency's short name and how many materials it asks for."""

    item: Item
    agency: str
    material_count: int


def _counts_on(day: date) -> tuple[ColumnElement[bool], ...]:
    """In use on that day."""
    return (
        Item.status == IN_USE,
        or_(Item.effective_from.is_(None), Item.effective_from <= day),
        or_(Item.effective_to.is_(None), Item.effective_to >= day),
    )


def load_items(session: Session, day: date) -> list[ItemRow]:
    """The newest version of every item that is in use on that day."""
    newest = (
        select(Item.local_code, func.max(Item.version).label("version"))
        .where(*_counts_on(day))
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


def agency_names(session: Session, agency_ids: Sequence[UUID]) -> dict[UUID, str]:
    """The short names of departments."""
    found = session.execute(select(Department.id, Department.short_name).where(Department.id.in_(agency_ids)))
    return {row.id: row.short_name for row in found}


def all_items(session: Session) -> Sequence[Item]:
    """Every version of every item with form, materials and conditions, in order of code."""
    return session.scalars(select(Item).order_by(Item.local_code, Item.version)).all()


def item_by_code(session: Session, local_code: str, day: date) -> Item | None:
    """The newest version of a code that is in use on that day."""
    return session.scalars(
        select(Item)
        .where(Item.local_code == local_code, *_counts_on(day))
        .order_by(Item.version.desc())
        .limit(1)
    ).first()


def hold_items(session: Session) -> None:
    """Nobody else changes items until the transaction ends."""
    if not is_sqlite(session):
        session.execute(text("LOCK TABLE item IN SHARE ROW EXCLUSIVE MODE"))


def steps_of_items(session: Session) -> dict[UUID, list[ItemStep]]:
    """The route of every item version, in order."""
    found: dict[UUID, list[ItemStep]] = {}
    for step in session.scalars(select(ItemStep).order_by(ItemStep.item_id, ItemStep.position)):
        found.setdefault(step.item_id, []).append(step)
    return found


def rules_of(session: Session, codes: Sequence[str]) -> Sequence[RecommendationRule]:
    """The recommendation rules of some items, in the order they are tried."""
    return session.scalars(
        select(RecommendationRule)
        .where(RecommendationRule.item_code.in_(codes))
        .order_by(RecommendationRule.item_code, RecommendationRule.id)
    ).all()


def newest_versions(session: Session) -> list[tuple[Item, str]]:
    """The newest version of every item, whatever its state, with its agency's short name, in order of code."""
    newest = (
        select(Item.local_code, func.max(Item.version).label("version")).group_by(Item.local_code).subquery()
    )
    found = session.execute(
        select(Item, Department.short_name)
        .join(newest, (newest.c.local_code == Item.local_code) & (newest.c.version == Item.version))
        .join(Department, Department.id == Item.agency_id)
        .options(lazyload(Item.fields), lazyload(Item.materials), lazyload(Item.conditions))
        .order_by(Item.local_code)
    )
    return [(item, agency) for item, agency in found]


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


def catalogue_stamp(session: Session) -> int:
    """Differs whenever an item, a rule or a theme was added, changed or withdrawn; counts within this process only."""
    items = session.execute(select(Item.id, Item.status, Item.effective_from, Item.effective_to)).all()
    rules = session.execute(select(RecommendationRule.id, RecommendationRule.enabled)).all()
    bundles = session.scalars(select(Bundle)).all()
    themes = [(one.code, one.name, tuple(str(member) for member in one.members)) for one in bundles]
    parts = (frozenset(map(tuple, items)), frozenset(map(tuple, rules)), frozenset(themes))
    return hash(parts)
