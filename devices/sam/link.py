"""Question and answer on the line: one request outstanding, resent once, everything bounded in time."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from devices.events import FaultReason
from devices.sam.protocol import (
    Command,
    FrameParser,
    Response,
    Status,
    build_request,
    is_plausible,
    parse_response,
)
from devices.sam.transport import Transport

TICK_S = 0.1
"""Longest wait before a stop is looked for; arriving bytes end it at once."""
QUIET_S = 0.05
"""A line without bytes for this long has ended a damaged or swallowed answer."""
GAP_S = 0.5
"""A frame that has begun may pause for this long between two bytes."""
LATE_DATA = 16
"""A late answer of `find` or `select` is waited past; more data than that is this answer, misshapen."""
FAIR_WAIT_S = 0.25
"""Every answer begins sooner on a working line; less is no proof of silence."""
FRAME_CAP_S = 10.0
"""A frame may take this much longer than the answer's time-out, however steadily it trickles."""

TIMEOUTS_S = {
    Command.RESET: 1.0,
    Command.STATUS: 0.4,
    Command.SAM_ID: 0.5,
    Command.FIND: 1.0,
    Command.SELECT: 1.0,
    Command.READ_BASE: 2.0,
    Command.READ_WITH_FINGERPRINTS: 3.0,
    Command.READ_APPENDED_ADDRESS: 1.5,
    Command.READ_MANAGEMENT_NUMBER: 1.0,
}
"""Time to the first byte of the answer, in seconds."""


class LineError(Exception):
    """No usable answer came, also not to the second asking.

    `cut_short` when the caller's own deadline left the device too little time to be blamed; `of_card` when a card
    was being read, which therefore lies there.
    """

    def __init__(self, reason: FaultReason, detail: str = "", cut_short: bool = False) -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail
        self.cut_short = cut_short
        self.of_card = False


class Cancelled(Exception):  # noqa: N818  not an error: the reader is being stopped
    """The wait was ended from outside."""


class SamLink:
    """Asks a SAM over a transport. One thread."""

    def __init__(
        self,
        transport: Transport,
        cancelled: Callable[[], bool] = lambda: False,
        deadline: float | None = None,
    ) -> None:
        """`deadline` on the monotonic clock cuts every wait short."""
        self.transport = transport
        self._cancelled = cancelled
        self._deadline = deadline

    def ask(
        self, command: Command, data: bytes = b"", timeout_s: float | None = None, attempts: int = 2
    ) -> Response:
        """The answer to a command. Raises LineError, TransportError, Cancelled."""
        request = build_request(command, data)
        limit = TIMEOUTS_S.get(command, 1.0) if timeout_s is None else timeout_s
        fault = LineError(FaultReason.SILENT, command.name)
        for attempt in range(attempts):
            self.transport.discard_input()
            self.transport.write(request)
            try:
                response = self._await(command, limit)
            except LineError as failed:
                fault = failed
                if self._is_past_deadline():
                    break
                continue
            if response.status in (Status.CHECKSUM_WRONG, Status.LENGTH_WRONG) and attempt + 1 < attempts:
                continue
            return response
        raise fault

    def _await(self, command: Command, limit_s: float) -> Response:
        parser = FrameParser()
        started = last_byte = monotonic()
        heard = late = False
        while True:
            now = monotonic()
            if self._cancelled():
                raise Cancelled
            until = last_byte + GAP_S if heard and parser.pending else started + limit_s
            until = min(until, started + limit_s + FRAME_CAP_S, self._deadline or until)
            if now >= until:
                raise self._fault(command, parser, heard, late, now - started)
            pause = QUIET_S if heard else TICK_S
            data = self.transport.read(min(until - now, pause))
            if data:
                heard, last_byte = True, monotonic()
                bodies = parser.feed(data)
            elif heard and monotonic() - last_byte >= QUIET_S / 2:
                bodies = parser.salvage()
                if not bodies and parser.bad_checksums and not parser.pending:
                    raise self._fault(command, parser, heard, late, now - started)
            else:
                continue
            for body in bodies:
                response = parse_response(body)
                if is_plausible(command, response):
                    return response
                late = True
                if len(response.data) > LATE_DATA:
                    raise LineError(FaultReason.GARBAGE, f"{command.name}: counters")

    def _fault(
        self, command: Command, parser: FrameParser, heard: bool, late: bool, waited_s: float
    ) -> LineError:
        if not heard:
            return LineError(FaultReason.SILENT, command.name, cut_short=waited_s < FAIR_WAIT_S)
        if parser.bad_checksums:
            return LineError(FaultReason.BAD_CHECKSUM, command.name)
        what = "half a frame" if parser.pending else "another answer" if late else "no frame"
        return LineError(FaultReason.GARBAGE, f"{command.name}: {what}")

    def _is_past_deadline(self) -> bool:
        return self._deadline is not None and monotonic() >= self._deadline
