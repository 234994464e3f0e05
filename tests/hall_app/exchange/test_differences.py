"""A window and the district differ on a field: both values are shown, a person chooses, nothing is overwritten silently."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from db import difference_queries
from db import exchange_queries as queries
from db.cases import Case
from db.engine import open_engine
from db.exchange import FeedRow, InboxRow
from db.libraries import CorrectionProposal, Person, PersonFact
from db.security import AuditEntry
from db.session import Store
from hall_app.cases import filling
from hall_app.cases.accepting import accept
from hall_app.cases.undoing import undo_accept
from hall_app.errors import Conflict, NotPermitted
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.differences import LIBRARY, LOCAL, Difference, HallDifferenceDesk
from hall_app.exchange.protocol import WireRow
from hall_app.exchange.receiving import receive_rows
from hall_app.exchange.synchronising import adopt_place, pull_changes, push_outbox
from tests.hall_app.cases.conftest import DemoHall, hall
from tests.stacks.databases import TEST_KEY

__all__ = ["hall"]
UPSTREAM, OURS, THEIRS = "district", "10000000951", "10000006208"


@dataclass
class Town:
    """The demo hall with its case, and the district that has the same people."""

    hall: DemoHall
    district: Store
    token: str

    @property
    def desk(self) -> HallDifferenceDesk:
        return HallDifferenceDesk(self.hall.store, self.district, self.hall.clock, lambda: None)

    @property
    def only(self) -> Difference:
        (found,) = self.desk.differences(self.hall.clerk)
        return found

    def client(self) -> ExchangeClient:
        application = make_application(self.district, self.hall.clock)
        return ExchangeClient("http://district", self.token, application=application)

    def synchronise(self) -> None:
        push_outbox(self.hall.store, self.client(), self.hall.clock)
        pull_changes(self.hall.store, self.client(), UPSTREAM, self.hall.clock)

    def change_phone_there(self, number: str) -> None:
        """The district's own staff change it."""
        with self.district.writing() as session:
            person = session.scalars(select(Person).where(Person.id_number == self.id_number)).one()
            (fact,) = difference_queries.facts_from(session, person.id, "phone", "人口库")
            difference_queries.write_fact(fact, "number", number, self.hall.clock.today())
            person.phone, person.recorded_on = number, self.hall.clock.today()
            difference_queries.announce_person(session, person, self.hall.clock.now())

    @property
    def id_number(self) -> str:
        return self.hall.resident("1").facts.id_number

    def phones(self, store: Store) -> set[str]:
        with store.reading() as session:
            person = session.scalars(select(Person).where(Person.id_number == self.id_number)).one()
            query = select(PersonFact).where(PersonFact.person_id == person.id, PersonFact.kind == "phone")
            return {str(one.value["number"]) for one in session.scalars(query) if one.source == "人口库"}


@pytest.fixture
def town(hall: DemoHall, tmp_path: Path, sqlite_demo_template: Path) -> Iterator[Town]:
    """林晓燕 was accepted with another phone than 人口库 has."""
    path = tmp_path / "district.db"
    shutil.copy(sqlite_demo_template, path)
    district = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    token = enrol_node(district, "LH")
    made = Town(hall, district, token)
    adopt_place(hall.store, UPSTREAM, district, made.client().changes("0.0", 1).epoch, hall.clock)
    app = filling.confirm(hall.open(), "phone")
    app = filling.receive(filling.choose(app, "collection", 1), "photo", 1, 0)
    accept(hall.store, hall.clerk, filling.receive(app, "employment_promise", 1, 0), terms=hall.terms)
    yield made
    district.close()


def test_both_values_stand_side_by_side_masked_and_in_full(town: Town) -> None:
    listed = town.only
    assert (listed.label, listed.case_number) == ("手机号", "LH260617-0001")
    assert listed.ours.value == "100****0951"
    assert listed.theirs is not None
    assert (listed.theirs.value, listed.theirs.source) == ("100****6208", "人口库")
    assert town.id_number not in f"{listed.who}"
    assert (listed.newest, listed.moved, listed.may_take_ours) == (LOCAL, False, True)
    full = town.desk.difference(town.hall.clerk, listed.proposal_id)
    assert full.theirs is not None
    assert (full.ours.value, full.theirs.value, full.ours.source) == (OURS, THEIRS, "窗口 何静")
    with town.hall.store.reading() as session:
        assert session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first().action == (  # type: ignore[union-attr]
            "correction.open"
        )


def test_the_windows_value_goes_into_the_library_and_comes_back(town: Town) -> None:
    town.synchronise()
    town.desk.settle(town.hall.clerk, town.only.proposal_id, LOCAL, THEIRS)
    assert town.desk.differences(town.hall.clerk) == ()
    assert town.phones(town.district) == {OURS}
    assert town.phones(town.hall.store) == {THEIRS}, "halls write no library"
    town.synchronise()
    assert town.phones(town.hall.store) == {OURS}
    for store in (town.hall.store, town.district):
        with store.reading() as session:
            assert session.scalars(select(CorrectionProposal.state)).one() == LOCAL
            trail = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc())).first()
            assert trail in ("correction.settle", "library.correct")


def test_the_librarys_value_stays_and_the_district_hears_of_it(town: Town) -> None:
    found = town.only
    town.desk.settle(town.hall.clerk, found.proposal_id, LIBRARY, THEIRS)
    assert town.phones(town.district) == {THEIRS}
    town.synchronise()
    with town.district.reading() as session:
        kept = session.scalars(select(CorrectionProposal)).one()
        assert (kept.state, kept.settled_at) == (LIBRARY, town.hall.clock.now())
        assert session.scalars(select(FeedRow)).all() == []
    with town.hall.store.reading() as session:
        row = session.scalars(select(CorrectionProposal)).one()
        assert (row.state, row.settled_by) == (LIBRARY, town.hall.clerk.staff_id)
    with pytest.raises(Conflict, match="核定过"):
        town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)


def test_what_the_district_changed_meanwhile_is_never_overwritten(town: Town) -> None:
    found = town.only
    town.change_phone_there("10000007777")
    with pytest.raises(Conflict, match="刚又变了"):
        town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)
    assert town.phones(town.district) == {"10000007777"}
    town.synchronise()
    moved = town.desk.difference(town.hall.clerk, found.proposal_id)
    assert moved.theirs is not None
    assert (moved.moved, moved.theirs.value) == (True, "10000007777")
    town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, "10000007777")
    assert town.phones(town.district) == {OURS}


def test_the_later_side_is_offered_with_its_reason(town: Town) -> None:
    town.hall.clock.at = town.hall.clock.at.replace(day=20)
    town.change_phone_there("10000007777")
    town.synchronise()
    assert (town.only.newest, town.only.why) == (LIBRARY, "人口库 2026-06-20 更新，比窗口晚")
    town.change_phone_there(OURS)
    town.synchronise()
    assert (town.only.newest, town.only.why) == (LIBRARY, "两边已一致")


def test_a_choice_cut_off_between_the_two_databases_is_made_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = town.only

    class PowerCut(Exception):
        pass

    def cut(*_arguments: object) -> bool:
        raise PowerCut

    with monkeypatch.context() as power:
        power.setattr(difference_queries, "settle", cut)
        with pytest.raises(PowerCut):
            town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)
    assert town.phones(town.district) == {OURS}
    with town.district.reading() as session:
        versions = session.scalars(select(Person.version).where(Person.id_number == town.id_number)).one()
    town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)
    with town.district.reading() as session:
        again = session.scalars(select(Person.version).where(Person.id_number == town.id_number)).one()
    assert again == versions, "written once"


def test_a_correction_goes_with_the_acceptance_that_is_taken_back(town: Town) -> None:
    found = town.only
    town.synchronise()
    with town.hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
    undo_accept(town.hall.store, town.hall.clerk, case.id, "录错了手机号", terms=town.hall.terms)
    assert town.desk.differences(town.hall.clerk) == ()
    with town.hall.store.reading() as session:
        row = session.get_one(CorrectionProposal, found.proposal_id)
        assert (row.state, row.settled_by, row.settled_at) == (
            "withdrawn", town.hall.clerk.staff_id, town.hall.clock.now(),
        )  # fmt: skip
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.undo")).one()
        assert deed.detail["corrections_withdrawn"] == 1
    assert state_in(town.district, found.proposal_id) == "open"
    town.synchronise()
    assert state_in(town.district, found.proposal_id) == "withdrawn"
    assert town.phones(town.district) == {THEIRS}
    with pytest.raises(Conflict, match="核定过"):
        town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)


def test_what_a_person_settled_before_the_acceptance_was_taken_back_stays(town: Town) -> None:
    found = town.only
    town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS)
    with town.hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
    undo_accept(town.hall.store, town.hall.clerk, case.id, "录错了事项", terms=town.hall.terms)
    town.synchronise()
    for store in (town.hall.store, town.district):
        assert state_in(store, found.proposal_id) == LOCAL
    assert town.phones(town.district) == {OURS}


def test_only_who_may_correct_sees_and_settles(town: Town) -> None:
    found = town.only
    nobody = replace(town.hall.clerk, permissions=town.hall.clerk.permissions - {"library.correct"})
    for call in (
        lambda: town.desk.differences(nobody),
        lambda: town.desk.difference(nobody, found.proposal_id),
        lambda: town.desk.settle(nobody, found.proposal_id, LIBRARY, THEIRS),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_another_node_cannot_close_a_proposal(town: Town) -> None:
    town.synchronise()
    proposal = town.only.proposal_id

    def push(origin: str, state: str, seq: int) -> str | None:
        body = {"proposal_id": str(proposal), "state": state, "by": "X"}
        row = WireRow(seq, f"correction:{proposal}", "correction_settled", body)
        receive_rows(town.district, origin, [row], town.hall.clock)
        with town.district.reading() as session:
            return session.get_one(InboxRow, (origin, seq)).problem

    assert push("NS", LIBRARY, 1) == "ValueError in body"
    assert push("LH", "gone", 900) == "ValueError in body"
    assert state_in(town.district, proposal) == "open"
    assert push("LH", LIBRARY, 901) is None
    assert state_in(town.district, proposal) == LIBRARY


def state_in(store: Store, proposal_id: UUID) -> str:
    with store.reading() as session:
        return session.get_one(CorrectionProposal, proposal_id).state


def test_a_name_of_the_card_is_a_difference_too(town: Town) -> None:
    town.desk.settle(town.hall.clerk, town.only.proposal_id, LIBRARY, THEIRS)
    card = town.hall.resident("8").facts
    found = town.only
    assert (found.label, found.case_number) == ("姓名", "")
    full = town.desk.difference(town.hall.clerk, found.proposal_id)
    assert full.theirs is not None
    town.desk.settle(town.hall.clerk, found.proposal_id, LOCAL, full.theirs.value)
    with town.district.reading() as session:
        person = queries.person_by_number(session, card.id_number)
        assert person is not None
        assert (person.name, person.initials[:1]) == (card.name, person.pinyin[:1])
