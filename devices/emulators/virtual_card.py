"""A virtual social security card behind vpcd and the real pcscd: connecting lays it in, closing takes it out."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep

from devices.pcsc.apdu import FILE_NOT_FOUND, OK, RECORD_NOT_FOUND, SECURITY_NOT_SATISFIED
from devices.pcsc.social_card import (
    BIRTH_DATE,
    BIRTH_PLACE,
    CARD_CLASS,
    CARD_IDENTIFIER,
    CARD_NUMBER,
    CARD_VERSION,
    ENVIRONMENT,
    HOLDER_FILE,
    INITIALISER,
    ISSUED_ON,
    ISSUER_FILE,
    NAME,
    NAME_EXTENSION,
    NATION,
    SEX,
    SOCIAL_SECURITY_NUMBER,
    VALID_UNTIL,
    VALUE_SIZES,
)

EMULATED_ATR = bytes.fromhex("3B6D0000") + b"SSCARD-VIRT-1"
"""Direct convention, T=0, 13 historical bytes that mark a practice card."""
MUTE_ATR = b"\x3f\xff" * 20
"""Longer than any answer to reset: pcscd takes the card for mute."""
CONNECT_TIMEOUT_S = 5.0
GET_ATR = 0x04
NAME_SIZE = VALUE_SIZES[NAME]


@dataclass(frozen=True, slots=True, repr=False)
class SocialSecurityCard:
    """A card's texts. `version` is 1.00, 2.00 or 3.00; dates YYYYMMDD; `locked` hides the holder's file."""

    name: str
    id_number: str
    sex: str = "1"
    nation_code: str = "01"
    birth_date: str = "19900101"
    birth_place: str = "440399"
    card_number: str = "A12345678"
    issued_on: str = "20200101"
    valid_until: str = "20300101"
    version: str = "3.00"
    locked: bool = False
    mute: bool = False

    def __repr__(self) -> str:
        return f"SocialSecurityCard(version={self.version!r}, masked)"

    def files(self) -> dict[int, list[bytes]]:
        """Records by file; their numbers differ between 1.0 and the later versions."""
        name = self.name.encode("gb18030")
        cut = _character_boundary(self.name, NAME_SIZE)
        holder = [_record(SOCIAL_SECURITY_NUMBER, self.id_number.encode()), _record(NAME, name[:cut])]
        if not self.version.startswith("1"):
            holder.append(_record(NAME_EXTENSION, name[cut:]))
        holder += [
            _record(SEX, self.sex.encode()),
            _record(NATION, _bcd(self.nation_code)),
            _record(BIRTH_PLACE, _bcd(self.birth_place)),
            _record(BIRTH_DATE, _bcd(self.birth_date)),
        ]
        issuer = [
            _record(CARD_IDENTIFIER, _bcd("440300" + "0" * 26)),
            _record(CARD_CLASS, b"1"),
            _record(CARD_VERSION, self.version.encode()),
            _record(INITIALISER, _bcd("4403" + "0" * 20)),
            _record(ISSUED_ON, _bcd(self.issued_on)),
            _record(VALID_UNTIL, _bcd(self.valid_until)),
            _record(CARD_NUMBER, self.card_number.encode()),
        ]
        return {ISSUER_FILE: issuer, HOLDER_FILE: holder}


def _character_boundary(text: str, size: int) -> int:
    taken = 0
    for char in text:
        length = len(char.encode("gb18030"))
        if taken + length > size:
            break
        taken += length
    return taken


def _record(tag: int, value: bytes) -> bytes:
    size = VALUE_SIZES[tag]
    if len(value) > size:
        raise ValueError(f"tag {tag:02X}: {len(value)} bytes, room for {size}")
    return bytes((tag, size)) + value.ljust(size, b"\0")


def _bcd(digits: str) -> bytes:
    return bytes.fromhex(digits + "F" * (len(digits) % 2))


class SocialSecurityChip:
    """The chip's answers to APDUs, T=0: `61 xx` after SELECT, `6C xx` for another length."""

    def __init__(self, card: SocialSecurityCard) -> None:
        self._card = card
        self._files = card.files()
        self.reset()

    def reset(self) -> None:
        self._selected = False
        self._file: int | None = None
        self._waiting = b""

    def apdu(self, command: bytes) -> bytes:
        if len(command) < 4:
            return _word(0x6700)
        instruction, first, second = command[1:4]
        match instruction:
            case 0xA4:
                return self._select(first, command[5:])
            case 0xC0:
                return self._get_response(command[4] if len(command) > 4 else 0)
            case 0xB2:
                return self._read(first, second, command[4] if len(command) > 4 else 0)
            case _:
                return _word(0x6D00)

    def _select(self, how: int, data: bytes) -> bytes:
        if how == 0x04:
            if data[: len(ENVIRONMENT)] != ENVIRONMENT:
                return _word(FILE_NOT_FOUND)
            self._selected = True
            self._waiting = b"\x6f\x11\x84\x0f" + ENVIRONMENT
            return _word(0x6100 | len(self._waiting))
        identifier = int.from_bytes(data[:2], "big")
        if not self._selected or identifier not in self._files:
            return _word(FILE_NOT_FOUND)
        self._file = identifier
        return _word(OK)

    def _get_response(self, length: int) -> bytes:
        waiting = self._waiting
        if not waiting:
            return _word(0x6F00)
        if length != len(waiting):
            return _word(0x6C00 | len(waiting))
        self._waiting = b""
        return waiting + _word(OK)

    def _read(self, number: int, second: int, length: int) -> bytes:
        short = second >> 3
        identifier = 0xEF00 | short if short else self._file
        if not self._selected or identifier not in self._files:
            return _word(FILE_NOT_FOUND)
        if identifier == HOLDER_FILE and self._card.locked:
            return _word(SECURITY_NOT_SATISFIED)
        records = self._files[identifier]
        if second & 0x07 != 0x04:
            found = next((record for record in records if record[0] == number), None)
        else:
            found = records[number - 1] if 1 <= number <= len(records) else None
        if found is None:
            return _word(RECORD_NOT_FOUND)
        return found + _word(OK) if length == len(found) else _word(0x6C00 | len(found))


def _word(status: int) -> bytes:
    return status.to_bytes(2, "big")


class VirtualCard:
    """A card in the slot of a vpcd reader, played from a thread of its own."""

    def __init__(
        self,
        card: SocialSecurityCard,
        port: int,
        host: str = "127.0.0.1",
        chip: SocialSecurityChip | None = None,
    ) -> None:
        """`chip` plays another behaviour than the card's own."""
        self._chip = chip or SocialSecurityChip(card)
        self._atr = MUTE_ATR if card.mute else EMULATED_ATR
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def insert(self) -> VirtualCard:
        """Raises OSError when no vpcd listens within 5 s."""
        deadline = monotonic() + CONNECT_TIMEOUT_S
        while True:
            try:
                connection = socket.create_connection(self._address, CONNECT_TIMEOUT_S)
                break
            except ConnectionRefusedError:
                if monotonic() > deadline:
                    raise
                sleep(0.05)
        connection.settimeout(None)
        self._socket = connection
        self._thread = threading.Thread(
            target=self._play, args=(connection,), name="virtual card", daemon=True
        )
        self._thread.start()
        return self

    def remove(self) -> None:
        connection, thread = self._socket, self._thread
        self._socket = self._thread = None
        if connection is None or thread is None:
            return
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()
        thread.join(CONNECT_TIMEOUT_S)

    def __enter__(self) -> VirtualCard:
        return self.insert()

    def __exit__(self, *_: object) -> None:
        self.remove()

    def _play(self, connection: socket.socket) -> None:
        try:
            while (header := _receive(connection, 2)) is not None:
                message = _receive(connection, int.from_bytes(header, "big"))
                if message is None:
                    return
                if len(message) == 1:
                    if message[0] == GET_ATR:
                        self._send(connection, self._atr)
                    else:
                        self._chip.reset()
                    continue
                self._send(connection, self._chip.apdu(message))
        except OSError:
            return

    def _send(self, connection: socket.socket, payload: bytes) -> None:
        connection.sendall(len(payload).to_bytes(2, "big") + payload)


def _receive(connection: socket.socket, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        # vpcd sends length and payload apart; without this each command waits 45 ms for a delayed ACK.
        if hasattr(socket, "TCP_QUICKACK"):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        piece = connection.recv(size - len(data))
        if not piece:
            return None
        data += piece
    return data
