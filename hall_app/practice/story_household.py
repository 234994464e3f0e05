"""林晓燕, whose card is 1, with her husband, her daughter, her lease, insurance and firm: the mockups show her."""

from __future__ import annotations

from datetime import date, timedelta

from db.libraries import Person
from db.session import Session
from hall_app.libraries.facts import HOUSING, POPULATION, REGISTRATION, add_months
from hall_app.practice.numbers import id_number
from hall_app.practice.story_cards import StoryCard
from hall_app.practice.story_homes import HOME, ROOM
from hall_app.practice.story_rows import add_family, add_firm, add_residence, fact_writer, person_values

LIN = "林晓燕"


def write_household(session: Session, card: StoryCard, day: date) -> None:
    """Her household as it stands on a day."""
    registered = add_months(day, -12) - timedelta(days=15)
    born = add_months(day, -11) - timedelta(days=5)
    husband = Person(
        **person_values(
            "周立",
            id_number(date(day.year - 36, 1, 1), 721),
            "1",
            date(day.year - 36, 1, 1),
            "430603",
            "湖南省岳阳市云溪区演示路18号",
            day,
            "10000000952",
        )
    )
    daughter = Person(
        **person_values(
            "周沐禾", id_number(born, 722), "2", born, "430603", "湖南省岳阳市云溪区演示路18号", day, None
        )
    )
    lin = person_values(
        card.name, card.id_number, "2", date(1992, 3, 15), "430603", card.address, day, "10000006208"
    )
    phone_day = add_months(day, -27)
    session.add_all([Person(**(lin | {"recorded_on": phone_day})), husband, daughter])
    session.flush()
    add_family(
        session,
        day,
        ("林晓燕", "周立", "10", "10"),
        ("林晓燕", "周沐禾", "30", "50"),
        ("周立", "周沐禾", "30", "50"),
    )
    for name in (LIN, "周立", "周沐禾"):
        add_residence(
            session, name, ROOM, max(registered, born) if name == "周沐禾" else registered, day, "租住"
        )
    fact = fact_writer(session, LIN)
    back = day - timedelta(days=1)
    fact("phone", {"number": "10000006208"}, POPULATION, phone_day, None, phone_day)
    fact("phone", {"number": "10000000951"}, REGISTRATION, registered, None, registered)
    fact("marriage", {"code": "20", "text": "已婚"}, POPULATION, add_months(day, -40), None, phone_day)
    fact(
        "residence_registration",
        {"house_code": ROOM, "address": HOME + "1204", "number": "JD9001204001"},
        POPULATION,
        registered,
        None,
        registered,
    )
    fact(
        "lease",
        {
            "record_no": "ZL9001204001",
            "house_code": ROOM,
            "landlord": "赵演示",
            "rent": 5200,
            "mode": "租住·整租",
            "terms_unchanged": True,
        },
        HOUSING,
        registered,
        day + timedelta(days=13),
        registered,
    )
    insured = add_months(day.replace(day=1), -14)
    fact(
        "pension_insurance",
        {"months": 14, "employer": "个人缴费", "status": "正常", "kinds": "养老、医疗"},
        "社保库",
        insured,
        None,
        back,
    )
    fact(
        "employment",
        {"form": "灵活就业", "trade": "花艺设计", "place": "福田区"},
        "社保库",
        insured,
        None,
        back,
    )
    fact("flexible_recognised", {}, "社保库", add_months(day, -11), None, back)
    fact("flexible_subsidy", {}, "社保库", add_months(day, -10), None, back)
    fact("bank_account", {"bank": "社会保障卡金融账户", "tail": "0951"}, "民政库", insured, None, back)
    child = fact_writer(session, "周沐禾")
    child("birth_certificate", {"number": "CS90012040"}, "卫健库", born, None, born + timedelta(days=7))
    add_firm(session, "晓语", LIN, "晓语花艺工作室", "个体工商户", day, None, day.year - 2, 101)
