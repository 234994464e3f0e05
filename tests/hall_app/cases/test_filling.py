"""The pure changes: nothing else is lost, masked stays masked, what is missing is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_app.cases import filling
from hall_app.cases.application import (
    Application,
    Choice,
    Defect,
    FieldState,
    FormField,
    FormSection,
    MaterialRow,
    MaterialState,
    PageRef,
)
from hall_app.cases.checking import check_value, read_date
from hall_app.cases.draft_content import from_content, to_content
from hall_app.cases.drafts import carry_over
from hall_app.cases.visibility import refreshed
from hall_app.errors import InputRefused
from hall_app.identity.resident import CardFacts, CardVerdict, Judgement, Resident
from hall_app.items.catalogue import ItemHead
from hall_app.libraries.person_file import SourceNote

TODAY = date(2026, 6, 17)
NUMBER = "440399199001010026"
LIBRARY = SourceNote("人口库", date(2024, 3, 1))


def field(key: str, kind: str = "text", **more: object) -> FormField:
    values = {
        "key": key, "label": key, "kind": kind, "required": True, "value": None, "shown": "", "source": None,
        "state": FieldState.NEEDED,
    }  # fmt: skip
    return FormField(**(values | more))  # type: ignore[arg-type]


def material(code: str, **more: object) -> MaterialRow:
    values = {
        "code": code, "name": code, "state": MaterialState.WAITING, "required": True, "capture": "scan", "origin": "",
        "originals": 0, "copies": 0, "pages": (), "source": None, "may_follow_days": None, "may_promise": False,
    }  # fmt: skip
    return MaterialRow(**(values | more))  # type: ignore[arg-type]


def application() -> Application:
    facts = CardFacts(
        "resident", "居民身份证", "张明", None, "2", "汉", date(1990, 1, 1), 36, NUMBER, "111", None, None, None, None,
        None, None, "相片未解码", None, True, datetime(2026, 6, 17, 2, 2, tzinfo=UTC),
    )  # fmt: skip
    judgement = Judgement(CardVerdict.GOOD, "", "", True, True, True)
    head = ItemHead(
        UUID(int=1), "440304-X-01", "X-01", "事项", "", (), "机关", False, "10 个工作日", "不收费", 3, 30
    )
    fields = (
        field("phone", "phone", choices=(Choice("10000000951", "100 0000 0951"), Choice("", "其他号码", free=True))),
        field("collection", "choice", choices=(Choice("hall", "大厅自取"), Choice("post", "邮寄"))),
        field("post_address", "address", shown_when={"field": "collection", "equals": "post"}),
        field("name", value="张明", shown="张明", source=LIBRARY, state=FieldState.PREFILLED),
        field("id_number", "id_number", value=NUMBER, shown="4403**********0026", source=LIBRARY, state=FieldState.PREFILLED),
        field("born", "date"),
        field("amount", "money"),
    )  # fmt: skip
    app = Application(
        uuid4(), None, None, head, 1, Resident(facts, judgement, None), "self",
        (FormSection("s", "申请人", "user", "", fields),),
        (
            material("a"),
            material("b", may_follow_days=5, may_follow_until=date(2026, 6, 25), may_promise=True),
            material("c", may_follow_days=5, may_follow_until=date(2026, 6, 25)),
            material("proxy", shown_when={"field": "for_whom", "equals": "proxy"}),
        ),
        (), None, 1, 10, opened_at=datetime(2026, 6, 17, 2, 2, tzinfo=UTC),
    )  # fmt: skip
    return refreshed(app)


KEYS = ["phone", "collection", "post_address", "name", "id_number", "born", "amount"]
CODES = ["a", "b", "c", "proxy"]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["10000000951", "hall", "post", "今天", "0617", "20260617", NUMBER, "3500.50"]),
)
CHANGES = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(KEYS), TEXTS),
    st.tuples(st.just("choose"), st.sampled_from(KEYS), st.integers(0, 3)),
    st.tuples(st.just("confirm"), st.sampled_from(KEYS), st.none()),
    st.tuples(st.just("overwrite"), st.sampled_from(KEYS), TEXTS),
    *(
        st.tuples(st.just(name), st.sampled_from(CODES), st.none())
        for name in ("receive", "switch_copy", "defer", "promise", "pages", "defect", "correct")
    ),
    st.tuples(st.just("count"), st.sampled_from(CODES), st.integers(0, 120)),
)


def apply(app: Application, change: tuple[str, str, object]) -> Application:
    name, key, value = change
    if name == "overwrite":
        return filling.overwrite(app, key, str(value), "录入有误")
    if name == "answer":
        return filling.answer(app, key, str(value))
    if name == "choose":
        return filling.choose(app, key, int(str(value)))
    if name == "pages":
        return filling.with_pages(app, key, (PageRef(uuid4(), 1),))
    if name == "defect":
        return filling.list_defects(app, ((key, Defect("缺少", "缺", "请补")),))
    if name == "correct":
        return filling.correct_on_the_spot(app, key)
    if name == "count":
        return filling.count(app, key, int(str(value)))
    return getattr(filling, name)(app, key)


def answers(app: Application) -> dict[str, tuple[object, ...]]:
    return {
        one.key: (one.value, one.state, one.typed, one.library_value)
        for section in app.sections
        for one in section.fields
    }


@given(st.lists(CHANGES, max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_change_loses_another_answer_and_numbers_stay_masked(
    changes: list[tuple[str, str, object]],
) -> None:
    app = application()
    for change in changes:
        before = answers(app), {row.code: (row.pages, row.originals) for row in app.materials}
        try:
            app = apply(app, change)
        except InputRefused:
            continue
        after = answers(app), {row.code: (row.pages, row.originals) for row in app.materials}
        assert {k: v for k, v in after[0].items() if k != change[1]} == {
            k: v for k, v in before[0].items() if k != change[1]
        }
        assert all(after[1][code] == held for code, held in before[1].items() if code != change[1])
        assert all(NUMBER not in one.shown for one in app.fields if one.kind == "id_number")
        assert sum(row.state is MaterialState.DEFERRED for row in app.materials) <= app.max_deferred
        assert all(row.deferred_until for row in app.materials if row.state is MaterialState.DEFERRED)
    assert from_content(to_content(app)) == app


def test_conditional_fields_and_materials_follow_the_answers() -> None:
    app = application()
    assert "post_address" not in {one.key for one in app.fields}
    assert app.materials[3].state is MaterialState.NOT_NEEDED
    app = filling.choose(app, "collection", 1)
    assert "post_address" in {one.key for one in app.fields}
    app = filling.answer(app, "post_address", "锦云二路18号")
    hidden = filling.choose(app, "collection", 0)
    assert "post_address" not in {one.key for one in hidden.fields}
    shown = filling.choose(hidden, "collection", 1)
    assert filling.field_of(shown, "post_address").value == "锦云二路18号"
    assert refreshed(replace(app, for_whom="proxy")).materials[3].state is MaterialState.WAITING


def test_checks_are_walked_and_counted() -> None:
    app = application()
    assert filling.next_check(app) == "phone"
    app = filling.answer(app, "phone", "1000000095")
    assert filling.field_of(app, "phone").state is FieldState.INVALID
    assert filling.missing(app)[0].text.startswith("phone：电话号码位数不对")
    app = filling.answer(app, "phone", "100 0000 0952")
    assert filling.field_of(app, "phone").value == "10000000952"
    assert filling.typed_count(app) == 1
    assert filling.next_check(app, "phone") == "collection"
    assert filling.next_check(app, "amount") == "collection"
    left = len(filling.missing(app))
    assert filling.progress(app).text == f"还差 {left} 处，按 F9 先跳到第一处"


def test_an_overwritten_value_keeps_the_librarys_and_may_return() -> None:
    app = filling.overwrite(application(), "name", "张敏", "库内信息有误")
    changed = filling.field_of(app, "name")
    assert (changed.state, changed.library_value, changed.edit_reason) == (
        FieldState.EDITED,
        "张明",
        "库内信息有误",
    )
    back = filling.field_of(filling.overwrite(app, "name", "张明", "录入有误"), "name")
    assert (back.state, back.library_value, back.typed) == (FieldState.PREFILLED, None, False)
    with pytest.raises(InputRefused, match="原因"):
        filling.overwrite(app, "name", "张敏", " ")


def test_deferring_keeps_to_the_items_rules() -> None:
    app = application()
    with pytest.raises(InputRefused, match="不能容缺"):
        filling.defer(app, "a")
    app = filling.defer(app, "b", None)
    assert app.materials[1].deferred_until == date(2026, 6, 25)
    with pytest.raises(InputRefused, match="最多容缺 1 份"):
        filling.defer(app, "c")
    with pytest.raises(InputRefused, match="最迟"):
        filling.defer(filling.defer(app, "b"), "b", date(2026, 7, 1))
    promised = filling.promise(filling.undefer(app, "b"), "b")
    assert promised.materials[1].judged
    assert not filling.promise(promised, "b").materials[1].judged


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260617", date(2026, 6, 17)),
        ("0617", date(2026, 6, 17)),
        ("6-1", date(2026, 6, 1)),
        ("2026年6月1日", date(2026, 6, 1)),
        ("今天", TODAY),
        ("２０２６０６１７", date(2026, 6, 17)),
    ],
)
def test_dates_as_they_are_typed(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["20260230", "1301", "abc", "99999999", "", "2026"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(InputRefused):
        read_date(text, TODAY)


@given(
    st.sampled_from(["phone", "date", "id_number", "money", "number", "text", "address"]),
    st.text(max_size=300),
)
def test_any_text_is_taken_or_refused_and_a_taken_one_stays(kind: str, text: str) -> None:
    try:
        value = check_value(kind, text, TODAY)
    except InputRefused:
        return
    assert check_value(kind, value, TODAY) == value


def test_answers_are_carried_into_a_newer_form() -> None:
    old = filling.answer(filling.choose(application(), "collection", 1), "phone", "10000000952")
    old = filling.receive(filling.add_material(old, "说明"), "a", 1, 0)
    fresh = application()
    sections = tuple(
        replace(section, fields=(*section.fields[:2], field("new"), *section.fields[2:]))
        for section in fresh.sections
    )
    merged, kept = carry_over(old, replace(fresh, sections=sections, item_version=2))
    assert kept == 4
    assert filling.field_of(merged, "phone").value == "10000000952"
    assert filling.field_of(merged, "collection").value == "post"
    assert filling.field_of(merged, "new").state is FieldState.NEEDED
    assert [row.code for row in merged.materials if row.state is MaterialState.RECEIVED] == ["a", "added-1"]
