"""What a ticket printer says about itself: DLE EOT 1–4 as values, with "unknown" a state of its own.

An answer byte is known by its fixed bits. Automatic status (ASB) is never enabled: mixed with DLE EOT on one stream it
is misread as "no paper" (`devices.md` 4.4, 4.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

QUERIES = (1, 2, 3, 4)


class PaperState(Enum):
    """The paper roll."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class CoverState(Enum):
    """The cover."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


class ErrorState(Enum):
    """How a fault can be overcome; AUTO clears itself (a hot head)."""

    NONE = "none"
    AUTO = "auto_recoverable"
    RECOVERABLE = "recoverable"
    UNRECOVERABLE = "unrecoverable"
    UNKNOWN = "unknown"


class FaultReason(Enum):
    """Why a ticket was not, or perhaps not, printed. hall_app has the words."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    ERROR = "error"
    OFFLINE = "offline"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    UNKNOWN_AFTER_SEND = "unknown_after_send"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """One look at the printer. None where it did not say. `reachable` is False when no line could be opened."""

    paper: PaperState = PaperState.UNKNOWN
    cover: CoverState = CoverState.UNKNOWN
    online: bool | None = None
    cutter_error: bool | None = None
    error: ErrorState = ErrorState.UNKNOWN
    reachable: bool = True

    @property
    def silent(self) -> bool:
        """Nothing at all is known."""
        return self == PrinterStatus(reachable=self.reachable)

    @property
    def fault(self) -> FaultReason | None:
        """The first thing to put right, or None as far as is known."""
        if not self.reachable:
            return FaultReason.UNREACHABLE
        if self.cover is CoverState.OPEN:
            return FaultReason.COVER_OPEN
        if self.paper is PaperState.OUT:
            return FaultReason.PAPER_OUT
        if self.cutter_error:
            return FaultReason.CUTTER
        if self.error in (ErrorState.RECOVERABLE, ErrorState.UNRECOVERABLE):
            return FaultReason.ERROR
        return FaultReason.OFFLINE if self.online is False else None


UNREACHABLE = PrinterStatus(reachable=False)


def is_status_answer(byte: int) -> bool:
    """Whether this byte answers DLE EOT: bits 0 and 7 clear, 1 and 4 set."""
    return byte & 0x93 == 0x12


def is_done_answer(byte: int) -> bool:
    """Whether this byte answers GS r 1: bits 4 and 7 clear."""
    return byte & 0x90 == 0


def _paper(cause: int | None, paper: int | None) -> PaperState:
    if (paper is not None and paper & 0x60) or (cause is not None and cause & 0x20):
        return PaperState.OUT
    if paper is None:
        return PaperState.UNKNOWN
    return PaperState.NEAR_END if paper & 0x0C else PaperState.OK


def _error(cause: int | None, error: int | None) -> ErrorState:
    if error is None:
        return ErrorState.UNKNOWN if cause is None or not cause & 0x40 else ErrorState.RECOVERABLE
    if error & 0x20:
        return ErrorState.UNRECOVERABLE
    if error & 0x0C:
        return ErrorState.RECOVERABLE
    return ErrorState.AUTO if error & 0x40 else ErrorState.NONE


def read_status(
    printer: int | None = None, cause: int | None = None, error: int | None = None, paper: int | None = None
) -> PrinterStatus:
    """The answers to DLE EOT 1, 2, 3 and 4; None for silence. A byte without the fixed bits counts as silence."""
    printer, cause, error, paper = (
        byte if byte is not None and is_status_answer(byte) else None
        for byte in (printer, cause, error, paper)
    )
    cover = CoverState.UNKNOWN if cause is None else CoverState.OPEN if cause & 0x04 else CoverState.CLOSED
    return PrinterStatus(
        paper=_paper(cause, paper),
        cover=cover,
        online=None if printer is None else not printer & 0x08,
        cutter_error=None if error is None else bool(error & 0x08),
        error=_error(cause, error),
    )
