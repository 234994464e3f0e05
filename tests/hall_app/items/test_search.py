from __future__ import annotations

import random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.session import Store
from hall_app.identity.judgement import identify
from hall_app.items.catalogue import ItemHead
from hall_app.items.preview import count_item_use, eligibility_chips, preview_item, search_items, window_uses
from hall_app.items.search import IndexedItem, SearchIndex
from tests.stacks.demo import Demo


def head(name: str, code: str = "X-1", everyday: tuple[str, ...] = (), short: str = "") -> ItemHead:
    return ItemHead(
        uuid4(), code, code, name, "", everyday, "", False, "", "", 0, 0, short_name=short or name
    )


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(
        [
            IndexedItem(head("深圳经济特区居住证申领", "JZZ-01", ("暂住证",), "居住证申领")),
            IndexedItem(head("居住证签注", "JZZ-03")),
            IndexedItem(head("失业登记", "SYE-01")),
            IndexedItem(head("就业援助重点人员登记", "JYY-01")),
            IndexedItem(head("重婚登记", "CH-01"), ("重婚=chong hun",)),
        ]
    )


@pytest.mark.parametrize(
    "typed",
    [
        "jzz",
        "juzhuzheng",
        "juzhu",
        "juzz",
        "jzhuz",
        "居住证",
        "住证",
        "居zz",
        "JZZ",
        "暂住证",
        "zzz",
        "#jzz",
        "#JZZ-01",
        "ｊｚｚ",
    ],
)
def test_the_permit_is_found_however_one_types(index: SearchIndex, typed: str) -> None:
    assert "JZZ-01" in {hit.item.code for hit in index.search(typed)}


def test_the_typed_part_is_marked_in_name_and_short_name(index: SearchIndex) -> None:
    hit = next(hit for hit in index.search("jzz") if hit.item.code == "JZZ-01")
    assert hit.spans == ((6, 9),)
    assert (hit.title, hit.title_spans) == ("居住证申领", ((0, 3),))


def test_near_misses_come_last_and_say_so(index: SearchIndex) -> None:
    last = index.search("jzz")[-1]
    assert last.approximate
    assert (last.item.code, last.spans) == ("JYY-01", ((0, 1), (3, 5)))


def test_all_readings_are_known_and_an_items_own_come_too(index: SearchIndex) -> None:
    assert {hit.item.code for hit in index.search("chdj")} == {"CH-01"}
    assert index.search("chongh")[0].item.code == "CH-01"


def test_suggestions_then_habit_then_exact_beginnings(index: SearchIndex) -> None:
    def order(pushed: tuple[str, ...] = (), uses: dict[str, int] | None = None) -> list[str]:
        return [hit.item.code for hit in index.search("dj", pushed, uses)]

    assert order()[:1] == ["CH-01"]
    assert order(uses={"SYE-01": 3})[0] == "SYE-01"
    assert order(("JYY-01",), {"SYE-01": 3})[0] == "JYY-01"


WORDS = ("登记", "申领", "变更", "备案", "补贴", "社保", "居住", "证", "就业", "重婚", "B3")


@pytest.fixture(scope="module")
def crowd() -> SearchIndex:
    """Items whose names and everyday names match the same letters at many places."""
    rng = random.Random(3)

    def words(most: int) -> str:
        return "".join(rng.choices(WORDS, k=rng.randint(1, most)))

    return SearchIndex(
        [
            IndexedItem(head(words(4), f"C-{rng.randrange(10_000)}-{n}", (words(2), words(3)), words(2)))
            for n in range(150)
        ]
    )


@pytest.mark.parametrize(
    "typed",
    ["j", "s", "sb", "zh", "bj", "shebaojz", "居", "社保", "证bt", "t登", "b3", "#c-1", "#", "jzb", "dbs"],
)
def test_a_short_list_is_the_front_of_the_whole_one(crowd: SearchIndex, typed: str) -> None:
    every = crowd.search("#", limit=1000)
    pushed, uses = (
        [every[70].item.code, every[9].item.code],
        {every[n].item.code: n % 4 for n in range(30, 60)},
    )
    whole = crowd.search(typed, pushed, uses, limit=1000)
    assert whole
    assert len({hit.item.code for hit in whole}) == len(whole)
    for limit in (1, 4, 30):
        assert crowd.search(typed, pushed, uses, limit) == whole[:limit]
    alone = [found for hit in every for found in SearchIndex([IndexedItem(hit.item)]).search(typed)]
    exact = {found.item.code: found.spans for found in alone if not found.approximate}
    assert {hit.item.code: hit.spans for hit in whole if not hit.approximate} == exact


def test_warming_up_changes_no_answer() -> None:
    items = [IndexedItem(head(f"社保登记{n}", f"W-{n:03d}")) for n in range(200)]
    cold, warm = SearchIndex(items), SearchIndex(items)
    warm.warm_up()
    assert {"s", "sb", "dj", "社"} <= warm._arranged.keys()
    for typed in ("s", "sb", "dj1", "社保", "j"):
        assert warm.search(typed) == cold.search(typed)


def test_an_item_stands_where_its_best_place_is() -> None:
    """The name counts before an everyday name, even where that would stand further in front."""
    made = SearchIndex(
        [
            IndexedItem(head("住房社保登记", "A-2", ("补社保",), "住房社保登记")),
            IndexedItem(head("办社保", "A-3")),
            IndexedItem(head("社保补贴", "A-9")),
        ]
    )
    assert [hit.item.code for hit in made.search("sb")] == ["A-9", "A-3", "A-2"]
    assert [hit.item.code for hit in made.search("社保")] == ["A-9", "A-3", "A-2"]


@given(st.text(max_size=45))
def test_no_text_breaks_the_search(text: str) -> None:
    found = SearchIndex([IndexedItem(head("居住证签注"))]).search(text)
    assert all(0 <= start < end <= 5 for hit in found for start, end in hit.spans)


def test_every_item_of_the_demo_is_found_by_its_own_initials_pinyin_and_name(demo: Demo) -> None:
    from hall_app.libraries.pinyin import normal_text, text_readings

    for item in demo.memory.heads.values():
        syllables = [reading[0] for reading in text_readings(normal_text(item.short_name))]
        for typed in (
            "".join(s[:1] for s in syllables)[:6],
            "".join(syllables)[:12],
            item.short_name,
            "#" + item.code,
        ):
            found = {hit.item.code for hit in search_items(demo.memory, demo.clerk, typed)}
            assert item.code in found, (item.name, typed)


def test_two_thousand_items_are_searched_whole() -> None:
    rng = random.Random(5)
    words = [
        "登记",
        "申领",
        "变更",
        "许可",
        "备案",
        "补贴",
        "住房",
        "社保",
        "就业",
        "残疾",
        "老年",
        "食品",
        "卫生",
        "道路",
    ]
    made = [IndexedItem(head("".join(rng.choices(words, k=4)), f"C-{n:04d}")) for n in range(2000)]
    made.append(IndexedItem(head("居住证签注", "JZZ-03")))
    index = SearchIndex(made)
    assert index.search("jzzqz")[0].item.code == "JZZ-03"
    assert len(index.search("d", limit=10_000)) > 500


def test_the_picker_shows_what_stands_in_the_picture(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(1), demo.clock)
    hits = search_items(demo.memory, demo.clerk, "jzz", ("440304-JZZ-01",))
    assert [hit.title for hit in hits] == [
        "居住证申领",
        "居住证明开具",
        "居住证签注",
        "居住证补领",
        "居住证信息变更",
        "就业援助重点人员登记",
    ]
    chips = eligibility_chips(demo.store, demo.clerk, resident, tuple(h.item.code for h in hits), demo.clock)
    assert [chips[hit.item.code] for hit in hits] == ["符合", "符合", "未持证", "未持证", "未持证", "待核"]
    preview = preview_item(demo.store, demo.clerk, demo.memory, hits[0].item.item_id, resident, demo.clock)
    assert [(c.label, c.state) for c in preview.conditions] == [
        ("居住登记满 12 个月", "met"),
        ("有合法稳定住所", "met"),
        ("社保连续满 12 个月", "met"),
    ]
    assert preview.materials_line == "材料 6 份，免提交 4 份"
    assert preview.fields_line == "表单 19 项，要核对 2 项"
    assert preview.item.expected_seconds == 45


def test_a_failed_condition_says_from_when_and_what_else(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(7), demo.clock)
    item = demo.memory.heads["440304-JZZ-01"]
    preview = preview_item(demo.store, demo.clerk, demo.memory, item.item_id, resident, demo.clock)
    registered, _, insured = preview.conditions
    assert preview.eligibility == "不符合"
    assert (registered.state, registered.may_from) == ("failed", "2027-01-17")
    assert (insured.failure, insured.may_from) == ("社保只有 9 个月", "2026-09-01")
    assert registered.nearest_item == "440304-JZDJ-01"


def test_uses_are_counted_for_the_window(demo: Demo) -> None:
    before = window_uses(demo.store, demo.clerk)
    count_item_use(demo.store, demo.clerk, "440304-GLJT-01")
    count_item_use(demo.store, demo.clerk, "440304-JZZ-01")
    after = window_uses(demo.store, demo.clerk)
    assert after["440304-GLJT-01"] == before["440304-GLJT-01"] + 1
    assert after["440304-JZZ-01"] == 1


def test_the_store_is_not_needed_to_search(demo: Demo, sqlite_store: Store) -> None:
    demo.store.close()
    assert search_items(demo.memory, demo.clerk, "gljt")[0].item.code == "440304-GLJT-01"
