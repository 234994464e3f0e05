"""The nine story people of the demo hall, as offsets from the hall's day: on their cards and in the libraries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.libraries import Building, Kinship, LegalPerson, LegalPersonRole, Person, PersonFact, Residence, Room
from db.session import Session
from hall_app.libraries.pinyin import read_name
from hall_app.practice.catalogue import credit_code, fixed_id
from hall_app.practice.numbers import id_number

HOME_BUILDING = "4403040080140190001"
HOME_ROOM = f"{HOME_BUILDING}001204"
HOME_ADDRESS = "广东省深圳市福田区莲花街道景田社区锦云二路18号云锦苑3栋B座1204"
_ORIGIN = "湖南省岳阳市云溪区锦绣路1号"


@dataclass(frozen=True, slots=True, repr=False)
class StoryCard:
    """A story card's printed facts, for the emulated reader."""

    key: str
    name: str
    sex: str
    birth_date: date
    address: str
    id_number: str
    valid_from: date
    valid_to: date | None


def story_cards(day: date) -> tuple[StoryCard, ...]:
    """The nine cards on the hall's ``day``; keys 1 to 9."""
    start, end = date(day.year - 5, 3, 1), date(day.year + 5, 3, 1)
    born_82 = date(day.year - 82, 5, 20)
    born_15 = date(day.year - 15, 6, 2)

    def card(
        key: str, name: str, sex: str, born: date, sequence: int, valid_to: date | None = end
    ) -> StoryCard:
        return StoryCard(key, name, sex, born, _ORIGIN, id_number(born, sequence), start, valid_to)

    lin = card("1", "林晓燕", "2", date(1992, 3, 15), 982)
    wrong = card("9", "赵明远", "1", date(1985, 9, 9), 991)
    last = "0" if wrong.id_number[-1] != "0" else "1"
    return (
        lin,
        card("2", "何桂芳", "2", born_82, 986, None),
        card("3", "陈志强", "1", date(1979, 11, 3), 985),
        card("4", "孙丽华", "2", date(1983, 4, 12), 988, day - timedelta(days=40)),
        card("5", "吴子轩", "1", born_15, 987),
        card("6", "郑国安", "1", date(1941, 2, 8), 989, None),
        card("7", "阿卜杜𠮷䶮㛃买买提·艾力江别", "1", date(1990, 7, 7), 993),
        card("8", "黄小明", "1", date(1988, 8, 18), 995),
        StoryCard("9", wrong.name, "1", wrong.birth_date, _ORIGIN, wrong.id_number[:-1] + last, start, end),
    )


def add_story(session: Session, day: date) -> None:
    """The story's people, home, firm and facts in the libraries; once per database."""
    cards = {card.key: card for card in story_cards(day)}
    if session.get(Building, HOME_BUILDING) is None:
        session.add(_building())
        session.flush()
        session.add(
            Room(code=HOME_ROOM, building_code=HOME_BUILDING, address=HOME_ADDRESS, house="1204", use="住宅", tenure="租住", verified_on=day - timedelta(days=18))
        )  # fmt: skip
    for key in "12345678":
        card = cards[key]
        session.add(
            _person(
                f"story:{key}",
                card.name if key != "8" else "王建国",
                card,
                day,
                day - timedelta(days=300) if key == "6" else None,
            )
        )
    session.flush()
    _add_lin(session, day, cards["1"])
    older = fixed_id("story:2")
    session.add(_fact(older, "medical_insurance", {"scheme": "职工退休"}, "医保库", day, 2000))


def _add_lin(session: Session, day: date, card: StoryCard) -> None:
    lin = fixed_id("story:1")
    born_child = day - timedelta(days=335)
    husband = StoryCard(
        "", "周立", "1", date(1990, 1, 8), _ORIGIN, id_number(date(1990, 1, 8), 983), day, None
    )
    child = StoryCard("", "周沐禾", "2", born_child, _ORIGIN, id_number(born_child, 984), day, None)
    session.add(_person("story:husband", husband.name, husband, day, None))
    session.add(_person("story:child", child.name, child, day, None))
    session.flush()
    relations = {"story:husband": "10", "story:child": "30"}
    for who, relation in relations.items():
        session.add(
            Kinship(person_id=lin, relative_id=fixed_id(who), relation=relation, lives_together=True, source="人口库", recorded_on=day - timedelta(days=60))
        )  # fmt: skip
    moved_in = day - timedelta(days=380)
    for who in ("story:1", *relations):
        session.add(
            Residence(person_id=fixed_id(who), room_code=HOME_ROOM, since=moved_in, until=None, tenure="租住", source="房屋库", recorded_on=day - timedelta(days=18))
        )  # fmt: skip
    lease = {
        "record_no": "ZL90001001204",
        "house_code": HOME_ROOM,
        "landlord": "演示房东",
        "rent": 5200,
        "mode": "租住·整租",
        "terms_unchanged": True,
    }
    registration = {"house_code": HOME_ROOM, "address": HOME_ADDRESS, "number": "JD90001204"}
    pension = {"months": 14, "employer": "个人缴费", "status": "正常", "kinds": "养老、医疗"}
    facts: tuple[tuple[str, dict[str, Any], str, int, date | None, int], ...] = (
        ("marriage", {"code": "20", "text": "已婚"}, "人口库", 1500, None, 200),
        ("residence_registration", registration, "居住登记", 380, None, 18),
        ("lease", lease, "房屋库", 352, day + timedelta(days=13), 18),
        ("pension_insurance", pension, "社保库", 14 * 31, None, 1),
        ("employment", {"form": "灵活就业", "trade": "花艺", "place": "福田区"}, "社保库", 400, None, 1),
        ("phone", {"number": "10000006208"}, "人口库", 820, None, 820),
        ("phone", {"number": "10000000951"}, "居住登记", 380, None, 380),
    )
    for kind, value, source, since, until, recorded in facts:
        session.add(_fact(lin, kind, value, source, day, since, until, recorded))
    session.add(
        _fact(fixed_id("story:child"), "birth_certificate", {"number": "CS90001"}, "卫健库", day, 335)
    )
    firm = fixed_id("story:firm")
    session.add(
        LegalPerson(
            id=firm, uscc=credit_code("92440399000000001"), name="晓语花艺工作室", initials="xyhygzs", kind="个体工商户", status="存续", address=HOME_ADDRESS,
            registered_on=day - timedelta(days=700), licence_until=None, last_report_year=day.year - 2, source="法人库", recorded_on=day - timedelta(days=30), version=1, practice=True,
        )
    )  # fmt: skip
    session.flush()
    session.add(LegalPersonRole(person_id=lin, legal_person_id=firm, role="经营者"))


def _building() -> Building:
    address = HOME_ADDRESS.removesuffix("1204")
    return Building(
        code=HOME_BUILDING, address=address, street_code="440304008", community_code="440304008014", grid="莲花-云锦-07", grid_worker="邓志强", estate="云锦苑", floors=28, practice=True
    )  # fmt: skip


def _person(who: str, name: str, card: StoryCard, day: date, died_on: date | None) -> Person:
    reading = read_name(name)
    phone = "10000006208" if who == "story:1" else None
    return Person(
        id=fixed_id(who), id_number=card.id_number, id_kind="111", name=name, given=reading.given, pinyin=reading.pinyin, initials=reading.initials, pinyin_alt=reading.pinyin_alt,
        initials_alt=reading.initials_alt, phone=phone, phone_reversed=phone[::-1] if phone else None, sex=card.sex, birth_date=card.birth_date, nation="01", registered_region="430600",
        registered_address=card.address, street_code="440304008", died_on=died_on, source="人口库", recorded_on=day - timedelta(days=60), version=1, practice=True,
    )  # fmt: skip


def _fact(
    person_id: Any,
    kind: str,
    value: dict[str, Any],
    source: str,
    day: date,
    since: int,
    until: date | None = None,
    recorded: int = 10,
) -> PersonFact:
    return PersonFact(
        person_id=person_id, kind=kind, value=value, since=day - timedelta(days=since), until=until, source=source, recorded_on=day - timedelta(days=recorded), trust=1, version=1
    )  # fmt: skip
