"""Handing a finished PDF to CUPS, and asking what became of it; or keeping it as a file where there is no queue.

Jobs go in and are cancelled through `lp` and `cancel` (argument lists, never a shell); states come by IPP.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from printing import ipp
from printing.status import PaperState
from printing.wrapping import clean_text

_QUEUE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,126}\Z")
_REQUEST_ID = re.compile(r"request id is \S+-(\d+) ")
_FORBIDDEN_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


class SpoolReason(Enum):
    """Why the spooler could not take or tell something."""

    NO_SCHEDULER = "no_scheduler"
    NO_COMMAND = "no_command"
    NO_QUEUE = "no_queue"
    REJECTED = "rejected"
    TIMED_OUT = "timed_out"
    DISK = "disk"


class SpoolFault(Exception):
    """The spooler failed. `begun` tells whether a job may exist all the same."""

    def __init__(self, reason: SpoolReason, *, begun: bool = False) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.begun = begun


class QueueReason(Enum):
    """IPP printer-state-reasons (RFC 8011, 5.4.12), brought down to what a clerk can do."""

    MEDIA_EMPTY = "media_empty"
    MEDIA_LOW = "media_low"
    MEDIA_JAM = "media_jam"
    COVER_OPEN = "cover_open"
    TONER_EMPTY = "toner_empty"
    TONER_LOW = "toner_low"
    OFFLINE = "offline"
    PAUSED = "paused"
    OTHER = "other"


_REASONS = {
    "media-empty": QueueReason.MEDIA_EMPTY,
    "media-needed": QueueReason.MEDIA_EMPTY,
    "input-tray-missing": QueueReason.MEDIA_EMPTY,
    "media-low": QueueReason.MEDIA_LOW,
    "media-jam": QueueReason.MEDIA_JAM,
    "cover-open": QueueReason.COVER_OPEN,
    "door-open": QueueReason.COVER_OPEN,
    "interlock-open": QueueReason.COVER_OPEN,
    "toner-empty": QueueReason.TONER_EMPTY,
    "marker-supply-empty": QueueReason.TONER_EMPTY,
    "toner-low": QueueReason.TONER_LOW,
    "marker-supply-low": QueueReason.TONER_LOW,
    "offline": QueueReason.OFFLINE,
    "shutdown": QueueReason.OFFLINE,
    "timed-out": QueueReason.OFFLINE,
    "connecting-to-device": QueueReason.OFFLINE,
    "paused": QueueReason.PAUSED,
    "moving-to-paused": QueueReason.PAUSED,
}
# CUPS' own remarks that say nothing about the paper.
_REMARKS = ("none", "cups-")


# What cups-backends 2.4 write while they wait for a printer; jobs are submitted in the C locale, so in English.
_UNAVAILABLE = (
    "The printer may not exist or is unavailable",
    "The printer is unreachable",
    "The printer is not responding",
    "The printer is not connected",
    "Unable to locate printer",
    "Waiting for printer to become available",
)

A5 = "iso_a5_148x210mm"


class SpoolState(Enum):
    """IPP job-state (RFC 8011, 5.3.7), and GONE when the scheduler no longer knows the job."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9
    GONE = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (SpoolState.CANCELLED, SpoolState.ABORTED, SpoolState.COMPLETED, SpoolState.GONE)


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """A queue as the scheduler knows it. Nothing is guessed: paper it says nothing about is UNKNOWN."""

    name: str
    accepting: bool
    stopped: bool
    reasons: tuple[QueueReason, ...]
    is_default: bool = False
    has_a5: bool = False

    @property
    def paper(self) -> PaperState:
        """What the reasons say of the paper."""
        if QueueReason.MEDIA_EMPTY in self.reasons:
            return PaperState.OUT
        return PaperState.NEAR_END if QueueReason.MEDIA_LOW in self.reasons else PaperState.UNKNOWN


@dataclass(frozen=True, slots=True)
class SpoolJob:
    """A job that CUPS took. ``uuid`` tells it from another of the same number: a scheduler that lost its spool counts anew."""

    queue: str
    number: int
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """State of a job, and what the scheduler says about it (English, for the log)."""

    state: SpoolState
    message: str = ""

    @property
    def unavailable(self) -> bool:
        """The printer of this job does not answer; CUPS' network backends say so only in words."""
        return not self.state.ended and self.message.startswith(_UNAVAILABLE)


def read_reasons(words: list[str]) -> tuple[QueueReason, ...]:
    """printer-state-reasons without their severity, each once, in order."""
    found: list[QueueReason] = []
    for word in words:
        bare = re.sub(r"-(report|warning|error)\Z", "", word)
        if bare.startswith(_REMARKS):
            continue
        reason = _REASONS.get(bare, QueueReason.OTHER)
        if reason not in found:
            found.append(reason)
    return tuple(found)


def _words(values: list[ipp.Value]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _number(values: list[ipp.Value], default: int = 0) -> int:
    return next((value for value in values if isinstance(value, int)), default)


def _queue(attributes: ipp.Attributes, default: str) -> QueueStatus:
    name = (_words(attributes.get("printer-name", [])) or [""])[0]
    return QueueStatus(
        name=name,
        accepting=bool(_number(attributes.get("printer-is-accepting-jobs", []))),
        stopped=_number(attributes.get("printer-state", [])) == 5,
        reasons=read_reasons(_words(attributes.get("printer-state-reasons", []))),
        is_default=name == default,
        has_a5=A5 in _words(attributes.get("media-supported", [])),
    )


_QUEUE_ATTRIBUTES = (
    "printer-name",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-supported",
)


class CupsSpool:
    """Queues of one CUPS scheduler. Every call blocks up to the timeout: not for the UI thread.

    `server` is a socket path or `host:port`; by default the environment's, then the system's.
    """

    def __init__(self, server: str = "", timeout_s: float = 10.0) -> None:
        self._server = server or os.environ.get("CUPS_SERVER", "") or ipp.CUPS_SOCKET
        self._timeout_s = timeout_s
        self._ipp = ipp.IppClient(self._server, min(timeout_s, 3.0))

    def queues(self) -> tuple[QueueStatus, ...]:
        """All queues, the default one marked. Raises SpoolFault(NO_SCHEDULER)."""
        answer = self._ask(ipp.CUPS_GET_PRINTERS, None, _QUEUE_ATTRIBUTES)
        default = self._ask(ipp.CUPS_GET_DEFAULT, None, ("printer-name",))
        name = next(
            (_words(g["printer-name"])[0] for g in default.groups if _words(g.get("printer-name", []))), ""
        )
        return tuple(_queue(group, name) for group in answer.groups if "printer-name" in group)

    def queue_status(self, queue: str) -> QueueStatus:
        """One queue. Raises SpoolFault: NO_QUEUE, NO_SCHEDULER."""
        target = ("printer-uri", f"ipp://localhost/printers/{_checked(queue)}")
        answer = self._ask(ipp.GET_PRINTER_ATTRIBUTES, target, _QUEUE_ATTRIBUTES)
        if not answer.groups:
            raise SpoolFault(SpoolReason.NO_QUEUE)
        return _queue(answer.groups[0], "")

    def submit(self, queue: str, pdf: bytes, title: str, copies: int = 1) -> SpoolJob:
        """Hand over a finished PDF as it is. The title shows in the queue: no person's data in it.

        A5 is asked for only where the printer knows it: many cancel a job with a size they have not.

        Raises SpoolFault: NO_QUEUE, REJECTED (queue closed), NO_SCHEDULER, NO_COMMAND, TIMED_OUT (begun).
        """
        status = self.queue_status(queue)
        if not status.accepting:
            raise SpoolFault(SpoolReason.REJECTED)
        shown = clean_text(title)[:120] or "hall-app"
        options = ["-n", str(copies), "-o", "print-scaling=none", "-o", "sides=one-sided"]
        if status.has_a5:
            options += ["-o", f"media={A5}"]
        done = self._run("lp", ["-d", queue, "-t", shown, *options], pdf)
        found = _REQUEST_ID.search(done.stdout.decode("utf-8", "replace"))
        if done.returncode != 0 or found is None:
            raise SpoolFault(SpoolReason.REJECTED, begun=done.returncode == 0)
        number = int(found.group(1))
        return SpoolJob(queue, number, self._uuid_of(number))

    def _uuid_of(self, number: int) -> str:
        """The job's uuid; empty where the scheduler does not tell."""
        try:
            answer = self._ask(ipp.GET_JOB_ATTRIBUTES, _target(number), ("job-uuid",))
        except SpoolFault:
            return ""
        return next((word for group in answer.groups for word in _words(group.get("job-uuid", []))), "")

    def job_status(self, job: SpoolJob) -> JobStatus:
        """What became of a job; another one of its number is not it. Raises SpoolFault(NO_SCHEDULER)."""
        wanted = ("job-state", "job-printer-state-message", "job-uuid")
        answer = self._ask(ipp.GET_JOB_ATTRIBUTES, _target(job.number), wanted)
        if answer.status == ipp.STATUS_NOT_FOUND or not answer.groups:
            return JobStatus(SpoolState.GONE)
        group = answer.groups[0]
        uuids = _words(group.get("job-uuid", []))
        if job.uuid and uuids and job.uuid not in uuids:
            return JobStatus(SpoolState.GONE)
        state = _number(group.get("job-state", []))
        known = SpoolState(state) if state in SpoolState._value2member_map_ else SpoolState.PENDING
        return JobStatus(known, " ".join(_words(group.get("job-printer-state-message", []))))

    def cancel(self, job: SpoolJob) -> None:
        """Take a job back; one that has ended is let be. Raises SpoolFault: NO_COMMAND, TIMED_OUT."""
        self._run("cancel", [f"{_checked(job.queue)}-{job.number}"], b"")

    def _ask(self, operation: int, target: tuple[str, str] | None, wanted: tuple[str, ...]) -> ipp.IppAnswer:
        try:
            return self._ipp.ask(operation, target, wanted)
        except ipp.IppFault:
            raise SpoolFault(SpoolReason.NO_SCHEDULER) from None

    def _run(self, command: str, arguments: list[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
        program = shutil.which(command, path="/usr/bin:/usr/local/bin:/bin")
        if program is None:
            raise SpoolFault(SpoolReason.NO_COMMAND)
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "CUPS_SERVER": self._server}
        if "USER" in os.environ:
            environment["USER"] = os.environ["USER"]
        try:
            return subprocess.run(
                [program, *arguments],
                input=data,
                capture_output=True,
                timeout=self._timeout_s,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise SpoolFault(SpoolReason.TIMED_OUT, begun=True) from None


def _target(number: int) -> tuple[str, str]:
    return "job-uri", f"ipp://localhost/jobs/{number}"


def _checked(queue: str) -> str:
    if not _QUEUE_NAME.match(queue):
        raise SpoolFault(SpoolReason.NO_QUEUE)
    return queue


class FileSpool:
    """Where there is no queue: the PDF is kept in a folder, and the job's state is kept_as_file with its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, pdf: bytes, name: str) -> Path:
        """Store under a free name and return its path; the file is whole on the disk or not there at all.

        Raises SpoolFault(DISK).
        """
        stem = _FORBIDDEN_IN_FILE_NAMES.sub("_", clean_text(name)).strip(" .")[:80] or "document"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return self._write(pdf, stem)
        except OSError:
            raise SpoolFault(SpoolReason.DISK) from None

    def _write(self, pdf: bytes, stem: str) -> Path:
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        partial = Path(name)
        try:
            with open(descriptor, "wb") as stream:  # noqa: PTH123 (a descriptor)
                stream.write(pdf)
                stream.flush()
                os.fsync(stream.fileno())
            return self._place(partial, stem)
        finally:
            partial.unlink(missing_ok=True)

    def _place(self, partial: Path, stem: str) -> Path:
        number = 1
        while True:
            path = self.folder / (f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf")
            try:
                path.hardlink_to(partial)
            except FileExistsError:
                number += 1
            else:
                return path
