"""Service items: elements, forms, materials, conditions, routes, bundles and recommendation rules.

Element numbers refer to the implementation list (实施清单要素), GB/T 39046-2020 table 4.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.base import Base, Id, Key


class Item(Base):
    """A handling item (业务办理项) in one version; a case keeps the version it was accepted under."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("local_code", "version"),)

    id: Mapped[Id]
    local_code: Mapped[Key]
    version: Mapped[int]
    status: Mapped[str]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    name: Mapped[str]
    everyday_names: Mapped[list[Any]]
    readings: Mapped[list[Any]]
    summary: Mapped[str]
    basic_code: Mapped[str | None]
    implementation_code: Mapped[str | None]
    handling_code: Mapped[str | None]
    type_code: Mapped[str]
    legal_basis: Mapped[str | None]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    handler_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    exercise_level: Mapped[str | None]
    handling_kind: Mapped[str]
    statutory_limit: Mapped[int]
    promised_limit: Mapped[int]
    limit_unit: Mapped[str]
    special_procedures: Mapped[list[Any]]
    served: Mapped[list[Any]]
    acceptance_conditions: Mapped[str | None]
    forms_of_handling: Mapped[list[Any]]
    visits: Mapped[int] = mapped_column(default=1)
    visit_reason: Mapped[str | None]
    online_address: Mapped[str | None]
    online_window: Mapped[str | None]
    fee: Mapped[str]
    result_name: Mapped[str | None]
    result_kind: Mapped[str | None]
    channels: Mapped[list[Any]]
    refusal_grounds: Mapped[list[Any]]
    max_deferred: Mapped[int] = mapped_column(default=2)
    correction_days: Mapped[int] = mapped_column(default=10)
    expected_seconds: Mapped[int] = mapped_column(default=45)
    sensitive: Mapped[bool] = mapped_column(default=False)
    elements: Mapped[dict[str, Any]]

    fields: Mapped[list[ItemField]] = relationship(order_by="ItemField.position", lazy="selectin")
    materials: Mapped[list[ItemMaterial]] = relationship(order_by="ItemMaterial.position", lazy="selectin")
    conditions: Mapped[list[ItemCondition]] = relationship(order_by="ItemCondition.position", lazy="selectin")


class ItemField(Base):
    """One field of an item's form and where its value comes from, best source first."""

    __tablename__ = "item_field"

    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    section: Mapped[str]
    key: Mapped[str]
    label: Mapped[str]
    kind: Mapped[str]
    required: Mapped[bool]
    always_check: Mapped[bool] = mapped_column(default=False)
    sources: Mapped[list[Any]]
    choices: Mapped[list[Any]]
    shown_when: Mapped[dict[str, Any] | None]


class ItemMaterial(Base):
    """One application material (申请材料) of an item and how a library may stand in for it."""

    __tablename__ = "item_material"

    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    necessity: Mapped[str]
    kind: Mapped[str]
    form: Mapped[str]
    issuer: Mapped[str | None]
    originals: Mapped[int] = mapped_column(default=1)
    copies: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=1)
    fact: Mapped[str | None]
    fact_label: Mapped[str | None]
    capture: Mapped[str]
    may_follow_days: Mapped[int | None]
    may_promise: Mapped[bool] = mapped_column(default=False)
    standard: Mapped[str | None]
    basis: Mapped[str | None]
    substitute: Mapped[str | None]
    shown_when: Mapped[dict[str, Any] | None]


class ItemCondition(Base):
    """One condition of eligibility over library facts, with the words for its failure and what else fits."""

    __tablename__ = "item_condition"

    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str]
    rule: Mapped[dict[str, Any]]
    source_label: Mapped[str]
    failure: Mapped[str]
    nearest_item: Mapped[str | None]


class ItemStep(Base):
    """One step of an item's route (环节), with its department and inner limit in working days."""

    __tablename__ = "item_step"

    id: Mapped[Id]
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    role_code: Mapped[str | None]
    limit_days: Mapped[int | None]


class Bundle(Base):
    """A theme 一件事 whose member items share one form and one set of materials."""

    __tablename__ = "bundle"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    members: Mapped[list[Any]]


class RecommendationRule(Base):
    """When an item is pushed: a condition over dated library facts, and the reason in words."""

    __tablename__ = "recommendation_rule"

    id: Mapped[Id]
    item_code: Mapped[str]
    rank: Mapped[str]
    subject: Mapped[str]
    rule: Mapped[dict[str, Any]]
    reason: Mapped[str]
    date_of: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(default=True)


class ItemUse(Base):
    """How often a window chose an item, to rank what is searched and what stands under 本窗口常办."""

    __tablename__ = "item_use"

    window_id: Mapped[UUID] = mapped_column(ForeignKey("window.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
