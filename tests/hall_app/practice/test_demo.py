from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, inspect, select

from db.libraries import Kinship, Person, PersonFact, Residence, Room
from db.places import Department, Hall, Region, Window
from db.security import Staff
from db.session import Store
from hall_app.clock import HALL_ZONE, FixedClock
from hall_app.errors import InputRefused
from hall_app.identity.id_numbers import is_valid_number
from hall_app.libraries.facts import KINDS
from hall_app.practice.demo_day import open_demo_day
from hall_app.practice.making import make_demo, move_story
from hall_app.practice.population import Population
from hall_app.practice.scans import draw_practice_scans
from hall_app.practice.story_cards import story_cards
from hall_app.practice.story_rows import person_key
from hall_app.queueing.overview import queue
from hall_app.settings import Settings
from tests.stacks.demo import DAY, PERSONS, Demo, build_demo


def digest(seed: int, day: date) -> str:
    found = hashlib.sha256()
    for rows in Population(seed, day).chunks(300):
        found.update(repr(rows).encode())
    return found.hexdigest()


def test_the_same_seed_and_day_make_the_same_people() -> None:
    assert digest(7, DAY) == digest(7, DAY)
    assert digest(7, DAY) != digest(8, DAY)
    assert digest(7, DAY) != digest(7, date(2026, 6, 18))


def test_nobody_is_real_and_nobody_is_twice() -> None:
    numbers: list[str] = []
    phones: list[str] = []
    for rows in Population(3, DAY).chunks(6000):
        numbers += [str(row[1]) for row in rows["person"]]
        phones += [str(row[9]) for row in rows["person"] if row[9]]
        assert all(int(str(row[0])[-5:]) > 90000 for row in rows["building"])
        assert {row[2] for row in rows["person_fact"]} <= KINDS.keys()
    assert len(numbers) == len(set(numbers)) == 6000
    assert all(number.startswith("440399") and is_valid_number(number, DAY) for number in numbers)
    assert len(phones) == len(set(phones))
    assert all(phone.startswith("100") and len(phone) == 11 for phone in phones)


def test_surnames_are_skewed_as_real_ones_are() -> None:
    names = [str(row[3]) for rows in Population(3, DAY).chunks(4000) for row in rows["person"]]
    top = sum(name[0] in "李王张陈刘" for name in names) / len(names)
    assert 0.2 < top < 0.4
    assert any(name.startswith("欧阳") for name in names)


def test_the_demo_hall_is_whole(demo: Demo) -> None:
    with demo.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == PERSONS + 11
        assert session.scalar(select(func.count()).select_from(Region).where(Region.level == "street")) == 10
        assert (
            session.scalar(select(func.count()).select_from(Region).where(Region.level == "community")) == 92
        )
        assert session.scalars(select(Person.practice).distinct()).all() == [True]
        assert session.scalars(select(Hall.practice)).all() == [True]
        assert {"01", "08"} <= set(session.scalars(select(Window.number)))
        assert {staff.role_code for staff in session.scalars(select(Staff))} == {
            "counter",
            "reviewer",
            "hall_manager",
            "item_admin",
            "address_admin",
            "system_admin",
            "security_admin",
            "audit_admin",
            "proxy_agent",
        }
        assert session.scalar(select(func.count()).select_from(Department)) == 13
        orphans = (
            select(func.count()).select_from(Residence).where(Residence.room_code.not_in(select(Room.code)))
        )
        assert session.scalar(orphans) == 0
    assert len(demo.memory.heads) == 32
    permit = demo.memory.heads["440304-JZZ-01"]
    assert (permit.material_count, permit.limit_line, permit.short_code) == (6, "10 个工作日", "JZZ-01")


def test_indexes_are_back_after_the_load(demo: Demo) -> None:
    names = {index["name"] for index in inspect(demo.store.engine).get_indexes("person")}
    assert {"ix_person_name", "ix_person_pinyin_alt", "ix_person_phone_reversed"} <= names


def test_a_database_with_a_real_hall_is_refused(store: Store) -> None:
    with store.writing() as session:
        session.add(Region(code="44", name="广东省", level="province", parent_code=None, abbreviation=None))
        session.flush()
        session.add(
            Hall(
                name="真实大厅",
                region_code="44",
                abbreviation="LH",
                document_short_name="莲",
                address="",
                enquiry_phone="",
                qr_key="",
                practice=False,
            )
        )
    with pytest.raises(InputRefused):
        build_demo(store)


def test_a_demo_is_made_once(demo: Demo) -> None:
    with pytest.raises(InputRefused):
        build_demo(demo.store)


def test_the_story_moves_to_another_day(demo: Demo) -> None:
    later = date(2026, 11, 24)
    assert move_story(demo.store, later)
    assert not move_story(demo.store, later)
    with demo.store.reading() as session:
        lease = session.scalars(
            select(PersonFact).where(PersonFact.person_id == person_key("林晓燕"), PersonFact.kind == "lease")
        ).one()
        assert lease.until == date(2026, 12, 7)
        kin = session.scalars(select(Kinship).where(Kinship.person_id == person_key("林晓燕"))).all()
        assert len(kin) == 2


def test_practice_data_is_refused_without_the_flag(store: Store) -> None:
    with pytest.raises(InputRefused):
        move_story(store, DAY)


@pytest.mark.parametrize(
    "day", [DAY, date(2026, 11, 24), date(2028, 2, 29), date(2027, 1, 1), date(2026, 3, 31)]
)
def test_the_cards_fit_a_chip_on_any_day(day: date) -> None:
    cards = story_cards(day)
    assert [card.key for card in cards] == list(range(1, 10))
    for card in cards:
        assert len(card.name) <= 15
        assert len(card.chip_name.encode("utf-16-le")) <= 30
        assert card.name.startswith(card.chip_name)
        assert (card.chip_name == card.name) is (card.key != 7), "the seventh is longer than a chip holds"
        assert len(card.address.encode("utf-16-le")) <= 70
        assert is_valid_number(card.id_number, day) is (card.key != 9)
        assert card.id_number[6:14] == card.birth_date
        assert (card.valid_to < f"{day:%Y%m%d}") is (card.key == 4)


def test_who_came_to_the_city_is_registered_elsewhere() -> None:
    """A residence permit is for those of other places: the card's newest address must not say that she is of here."""
    cards = {card.key: card for card in story_cards(DAY)}
    newcomer, mover = cards[1], cards[2]
    assert (newcomer.appended_address or newcomer.address).startswith("湖南省岳阳市")
    assert newcomer.issuer.startswith("岳阳市")
    assert mover.address != mover.appended_address
    assert mover.appended_address.startswith("广东省深圳市")
    assert len(mover.appended_address.encode("utf-16-le")) <= 70


def test_a_day_opens_with_the_tickets_of_the_idle_page_once(demo: Demo) -> None:
    settings = Settings()
    render = lambda *_: b"ticket"  # noqa: E731

    def opened() -> int:
        return open_demo_day(demo.store, demo.clerk, clock=demo.clock, settings=settings, render=render)

    assert opened() == 8
    assert opened() == 0
    first = queue(demo.store, demo.clerk, clock=demo.clock, settings=settings).waiting[0]
    assert (first.number, first.person_id) == ("A037", person_key("林晓燕"))


def test_the_first_is_still_the_first_just_after_midnight(demo: Demo) -> None:
    midnight = datetime.combine(DAY + timedelta(days=1), time(0, 4), HALL_ZONE)
    clock = FixedClock(midnight)
    settings = Settings()
    open_demo_day(demo.store, demo.clerk, clock=clock, settings=settings, render=lambda *_: b"ticket")
    shown = queue(demo.store, demo.clerk, clock=clock, settings=settings).waiting
    assert [ticket.number for ticket in shown][:3] == ["A037", "A038", "A039"]


def test_every_card_of_the_story_goes_on_a_chip_and_comes_back() -> None:
    from hall_app.commands.emulate import story_deck

    assert sorted(story_deck()) == [str(key) for key in range(1, 10)]


def test_the_district_gets_the_same_library_rows(sqlite_store: Store, postgres_store: Store) -> None:
    make_demo(
        postgres_store,
        persons=200,
        seed=7,
        day=DAY,
        clock=FixedClock(datetime(2026, 6, 17, 8, 0)),
        district=sqlite_store,
        hash_password=str.upper,
    )
    found = []
    for one in (sqlite_store, postgres_store):
        with one.reading() as session:
            people = session.execute(
                select(Person.id, Person.id_number, Person.birth_date, Person.practice).order_by(Person.id)
            )
            facts = session.execute(
                select(PersonFact.id, PersonFact.value, PersonFact.until).order_by(PersonFact.id)
            )
            found.append(([tuple(row) for row in people], [tuple(row) for row in facts]))
    assert found[0] == found[1]


def test_two_pages_are_drawn_to_be_scanned(tmp_path: Path) -> None:
    portrait, promise = draw_practice_scans(tmp_path / "scans", DAY)
    with Image.open(portrait) as picture:
        assert picture.size == (358, 441)
    with Image.open(promise) as picture:
        assert picture.size == (1345, 1834)
        assert len(picture.convert("L").getcolors(256) or []) > 10
