"""Every kind of change, approved by another person: codes answer, people and firms follow, others are told once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from db.address_changes import AddressChange, AddressLink, AddressNotice
from db.exchange import FeedRow, OutboxRow
from db.libraries import LegalPerson, PersonFact, Residence, Room
from hall_app.addresses.book import AddressBook
from hall_app.addresses.managing.assigning import assign_waiting, list_waiting
from hall_app.addresses.managing.changes import AliasDraft, ChangeState, NameChange, Scope
from hall_app.addresses.managing.lineage import CodeState, code_history, resolve_code
from hall_app.addresses.managing.proposing import (
    approve_change,
    change_diff,
    list_changes,
    reject_change,
    withdraw_change,
)
from hall_app.addresses.managing.subscribing import subscribe
from hall_app.errors import Conflict, InputRefused, NotPermitted
from tests.hall_app.addresses.managing.town import (
    DOOR,
    VILLAGE,
    YUNJIN,
    Town,
    building_code,
    el,
    new,
)

ONE, TWO, THREE, NEW = building_code(1), building_code(2), building_code(3), building_code(50)


def translate(town: Town, text: str) -> tuple[list[str], bool]:
    book = AddressBook(town.store)
    try:
        made = book.translate(text)
        return made.codes, made.auto
    finally:
        book.close()


def home_of(town: Town, person: UUID) -> list[str]:
    with town.store.reading() as session:
        return list(session.scalars(select(Residence.room_code).where(Residence.person_id == person)))


def test_a_new_building_with_rooms_is_found(town: Town) -> None:
    town.carry_out("create", entries=(new(YUNJIN, NEW, bldg="5栋"), new(YUNJIN, bldg="5栋", house="1203")))
    assert translate(town, "福田区锦云二路18号云锦苑5栋1203") == ([f"{NEW}000001"], True)
    assert resolve_code(town.store, NEW).state is CodeState.LIVING


def test_a_new_estate_is_found_by_its_name(town: Town) -> None:
    place = {**YUNJIN, "road": "白鹭一路", "roadno": "3号", "area": "白鹭湾花园"}
    town.carry_out("create", entries=(new(place, NEW, bldg="1栋"), new(place, bldg="1栋", house="808")))
    assert translate(town, "景田社区白鹭湾花园1栋808") == ([f"{NEW}000001"], True)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ((new(YUNJIN, NEW, bldg="2栋"),), "已经有了"),
        ((new(YUNJIN, ONE, bldg="9栋"),), "已经用过"),
        ((new(YUNJIN, "44", bldg="9栋"),), "不是 19 位"),
        ((new({**YUNJIN, "street": "沙头街道"}, NEW, bldg="9栋"),), "属于莲花街道"),
        ((new(YUNJIN, bldg="9栋", house="101"),), "没有"),
        ((new({"street": "莲花街道", "community": "景田社区"}, NEW),), "没有道路也没有小区"),
        ((new(YUNJIN, None, bldg="1栋", house="101"),), "已经有了"),
    ],
)
def test_a_bad_creation_is_refused_in_words(town: Town, entries: tuple, words: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(InputRefused, match=words):
        town.propose("create", entries=entries)


def test_nobody_approves_their_own(town: Town) -> None:
    change = town.propose("retire", codes=(ONE,))
    with pytest.raises(NotPermitted, match="自己"):
        approve_change(town.store, town.first, change, clock=town.clock)
    with pytest.raises(NotPermitted, match="自己"):
        reject_change(town.store, town.first, change, "不", clock=town.clock)
    assert resolve_code(town.store, ONE).state is CodeState.LIVING


def test_the_database_itself_holds_the_rule_of_two(town: Town) -> None:
    change = town.propose("retire", codes=(ONE,))
    with pytest.raises(IntegrityError), town.store.writing() as session:
        session.execute(
            update(AddressChange)
            .where(AddressChange.id == change)
            .values(state="applied", decided_by=town.first.staff_id)
        )
    with pytest.raises(IntegrityError), town.store.writing() as session:
        session.execute(update(AddressChange).where(AddressChange.id == change).values(state="applied"))


def test_a_merged_room_takes_its_people_along(town: Town) -> None:
    person, firm = town.resident(f"{ONE}000002"), town.firm(f"{ONE}000002")
    merged = new(YUNJIN, bldg="1栋", house="101-102")
    town.carry_out("merge", codes=(f"{ONE}000001", f"{ONE}000002"), entries=(merged,))
    made = resolve_code(town.store, f"{ONE}000002").living
    assert made == (f"{ONE}000006",)
    assert home_of(town, person) == list(made)
    with town.store.reading() as session:
        assert session.get_one(LegalPerson, firm).address_code == made[0]
        fact = session.scalars(select(PersonFact).where(PersonFact.person_id == person)).one()
        assert fact.value["house_code"] == made[0]
        assert "101-102" in fact.value["address"]
        assert session.get_one(Room, made[0]).address.endswith("1栋101-102")
        assert {row.kind for row in session.scalars(select(FeedRow))} == {"person", "address_change"}
    assert translate(town, f"{ONE}000002") == (list(made), True)
    assert translate(town, "云锦苑1栋102") == (list(made), True)


def test_merged_buildings_of_like_rooms_need_a_word(town: Town) -> None:
    with pytest.raises(InputRefused, match="两处都有"):
        town.propose("merge", codes=(ONE,), into=TWO)
    town.carry_out("merge", codes=(ONE,), into=TWO, same_rooms=True)
    assert resolve_code(town.store, f"{ONE}000003").living == (f"{TWO}000003",)
    assert resolve_code(town.store, ONE).living == (TWO,)
    assert translate(town, "云锦苑1栋201") == ([f"{TWO}000003"], True)


def test_merged_buildings_of_unlike_rooms_keep_all(town: Town) -> None:
    a, b = building_code(11), building_code(12)
    person = town.resident(f"{b}000001")
    town.carry_out("merge", codes=(b,), into=a)
    (moved,) = resolve_code(town.store, f"{b}000001").living
    assert moved.startswith(a)
    assert home_of(town, person) == [moved]
    assert translate(town, "鹤鸣花园A座103") == ([moved], True)
    assert translate(town, "鹤鸣花园B座103") == ([moved], True)


def test_a_split_marks_what_it_does_not_assign(town: Town) -> None:
    old = f"{ONE}000001"
    person, other = town.resident(old), town.firm(old)
    applied = town.carry_out(
        "split",
        codes=(old,),
        entries=(new(YUNJIN, bldg="1栋", house="101A"), new(YUNJIN, bldg="1栋", house="101B")),
    )
    assert applied.waiting == 3
    living = resolve_code(town.store, old).living
    assert len(living) == 2
    assert home_of(town, person) == [old]
    assert translate(town, old) == (list(living), False)
    waiting = list_waiting(town.store, town.first)
    assert {w.subject_kind for w in waiting} == {"residence", "firm", "fact"}
    for one in waiting:
        assert one.candidates == living
        assign_waiting(town.store, town.first, one, living[1], clock=town.clock)
    assert home_of(town, person) == [living[1]]
    with town.store.reading() as session:
        assert session.get_one(LegalPerson, other).address_code == living[1]
    assert not list_waiting(town.store, town.first)
    with pytest.raises(Conflict):
        assign_waiting(town.store, town.first, waiting[0], living[0], clock=town.clock)


def test_a_split_follows_its_assignment(town: Town) -> None:
    old = f"{ONE}000001"
    person = town.resident(old)
    halves = (new(YUNJIN, bldg="1栋", house="101A"), new(YUNJIN, bldg="1栋", house="101B"))
    applied = town.carry_out("split", codes=(old,), entries=halves, assign=((old, "101B"),))
    assert applied.waiting == 0
    assert home_of(town, person) == [f"{ONE}000007"]


def test_a_split_building_hands_out_its_rooms(town: Town) -> None:
    kept, left = town.resident(f"{ONE}000001"), town.resident(f"{ONE}000005")
    halves = (
        new(YUNJIN, NEW, rooms=(f"{ONE}000001", f"{ONE}000002"), bldg="1栋东座"),
        new(YUNJIN, building_code(51), rooms=(f"{ONE}000003", f"{ONE}000004"), bldg="1栋西座"),
    )
    town.carry_out("split", codes=(ONE,), entries=halves)
    assert home_of(town, kept) == [f"{NEW}000001"]
    assert home_of(town, left) == [f"{ONE}000005"]
    assert resolve_code(town.store, f"{ONE}000005").living == (NEW, building_code(51))
    assert [w.old_code for w in list_waiting(town.store, town.first)] == [f"{ONE}000005"] * 2
    assert translate(town, "云锦苑1栋101") == ([f"{NEW}000001"], True)


def test_a_renamed_building_answers_to_both_names(town: Town) -> None:
    person = town.resident(f"{THREE}000001")
    town.carry_out("rename", codes=(THREE,), elements=el(YUNJIN, bldg="锦绣楼"))
    for text in ("锦云二路18号云锦苑锦绣楼101", "锦云二路18号云锦苑3栋101", "云锦苑3栋101"):
        assert translate(town, text) == ([f"{THREE}000001"], True), text
    assert home_of(town, person) == [f"{THREE}000001"]
    with town.store.reading() as session:
        assert "锦绣楼" in session.get_one(Room, f"{THREE}000001").address


def test_a_renamed_building_may_take_a_new_code(town: Town) -> None:
    person = town.resident(f"{THREE}000002")
    town.carry_out("rename", codes=(THREE,), elements=el(YUNJIN, bldg="6栋"), new_code=NEW)
    assert home_of(town, person) == [f"{NEW}000002"]
    assert translate(town, "云锦苑3栋102") == ([f"{NEW}000002"], True)
    assert translate(town, THREE) == ([NEW], True)


def test_a_renamed_estate_keeps_its_old_name(town: Town) -> None:
    wanted = el({**YUNJIN, "area": "锦绣华庭"})
    town.carry_out("rename", codes=(ONE,), scope=Scope.PLACE, elements=wanted)
    for text in ("锦绣华庭2栋201", "云锦苑2栋201", "锦云二路18号云锦苑2栋201"):
        assert translate(town, text) == ([f"{TWO}000003"], True), text


def test_a_renumbered_door_keeps_its_old_number(town: Town) -> None:
    code = building_code(21)
    town.carry_out("rename", codes=(code,), scope=Scope.PLACE, elements=el({**DOOR, "roadno": "11号"}))
    assert translate(town, "鹤鸣路11号201") == ([f"{code}000001"], True)
    assert translate(town, "景田社区鹤鸣路9号201") == ([f"{code}000001"], True)


def test_a_renamed_road_is_known_by_both_names(town: Town) -> None:
    town.carry_out("rename", scope=Scope.NAME, name=NameChange("road", "鹤鸣路", "鹤鸣大道"))
    for text in ("鹤鸣大道9号202", "鹤鸣路9号202"):
        assert translate(town, text) == ([f"{building_code(21)}000002"], True), text


def test_an_old_name_that_lives_again_is_itself(town: Town) -> None:
    town.carry_out("rename", codes=(THREE,), elements=el(YUNJIN, bldg="8栋"))
    town.carry_out("create", entries=(new(YUNJIN, NEW, bldg="3栋"), new(YUNJIN, bldg="3栋", house="101")))
    assert translate(town, "云锦苑3栋101") == ([f"{NEW}000001"], True)
    assert translate(town, "云锦苑8栋101") == ([f"{THREE}000001"], True)


def test_a_retired_code_says_when_and_why(town: Town) -> None:
    person = town.resident(f"{ONE}000001")
    town.carry_out("retire", codes=(ONE,), reason="整栋拆除")
    for code in (ONE, f"{ONE}000001"):
        answer = resolve_code(town.store, code)
        assert answer.state is CodeState.RETIRED
        assert (answer.ended_on, answer.reason) == (date(2026, 6, 4), "整栋拆除")
        assert translate(town, code) == ([], False)
    assert "2026-06-04 注销" in resolve_code(town.store, ONE).words()
    assert home_of(town, person) == [f"{ONE}000001"]
    assert {w.subject_kind for w in list_waiting(town.store, town.first)} == {"residence", "fact"}
    codes, auto = translate(town, "云锦苑1栋101")
    assert not auto or codes[0] not in (ONE, f"{ONE}000001")


def test_chains_lead_to_the_living(town: Town) -> None:
    first, second, third = (f"{ONE}00000{n}" for n in (1, 2, 3))
    town.carry_out("merge", codes=(first,), into=second)
    town.carry_out("merge", codes=(second,), into=third)
    assert resolve_code(town.store, first).living == (third,)
    assert translate(town, first) == ([third], True)
    town.carry_out("retire", codes=(third,), reason="拆除")
    assert resolve_code(town.store, first).state is CodeState.RETIRED
    assert resolve_code(town.store, first).reason == "拆除"
    history = code_history(town.store, town.first, third)
    assert [step.role for step in history.steps] == ["ended"]
    assert history.predecessors == (second,)


def test_an_alias_of_an_element_and_of_a_code(town: Town) -> None:
    town.carry_out("alias", alias=AliasDraft("云间小筑", element="area", name="云锦苑", community="景田社区"))
    town.carry_out("alias", alias=AliasDraft("鹤鸣路口老邮局楼上二零一", code=f"{building_code(21)}000001"))
    assert translate(town, "云间小筑2栋101") == ([f"{TWO}000001"], True)
    assert translate(town, "深圳市福田区鹤鸣路口老邮局楼上二零一") == ([f"{building_code(21)}000001"], True)
    with pytest.raises(InputRefused, match="已经有了"):
        town.propose(
            "alias", alias=AliasDraft("云间小筑", element="area", name="云锦苑", community="景田社区")
        )


def test_what_changed_meanwhile_is_refused_in_words(town: Town) -> None:
    room = f"{ONE}000001"
    first = town.propose("rename", codes=(room,), elements=el({}, house="101A"))
    town.carry_out("rename", codes=(room,), elements=el({}, house="1001"))
    assert "已经改过" in change_diff(town.store, town.second, first).problem
    with pytest.raises(Conflict, match="已经改过"):
        approve_change(town.store, town.second, first, clock=town.clock)
    split = town.propose("retire", codes=(TWO,))
    town.carry_out("create", entries=(new(YUNJIN, bldg="2栋", house="909"),))
    with pytest.raises(Conflict, match="增减"):
        approve_change(town.store, town.second, split, clock=town.clock)
    made = town.propose("create", entries=(new(YUNJIN, NEW, bldg="7栋"),))
    town.carry_out("create", entries=(new(YUNJIN, building_code(77), bldg="7栋"),))
    with pytest.raises(Conflict, match="已经有了"):
        approve_change(town.store, town.second, made, clock=town.clock)


def test_decided_ones_stay_in_the_book(town: Town) -> None:
    one, two, three = (town.propose("retire", codes=(code,)) for code in (ONE, TWO, THREE))
    reject_change(town.store, town.second, one, "楼还在", clock=town.clock)
    withdraw_change(town.store, town.first, two, clock=town.clock)
    approve_change(town.store, town.second, three, clock=town.clock)
    with pytest.raises(Conflict):
        approve_change(town.store, town.second, one, clock=town.clock)
    with pytest.raises(NotPermitted):
        withdraw_change(town.store, town.second, town.propose("retire", codes=(TWO,)), clock=town.clock)
    found = {c.state: c for c in list_changes(town.store, town.first)}
    assert found[ChangeState.REJECTED].decision_note == "楼还在"
    assert set(found) == set(ChangeState)
    assert change_diff(town.store, town.first, three).rows[0].before.endswith("云锦苑3栋")
    assert resolve_code(town.store, ONE).state is CodeState.LIVING


def test_a_change_of_a_later_day_waits_for_it(town: Town) -> None:
    change = town.propose("retire", codes=(ONE,), effective_on=date(2026, 6, 30))
    with pytest.raises(InputRefused, match="2026-06-30"):
        approve_change(town.store, town.second, change, clock=town.clock)
    town.clock.at += timedelta(days=30)
    approve_change(town.store, town.second, change, clock=town.clock)
    assert resolve_code(town.store, ONE).ended_on == date(2026, 6, 30)


def test_each_subscriber_is_told_once(town: Town) -> None:
    for name in ("civil-affairs", "housing"):
        subscribe(town.store, town.second, name, name, clock=town.clock)
    town.carry_out("retire", codes=(ONE,))
    town.carry_out("rename", codes=(TWO,), elements=el(YUNJIN, bldg="12栋"))
    with town.store.reading() as session:
        rows = session.scalars(select(OutboxRow)).all()
        assert sorted(row.recipient or "" for row in rows) == ["civil-affairs"] * 2 + ["housing"] * 2
        assert len(session.scalars(select(AddressNotice)).all()) == 4
        ended = {e["code"] for e in rows[0].body["ended"]}
        assert ONE in ended


def test_the_other_estate_of_the_name_is_left_alone(town: Town) -> None:
    other = {**VILLAGE, "area": "云锦苑", "road": "白石路", "roadno": "4号"}
    town.carry_out("create", entries=(new(other, NEW, bldg="3栋"), new(other, bldg="3栋", house="101")))
    town.carry_out("rename", codes=(THREE,), elements=el(YUNJIN, bldg="8栋"))
    assert translate(town, "锦云二路18号云锦苑3栋101") == ([f"{THREE}000001"], True)
    assert translate(town, "上沙社区云锦苑3栋101") == ([f"{NEW}000001"], True)


def test_links_are_kept_for_what_waits(town: Town) -> None:
    town.resident(f"{ONE}000001")
    town.carry_out("retire", codes=(f"{ONE}000001",))
    with town.store.reading() as session:
        assert {link.state for link in session.scalars(select(AddressLink))} == {"pending"}
