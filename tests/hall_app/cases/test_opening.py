"""The form as it opens for the story's people, and the draft it leaves, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from db.cases import Draft
from db.items import Item, ItemMaterial
from db.libraries import LibraryAccess
from hall_app.cases import filling, opening
from hall_app.cases.accepting import accept
from hall_app.cases.application import FieldState, MaterialState
from hall_app.cases.drafts import discard_draft, recover_draft, save_draft
from hall_app.cases.terms import LinkView
from hall_app.clock import HALL_ZONE
from hall_app.documents.assemble import agent_line
from hall_app.errors import Conflict, InputRefused
from hall_app.identity.resident import CardVerdict
from hall_app.settings import CORRECTION_DAYS
from tests.hall_app.cases.conftest import JZZ, DemoHall
from tests.hall_app.cases.test_accepting import ready


def reopener(hall: DemoHall):  # noqa: ANN201
    return partial(_reopen, hall)


def _reopen(hall: DemoHall, session, old, item_id):  # noqa: ANN001, ANN202
    return opening.reopen(session, old, item_id, hall.terms)


def test_the_story_opens_as_the_mockup_shows_it(hall: DemoHall) -> None:
    app = hall.open()
    progress = filling.progress(app)
    assert (progress.fields_prefilled, progress.left, progress.exempt, progress.materials) == (17, 3, 4, 6)
    assert [place.key for place in filling.missing(app)] == ["phone", "collection", "photo"]
    phone = filling.field_of(app, "phone")
    assert [choice.label for choice in phone.choices] == ["100 0000 6208", "100 0000 0951", "其他号码"]
    assert (phone.value, phone.state) == ("10000000951", FieldState.TO_CHECK)
    assert phone.note == "两库不一致，已默认选较新的一条；确认后自动向人口库提交纠错"
    assert all(one.source for one in app.fields if one.state is FieldState.PREFILLED)
    assert app.deadline is not None
    assert (app.deadline.due_on, app.deadline.skipped) == (date(2026, 7, 2), (("端午", 1),))
    assert {one.state for one in app.conditions} == {"met"}
    with hall.store.reading() as session:
        purposes = session.scalars(select(LibraryAccess.purpose)).all()
    assert f"application {JZZ}" in purposes


def test_the_year_stands_in_a_source_only_where_it_is_another_one(hall: DemoHall) -> None:
    app = hall.open()
    assert [one.sources for one in app.sections if one.sources] == [
        "读卡·人口库", "标准地址库·房屋库·人口库", "社保库 06-16",
    ]  # fmt: skip
    papers = [row.origin for row in app.materials if row.state is MaterialState.EXEMPT]
    assert papers == ["证照库 读卡核验", "人口库 2025-06-02", "房屋库 2025-06-02", "社保库 06-16"]
    lease = hall.open(code="440304-ZLBA-02")
    assert [one.sources for one in lease.sections if one.title == "租赁"] == ["房屋库 2025-06-02"]


def test_with_the_line_down_what_is_free_of_papers_waits_for_a_second_look(hall: DemoHall) -> None:
    hall.with_link(LinkView(False, datetime(2026, 6, 17, 8, 0, tzinfo=HALL_ZONE)))
    rows = {row.code: row for row in hall.open().materials}
    assert rows["lease_record"].state is MaterialState.EXEMPT_RECHECK
    assert rows["lease_record"].origin == "房屋库，本机缓存 08:00"


def test_what_may_follow_comes_within_the_hall_s_days_where_the_item_names_none(hall: DemoHall) -> None:
    with hall.store.writing() as session:
        for row in session.scalars(select(ItemMaterial).where(ItemMaterial.code == "employment_promise")):
            row.may_follow_days = None
    rows = {row.code: row for row in hall.open().materials}
    assert (rows["employment_promise"].state, rows["employment_promise"].may_follow_days) == (
        MaterialState.DEFERRED,
        5,
    )
    hall.terms = replace(hall.terms, settings=hall.terms.settings.with_values({CORRECTION_DAYS: 2}))
    promise = next(row for row in hall.open().materials if row.code == "employment_promise")
    assert promise.may_follow_until == date(2026, 6, 22)  # 端午 lies between


@pytest.mark.parametrize("key", ["8", "9"])
def test_without_the_libraries_the_card_alone_fills(hall: DemoHall, key: str) -> None:
    app = hall.open(key)
    libraries = {one.source.library for one in app.fields if one.source}
    usable = app.resident.judgement.verdict is CardVerdict.OTHER_NAME_IN_LIBRARY
    assert libraries == ({"身份证"} if usable else set())
    assert not [row for row in app.materials if row.state is MaterialState.EXEMPT and row.code != "id_card"]


def test_a_minor_wants_the_guardians_card(hall: DemoHall) -> None:
    app = hall.open("5")
    assert filling.missing(app)[0].key == "guardian"
    with pytest.raises(InputRefused, match="本人的证件|未满"):
        filling.set_guardian(app, app.resident)
    with_guardian = filling.set_guardian(app, hall.resident("1"))
    assert not [place for place in filling.missing(with_guardian) if "guardian" in place.key]
    assert [
        place
        for place in filling.missing(filling.set_guardian(with_guardian, None))
        if place.key == "guardian"
    ]


def test_someone_elses_matter_wants_a_proxy_letter(hall: DemoHall) -> None:
    app = hall.open(for_whom="proxy")
    assert "授权委托书" in [row.name for row in app.materials if not row.judged]


def test_a_bundle_asks_for_everything_once(hall: DemoHall) -> None:
    app = opening.open_bundle(hall.store, hall.clerk, None, hall.resident("1"), "YJS-XSE", terms=hall.terms)
    keys = [one.key for section in app.sections for one in section.fields]
    codes = [row.code for row in app.materials]
    assert len(app.bundle) >= 2
    assert (len(keys), len(codes)) == (len(set(keys)), len(set(codes)))
    for one in app.checks:
        app = filling.confirm(app, one.key)
        if not filling.field_of(app, one.key).value and one.choices:
            app = filling.choose(app, one.key, 0)
    for row in app.materials:
        if row.required and not row.judged:
            app = filling.receive(app, row.code, 1, 0)
    for place in filling.missing(app):
        app = filling.answer(app, place.key, "20260601")
    decision = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert decision.item_name == "新生儿出生一件事"
    again = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert again.case_id == decision.case_id


def test_a_draft_is_found_again_as_it_was(hall: DemoHall) -> None:
    ticket = hall.ticket()
    app = filling.choose(hall.open(ticket=ticket), "collection", 1)
    saved = save_draft(hall.store, hall.clerk, app, hall.terms)
    assert saved.draft_version == 2
    with pytest.raises(Conflict, match="别处改过"):
        save_draft(hall.store, hall.clerk, app, hall.terms)
    assert recover_draft(hall.store, hall.clerk, hall.terms, reopener(hall)) == saved
    discard_draft(hall.store, hall.clerk, saved.draft_id, hall.terms)
    assert recover_draft(hall.store, hall.clerk, hall.terms, reopener(hall)) is None


def test_a_draft_of_an_older_form_keeps_its_answers(hall: DemoHall) -> None:
    app = filling.choose(hall.open(ticket=hall.ticket()), "collection", 1)
    save_draft(hall.store, hall.clerk, app, hall.terms)
    with hall.store.writing() as session:
        item = session.scalars(select(Item).where(Item.local_code == JZZ)).one()
        columns = {
            c.key: getattr(item, c.key) for c in Item.__table__.columns if c.key not in {"id", "version"}
        }
        newer = Item(**columns, version=item.version + 11)
        newer.fields = [
            type(one)(
                **{
                    c.key: getattr(one, c.key)
                    for c in one.__table__.columns
                    if c.key not in {"id", "item_id"}
                }
            )
            for one in item.fields
        ]
        session.add(newer)
    found = recover_draft(hall.store, hall.clerk, hall.terms, reopener(hall))
    assert found is not None
    assert found.notice.startswith("事项已更新到 v12，已保留 ")
    assert filling.field_of(found, "collection").value == "post"
    assert found.item_version == 12


def test_yesterdays_drafts_without_a_ticket_are_left_alone(hall: DemoHall) -> None:
    save_draft(hall.store, hall.clerk, hall.open(), hall.terms)
    hall.clock.at += timedelta(days=1)
    assert recover_draft(hall.store, hall.clerk, hall.terms, reopener(hall)) is None


def test_opening_another_item_drops_untouched_drafts_only(hall: DemoHall) -> None:
    ticket = hall.ticket()
    touched = save_draft(hall.store, hall.clerk, hall.open(ticket=ticket), hall.terms)
    hall.open(ticket=ticket, code="440304-JZZ-02")
    last = hall.open(ticket=ticket, code="440304-JZZ-04")
    with hall.store.reading() as session:
        assert set(session.scalars(select(Draft.id))) == {touched.draft_id, last.draft_id}


def test_an_earlier_answer_is_used_again(hall: DemoHall) -> None:
    app = filling.answer(ready(hall), "phone", "10000000777", typed=True)
    accept(hall.store, hall.clerk, app, terms=hall.terms)
    with hall.store.writing() as session:
        item = session.scalars(select(Item).where(Item.local_code == JZZ)).one()
        phone = next(one for one in item.fields if one.key == "phone")
        phone.sources = ["earlier.phone"]
    again = filling.field_of(hall.open(), "phone")
    assert (again.value, again.source.library if again.source else "") == ("10000000777", "近期办件")


def test_a_clerk_without_a_window_opens_nothing(hall: DemoHall) -> None:
    hall.clerk = replace(hall.clerk, window_id=None)
    with pytest.raises(InputRefused, match="窗口"):
        hall.open()


def test_an_agents_card_makes_no_guardian_of_him(hall: DemoHall) -> None:
    app = filling.set_guardian(hall.open(for_whom="proxy"), hall.resident("2"))
    assert agent_line(app).startswith("何桂珍（代理人，4403**********")
    minor = filling.set_guardian(hall.open("5", for_whom="proxy"), hall.resident("1"))
    assert agent_line(minor).startswith("林晓燕（监护人，"), (
        "a minor's second card is the guardian's all the same"
    )
