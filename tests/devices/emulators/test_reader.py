"""The emulated reader: its state machine, its pace, its link, its control socket, its decks."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.emulators.cards import CardDataError, load_deck
from devices.emulators.control import ControlServer, ReaderControl, send_control
from devices.emulators.reader import EmulatedReader, LinkOccupiedError
from devices.emulators.sam import EmulatedSam, State
from devices.emulators.virtual_card import SocialSecurityCard
from devices.sam.link import SamLink
from devices.sam.protocol import Command, FrameParser, Status, build_frame
from devices.sam.text_block import decode_text_block
from devices.sam.transport import open_serial
from tests.devices.cards import APPENDED_ADDRESS, RESIDENT_CARD

FIND = bytes(Command.FIND.value)
SELECT = bytes(Command.SELECT.value)
READ = bytes(Command.READ_BASE.value)
ADDRESS = bytes(Command.READ_APPENDED_ADDRESS.value)
NUMBER = bytes(Command.READ_MANAGEMENT_NUMBER.value)


def test_the_state_machine() -> None:
    sam = EmulatedSam()

    def ask(body: bytes) -> int:
        return sam.answer(body).status

    assert [ask(body) for body in (FIND, SELECT, READ)] == [0x80, 0x81, 0x41]
    sam.lay(RESIDENT_CARD)
    assert [ask(body) for body in (SELECT, READ, FIND, FIND, READ, SELECT)] == [
        0x81, 0x41, 0x9F, 0x9F, 0x21, 0x90,
    ]  # fmt: skip
    assert [ask(body) for body in (FIND, SELECT, ADDRESS, NUMBER, READ)] == [0x80, 0x81, 0x90, 0x90, 0x90]
    assert [ask(body) for body in (FIND, SELECT, READ, ADDRESS, NUMBER)] == [0x80, 0x81, 0x90, 0x90, 0x90]
    sam.lift()
    assert [ask(body) for body in (FIND, NUMBER, READ)] == [0x80, 0x41, 0x41]
    assert [ask(body) for body in (b"", b"\x20", b"\x77\x01", FIND + b"\x00")] == [0x11, 0x11, 0x21, 0x11]
    assert sam.state is State.EMPTY


def test_the_wire_has_its_pace_and_its_marks(tmp_path: Path) -> None:
    with EmulatedReader(tmp_path / "reader") as reader:
        reader.lay(RESIDENT_CARD)
        transport = open_serial(str(tmp_path / "reader"))
        try:
            link = SamLink(transport)
            sizes = {}
            for command in (Command.FIND, Command.SELECT, Command.READ_BASE, Command.READ_APPENDED_ADDRESS):
                sizes[command] = len(link.ask(command).data) + 11
        finally:
            transport.close()
        for command, size in sizes.items():
            mark = reader.last_mark(command)
            assert mark is not None
            # Ten bits a byte: by construction of the marks, whatever the machine's load.
            wire_ns = mark.last_byte_ns - mark.first_byte_ns
            assert wire_ns == pytest.approx((size - 1) * 10 / 115200 * 1e9, rel=0.01)
        assert sizes[Command.READ_BASE] == 1295


def test_a_wrong_checksum_is_answered(tmp_path: Path) -> None:
    with EmulatedReader(tmp_path / "reader") as reader:
        descriptor = os.open(reader.port, os.O_RDWR | os.O_NOCTTY)
        try:
            frame = build_frame(FIND)
            os.write(descriptor, frame[:-1] + b"\x00")
            parser = FrameParser()
            bodies: list[bytes] = []
            while not bodies:
                bodies = parser.feed(os.read(descriptor, 100))
            assert bodies[0][2] == Status.CHECKSUM_WRONG
        finally:
            os.close(descriptor)


def test_the_link(tmp_path: Path) -> None:
    link = tmp_path / "deep" / "reader"
    with EmulatedReader(link) as reader:
        assert os.readlink(link) == reader.port  # noqa: PTH115  the bare text of the link
        reader.unplug()
        assert not link.is_symlink()
        assert not reader.status().plugged
        reader.plug()
        assert link.resolve() == Path(reader.port)
    assert not link.is_symlink()
    # A link that a killed emulator left is taken over; anything else is not.
    link.symlink_to("/nonexistent")
    with EmulatedReader(link) as reader:
        assert link.resolve() == Path(reader.port)
    link.write_text("mine")
    broken = EmulatedReader(link)
    with pytest.raises(LinkOccupiedError):
        broken.start()
    broken.stop()
    assert link.read_text() == "mine"


@pytest.fixture
def control(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "reader.ctl"
    with (
        EmulatedReader(tmp_path / "reader") as reader,
        ControlServer(path, ReaderControl(reader, {"1": RESIDENT_CARD, "林 晓燕": RESIDENT_CARD})),
    ):
        yield path


def test_control_lines(control: Path) -> None:
    def say(line: str) -> str:
        return send_control(control, line)

    assert say("lay 1") == "ok"
    assert json.loads(say("status")[3:])["state"] == "fresh"
    assert say("lay 林 晓燕") == "ok"
    assert say("lift") == "ok"
    assert say("tear 1") == "ok"
    assert say("fault 41") == "ok"
    assert json.loads(say("status")[3:])["fault"] == "41"
    assert say("fault half 2 read") == "ok"
    assert say("fault none") == "ok"
    assert json.loads(say("status")[3:])["fault"] is None
    assert say("unplug") == "ok"
    assert say("plug") == "ok"
    for wrong in ("", "lay", "lay 99", "fault", "fault 99", "fault 41 0", "fault 41 soon", "dance"):
        assert say(wrong).startswith("error"), wrong
    assert say("x" * 1000) == "error line too long"


def test_control_socket_and_strangers(control: Path) -> None:
    assert control.stat().st_mode & 0o077 == 0
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(5)
        client.connect(str(control))
        client.sendall(b"\xff\xfe\nlift\n")
        answers = b""
        while answers.count(b"\n") < 2:
            answers += client.recv(100)
    assert answers == b"error not UTF-8\nok\n"
    second = ControlServer(control, lambda line: line)
    with pytest.raises(OSError, match="in use"):
        second.start()


def test_a_deck_from_a_file(tmp_path: Path) -> None:
    row = {"key": "1", "kind": "resident", "name": "林晓燕", "id_number": "440399199203150021"}
    path = tmp_path / "deck.json"
    path.write_text(json.dumps({"cards": [{**row, "appended_address": APPENDED_ADDRESS}]}), encoding="utf-8")
    (card,) = load_deck(path).values()
    assert decode_text_block(card.text).name == "林晓燕"
    assert card.appended_address == APPENDED_ADDRESS


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"cards": 1}',
        '{"cards": [1]}',
        '{"cards": [{}]}',
        '{"cards": [{"kind": "passport"}]}',
        '{"cards": [{"kind": "social_security"}]}',
        '{"cards": [{"kind": "resident", "nick": "x"}]}',
        '{"cards": [{"kind": "resident", "name": 5}]}',
        '{"cards": [{"kind": "resident", "name": "\\ud842"}]}',
        '{"cards": [{"kind": "resident", "photo_hex": "zz"}]}',
        json.dumps({"cards": [{"kind": "resident", "name": "长" * 16}]}),
        json.dumps({"cards": [{"kind": "resident", "appended_address": "长" * 36}]}),
        "[" * 100_000,
    ],
)
def test_decks_that_are_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "deck.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CardDataError):
        load_deck(path)


@given(st.binary(max_size=20))
def test_any_request_gets_an_answer(body: bytes) -> None:
    sam = EmulatedSam()
    sam.lay(RESIDENT_CARD)
    assert 0 <= sam.answer(body).status <= 0xFF


def test_a_virtual_card_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="tag 4E"):
        SocialSecurityCard("长" * 30, "440399199203150021").files()
