"""One entry of an item file to one definition: every value's kind and bounds, in words that name the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from hall_app.errors import InputRefused
from hall_app.items.definitions import (
    BundleDefinition,
    ConditionDefinition,
    DepartmentWords,
    FieldDefinition,
    ItemDefinition,
    MaterialDefinition,
    PushDefinition,
    StepDefinition,
)
from hall_app.items.rules import RuleRefused, check_rule
from hall_app.libraries.facts import KINDS
from hall_app.plain_tables import (
    MOST_LIST,
    Table,
    day_of,
    number_of,
    only_known,
    tables_of,
    text_of,
    texts_of,
    truth_of,
)

STATUSES = {"在用": "1", "暂停": "2", "取消": "3", "1": "1", "2": "2", "3": "3"}
FIELD_KINDS = ("text", "choice", "date", "number", "money", "phone", "id_number", "bank_account", "address")
CAPTURES = ("none", "scan", "photo")
RANKS, SUBJECTS = ("date", "benefit", "rest"), ("person", "child", "firm", "own_firm")
_HOLDERS = ("card", "person", "fact", "home", "child", "spouse", "firm")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}\Z")
_SHORT, _DEEPEST = 200, 40
_ON_THE_SPOT_CHANNEL = "马上办"
_ITEM_KEYS = (
    "code", "name", "short_name", "everyday", "readings", "summary", "status", "effective_from", "effective_to",
    "basic_code", "implementation_code", "handling_code", "type", "basis", "agency", "handler", "level", "statutory",
    "promised", "unit", "special_procedures", "serves", "forms", "visits", "visit_reason", "online", "fee", "result",
    "result_kind", "channels", "refusal", "max_deferred", "correction_days", "seconds", "sensitive", "guided_online",
    "not_eligible_word", "elements", "fields", "materials", "condition", "step",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelves:
    """What an item may name: fields and materials by key, and who handles what no item says."""

    fields: Mapping[str, Any]
    materials: Mapping[str, Any]
    handler: str | None = None


def item_definition(row: Table, shelves: Shelves) -> ItemDefinition:
    """An ``[[item]]``. Raises InputRefused naming the place."""
    where = "事项"
    only_known(row, _ITEM_KEYS, where)
    code = text_of(row, "code", where, most=60)
    if not _CODE.match(code):
        raise InputRefused("事项编码只能用字母、数字和 . _ -", "请改正 code", "code")
    promised = number_of(row, "promised", where)
    visits = number_of(row, "visits", where, 1)
    basis = _optional(row, "basis", where)
    return ItemDefinition(
        code=code,
        name=text_of(row, "name", where, most=_SHORT),
        short_name=text_of(row, "short_name", where, text_of(row, "name", where, most=_SHORT), most=60),
        everyday=texts_of(row, "everyday", where),
        readings=texts_of(row, "readings", where),
        summary=text_of(row, "summary", where, ""),
        status=_status(row, where),
        effective_from=day_of(row, "effective_from", where),
        effective_to=day_of(row, "effective_to", where),
        basic_code=_optional(row, "basic_code", where, 64),
        implementation_code=_optional(row, "implementation_code", where, 64),
        handling_code=_optional(row, "handling_code", where, 64),
        type_code=text_of(row, "type", where, most=4),
        basis=basis,
        agency=text_of(row, "agency", where, most=60),
        handler=_optional(row, "handler", where, 60) or shelves.handler,
        exercise_level=text_of(row, "level", where, "5", most=2),
        statutory=number_of(row, "statutory", where),
        promised=promised,
        unit=text_of(row, "unit", where, "1", most=1),
        special_procedures=texts_of(row, "special_procedures", where),
        serves=texts_of(row, "serves", where),
        forms=texts_of(row, "forms", where, ("1", "2")),
        visits=visits,
        visit_reason=_optional(row, "visit_reason", where) or ("当面核对身份" if visits else None),
        online=_optional(row, "online", where),
        fee=text_of(row, "fee", where, ""),
        result=text_of(row, "result", where, "", most=_SHORT),
        result_kind=text_of(row, "result_kind", where, "30", most=4),
        channels=texts_of(row, "channels", where, _channels(promised)),
        refusal=_texts_of_tables(row, "refusal", where, ("code", "text", "basis")),
        max_deferred=number_of(row, "max_deferred", where, 2, 50),
        correction_days=number_of(row, "correction_days", where, 10),
        seconds=number_of(row, "seconds", where, 45, 36_000),
        sensitive=truth_of(row, "sensitive", where),
        elements=_elements(row, where),
        fields=tuple(_field(key, shelves, where) for key in texts_of(row, "fields", where)),
        materials=tuple(_material(use, shelves, basis) for use in _uses(row, where)),
        conditions=tuple(_condition(one) for one in tables_of(row, "condition", where, MOST_LIST)),
        steps=tuple(_step(one) for one in tables_of(row, "step", where, MOST_LIST)),
    )


def _channels(promised: int) -> tuple[str, ...]:
    return ("一窗办", "就近办", *((_ON_THE_SPOT_CHANNEL,) if promised == 0 else ()))


def _status(row: Table, where: str) -> str:
    words = text_of(row, "status", where, "在用", most=4)
    if words not in STATUSES:
        raise InputRefused(f"{where} 的 status 要是在用、暂停或取消", "请改正", "status")
    return STATUSES[words]


def _elements(row: Table, where: str) -> dict[str, Any]:
    more = row.get("elements", {})
    if not isinstance(more, dict) or not all(isinstance(key, str) for key in more):
        raise InputRefused(f"{where} 的 elements 要写成表", "请改正", "elements")
    return {
        **cast("dict[str, Any]", _plain(more)),
        "guided_online": truth_of(row, "guided_online", where),
        "not_eligible_word": text_of(row, "not_eligible_word", where, "", most=12),
    }


def _plain(value: Any, depth: int = 0) -> Any:
    """As JSON would give it back: dates as text, nothing that cannot be kept."""
    if depth > _DEEPEST:
        raise InputRefused("elements 或规则套得太深", "请减少层次", "elements")
    if isinstance(value, dict):
        return {str(key): _plain(one, depth + 1) for key, one in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [_plain(one, depth + 1) for one in cast("list[Any]", value)]
    if value is None or isinstance(value, str | bool | int):
        return value
    return str(value)


# -- parts ----------------------------------------------------------------------------------------
def _field(key: str, shelves: Shelves, where: str) -> FieldDefinition:
    row = shelves.fields.get(key)
    if not isinstance(row, dict):
        raise InputRefused(
            f"{where} 用了没有定义的字段“{key[:40]}”", "请在 [fields] 里写它，或改名称", "fields"
        )
    row = cast("Table", row)
    where = f"字段 {key}"
    only_known(
        row,
        ("section", "label", "kind", "required", "always_check", "sources", "choices", "shown_when"),
        where,
    )
    choices = _choices(row, where)
    kind = text_of(row, "kind", where, "choice" if choices else "text")
    if kind not in FIELD_KINDS:
        raise InputRefused(f"{where} 的 kind 要是 {'、'.join(FIELD_KINDS)}", "请改正", key)
    sources = texts_of(row, "sources", where)
    for source in sources:
        if not source.startswith("const:") and source.partition(".")[0] not in _HOLDERS:
            raise InputRefused(
                f"{where} 的来源“{source[:40]}”不认识", f"开头可以是 {'、'.join(_HOLDERS)}", key
            )
    return FieldDefinition(
        key=key,
        section=text_of(row, "section", where, most=40),
        label=text_of(row, "label", where, most=60),
        kind=kind,
        required=truth_of(row, "required", where, True),
        always_check=truth_of(row, "always_check", where),
        sources=sources,
        choices=choices,
        shown_when=_rule(row, "shown_when", where) if "shown_when" in row else None,
    )


def _choices(row: Table, where: str) -> tuple[dict[str, str], ...]:
    value = row.get("choices", [])
    if not isinstance(value, list) or len(cast("list[Any]", value)) > MOST_LIST:
        raise InputRefused(f"{where} 的 choices 要是列表", "请改正", "choices")
    found: list[dict[str, str]] = []
    for one in cast("list[Any]", value):
        choice: Any = {"value": one, "label": one} if isinstance(one, str) else one
        if not isinstance(choice, dict) or not all(isinstance(each, str) for each in choice.values()):
            raise InputRefused(f"{where} 的选项要是文字，或写 value、label、note", "请改正", "choices")
        only_known(cast("Table", choice), ("value", "label", "note"), where)
        text_of(cast("Table", choice), "value", where, most=60)
        text_of(cast("Table", choice), "label", where, most=60)
        found.append(cast("dict[str, str]", choice))
    return tuple(found)


def _uses(row: Table, where: str) -> list[Table]:
    value = row.get("materials", [])
    if not isinstance(value, list) or len(cast("list[Any]", value)) > MOST_LIST:
        raise InputRefused(f"{where} 的 materials 要是列表", "请改正", "materials")
    found = [{"use": one} if isinstance(one, str) else one for one in cast("list[Any]", value)]
    if not all(isinstance(one, dict) and isinstance(one.get("use"), str) for one in found):
        raise InputRefused(f"{where} 的材料要写名称，或 {{ use = 名称 }}", "请改正", "materials")
    return cast("list[Table]", found)


def _material(use: Table, shelves: Shelves, basis: str | None) -> MaterialDefinition:
    key = str(use["use"])
    where = f"材料 {key[:40]}"
    known = shelves.materials.get(key)
    if not isinstance(known, dict):
        raise InputRefused(
            f"用了没有定义的材料“{key[:40]}”", "请在 [materials] 里写它，或改名称", "materials"
        )
    row = {**cast("Table", known), **{name: value for name, value in use.items() if name != "use"}}
    only_known(
        row,
        (
            "name", "necessity", "issuer", "originals", "copies", "pages", "fact", "fact_label", "capture",
            "may_follow_days", "may_promise", "standard", "basis", "substitute", "shown_when",
        ),
        where,
    )  # fmt: skip
    capture, fact = text_of(row, "capture", where, "scan"), _optional(row, "fact", where, 60)
    if capture not in CAPTURES:
        raise InputRefused(f"{where} 的 capture 要是 {'、'.join(CAPTURES)}", "请改正", key)
    if fact is not None and fact.removeprefix("child.") not in (*KINDS, "card", "firm", "household"):
        raise InputRefused(f"{where} 的 fact“{fact}”不认识", "请照字段和材料一览写", key)
    return MaterialDefinition(
        code=key,
        name=text_of(row, "name", where, most=_SHORT),
        necessity=text_of(row, "necessity", where, "1", most=1),
        issuer=_optional(row, "issuer", where),
        originals=number_of(row, "originals", where, 1, 99),
        copies=number_of(row, "copies", where, 0, 99),
        pages=number_of(row, "pages", where, 1, 999),
        fact=fact,
        fact_label=_optional(row, "fact_label", where, 40),
        capture=capture,
        may_follow_days=number_of(row, "may_follow_days", where) if "may_follow_days" in row else None,
        may_promise=truth_of(row, "may_promise", where),
        standard=_optional(row, "standard", where),
        basis=_optional(row, "basis", where) or basis,
        substitute=_optional(row, "substitute", where),
        shown_when=_rule(row, "shown_when", where) if "shown_when" in row else None,
    )


def _condition(row: Table) -> ConditionDefinition:
    where = f"条件 {str(row.get('label', ''))[:20]}"
    only_known(row, ("label", "rule", "source", "failure", "nearest"), where)
    return ConditionDefinition(
        text_of(row, "label", where, most=_SHORT),
        _rule(row, "rule", where),
        text_of(row, "source", where, most=60),
        text_of(row, "failure", where),
        _optional(row, "nearest", where, 60),
    )


def _step(row: Table) -> StepDefinition:
    where = f"环节 {str(row.get('name', ''))[:20]}"
    only_known(row, ("name", "department", "role", "limit_days"), where)
    return StepDefinition(
        text_of(row, "name", where, most=40),
        _optional(row, "department", where, 60),
        text_of(row, "role", where, "reviewer", most=40),
        number_of(row, "limit_days", where, 0),
    )


def push_definition(row: Table) -> PushDefinition:
    """A ``[[rule]]``. Raises InputRefused."""
    where = "推送规则"
    only_known(row, ("item", "rank", "subject", "rule", "reason", "date_of"), where)
    rank, subject = text_of(row, "rank", where), text_of(row, "subject", where, "person")
    if rank not in RANKS or subject not in SUBJECTS:
        raise InputRefused(
            f"{where} 的 rank 要是 {'、'.join(RANKS)}，subject 要是 {'、'.join(SUBJECTS)}", "请改正", "rank"
        )
    return PushDefinition(
        text_of(row, "item", where, most=60),
        rank,
        subject,
        _rule(row, "rule", where),
        text_of(row, "reason", where, most=_SHORT),
        _optional(row, "date_of", where, 60),
    )


def bundle_definition(row: Table) -> BundleDefinition:
    """A ``[[bundle]]``. Raises InputRefused."""
    only_known(row, ("code", "name", "members"), "一件事")
    return BundleDefinition(
        text_of(row, "code", "一件事", most=60),
        text_of(row, "name", "一件事", most=60),
        texts_of(row, "members", "一件事"),
    )


def department_words(key: str, row: Table) -> DepartmentWords:
    """A table of ``departments``. Raises InputRefused."""
    where = f"部门 {key[:20]}"
    only_known(row, ("name", "short", "uscc", "phone", "review_body", "court"), where)
    return DepartmentWords(
        key,
        text_of(row, "name", where, most=60),
        text_of(row, "short", where, text_of(row, "name", where, most=60)[:12], most=12),
        text_of(row, "uscc", where, "", most=18).upper(),
        _optional(row, "phone", where, 40),
        _optional(row, "review_body", where, 60),
        _optional(row, "court", where, 60),
    )


# -- single values --------------------------------------------------------------------------------
def _rule(row: Table, key: str, where: str) -> Mapping[str, Any]:
    rule = row.get(key)
    try:
        check_rule(rule)
    except RuleRefused as refused:
        raise InputRefused(f"{where} 的规则读不懂（{refused}）", "请按规则写法改正", key) from refused
    return cast("Mapping[str, Any]", _plain(rule))


def _optional(row: Table, key: str, where: str, most: int = 2000) -> str | None:
    return text_of(row, key, where, "", most) or None


def _texts_of_tables(row: Table, key: str, where: str, known: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    found: list[dict[str, str]] = []
    for one in tables_of(row, key, where, MOST_LIST):
        only_known(one, known, f"{where} 的 {key}")
        found.append({name: text_of(one, name, f"{where} 的 {key}") for name in known})
    return tuple(found)
