"""SAM frames in 64-byte HID reports: cut into pieces, zero padded, put together by preamble and length.

The padding between two frames is no damage: the parser drops what precedes a preamble.
"""

from __future__ import annotations

import os
import select

from devices.events import FaultReason
from devices.sam.transport import (
    MAX_DISCARDED,
    WRITE_TIMEOUT_S,
    TransportError,
    errno_text,
    reason_of_opening,
)

REPORT_SIZE = 64
REPORT_ID = b"\x00"
"""Devices without numbered reports take a zero before each; it is not sent."""


def open_hidraw(path: str) -> HidTransport:
    """Open a hidraw node. Raises TransportError."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        code = getattr(error, "errno", None)
        raise TransportError(reason_of_opening(code), errno_text(code)) from error
    return HidTransport(descriptor)


def cut_into_reports(frame: bytes) -> list[bytes]:
    """The frame's output reports, each with its report number before it."""
    pieces = [frame[at : at + REPORT_SIZE] for at in range(0, len(frame), REPORT_SIZE)]
    return [REPORT_ID + piece.ljust(REPORT_SIZE, b"\0") for piece in pieces]


class HidTransport:
    """A non-blocking descriptor on which each read and each write is one report."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, frame: bytes) -> None:
        for report in cut_into_reports(frame):
            try:
                _, ready, _ = select.select([], [self._descriptor], [], WRITE_TIMEOUT_S)
                if not ready:
                    raise TransportError(FaultReason.SILENT, "write time-out")
                os.write(self._descriptor, report)
            except OSError as error:
                raise TransportError(FaultReason.UNPLUGGED, errno_text(error.errno)) from error

    def read(self, timeout_s: float) -> bytes:
        try:
            ready, _, _ = select.select([self._descriptor], [], [], max(timeout_s, 0))
            if not ready:
                return b""
            report = os.read(self._descriptor, REPORT_SIZE + 1)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise TransportError(FaultReason.UNPLUGGED, errno_text(error.errno)) from error
        if not report:
            raise TransportError(FaultReason.UNPLUGGED, "end of file")
        return report

    def discard_input(self) -> None:
        dropped = 0
        while dropped < MAX_DISCARDED and (report := self.read(0)):
            dropped += len(report)

    def set_baud(self, baud: int) -> bool:  # noqa: ARG002  a bus without rates
        return False

    def close(self) -> None:
        os.close(self._descriptor)
