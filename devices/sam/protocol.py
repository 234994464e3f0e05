"""The SAM's frames: commands, status words, builder, incremental parser. Pure bytes, no ports.

Source: GA/T 467 as described by the makers' documents. All input from the line is hostile: lengths are
bounded, and nothing here raises on bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
HEADER_SIZE = len(PREAMBLE) + 2
MIN_RESPONSE_LENGTH = 4
MIN_REQUEST_LENGTH = 3
MAX_LENGTH = 4096
MAX_BUFFERED = 2 * (HEADER_SIZE + MAX_LENGTH)

BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""Rates of `60 0x`, in the order they are probed."""
BAUD_SETTLE_S = 0.005
"""Wait after the answer to a rate command, before the line is used at the new rate."""

TEXT_SIZE = 256
PHOTO_SIZE = 1024
APPENDED_ADDRESS_SIZE = 70
MANAGEMENT_NUMBER_SIZE = 28


class Command(Enum):
    """Requests by their CMD and Para bytes."""

    RESET = (0x10, 0xFF)
    STATUS = (0x11, 0xFF)
    SAM_ID = (0x12, 0xFF)
    FIND = (0x20, 0x01)
    SELECT = (0x20, 0x02)
    READ_BASE = (0x30, 0x01)
    READ_WITH_FINGERPRINTS = (0x30, 0x10)
    READ_APPENDED_ADDRESS = (0x30, 0x03)
    READ_MANAGEMENT_NUMBER = (0x30, 0x05)
    BAUD_115200 = (0x60, 0x00)
    BAUD_57600 = (0x60, 0x01)
    BAUD_38400 = (0x60, 0x02)
    BAUD_19200 = (0x60, 0x03)
    BAUD_9600 = (0x60, 0x04)
    MAX_RF_BYTES = (0x61, 0xFF)

    @property
    def code(self) -> int:
        return self.value[0]

    @property
    def parameter(self) -> int:
        return self.value[1]


BAUD_COMMANDS = {
    115200: Command.BAUD_115200,
    57600: Command.BAUD_57600,
    38400: Command.BAUD_38400,
    19200: Command.BAUD_19200,
    9600: Command.BAUD_9600,
}


class Status(IntEnum):
    """SW3, the SAM's result."""

    OK = 0x90
    NO_SUCH_ITEM = 0x91
    FOUND = 0x9F
    CHECKSUM_WRONG = 0x10
    LENGTH_WRONG = 0x11
    COMMAND_WRONG = 0x21
    NO_PRIVILEGE = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REJECTS_SAM = 0x31
    SAM_REJECTS_CARD = 0x32
    VERIFY_FAILED = 0x33
    FINGERPRINT_WRONG = 0x37
    FINGERPRINT_LENGTH_WRONG = 0x3F
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    FIND_FAILED = 0x80
    SELECT_FAILED = 0x81


def checksum(body: bytes) -> int:
    """XOR of every byte after the preamble up to the checksum itself."""
    # Folded as one number: a flood of false headers asks for a checksum every few bytes.
    folded, size = int.from_bytes(body, "big"), len(body)
    while size > 1:
        size = (size + 1) // 2
        folded = folded >> 8 * size ^ folded & ((1 << 8 * size) - 1)
    return folded


def build_frame(body: bytes) -> bytes:
    """Preamble, length, body and checksum. Raises ValueError when the body is too long."""
    length = len(body) + 1
    if length > MAX_LENGTH:
        raise ValueError(f"frame of {length} bytes")
    counted = length.to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((checksum(counted),))


def build_request(command: Command, data: bytes = b"") -> bytes:
    return build_frame(bytes(command.value) + data)


def build_response(status: int, data: bytes = b"", card_words: bytes = b"\x00\x00") -> bytes:
    """A SAM's answer; `card_words` are SW1 SW2 as the card gave them."""
    return build_frame(card_words + bytes((status,)) + data)


def set_max_rf_bytes(count: int) -> bytes:
    """Request `61 FF nn`: bytes in one radio frame, 0x10 to 0xFF."""
    return build_request(Command.MAX_RF_BYTES, bytes((count,)))


@dataclass(frozen=True, slots=True)
class Response:
    """One intact answer of the SAM. `status` may be a value that `Status` does not know."""

    sw1: int
    sw2: int
    status: int
    data: bytes

    def __repr__(self) -> str:
        return f"Response(status={self.status:02X}, {len(self.data)} bytes)"


class FrameParser:
    """Cuts frame bodies (what stands between length and checksum) out of a byte stream, however it is split.

    What precedes a preamble is dropped. A frame with a wrong length or checksum is skipped up to the next
    preamble, and counted: `bad_lengths`, `bad_checksums`; `noise` counts dropped bytes.
    """

    def __init__(self, min_length: int = MIN_RESPONSE_LENGTH) -> None:
        self._min_length = min_length
        self._buffer = bytearray()
        self.bad_checksums = 0
        self.bad_lengths = 0
        self.noise = 0

    @property
    def pending(self) -> int:
        """Bytes that wait for the rest of their frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes in, give the bodies that became complete."""
        bodies: list[bytes] = []
        # In pieces, so that a flood cannot make the buffer grow.
        for start in range(0, len(data), MAX_BUFFERED):
            self._buffer += data[start : start + MAX_BUFFERED]
            while (body := self._cut()) is not None:
                bodies.append(body)
        return bodies

    def salvage(self) -> list[bytes]:
        """Give up the frame that is awaited, if an intact one stands inside its claimed length.

        For when the line has gone quiet: noise that looked like a header must not swallow a real answer.
        Without such a frame nothing changes, and the awaited one may still be completed.
        """
        at = self._buffer.find(PREAMBLE, 1)
        while at > 0:
            inner = FrameParser(self._min_length)
            bodies = inner.feed(bytes(self._buffer[at:]))
            if bodies:
                self.noise += at
                self._buffer = inner._buffer
                return bodies
            at = self._buffer.find(PREAMBLE, at + 1)
        return []

    def clear(self) -> None:
        self._buffer.clear()
        self.bad_checksums = self.bad_lengths = self.noise = 0

    def _cut(self) -> bytes | None:
        buffer = self._buffer
        while True:
            self._seek_preamble()
            if len(buffer) < HEADER_SIZE:
                return None
            length = buffer[5] << 8 | buffer[6]
            if not self._min_length <= length <= MAX_LENGTH:
                self.bad_lengths += 1
                self._drop_to_next_preamble()
                continue
            end = HEADER_SIZE + length
            if len(buffer) < end:
                return None
            counted = bytes(buffer[len(PREAMBLE) : end - 1])
            if checksum(counted) != buffer[end - 1]:
                self.bad_checksums += 1
                self._drop_to_next_preamble()
                continue
            del buffer[:end]
            return counted[2:]

    def _seek_preamble(self) -> None:
        buffer = self._buffer
        at = buffer.find(PREAMBLE)
        if at < 0:
            # Keep what may be the beginning of a preamble.
            keep = next((n for n in range(len(PREAMBLE) - 1, 0, -1) if buffer.endswith(PREAMBLE[:n])), 0)
            at = len(buffer) - keep
        if at:
            self.noise += at
            del buffer[:at]

    def _drop_to_next_preamble(self) -> None:
        if self._buffer:
            self.noise += 1
            del self._buffer[0]
        self._seek_preamble()


def parse_response(body: bytes) -> Response:
    """A body of at least three bytes, as the parser gives it with its default limit."""
    return Response(body[0], body[1], body[2], body[3:])


def is_plausible(command: Command, response: Response) -> bool:
    """Whether an answer can belong to this command; a late answer to an earlier one is told apart by it."""
    if response.status == Status.FOUND:
        return command is Command.FIND
    if response.status != Status.OK:
        return True
    match command:
        case Command.FIND:
            return False
        case Command.READ_BASE:
            return split_base_data(response.data) is not None
        case Command.READ_WITH_FINGERPRINTS:
            return split_base_data(response.data, with_fingerprints=True) is not None
        case Command.SAM_ID:
            return len(response.data) == 16
        case Command.READ_APPENDED_ADDRESS:
            return len(response.data) >= APPENDED_ADDRESS_SIZE and len(response.data) <= TEXT_SIZE
        case Command.READ_MANAGEMENT_NUMBER:
            return len(response.data) == MANAGEMENT_NUMBER_SIZE
        case Command.SELECT:
            return len(response.data) <= 16
        case _:
            return len(response.data) < 4


@dataclass(frozen=True, slots=True, repr=False)
class BaseData:
    """The blocks of `30 01` and `30 10`, cut by their counters."""

    text: bytes
    photo: bytes
    fingerprints: bytes = b""

    def __repr__(self) -> str:
        return f"BaseData({len(self.text)}+{len(self.photo)}+{len(self.fingerprints)} bytes)"


def split_base_data(data: bytes, with_fingerprints: bool = False) -> BaseData | None:
    """Cut by the big-endian counters; None when they do not fit the data or leave no whole text.

    Some modules answer the plain reading with the fingerprints' counter too: what fills the data exactly holds.
    """
    sizes = _counters(data, 3)
    if sizes is None or not (with_fingerprints or 6 + sum(sizes) == len(data)):
        sizes = None if with_fingerprints else _counters(data, 2)
    if sizes is None:
        return None
    counters = len(sizes)
    blocks: list[bytes] = []
    at = 2 * counters
    for size in sizes:
        blocks.append(data[at : at + size])
        at += size
    return BaseData(*blocks)


def _counters(data: bytes, count: int) -> list[int] | None:
    sizes = [int.from_bytes(data[2 * n : 2 * n + 2], "big") for n in range(count)]
    fitting = 2 * count <= len(data) and sizes[0] >= TEXT_SIZE and 2 * count + sum(sizes) <= len(data)
    return sizes if fitting else None


def sam_id_text(data: bytes) -> str | None:
    """Text form of the SAM's number (little-endian class, maker, date, serial, check); None if not 16 bytes."""
    if len(data) != 16:
        return None
    category, maker = (int.from_bytes(data[n : n + 2], "little") for n in (0, 2))
    issued, serial, check = (int.from_bytes(data[n : n + 4], "little") for n in (4, 8, 12))
    return f"{category:02d}.{maker:02d}-{issued:08d}-{serial:010d}-{check:010d}"


def sam_id_bytes(text: str) -> bytes:
    """The inverse of `sam_id_text`. Raises ValueError on another form."""
    kind, issued, serial, check = text.split("-")
    category, maker = kind.split(".")
    small = b"".join(int(n).to_bytes(2, "little") for n in (category, maker))
    return small + b"".join(int(n).to_bytes(4, "little") for n in (issued, serial, check))


def is_emulated_sam(sam_id: str | None) -> bool:
    """Emulated devices report class and maker 00.00, which no real module bears."""
    return sam_id is not None and sam_id.startswith("00.00-")
