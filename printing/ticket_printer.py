"""One ticket printer: look, send, wait until it is printed, look again; and say honestly what is known.

The order commit → send → mark is the caller's (`data.md` 7). The outcome tells "surely not printed", which may be
tried again, from "maybe printed", which a person decides.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from enum import Enum

from printing import commands
from printing.status import (
    QUERIES,
    UNREACHABLE,
    FaultReason,
    PaperState,
    PrinterStatus,
    is_done_answer,
    is_status_answer,
    read_status,
)
from printing.transports import Transport, TransportFault, open_transport


class Certainty(Enum):
    """What is known about the paper."""

    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    MAYBE_PRINTED = "maybe_printed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ticket. `reason` is None when it was sent without a fault.

    `confirmed` is True only when the printer itself answered after the last byte was printed.
    """

    certainty: Certainty
    reason: FaultReason | None
    before: PrinterStatus
    after: PrinterStatus
    confirmed: bool = False

    @property
    def sent(self) -> bool:
        """Sent, and nothing speaks against its being printed."""
        return self.reason is None

    @property
    def paper(self) -> PaperState:
        """The newest known state of the roll."""
        return self.after.paper if self.after.paper is not PaperState.UNKNOWN else self.before.paper


@dataclass(frozen=True, slots=True)
class Timing:
    """Time limits in seconds [settings]."""

    answer_s: float = 1.0
    done_s: float = 10.0
    look_every_s: float = 0.5


class TicketPrinter:
    """A printer behind a URL (`printing.transports`). Any thread but the UI's; one ticket at a time.

    Raises BadTransportUrl when made, afterwards nothing: every fault is an outcome or a status.
    """

    def __init__(self, transport_url: str, timing: Timing = Timing()) -> None:  # noqa: B008 (frozen)
        self._transport = open_transport(transport_url)
        self._timing = timing
        self._lock = threading.Lock()
        # Whether this printer answers GS r: None until one ticket has told.
        self._fences: bool | None = None if self._transport.options.fence else False

    @property
    def transport(self) -> Transport:
        """The line, for tests and diagnostics."""
        return self._transport

    def poll(self) -> PrinterStatus:
        """One look at the printer; blocks up to some seconds."""
        with self._lock:
            try:
                self._transport.open()
            except TransportFault:
                return UNREACHABLE
            try:
                return self._look()
            except TransportFault:
                return UNREACHABLE
            finally:
                self._transport.close()

    def print_bytes(self, data: bytes) -> Outcome:
        """Send one ticket. Blocks until the printer says it is done, or its time is over."""
        with self._lock:
            try:
                self._transport.open()
            except TransportFault:
                return Outcome(Certainty.NOT_PRINTED, FaultReason.UNREACHABLE, UNREACHABLE, UNREACHABLE)
            try:
                return self._print(data)
            finally:
                self._transport.close()

    def _print(self, data: bytes) -> Outcome:
        try:
            before = self._look()
        except TransportFault:
            return Outcome(Certainty.NOT_PRINTED, FaultReason.UNREACHABLE, UNREACHABLE, UNREACHABLE)
        reason = before.fault
        if reason is None and before.silent and self._transport.options.answers:
            reason = FaultReason.SILENT
        if reason is not None:
            return Outcome(Certainty.NOT_PRINTED, reason, before, before)
        try:
            self._transport.send(data)
        except TransportFault as fault:
            certainty = Certainty.MAYBE_PRINTED if fault.begun else Certainty.NOT_PRINTED
            reason = FaultReason.UNKNOWN_AFTER_SEND if fault.begun else FaultReason.UNREACHABLE
            return Outcome(certainty, reason, before, PrinterStatus())
        if not self._transport.options.answers:
            return Outcome(Certainty.PRINTED, None, before, PrinterStatus())
        try:
            return self._follow(before)
        except TransportFault:
            return Outcome(Certainty.MAYBE_PRINTED, FaultReason.UNKNOWN_AFTER_SEND, before, PrinterStatus())

    def _look(self) -> PrinterStatus:
        """DLE EOT 1–4. Two silent answers are enough to know that it does not talk."""
        self._transport.drain()
        answers: list[int | None] = []
        for kind in QUERIES:
            if len(answers) >= 2 and not any(answers):
                answers.append(None)
                continue
            answers.append(
                self._transport.ask(commands.status_request(kind), is_status_answer, self._timing.answer_s)
            )
        return read_status(*answers)

    def _follow(self, before: PrinterStatus) -> Outcome:
        """Wait until everything is printed, watching for faults meanwhile. Raises TransportFault."""
        if self._fences is False:
            after = self._look()
            return _judge(before, after, confirmed=False)
        self._transport.send(commands.ASK_WHEN_DONE)
        deadline = time.monotonic() + self._timing.done_s
        while time.monotonic() < deadline:
            if self._done_within(self._timing.look_every_s):
                self._fences = True
                after = self._look()
                return Outcome(Certainty.PRINTED, None, before, after, confirmed=True)
            done, first = self._look_for_fault()
            if done:
                self._fences = True
                return Outcome(Certainty.PRINTED, None, before, self._look(), confirmed=True)
            if first is not None and first & 0x08:
                after = self._look()
                if after.fault is not None:
                    return _judge(before, after, confirmed=False)
        after = self._look()
        if self._fences or after.silent or after.fault is not None:
            reason = after.fault or FaultReason.UNKNOWN_AFTER_SEND
            return Outcome(Certainty.MAYBE_PRINTED, reason, before, after)
        self._fences = False
        return _judge(before, after, confirmed=False)

    def _done_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if any(is_done_answer(byte) for byte in self._transport.receive(left)):
                return True
        return False

    def _look_for_fault(self) -> tuple[bool, int | None]:
        """(whether the printer said it is done, its answer to DLE EOT 1): both may arrive in this moment."""
        self._transport.send(commands.status_request(1))
        deadline = time.monotonic() + self._timing.answer_s
        done = False
        while (left := deadline - time.monotonic()) > 0:
            for byte in self._transport.receive(left):
                if is_status_answer(byte):
                    return done, byte
                done = done or is_done_answer(byte)
        return done, None


def _judge(before: PrinterStatus, after: PrinterStatus, *, confirmed: bool) -> Outcome:
    """A printer that reports a fault, or nothing any more, after all bytes went out may have printed."""
    if after.fault is not None:
        return Outcome(Certainty.MAYBE_PRINTED, after.fault, before, after)
    if after.silent:
        return Outcome(Certainty.MAYBE_PRINTED, FaultReason.UNKNOWN_AFTER_SEND, before, after)
    return Outcome(Certainty.PRINTED, None, before, after, confirmed)
