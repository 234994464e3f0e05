"""The emulated printer on a TCP port or a pseudo-terminal, with a control socket beside it."""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import termios
import threading
import tty
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from printing.emulator.printer import EmulatedPrinter, Session, UnknownOrder

MAX_ORDER = 200
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the printer listens: a TCP address, or a link to a pseudo-terminal."""

    host: str = ""
    port: int = 0
    link: Path | None = None


def parse_listen(text: str) -> Listen:
    """`9100`, `tcp:9100`, `tcp:HOST:9100` or a path for the link. Raises ValueError."""
    body = text.removeprefix("tcp:")
    if body != text or body.isdecimal():
        host, _, port = body.rpartition(":")
        if not port.isdecimal() or int(port) > 65535:
            raise ValueError(f"no port: {text}")
        return Listen(host or "127.0.0.1", int(port))
    if not text:
        raise ValueError("no place to listen")
    return Listen(link=Path(text))


class PrinterServer:
    """One thread that owns every socket of the emulated printer. Use as a context manager, or start() and stop()."""

    def __init__(self, printer: EmulatedPrinter, listen: Listen, control: Path | None = None) -> None:
        self.printer = printer
        self._listen = listen
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._thread = threading.Thread(target=self._run, name="printer-emulator", daemon=True)
        self._wake_read, self._wake_write = os.pipe()
        self._stopping = False
        self._close: list[Callable[[], None]] = []
        self.port = 0

    def start(self) -> None:
        """Open everything and serve in a thread. Raises OSError."""
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._woken)
        if self._listen.link is None:
            self._open_tcp()
        else:
            self._open_pty(self._listen.link)
        if self._control is not None:
            self._open_control(self._control)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close everything."""
        if self._stopping:
            return
        self._stopping = True
        os.write(self._wake_write, b"x")
        if self._thread.is_alive():
            self._thread.join(5)
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        for close in self._close:
            close()
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def wait(self) -> None:
        """Serve until another thread or a signal stops it."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def __enter__(self) -> PrinterServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select():
                key.data(key.fileobj)

    def _woken(self, _: object) -> None:
        os.read(self._wake_read, 64)

    def _open_tcp(self) -> None:
        server = socket.create_server((self._listen.host, self._listen.port))
        server.setblocking(False)
        self.port = server.getsockname()[1]
        self._selector.register(server, selectors.EVENT_READ, self._accept)

    def _accept(self, server: socket.socket) -> None:
        connection, _ = server.accept()
        connection.settimeout(2)

        def send(data: bytes) -> None:
            with contextlib.suppress(OSError):
                connection.sendall(data)

        session = self.printer.attach(send)
        self._selector.register(connection, selectors.EVENT_READ, lambda c: self._receive(c, session))

    def _receive(self, connection: socket.socket, session: Session) -> None:
        try:
            data = connection.recv(_CHUNK)
        except OSError:
            data = b""
        if data:
            session.feed(data)
            return
        session.close()
        self._selector.unregister(connection)
        connection.close()

    def _open_pty(self, link: Path) -> None:
        master, slave = os.openpty()
        tty.setraw(slave, termios.TCSANOW)
        os.set_blocking(master, False)
        if link.is_symlink():
            link.unlink()
        link.symlink_to(os.ttyname(slave))

        def send(data: bytes) -> None:
            with contextlib.suppress(OSError):
                os.write(master, data)

        session = self.printer.attach(send)
        self._selector.register(master, selectors.EVENT_READ, lambda fd: self._read_pty(fd, session))
        # The slave stays open here, or the master would report a hang-up whenever a client leaves.
        self._close += [
            lambda: os.close(master),
            lambda: os.close(slave),
            lambda: link.unlink(missing_ok=True),
        ]

    def _read_pty(self, master: int, session: Session) -> None:
        try:
            data = os.read(master, _CHUNK)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EIO):
                return
            raise
        session.feed(data)

    def _open_control(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(str(path))
        path.chmod(0o600)
        server.listen(4)
        server.setblocking(False)
        self._selector.register(server, selectors.EVENT_READ, self._accept_control)
        self._close.append(lambda: path.unlink(missing_ok=True))

    def _accept_control(self, server: socket.socket) -> None:
        connection, _ = server.accept()
        connection.settimeout(2)
        held = bytearray()
        self._selector.register(connection, selectors.EVENT_READ, lambda c: self._read_order(c, held))

    def _read_order(self, connection: socket.socket, held: bytearray) -> None:
        try:
            data = connection.recv(1024)
        except OSError:
            data = b""
        held += data
        while b"\n" in held:
            line, _, rest = bytes(held).partition(b"\n")
            held[:] = rest
            try:
                answer = "ok " + self.printer.order(line.decode("utf-8", "replace"))
            except UnknownOrder as error:
                answer = f"error {error}"
            with contextlib.suppress(OSError):
                connection.sendall(answer.encode() + b"\n")
        if not data or len(held) > MAX_ORDER:
            self._selector.unregister(connection)
            connection.close()


def send_order(control: Path, line: str, timeout_s: float = 2.0) -> str:
    """One line to a running emulator's control socket; returns its answer. Raises OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(timeout_s)
        client.connect(str(control))
        client.sendall(line.encode() + b"\n")
        return client.makefile("r", encoding="utf-8").readline().strip()
