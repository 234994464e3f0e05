"""The lights of cases' clocks: vectors, properties, and which clock runs in which state (domain 3.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db.cases import Case, CaseStep
from db.libraries_queries import CaseRow
from hall_app.cases.case_times import CaseTimes
from hall_app.cases.lights import NO_TIME, CaseLights, Light, TimeLeft, light_of
from hall_app.cases.states import CaseState
from hall_app.clock import HALL_ZONE
from hall_app.libraries.wording import OPEN_STATES
from hall_app.settings import ORANGE_DAYS, YELLOW_DAYS, YELLOW_PERCENT, Settings
from hall_app.working_days.calendar import WorkingCalendar
from hall_app.working_days.counting import deadline
from tests.stacks.demo import Demo

LIGHTS = CaseLights()
CALENDAR = WorkingCalendar()
ORDER = [Light.GREEN, Light.YELLOW, Light.ORANGE, Light.RED]


def row(
    state: str = "20", promised: int = 20, due_on: date | None = None, answer_by: date | None = None
) -> CaseRow:
    came = datetime(2026, 6, 1, 9, 0, tzinfo=HALL_ZONE)
    return CaseRow(uuid4(), "LH260601-0001", "居住证", state, came, None, due_on, False, promised, answer_by)


def left(case: CaseRow, today: date, extended: int = 0) -> TimeLeft:
    return CaseTimes(CALENDAR, today, LIGHTS, 5, {case.case_id: extended}).left(case)


@pytest.mark.parametrize(
    ("days", "limit", "light"),
    [
        (20, 20, Light.GREEN), (11, 20, Light.GREEN), (10, 20, Light.YELLOW), (4, 20, Light.YELLOW), (3, 5, Light.YELLOW),
        (4, 5, Light.GREEN), (5, 10, Light.YELLOW), (6, 10, Light.GREEN), (3, 45, Light.YELLOW), (23, 45, Light.GREEN),
        (22, 45, Light.YELLOW), (2, 3, Light.YELLOW), (1, 45, Light.ORANGE), (1, 1, Light.ORANGE), (0, 20, Light.ORANGE),
        (-1, 20, Light.RED), (4, 0, Light.GREEN), (3, 0, Light.YELLOW),
    ],
)  # fmt: skip
def test_a_light_by_days_and_by_half_of_the_limit(days: int, limit: int, light: Light) -> None:
    assert light_of(days, limit, LIGHTS) is light


def test_the_numbers_are_the_hall_s() -> None:
    chosen = {YELLOW_PERCENT: 25, YELLOW_DAYS: 0, ORANGE_DAYS: 0}
    lights = CaseLights.of(Settings().with_values(chosen))
    assert [light_of(days, 20, lights) for days in (6, 5, 0)] == [Light.GREEN, Light.YELLOW, Light.ORANGE]
    assert CaseLights.of(Settings()) == CaseLights(50, 3, 1)


@given(
    limit=st.integers(0, 60),
    lights=st.builds(CaseLights, st.integers(0, 100), st.integers(0, 60), st.integers(0, 60)),
)
def test_as_days_go_by_a_light_only_gets_worse(limit: int, lights: CaseLights) -> None:
    seen = [ORDER.index(light_of(days, limit, lights)) for days in range(limit, -3, -1)]
    assert seen == sorted(seen)
    assert light_of(-1, limit, lights) is Light.RED


@given(
    start=st.dates(date(2024, 1, 1), date(2026, 10, 1)), limit=st.integers(1, 45), passed=st.integers(0, 120)
)
def test_a_case_is_red_exactly_after_its_last_day(start: date, limit: int, passed: int) -> None:
    due = deadline(CALENDAR, start, limit).due_on
    today = start + timedelta(days=passed)
    found = left(row(promised=limit, due_on=due), today)
    assert (found.light is Light.RED) is (today > due)
    assert found.days_left is not None
    assert found.light is Light.RED or found.days_left >= 0
    green = found.days_left * 2 > limit and found.days_left > 3
    assert (found.light is Light.GREEN) is green


def test_words_name_the_days_and_the_day() -> None:
    case = row(due_on=date(2026, 6, 26))
    shown = [left(case, date(2026, 6, day)) for day in (17, 26, 27, 29)]
    assert [(one.words, one.full) for one in shown] == [
        ("剩 6 天", "剩余 6 个工作日（06-26）"),
        ("剩 0 天", "剩余 0 个工作日（06-26）"),
        ("已超期", "已超期（06-26）"),
        ("超期 1 天", "超期 1 个工作日（06-26）"),
    ]
    assert shown[2].light is Light.RED, "the Saturday after a Friday's last day is late already"
    assert shown[0].spoken == "黄灯，剩余 6 个工作日（06-26）"
    assert left(row(due_on=date(2027, 1, 8)), date(2026, 12, 30)).full.endswith("（2027-01-08）")


def test_each_state_shows_the_clock_that_runs() -> None:
    today, due, answer = date(2026, 6, 17), date(2026, 6, 26), date(2026, 6, 22)
    for code in CaseState:
        found = left(row(code.value, due_on=due, answer_by=answer), today)
        if code.value in ("16", "20", "22", "25", "28", "30"):
            assert (found.light, found.due_on) == (Light.YELLOW, due)
        elif code is CaseState.RESUBMITTED:
            assert (found.light, found.due_on, found.days_left) == (Light.YELLOW, answer, 2)
        elif code is CaseState.RECEIVED:
            assert (found.light, found.due_on) == (Light.RED, date(2026, 6, 8)), "five days after it came"
        elif code is CaseState.SPECIAL_PROCEDURE:
            assert (found.light, found.words, found.days_left) == (Light.GREY, "暂停计时", None)
        elif code is CaseState.CORRECTION:
            assert (found.light, found.words) == (Light.GREY, "")
        else:
            assert found == NO_TIME
    assert {
        code.value for code in CaseState if left(row(code.value, due_on=due, answer_by=due), today) != NO_TIME
    } == OPEN_STATES


def test_half_of_an_extended_limit_counts_the_extension() -> None:
    case = row(due_on=date(2026, 7, 7))
    today = date(2026, 6, 17)
    assert left(case, today).days_left == 13
    assert left(case, today).light is Light.GREEN
    assert left(case, today, extended=10).light is Light.YELLOW, "13 of 30 days are less than half"


def test_extensions_and_the_hall_s_own_calendar_are_read(demo: Demo) -> None:
    with demo.store.writing() as session:
        case = session.scalars(select(Case).where(Case.state == "25").limit(1)).one()
        for days in (10, 0):
            detail = {"extension_days": days} if days else {"title": "别的"}
            session.add(
                CaseStep(
                    case_id=case.id, at=demo.clock.now(), from_state="25", to_state="28", action="case.extend",
                    staff_id=None, reason=None, detail=detail,
                )
            )  # fmt: skip
        session.flush()
        times = CaseTimes.read(session, demo.clock.today(), Settings(), (case.id, UUID(int=7)))
        assert times.extensions == {case.id: 10}
        assert CaseTimes.read(session, demo.clock.today(), Settings()).extensions == {}
        extended = times.left(case)
        plain = replace(times, extensions={}).left(case)
        assert extended.days_left == plain.days_left == 3
