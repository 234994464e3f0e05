"""What is wrong with an item's definition: some of it refuses the item, the rest is reported (domain 2.7).

Refused is what the counter could not work with: no name, a form without its choices, a rule that is none. The checks
between elements are reports: the lists that departments publish break them, and a hall must still be able to serve.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from db import items_queries as queries
from db.items import Item
from db.session import Session, Store
from hall_app.errors import InputRefused
from hall_app.items.rules import RuleRefused, check_rule
from hall_app.store_faults import explained

IN_USE = "1"
_ON_THE_SPOT, _BY_POST = "1", "4"
_LICENCE, _APPROVAL = "10", "20"
_ONLINE_IN_FULL = frozenset({"5", "6", "7"})
_ENTRUSTED = "3"
_UNITS = {"1": "个工作日", "2": "天", "3": "小时"}
_NONE_WORDS = ("", "无")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one item, in words for the item's administrator; ``refuses`` when it cannot be used."""

    item_code: str
    item_name: str
    words: str
    remedy: str
    refuses: bool = False

    def __str__(self) -> str:
        return f"{self.item_code} {self.item_name}：{self.words}。{self.remedy}"


@explained()
def check_catalogue(store: Store) -> tuple[Finding, ...]:
    """Every finding of every item in the database, in order of code. Raises Unavailable."""
    with store.reading() as session:
        return check_items(queries.all_items(session))


def check_items(items: Sequence[Item]) -> tuple[Finding, ...]:
    """Every finding of these items, each by itself and their versions together."""
    found = [finding for item in items for finding in check_item(item)]
    return (*found, *_overlaps(items))


def check_item(item: Item) -> tuple[Finding, ...]:
    """What is wrong with one item; refusals first."""
    found = [_finding(item, *wrong, refuses=True) for check in _REFUSING for wrong in check(item)]
    found += [_finding(item, *wrong) for check in _REPORTING for wrong in check(item)]
    return tuple(found)


def refuse_bad(session: Session) -> None:
    """Refuse the items of this transaction when the counter could not work with one of them. Raises InputRefused."""
    bad = [one for one in check_items(queries.all_items(session)) if one.refuses]
    if bad:
        more = f"（另有 {len(bad) - 1} 处）" if len(bad) > 1 else ""
        raise InputRefused(
            f"{bad[0].item_code} {bad[0].item_name}：{bad[0].words}{more}", bad[0].remedy, "item"
        )


Wrong = tuple[str, str]


def _names(item: Item) -> Iterator[Wrong]:
    if not item.local_code.strip() or not item.name.strip():
        yield "没有编码或名称", "请填写事项编码和名称"
    if item.statutory_limit < 0 or item.promised_limit < 0 or item.limit_unit not in _UNITS:
        yield "办结时限不是数，或单位不认识", "请填写 0 以上的时限，单位用工作日、自然日或小时"
    if item.effective_to is not None and item.effective_to < _start(item):
        yield "取消日期早于生效日期", "请核对计划生效日期和计划取消日期"


def _form(item: Item) -> Iterator[Wrong]:
    for key in _repeated(field.key for field in item.fields):
        yield f"表单里有两个“{key}”", "请去掉一个"
    for code in _repeated(material.code for material in item.materials):
        yield f"材料里有两个“{code}”", "请去掉一个"
    for field in item.fields:
        if not field.label.strip():
            yield f"字段 {field.key} 没有名称", "请填写字段名称"
        if field.kind == "choice" and not field.choices:
            yield f"“{field.label}”是选择项，却没有选项", "请列出选项，或改成文字"
    for material in item.materials:
        if not material.name.strip():
            yield f"材料 {material.code} 没有名称", "请填写材料名称"
        if material.may_follow_days is not None and material.may_follow_days < 1:
            yield f"“{material.name}”可容缺，却没有补交天数", "请填 1 个以上工作日，或去掉容缺"


def _rules(item: Item) -> Iterator[Wrong]:
    for condition in item.conditions:
        yield from _rule(f"条件“{condition.label}”", condition.rule)
    for field in item.fields:
        if field.shown_when is not None:
            yield from _rule(f"“{field.label}”的显示条件", field.shown_when)
    for material in item.materials:
        if material.shown_when is not None:
            yield from _rule(f"“{material.name}”的显示条件", material.shown_when)


def _rule(whose: str, rule: object) -> Iterator[Wrong]:
    try:
        check_rule(rule)
    except RuleRefused as refused:
        yield f"{whose}读不懂（{refused}）", "请按规则写法改正"


def _limits(item: Item) -> Iterator[Wrong]:
    if item.promised_limit > item.statutory_limit:
        unit = _UNITS.get(item.limit_unit, "")
        yield (
            f"承诺 {item.promised_limit} {unit}，比法定 {item.statutory_limit} {unit}还长",
            "承诺时限不得长于法定时限",
        )
    on_the_spot = item.handling_kind == _ON_THE_SPOT
    if on_the_spot != (item.promised_limit == 0):
        yield "办件类型与承诺时限对不上", "承诺即办（0）的是即办件，其余是承诺件"


def _result(item: Item) -> Iterator[Wrong]:
    name = (item.result_name or "").strip()
    # A 凭证 or 证明 is no licence, though the one ends in the same character.
    if name.endswith("证") and not name.endswith("凭证") and item.result_kind != _LICENCE:
        yield f"结果“{name}”以证结尾，类型却不是证照", "请把审批结果类型改为证照"
    if name.endswith(("批复", "批文")) and item.result_kind != _APPROVAL:
        yield f"结果“{name}”是批文，类型却不是批文", "请把审批结果类型改为批文"


def _visits(item: Item) -> Iterator[Wrong]:
    reason = (item.visit_reason or "").strip()
    if item.visits > 0 and not reason:
        yield f"要到现场 {item.visits} 次，没有说明原因", "请填写必须现场办理原因说明"
    if item.visits == 0 and reason not in _NONE_WORDS:
        yield "不用到现场，却填了现场办理原因", "请清空原因，或填“无”"
    if item.visits == 0 and not item.online_address and _BY_POST not in item.forms_of_handling:
        yield "不用到现场又不能网办，办理形式里没有快递申请", "请加上快递申请，或改到现场次数"
    depth = {str(one) for one in item.elements.get("online_depth") or ()}
    if item.visits > 0 and (depth & _ONLINE_IN_FULL or "全程网办" in item.channels):
        yield "全程网办的事项，到现场次数却不是 0", "请改到现场次数或网上办理深度"


def _money_and_body(item: Item) -> Iterator[Wrong]:
    elements = item.elements
    charges = elements.get("charges") or ()
    based = any(isinstance(row, dict) and row.get("basis") for row in charges)
    if elements.get("charged") and not based:
        yield "收费，却没有一项带依据的收费项目", "请填写收费项目和依据"
    if str(elements.get("agency_nature", "")) == _ENTRUSTED and not elements.get("entrusted_by"):
        yield "受委托组织实施，没有写委托部门", "请填写委托部门"


def _overlaps(items: Iterable[Item]) -> Iterator[Finding]:
    by_code: dict[str, list[Item]] = {}
    for item in items:
        if item.status == IN_USE:
            by_code.setdefault(item.handling_code or item.local_code, []).append(item)
    for versions in by_code.values():
        versions.sort(key=lambda one: (_start(one), one.version))
        for earlier, later in zip(versions, versions[1:], strict=False):
            if (earlier.effective_to or date.max) >= _start(later):
                yield _finding(
                    later,
                    f"第 {earlier.version} 版和第 {later.version} 版同时在用",
                    f"请让第 {earlier.version} 版在 {_start(later).isoformat()} 之前取消",
                )


def _start(item: Item) -> date:
    """From when the version counts; one without a day has always counted."""
    return item.effective_from or date.min


def _repeated(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _finding(item: Item, words: str, remedy: str, refuses: bool = False) -> Finding:
    return Finding(item.local_code, item.name, words, remedy, refuses)


_REFUSING: tuple[Callable[[Item], Iterator[Wrong]], ...] = (_names, _form, _rules)
_REPORTING: tuple[Callable[[Item], Iterator[Wrong]], ...] = (_limits, _result, _visits, _money_and_body)
