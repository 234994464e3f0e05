"""A CUPS of our own with a real IPP printer behind it, started by hand: D-Bus, Avahi, cupsd, ippeveprinter.

cupsd keeps everything in a folder and listens on a socket there, so that no system queue is touched. The printer
keeps every PDF it gets. A file `reasons` in its folder sets the printer-state-reasons it reports with a job.
"""

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
from contextlib import contextmanager
from pathlib import Path

import pytest

from hall_app.practice.displays import end_process
from hall_app.practice.tether import tied

QUEUE = "WINDOW8"
_DBUS_SOCKET = Path("/run/dbus/system_bus_socket")
_BOUND_S = 30.0
# Held while the bus and Avahi are started: two test processes may want them at once.
_STARTING = Path(tempfile.gettempdir()) / "hall-discovery.lock"

_CUPSD = """LogLevel warn
Listen {folder}/cups.sock
Browsing No
DefaultShared No
WebInterface No
MaxLogSize 0
JobRetryInterval 1
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess default
  JobPrivateValues default
  SubscriptionPrivateAccess default
  SubscriptionPrivateValues default
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

_CUPS_FILES = """ServerRoot {folder}/root
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
StateDir {folder}/state
CacheDir {folder}/cache
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
SystemGroup root
"""

# ippeveprinter takes STATE lines of its print command as the reasons of the printer.
_PRINT_COMMAND = """#!/bin/sh
echo "${{IPP_COPIES:-1}}" >> "{folder}/copies"
if [ -s "{folder}/reasons" ]; then echo "STATE: $(cat "{folder}/reasons")" >&2; fi
exit 0
"""


def await_true(condition: Callable[[], bool], what: str) -> None:
    """Wait until it holds; fail after a bound."""
    deadline = time.monotonic() + _BOUND_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        return client.connect_ex(("127.0.0.1", port)) == 0


class CupsStack:
    """The scheduler, one queue and its printer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "cups.sock"
        self.received = folder / "received"
        self.port = _free_port()
        self._printer: subprocess.Popen[bytes] | None = None
        self._scheduler: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> str:
        """Where CupsSpool finds the scheduler."""
        return str(self.socket)

    def start(self) -> None:
        """Start everything and make the queue."""
        for name in ("root", "spool/tmp", "state", "cache", "received"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "cupsd.conf").write_text(_CUPSD.format(folder=self.folder))
        (self.folder / "cups-files.conf").write_text(_CUPS_FILES.format(folder=self.folder))
        command = self.folder / "print"
        command.write_text(_PRINT_COMMAND.format(folder=self.folder))
        command.chmod(0o755)
        self._start_discovery()
        self.start_printer()
        self.start_scheduler()
        self.make_queue()

    def make_queue(self) -> None:
        """The queue of the printer; it must be switched on."""
        self.administer(
            "lpadmin", "-p", QUEUE, "-E", "-v", f"ipp://localhost:{self.port}/ipp/print", "-m", "everywhere"
        )

    def start_scheduler(self) -> None:
        """Start cupsd; what it had in its spool goes on."""
        self.socket.unlink(missing_ok=True)
        files = ("-c", f"{self.folder}/cupsd.conf", "-s", f"{self.folder}/cups-files.conf")
        self._scheduler = self._spawn("/usr/sbin/cupsd", "-f", *files)
        await_true(self._schedules, "cupsd does not listen")

    def stop_scheduler(self, *, crash: bool = False) -> None:
        """End cupsd in order, or as a power cut does: with the backends that print for it, nothing written down."""
        if self._scheduler is not None:
            if crash:
                pid = self._scheduler.pid
                self._scheduler.send_signal(signal.SIGSTOP)
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                for child in children:
                    os.kill(int(child), signal.SIGKILL)
                self._scheduler.kill()
            end_process(self._scheduler)
            self._scheduler = None

    def _schedules(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.socket)) == 0

    def administer(self, program: str, *arguments: str) -> None:
        """An administrator's command against our scheduler."""
        environment = os.environ | {"CUPS_SERVER": self.server, "LC_ALL": "C"}
        path = shutil.which(program, path="/usr/sbin:/usr/bin")
        assert path is not None, program
        subprocess.run([path, *arguments], env=environment, check=True, timeout=_BOUND_S, capture_output=True)

    def _start_discovery(self) -> None:
        """ippeveprinter refuses to start without D-Bus and Avahi, and ends with them.

        What runs already is used; what had to be started stays, since another test process may print by it longer.
        """
        with _STARTING.open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not self._bus_answers():
                _DBUS_SOCKET.parent.mkdir(parents=True, exist_ok=True)
                Path("/run/dbus/pid").unlink(missing_ok=True)
                self._spawn("/usr/bin/dbus-daemon", "--system", "--fork", "--nopidfile").wait(_BOUND_S)
                await_true(self._bus_answers, "no system bus")
            if not self._avahi_runs():
                rights = ("--no-drop-root", "--no-chroot", "--no-rlimits")
                self._spawn("/usr/sbin/avahi-daemon", "-D", *rights).wait(_BOUND_S)
                await_true(self._avahi_runs, "no Avahi")

    @staticmethod
    def _avahi_runs() -> bool:
        check = ["/usr/sbin/avahi-daemon", "--check"]
        return subprocess.run(check, check=False, capture_output=True).returncode == 0

    @staticmethod
    def _bus_answers() -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(_DBUS_SOCKET)) == 0

    def start_printer(self) -> None:
        """Switch the printer on. It gives up when Avahi runs but does not answer yet: then once more."""
        await_true(self._printer_listens, "the IPP printer does not listen")

    def _printer_listens(self) -> bool:
        if self._printer is None or self._printer.poll() is not None:
            self._printer = self._spawn(
                "/usr/sbin/ippeveprinter",
                *("-d", str(self.received), "-k", "-f", "application/pdf,image/urf,image/pwg-raster"),
                *(
                    "-p",
                    str(self.port),
                    "-n",
                    "localhost",
                    "-c",
                    str(self.folder / "print"),
                    f"Hall {self.port}",
                ),
            )
        return _listens(self.port) and self._printer.poll() is None

    def stop_printer(self) -> None:
        """Switch the printer off."""
        if self._printer is not None:
            end_process(self._printer)
            self._printer = None

    def set_reasons(self, words: str) -> None:
        """What the printer reports with its next job, as `+media-empty` or `-media-empty`; nothing for none."""
        (self.folder / "reasons").write_text(words)

    def copies(self) -> list[int]:
        """How many copies the printer was asked for, document by document."""
        record = self.folder / "copies"
        return [int(word) for word in record.read_text().split()] if record.exists() else []

    def newest(self) -> Path:
        """The PDF it was given last; switched on again it numbers its files from 1."""
        return max(self.received.glob("*.pdf"), key=lambda path: path.stat().st_mtime_ns)

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / "processes.log").open("ab")
        with log:
            return subprocess.Popen(tied(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def stop(self) -> None:
        """End the printer and the scheduler."""
        self.stop_printer()
        self.stop_scheduler()


@pytest.fixture(scope="session")
def cups() -> Iterator[CupsStack]:
    """One scheduler for the whole session."""
    with _running() as stack:
        yield stack


@pytest.fixture
def fresh_cups() -> Iterator[CupsStack]:
    """A scheduler of one test's own, which it may crash."""
    with _running() as stack:
        yield stack


@contextmanager
def _running() -> Iterator[CupsStack]:
    # The socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="hallcups", dir="/tmp"))
    folder.chmod(0o755)
    stack = CupsStack(folder)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)
