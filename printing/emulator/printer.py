"""The emulated printer: its sensors, its buffer while off-line, and the tickets it cuts."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from printing.emulator.escpos_parser import Command, Control, EscposParser, Oversized, RealTime, Text, Token
from printing.emulator.painter import LINE_SPACING, TicketPainter
from printing.encoding import CodePage
from printing.fonts import FontChain

Send = Callable[[bytes], None]

# Tokens kept while off-line; beyond that a real printer would stop taking data.
MAX_HELD = 100_000
_IDENTITY = {
    1: b"\x20", 2: b"\x02", 3: b"\x01", 65: b"_1.00\x00", 66: b"_EPSON\x00", 67: b"_HALL-EMULATOR\x00",
    68: b"_DEMO0001\x00", 69: b"_CHINA GB18030\x00",
}  # fmt: skip
_QUERIES = (b"\x1dr", b"\x1dI", b"\x1da")


class UnknownOrder(Exception):
    """A line of the control socket that means nothing here."""


@dataclass(frozen=True, slots=True)
class Flags:
    """What the sensors say."""

    paper: str = "ok"
    cover: str = "closed"
    offline: str = "off"
    cutter: str = "ok"

    @property
    def ready(self) -> bool:
        """Whether it prints; otherwise it only listens."""
        return (
            self.paper != "out" and self.cover == "closed" and self.offline == "off" and self.cutter == "ok"
        )


_CHOICES = {
    "paper": ("ok", "near", "out"),
    "cover": ("closed", "open"),
    "offline": ("off", "on"),
    "cutter": ("ok", "jam"),
}


class Session:
    """One connection: its parser and the way back to whoever asks."""

    def __init__(self, printer: EmulatedPrinter, send: Send) -> None:
        self._printer = printer
        self._parser = EscposParser()
        self.send = send
        self.automatic = False

    def feed(self, data: bytes) -> None:
        """Bytes from the line."""
        for token in self._parser.feed(data):
            self._printer.take(token, self)

    def close(self) -> None:
        """The line is gone; what was received is still printed."""
        self._printer.forget(self)


class EmulatedPrinter:
    """One printer for all connections. Any thread."""

    def __init__(
        self,
        out_dir: Path,
        width_mm: int = 80,
        code_page: CodePage = CodePage.GB18030,
        chain: FontChain | None = None,
        silent: bool = False,
    ) -> None:
        self.out_dir = out_dir
        self.silent = silent
        self.flags = Flags()
        self.tickets = 0
        self._lock = threading.RLock()
        self._held: deque[tuple[Token, Session]] = deque()
        self._sessions: list[Session] = []
        self._painter = TicketPainter(576 if width_mm == 80 else 384, code_page, chain)
        self._record = bytearray()
        self._dots_left: int | None = None
        self._bar_height, self._bar_module = 64, 3
        out_dir.mkdir(parents=True, exist_ok=True)

    def attach(self, send: Send) -> Session:
        """A new connection; `send` takes the answers."""
        with self._lock:
            session = Session(self, send)
            self._sessions.append(session)
            return session

    def forget(self, session: Session) -> None:
        """The connection ended."""
        with self._lock:
            session.send = _nowhere
            self._sessions = [s for s in self._sessions if s is not session]

    def order(self, line: str) -> str:
        """One line of the control socket; returns the status line. Raises UnknownOrder."""
        words = line.split()
        with self._lock:
            if words[:2] == ["paper", "left"] and len(words) == 3 and words[2].isdecimal():
                self._dots_left = int(words[2][:6]) * 8
            elif len(words) == 2 and words[1] in _CHOICES.get(words[0], ()):
                self._change(words[0], words[1])
            elif words != ["status"]:
                raise UnknownOrder("unknown order")
            return self.status_line()

    def status_line(self) -> str:
        """What the sensors say, and how much waits, in one line."""
        f = self.flags
        return (
            f"paper={f.paper} cover={f.cover} offline={f.offline} cutter={f.cutter} "
            f"held={len(self._held)} tickets={self.tickets}"
        )

    def _change(self, sensor: str, value: str) -> None:
        before = self.flags
        self.flags = Flags(**{name: getattr(before, name) for name in _CHOICES} | {sensor: value})
        if sensor == "paper" and value != "out":
            self._dots_left = None
        if self.flags != before:
            for session in self._sessions:
                if session.automatic:
                    self._answer(session, self.automatic_status())
        self._drain()

    def take(self, token: Token, session: Session) -> None:
        """One token: real-time requests are answered now, everything else in its turn."""
        with self._lock:
            if isinstance(token, RealTime):
                if token.name == b"\x10\x04":
                    self._answer(session, self.real_time_status(token.args[0]))
                return
            if len(self._held) < MAX_HELD:
                self._held.append((token, session))
            self._drain()

    def _answer(self, session: Session, data: bytes) -> None:
        if data and not self.silent:
            session.send(data)

    def _drain(self) -> None:
        while self._held and self.flags.ready:
            token, session = self._held.popleft()
            self._perform(token, session)

    def _perform(self, token: Token, session: Session) -> None:
        if isinstance(token, Command) and token.name in _QUERIES:
            self._query(token, session)
            return
        self._record += _raw(token)
        used = self._print(token)
        if self._dots_left is not None:
            self._dots_left -= used
            if self._dots_left <= 0:
                self._change("paper", "out")

    def _query(self, token: Command, session: Session) -> None:
        argument = token.args[0]
        if token.name == b"\x1dr":
            self._answer(session, self.queued_status(argument))
        elif token.name == b"\x1dI":
            self._answer(session, _IDENTITY.get(argument, b""))
        else:
            session.automatic = argument != 0
            if session.automatic:
                self._answer(session, self.automatic_status())

    def _print(self, token: Token) -> int:
        """Carry out a token on the paper; returns the dots it used."""
        painter = self._painter
        if isinstance(token, Text):
            before = painter.height
            painter.write(token.data, token.chinese)
            return painter.height - before
        if isinstance(token, Control):
            return painter.end_line() if token.code == 0x0A else 0
        if isinstance(token, Command):
            return self._command(token.name, token.args)
        return 0

    def _command(self, name: bytes, args: bytes) -> int:
        painter = self._painter
        setters: dict[bytes, Callable[[int], None]] = {
            b"\x1d!": lambda n: painter.set_size((n >> 4 & 7) + 1, (n & 7) + 1),
            b"\x1bE": lambda n: painter.set_bold(bool(n & 1)),
            b"\x1ba": lambda n: painter.set_align({0: 0, 1: 1, 2: 2, 48: 0, 49: 1, 50: 2}.get(n, 0)),
            b"\x1b3": painter.set_line_spacing,
            b"\x1dh": self._set_bar_height,
            b"\x1dw": self._set_bar_module,
        }
        if name in setters:
            setters[name](args[0])
            return 0
        if name == b"\x1b@":
            painter.reset_style()
        elif name == b"\x1b2":
            painter.set_line_spacing(LINE_SPACING)
        elif name == b"\x1bJ":
            return painter.feed(args[0])
        elif name == b"\x1bd":
            return painter.feed(args[0] * LINE_SPACING)
        elif name == b"\x1dv":
            return painter.raster(args[2] | args[3] << 8, args[4] | args[5] << 8, args[6:])
        elif name == b"\x1d(":
            return self._function(args)
        elif name == b"\x1dk" and args[0] == 73:
            return painter.print_code128(args[2:], self._bar_module, self._bar_height)
        elif name in (b"\x1dV", b"\x1bi", b"\x1bm"):
            self._cut()
        return 0

    def _set_bar_height(self, dots: int) -> None:
        self._bar_height = max(1, dots)

    def _set_bar_module(self, dots: int) -> None:
        self._bar_module = max(1, min(6, dots))

    def _function(self, args: bytes) -> int:
        """GS ( k, the QR functions."""
        letter, body = args[:1], args[3:]
        if letter != b"k" or len(body) < 2 or body[0] != 0x31:
            return 0
        function = body[1]
        if function == 0x43 and len(body) >= 3:
            self._painter.set_qr_module(body[2])
        elif function == 0x50:
            self._painter.store_qr(body[3:])
        elif function == 0x51:
            return self._painter.print_qr()
        return 0

    def _cut(self) -> None:
        """Keep the ticket as bytes and as a picture: numbered, and as ticket.bin and ticket.png the newest."""
        picture = self._painter.cut()
        data = bytes(self._record)
        self._record.clear()
        self.tickets += 1
        stem = f"ticket-{self.tickets:04d}"
        for name in (stem, "ticket"):
            partial = self.out_dir / f"{name}.part"
            partial.write_bytes(data)
            partial.replace(self.out_dir / f"{name}.bin")
            picture.save(partial, format="PNG")
            partial.replace(self.out_dir / f"{name}.png")

    def real_time_status(self, kind: int) -> bytes:
        """DLE EOT 1–4 (`devices.md` 4.4); other requests are not answered."""
        f = self.flags
        out, near = f.paper == "out", f.paper == "near"
        causes = {
            1: 0x08 * (not f.ready),
            2: 0x04 * (f.cover == "open") | 0x20 * out | 0x40 * (f.cutter == "jam"),
            3: 0x08 * (f.cutter == "jam"),
            4: 0x0C * (near or out) | 0x60 * out,
        }
        return bytes((0x12 | causes[kind],)) if kind in causes else b""

    def queued_status(self, kind: int) -> bytes:
        """GS r 1, answered when everything before it is printed."""
        near = 0x03 * (self.flags.paper != "ok")
        return bytes((near,)) if kind in (1, 49) else b"\x00"

    def automatic_status(self) -> bytes:
        """The four bytes of ASB."""
        f = self.flags
        first = 0x14 | 0x08 * (not f.ready) | 0x20 * (f.cover == "open")
        third = 0x03 * (f.paper != "ok") | 0x0C * (f.paper == "out")
        return bytes((first, 0x08 * (f.cutter == "jam"), third, 0x0F))


def _nowhere(_: bytes) -> None:
    """Answers to a connection that is gone."""


def _raw(token: Token) -> bytes:
    if isinstance(token, Text):
        return token.data
    if isinstance(token, Control):
        return bytes((token.code,))
    if isinstance(token, Oversized):
        return b""
    return token.raw
