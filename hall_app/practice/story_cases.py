"""林晓燕's three earlier cases and the one that is open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from db.cases import Case
from db.session import Session
from hall_app.clock import HALL_ZONE
from hall_app.libraries.facts import add_months
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.story_cards import story_cards
from hall_app.practice.story_household import LIN
from hall_app.practice.story_rows import person_key

CASE_IDS = tuple(fixed_id(f"case:{number}") for number in range(1, 5))


def write_story_cases(session: Session, hall_id: UUID, clerk_id: UUID, day: date, due_on: date) -> None:
    """Her three earlier cases and the open one, due on ``due_on``; an earlier day's are moved."""
    lin = story_cards(day)[0]
    plan = (
        (1, "440304-JZZ-05", "居住登记信息更新", "42", add_months(day, -12) - timedelta(days=15)),
        (2, "440304-ZLBA-02", "住房租赁合同备案", "60", add_months(day, -12) + timedelta(days=11)),
        (3, "440304-SYDJ-01", "出生医学证明电子证照关联", "42", add_months(day, -10) - timedelta(days=6)),
        (4, "440304-LHJY-01", "灵活就业社保补贴", "25", day - timedelta(days=17)),
    )
    for number, code, _, state, on in plan:
        received = datetime.combine(on, time(10, 20), HALL_ZONE)
        is_open = state == "25"
        session.merge(
            Case(
                id=CASE_IDS[number - 1],
                hall_id=hall_id,
                case_number=f"LH{on:%y%m%d}-90{number:02d}",
                item_id=fixed_id(f"item:{code}:1"),
                item_code=code,
                ticket_id=None,
                window_id=None,
                clerk_id=clerk_id,
                person_id=person_key(LIN),
                legal_person_id=None,
                applicant_name=lin.name,
                applicant_id_kind="111",
                applicant_id_number=lin.id_number,
                applicant_phone="10000000951",
                agent=None,
                identity_check={"method": "card"},
                form={},
                state=state,
                received_at=received,
                accepted_at=received,
                statutory_days=20,
                promised_days=15,
                clock_start=on,
                due_on=due_on if is_open else on,
                due_provisional=False,
                due_note=None,
                correction_due_on=None,
                decided_at=None if is_open else received + timedelta(minutes=1),
                query_code_hash="",
                collection=None,
                fields_prefilled=0,
                fields_typed=0,
                version=1,
                practice=True,
            )
        )
    session.flush()
