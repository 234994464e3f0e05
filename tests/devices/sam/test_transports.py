"""USB pipes, HID reports and sockets: the same frames in other clothes, against devices without hardware."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable

import pytest

from devices.driver import ReaderConfig, ReaderError
from devices.emulators.cards import EmulatedCard
from devices.emulators.sam import EmulatedSam
from devices.events import FaultReason
from devices.sam.driver import SamReader
from devices.sam.hid_reports import REPORT_SIZE, HidTransport, cut_into_reports, open_hidraw
from devices.sam.kinds import SERIAL
from devices.sam.protocol import Command, FrameParser, build_request, build_response
from devices.sam.transport import TransportError
from devices.sam.usb_bulk import UsbLost, UsbTimeout, UsbTransport, choose_pipes, parse_address
from tests.devices.cards import HMT, RESIDENT_CARD


class Module:
    """A SAM that takes bytes and gives frames, with a card on it."""

    def __init__(self, card: EmulatedCard = RESIDENT_CARD) -> None:
        self._sam = EmulatedSam()
        self._sam.lay(card)
        self._parser = FrameParser(min_length=1)

    def hear(self, data: bytes) -> list[bytes]:
        answers = [self._sam.answer(body) for body in self._parser.feed(data)]
        return [build_response(answer.status, answer.data) for answer in answers]


class FakeUsb:
    """A device with one pair of pipes or with two."""

    def __init__(self, endpoints: list[int]) -> None:
        self._endpoints = endpoints
        self._module = Module()
        self._packets: dict[int, deque[bytes]] = {address: deque() for address in endpoints}
        self.written: list[tuple[int, bytes]] = []
        self.lost = self.closed = False

    def bulk_endpoints(self) -> list[int]:
        return self._endpoints

    def write(self, endpoint: int, data: bytes, timeout_ms: int) -> None:
        assert timeout_ms > 0
        if self.lost:
            raise UsbLost
        self.written.append((endpoint, data))
        header, body = ([address for address in self._endpoints if address & 0x80] * 2)[:2]
        for frame in self._module.hear(data):
            pieces = [(header, frame)] if header == body else [(header, frame[:7]), (body, frame[7:])]
            for address, piece in pieces:
                self._packets[address].extend(piece[at : at + 64] for at in range(0, len(piece), 64))

    def read(self, endpoint: int, size: int, timeout_ms: int) -> bytes:
        assert size == 64
        assert timeout_ms > 0
        if self.lost:
            raise UsbLost
        if not self._packets[endpoint]:
            raise UsbTimeout
        return self._packets[endpoint].popleft()

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("endpoints", [[0x02, 0x81], [0x02, 0x81, 0x06, 0x85], [0x81, 0x85, 0x02, 0x06]])
def test_usb_reads_a_card(endpoints: list[int]) -> None:
    device = FakeUsb(endpoints)
    reader = SamReader(ReaderConfig("usb:"), lambda: UsbTransport(device))
    assert reader.read_one(10).name == "张三"
    assert device.closed
    find = build_request(Command.FIND)
    if len(endpoints) == 2:
        assert (0x02, find) in device.written
    else:
        assert (0x02, find[:7]) in device.written
        assert (0x06, find[7:]) in device.written


def test_usb_that_is_lost_or_unfit() -> None:
    device = FakeUsb([0x02, 0x81])
    device.lost = True
    with pytest.raises(ReaderError) as caught:
        SamReader(ReaderConfig("usb:"), lambda: UsbTransport(device)).read_one(5)
    assert caught.value.reason is FaultReason.UNPLUGGED
    with pytest.raises(TransportError):
        choose_pipes([0x81, 0x85])
    assert parse_address("usb:") == (0x0400, 0xC35A)
    assert parse_address("usb:261a:0007") == (0x261A, 0x0007)
    with pytest.raises(TransportError):
        parse_address("usb:nonsense")


def serve(connection: socket.socket, answer: Callable[[bytes], list[bytes]]) -> threading.Thread:
    def run() -> None:
        with connection:
            while data := connection.recv(4096):
                for piece in answer(data):
                    connection.sendall(piece)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_hid_reads_a_card() -> None:
    # A sequenced packet socket keeps the bounds of reports, as hidraw does.
    host, device = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    host.setblocking(False)
    module = Module(EmulatedCard.of(HMT))

    def answer(report: bytes) -> list[bytes]:
        assert len(report) == REPORT_SIZE + 1
        frames = module.hear(report[1:])
        return [piece[1:] for frame in frames for piece in cut_into_reports(frame)]

    thread = serve(device, answer)
    reader = SamReader(ReaderConfig("hid:"), lambda: HidTransport(host.detach()))
    assert reader.read_one(10).name == "陈大文"
    thread.join(5)
    assert not thread.is_alive()


def test_hid_that_is_not_there() -> None:
    with pytest.raises(TransportError) as caught:
        open_hidraw("/nonexistent/hidraw9")
    assert caught.value.reason is FaultReason.PORT_MISSING


def test_a_terminal_server_reads_a_card() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"socket://127.0.0.1:{server.getsockname()[1]}"
        module = Module()

        def accept() -> None:
            connection, _ = server.accept()
            serve(connection, module.hear).join(20)

        threading.Thread(target=accept, daemon=True).start()
        assert SERIAL.create(ReaderConfig(address)).read_one(10).name == "张三"
    with pytest.raises(ReaderError) as caught:
        SERIAL.create(ReaderConfig(address)).read_one(2)
    assert caught.value.reason is FaultReason.PORT_MISSING
