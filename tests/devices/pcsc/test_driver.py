"""The driver against the real pcscd: cards come and go, the service dies and returns, nothing is restarted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from devices import catalogue
from devices.driver import CardReader, ReaderConfig, ReaderError
from devices.emulators.virtual_card import SocialSecurityCard, SocialSecurityChip, VirtualCard
from devices.events import (
    CardLeftLying,
    CardPresented,
    CardRemoved,
    FaultReason,
    ReaderReady,
    ReaderRecovered,
)
from devices.pcsc.driver import list_readers
from tests.devices.listening import Listener
from tests.stacks.pcscd import PORT, READER, SECOND_PORT, SECOND_READER, Pcscd

CARD = SocialSecurityCard("张三𠮷", "440399199001010012")


@contextmanager
def running(name: str = READER, lying_s: float = 60.0) -> Iterator[tuple[CardReader, Listener]]:
    config = ReaderConfig(name, "chip", lying_s=lying_s, card_fault_hold_s=0.1, reconnect_s=0.05)
    reader = catalogue.create_reader("pcsc", config)
    listener = Listener()
    reader.start(listener.put)
    try:
        yield reader, listener
    finally:
        assert reader.stop(5)


def read_one(name: str, timeout: float) -> CardPresented:
    return CardPresented(catalogue.create_reader("pcsc", ReaderConfig(name)).read_one(timeout), name)


def refused(name: str, timeout: float = 5) -> ReaderError:
    with pytest.raises(ReaderError) as caught:
        read_one(name, timeout)
    return caught.value


def test_a_card_comes_and_goes(empty_slots: Pcscd) -> None:
    with running() as (reader, events):
        assert events.expect(ReaderReady).reader == READER
        with VirtualCard(CARD, PORT):
            identity = events.expect(CardPresented).identity
            assert (identity.name, identity.id_number) == ("张三𠮷", "440399199001010012")
            assert identity.emulated
            reader.reread()
            events.expect(CardPresented)
        events.expect(CardRemoved)
        reader.reread()
        events.expect_fault("no_card")
        events.expect(ReaderRecovered)


def test_both_readers_of_one_name(empty_slots: Pcscd) -> None:
    assert set(list_readers()) == {READER, SECOND_READER}
    with running("Hall Test") as (_, events):
        with VirtualCard(CARD, SECOND_PORT):
            assert events.expect(CardPresented).reader == SECOND_READER
        events.expect(CardRemoved)


def test_a_card_left_lying(empty_slots: Pcscd) -> None:
    with running(lying_s=0.1) as (_, events), VirtualCard(CARD, PORT):
        events.expect(CardLeftLying)


@pytest.mark.parametrize(
    ("card", "reason"),
    [(replace(CARD, locked=True), "card_locked"), (replace(CARD, mute=True), "card_mute")],
)
def test_cards_that_tell_nothing(empty_slots: Pcscd, card: SocialSecurityCard, reason: str) -> None:
    with running() as (_, events):
        events.expect(ReaderReady)
        with VirtualCard(card, PORT):
            events.expect_fault(reason)
        events.expect(ReaderRecovered)
    with VirtualCard(card, PORT):
        error = refused(READER)
    assert error.reason == reason
    if card.locked:
        assert error.identity is not None
        assert error.identity.card_number == "A12345678"


def test_the_service_dies_and_returns(empty_slots: Pcscd) -> None:
    with running() as (_, events):
        events.expect(ReaderReady)
        with VirtualCard(CARD, PORT):
            events.expect(CardPresented)
            empty_slots.kill()
            events.expect(CardRemoved)
            events.expect_fault("pcsc_service_missing")
        assert refused(READER).reason is FaultReason.PCSC_SERVICE_MISSING
        with pytest.raises(ReaderError):
            list_readers()
        empty_slots.start()
        events.expect(ReaderRecovered)
        events.expect(ReaderReady)
        with VirtualCard(CARD, PORT):
            assert events.expect(CardPresented).identity.name == "张三𠮷"


class StubbornChip(SocialSecurityChip):
    """Does not answer the third command until it is let go."""

    def __init__(self) -> None:
        super().__init__(CARD)
        self.asked = threading.Event()
        self.let_go = threading.Event()
        self._commands = 0

    def apdu(self, command: bytes) -> bytes:
        self._commands += 1
        if self._commands == 3:
            self.asked.set()
            self.let_go.wait(20)
        return super().apdu(command)


def test_a_card_that_falls_silent(empty_slots: Pcscd) -> None:
    chip = StubbornChip()
    with VirtualCard(CARD, PORT, chip=chip):
        assert refused(READER, 1).reason is FaultReason.CARD_MUTE
        chip.let_go.set()


def test_a_card_torn_away_in_the_middle(empty_slots: Pcscd) -> None:
    chip = StubbornChip()
    with running() as (_, events):
        with VirtualCard(CARD, PORT, chip=chip) as card:
            assert chip.asked.wait(10)
            threading.Thread(target=card.remove).start()
            events.expect_fault("card_torn_away")
            chip.let_go.set()
        # Laid anew before the service has noticed: read all the same.
        with VirtualCard(CARD, PORT):
            events.expect(CardPresented)


def test_a_single_read_outlives_a_restart_of_the_service(empty_slots: Pcscd) -> None:
    chip = StubbornChip()
    with ThreadPoolExecutor(1) as pool:
        with VirtualCard(CARD, PORT, chip=chip):
            reading = pool.submit(read_one, READER, 30.0)
            assert chip.asked.wait(10)
            empty_slots.kill()
            chip.let_go.set()
        empty_slots.start()
        with VirtualCard(CARD, PORT):
            assert reading.result().identity.name == "张三𠮷"


def test_single_reads(empty_slots: Pcscd) -> None:
    assert refused("No such reader").reason is FaultReason.PCSC_NO_READER
    assert refused(READER, 0.3).reason is FaultReason.NO_CARD
    later = VirtualCard(CARD, PORT)
    timer = threading.Timer(0.2, later.insert)
    timer.start()
    try:
        assert read_one(READER, 10).identity.name == "张三𠮷"
    finally:
        timer.join()
        later.remove()
