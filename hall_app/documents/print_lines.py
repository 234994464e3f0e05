"""The printers behind the print queue: a CUPS queue, a folder where there is none, a ticket printer.

Each says in one answer what became of a job and how the printer is; nobody here touches a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from printing.job import JobEvent, event_of_outcome, event_of_spool
from printing.spool import CupsSpool, FileSpool, QueueReason, SpoolFault, SpoolJob
from printing.ticket_printer import TicketPrinter

DOCUMENT, TICKET = "document", "ticket"
# Nothing of these keeps a job from being printed.
_REMARKS = frozenset({QueueReason.MEDIA_LOW, QueueReason.TONER_LOW})


@dataclass(frozen=True, slots=True, repr=False)
class JobToSend:
    """A print job as a printer needs it."""

    number: int
    title: str
    content: bytes
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a job: an event of :mod:`printing.job`, or None while the spooler has it.

    ``reason`` is the printing floor's reason code of a fault.
    """

    event: JobEvent | None
    reason: str = ""
    spool_id: str | None = None
    kept_path: str | None = None


@dataclass(frozen=True, slots=True)
class LineState:
    """How a printer is: a reason code of what is wrong, or of what will be soon (``remark``)."""

    reason: str = ""
    remark: str = ""
    configured: bool = True


class PrinterLine(Protocol):
    """One way to paper; used by one worker thread, every call may block some seconds and raises nothing."""

    @property
    def kind(self) -> str:
        """Which jobs it prints: document or ticket."""
        ...

    @property
    def queue_name(self) -> str | None:
        """The spooler's queue, if there is one."""
        ...

    def send(self, job: JobToSend) -> Sent:
        """Send one job."""
        ...

    def follow(self, spool_id: str) -> Sent:
        """What became of a job the spooler has."""
        ...

    def look(self) -> LineState:
        """How the printer is."""
        ...


class CupsLine:
    """Documents through a CUPS queue; ``copies`` of a first print may change while it works."""

    kind = DOCUMENT

    def __init__(self, queue: str, server: str = "", copies: int = 1) -> None:
        self.queue_name: str | None = queue
        self._queue = queue
        self.copies = copies
        self._spool = CupsSpool(server)

    def send(self, job: JobToSend) -> Sent:
        try:
            copies = 1 if job.reprint else self.copies
            spooled = self._spool.submit(self._queue, job.content, f"{job.title} #{job.number}", copies)
        except SpoolFault as fault:
            event = JobEvent.UNCERTAIN if fault.begun else JobEvent.SURELY_FAILED
            return Sent(event, fault.reason.value)
        return Sent(None, spool_id=f"{spooled.number} {spooled.uuid}".strip())

    def follow(self, spool_id: str) -> Sent:
        number, _, uuid = spool_id.partition(" ")
        try:
            status = self._spool.job_status(SpoolJob(self._queue, int(number), uuid))
        except SpoolFault as fault:
            return Sent(None, fault.reason.value, spool_id)
        return Sent(event_of_spool(status.state), spool_id=spool_id)

    def look(self) -> LineState:
        try:
            status = self._spool.queue_status(self._queue)
        except SpoolFault as fault:
            return LineState(fault.reason.value)
        faults = [reason for reason in status.reasons if reason not in _REMARKS]
        if faults:
            return LineState(faults[0].value)
        if not status.accepting:
            return LineState("rejected")
        if status.stopped:
            return LineState(QueueReason.PAUSED.value)
        remarks = [reason.value for reason in status.reasons]
        return LineState(remark=remarks[0] if remarks else "")


class FolderLine:
    """Documents kept as files where no queue is configured."""

    kind = DOCUMENT
    queue_name: str | None = None

    def __init__(self, folder: Path) -> None:
        self._spool = FileSpool(folder)

    def send(self, job: JobToSend) -> Sent:
        try:
            path = self._spool.keep(job.content, job.title)
        except SpoolFault as fault:
            return Sent(JobEvent.SURELY_FAILED, fault.reason.value)
        return Sent(JobEvent.KEPT, kept_path=str(path))

    def follow(self, spool_id: str) -> Sent:
        """A job of a queue that is configured no more: nobody can tell."""
        return Sent(JobEvent.UNCERTAIN, spool_id=spool_id)

    def look(self) -> LineState:
        return LineState(configured=False)


class TicketLine:
    """Queue tickets through their own printer."""

    kind = TICKET
    queue_name: str | None = None

    def __init__(self, printer: TicketPrinter) -> None:
        self._printer = printer

    def send(self, job: JobToSend) -> Sent:
        outcome = self._printer.print_bytes(job.content)
        return Sent(event_of_outcome(outcome), outcome.reason.value if outcome.reason else "")

    def follow(self, spool_id: str) -> Sent:
        """Tickets are never spooled."""
        return Sent(JobEvent.UNCERTAIN, spool_id=spool_id)

    def look(self) -> LineState:
        status = self._printer.poll()
        fault = status.fault
        if fault is not None:
            return LineState(fault.value)
        return LineState("silent") if status.silent else LineState()
