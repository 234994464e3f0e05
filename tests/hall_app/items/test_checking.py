"""Item definitions: what refuses an item, what is only reported, and that the demo's own are sound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.items import Item, ItemCondition, ItemField, ItemMaterial
from hall_app.__main__ import main
from hall_app.errors import InputRefused
from hall_app.items.checking import check_catalogue, check_item, check_items, refuse_bad
from tests.stacks.demo import Demo


def item(**changes: Any) -> Item:
    """A sound item, never stored."""
    values: dict[str, Any] = {
        "local_code": "440304-X-01", "version": 1, "status": "1", "effective_from": date(2026, 1, 1), "effective_to": None, "name": "居住证申领",
        "handling_kind": "2", "statutory_limit": 15, "promised_limit": 10, "limit_unit": "1", "visits": 1, "visit_reason": "当面核对身份", "online_address": None,
        "forms_of_handling": ["1"], "result_name": "居住证", "result_kind": "10", "channels": ["一窗办"], "handling_code": None, "elements": {},
    }  # fmt: skip
    made = Item(**(values | changes))
    made.fields = [field(), field(key="phone")]
    made.materials = [material()]
    made.conditions = []
    return made


def field(**changes: Any) -> ItemField:
    values = {
        "key": "name",
        "label": "姓名",
        "kind": "text",
        "choices": [],
        "shown_when": None,
        "position": 0,
    }
    return ItemField(**(values | changes))


def material(**changes: Any) -> ItemMaterial:
    values = {"code": "id_card", "name": "身份证", "may_follow_days": None, "shown_when": None, "position": 0}
    return ItemMaterial(**(values | changes))


def test_a_sound_item_has_no_finding() -> None:
    assert check_item(item()) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"promised_limit": 20}, "比法定"),
        ({"promised_limit": 0}, "办件类型"),
        ({"handling_kind": "1"}, "办件类型"),
        ({"result_kind": "30"}, "以证结尾"),
        ({"result_name": "设立批复"}, "是批文"),
        ({"visit_reason": " "}, "没有说明原因"),
        ({"visits": 0, "online_address": "https://x"}, "却填了"),
        ({"visits": 0, "visit_reason": "无"}, "快递申请"),
        ({"elements": {"online_depth": ["7"]}}, "全程网办"),
        ({"channels": ["全程网办"]}, "全程网办"),
        ({"elements": {"charged": True}}, "收费"),
        ({"elements": {"charged": True, "charges": [{"name": "工本费"}]}}, "收费"),
        ({"elements": {"agency_nature": "3"}}, "委托部门"),
    ],
)
def test_what_is_reported_does_not_refuse(changes: dict[str, Any], words: str) -> None:
    (found,) = check_item(item(**changes))
    assert words in found.words
    assert found.remedy
    assert not found.refuses


@pytest.mark.parametrize(
    "changes",
    [
        {"visits": 0, "visit_reason": None, "online_address": "https://x"},
        {"visits": 0, "visit_reason": "无", "forms_of_handling": ["4"]},
        {"result_name": "结婚登记凭证", "result_kind": "30"},
        {"elements": {"charged": True, "charges": [{"name": "工本费", "basis": "价格目录第三条"}]}},
        {"elements": {"agency_nature": "3", "entrusted_by": "区民政局"}},
        {"handling_kind": "1", "promised_limit": 0},
    ],
)
def test_what_fits_together_is_no_finding(changes: dict[str, Any]) -> None:
    assert check_item(item(**changes)) == ()


def _with(name: str, *rows: Any) -> Callable[[Item], None]:
    return lambda made: setattr(made, name, list(rows))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda made: setattr(made, "name", " "), "没有编码或名称"),
        (lambda made: setattr(made, "limit_unit", "周"), "单位不认识"),
        (lambda made: setattr(made, "promised_limit", -1), "不是数"),
        (lambda made: setattr(made, "effective_to", date(2025, 1, 1)), "早于生效"),
        (_with("fields", field(), field()), "两个“name”"),
        (_with("fields", field(kind="choice")), "没有选项"),
        (_with("fields", field(label="")), "没有名称"),
        (_with("fields", field(shown_when={"no": 1})), "读不懂"),
        (_with("materials", material(), material()), "两个“id_card”"),
        (_with("materials", material(may_follow_days=0)), "补交天数"),
        (_with("conditions", ItemCondition(label="年满", rule={"age": 3, "all": []}, position=0)), "读不懂"),
    ],
)
def test_what_the_counter_could_not_work_with_refuses(change: Callable[[Item], None], words: str) -> None:
    made = item()
    change(made)
    assert any(one.refuses and words in one.words for one in check_item(made))


def test_two_versions_in_use_must_not_overlap() -> None:
    first, second = item(), item(version=2, effective_from=date(2026, 7, 1))
    (found,) = check_items([second, first])
    assert "第 1 版和第 2 版同时在用" in found.words
    first.effective_to = date(2026, 6, 30)
    assert check_items([first, second]) == ()
    first.effective_to, first.status = None, "3"
    assert check_items([first, second]) == ()


def test_the_demo_s_items_can_all_be_used(demo: Demo) -> None:
    found = check_catalogue(demo.store)
    assert [one for one in found if one.refuses] == []


def test_a_bad_item_is_refused_in_its_own_transaction(demo: Demo) -> None:
    with pytest.raises(InputRefused, match="没有选项"), demo.store.writing() as session:
        bad = session.scalars(select(ItemField).where(ItemField.kind == "choice").limit(1)).one()
        bad.choices = []
        session.flush()
        session.expire_all()
        refuse_bad(session)
    with demo.store.reading() as session:
        refuse_bad(session)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--base-dir", str(tmp_path), "items", "check"]) == 0
    assert "没有发现问题" in capsys.readouterr().out
