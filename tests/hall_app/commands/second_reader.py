"""A second reader beside the emulated one, built of the protocol's tables alone: a misreading is not shared by both."""

from __future__ import annotations

import os
import pty
import select
import threading
import time
import tty
from collections.abc import Callable, Sequence
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
STATUS, SAM_ID, FIND, SELECT, READ = (0x11, 0xFF), (0x12, 0xFF), (0x20, 0x01), (0x20, 0x02), (0x30, 0x01)
HANG_UP = b"hang up"
Request = tuple[int, int]
Say = Sequence[tuple[float, bytes]]
Hook = Callable[[Request, bytes, int], Say | None]
"""Command and parameter, the good answer, how often it was asked → what goes out after which pauses; None: the good one."""

RESIDENT = (30, 2, 4, 16, 70, 36, 30, 16, 16, 28, 2, 6)
FOREIGNER_2017 = (120, 2, 30, 6, 30, 16, 16, 16, 4, 8, 2, 6)
FOREIGNER_2023 = (30, 2, 4, 16, 70, 36, 30, 16, 16, 22, 6, 2, 6)
"""Bytes of the fields of the text block, in their order; the residence permit of Hong Kong, Macao and Taiwan is as RESIDENT."""


def text_block(sizes: tuple[int, ...], *fields: str, fill: str = " ") -> bytes:
    """256 bytes of UTF-16LE, each field padded to its size."""
    made = b""
    for size, field in zip(sizes, fields, strict=True):
        raw = field.encode("utf-16-le", "surrogatepass")
        assert len(raw) <= size
        made += raw + fill.encode("utf-16-le") * ((size - len(raw)) // 2)
    assert len(made) == 256
    return made


def frame(status: int, data: bytes = b"", words: bytes = b"\0\0") -> bytes:
    """A whole answer: preamble, length, SW1 SW2 SW3, data, XOR of all behind the preamble."""
    body = words + bytes((status,)) + data
    checked = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + checked + bytes((reduce(xor, checked),))


class SecondReader:
    """A pseudo-terminal with a card on it; entered, it is the port's name."""

    def __init__(self, text: bytes, hook: Hook | None = None, photo: bytes = bytes(1024)) -> None:
        self._text, self._photo, self._hook = text, photo, hook or (lambda *_: None)
        self._state, self._asked = "fresh", dict[Request, int]()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="second reader", daemon=True)

    def __enter__(self) -> str:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        port = os.ttyname(self._slave)
        self._thread.start()
        return port

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join(5)

    def _serve(self) -> None:
        held = b""
        try:
            while not self._ending.is_set():
                if not select.select([self._master], [], [], 0.05)[0]:
                    continue
                held += os.read(self._master, 4096)
                while (at := held.find(PREAMBLE)) >= 0 and len(held) >= at + 7:
                    end = at + 7 + int.from_bytes(held[at + 5 : at + 7], "big")
                    if len(held) < end:
                        break
                    request, held = held[at + 5 : end], held[end:]
                    for pause, piece in self._answer(request):
                        time.sleep(pause)
                        if piece == HANG_UP:
                            return
                        os.write(self._master, piece)
        finally:
            os.close(self._slave)
            os.close(self._master)

    def _answer(self, request: bytes) -> Say:
        if reduce(xor, request):
            return [(0, frame(0x10))]
        asked = (request[2], request[3])
        count = self._asked[asked] = self._asked.get(asked, 0) + 1
        good = self._good(asked)
        said = self._hook(asked, good, count)
        return [(0, good)] if said is None else said

    def _good(self, asked: Request) -> bytes:
        if asked == STATUS:
            return frame(0x90)
        if asked == SAM_ID:
            return frame(0x90, bytes.fromhex("05000100AFDC320115CD5B07B168DE3A"))
        if asked == FIND:
            if self._state == "done":
                return frame(0x80)
            self._state = "found"
            return frame(0x9F, bytes(4))
        if asked == SELECT:
            if self._state != "found":
                return frame(0x81)
            self._state = "selected"
            return frame(0x90, bytes(8))
        if self._state not in ("selected", "done"):
            return frame(0x41)
        if asked != READ:
            return frame(0x91)
        self._state = "done"
        lengths = len(self._text).to_bytes(2, "big") + len(self._photo).to_bytes(2, "big")
        return frame(0x90, lengths + self._text + self._photo)
