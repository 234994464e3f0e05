"""The story people's facts, offsets from the hall's day, so that the story is alive on any day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from db.cases import Case
from db.libraries import (
    Building,
    Kinship,
    LegalPerson,
    LegalPersonRole,
    Person,
    PersonFact,
    Residence,
    Room,
)
from db.practice_load import remove_people, set_installation_value
from db.session import Session
from hall_app.clock import HALL_ZONE
from hall_app.libraries.facts import HOUSING, POPULATION, REGISTRATION, add_months
from hall_app.libraries.pinyin import initials_of, read_name
from hall_app.places.credit_codes import credit_code
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.numbers import id_number
from hall_app.practice.story_cards import StoryCard, story_cards

STORY_DAY = "practice_day"
_HOME = "广东省深圳市福田区莲花街道景田社区锦云二路18号云锦苑3栋B座"
_BUILDING = "4403040970140790012"
_ROOM = _BUILDING + "001204"
_SHARED = "4403040970140790013"
_SHARED_HOME = "广东省深圳市福田区莲花街道景田社区锦云二路20号云锦苑5栋"
_LIN = "林晓燕"
CASE_IDS = tuple(fixed_id(f"case:{number}") for number in range(1, 5))


def person_key(name: str) -> UUID:
    """A story person's id."""
    return fixed_id(f"person:{name}")


def write_story(session: Session, day: date) -> None:
    """Write the story people's library rows for a day; those of an earlier day are taken out first."""
    cards = story_cards(day)
    names = [card.name for card in cards] + ["周立", "周沐禾", "梁海波"]
    firms = [fixed_id(f"firm:{name}") for name in ("晓语", "志明餐饮", "志明商贸")]
    remove_people(session, [person_key(name) for name in names], firms, [_ROOM, f"{_SHARED}000101"])
    session.flush()
    _write_homes(session, day)
    _write_lin(session, cards[0], day)
    _write_others(session, {card.key: card for card in cards}, day)
    set_installation_value(session, STORY_DAY, day.isoformat())
    session.flush()


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
                person_id=person_key(_LIN),
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


def _write_homes(session: Session, day: date) -> None:
    for code, address, house, rented, verified in (
        (_BUILDING, _HOME, "1204", True, day - timedelta(days=18)),
        (_SHARED, _SHARED_HOME, "101", False, day - timedelta(days=60)),
    ):
        session.add(
            Building(
                code=code,
                address=address,
                street_code="440304008",
                community_code="440304008014",
                grid="莲花-云锦-07",
                grid_worker="邓志强",
                estate="云锦苑",
                floors=18,
                practice=True,
            )
        )
        session.flush()
        session.add(
            Room(
                code=code + house.zfill(6),
                building_code=code,
                address=address + house,
                house=house,
                use="住宅",
                tenure="租住" if rented else "自住",
                verified_on=verified,
            )
        )
    session.flush()


def _write_lin(session: Session, card: StoryCard, day: date) -> None:
    registered = add_months(day, -12) - timedelta(days=15)
    born = add_months(day, -11) - timedelta(days=5)
    husband = Person(
        **_person(
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
        **_person(
            "周沐禾", id_number(born, 722), "2", born, "430603", "湖南省岳阳市云溪区演示路18号", day, None
        )
    )
    lin = _person(
        card.name, card.id_number, "2", date(1992, 3, 15), "430603", card.address, day, "10000006208"
    )
    phone_day = add_months(day, -27)
    session.add_all([Person(**(lin | {"recorded_on": phone_day})), husband, daughter])
    session.flush()
    _family(
        session,
        day,
        ("林晓燕", "周立", "10", "10"),
        ("林晓燕", "周沐禾", "30", "50"),
        ("周立", "周沐禾", "30", "50"),
    )
    for name in (_LIN, "周立", "周沐禾"):
        _lives(session, name, _ROOM, max(registered, born) if name == "周沐禾" else registered, day, "租住")
    fact = _writer(session, _LIN)
    back = day - timedelta(days=1)
    fact("phone", {"number": "10000006208"}, POPULATION, phone_day, None, phone_day)
    fact("phone", {"number": "10000000951"}, REGISTRATION, registered, None, registered)
    fact("marriage", {"code": "20", "text": "已婚"}, POPULATION, add_months(day, -40), None, phone_day)
    fact(
        "residence_registration",
        {"house_code": _ROOM, "address": _HOME + "1204", "number": "JD9001204001"},
        POPULATION,
        registered,
        None,
        registered,
    )
    fact(
        "lease",
        {
            "record_no": "ZL9001204001",
            "house_code": _ROOM,
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
    child = _writer(session, "周沐禾")
    child("birth_certificate", {"number": "CS90012040"}, "卫健库", born, None, born + timedelta(days=7))
    _firm(session, "晓语", _LIN, "晓语花艺工作室", "个体工商户", day, None, day.year - 2, 101)


def _write_others(session: Session, cards: dict[int, StoryCard], day: date) -> None:
    home = f"{_SHARED}000101"
    for key in (2, 3, 4, 5, 6, 7):
        card = cards[key]
        born = date(int(card.birth_date[:4]), int(card.birth_date[4:6]), int(card.birth_date[6:]))
        region = "650102" if key == 7 else "440304"
        row = _person(
            card.name, card.id_number, card.sex, born, region, card.address, day, f"1000000{key:04d}"
        )
        if key == 6:
            row["died_on"] = day - timedelta(days=75)
        if key == 7:
            row["nation"] = "维吾尔"
        session.add(Person(**row))
        session.flush()
        _lives(session, card.name, home, add_months(day, -70), day, "自住")
        phone = _writer(session, card.name)
        recent = day - timedelta(days=100)
        phone("phone", {"number": f"1000000{key:04d}"}, POPULATION, recent, None, recent)
    # The number of card 8 belongs to somebody else in the library.
    eight = cards[8]
    row = _person(
        "陈思媛", eight.id_number, "1", date(1988, 2, 8), "440304", eight.address, day, "10000000008"
    )
    session.add(Person(**(row | {"id": person_key(eight.name)})))
    father_born = date(day.year - 42, 1, 1)
    father = _person(
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
    _family(session, day, ("梁海波", cards[5].name, "20", "50"))
    aged = _writer(session, cards[2].name)
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
    owner = _writer(session, cards[3].name)
    owner("home_owned", {"house_code": home}, HOUSING, add_months(day, -70), None, recent)
    owner(
        "pension_insurance",
        {"months": 96, "employer": "深圳市演示志明商贸有限公司", "status": "正常", "kinds": "养老、医疗"},
        "社保库",
        add_months(day, -96),
        None,
        recent,
    )
    _firm(
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
    _firm(
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
    moved = _writer(session, cards[7].name)
    moved(
        "residence_registration",
        {"house_code": home, "address": _SHARED_HOME + "101"},
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


def _person(
    name: str, number: str, sex: str, born: date, region: str, address: str, day: date, phone: str | None
) -> dict[str, Any]:
    read = read_name(name)
    return {
        "id": person_key(name),
        "id_number": number,
        "id_kind": "111",
        "name": name,
        "given": read.given,
        "pinyin": read.pinyin,
        "initials": read.initials,
        "pinyin_alt": read.pinyin_alt,
        "initials_alt": read.initials_alt,
        "phone": phone,
        "phone_reversed": phone[::-1] if phone else None,
        "sex": sex,
        "birth_date": born,
        "nation": "汉",
        "registered_region": region,
        "registered_address": address,
        "street_code": "440304008",
        "died_on": None,
        "source": POPULATION,
        "recorded_on": day - timedelta(days=200),
        "version": 1,
        "practice": True,
    }


def _family(session: Session, day: date, *relations: tuple[str, str, str, str]) -> None:
    recorded = day - timedelta(days=200)
    for one, other, forth, back in relations:
        for person, relative, relation in ((one, other, forth), (other, one, back)):
            session.add(
                Kinship(
                    person_id=person_key(person),
                    relative_id=person_key(relative),
                    relation=relation,
                    lives_together=True,
                    source=POPULATION,
                    recorded_on=recorded,
                )
            )
    session.flush()


def _lives(session: Session, name: str, room: str, since: date, day: date, tenure: str) -> None:
    session.add(
        Residence(
            person_id=person_key(name),
            room_code=room,
            since=since,
            until=None,
            tenure=tenure,
            source=HOUSING,
            recorded_on=day - timedelta(days=18),
        )
    )


def _writer(session: Session, name: str) -> Any:
    number = 0

    def fact(
        kind: str, value: dict[str, Any], source: str, since: date | None, until: date | None, recorded: date
    ) -> None:
        nonlocal number
        number += 1
        session.add(
            PersonFact(
                id=fixed_id(f"fact:{name}:{kind}:{source}:{number}"),
                person_id=person_key(name),
                kind=kind,
                value=value,
                since=since,
                until=until,
                source=source,
                recorded_on=recorded,
                trust=1,
                version=1,
            )
        )

    return fact


def _firm(
    session: Session,
    key: str,
    owner: str,
    name: str,
    kind: str,
    day: date,
    licence_until: date | None,
    reported: int,
    number: int,
) -> None:
    head = "92" if kind == "个体工商户" else "91"
    session.add(
        LegalPerson(
            id=fixed_id(f"firm:{key}"),
            uscc=credit_code(f"{head}440399{90_000_000 + number:08d}N"),
            name=name,
            initials=initials_of(name),
            kind=kind,
            status="存续",
            address=_SHARED_HOME + "101",
            address_code=f"{_SHARED}000101",
            registered_on=add_months(day, -30),
            licence_until=licence_until,
            last_report_year=reported,
            source="法人库",
            recorded_on=day - timedelta(days=20),
            version=1,
            practice=True,
        )
    )
    session.add(
        LegalPersonRole(person_id=person_key(owner), legal_person_id=fixed_id(f"firm:{key}"), role="经营者")
    )
    session.flush()
