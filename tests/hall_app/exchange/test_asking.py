"""A hall whose district is elsewhere asks it for the window's value, by the exchange: taken, moved on, refused, denied."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from db.exchange import ExchangeNode, FeedRow, InboxRow
from db.libraries import CorrectionProposal
from db.security import AuditEntry
from hall_app.cases.undoing import undo_accept
from hall_app.errors import Conflict, InputRefused
from hall_app.exchange.asking import take_answer
from hall_app.exchange.differences import LIBRARY, LOCAL, Difference, HallDifferenceDesk
from hall_app.exchange.protocol import WireRow
from hall_app.exchange.receiving import receive_rows
from tests.hall_app.cases.conftest import hall
from tests.hall_app.exchange.test_differences import OURS, THEIRS, Town, state_in, town

__all__ = ["hall", "town"]


def desk(town: Town) -> HallDifferenceDesk:
    return HallDifferenceDesk(town.hall.store, None, town.hall.clock, lambda: None)


def only(town: Town) -> Difference:
    (found,) = desk(town).differences(town.hall.clerk)
    return found


def allow(town: Town, *capabilities: str) -> None:
    with town.district.writing() as session:
        session.scalars(select(ExchangeNode)).one().capabilities = list(capabilities)


def ask(town: Town) -> UUID:
    found = only(town)
    assert found.through
    assert found.may_take_ours
    assert desk(town).settle(town.hall.clerk, found.proposal_id, LOCAL, THEIRS) is False
    return found.proposal_id


def test_the_district_takes_the_value_and_every_copy_hears_of_it(town: Town) -> None:
    allow(town, "sync", "correct")
    proposal = ask(town)
    waiting = only(town)
    assert (waiting.asked, waiting.may_take_ours) == (True, False)
    assert town.phones(town.district) == {THEIRS}
    with pytest.raises(Conflict, match="核定过"):
        desk(town).settle(town.hall.clerk, proposal, LOCAL, THEIRS)
    town.synchronise()
    assert town.phones(town.district) == {OURS}
    assert town.phones(town.hall.store) == {OURS}
    assert desk(town).differences(town.hall.clerk) == ()
    assert (state_in(town.hall.store, proposal), state_in(town.district, proposal)) == (LOCAL, LOCAL)
    with town.district.reading() as session:
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "library.correct")).one()
        assert (deed.actor, deed.success, deed.detail["by"]) == ("node:LH", True, "LH0108")
        kinds = session.scalars(select(FeedRow.kind).order_by(FeedRow.seq)).all()
        assert kinds == ["person", "correction_answer"]
        assert OURS not in str(
            session.scalars(select(FeedRow).where(FeedRow.kind == "correction_answer")).one().body
        )


def test_what_the_district_changed_meanwhile_comes_back_as_a_difference(town: Town) -> None:
    allow(town, "sync", "correct")
    proposal = ask(town)
    town.change_phone_there("10000007777")
    town.synchronise()
    assert town.phones(town.district) == {"10000007777"}
    found = desk(town).difference(town.hall.clerk, proposal)
    assert found.theirs is not None
    assert (found.asked, found.moved, found.may_take_ours, found.theirs.value) == (
        False,
        True,
        True,
        "10000007777",
    )
    desk(town).settle(town.hall.clerk, proposal, LOCAL, "10000007777")
    town.synchronise()
    assert town.phones(town.hall.store) == {OURS}


def test_a_node_that_may_not_is_told_whom_to_ask(town: Town) -> None:
    proposal = ask(town)
    town.synchronise()
    assert town.phones(town.district) == {THEIRS}
    found = only(town)
    assert (found.asked, found.may_take_ours) == (False, False)
    assert "区平台管理员" in found.refusal
    with pytest.raises(InputRefused):
        desk(town).settle(town.hall.clerk, proposal, LOCAL, THEIRS)
    assert desk(town).settle(town.hall.clerk, proposal, LIBRARY, THEIRS)
    town.synchronise()
    assert state_in(town.district, proposal) == LIBRARY
    with town.district.reading() as session:
        deed = session.scalars(select(AuditEntry).where(AuditEntry.action == "library.correct")).one()
        assert (deed.success, deed.detail["answer"]) == (False, "denied")


def test_what_a_hall_saw_must_stand_before_it_asks(town: Town) -> None:
    with pytest.raises(Conflict, match="刚又变了"):
        desk(town).settle(town.hall.clerk, only(town).proposal_id, LOCAL, "10000000000")
    assert only(town).asked is False


def test_given_up_or_taken_back_before_the_answer_it_stays_so(town: Town) -> None:
    allow(town, "sync", "correct")
    proposal = ask(town)
    assert desk(town).settle(town.hall.clerk, proposal, LIBRARY, THEIRS)
    town.synchronise()
    assert state_in(town.hall.store, proposal) == LIBRARY, (
        "a late answer changes nothing that a person settled"
    )


def test_an_acceptance_taken_back_withdraws_what_was_asked(town: Town) -> None:
    proposal = ask(town)
    with town.hall.store.reading() as session:
        case_id = session.get_one(CorrectionProposal, proposal).case_id
    assert case_id is not None
    undo_accept(town.hall.store, town.hall.clerk, case_id, "录错了", terms=town.hall.terms)
    town.synchronise()
    assert (state_in(town.hall.store, proposal), state_in(town.district, proposal)) == (
        "withdrawn",
        "withdrawn",
    )


def test_bad_and_foreign_requests_change_nothing(town: Town) -> None:
    allow(town, "sync", "correct")
    town.synchronise()
    proposal = only(town).proposal_id
    good = {"proposal_id": str(proposal), "sources": ["fact.phone.number"], "seen": THEIRS, "by": "X"}
    bodies: list[dict[str, object]] = [
        {**good, "sources": "fact.phone.number"}, {**good, "sources": ["x" * 501]}, {**good, "sources": ["a"] * 21},
        {**good, "seen": None}, {**good, "proposal_id": str(uuid4())}, {"proposal_id": "?"}, {},
    ]  # fmt: skip
    for seq, body in enumerate(bodies, 500):
        row = WireRow(seq, f"correction:{proposal}", "correction_asked", body)
        receive_rows(town.district, "LH", [row], town.hall.clock)
        with town.district.reading() as session:
            assert session.get_one(InboxRow, ("LH", seq)).problem
    receive_rows(
        town.district, "NS", [WireRow(1, f"correction:{proposal}", "correction_asked", good)], town.hall.clock
    )
    assert town.phones(town.district) == {THEIRS}
    assert state_in(town.district, proposal) == "open"
    # A source that the library does not keep there writes nothing.
    odd = {**good, "sources": ["person.version", "home.address", "fact.phone.__class__", ""]}
    receive_rows(
        town.district,
        "LH",
        [WireRow(600, f"correction:{proposal}", "correction_asked", odd)],
        town.hall.clock,
    )
    assert town.phones(town.district) == {THEIRS}
    with town.hall.store.writing() as session:
        for body in (
            {},
            {"proposal_id": "?", "answer": "local"},
            {"proposal_id": str(proposal), "answer": "gone"},
        ):
            with pytest.raises((KeyError, ValueError)):
                take_answer(session, body, town.hall.clock.now())
        assert (
            take_answer(session, {"proposal_id": str(uuid4()), "answer": "local"}, town.hall.clock.now())
            is False
        )
        assert (
            take_answer(session, {"proposal_id": str(proposal), "answer": "local"}, town.hall.clock.now())
            is False
        )
