"""An emulated card reader on a pseudo-terminal, paced like the real line: 10 bits a byte.

A development tool, started explicitly: its SAM number has maker 00.00, and what it feeds is practice data.
POSIX only.
"""

from __future__ import annotations

import os
import pty
import random
import select
import termios
import threading
import tty
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from devices.emulators.cards import EmulatedCard
from devices.emulators.sam import (
    EMULATED_SAM_ID,
    LINE_FAULTS,
    Answer,
    EmulatedSam,
    Fault,
    Injection,
    command_of,
)
from devices.sam.protocol import Command, FrameParser, Status, build_response

BITS_PER_BYTE = 10
"""8N1: start bit, eight data bits, stop bit."""
CHUNK = 16
"""Bytes handed over at once, when the last of them has passed: a UART's usual buffer."""
TICK_S = 0.5
REMEMBERED_MARKS = 64
PLUG_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class WireMark:
    """One question and answer on the wire, on the monotonic clock in nanoseconds.

    `first_byte_ns` and `last_byte_ns` are when the answer's first and last byte had passed the line.
    """

    command: Command | None
    status: int
    request_ns: int
    first_byte_ns: int
    last_byte_ns: int


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """What the emulated reader is doing."""

    state: str
    fault: str | None
    plugged: bool
    baud: int
    sam_id: str


class LinkOccupiedError(OSError):
    """The path for the link holds something that is no link."""


class EmulatedReader:
    """A reader whose port is the slave of a pseudo-terminal; `link` becomes a symlink to it."""

    def __init__(
        self,
        link: Path | None = None,
        *,
        sam_id: str = EMULATED_SAM_ID,
        baud: int = 115200,
        log: Callable[[WireMark], None] | None = None,
        think_s: Mapping[Command, float] | None = None,
        obey_baud: bool = False,
    ) -> None:
        """`think_s` adds the module's own time before an answer. `obey_baud` makes it deaf at other rates."""
        self.link = link
        self.sam_id = sam_id
        self.baud = baud
        self.marks: deque[WireMark] = deque(maxlen=REMEMBERED_MARKS)
        self._log = log
        self._think_s = dict(think_s or {})
        self._obey_baud = obey_baud
        self._sam = EmulatedSam(sam_id)
        self._lock = threading.Lock()
        # Held from an answer's first byte until its mark stands: who has the last byte finds the mark.
        self._speaking = threading.Lock()
        self._random = random.Random(sam_id)
        self._wanted_plugged = True
        self._changed = threading.Condition()
        self._stopping = False
        self._master: int | None = None
        self._slave: int | None = None
        self._port = ""
        self._parser = FrameParser(min_length=1)
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self._thread = threading.Thread(target=self._run, name="emulated reader", daemon=True)

    # what a person does with it

    @property
    def port(self) -> str:
        """Path of the slave; changes when the reader is plugged in again."""
        return self._port

    def start(self) -> EmulatedReader:
        """Plug in and answer from a thread of its own. Raises OSError."""
        self._plug()
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join(PLUG_TIMEOUT_S)
        self._unplug()
        for descriptor in (self._wake_read, self._wake_write):
            os.close(descriptor)

    def __enter__(self) -> EmulatedReader:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def lay(self, card: EmulatedCard) -> None:
        """Lay a card on; a card that lies there is replaced."""
        with self._lock:
            self._sam.lay(card)

    def lift(self) -> None:
        with self._lock:
            self._sam.lift()

    def tear(self) -> None:
        """Take the card away in the middle of its reading (the next one, if none is on)."""
        with self._lock:
            self._sam.tear()

    def inject(self, fault: Fault, times: int | None = None, command: Command | None = None) -> None:
        """Strike the next `times` answers, or all until `clear_fault`; only those to `command` if given."""
        with self._lock:
            self._sam.injection = Injection(fault, times, command)

    def clear_fault(self) -> None:
        with self._lock:
            self._sam.injection = None

    def unplug(self) -> None:
        """Pull the cable: the port and its link vanish; the card stays where it is."""
        self._want_plugged(False)

    def plug(self) -> None:
        """Plug the cable in again: a new port under the same link."""
        self._want_plugged(True)

    def status(self) -> ReaderStatus:
        with self._lock:
            injection = self._sam.injection
            fault = None if injection is None else injection.fault.value
            return ReaderStatus(
                self._sam.state.value, fault, self._master is not None, self.baud, self.sam_id
            )

    def last_mark(self, command: Command) -> WireMark | None:
        """The newest answer to a command; waits for the end of one that is on the wire."""
        with self._speaking:
            return next((mark for mark in reversed(self.marks) if mark.command is command), None)

    # the thread

    def _run(self) -> None:
        while not self._stopping:
            if self._wanted_plugged != (self._master is not None):
                self._follow_cable()
            watched = [self._wake_read] if self._master is None else [self._wake_read, self._master]
            ready, _, _ = select.select(watched, [], [], TICK_S)
            if self._wake_read in ready:
                self._drain_wakes()
            if self._master is not None and self._master in ready:
                self._hear(self._master)

    def _hear(self, master: int) -> None:
        arrived = monotonic()
        try:
            data = os.read(master, 4096)
        except OSError:
            return
        if self._obey_baud and not self._same_rate(master):
            return
        damaged = self._parser.bad_checksums
        bodies = self._parser.feed(data)
        # A request passes the wire in its own time before the module has it.
        request_end = arrived + len(data) * self._byte_s
        if self._parser.bad_checksums > damaged:
            self._say(master, Answer(Status.CHECKSUM_WRONG), None, request_end)
        for body in bodies:
            with self._lock:
                command = command_of(body)
                answer = self._sam.answer(body)
                defect = self._sam.strike(LINE_FAULTS, command)
            self._say(master, answer, defect, request_end)
            if answer.baud is not None:
                self.baud = answer.baud

    def _say(self, master: int, answer: Answer, defect: Fault | None, request_end: float) -> None:
        if defect is Fault.SILENCE:
            return
        think_s = self._think_s.get(answer.command, 0.0) if answer.command is not None else 0.0
        start = max(monotonic(), request_end) + think_s
        wire = self._spoil(build_response(answer.status, answer.data), defect)
        with self._speaking:
            last = self._transmit(master, wire, start, 1 if defect is Fault.SPLIT else CHUNK)
            mark = WireMark(
                answer.command,
                answer.status,
                int(request_end * 1e9),
                int((start + self._byte_s) * 1e9),
                int(last * 1e9),
            )
            self.marks.append(mark)
        if self._log is not None:
            self._log(mark)

    def _spoil(self, frame: bytes, defect: Fault | None) -> bytes:
        if defect is Fault.HALF:
            return frame[: len(frame) // 2]
        if defect is Fault.NOISE:
            return self._random.randbytes(self._random.randint(1, 40)) + frame
        if defect is Fault.CHECKSUM:
            return frame[:-1] + bytes((frame[-1] ^ 0xFF,))
        return frame

    def _transmit(self, master: int, wire: bytes, start: float, chunk: int) -> float:
        """Hand each piece over when its last byte has passed; gives the time of the last one."""
        byte_s = self._byte_s
        due = start
        for at in range(0, len(wire), chunk):
            piece = wire[at : at + chunk]
            due = start + (at + len(piece)) * byte_s
            while (left := due - monotonic()) > 0 and not self._stopping:
                sleep(min(left, TICK_S))
            try:
                os.write(master, piece)
            except OSError:
                # Nobody reads: on a real line the bytes are lost as well.
                break
        return due

    @property
    def _byte_s(self) -> float:
        return BITS_PER_BYTE / self.baud

    def _same_rate(self, master: int) -> bool:
        return termios.tcgetattr(master)[5] == getattr(termios, f"B{self.baud}")

    # the cable

    def _want_plugged(self, plugged: bool) -> None:
        with self._changed:
            self._wanted_plugged = plugged
            self._wake()
            self._changed.wait_for(lambda: plugged == (self._master is not None), PLUG_TIMEOUT_S)

    def _follow_cable(self) -> None:
        with self._changed:
            if self._wanted_plugged:
                self._plug()
            else:
                self._unplug()
            self._changed.notify_all()

    def _plug(self) -> None:
        master, slave = pty.openpty()
        tty.setraw(master)
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The slave stays open here, so that the port outlives each of its users.
        self._port = os.ttyname(slave)
        self._parser.clear()
        if self.link is not None:
            try:
                point_link(self.link, self._port)
            except OSError:
                os.close(master)
                os.close(slave)
                raise
        self._master, self._slave = master, slave

    def _unplug(self) -> None:
        if self.link is not None and self.link.is_symlink() and str(self.link.readlink()) == self._port:
            self.link.unlink()
        for descriptor in (self._master, self._slave):
            if descriptor is not None:
                os.close(descriptor)
        self._master = self._slave = None

    def _wake(self) -> None:
        os.write(self._wake_write, b"\0")

    def _drain_wakes(self) -> None:
        try:
            while os.read(self._wake_read, 64):
                pass
        except BlockingIOError:
            pass


def point_link(link: Path, target: str) -> None:
    """Make `link` a symlink to `target` in one step. Raises LinkOccupiedError when it is something else."""
    if not link.is_symlink() and link.exists():
        raise LinkOccupiedError(f"{link.name} exists and is no link")
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
