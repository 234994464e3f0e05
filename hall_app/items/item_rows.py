"""Definitions to rows, and what of an item's rows makes one version differ from another. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from db.base import new_id
from db.items import Item, ItemCondition, ItemField, ItemMaterial, ItemStep
from hall_app.items.definitions import ItemDefinition, StepDefinition

NewId = Callable[[str], UUID]
"""The id of a row by what it is: a demo's are always the same."""
_IN_PLACE = ("id", "version", "effective_from", "effective_to")
_ON_THE_SPOT, _PROMISED = "1", "2"


def fresh_id(_name: str) -> UUID:
    """A new id whatever the row is."""
    return new_id()


def item_row(
    one: ItemDefinition,
    version: int,
    agency: UUID,
    handler: UUID | None,
    effective_from: date,
    make_id: NewId = fresh_id,
) -> Item:
    """The item's row with its fields, materials and conditions."""
    code = one.code
    item = Item(
        id=make_id(f"item:{code}:{version}"),
        local_code=code,
        version=version,
        status=one.status,
        effective_from=effective_from,
        effective_to=one.effective_to,
        name=one.name,
        everyday_names=list(one.everyday),
        readings=list(one.readings),
        summary=one.summary,
        basic_code=one.basic_code,
        implementation_code=one.implementation_code,
        handling_code=one.handling_code,
        type_code=one.type_code,
        legal_basis=one.basis,
        agency_id=agency,
        handler_id=handler,
        exercise_level=one.exercise_level,
        handling_kind=_PROMISED if one.promised else _ON_THE_SPOT,
        statutory_limit=one.statutory,
        promised_limit=one.promised,
        limit_unit=one.unit,
        special_procedures=list(one.special_procedures),
        served=list(one.serves),
        acceptance_conditions="；".join(each.label for each in one.conditions) or None,
        forms_of_handling=list(one.forms),
        visits=one.visits,
        visit_reason=one.visit_reason,
        online_address=one.online,
        online_window=None,
        fee=one.fee,
        result_name=one.result or None,
        result_kind=one.result_kind,
        channels=list(one.channels),
        refusal_grounds=[dict(each) for each in one.refusal],
        max_deferred=one.max_deferred,
        correction_days=one.correction_days,
        expected_seconds=one.seconds,
        sensitive=one.sensitive,
        elements={**one.elements, "short_name": one.short_name},
    )
    item.fields = list(_fields(one, make_id))
    item.materials = list(_materials(one, make_id))
    item.conditions = list(_conditions(one, make_id))
    return item


def _fields(one: ItemDefinition, make_id: NewId) -> Iterator[ItemField]:
    for position, each in enumerate(one.fields):
        yield ItemField(
            id=make_id(f"field:{one.code}:{each.key}"),
            position=position,
            section=each.section,
            key=each.key,
            label=each.label,
            kind=each.kind,
            required=each.required,
            always_check=each.always_check,
            sources=list(each.sources),
            choices=[dict(choice) for choice in each.choices],
            shown_when=_rule(each.shown_when),
        )


def _materials(one: ItemDefinition, make_id: NewId) -> Iterator[ItemMaterial]:
    for position, each in enumerate(one.materials):
        yield ItemMaterial(
            id=make_id(f"material:{one.code}:{each.code}"),
            position=position,
            code=each.code,
            name=each.name,
            necessity=each.necessity,
            kind="1",
            form="3",
            issuer=each.issuer,
            originals=each.originals,
            copies=each.copies,
            pages=each.pages,
            fact=each.fact,
            fact_label=each.fact_label,
            capture=each.capture,
            may_follow_days=each.may_follow_days,
            may_promise=each.may_promise,
            standard=each.standard,
            basis=each.basis,
            substitute=each.substitute,
            shown_when=_rule(each.shown_when),
        )


def _conditions(one: ItemDefinition, make_id: NewId) -> Iterator[ItemCondition]:
    for position, each in enumerate(one.conditions):
        yield ItemCondition(
            id=make_id(f"condition:{one.code}:{position}"),
            position=position,
            label=each.label,
            rule=dict(each.rule),
            source_label=each.source,
            failure=each.failure,
            nearest_item=each.nearest,
        )


def _rule(rule: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(rule) if rule is not None else None


def step_rows(
    one: ItemDefinition,
    item_id: UUID,
    agency: UUID,
    handler: UUID | None,
    department: Callable[[str], UUID],
    make_id: NewId = fresh_id,
) -> list[ItemStep]:
    """The route; where the file has none: taken in, decided by the agency unless on the spot, handed out."""
    return [
        ItemStep(
            id=make_id(f"step:{one.code}:{position}"),
            item_id=item_id,
            position=position,
            name=each.name,
            department_id=owner,
            role_code=each.role,
            limit_days=each.limit_days,
        )
        for position, (each, owner) in enumerate(
            ((step, department(step.department) if step.department else handler) for step in one.steps)
            if one.steps
            else _usual_steps(one.promised, agency, handler)
        )
    ]


def _usual_steps(
    promised: int, agency: UUID, handler: UUID | None
) -> Iterator[tuple[StepDefinition, UUID | None]]:
    yield StepDefinition("受理", None, "counter", 0), handler
    if promised:
        yield StepDefinition("审核", None, "reviewer", max(1, promised - 3)), agency
        yield StepDefinition("决定", None, "reviewer", 2), agency
    yield StepDefinition("出件", None, "counter", 1 if promised else 0), handler


def content_of(item: Item, steps: Sequence[ItemStep]) -> tuple[object, ...]:
    """All of an item version but its number and days: equal when nothing changed."""
    return (
        _values(item, _IN_PLACE),
        *(
            tuple(_values(row, ("id", "item_id")) for row in _in_order(rows))
            for rows in (item.fields, item.materials, item.conditions, steps)
        ),
    )


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.position)


def _values(row: Any, without: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(
        _frozen(getattr(row, column.key)) for column in row.__table__.columns if column.key not in without
    )


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return tuple(sorted((str(key), _frozen(one)) for key, one in value.items()))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return tuple(_frozen(one) for one in value)  # pyright: ignore[reportUnknownVariableType]
    return value
