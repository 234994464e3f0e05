"""The real pcscd with vpcd readers of its own, one per machine: started, killed and started again by tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from hall_app.practice.tether import tied

RUN_DIR = Path("/run/pcscd")
SOCKET = RUN_DIR / "pcscd.comm"
PID_FILE = RUN_DIR / "pcscd.pid"
LOCK_FILE = Path(tempfile.gettempdir()) / "hall-pcscd.lock"
MARK = "hall-pcscd-"
READER = "Hall Test Reader 00 00"
SECOND_READER = "Hall Test Reader 00 01"
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
START_TIMEOUT_S = 15.0
FIRST_PORT, LAST_PORT = 35970, 36170


def _free_pair() -> int:
    """The first of two free ports in a row: a daemon that a broken run of somebody else left may hold some."""
    for port in range(FIRST_PORT, LAST_PORT, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("0.0.0.0", port))  # noqa: S104  as vpcd does
                two.bind(("0.0.0.0", port + 1))  # noqa: S104
            except OSError:
                continue
            return port
    raise RuntimeError("no free ports for vpcd")


PORT = _free_pair()
SECOND_PORT = PORT + 1
OTHER_PORT = LAST_PORT
"""Of a reader that is plugged in beside the usual one."""
LOCK_TIMEOUT_S = 240.0
MODEL, OTHER_MODEL = "Hall Test Reader", "Other Test Reader"


def configuration(*readers: tuple[str, int]) -> str:
    """reader.conf for models on ports, in the order in which the service counts them."""
    return "\n".join(
        f'FRIENDLYNAME "{model}"\nDEVICENAME /dev/null:{port}\nLIBPATH {DRIVER}\nCHANNELID {port}\n'
        for model, port in readers
    )


def await_condition(condition: Callable[[], object], timeout_s: float, what: str) -> None:
    """Raises TimeoutError naming what did not come true."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)


class Pcscd:
    """The daemon with one two-slot virtual reader. Holds a lock, since a machine has room for one."""

    def __init__(self) -> None:
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._directory = Path(tempfile.mkdtemp(prefix=MARK))

    def __enter__(self) -> Pcscd:
        self._lock = LOCK_FILE.open("w")
        await_condition(self._try_lock, LOCK_TIMEOUT_S, "another test run holds pcscd")
        _end_stale()
        try:
            self.start()
        except BaseException:
            # Nothing of a start that failed may be left for the next one to stumble over.
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self._directory, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def start(self, *readers: tuple[str, int]) -> None:
        """Start with the usual reader, or with ``readers``, and wait until a client is served."""
        self._launch(readers or ((MODEL, PORT),))

    def start_without_readers(self) -> None:
        """Start as with every reader unplugged."""
        self._launch(())

    def _launch(self, readers: tuple[tuple[str, int], ...]) -> None:
        (self._directory / "readers.conf").write_text(configuration(*readers))
        RUN_DIR.mkdir(exist_ok=True)
        command = ["pcscd", "--foreground", "--config", str(self._directory)]
        self._process = subprocess.Popen(tied(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Each has two slots.
        await_condition(
            lambda: self._serves(2 * len(readers)), START_TIMEOUT_S, "pcscd serves its virtual readers"
        )

    def kill(self) -> None:
        """End it at once, as a crash would, and clear what it leaves."""
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait(START_TIMEOUT_S)
        self._process = None
        for leftover in (SOCKET, PID_FILE):
            leftover.unlink(missing_ok=True)

    def _try_lock(self) -> bool:
        assert self._lock is not None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _serves(self, slots: int) -> bool:
        from devices.driver import ReaderError
        from devices.pcsc.driver import list_readers

        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"pcscd ended with {self._process.returncode}")
        try:
            return len(list_readers()) == slots
        except ReaderError:
            return False


def _end_stale() -> None:
    """End a daemon that a broken test run left behind; one that is not ours is not touched."""
    try:
        pid = int(PID_FILE.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (OSError, ValueError):
        for leftover in (SOCKET, PID_FILE):
            leftover.unlink(missing_ok=True)
        return
    if MARK not in command:
        raise RuntimeError("a pcscd that no test started is running: stop it first")
    os.kill(pid, signal.SIGKILL)
    await_condition(lambda: not Path(f"/proc/{pid}").exists(), START_TIMEOUT_S, "the stale pcscd ends")
    for leftover in (SOCKET, PID_FILE):
        leftover.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def pcscd() -> Iterator[Pcscd]:
    """One service for the tests of a file: a machine has room for one, and another test process waits for it."""
    with Pcscd() as service:
        yield service


@pytest.fixture
def empty_slots(pcscd: Pcscd) -> Pcscd:
    """The service, once it has noticed that the cards of the test before have gone."""
    from devices.pcsc.connection import ScardContext

    context = ScardContext()
    try:

        def are_empty() -> bool:
            states = context.wait(dict.fromkeys((READER, SECOND_READER), 0), 100)
            return states is not None and not any(state.present for state in states)

        await_condition(are_empty, 10, "both slots are empty")
    finally:
        context.release()
    return pcscd
