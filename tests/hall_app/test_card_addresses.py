"""Cards' addresses of this district that the library cannot place are told to the district, once, in a worker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from db.exchange import OutboxRow
from db.session import Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.engine import Engine
from hall_app.addresses.managing.following import UNKNOWN_MET
from hall_app.card_addresses import CardAddresses
from tests.hall_app.addresses.managing.town import Town, make_town

ELSEWHERE = "湖南省岳阳市某路1号"
KNOWN = "广东省深圳市福田区莲花街道景田社区锦云二路18号云锦苑1栋101"
UNKNOWN = "深圳市福田区莲花街道景田社区锦云二路18号云锦苑1栋9999"


@pytest.fixture
def town(sqlite_store: Store, tmp_path: Path) -> Town:
    return make_town(sqlite_store, tmp_path)


class Desk:
    """Reads texts by the town's library and notes which and in which thread."""

    def __init__(self, town: Town) -> None:
        self.town, self.gate, self.last = town, threading.Event(), threading.Event()
        self.asked: list[str] = []
        self.threads: set[str] = set()

    def place(self, text: str) -> Translation | None:
        assert self.gate.wait(10)
        self.asked.append(text)
        self.threads.add(threading.current_thread().name)
        engine = Engine(self.town.store)
        try:
            return engine.translate(text)
        finally:
            engine.close()
            if text == KNOWN:
                self.last.set()


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


@pytest.fixture
def cards(town: Town, desk: Desk) -> Iterator[CardAddresses]:
    cards = CardAddresses(town.store, desk.place, town.clock, rest_s=0.0)
    yield cards
    desk.gate.set()
    cards.close()


def told(town: Town) -> list[dict[str, object]]:
    with town.store.reading() as session:
        return [row.body for row in session.scalars(select(OutboxRow)) if row.kind == UNKNOWN_MET]


def test_only_what_this_district_cannot_place_is_told_and_only_once(
    town: Town, desk: Desk, cards: CardAddresses
) -> None:
    clerk = replace(town.first, permissions=town.first.permissions | {"address.read"})
    for text in (ELSEWHERE, UNKNOWN, UNKNOWN, None, "", KNOWN):
        cards.meet(clerk, text)
    assert not desk.asked, "whoever read the card does not wait"
    desk.gate.set()
    assert desk.last.wait(20), "the known one was the last in the row"
    assert desk.asked == [UNKNOWN, KNOWN]
    assert desk.threads == {"card addresses"}
    assert [(body["text"], body["origin"]) for body in told(town)] == [(UNKNOWN, "card")]
    cards.meet(clerk, UNKNOWN)
    cards.close()
    assert len(told(town)) == 1


def test_a_clerk_who_may_not_read_addresses_sets_nothing_off(
    town: Town, desk: Desk, cards: CardAddresses
) -> None:
    desk.gate.set()
    cards.meet(town.first, UNKNOWN)
    cards.meet(replace(town.first, permissions=frozenset({"address.read"})), KNOWN)
    assert desk.last.wait(20)
    assert desk.asked == [KNOWN]


def test_closing_does_not_wait_for_the_rest(town: Town, desk: Desk) -> None:
    cards = CardAddresses(town.store, desk.place, town.clock, rest_s=3600.0)
    cards.meet(replace(town.first, permissions=frozenset({"address.read"})), UNKNOWN)
    cards.close()
    assert cards._thread is not None
    assert not cards._thread.is_alive()
    assert not desk.asked
