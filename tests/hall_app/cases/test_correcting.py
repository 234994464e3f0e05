"""A correction is filed once for a fact of a person, whoever learned it, and stays as long as somebody says it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select

from db.exchange import OutboxRow
from db.libraries import CorrectionProposal, PrivacyNotice
from db.places import Window
from db.session import Session
from hall_app.cases import correcting, filling
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application
from hall_app.cases.undoing import undo_accept
from hall_app.identity.judgement import card_facts, identify
from hall_app.practice.story_cards import story_cards
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_accepting import ready
from tests.stacks.demo import DAY, on_reader

OTHER = "10000001234"


def corrected(hall: DemoHall, value: str = OTHER, number: str = "A037") -> Application:
    """An application of the first story person whose telephone is another than the libraries have."""
    return filling.overwrite(ready(hall, ticket=hall.ticket(number)), "phone", value, "录入有误")


def proposals(hall: DemoHall) -> list[tuple[str, str, str]]:
    with hall.store.reading() as session:
        found = session.scalars(select(CorrectionProposal).order_by(CorrectionProposal.proposed_at)).all()
        return [(one.fact, one.proposed_value["value"], one.state) for one in found]


def sent(hall: DemoHall) -> int:
    with hall.store.reading() as session:
        return len(session.scalars(select(OutboxRow).where(OutboxRow.kind == "correction")).all())


def accepted(hall: DemoHall, app: Application) -> object:
    return accept(hall.store, hall.clerk, app, terms=hall.terms).case_id


def test_two_windows_at_the_same_moment_file_it_once(hall: DemoHall, monkeypatch: pytest.MonkeyPatch) -> None:
    with hall.store.reading() as session:
        window = session.scalars(select(Window).where(Window.id != hall.clerk.window_id).limit(1)).one()
    other = replace(hall, clerk=replace(hall.clerk, window_id=window.id, window_number=window.number))
    first, second = corrected(hall), corrected(other, number="A038")
    assert first.draft_id != second.draft_id
    meeting = threading.Barrier(2)
    file = correcting.libraries_queries.open_proposal

    def looked(session: Session, id_number: str, fact: str) -> CorrectionProposal | None:
        found = file(session, id_number, fact)
        # Both have looked before either commits, where nothing keeps them apart.
        with suppress(threading.BrokenBarrierError):
            meeting.wait(1)
        return found

    monkeypatch.setattr(correcting.libraries_queries, "open_proposal", looked)
    with ThreadPoolExecutor(2) as windows:
        cases = list(windows.map(accepted, (hall, other), (first, second)))
    assert len(set(cases)) == 2
    facts = [fact for fact, _value, _state in proposals(hall)]
    assert facts
    assert len(facts) == len(set(facts))
    assert sent(hall) == len(facts)


def test_two_cards_at_the_same_moment_file_the_name_once(hall: DemoHall) -> None:
    facts = card_facts(on_reader(story_cards(DAY)[7]), DAY, hall.clock.now())
    with hall.store.writing() as session:
        # The notice of this year was shown before: its row does not keep the windows apart.
        session.add(
            PrivacyNotice(id_number=facts.id_number, shown_at=hall.clock.now(), by=hall.clerk.staff_id)
        )
    start = threading.Barrier(4)

    def lay(_window: int) -> None:
        start.wait(10)
        identify(hall.store, hall.clerk, None, facts, hall.clock)

    with ThreadPoolExecutor(4) as windows:
        list(windows.map(lay, range(4)))
    with hall.store.reading() as session:
        names = select(CorrectionProposal).where(CorrectionProposal.id_number == facts.id_number)
        assert len(session.scalars(names).all()) == 1


def test_what_a_later_acceptance_says_too_is_not_withdrawn_with_the_first(hall: DemoHall) -> None:
    first = accepted(hall, corrected(hall))
    filed = proposals(hall)
    assert filed
    assert {state for _fact, _value, state in filed} == {"open"}
    second = accepted(hall, corrected(hall, number="A038"))
    assert proposals(hall) == filed
    undo_accept(hall.store, hall.clerk, first, "选错事项", terms=hall.terms)
    assert proposals(hall) == filed, "the second says so too"
    assert second


@pytest.mark.parametrize("second", [None, "10000009999"])
def test_what_nobody_else_says_is_withdrawn(hall: DemoHall, second: str | None) -> None:
    first = accepted(hall, corrected(hall))
    if second is not None:
        accepted(hall, corrected(hall, second, "A038"))
    undo_accept(hall.store, hall.clerk, first, "选错事项", terms=hall.terms)
    assert {state for _fact, value, state in proposals(hall) if value == OTHER} == {"withdrawn"}
