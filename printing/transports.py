"""Lines to a ticket printer: python-escpos' classes as transports only, behind open, send, ask and close.

URLs: `tcp://host:9100`, `serial:///dev/ttyS0?baud=19200`, `usb://04b8:0202?in=82&out=01`, `file:///dev/usb/lp0`,
`dummy:` (keeps what it is sent). Options of all: `status=no` for a printer that never answers, `fence=no` for one
that does not know GS r.
"""

from __future__ import annotations

import os
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from printing.escpos_library import read_library

if TYPE_CHECKING:
    from escpos.escpos import Escpos

NETWORK_TIMEOUT_S = 3.0
SERIAL_SLACK_S = 5.0
_CHUNK = 4096
_READ = 64
_DRAIN_READS = 64


class TransportReason(Enum):
    """Why a line failed."""

    UNREACHABLE = "unreachable"
    BUSY_OR_DENIED = "busy_or_denied"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    LIBRARY_MISSING = "library_missing"


class TransportFault(Exception):
    """The line failed. `begun` tells whether any byte may have reached the printer."""

    def __init__(self, reason: TransportReason, *, begun: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.begun = begun


class BadTransportUrl(ValueError):
    """The URL names no transport we have."""


@dataclass(frozen=True, slots=True)
class TransportOptions:
    """What the URL says about the printer behind the line."""

    answers: bool
    fence: bool


class Transport:
    """One line, opened and closed for each ticket. Not for several threads at once; `ask` and `send` may block."""

    def __init__(self, make: Callable[[], Escpos], options: TransportOptions) -> None:
        self.options = options
        self._make = make
        self._printer: Escpos | None = None

    def open(self) -> None:
        """Open the line. Raises TransportFault."""
        from escpos.exceptions import DeviceNotFoundError  # noqa: PLC0415

        try:
            read_library()
            printer = self._make()
            printer.open()
        except DeviceNotFoundError as error:
            denied = isinstance(error.__context__, PermissionError)
            reason = TransportReason.BUSY_OR_DENIED if denied else TransportReason.UNREACHABLE
            raise TransportFault(reason) from None
        except OSError as error:
            raise TransportFault(_reason(error, TransportReason.UNREACHABLE)) from None
        except (RuntimeError, ValueError):
            # pyusb without libusb, or python-escpos without the transport's library.
            raise TransportFault(TransportReason.LIBRARY_MISSING) from None
        self._printer = printer

    def send(self, data: bytes) -> None:
        """All bytes, in pieces, each within its time. Raises TransportFault, `begun` after the first piece."""
        printer = self._opened()
        for start in range(0, len(data), _CHUNK):
            try:
                # A write that fails may have sent part of its piece.
                printer._raw(data[start : start + _CHUNK])
            except OSError as error:
                raise TransportFault(_reason(error, TransportReason.LOST), begun=True) from None

    def receive(self, timeout_s: float) -> bytes:
        """What arrives within the time, at least one byte; empty for silence. Raises TransportFault."""
        if not self.options.answers:
            return b""
        printer: Any = self._opened()
        try:
            return printer.read_for(timeout_s)
        except OSError as error:
            raise TransportFault(_reason(error, TransportReason.LOST)) from None

    def drain(self) -> None:
        """Throw away what lies in the line from before. Raises TransportFault."""
        for _ in range(_DRAIN_READS):
            if not self.receive(0):
                return

    def ask(self, request: bytes, accept: Callable[[int], bool], timeout_s: float) -> int | None:
        """Send a request and return the first byte that is an answer to it; None for silence. Raises TransportFault."""
        if not self.options.answers:
            return None
        self.send(request)
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            for byte in self.receive(left):
                if accept(byte):
                    return byte
        return None

    def close(self) -> None:
        """Close the line; closing twice does nothing, and a broken line closes without a word."""
        printer, self._printer = self._printer, None
        if printer is not None:
            try:
                printer.close()
            except OSError:
                # The line is gone already; what happened to the ticket was told by send.
                return

    def _opened(self) -> Escpos:
        # python-escpos reopens silently on a write after close: never let it.
        if self._printer is None:
            raise TransportFault(TransportReason.LOST)
        return self._printer


def _reason(error: OSError, otherwise: TransportReason) -> TransportReason:
    if isinstance(error, TimeoutError):
        return TransportReason.TIMED_OUT
    if isinstance(error, PermissionError):
        return TransportReason.BUSY_OR_DENIED
    return otherwise


def open_transport(url: str) -> Transport:
    """The (still closed) transport of a URL. Raises BadTransportUrl."""
    parts = urlsplit(url)
    maker = {"tcp": _tcp, "serial": _serial, "usb": _usb, "file": _file, "dummy": _dummy}.get(parts.scheme)
    if maker is None:
        raise BadTransportUrl(f"unknown scheme {parts.scheme!r}")
    try:
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        answers = parts.scheme in ("tcp", "serial", "usb") and query.get("status", "yes") != "no"
        options = TransportOptions(answers, answers and query.get("fence", "yes") != "no")
        return Transport(maker(parts, query), options)
    except BadTransportUrl:
        raise
    except ValueError as error:
        raise BadTransportUrl(str(error)) from None


def _tcp(parts: Any, query: dict[str, str]) -> Callable[[], Escpos]:
    host, port = parts.hostname, parts.port or 9100
    if not host:
        raise BadTransportUrl("no host")
    timeout_s = float(query.get("timeout", NETWORK_TIMEOUT_S))

    def make() -> Escpos:
        from escpos.printer import Network  # noqa: PLC0415

        class NetworkLine(Network):
            """Network that closes its socket when the connection fails, and reads with a time limit."""

            def open(self, raise_not_found: bool = True) -> None:  # noqa: ARG002
                self.device = socket.create_connection((self.host, self.port), self.timeout)

            def read_for(self, timeout_s: float) -> bytes:
                line: Any = self.device
                if not select.select([line], [], [], timeout_s)[0]:
                    return b""
                data = line.recv(_READ)
                if not data:
                    raise ConnectionResetError
                return data

        return NetworkLine(host, port, timeout=timeout_s)

    return make


def _serial(parts: Any, query: dict[str, str]) -> Callable[[], Escpos]:
    if not parts.path:
        raise BadTransportUrl("no serial device")
    device, baud = parts.path, int(query.get("baud", "9600"))
    xonxoff = query.get("xonxoff") == "yes"

    def make() -> Escpos:
        from escpos.printer import Serial  # noqa: PLC0415

        class SerialLine(Serial):
            """Serial with time limits on writing and reading."""

            def _raw(self, msg: bytes) -> None:
                port: Any = self.device
                port.write_timeout = len(msg) * 10 / self.baudrate + SERIAL_SLACK_S
                port.write(msg)

            def read_for(self, timeout_s: float) -> bytes:
                port: Any = self.device
                port.timeout = timeout_s
                first = port.read(1)
                return first + port.read(min(port.in_waiting, _READ)) if first else b""

            def close(self) -> None:
                # The library's close waits for the line to drain, which a stopped printer never lets it.
                port: Any = self._device
                self._device = False
                if port:
                    port.close()

        return SerialLine(device, baud, timeout=1, dsrdtr=False, xonxoff=xonxoff)

    return make


def _usb(parts: Any, query: dict[str, str]) -> Callable[[], Escpos]:
    vendor, _, product = parts.netloc.partition(":")
    vendor_id, product_id = int(vendor, 16), int(product, 16)
    in_end, out_end = int(query.get("in", "82"), 16), int(query.get("out", "01"), 16)

    def make() -> Escpos:
        from escpos.printer import Usb  # noqa: PLC0415

        class UsbLine(Usb):
            """Usb that reads with a time limit."""

            def read_for(self, timeout_s: float) -> bytes:
                device: Any = self.device
                try:
                    return bytes(device.read(self.in_ep, _READ, max(1, int(timeout_s * 1000))))
                except TimeoutError:
                    return b""
                except OSError as error:
                    if error.errno == 110:  # pyusb's own class for ETIMEDOUT is a plain OSError
                        return b""
                    raise

        timeout_ms = int(NETWORK_TIMEOUT_S * 1000)
        return UsbLine(vendor_id, product_id, {}, timeout_ms, in_end, out_end)

    return make


def _file(parts: Any, query: dict[str, str]) -> Callable[[], Escpos]:  # noqa: ARG001
    if not parts.path.startswith("/") or parts.netloc:
        raise BadTransportUrl("a file needs an absolute path")
    path = Path(parts.path)

    def make() -> Escpos:
        from escpos.printer import File  # noqa: PLC0415

        class FileLine(File):
            """File that does not hang where /dev/usb/lp0 blocks for want of paper."""

            # python-escpos closes again in __del__: never a descriptor that is somebody else's by then.
            _fd = -1

            def open(self, raise_not_found: bool = True) -> None:  # noqa: ARG002
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0)
                self._fd = os.open(path, flags, 0o600)
                self._device = None

            def _raw(self, msg: bytes) -> None:
                deadline = time.monotonic() + SERIAL_SLACK_S
                while msg:
                    try:
                        msg = msg[os.write(self._fd, msg) :]
                    except BlockingIOError:
                        if time.monotonic() > deadline:
                            raise TimeoutError from None
                        select.select([], [self._fd], [], 0.2)

            def close(self) -> None:
                descriptor, self._fd = self._fd, -1
                if descriptor >= 0:
                    os.close(descriptor)

        return FileLine(str(path))

    return make


def _dummy(parts: Any, query: dict[str, str]) -> Callable[[], Escpos]:  # noqa: ARG001
    read_library()
    from escpos.printer import Dummy  # noqa: PLC0415

    printer = Dummy()
    return lambda: printer
