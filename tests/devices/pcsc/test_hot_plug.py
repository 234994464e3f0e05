"""Readers and cards that come and go under a driver that runs: each is told, and nothing is restarted for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.emulators.virtual_card import SocialSecurityCard, VirtualCard
from devices.events import (
    CardPresented,
    CardRemoved,
    FaultReason,
    ReaderFault,
    ReaderReady,
    ReaderRecovered,
)
from devices.pcsc.driver import list_readers
from tests.devices.pcsc.test_driver import CARD, StubbornChip, read_one, refused, running
from tests.stacks.pcscd import MODEL, OTHER_MODEL, OTHER_PORT, PORT, READER, SECOND_PORT, Pcscd

INSERTIONS = 20
COUNTED_SECOND = f"{MODEL} 01 00"


@pytest.fixture
def usual(empty_slots: Pcscd) -> Iterator[Pcscd]:
    """The service; whatever a test starts it with, the next test finds the usual reader."""
    yield empty_slots
    empty_slots.kill()
    empty_slots.start()


def person(number: int) -> SocialSecurityCard:
    return SocialSecurityCard(f"张{number:02d}", "440399199001010012", card_number=f"A{number:08d}")


def test_a_card_that_lies_there_at_the_start_is_read(empty_slots: Pcscd) -> None:
    with VirtualCard(CARD, PORT), running() as (_, events):
        assert events.expect(CardPresented).identity.name == CARD.name
        assert any(isinstance(event, ReaderReady) for event in events.seen)


def test_twenty_cards_in_a_row_are_each_read_once(empty_slots: Pcscd) -> None:
    with running() as (_, events):
        events.expect(ReaderReady)
        for number in range(INSERTIONS):
            with VirtualCard(person(number), PORT):
                assert events.expect(CardPresented).identity.name == f"张{number:02d}"
            events.expect(CardRemoved)
        told = [*events.seen, *events.drain()]
    assert sum(isinstance(event, CardPresented) for event in told) == INSERTIONS
    assert sum(isinstance(event, CardRemoved) for event in told) == INSERTIONS
    assert not any(isinstance(event, ReaderFault) for event in told)


def test_twenty_cards_changed_faster_than_the_service_looks(empty_slots: Pcscd) -> None:
    """Whoever's card is in the slot is who was told last, and nobody is told as still there who has gone."""
    with running() as (_, events):
        events.expect(ReaderReady)
        for number in range(INSERTIONS):
            card = VirtualCard(person(number), PORT).insert()
            name = f"张{number:02d}"
            events.expect(CardPresented, where=lambda found, name=name: found.identity.name == name)
            card.remove()
        events.expect(CardRemoved)
        shown = [e for e in [*events.seen, *events.drain()] if isinstance(e, CardPresented | CardRemoved)]
    for before, after in zip(shown, shown[1:], strict=False):
        assert isinstance(before, CardPresented) is isinstance(after, CardRemoved)


def test_the_readers_vanish_and_come_back(usual: Pcscd) -> None:
    with running() as (_, events):
        events.expect(ReaderReady)
        usual.kill()
        events.expect_fault("pcsc_service_missing")
        usual.start_without_readers()
        assert not list_readers()
        events.expect_fault("pcsc_no_reader")
        assert refused(READER).reason is FaultReason.PCSC_NO_READER
        usual.kill()
        usual.start()
        events.expect(ReaderRecovered)
        events.expect(ReaderReady)
        with VirtualCard(CARD, PORT):
            events.expect(CardPresented)
        events.expect(CardRemoved)


def test_a_reader_that_is_counted_anew_is_still_the_one_that_is_set(usual: Pcscd) -> None:
    """The service numbers readers of one model in the order in which it finds them; the slot stays."""
    with running(COUNTED_SECOND) as (_, events):
        assert events.expect(ReaderReady).reader == READER
        with VirtualCard(person(7), SECOND_PORT):
            assert refused(COUNTED_SECOND, 1.5).reason is FaultReason.NO_CARD
        with VirtualCard(CARD, PORT):
            found = events.expect(CardPresented)
            assert (found.reader, found.identity.name) == (READER, CARD.name)
            assert read_one(COUNTED_SECOND, 10).identity.name == CARD.name
        events.expect(CardRemoved)
        told = [event for event in events.seen if isinstance(event, CardPresented)]
        assert len(told) == 1, "the other slot is another reader's"
    assert refused("No Such Reader 00 00", 0.3).reason is FaultReason.PCSC_NO_READER


def test_the_service_returns_with_more_readers_and_with_fewer(usual: Pcscd) -> None:
    with running(MODEL) as (_, events), running(OTHER_MODEL) as (_, others):
        events.expect(ReaderReady)
        others.expect_fault("pcsc_no_reader")
        usual.kill()
        events.expect_fault("pcsc_service_missing")
        # Cards cannot be laid here: vpcd answers for the first reader in every one of another entry.
        usual.start((OTHER_MODEL, OTHER_PORT), (MODEL, PORT))
        assert len(list_readers()) == 4
        events.expect(ReaderRecovered)
        assert events.expect(ReaderReady).reader == READER
        others.expect(ReaderRecovered)
        assert others.expect(ReaderReady).reader == f"{OTHER_MODEL} 00 00"
        usual.kill()
        usual.start()
        others.expect_fault("pcsc_no_reader")
        events.expect(ReaderReady)
        with VirtualCard(CARD, PORT):
            assert events.expect(CardPresented).reader == READER


def test_the_service_restarts_five_times_with_a_card_in_the_slot(usual: Pcscd) -> None:
    with running() as (_, events):
        events.expect(ReaderReady)
        for number in range(5):
            with VirtualCard(person(number), PORT):
                events.expect(CardPresented)
                usual.kill()
                events.expect(CardRemoved)
            usual.start()
            events.expect(ReaderReady)
        with VirtualCard(CARD, PORT):
            assert events.expect(CardPresented).identity.name == CARD.name


def test_the_service_dies_in_the_middle_of_a_read(usual: Pcscd) -> None:
    chip = StubbornChip()
    with running() as (_, events):
        events.expect(ReaderReady)
        with VirtualCard(CARD, PORT, chip=chip):
            assert chip.asked.wait(10)
            usual.kill()
            events.expect(ReaderFault)
            chip.let_go.set()
        usual.start()
        with VirtualCard(CARD, PORT):
            assert events.expect(CardPresented).identity.name == CARD.name
        events.expect(CardRemoved)
        assert not [event for event in events.drain() if isinstance(event, ReaderFault)]
