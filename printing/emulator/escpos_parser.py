"""A stream parser for ESC/POS: splits bytes into text and commands, whatever the chunks.

`10 04` inside raster or QR data is data. Anything may arrive: unknown commands are tokens too, and no length a
sender claims makes the parser keep more than MAX_DATA bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MAX_DATA = 1 << 20
MAX_TEXT_RUN = 4096

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D


@dataclass(frozen=True, slots=True)
class Text:
    """Whole characters of one run; `chinese` tells whether GB codes were on."""

    data: bytes
    chinese: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A single control byte: LF, CR, HT, FF, CAN …"""

    code: int


@dataclass(frozen=True, slots=True)
class Command:
    """ESC, FS or GS with its letter and everything that belongs to it."""

    name: bytes
    args: bytes

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return self.name + self.args


@dataclass(frozen=True, slots=True)
class RealTime:
    """DLE EOT, ENQ or DC4: acted upon at once, even off-line."""

    name: bytes
    args: bytes

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return self.name + self.args


@dataclass(frozen=True, slots=True)
class Oversized:
    """A command that claims more data than MAX_DATA; its data is thrown away."""

    name: bytes
    claimed: int


Token = Text | Control | Command | RealTime | Oversized

# Argument lengths of commands with a fixed one (`devices.md` 4.2 and the usual manuals).
_FIXED: dict[bytes, int] = {
    **{b"\x1b" + c.encode(): 0 for c in "@2LSimv<"},
    **{b"\x1b" + c.encode(): 1 for c in " !%-3=?EGJKMRTVadertu{\x06"},
    **{b"\x1b" + c.encode(): 2 for c in "$B\\c"},
    **{b"\x1b" + c.encode(): 3 for c in "Cp"},
    b"\x1bW": 8,
    **{b"\x1c" + c.encode(): 0 for c in "&."},
    **{b"\x1c" + c.encode(): 1 for c in "!-WC"},
    **{b"\x1c" + c.encode(): 2 for c in "S?p"},
    b"\x1c2": 74,
    **{b"\x1d" + c.encode(): 0 for c in ":c"},
    **{b"\x1d" + c.encode(): 1 for c in "!#/BHITabfhjrwx"},
    **{b"\x1d" + c.encode(): 2 for c in "$LPW\\"},
    b"\x1d^": 3,
    b"\x1dg": 4,
}

# A rule tells how many argument bytes there are; None: more bytes are needed to know.
_Rule = Callable[[bytes], int | None]


def _word(data: bytes, at: int) -> int:
    return data[at] | data[at + 1] << 8


def _counted(head: int) -> _Rule:
    """`head` bytes, then a 16-bit count, then that much data."""

    def rule(args: bytes) -> int | None:
        return None if len(args) < head + 2 else head + 2 + _word(args, head)

    return rule


def _bit_image(args: bytes) -> int | None:
    if len(args) < 3:
        return None
    return 3 + _word(args, 1) * (3 if args[0] in (32, 33) else 1)


def _tab_stops(args: bytes) -> int | None:
    end = args.find(0, 0, 33)
    if end >= 0:
        return end + 1
    return None if len(args) < 33 else 0


def _defined_image(args: bytes) -> int | None:
    return None if len(args) < 2 else 2 + args[0] * args[1] * 8


def _cut(args: bytes) -> int | None:
    if not args:
        return None
    return 2 if args[0] in (65, 66, 97, 98, 103, 104) else 1


def _barcode(args: bytes) -> int | None:
    if not args:
        return None
    if args[0] >= 65:
        return None if len(args) < 2 else 2 + args[1]
    end = args.find(0, 1, 257)
    if end >= 0:
        return end + 1
    return None if len(args) < 257 else 1


def _raster(args: bytes) -> int | None:
    if len(args) < 6:
        return None
    return 6 + _word(args, 2) * _word(args, 4)


def _long_function(args: bytes) -> int | None:
    return None if len(args) < 5 else 5 + int.from_bytes(args[1:5], "little")


def _nv_images(args: bytes) -> int | None:
    if not args:
        return None
    at = 1
    for _ in range(args[0]):
        if len(args) < at + 4:
            return None
        at += 4 + _word(args, at) * _word(args, at + 2) * 8
        if at > MAX_DATA:
            return at
    return at


_VARIABLE: dict[bytes, _Rule] = {
    b"\x1b(": _counted(1),
    b"\x1b*": _bit_image,
    b"\x1bD": _tab_stops,
    b"\x1c(": _counted(1),
    b"\x1cq": _nv_images,
    b"\x1d(": _counted(1),
    b"\x1d*": _defined_image,
    b"\x1d8": _long_function,
    b"\x1dV": _cut,
    b"\x1dk": _barcode,
    b"\x1dv": _raster,
}

_REAL_TIME_EXTRA = {
    b"\x10\x14\x01": 2,
    b"\x10\x14\x02": 2,
    b"\x10\x14\x08": 7,
    b"\x10\x04\x07": 1,
    b"\x10\x04\x08": 1,
}

# How much of a command is looked at to learn its length; every rule but ESC ( needs less.
_PEEK = 600


class EscposParser:
    """Feed bytes in any chunks, get tokens. One connection each; not for several threads."""

    def __init__(self, chinese: bool = True) -> None:
        self._buffer = bytearray()
        self._skip = 0
        self._chinese_default = chinese
        self._chinese = chinese

    @property
    def pending(self) -> int:
        """Bytes held because their command is not complete."""
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Token]:
        """The tokens that these bytes complete."""
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:]
        self._buffer += data
        tokens: list[Token] = []
        at = 0
        while at < len(self._buffer):
            taken = self._next(at)
            if taken is None:
                break
            token, length = taken
            if token is not None:
                tokens.append(token)
            at += length
        del self._buffer[:at]
        return tokens

    def _next(self, at: int) -> tuple[Token | None, int] | None:
        """One token and its length, or None while it is incomplete."""
        first = self._buffer[at]
        if first in (ESC, FS, GS):
            return self._command(at)
        if first == DLE:
            return self._real_time(at)
        if first < 0x20:
            return Control(first), 1
        return self._text(at)

    def _command(self, at: int) -> tuple[Token | None, int] | None:
        if len(self._buffer) < at + 2:
            return None
        name = bytes(self._buffer[at : at + 2])
        length = _FIXED.get(name)
        if length is None:
            rule = _VARIABLE.get(name)
            if rule is None:
                return Command(name, b""), 2
            peek = bytes(self._buffer[at + 2 : at + 2 + (_PEEK if name != b"\x1cq" else MAX_DATA)])
            length = rule(peek)
            if length is None:
                return None
        if length > MAX_DATA:
            return self._throw_away(name, at, length)
        end = at + 2 + length
        if len(self._buffer) < end:
            return None
        command = Command(name, bytes(self._buffer[at + 2 : end]))
        self._follow_mode(name)
        return command, 2 + length

    def _throw_away(self, name: bytes, at: int, length: int) -> tuple[Token, int]:
        present = min(len(self._buffer) - at, 2 + length)
        self._skip = 2 + length - present
        return Oversized(name, length), present

    def _follow_mode(self, name: bytes) -> None:
        if name == b"\x1c&":
            self._chinese = True
        elif name == b"\x1c.":
            self._chinese = False
        elif name == b"\x1b@":
            self._chinese = self._chinese_default

    def _real_time(self, at: int) -> tuple[Token | None, int] | None:
        if len(self._buffer) < at + 2:
            return None
        if self._buffer[at + 1] not in (0x04, 0x05, 0x14):
            return Control(DLE), 1
        if len(self._buffer) < at + 3:
            return None
        head = bytes(self._buffer[at : at + 3])
        length = 3 + _REAL_TIME_EXTRA.get(head, 0)
        if len(self._buffer) < at + length:
            return None
        return RealTime(head[:2], bytes(self._buffer[at + 2 : at + length])), length

    def _text(self, at: int) -> tuple[Token | None, int] | None:
        end = at
        limit = min(len(self._buffer), at + MAX_TEXT_RUN)
        while end < limit and self._buffer[end] >= 0x20:
            step = self._char_length(end)
            if step is None:
                break
            end += step
        if end == at:
            return None
        return Text(bytes(self._buffer[at:end]), self._chinese), end - at

    def _char_length(self, at: int) -> int | None:
        """Bytes of the character here; None while its second half is missing. A broken one counts as one byte."""
        lead = self._buffer[at]
        if not self._chinese or lead < 0x81 or lead == 0xFF:
            return 1
        if len(self._buffer) < at + 2:
            return None
        second = self._buffer[at + 1]
        if 0x40 <= second <= 0xFE and second != 0x7F:
            return 2
        if not 0x30 <= second <= 0x39:
            return 1
        if len(self._buffer) < at + 4:
            return None
        third, fourth = self._buffer[at + 2], self._buffer[at + 3]
        return 4 if 0x81 <= third <= 0xFE and 0x30 <= fourth <= 0x39 else 1
