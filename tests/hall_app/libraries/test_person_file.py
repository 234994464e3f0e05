from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.libraries import LibraryAccess, PersonFact
from hall_app.cases.lights import Light
from hall_app.identity.judgement import identify
from hall_app.libraries.person_file import FileRow, PersonFile
from hall_app.libraries.prefill import exemption, first_candidates, read_knowledge
from hall_app.libraries.reading_person import read_person_file
from hall_app.libraries.wording import address_lines, printed_lines
from hall_app.practice.story_rows import person_key
from hall_app.settings import ORANGE_DAYS, YELLOW_DAYS, YELLOW_PERCENT, Settings
from tests.stacks.demo import DAY, Demo


def file_of(demo: Demo, key: int) -> PersonFile:
    resident = identify(demo.store, demo.clerk, None, demo.facts(key), demo.clock)
    return read_person_file(demo.store, demo.clerk, None, resident, demo.clock, Settings())


def rows(person_file: PersonFile, key: str) -> list[tuple[str, str]]:
    section = next(section for section in person_file.sections if section.key == key)
    return [(row.label, row.value) for row in section.rows]


def test_the_person_column_is_that_of_the_picture(demo: Demo) -> None:
    person_file = file_of(demo, 1)
    assert person_file.alert is not None
    assert person_file.alert.text == "手机号 2 年未更新"
    assert rows(person_file, "address") == [
        ("莲花街道景田社区锦云二路 18 号", ""),
        ("云锦苑 3 栋 B 座 1204", ""),
        ("网格 莲花-云锦-07·网格员 邓志强", ""),
    ]
    assert person_file.sections[1].rows == (FileRow("租住，备案至 06-30", "剩 13 天", "warn", "clock"),)
    assert rows(person_file, "family") == [("配偶 周立", "36 岁·同住"), ("女儿 周沐禾", "11 个月·同住")]
    assert rows(person_file, "insurance") == [("养老保险连续缴费", "14 个月"), ("就业登记", "灵活就业")]
    assert rows(person_file, "firms") == [("晓语花艺工作室", "个体·存续")]
    assert rows(person_file, "open_cases") == [("灵活就业社保补贴", "剩 3 天")]
    assert [(stage.stage, stage.text, stage.state_name) for stage in person_file.life_stages] == [
        ("婴幼", "育儿补贴、子女医保", "可办 2"),
        ("居住", "居住证、租赁备案", "可办 2"),
        ("就业", "灵活就业社保补贴", "在享"),
        ("入学", "积分入学，2028 年秋", "将到"),
    ]
    assert len(person_file.recent_cases) == 4
    home = person_file.sections[0].source
    assert home is not None
    assert (home.library, home.recorded_on, home.note) == ("房屋库", date(2026, 5, 30), "核")


def test_reading_a_file_is_traced_with_its_sections(demo: Demo) -> None:
    person_file = file_of(demo, 1)
    with demo.store.reading() as session:
        trace = session.scalars(select(LibraryAccess).where(LibraryAccess.purpose == "reception")).one()
        assert trace.sections == [section.key for section in person_file.sections]


def test_another_name_in_the_library_shows_the_card_alone(demo: Demo) -> None:
    person_file = file_of(demo, 8)
    assert [section.key for section in person_file.sections] == ["address"]
    assert person_file.sections[0].source is not None
    assert person_file.sections[0].source.library == "身份证"


def test_nothing_is_offered_to_somebody_recorded_as_deceased(demo: Demo) -> None:
    with demo.store.writing() as session:
        session.add(
            PersonFact(
                person_id=person_key("吴国强"), kind="age_allowance", value={}, since=DAY, until=None,
                source="民政库", recorded_on=DAY,
            )
        )  # fmt: skip
    stages = file_of(demo, 6).life_stages
    assert [(stage.state, stage.short) for stage in stages] == [("enjoyed", "养老 0")], (
        "what is still drawn has to be ended; nothing can be applied for"
    )


def test_a_silent_library_says_so_in_its_own_section_only(demo: Demo) -> None:
    with demo.store.writing() as session:
        session.add(
            PersonFact(
                person_id=person_key("林晓燕"),
                kind="library_silence",
                value={"library": "社保库"},
                since=None,
                until=None,
                source="社保库",
                recorded_on=DAY,
            )
        )
    sections = {section.key: section for section in file_of(demo, 1).sections}
    assert sections["insurance"].state == "failed"
    assert sections["address"].state == "ready"


def test_two_libraries_with_two_phones_give_two_candidates_newest_first(demo: Demo) -> None:
    with demo.store.reading() as session:
        knowledge = read_knowledge(session, demo.facts(1), person_key("林晓燕"))
    found = first_candidates(["fact.phone.number", "person.phone"], knowledge, DAY)
    assert [(one.value, one.source.library) for one in found] == [
        ("10000000951", "居住登记"),
        ("10000006208", "人口库"),
    ]
    home = first_candidates(["home.address"], knowledge, DAY)[0]
    assert home.value.endswith("锦云二路18号云锦苑3栋B座1204")
    assert first_candidates(["child.name"], knowledge, DAY)[0].value == "周沐禾"
    assert first_candidates(["card.sex"], knowledge, DAY)[0].value == "女"
    assert first_candidates(["nothing.at_all"], knowledge, DAY) == ()


def test_a_fact_that_has_ended_frees_nobody_from_paper(demo: Demo) -> None:
    with demo.store.reading() as session:
        person = read_knowledge(session, None, person_key("林晓燕")).person
    assert exemption("lease", person, DAY) is not None
    assert exemption("lease", person, date(2026, 7, 1)) is None
    assert exemption("child.birth_certificate", person, DAY) is not None
    assert exemption("lease", None, DAY) is None


def test_addresses_break_at_the_estate_or_the_number() -> None:
    assert address_lines("广东省深圳市福田区沙头街道新洲社区新洲北村57-1号8A", None) == (
        "沙头街道新洲社区新洲北村 57-1 号",
        "8A",
    )


def test_the_person_s_open_cases_carry_the_hall_s_lights(demo: Demo) -> None:
    resident = identify(demo.store, demo.clerk, None, demo.facts(1), demo.clock)
    shown = []
    for percent, yellow, orange in ((0, 3, 1), (0, 3, 3), (0, 0, 0), (100, 0, 0)):
        chosen = {YELLOW_PERCENT: percent, YELLOW_DAYS: yellow, ORANGE_DAYS: orange}
        settings = Settings().with_values(chosen)
        file = read_person_file(demo.store, demo.clerk, None, resident, demo.clock, settings)
        shown += [(one.left.days_left, one.left.light) for one in file.open_cases]
        assert rows(file, "open_cases") == [("灵活就业社保补贴", "剩 3 天")]
    assert shown == [(3, Light.YELLOW), (3, Light.ORANGE), (3, Light.GREEN), (3, Light.YELLOW)]
    assert {one.left.light for one in file.recent_cases if one not in file.open_cases} == {Light.NONE}


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            "广东省深圳市福田区莲花街道景田社区演示路9号",
            ("广东省深圳市福田区", "莲花街道景田社区演示路 9 号"),
        ),
        ("湖南省岳阳市云溪区演示路18号", ("湖南省岳阳市云溪区演示路 18 号",)),
        (
            "新疆维吾尔自治区伊犁哈萨克自治州昭苏县演示路7号",
            ("新疆维吾尔自治区伊犁哈萨克自治州昭苏县", "演示路 7 号"),
        ),
        ("没有写行政名称的一个很长很长的地址写法七八九", ("没有写行政名称的一个很长很长的地址写法七八九",)),
    ],
)
def test_a_printed_address_breaks_after_its_district(address: str, lines: tuple[str, ...]) -> None:
    assert printed_lines(address) == lines
