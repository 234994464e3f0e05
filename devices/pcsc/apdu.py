"""Command and response APDUs of ISO 7816-4, with what T=0 leaves to the program. Pure bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_CHAINED = 16
"""GET RESPONSE rounds after which a card that always promises more is not believed."""
MAX_RESPONSE = 65536

OK = 0x9000
FILE_NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
SECURITY_NOT_SATISFIED = 0x6982
WRONG_LENGTH = 0x6700

Transmit = Callable[[bytes], bytes]
"""Sends one APDU and gives the raw response; raises what its transport raises."""


class ApduError(Exception):
    """A response that is none: too short, or endless."""


@dataclass(frozen=True, slots=True)
class ResponseApdu:
    """Data and status word; the data may be personal."""

    data: bytes
    status: int

    def __repr__(self) -> str:
        return f"ResponseApdu({len(self.data)} bytes, {self.status:04X})"

    @property
    def is_ok(self) -> bool:
        return self.status == OK


def exchange(transmit: Transmit, command: bytes) -> ResponseApdu:
    """Send a command; fetch what `61 xx` announces and repeat what `6C xx` corrects. Raises ApduError."""
    response = _send(transmit, command)
    if response.status >> 8 == 0x6C and len(command) >= 5:
        response = _send(transmit, command[:4] + bytes((response.status & 0xFF,)))
    data = response.data
    for _ in range(MAX_CHAINED):
        if response.status >> 8 != 0x61:
            return ResponseApdu(data, response.status)
        response = _send(transmit, bytes((command[0] & 0x03, 0xC0, 0x00, 0x00, response.status & 0xFF)))
        if response.status >> 8 == 0x6C:
            response = _send(transmit, bytes((command[0] & 0x03, 0xC0, 0x00, 0x00, response.status & 0xFF)))
        data += response.data
        if len(data) > MAX_RESPONSE:
            break
    raise ApduError("endless response")


def _send(transmit: Transmit, command: bytes) -> ResponseApdu:
    raw = transmit(command)
    if len(raw) < 2:
        raise ApduError("response without status word")
    return ResponseApdu(raw[:-2], int.from_bytes(raw[-2:], "big"))


def select_by_name(name: bytes) -> bytes:
    """Without Le, as T=0 asks for; T=1 cards answer it as well."""
    return bytes((0x00, 0xA4, 0x04, 0x00, len(name))) + name


def select_file(identifier: int) -> bytes:
    return bytes((0x00, 0xA4, 0x02, 0x00, 0x02)) + identifier.to_bytes(2, "big")


def read_record(number: int, short_file: int, length: int = 0) -> bytes:
    """By number; `short_file` 0 is the file selected."""
    return bytes((0x00, 0xB2, number, short_file << 3 | 0x04, length))


def read_record_by_tag(tag: int, length: int = 0) -> bytes:
    """From the file selected, the form some issuers' cards want."""
    return bytes((0x00, 0xB2, tag, 0x00, length))
