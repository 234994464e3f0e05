"""A year's table comes in: checked, recorded, and every provisional deadline counted anew."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from db.cases import Case, CaseStep
from db.items import Item
from db.places import Department
from db.security import AuditEntry
from db.session import Session
from hall_app.clock import HALL_ZONE
from hall_app.errors import InputRefused, NotPermitted
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline
from hall_app.working_days.entry import enter_year, read_year_file
from tests.hall_app.halls import SmallHall

ACCEPTED = date(2026, 12, 10)
YEAR_2027 = {
    date(2027, 1, 1): (False, "元旦"),
    date(2027, 1, 4): (False, "元旦"),
    date(2027, 1, 9): (True, "元旦"),
    date(2027, 2, 8): (False, "春节"),
}


def item_id(session: Session) -> UUID:
    """Some item a case can be of."""
    department = Department(uscc=str(uuid4()), name="某局", short_name="某局")
    session.add(department)
    session.flush()
    texts = dict.fromkeys(
        ("name", "summary", "type_code", "handling_kind", "limit_unit", "fee", "status"), "x"
    )
    lists = (
        "everyday_names",
        "readings",
        "special_procedures",
        "served",
        "forms_of_handling",
        "channels",
        "refusal_grounds",
    )
    item = Item(
        local_code=str(uuid4()),
        version=1,
        agency_id=department.id,
        statutory_limit=20,
        promised_limit=20,
        elements={},
        **texts,
        **{name: [] for name in lists},
    )
    session.add(item)
    session.flush()
    return item.id


def add_case(hall: SmallHall, number: str, days: int, state: str = "20") -> UUID:
    """A case accepted on 10 December 2026."""
    counted = deadline(load_calendar(hall.store), ACCEPTED, days)
    with hall.store.writing() as session:
        case = Case(
            hall_id=hall.hall_id,
            case_number=number,
            item_id=item_id(session),
            item_code="JZZ",
            clerk_id=hall.staff["LH0108"],
            applicant_name="某",
            applicant_id_kind="111",
            applicant_id_number="440399199203152721",
            identity_check={},
            form={},
            state=state,
            received_at=datetime(2026, 12, 10, 10, tzinfo=HALL_ZONE),
            statutory_days=20,
            promised_days=days,
            clock_start=ACCEPTED,
            due_on=counted.due_on,
            due_provisional=counted.provisional,
            query_code_hash="x",
        )
        session.add(case)
        session.flush()
        return case.id


def add_step(hall: SmallHall, case_id: UUID, at: date, from_state: str, to_state: str, **detail: int) -> None:
    with hall.store.writing() as session:
        noon = datetime(at.year, at.month, at.day, 12, tzinfo=HALL_ZONE)
        session.add(
            CaseStep(
                case_id=case_id, at=noon, from_state=from_state, to_state=to_state, action="x", detail=detail
            )
        )


def enter(hall: SmallHall, days: dict[date, tuple[bool, str]] = YEAR_2027) -> dict[str, tuple[date, date]]:
    clerk = hall.clerk(role="system_admin")
    changed = enter_year(hall.store, clerk, 2027, days, "国办发明电", clock=hall.clock)
    return {one.case_number: (one.old, one.new) for one in changed}


def due(hall: SmallHall, case_id: UUID) -> tuple[date | None, bool]:
    with hall.store.reading() as session:
        case = session.get_one(Case, case_id)
        return case.due_on, case.due_provisional


def test_provisional_deadlines_are_counted_anew(hall: SmallHall) -> None:
    moved, stays = add_case(hall, "LH261210-0001", 20), add_case(hall, "LH261210-0002", 16)
    certain, void = add_case(hall, "LH261210-0003", 5), add_case(hall, "LH261210-0004", 20, state="90")
    assert due(hall, moved) == (date(2027, 1, 8), True)
    assert due(hall, certain) == (date(2026, 12, 17), False)
    assert enter(hall) == {
        "LH261210-0001": (date(2027, 1, 8), date(2027, 1, 9)),
        "LH261210-0002": (date(2027, 1, 4), date(2027, 1, 5)),
    }
    assert due(hall, moved) == (date(2027, 1, 9), False)
    assert due(hall, stays) == (date(2027, 1, 5), False)
    assert due(hall, void) == (date(2027, 1, 8), True)
    with hall.store.reading() as session:
        step = session.scalars(select(CaseStep).where(CaseStep.case_id == moved)).one()
        deed = session.scalars(select(AuditEntry)).one()
        assert step.detail == {"from": "2027-01-08", "to": "2027-01-09"}
        assert (deed.action, deed.object_id, deed.detail) == (
            "calendar.enter",
            "2027",
            {"days": 4, "moved": 2},
        )
    assert enter(hall) == {}


def test_days_on_which_the_clock_stood_still_are_kept(hall: SmallHall) -> None:
    paused, extended, standing = (add_case(hall, f"LH261210-000{n}", 20) for n in (1, 2, 3))
    add_step(hall, paused, date(2026, 12, 14), "25", "27")
    add_step(hall, paused, date(2026, 12, 16), "27", "25")
    add_step(hall, extended, date(2026, 12, 14), "25", "28", extension_days=2)
    with hall.store.writing() as session:
        session.get_one(Case, standing).state = "27"
    enter(hall)
    assert due(hall, paused) == (date(2027, 1, 12), False)
    assert due(hall, extended) == (date(2027, 1, 12), False)
    assert due(hall, standing)[1]


@pytest.mark.parametrize(
    ("days", "word"),
    [
        ({date(2026, 1, 1): (False, "元旦")}, "不在 2027 年"),
        ({date(2027, 1, 1): (False, "元旦"), date(2027, 1, 6): (True, "元旦")}, "本来就是工作日"),
        ({date(2027, 1, 9): (True, "元旦")}, "没有一天放假"),
        ({}, "没有一天放假"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(
    hall: SmallHall, days: dict[date, tuple[bool, str]], word: str
) -> None:
    with pytest.raises(InputRefused, match=word):
        enter(hall, days)
    assert not load_calendar(hall.store).has_table(2027)


def test_a_counter_clerk_may_not_enter_a_year(hall: SmallHall) -> None:
    with pytest.raises(NotPermitted):
        enter_year(hall.store, hall.clerk("08"), 2027, YEAR_2027, "x", clock=hall.clock)


def test_a_file_is_read_or_refused_by_line(tmp_path: Path) -> None:
    path = tmp_path / "2027.txt"
    path.write_text("\ufeff# 2027\n2027-01-01 休 元旦\n\n2027-01-09,班,元旦\n", encoding="utf-8")
    assert read_year_file(path) == {date(2027, 1, 1): (False, "元旦"), date(2027, 1, 9): (True, "元旦")}
    for text, word in (
        ("2027-01-01 休 元旦\n2027-13-01 休", "第 2 行"),
        ("2027-01-01 放", "第 1 行"),
        ("x" * 70_000, "太大"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputRefused, match=word):
            read_year_file(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputRefused, match="读不出来"):
        read_year_file(path)
    with pytest.raises(InputRefused):
        read_year_file(tmp_path / "none")
