"""Cases, halls and departments: what they hold follows the notices, once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from db import exchange_queries
from db.address_changes import AddressLink
from db.address_pointers import case_place
from db.engine import open_engine
from db.exchange import InboxRow, LibraryCase
from db.libraries import Building, Residence, Room
from db.session import Store
from hall_app.addresses.managing.following import follow_notice
from hall_app.addresses.managing.subscribing import subscribe
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.gate_files import read_answer_file, read_outbox_file, write_outbox_file
from hall_app.exchange.synchronising import pull_changes, push_outbox
from tests.hall_app.addresses.managing.town import YUNJIN, Town, building_code, el, new
from tests.stacks.databases import TEST_KEY

ONE, TWO = building_code(1), building_code(2)


@pytest.fixture
def other(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """A hall's or department's own database."""
    path = tmp_path / "other.db"
    shutil.copy(sqlite_template, path)
    store = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    yield store
    store.close()


def library_case(store: Store, code: str, at: Any) -> UUID:
    """A case that the district knows, accepted for a room."""
    case_id = uuid4()
    with store.writing() as session:
        session.add(
            LibraryCase(
                case_id=case_id, origin="LH", case_number=f"LH260604-{case_id.int % 10000:04d}", item_code="440304-JZZ-01",
                applicant_id_number="440399199001010026", state="20", version=1,
                body={"application": {"form": {"house_code": code}}}, received_at=at,
            )
        )  # fmt: skip
    return case_id


def place_of(store: Store, case_id: UUID, code: str) -> tuple[str | None, str]:
    with store.reading() as session:
        return case_place(session, case_id, code)


def test_a_case_is_followed_without_touching_its_form(town: Town) -> None:
    first, second, third = (f"{ONE}00000{n}" for n in (1, 2, 3))
    case = library_case(town.store, first, town.clock.now())
    town.carry_out("merge", codes=(first,), into=second)
    assert place_of(town.store, case, first) == (second, "followed")
    town.carry_out("merge", codes=(second,), into=third)
    assert place_of(town.store, case, first) == (third, "followed")
    town.carry_out("retire", codes=(third,))
    assert place_of(town.store, case, first) == (None, "pending")
    with town.store.reading() as session:
        assert session.get_one(LibraryCase, case).body["application"]["form"]["house_code"] == first


def test_a_hall_follows_the_feed(town: Town, other: Store) -> None:
    client = ExchangeClient(
        "http://district", enrol_node(town.store, "LH"), application=make_application(town.store, town.clock)
    )
    pull_changes(other, client, "district", town.clock)
    there = Town(other, town.clock, town.first, town.second)
    person = there.resident(f"{ONE}000001")
    with other.writing() as session:
        session.get_one(Building, ONE).address = el(YUNJIN, bldg="1栋").text()
    town.carry_out("merge", codes=(f"{ONE}000001",), into=f"{ONE}000002")
    town.carry_out("rename", codes=(ONE,), elements=el(YUNJIN, bldg="锦绣楼"))
    assert pull_changes(other, client, "district", town.clock) >= 2
    with other.reading() as session:
        homes = session.scalars(select(Residence.room_code).where(Residence.person_id == person)).all()
        assert homes == [f"{ONE}000002"]
        assert "锦绣楼" in session.get_one(Room, f"{ONE}000002").address
    assert pull_changes(other, client, "district", town.clock) == 0


def test_a_department_receives_each_notice_once(town: Town, other: Store) -> None:
    subscribe(town.store, town.second, "housing", "住建局", clock=town.clock)
    there = Town(other, town.clock, town.first, town.second)
    person = there.resident(f"{ONE}000001")
    split = (new(YUNJIN, bldg="1栋", house="101A"), new(YUNJIN, bldg="1栋", house="101B"))
    town.carry_out("split", codes=(f"{ONE}000001",), entries=split)
    town.carry_out("retire", codes=(TWO,))
    client = ExchangeClient(
        "http://housing", enrol_node(other, "district"), application=make_application(other, town.clock)
    )
    assert push_outbox(town.store, client, town.clock) == 0, (
        "what is for a subscriber is not for the upstream"
    )
    assert push_outbox(town.store, client, town.clock, recipient="housing") == 2
    assert push_outbox(town.store, client, town.clock, recipient="housing") == 0
    with other.reading() as session:
        rows = session.scalars(select(InboxRow)).all()
        assert [(row.kind, row.applied, row.problem) for row in rows] == [("address_change", True, None)] * 2
        assert session.get_one(AddressLink, ("residence", str(person), f"{ONE}000001")).state == "pending"
    with town.store.reading() as session:
        assert exchange_queries.pending_count(session) == 0


def test_notices_travel_as_files_too(town: Town, other: Store, tmp_path: Path) -> None:
    subscribe(town.store, town.second, "civil", "民政局", clock=town.clock)
    town.carry_out("retire", codes=(TWO,))
    out, answer = tmp_path / "out.gz", tmp_path / "answer.gz"
    assert write_outbox_file(town.store, out) == 0
    last = write_outbox_file(town.store, out, "civil")
    assert read_outbox_file(other, "district", out, answer, town.clock) == last
    assert read_answer_file(town.store, answer, town.clock, "civil") == last
    assert write_outbox_file(town.store, out, "civil") == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"moves": [], "pending": [], "renamed": [], "number": "x"},
        {"moves": {"1": "2"}, "pending": [], "renamed": [], "number": "x"},
        {"moves": {}, "pending": "all", "renamed": [], "number": "x"},
        {"moves": {}, "pending": [], "renamed": [{"code": "1"}], "number": "x"},
    ],
)
def test_a_notice_that_is_none_is_refused(sqlite_store: Store, body: dict[str, Any]) -> None:
    with sqlite_store.reading() as session, pytest.raises((KeyError, TypeError, ValueError)):
        follow_notice(session, body, datetime.now(UTC))
    with sqlite_store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM address_link")) == 0
