from __future__ import annotations

import pytest

from printing.status import (
    UNREACHABLE,
    CoverState,
    ErrorState,
    FaultReason,
    PaperState,
    PrinterStatus,
    read_status,
)


@pytest.mark.parametrize(
    ("answers", "paper", "cover", "online", "cutter", "error", "fault"),
    [
        ((0x12, 0x12, 0x12, 0x12), "ok", "closed", True, False, "none", None),
        ((0x12, 0x12, 0x12, 0x1E), "near_end", "closed", True, False, "none", None),
        ((0x1A, 0x32, 0x12, 0x72), "out", "closed", False, False, "none", "paper_out"),
        ((0x1A, 0x32, 0x12, 0x7E), "out", "closed", False, False, "none", "paper_out"),
        ((0x1A, 0x16, 0x12, 0x12), "ok", "open", False, False, "none", "cover_open"),
        ((0x1A, 0x36, 0x12, 0x72), "out", "open", False, False, "none", "cover_open"),
        ((0x1A, 0x52, 0x1A, 0x12), "ok", "closed", False, True, "recoverable", "cutter"),
        ((0x1A, 0x52, 0x32, 0x12), "ok", "closed", False, False, "unrecoverable", "error"),
        ((0x1A, 0x52, 0x52, 0x12), "ok", "closed", False, False, "auto_recoverable", "offline"),
        ((0x1A, 0x12, 0x12, 0x12), "ok", "closed", False, False, "none", "offline"),
        ((None, None, None, None), "unknown", "unknown", None, None, "unknown", None),
        ((0x12, None, None, None), "unknown", "unknown", True, None, "unknown", None),
        ((None, 0x32, None, None), "out", "closed", None, None, "unknown", "paper_out"),
        ((0x12, 0x12, 0x12, None), "unknown", "closed", True, False, "none", None),
        ((0x10, 0x00, 0xFF, 0x0F), "unknown", "unknown", None, None, "unknown", None),
    ],
)
def test_status_table(
    answers: tuple[int | None, ...],
    paper: str,
    cover: str,
    online: bool | None,
    cutter: bool | None,
    error: str,
    fault: str | None,
) -> None:
    status = read_status(*answers)

    assert status == PrinterStatus(PaperState(paper), CoverState(cover), online, cutter, ErrorState(error))
    assert status.fault == (FaultReason(fault) if fault else None)


def test_an_asb_byte_is_never_taken_for_an_answer() -> None:
    """python-escpos read a pending ASB byte as "no paper"."""
    assert read_status(paper=0x10).paper is PaperState.UNKNOWN
    assert read_status(paper=0x14).paper is PaperState.UNKNOWN


def test_silence_and_no_line_are_two_states() -> None:
    assert read_status().silent
    assert read_status().fault is None
    assert UNREACHABLE.fault is FaultReason.UNREACHABLE
