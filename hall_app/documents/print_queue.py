"""The print queue: one worker thread for each printer; commit, then send, then mark (order of data.md 7).

A job survives everything: out of paper it waits and goes on by itself; one that was being sent when the program
died is 可能已打印, and a person decides, because paper cannot be taken back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from db import documents_queries as queries
from db.documents import PrintJob
from db.errors import StoreError
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.documents.print_lines import TICKET, JobToSend, LineState, PrinterLine, Sent
from hall_app.documents.printing_words import document_fault_words, print_line, ticket_fault_words
from hall_app.status import (
    PART_PRINTER,
    PART_TICKET_PRINTER,
    BannerAction,
    Notice,
    PartChanged,
    PartStatus,
    PrintJobChanged,
    WindowEvent,
)
from printing.job import JobEvent, JobState, advance, retry_delay_s

Publish = Callable[[WindowEvent], None]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueuePace:
    """How often the worker looks, in seconds: with jobs in the spooler, with a fault, and idle."""

    following_s: float = 0.5
    fault_s: float = 2.0
    idle_s: float = 5.0
    first_retry_s: float | None = None

    def retry_s(self, attempts: int) -> float:
        """The pause before the next try; grows with the attempts."""
        return self.first_retry_s if self.first_retry_s is not None else retry_delay_s(attempts)


class PrintQueue:
    """The worker of one printer at one window. ``publish`` is called from its thread."""

    def __init__(
        self,
        store: Store,
        line: PrinterLine,
        clock: Clock,
        pace: QueuePace = QueuePace(),  # noqa: B008  (frozen)
    ) -> None:
        self._store, self._line, self._clock, self._pace = store, line, clock, pace
        self._kinds = (line.kind,)
        self._publish: Publish = lambda _event: None
        self._window_id: UUID | None = None
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._not_before: dict[UUID, float] = {}
        self._fault = ""
        self._send_fault = ""
        self._suspected = ""
        self._recovering = False
        self._printed_since_fault = 0
        self._thread: threading.Thread | None = None
        self.status = self._status(
            LineState(configured=line.kind == TICKET or line.queue_name is not None), 0
        )

    # -- life -----------------------------------------------------------------------------------
    def start(self, publish: Publish, window_id: UUID | None = None) -> None:
        """Start the worker. Jobs that were being sent when the program died become 可能已打印."""
        self._publish, self._window_id = publish, window_id
        self._thread = threading.Thread(target=self._run, name=f"print-{self._line.kind}", daemon=True)
        self._thread.start()

    def set_window(self, window_id: UUID | None) -> None:
        """The window whose jobs are printed, once somebody has logged in there."""
        self._window_id = window_id
        self._wake.set()

    def wake(self) -> None:
        """A job was committed: send it now. Any thread."""
        self._wake.set()

    def retry_now(self) -> None:
        """F12: try the waiting jobs again without their pause. Any thread."""
        self._not_before = {}
        self._wake.set()

    def stop(self, timeout_s: float) -> None:
        """Stop and join the worker; what was not sent stays queued."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        recovered = False
        while not self._stopping.is_set():
            pause = self._pace.fault_s
            try:
                if not recovered:
                    self.doubt_interrupted()
                    recovered = True
                pause = self.round()
            except StoreError as error:
                _log.warning("print queue: database %s", error.fault.value)
            except Exception:  # noqa: BLE001  (a device loop's border: a dead worker would hold every later job)
                _log.exception("print queue")
            self._wake.wait(pause)
            self._wake.clear()

    # -- one round ------------------------------------------------------------------------------
    def doubt_interrupted(self) -> int:
        """Mark what was being sent when the program died; tells how many."""
        with self._store.writing() as session:
            found = queries.doubt_interrupted_jobs(session, self._window_id, self._kinds)
        for job_id in found:
            self._tell(job_id)
        return len(found)

    def round(self) -> float:
        """Follow, send, look; returns how long to wait for the next. Raises StoreError. The worker's thread."""
        following = self._follow_spooled()
        retry_in = self._send_waiting()
        state = self._line.look()
        with self._store.reading() as session:
            waiting = queries.waiting_count(session, self._window_id, self._kinds)
        self._judge(state, waiting)
        if following:
            return self._pace.following_s
        if retry_in is not None:
            return min(retry_in, self._pace.fault_s)
        return self._pace.fault_s if self._fault or self._suspected else self._pace.idle_s

    def _follow_spooled(self) -> bool:
        with self._store.reading() as session:
            spooled = [
                (job.id, job.spool_id) for job in queries.spooled_jobs(session, self._window_id, self._kinds)
            ]
        following = False
        for job_id, spool_id in spooled:
            sent = self._line.follow(spool_id or "")
            if sent.event is None:
                following = True
            else:
                self._mark(job_id, sent)
        return following

    def _send_waiting(self) -> float | None:
        """Send in order; the first that fails holds the others back, for they go to the same printer."""
        with self._store.reading() as session:
            waiting = [job.id for job in queries.waiting_jobs(session, self._window_id, self._kinds)]
        for job_id in waiting:
            if self._stopping.is_set():
                return None
            left = self._not_before.get(job_id, 0.0) - time.monotonic()
            if left > 0:
                return left
            job = self._claim(job_id)
            if job is None:
                continue
            sent = self._line.send(job)
            attempts = self._mark(job_id, sent)
            self._send_fault = ""
            if sent.event is JobEvent.SURELY_FAILED:
                self._send_fault = sent.reason
                pause = self._pace.retry_s(attempts)
                self._not_before[job_id] = time.monotonic() + pause
                return pause
        return None

    def _claim(self, job_id: UUID) -> JobToSend | None:
        """Mark the job as being sent, committed before a byte leaves; None when another took it or it was cancelled."""
        with self._store.writing() as session:
            job = queries.job_locked(session, job_id)
            if job is None or job.state not in {JobState.QUEUED.value, JobState.FAILED.value}:
                return None
            state = JobState(job.state)
            if state is JobState.FAILED:
                state = advance(state, JobEvent.RETRIED)
            job.state = advance(state, JobEvent.SENT_OFF).value
            job.sent_at = self._clock.now()
            job.queue_name = self._line.queue_name
            job.spool_id = None
            content = JobToSend(job.number, job.title, job.content, job.reprint)
        self._tell(job_id)
        return content

    def _mark(self, job_id: UUID, sent: Sent) -> int:
        """Write down what became of the job; returns the failed attempts so far."""
        with self._store.writing() as session:
            job = queries.job_locked(session, job_id)
            if job is None or job.state != JobState.SENDING.value:
                return 0
            job.spool_id = sent.spool_id
            if sent.event is not None:
                job.state = advance(JobState.SENDING, sent.event).value
            job.kept_path = sent.kept_path or job.kept_path
            job.last_fault = sent.reason or None
            if sent.event is JobEvent.SURELY_FAILED:
                job.attempts += 1
            if sent.event is JobEvent.PRINTED:
                self._count(session, job)
            attempts = job.attempts
        if sent.event is JobEvent.PRINTED and (self._fault or self._recovering):
            self._printed_since_fault += 1
        self._tell(job_id)
        return attempts

    @staticmethod
    def _count(session: Session, job: PrintJob) -> None:
        if job.document_id is not None:
            queries.count_print(session, job.document_id)

    # -- telling --------------------------------------------------------------------------------
    def _tell(self, job_id: UUID) -> None:
        with self._store.reading() as session:
            job = queries.job_of(session, job_id)
            if job is None:
                return
            words = print_line(job.state, reprint=job.reprint, kept_path=job.kept_path, fault=job.last_fault)
            event = PrintJobChanged(job.id, job.document_id, job.state, words.text, words.tone)
        self._publish(event)

    def _judge(self, state: LineState, waiting: int) -> None:
        """Take over the printer's state; once put right, what waited goes first and then the window is told."""
        if self._passing(state.reason):
            return
        was_faulty = bool(self._fault)
        if was_faulty and not state.reason and self._fault != self._send_fault:
            self._send_fault = ""
        if was_faulty and not state.reason and self._not_before and not self._send_fault:
            self._not_before = {}
            self._wake.set()
        self._fault = state.reason or self._send_fault
        self._recovering = not self._fault and (was_faulty or self._recovering)
        shown = LineState(self._fault) if self._fault else state
        self._show(self._status(shown, waiting))
        if self._recovering and not waiting:
            self._recovering = False
            printed, self._printed_since_fault = self._printed_since_fault, 0
            name = "取号打印机" if self._line.kind == TICKET else "打印机"
            self._publish(Notice(f"{name}已恢复，补打 {printed} 份" if printed else f"{name}已恢复"))

    def _passing(self, reason: str) -> bool:
        """A queue that is just connecting says ``offline`` for a moment: it counts when seen twice."""
        if reason == "offline" and reason not in (self._suspected, self._fault):
            self._suspected = reason
            return True
        self._suspected = ""
        return False

    def _show(self, status: PartStatus) -> None:
        if status != self.status:
            self.status = status
            self._publish(PartChanged(status))

    def _status(self, state: LineState, waiting: int) -> PartStatus:
        ticket = self._line.kind == TICKET
        part = PART_TICKET_PRINTER if ticket else PART_PRINTER
        name = "取号打印机" if ticket else "打印机"
        if not state.configured:
            return PartStatus(part, name, "idle", "未配")
        words_of = ticket_fault_words if ticket else document_fault_words
        if state.reason:
            words = words_of(state.reason)
            paper = "票" if ticket else "回执"
            queued = f"，{paper}已排队 {waiting} 份" if waiting else ""
            actions = (BannerAction("重试", "F12", "retry_print"),)
            return PartStatus(
                part, name, words.tone, words.short, words.fault, f"{words.remedy}{queued}", False, actions
            )
        if state.remark:
            return PartStatus(part, name, "warn", words_of(state.remark).short)
        return PartStatus(part, name, "ok", "正常")
