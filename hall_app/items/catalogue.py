"""Items as the counter offers them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hall_app.libraries.person_file import SourceNote


@dataclass(frozen=True, slots=True)
class ItemHead:
    """An item in brief. ``limit_line`` is what the list shows (10 个工作日, 即来即办, 网办).

    ``short_name`` is the name where room is short (居住证申领 for 深圳经济特区居住证申领).
    """

    item_id: UUID
    code: str
    short_code: str
    name: str
    summary: str
    everyday_names: tuple[str, ...]
    agency: str
    on_the_spot: bool
    limit_line: str
    fee_line: str
    material_count: int
    expected_seconds: int
    guided_online: bool = False
    sensitive: bool = False
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """A recommended item with its reason from dated facts. ``materials_line``: 免提交 4/6, 全部免提交, 打印办理码."""

    rank: int
    item: ItemHead
    reason: str
    materials_line: str
    all_exempt: bool


@dataclass(frozen=True, slots=True)
class BundleOffer:
    """A theme 一件事 two or more of whose members are pushed; ``ranks`` are their rows."""

    code: str
    name: str
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Frequent:
    """An item of 本窗口常办 with the letter that opens it (Alt + letter)."""

    letter: str
    item: ItemHead


@dataclass(frozen=True, slots=True)
class Recommendations:
    """智能推送 of a resident: at most five, best first; empty where nothing is known."""

    pushes: tuple[Push, ...]
    bundle: BundleOffer | None
    frequent: tuple[Frequent, ...]


@dataclass(frozen=True, slots=True)
class ItemHit:
    """A search result. ``spans`` are the (start, end) pieces of the name that matched; ``approximate`` marks 近似.

    ``title`` with ``title_spans`` is the short name for lists where one is, else the name again.
    """

    item: ItemHead
    spans: tuple[tuple[int, int], ...]
    approximate: bool = False
    title: str = ""
    title_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A condition of eligibility judged on library facts: state met, failed or unknown (待核)."""

    label: str
    state: str
    source: str
    failure: str = ""
    nearest_item: str | None = None
    may_from: str | None = None


@dataclass(frozen=True, slots=True)
class ItemPreview:
    """The picker's right side: conditions with sources, materials, fields to check, expected seconds."""

    item: ItemHead
    conditions: tuple[ConditionResult, ...]
    materials_line: str
    fields_line: str
    eligibility: str


__all__ = [
    "BundleOffer",
    "ConditionResult",
    "Frequent",
    "ItemHead",
    "ItemHit",
    "ItemPreview",
    "Push",
    "Recommendations",
    "SourceNote",
]
