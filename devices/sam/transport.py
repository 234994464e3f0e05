"""Ways to a SAM that move bytes: the contract, a serial port, a TCP socket.

A transport gives what has arrived at once and never waits for a certain count: the parser knows when a frame
is whole, and no time-out stands between its last byte and its reader.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
from collections.abc import Callable
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

import serial

from devices.events import FaultReason

READ_SIZE = 4096
WRITE_TIMEOUT_S = 1.0
MAX_DISCARDED = 65536
CONNECT_TIMEOUT_S = 2.0


class TransportError(Exception):
    """The way to the device is closed or lost. `reason` tells which."""

    def __init__(self, reason: FaultReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class Transport(Protocol):
    """One open port, used by one thread."""

    def write(self, frame: bytes) -> None:
        """Send a whole frame. Raises TransportError."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, as soon as anything has; empty after `timeout_s`. Raises TransportError."""
        ...

    def discard_input(self) -> None:
        """Drop what has arrived unasked. Raises TransportError."""
        ...

    def set_baud(self, baud: int) -> bool:
        """Talk at another rate; False where the transport has none."""
        ...

    def close(self) -> None: ...


OpenTransport = Callable[[], Transport]

_REASONS = {
    errno.ENOENT: FaultReason.PORT_MISSING,
    errno.ENODEV: FaultReason.PORT_MISSING,
    errno.ENXIO: FaultReason.PORT_MISSING,
    errno.EIO: FaultReason.PORT_MISSING,
    errno.ELOOP: FaultReason.PORT_MISSING,
    errno.EACCES: FaultReason.NO_PERMISSION,
    errno.EPERM: FaultReason.NO_PERMISSION,
    errno.EBUSY: FaultReason.PORT_BUSY,
    errno.EAGAIN: FaultReason.PORT_BUSY,
}


def reason_of_opening(code: int | None) -> FaultReason:
    """The fault that an errno of opening a port means."""
    return _REASONS.get(code or 0, FaultReason.PORT_UNUSABLE)


def errno_text(code: int | None) -> str:
    return errno.errorcode.get(code or 0, "")


def open_serial(port: str, baud: int = 115200) -> Transport:
    """Open a port exclusively, 8N1 without flow control. Raises TransportError."""
    try:
        opened = serial.Serial(port, baud, timeout=0, write_timeout=WRITE_TIMEOUT_S, exclusive=True)
    except (serial.SerialException, OSError, ValueError, OverflowError) as error:
        code = getattr(error, "errno", None)
        raise TransportError(_opening_reason(error, code), errno_text(code)) from error
    if sys.platform == "win32":
        return PortableSerialTransport(opened)
    return DescriptorTransport(opened.fileno(), opened.close, _baud_setter(opened))


def _opening_reason(error: Exception, code: int | None) -> FaultReason:
    if code is None and sys.platform == "win32":
        text = str(error)
        if "FileNotFoundError" in text:
            return FaultReason.PORT_MISSING
        if "PermissionError" in text:
            return FaultReason.PORT_BUSY
    return reason_of_opening(code)


def _baud_setter(port: serial.Serial) -> Callable[[int], None]:
    def set_baud(baud: int) -> None:
        port.baudrate = baud

    return set_baud


def open_socket(url: str) -> Transport:
    """Open `socket://HOST:PORT`, a serial line behind a terminal server. Raises TransportError."""
    try:
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 0)
        connection = socket.create_connection(address, timeout=CONNECT_TIMEOUT_S)
    except (OSError, ValueError) as error:
        code = getattr(error, "errno", None)
        raise TransportError(FaultReason.PORT_MISSING, errno_text(code)) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setblocking(False)
    return SocketTransport(connection)


class DescriptorTransport:
    """A POSIX descriptor in non-blocking mode: serial port or pseudo-terminal."""

    def __init__(
        self, descriptor: int, close: Callable[[], None], set_baud: Callable[[int], None] | None = None
    ) -> None:
        self._descriptor = descriptor
        self._close = close
        self._set_baud = set_baud
        os.set_blocking(descriptor, False)

    def write(self, frame: bytes) -> None:
        deadline = monotonic() + WRITE_TIMEOUT_S
        rest = memoryview(frame)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:
                left = deadline - monotonic()
                if left <= 0:
                    # Nobody takes the bytes: the device does not listen any more.
                    raise TransportError(FaultReason.SILENT, "write time-out") from None
                select.select([], [self._descriptor], [], left)
            except OSError as error:
                raise TransportError(FaultReason.UNPLUGGED, errno_text(error.errno)) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            ready, _, _ = select.select([self._descriptor], [], [], max(timeout_s, 0))
            if not ready:
                return b""
            data = os.read(self._descriptor, READ_SIZE)
        except BlockingIOError:
            return b""
        except (OSError, ValueError) as error:
            code = getattr(error, "errno", None)
            raise TransportError(FaultReason.UNPLUGGED, errno_text(code)) from error
        if not data:
            raise TransportError(FaultReason.UNPLUGGED, "end of file")
        return data

    def discard_input(self) -> None:
        dropped = 0
        while dropped < MAX_DISCARDED and (data := self.read(0)):
            dropped += len(data)

    def set_baud(self, baud: int) -> bool:
        if self._set_baud is None:
            return False
        try:
            self._set_baud(baud)
        except (serial.SerialException, OSError, ValueError) as error:
            raise TransportError(FaultReason.UNPLUGGED, "rate refused") from error
        return True

    def close(self) -> None:
        self._close()


class SocketTransport(DescriptorTransport):
    """A connected TCP socket; its end is the device unplugged."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(connection.fileno(), connection.close)


class PortableSerialTransport:
    """A port through pyserial alone, for systems whose ports are no descriptors (Windows)."""

    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def write(self, frame: bytes) -> None:
        try:
            self._port.write(frame)
        except serial.SerialTimeoutException as error:
            raise TransportError(FaultReason.SILENT, "write time-out") from error
        except (serial.SerialException, OSError) as error:
            raise TransportError(FaultReason.UNPLUGGED) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            self._port.timeout = max(timeout_s, 0)
            first = self._port.read(1)
            return first + self._port.read(self._port.in_waiting) if first else b""
        except (serial.SerialException, OSError) as error:
            raise TransportError(FaultReason.UNPLUGGED) from error

    def discard_input(self) -> None:
        try:
            self._port.reset_input_buffer()
        except (serial.SerialException, OSError) as error:
            raise TransportError(FaultReason.UNPLUGGED) from error

    def set_baud(self, baud: int) -> bool:
        try:
            self._port.baudrate = baud
        except (serial.SerialException, OSError, ValueError) as error:
            raise TransportError(FaultReason.UNPLUGGED, "rate refused") from error
        return True

    def close(self) -> None:
        self._port.close()
