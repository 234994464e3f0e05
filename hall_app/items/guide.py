"""办理依据与口径: what an item rests on and asks for, for a clerk whom a resident asks why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import items_queries as queries
from db.items import Item, ItemMaterial
from db.session import Store
from hall_app.errors import Conflict
from hall_app.items.definitions import MAY_FOLLOW, OPTIONAL
from hall_app.items.loading import ON_THE_SPOT, head_of
from hall_app.security.clerk import Clerk
from hall_app.store_faults import explained


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A condition, a material or a ground for refusal: what it is, the terms it comes with, where that is laid down."""

    title: str
    terms: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ItemGuide:
    """An item as it was published (设定依据, 受理条件, 时限, 收费, 申请材料: GB/T 39046-2020 table 4)."""

    code: str
    name: str
    agency: str
    basis: str
    limit: str
    fee: str
    result: str
    conditions: tuple[GuideLine, ...]
    materials: tuple[GuideLine, ...]
    refusals: tuple[GuideLine, ...]


@explained()
def item_guides(
    store: Store, clerk: Clerk, item_id: UUID, others: tuple[str, ...], day: date
) -> tuple[ItemGuide, ...]:
    """The item in the version that the application was opened with, then the others of a bundle, by code.

    Raises NotPermitted, Conflict where the item has gone, Unavailable.
    """
    clerk.require("item.read")
    with store.reading() as session:
        found = [queries.read_item(session, item_id)]
        found += [queries.item_by_code(session, code, day) for code in others]
        items = [item for item in found if item is not None]
        if found[0] is None:
            raise Conflict("这个事项不在了", "请按 F6 重新选事项")
        agencies = queries.agency_names(session, [item.agency_id for item in items])
        unique = {item.local_code: item for item in reversed(items)}
        return tuple(
            _guide(unique.pop(item.local_code), agencies) for item in items if item.local_code in unique
        )


def _guide(item: Item, agencies: dict[UUID, str]) -> ItemGuide:
    head = head_of(item, agencies.get(item.agency_id, ""), len(item.materials))
    conditions = [
        GuideLine(row.label, f"查{row.source_label}" if row.source_label else "") for row in item.conditions
    ]
    if item.acceptance_conditions:
        conditions.append(GuideLine(item.acceptance_conditions))
    return ItemGuide(
        code=item.local_code,
        name=item.name,
        agency=head.agency,
        basis=item.legal_basis or "",
        limit=_limit(item, head.limit_line),
        fee=head.fee_line,
        result=item.result_name or "",
        conditions=tuple(conditions),
        materials=tuple(_material(row) for row in item.materials),
        refusals=tuple(
            GuideLine(str(one["text"]), basis=str(one.get("basis") or "")) for one in item.refusal_grounds
        ),
    )


def _limit(item: Item, promised: str) -> str:
    if item.handling_kind == ON_THE_SPOT:
        return promised
    statutory = f"法定 {item.statutory_limit} 个工作日" if item.statutory_limit else ""
    own = f"承诺 {promised}" if item.promised_limit else ""
    return "，".join(part for part in (own, statutory) if part) or promised


def _material(row: ItemMaterial) -> GuideLine:
    counts = [
        f"原件 {row.originals} 份" if row.originals else "",
        f"复印件 {row.copies} 份" if row.copies else "",
    ]
    instead = [
        f"{row.fact_label}，免提交" if row.fact and row.fact_label else "",
        {OPTIONAL: "有就交", MAY_FOLLOW: "可以容缺"}.get(row.necessity, ""),
        "可以书面承诺代替" if row.may_promise else "",
    ]
    groups = (
        "，".join(part for part in counts if part),
        row.standard or "",
        "，".join(part for part in instead if part),
    )
    terms = "；".join(group for group in groups if group)
    return GuideLine(row.name, terms, row.basis or "")
