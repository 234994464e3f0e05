"""The driver over real pseudo-terminals: reading, leaving, every fault a state, none needs a restart."""

from __future__ import annotations

import logging
import os
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import serial

from devices import catalogue
from devices.driver import CardReader, ReaderConfig, ReaderError
from devices.emulators.cards import EmulatedCard
from devices.emulators.reader import EmulatedReader
from devices.emulators.sam import EMULATED_SAM_ID, Fault
from devices.events import (
    AppendedAddressRead,
    CardIdentity,
    CardLeftLying,
    CardPresented,
    CardRemoved,
    FaultReason,
    ReaderFault,
    ReaderReady,
    ReaderRecovered,
)
from devices.sam.link import SamLink
from devices.sam.protocol import Command
from devices.sam.session import SamSession
from devices.sam.transport import open_serial
from tests.devices.cards import APPENDED_ADDRESS, FOREIGNER_2023, HMT, RESIDENT, RESIDENT_CARD
from tests.devices.listening import Listener

HMT_CARD = EmulatedCard.of(HMT)


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "reader"


@pytest.fixture
def emulated(link: Path) -> Iterator[EmulatedReader]:
    with EmulatedReader(link) as reader:
        yield reader


def configured(link: Path, **changes: float) -> ReaderConfig:
    config = ReaderConfig(str(link), "front desk", poll_s=0.02, presence_s=0.02, reconnect_s=0.05)
    return replace(config, card_fault_hold_s=0.1, **changes)


@contextmanager
def running(link: Path, **changes: float) -> Iterator[tuple[CardReader, Listener]]:
    reader = catalogue.open_port(str(link), configured(link, **changes))
    listener = Listener()
    reader.start(listener.put)
    try:
        yield reader, listener
    finally:
        assert reader.stop(5)


def read_one(link: Path, timeout: float = 20) -> CardIdentity:
    return catalogue.open_port(str(link), configured(link)).read_one(timeout)


def refused(link: Path, timeout: float = 20) -> FaultReason:
    with pytest.raises(ReaderError) as caught:
        read_one(link, timeout)
    return caught.value.reason


@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.CHECKSUM_WRONG, "bad_checksum"), (Fault.LENGTH_WRONG, "garbage")]
)
def test_a_card_whose_reading_fails_is_never_called_missing(
    emulated: EmulatedReader, link: Path, fault: Fault, reason: str
) -> None:
    emulated.lay(RESIDENT_CARD)
    emulated.inject(fault, command=Command.READ_BASE)
    assert refused(link, 3) == reason


def test_a_whole_visit(emulated: EmulatedReader, link: Path) -> None:
    with running(link) as (_, events):
        ready = events.expect(ReaderReady)
        assert (ready.sam_id, ready.emulated, ready.reader) == (EMULATED_SAM_ID, True, "front desk")
        emulated.lay(RESIDENT_CARD)
        identity = events.expect(CardPresented).identity
        assert (identity.name, identity.id_number, identity.emulated) == ("张三", "11010519491231002X", True)
        assert identity.sam_id == EMULATED_SAM_ID
        assert identity.photo_wlt == bytes(1024)
        appended = events.expect(AppendedAddressRead)
        assert (appended.address, appended.id_number) == (APPENDED_ADDRESS, identity.id_number)
        emulated.lift()
        events.expect(CardRemoved)
        emulated.lay(HMT_CARD)
        assert events.expect(CardPresented).identity.name == "陈大文"
        # Laid on the other before it is lifted: a change all the same.
        emulated.lay(EmulatedCard.of(FOREIGNER_2023))
        events.expect(CardRemoved)
        assert events.expect(CardPresented).identity.name_zh == "安娜"
    assert not [event for event in events.seen if isinstance(event, ReaderFault)]


def test_a_card_left_lying_is_told_once(emulated: EmulatedReader, link: Path) -> None:
    with running(link, lying_s=0.05) as (_, events):
        emulated.lay(HMT_CARD)
        events.expect(CardLeftLying)
        emulated.lift()
        events.expect(CardRemoved)
    assert sum(isinstance(event, CardLeftLying) for event in events.seen) == 1


def test_a_card_read_before_the_start_is_read_again(emulated: EmulatedReader, link: Path) -> None:
    emulated.lay(RESIDENT_CARD)
    assert read_one(link).name == "张三"
    assert emulated.status().state == "done"
    assert read_one(link).name == "张三"
    with running(link) as (reader, events):
        events.expect(CardPresented)
        reader.reread()
        events.expect(CardPresented)
        emulated.lift()
        events.expect(CardRemoved)
        reader.reread()
        events.expect_fault("no_card")
        events.expect(ReaderRecovered)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.CARD_REJECTS_SAM, "card_rejected_sam"),
        (Fault.SAM_REJECTS_CARD, "card_forged"),
        (Fault.VERIFY_FAILED, "card_forged"),
        (Fault.WRONG_CARD_TYPE, "not_an_id_card"),
        (Fault.READ_FAILED, "card_unreadable"),
        (Fault.RANDOM_FAILED, "card_unreadable"),
        (Fault.SELF_TEST_FAILED, "sam_self_test"),
        (Fault.NOT_AUTHORISED, "sam_unlicensed"),
        (Fault.NO_PRIVILEGE, "sam_refused"),
        (Fault.CHECKSUM, "bad_checksum"),
        (Fault.HALF, "garbage"),
    ],
)
def test_a_lasting_fault_is_a_state_that_ends(
    emulated: EmulatedReader, link: Path, fault: Fault, reason: str
) -> None:
    emulated.inject(fault)
    emulated.lay(RESIDENT_CARD)
    with running(link) as (_, events):
        events.expect_fault(reason)
        emulated.clear_fault()
        emulated.lift()
        events.expect(ReaderRecovered)
        emulated.lay(RESIDENT_CARD)
        events.expect(CardPresented)
    assert sum(isinstance(event, ReaderFault) for event in events.seen) == 1
    assert not any("张" in repr(event) for event in events.seen)


def test_silence_is_a_state_that_ends(emulated: EmulatedReader, link: Path) -> None:
    with running(link) as (_, events):
        events.expect(ReaderReady)
        emulated.inject(Fault.SILENCE)
        events.expect_fault("silent")
        emulated.clear_fault()
        events.expect(ReaderRecovered)


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.HALF, Fault.CHECKSUM])
@pytest.mark.parametrize("command", [Command.FIND, Command.SELECT, Command.READ_BASE])
def test_a_lost_or_damaged_answer_is_asked_again(
    emulated: EmulatedReader, link: Path, fault: Fault, command: Command
) -> None:
    emulated.inject(fault, 1, command)
    emulated.lay(RESIDENT_CARD)
    assert read_one(link).name == "张三"


@pytest.mark.parametrize("fault", ["31", "41", "47", "24", "10", "11", "21"])
def test_a_single_refusal_is_tried_again(emulated: EmulatedReader, link: Path, fault: str) -> None:
    emulated.inject(Fault(fault), 1, Command.READ_BASE)
    emulated.lay(RESIDENT_CARD)
    assert read_one(link).name == "张三"


@pytest.mark.parametrize("fault", [Fault.NOISE, Fault.SPLIT])
def test_noise_and_single_bytes_do_no_harm(emulated: EmulatedReader, link: Path, fault: Fault) -> None:
    emulated.inject(fault)
    with running(link) as (_, events):
        for _ in range(3):
            emulated.lay(RESIDENT_CARD)
            events.expect(AppendedAddressRead)
            emulated.lift()
            events.expect(CardRemoved)
    assert not [event for event in events.seen if isinstance(event, ReaderFault)]


def test_a_card_torn_away(emulated: EmulatedReader, link: Path) -> None:
    with running(link) as (_, events):
        events.expect(ReaderReady)
        emulated.tear()
        emulated.lay(RESIDENT_CARD)
        events.expect_fault("card_torn_away")
        events.expect(ReaderRecovered)
        emulated.lay(RESIDENT_CARD)
        events.expect(CardPresented)


def test_the_cable_is_pulled_and_plugged_in_again(emulated: EmulatedReader, link: Path) -> None:
    with running(link) as (_, events):
        emulated.lay(RESIDENT_CARD)
        events.expect(CardPresented)
        emulated.unplug()
        events.expect(CardRemoved)
        events.expect_fault("unplugged")
        emulated.plug()
        events.expect(ReaderReady)
        # The module still has the card; it is presented anew.
        events.expect(CardPresented)


def test_a_reader_that_comes_later(link: Path) -> None:
    with running(link) as (_, events):
        events.expect_fault("port_missing")
        with EmulatedReader(link):
            events.expect(ReaderReady)
            events.expect(ReaderRecovered)
        events.expect_fault("unplugged")


def test_another_rate_is_found_and_set(link: Path) -> None:
    with EmulatedReader(link, baud=19200, obey_baud=True) as emulated:
        transport = open_serial(str(link))
        try:
            session = SamSession(SamLink(transport))
            assert session.greet().baud == 19200
            session.set_baud(115200)
            assert emulated.baud == 115200
            emulated.lay(RESIDENT_CARD)
            assert session.find()
            assert session.read_found().name == "张三"
        finally:
            transport.close()


def test_ports_that_cannot_be_opened(emulated: EmulatedReader, link: Path, tmp_path: Path) -> None:
    assert refused(tmp_path / "nothing") is FaultReason.PORT_MISSING
    plain = tmp_path / "file"
    plain.write_bytes(b"no port")
    assert refused(plain) is FaultReason.PORT_UNUSABLE
    assert refused(tmp_path) is FaultReason.PORT_UNUSABLE
    with serial.Serial(str(link), exclusive=True):
        assert refused(link) is FaultReason.PORT_BUSY
    with running(link) as (reader, events):
        events.expect(ReaderReady)
        with pytest.raises(RuntimeError):
            reader.start(events.put)


def test_single_reads_that_fail(emulated: EmulatedReader, link: Path) -> None:
    assert refused(link, 0.5) is FaultReason.NO_CARD
    assert refused(link, float("nan")) in (FaultReason.NO_CARD, FaultReason.SILENT)
    assert refused(link, -1) in (FaultReason.NO_CARD, FaultReason.SILENT)
    emulated.tear()
    emulated.lay(RESIDENT_CARD)
    assert refused(link) is FaultReason.CARD_TORN_AWAY
    for fault, reason in ((Fault.SAM_REJECTS_CARD, "card_forged"), (Fault.NOT_AUTHORISED, "sam_unlicensed")):
        emulated.lift()
        emulated.inject(fault)
        emulated.lay(RESIDENT_CARD)
        assert refused(link) == reason
    emulated.inject(Fault.SILENCE)
    assert refused(link, 1.0) is FaultReason.SILENT


def test_broken_cards(emulated: EmulatedReader, link: Path) -> None:
    marker = RESIDENT_CARD.text[:248] + "Z".encode("utf-16-le") + RESIDENT_CARD.text[250:]
    emulated.lay(EmulatedCard(marker))
    assert refused(link) is FaultReason.UNKNOWN_CARD
    emulated.lay(EmulatedCard(bytes(256)))
    assert refused(link) is FaultReason.CARD_UNREADABLE
    emulated.lay(EmulatedCard(RESIDENT_CARD.text[:100]))
    assert refused(link) is FaultReason.GARBAGE
    emulated.lay(EmulatedCard(RESIDENT_CARD.text, photo=b""))
    assert read_one(link).photo_wlt is None


def test_a_hostile_reader_ends_with_the_time_given() -> None:
    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    over = threading.Event()

    def flood() -> None:
        os.set_blocking(master, False)
        while not over.wait(0.001):
            try:
                os.write(master, bytes.fromhex("AAAAAA966910FF") + os.urandom(300))
                os.read(master, 4096)
            except BlockingIOError:
                continue

    thread = threading.Thread(target=flood)
    thread.start()
    try:
        assert refused(Path(os.ttyname(slave)), 1.5) in (FaultReason.GARBAGE, FaultReason.BAD_CHECKSUM)
    finally:
        over.set()
        thread.join()
        os.close(master)
        os.close(slave)


def test_a_listener_that_fails_does_not_end_the_reader(
    emulated: EmulatedReader, link: Path, caplog: pytest.LogCaptureFixture
) -> None:
    events = Listener()
    failures = iter([ValueError(RESIDENT.name)])

    def publish(event: object) -> None:
        if isinstance(event, CardPresented) and (failure := next(failures, None)) is not None:
            raise failure
        events.put(event)  # type: ignore[arg-type]

    reader = catalogue.open_port(str(link), configured(link))
    with caplog.at_level(logging.DEBUG):
        reader.start(publish)
        emulated.lay(RESIDENT_CARD)
        events.expect_fault("driver_failed")
        emulated.lift()
        events.expect(ReaderRecovered)
        assert reader.stop(5)
    assert "ValueError" in caplog.text
    assert RESIDENT.name not in caplog.text
