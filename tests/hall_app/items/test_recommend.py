from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from db.cases import Case
from db.libraries import PersonFact
from hall_app.identity.judgement import identify
from hall_app.items.catalogue import Recommendations
from hall_app.items.recommend import NEVER_PUSHED, next_matter, recommend
from hall_app.libraries.reading_person import read_person_file
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.story_rows import person_key
from hall_app.settings import LIBRARY_FOLLOW_DAYS, Layer, Settings
from tests.stacks.demo import DAY, Demo


def pushes(demo: Demo, key: int) -> Recommendations:
    resident = identify(demo.store, demo.clerk, None, demo.facts(key), demo.clock)
    return recommend(demo.store, demo.clerk, demo.memory, resident, demo.clock, Settings())


def test_the_five_suggestions_of_the_picture(demo: Demo) -> None:
    found = pushes(demo, 1)
    assert [
        (push.item.name, push.reason, push.materials_line, push.item.limit_line) for push in found.pushes
    ] == [
        (
            "深圳经济特区居住证申领",
            "居住登记满 12 个月（06-02），社保连续 14 个月，尚未申领",
            "免提交 4/6",
            "10 个工作日",
        ),
        ("住房租赁合同备案（续期）", "现备案 06-30 到期，房东与租金未变，可一键续", "免提交 2/3", "即来即办"),
        ("育儿补贴申领", "女儿 11 个月，本年度补贴未申领，截止 12-31", "全部免提交", "15 个工作日"),
        (
            "城乡居民基本医疗保险参保登记（子女）",
            "卫健出生信息已到，医保库未见参保",
            "全部免提交",
            "即来即办",
        ),
        ("个体工商户年报", "晓语花艺工作室 2025 年报未报，截止 06-30；引导网上办", "打印办理码", "网办"),
    ]
    assert found.bundle is not None
    assert (found.bundle.name, found.bundle.ranks) == ("新生儿出生一件事", (3, 4))
    assert [f"{one.letter}{one.item.short_name}" for one in found.frequent][:2] == [
        "Q高龄老人津贴申请",
        "W敬老优待证申领",
    ]


def test_after_june_the_report_is_late(demo: Demo) -> None:
    demo.clock.at += timedelta(days=20)
    reasons = [push.reason for push in pushes(demo, 1).pushes]
    assert "晓语花艺工作室 2025 年报未报，已逾期，补报；引导网上办" in reasons


def test_what_a_library_has_not_answered_is_not_pushed(demo: Demo) -> None:
    with demo.store.writing() as session:
        for library in ("医保库", "证照库"):
            session.add(
                PersonFact(
                    person_id=person_key("林晓燕"),
                    kind="library_silence",
                    value={"library": library},
                    since=None,
                    until=None,
                    source=library,
                    recorded_on=DAY,
                )
            )
    codes = [push.item.code for push in pushes(demo, 1).pushes]
    assert "440304-JZZ-01" not in codes
    assert "440304-ZLBA-01" in codes


def test_a_permit_once_held_is_not_pushed_again(demo: Demo) -> None:
    with demo.store.writing() as session:
        session.add(
            PersonFact(
                person_id=person_key("林晓燕"),
                kind="residence_permit",
                value={"number": "JZ1"},
                since=DAY - timedelta(days=350),
                until=DAY + timedelta(days=15),
                source="证照库",
                recorded_on=DAY,
            )
        )
    codes = [push.item.code for push in pushes(demo, 1).pushes]
    assert "440304-JZZ-01" not in codes
    assert codes[0] == "440304-ZLBA-01"
    assert codes[1] == "440304-JZZ-03"


def test_at_eighty_two_the_allowance_is_free_of_papers_and_on_the_spot(demo: Demo) -> None:
    (push,) = pushes(demo, 2).pushes
    assert (push.item.on_the_spot, push.all_exempt, push.reason) == (True, True, "82 岁，尚未领取高龄津贴")


def test_items_for_firms_stand_under_the_firm_only(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(3), demo.clock)
    assert recommend(demo.store, demo.clerk, demo.memory, resident, demo.clock, Settings()).pushes == ()
    firm = fixed_id("firm:志明餐饮")
    found = recommend(demo.store, demo.clerk, demo.memory, resident, demo.clock, Settings(), firm)
    assert {push.item.code for push in found.pushes} == {"440304-GGWS-01", "440304-HWZP-01", "440304-ZDDL-01"}


def test_a_card_that_may_not_prefill_gets_no_suggestions(demo: Demo) -> None:
    for key in (6, 8, 9):
        assert pushes(demo, key).pushes == ()


def test_relief_is_never_pushed_whatever_a_rule_says(demo: Demo) -> None:
    assert {rule.item_code for rule in demo.memory.rules}.isdisjoint(NEVER_PUSHED)
    assert demo.memory.heads.keys() >= NEVER_PUSHED
    assert date(2026, 6, 17) == demo.clock.today()


def test_what_could_be_taken_along_is_neither_done_nor_under_way(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(1), demo.clock)

    def following(*done: str) -> str | None:
        push = next_matter(
            demo.store, demo.clerk, demo.memory, resident, frozenset(done), demo.clock, Settings()
        )
        return push.item.code if push is not None else None

    first, second, third, *rest = (push.item.code for push in pushes(demo, 1).pushes)
    assert following() == first
    assert following(first) == second
    assert following(first, second, third, *rest) is None
    with demo.store.writing() as session:
        earlier = session.scalars(
            select(Case).where(Case.applicant_id_number == resident.facts.id_number, Case.state == "25")
        ).one()
        earlier.item_code = second
    assert following(first) == third


def test_what_is_under_way_is_neither_pushed_nor_counted_but_another_child_s_is(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(1), demo.clock)

    def open_case_of(code: str) -> None:
        with demo.store.writing() as session:
            earlier = session.scalars(
                select(Case).where(Case.applicant_id_number == resident.facts.id_number, Case.state == "25")
            ).one()
            earlier.item_code = code

    def left(name: str) -> int:
        file = read_person_file(demo.store, demo.clerk, None, resident, demo.clock, Settings())
        return next(stage.count for stage in file.life_stages if stage.stage == name)

    own = "440304-JZZ-01"
    codes = [push.item.code for push in pushes(demo, 1).pushes]
    assert own in codes
    before = left("居住")
    open_case_of(own)
    assert own not in [push.item.code for push in pushes(demo, 1).pushes]
    assert left("居住") == before - 1
    child = next(
        code
        for code in codes
        if code in {rule.item_code for rule in demo.memory.rules if rule.subject == "child"}
    )
    open_case_of(child)
    assert child in [push.item.code for push in pushes(demo, 1).pushes]


def test_what_was_granted_here_is_not_pushed_again_before_the_libraries_can_know(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(1), demo.clock)
    own = "440304-JZZ-01"

    def granted(days_ago: int, state: str) -> list[str]:
        with demo.store.writing() as session:
            earlier = session.scalars(
                select(Case)
                .where(Case.applicant_id_number == resident.facts.id_number)
                .order_by(Case.received_at)
            ).first()
            assert earlier is not None
            earlier.item_code, earlier.state = own, state
            earlier.decided_at = demo.clock.now() - timedelta(days=days_ago)
        return [push.item.code for push in pushes(demo, 1).pushes]

    assert own not in granted(0, "42")
    assert own not in granted(20, "55")
    assert own in granted(40, "42")
    assert own in granted(0, "90"), "what was taken back was not granted"
    assert own not in granted(20, "42")
    soon = Settings({Layer.HALL: {LIBRARY_FOLLOW_DAYS.name: 10}})
    found = recommend(demo.store, demo.clerk, demo.memory, resident, demo.clock, soon)
    assert own in [push.item.code for push in found.pushes], "how long is the hall's setting"
