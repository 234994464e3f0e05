"""The people of cards 2 to 8, each there for one rule of the reception."""

from __future__ import annotations

from datetime import date, timedelta

from db.libraries import Person
from db.session import Session
from hall_app.libraries.facts import HOUSING, POPULATION, add_months
from hall_app.practice.numbers import id_number
from hall_app.practice.story_cards import StoryCard
from hall_app.practice.story_homes import SHARED, SHARED_HOME
from hall_app.practice.story_rows import (
    add_family,
    add_firm,
    add_residence,
    fact_writer,
    person_key,
    person_values,
)


def write_others(session: Session, cards: dict[int, StoryCard], day: date) -> None:
    """Their rows as they stand on a day."""
    home = f"{SHARED}000101"
    for key in (2, 3, 4, 5, 6, 7):
        card = cards[key]
        born = date(int(card.birth_date[:4]), int(card.birth_date[4:6]), int(card.birth_date[6:]))
        region = "650102" if key == 7 else "440304"
        row = person_values(
            card.name, card.id_number, card.sex, born, region, card.address, day, f"1000000{key:04d}"
        )
        if key == 6:
            row["died_on"] = day - timedelta(days=75)
        if key == 7:
            row["nation"] = "维吾尔"
        session.add(Person(**row))
        session.flush()
        add_residence(session, card.name, home, add_months(day, -70), day, "自住")
        phone = fact_writer(session, card.name)
        recent = day - timedelta(days=100)
        phone("phone", {"number": f"1000000{key:04d}"}, POPULATION, recent, None, recent)
    # The number of card 8 belongs to somebody else in the library.
    eight = cards[8]
    row = person_values(
        "陈思媛", eight.id_number, "1", date(1988, 2, 8), "440304", eight.address, day, "10000000008"
    )
    session.add(Person(**(row | {"id": person_key(eight.name)})))
    father_born = date(day.year - 42, 1, 1)
    father = person_values(
        "梁海波",
        id_number(father_born, 723),
        "1",
        father_born,
        "440304",
        cards[5].address,
        day,
        "10000000123",
    )
    session.add(Person(**father))
    session.flush()
    add_family(session, day, ("梁海波", cards[5].name, "20", "50"))
    aged = fact_writer(session, cards[2].name)
    recent = day - timedelta(days=30)
    aged("senior_card", {"number": "LN90010001"}, "民政库", add_months(day, -240), None, recent)
    aged(
        "bank_account",
        {"bank": "社会保障卡金融账户", "tail": "0002"},
        "民政库",
        add_months(day, -60),
        None,
        recent,
    )
    aged("medical_insurance", {"scheme": "职工退休"}, "医保库", add_months(day, -240), None, recent)
    aged("home_owned", {"house_code": home}, HOUSING, add_months(day, -70), None, recent)
    owner = fact_writer(session, cards[3].name)
    owner("home_owned", {"house_code": home}, HOUSING, add_months(day, -70), None, recent)
    owner(
        "pension_insurance",
        {"months": 96, "employer": "深圳市演示志明商贸有限公司", "status": "正常", "kinds": "养老、医疗"},
        "社保库",
        add_months(day, -96),
        None,
        recent,
    )
    add_firm(
        session,
        "志明餐饮",
        cards[3].name,
        "志明小馆",
        "个体工商户",
        day,
        day + timedelta(days=21),
        day.year - 1,
        102,
    )
    add_firm(
        session,
        "志明商贸",
        cards[3].name,
        "深圳市演示志明商贸有限公司",
        "有限责任公司",
        day,
        None,
        day.year - 1,
        103,
    )
    moved = fact_writer(session, cards[7].name)
    moved(
        "residence_registration",
        {"house_code": home, "address": SHARED_HOME + "101"},
        POPULATION,
        add_months(day, -5),
        None,
        recent,
    )
    moved(
        "pension_insurance",
        {"months": 9, "employer": "深圳市演示电子有限公司", "status": "正常", "kinds": "养老、医疗"},
        "社保库",
        add_months(day, -9),
        None,
        recent,
    )
    moved(
        "employment",
        {"form": "单位就业", "trade": "电子", "place": "福田区"},
        "社保库",
        add_months(day, -9),
        None,
        recent,
    )
