"""Asking a CUPS scheduler how its queues and jobs are: three IPP operations over its socket, nothing more.

lpstat tells the same in translated prose, and hides how a job ended; the numbers here are RFC 8011's.
"""

from __future__ import annotations

import http.client
import socket
import struct
from dataclasses import dataclass, field

CUPS_SOCKET = "/run/cups/cups.sock"
MAX_ANSWER = 1 << 20

GET_JOB_ATTRIBUTES = 0x0009
GET_PRINTER_ATTRIBUTES = 0x000B
CUPS_GET_DEFAULT = 0x4001
CUPS_GET_PRINTERS = 0x4002

STATUS_NOT_FOUND = 0x0406

_OPERATION_GROUP, _END = 0x01, 0x03
_INTEGERS = (0x21, 0x23)
_BOOLEAN = 0x22
_WORDS = range(0x41, 0x50)

Value = int | bool | str
Attributes = dict[str, list[Value]]


class IppFault(Exception):
    """The scheduler did not answer, or not in IPP."""


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """Status code and the attribute groups after the operation group."""

    status: int
    groups: list[Attributes] = field(default_factory=list)


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.sock.settimeout(self.timeout)
            self.sock.connect(self._path)
        except OSError:
            self.sock.close()
            raise


def _attribute(tag: int, name: str, value: str) -> bytes:
    encoded_name, encoded = name.encode(), value.encode()
    return (
        struct.pack(">BH", tag, len(encoded_name)) + encoded_name + struct.pack(">H", len(encoded)) + encoded
    )


def encode_request(operation: int, target: tuple[str, str] | None, wanted: tuple[str, ...]) -> bytes:
    """An IPP 2.0 request: `target` is the name and value of the uri attribute."""
    parts = [
        struct.pack(">HHI", 0x0200, operation, 1),
        bytes((_OPERATION_GROUP,)),
        _attribute(0x47, "attributes-charset", "utf-8"),
        _attribute(0x48, "attributes-natural-language", "en"),
    ]
    if target is not None:
        parts.append(_attribute(0x45, *target))
    parts += [
        _attribute(0x44, "requested-attributes" if n == 0 else "", word) for n, word in enumerate(wanted)
    ]
    parts.append(bytes((_END,)))
    return b"".join(parts)


def decode_answer(data: bytes) -> IppAnswer:
    """The answer's groups. Raises IppFault for anything malformed; values of other kinds are left out."""
    if len(data) < 9:
        raise IppFault("short answer")
    status = struct.unpack_from(">H", data, 2)[0]
    groups: list[Attributes] = []
    current: Attributes = {}
    name, at = "", 8
    try:
        while (tag := data[at]) != _END:
            at += 1
            if tag < 0x10:
                current = {}
                if tag != _OPERATION_GROUP:
                    groups.append(current)
                continue
            length = struct.unpack_from(">H", data, at)[0]
            at += 2
            if length:
                name = data[at : at + length].decode("utf-8", "replace")
                at += length
            size = struct.unpack_from(">H", data, at)[0]
            at += 2
            if at + size >= len(data):
                raise IppFault("truncated answer")
            value = _value(tag, data[at : at + size])
            at += size
            if value is not None:
                current.setdefault(name, []).append(value)
    except (IndexError, struct.error):
        raise IppFault("truncated answer") from None
    return IppAnswer(status, groups)


def _value(tag: int, data: bytes) -> Value | None:
    if tag in _INTEGERS and len(data) == 4:
        return int.from_bytes(data, "big", signed=True)
    if tag == _BOOLEAN and len(data) == 1:
        return bool(data[0])
    if tag in _WORDS:
        return data.decode("utf-8", "replace")
    return None


class IppClient:
    """A scheduler at a socket path or `host[:port]`. Blocks up to the timeout; any thread."""

    def __init__(self, server: str = CUPS_SOCKET, timeout_s: float = 3.0) -> None:
        self.server = server
        self._timeout_s = timeout_s

    def _connection(self) -> http.client.HTTPConnection:
        if self.server.startswith("/"):
            return _SocketConnection(self.server, self._timeout_s)
        host, _, port = self.server.partition(":")
        return http.client.HTTPConnection(host, int(port or 631), timeout=self._timeout_s)

    def ask(self, operation: int, target: tuple[str, str] | None, wanted: tuple[str, ...]) -> IppAnswer:
        """One request. Raises IppFault."""
        body = encode_request(operation, target, wanted)
        connection = self._connection()
        try:
            connection.request("POST", "/", body, {"Content-Type": "application/ipp"})
            response = connection.getresponse()
            data = response.read(MAX_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise IppFault(type(error).__name__) from None
        finally:
            connection.close()
        if response.status != 200 or len(data) > MAX_ANSWER:
            raise IppFault(f"HTTP {response.status}")
        return decode_answer(data)
