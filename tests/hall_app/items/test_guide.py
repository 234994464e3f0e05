"""办理依据与口径: what the catalogue says of an item, in the version the application was opened with."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from hall_app.errors import Conflict, NotPermitted
from hall_app.items.guide import item_guides
from tests.stacks.demo import Demo


def test_an_item_says_what_it_rests_on_and_asks_for(demo: Demo) -> None:
    head = demo.memory.heads["440304-JZZ-01"]
    (guide,) = item_guides(demo.store, demo.clerk, head.item_id, (), demo.clock.today())
    assert (guide.code, guide.name) == ("440304-JZZ-01", "深圳经济特区居住证申领")
    assert guide.basis == "深圳经济特区居住证条例第五条、第六条"
    assert guide.limit == "承诺 10 个工作日，法定 15 个工作日"
    assert (guide.fee, guide.result, guide.agency) == ("不收费", "深圳经济特区居住证", head.agency)
    assert guide.conditions[0].title == "居住登记满 12 个月"
    assert guide.conditions[0].terms == "查人口库"
    assert len(guide.materials) == 6
    card = guide.materials[0]
    assert (card.title, card.terms) == ("居民身份证", "原件 1 份；证件在有效期内，人证一致；读卡核验，免提交")
    promise = next(line for line in guide.materials if "承诺" in line.title)
    assert "可以容缺" in promise.terms
    assert [(line.title, line.basis) for line in guide.refusals] == [
        ("申请人具有深圳市户籍，依法不需要申领居住证", "居住证条例第二条")
    ]


def test_a_bundle_has_the_guide_of_each_item_once(demo: Demo) -> None:
    codes = ("440304-SYDJ-01", "440304-YEBT-01", "440304-ZNYB-01")
    first = demo.memory.heads[codes[0]]
    found = item_guides(demo.store, demo.clerk, first.item_id, (*codes, "440304-NONE-99"), demo.clock.today())
    assert tuple(guide.code for guide in found) == codes
    assert any(guide.limit == "即来即办" for guide in found)


def test_an_item_that_went_and_a_role_that_may_not_are_told(demo: Demo) -> None:
    with pytest.raises(Conflict, match="F6"):
        item_guides(demo.store, demo.clerk, uuid4(), (), demo.clock.today())
    nobody = replace(demo.clerk, permissions=frozenset())
    with pytest.raises(NotPermitted):
        item_guides(demo.store, nobody, uuid4(), (), demo.clock.today())
