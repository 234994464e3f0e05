"""The emulated reader's control socket `LINK.ctl`: one line a command, one line an answer.

`lay NAME` · `lift` · `tear [NAME]` · `fault KIND [TIMES] [COMMAND]` · `fault none` · `unplug` · `plug` ·
`cards` · `status`. Answers are `ok`, `ok DETAIL` or `error WHY`.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from devices.emulators.cards import EmulatedCard
from devices.emulators.reader import EmulatedReader
from devices.emulators.sam import Fault
from devices.sam.protocol import Command

MAX_LINE = 512
MAX_CLIENTS = 16
TICK_S = 0.5
STOP_TIMEOUT_S = 5.0

_COMMANDS = {
    "find": Command.FIND,
    "select": Command.SELECT,
    "read": Command.READ_BASE,
    "address": Command.READ_APPENDED_ADDRESS,
    "presence": Command.READ_MANAGEMENT_NUMBER,
    "status": Command.STATUS,
    "samid": Command.SAM_ID,
}


class Refused(Exception):  # noqa: N818  an answer to the client, not a failure
    """The line cannot be obeyed."""


class Obey(Protocol):
    """Obeys one line and gives the detail of `ok`. Raises Refused."""

    def __call__(self, line: str) -> str: ...


class ReaderControl:
    """Obeys the lines for one reader with the cards of one deck."""

    def __init__(self, reader: EmulatedReader, deck: Mapping[str, EmulatedCard]) -> None:
        self._reader = reader
        self._deck = dict(deck)

    def __call__(self, line: str) -> str:
        word, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        match word:
            case "lay":
                self._reader.lay(self._card(rest))
            case "lift":
                self._reader.lift()
            case "tear":
                self._tear(rest)
            case "fault":
                self._fault(rest.split())
            case "unplug":
                self._reader.unplug()
            case "plug":
                self._reader.plug()
            case "cards":
                return " ".join(self._deck)
            case "status":
                return self._status()
            case _:
                raise Refused("unknown command")
        return ""

    def _card(self, name: str) -> EmulatedCard:
        card = self._deck.get(name)
        if card is None:
            raise Refused("unknown card")
        return card

    def _tear(self, name: str) -> None:
        if name:
            card = self._card(name)
            self._reader.lift()
            # Armed before the card is laid, so that no reading can be faster.
            self._reader.tear()
            self._reader.lay(card)
        else:
            self._reader.tear()

    def _fault(self, words: list[str]) -> None:
        if words in (["none"], ["clear"]):
            self._reader.clear_fault()
            return
        times: int | None = None
        command: Command | None = None
        for word in words[1:]:
            if word.isascii() and word.isdigit() and len(word) < 7 and int(word) > 0:
                times = int(word)
            elif word in _COMMANDS:
                command = _COMMANDS[word]
            else:
                raise Refused("unknown count or command")
        try:
            fault = Fault(words[0] if words else "")
        except ValueError:
            raise Refused("unknown fault") from None
        self._reader.inject(fault, times, command)

    def _status(self) -> str:
        status = asdict(self._reader.status())
        found, read = (self._reader.last_mark(command) for command in (Command.FIND, Command.READ_BASE))
        status["find_first_byte_ns"] = None if found is None else found.first_byte_ns
        status["read_last_byte_ns"] = None if read is None else read.last_byte_ns
        return json.dumps(status)


class ControlServer:
    """A local socket, readable by its owner alone, served from one thread."""

    def __init__(self, path: Path, obey: Obey) -> None:
        self._path = path
        self._obey = obey
        self._selector = selectors.DefaultSelector()
        self._buffers: dict[socket.socket, bytes] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="control socket", daemon=True)

    def start(self) -> ControlServer:
        """Raises OSError, also when another process listens there."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._clear_path()
            mask = os.umask(0o177)
            try:
                listener.bind(os.fspath(self._path))
            finally:
                os.umask(mask)
            listener.listen(MAX_CLIENTS)
        except OSError:
            listener.close()
            raise
        listener.setblocking(False)
        self._listener = listener
        self._selector.register(listener, selectors.EVENT_READ)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(STOP_TIMEOUT_S)
        for client in list(self._buffers):
            self._drop(client)
        self._selector.close()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> ControlServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _clear_path(self) -> None:
        if not self._path.is_socket():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            try:
                probe.connect(os.fspath(self._path))
            except OSError:
                self._path.unlink(missing_ok=True)
                return
        raise OSError(f"{self._path.name} is in use")

    def _run(self) -> None:
        while not self._stopping.is_set():
            for key, _ in self._selector.select(TICK_S):
                source = key.fileobj
                if source is self._listener:
                    self._accept()
                elif isinstance(source, socket.socket):
                    self._receive(source)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            return
        if len(self._buffers) >= MAX_CLIENTS:
            client.close()
            return
        client.setblocking(False)
        self._buffers[client] = b""
        self._selector.register(client, selectors.EVENT_READ)

    def _receive(self, client: socket.socket) -> None:
        try:
            data = client.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(client)
            return
        *lines, rest = (self._buffers[client] + data).split(b"\n")
        self._buffers[client] = rest
        if len(rest) > MAX_LINE or any(len(line) > MAX_LINE for line in lines):
            self._answer(client, "error line too long")
            self._drop(client)
            return
        for line in lines:
            if client in self._buffers:
                self._answer(client, self._result(line))

    def _result(self, line: bytes) -> str:
        try:
            detail = self._obey(line.decode("utf-8"))
        except UnicodeDecodeError:
            return "error not UTF-8"
        except Refused as refusal:
            return f"error {refusal}"
        return f"ok {detail}" if detail else "ok"

    def _answer(self, client: socket.socket, text: str) -> None:
        try:
            client.sendall(text.encode() + b"\n")
        except OSError:
            self._drop(client)

    def _drop(self, client: socket.socket) -> None:
        if self._buffers.pop(client, None) is not None:
            self._selector.unregister(client)
            client.close()


def send_control(path: Path, line: str, timeout_s: float = 5.0) -> str:
    """Send one line to a control socket and give its answer. Raises OSError."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        connection.connect(os.fspath(path))
        connection.sendall(line.encode() + b"\n")
        with connection.makefile("r", encoding="utf-8") as answers:
            return answers.readline().rstrip("\n")
