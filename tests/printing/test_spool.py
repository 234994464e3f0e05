from __future__ import annotations

import io
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from printing.documents import render_receipt
from printing.ipp import IppFault, decode_answer, encode_request
from printing.spool import (
    CupsSpool,
    FileSpool,
    QueueReason,
    SpoolFault,
    SpoolJob,
    SpoolReason,
    SpoolState,
    read_reasons,
)
from printing.status import PaperState
from tests.printing.contents import LONG_NAME, receipt
from tests.stacks.cups import QUEUE, CupsStack, await_true


@pytest.fixture
def spool(cups: CupsStack) -> Iterator[CupsSpool]:
    yield CupsSpool(cups.server)
    cups.set_reasons("")


def ended(spool: CupsSpool, job: SpoolJob) -> bool:
    return spool.job_status(job).state.ended


def test_the_printer_gets_the_very_file_with_its_text(spool: CupsSpool, cups: CupsStack) -> None:
    pdf = render_receipt(receipt(applicant=LONG_NAME, practice=True))

    job = spool.submit(QUEUE, pdf, "回执 LH260617-0042")
    await_true(lambda: ended(spool, job), "the job does not end")

    assert spool.job_status(job).state is SpoolState.COMPLETED
    kept = cups.newest().read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(kept)).pages)
    assert LONG_NAME in text
    assert "演示数据，不作凭证" in text


def test_queues_are_found(spool: CupsSpool, cups: CupsStack) -> None:
    cups.administer("lpadmin", "-d", QUEUE)

    (queue,) = spool.queues()

    assert (queue.name, queue.accepting, queue.stopped, queue.is_default) == (QUEUE, True, False, True)
    assert queue.paper is PaperState.UNKNOWN


def test_paper_out_is_what_the_printer_says_and_the_job_waits_for_paper(
    spool: CupsSpool, cups: CupsStack
) -> None:
    cups.set_reasons("+media-empty")
    last_sheet = spool.submit(QUEUE, render_receipt(receipt()), "回执")
    await_true(lambda: ended(spool, last_sheet), "the last sheet is not printed")
    cups.set_reasons("")
    waiting = spool.submit(QUEUE, render_receipt(receipt()), "回执")
    await_true(lambda: spool.job_status(waiting).state is SpoolState.PROCESSING, "the job is not begun")

    assert spool.queue_status(QUEUE).paper is PaperState.OUT
    assert not ended(spool, waiting)

    cups.stop_printer()
    cups.start_printer()
    await_true(lambda: ended(spool, waiting), "the job does not go on")
    assert QueueReason.MEDIA_EMPTY not in spool.queue_status(QUEUE).reasons


def test_a_printer_switched_off_keeps_the_job_and_gets_it_later(spool: CupsSpool, cups: CupsStack) -> None:
    cups.stop_printer()
    switched_off_ns = time.time_ns()
    job = spool.submit(QUEUE, render_receipt(receipt()), "回执")
    await_true(lambda: spool.job_status(job).unavailable, "nobody says it is off")
    assert not ended(spool, job)

    cups.start_printer()
    await_true(lambda: ended(spool, job), "the job does not go on")

    assert spool.job_status(job).state is SpoolState.COMPLETED
    assert not spool.job_status(job).unavailable
    assert cups.newest().stat().st_mtime_ns > switched_off_ns


def test_a_waiting_job_can_be_cancelled(spool: CupsSpool, cups: CupsStack) -> None:
    cups.administer("cupsdisable", QUEUE)
    try:
        assert spool.queue_status(QUEUE).stopped
        assert QueueReason.PAUSED in spool.queue_status(QUEUE).reasons
        job = spool.submit(QUEUE, render_receipt(receipt()), "回执")
        assert spool.job_status(job).state is SpoolState.PENDING
        spool.cancel(job)
        await_true(lambda: ended(spool, job), "the job is not cancelled")
        assert spool.job_status(job).state is SpoolState.CANCELLED
    finally:
        cups.administer("cupsenable", QUEUE)


def refused(spool: CupsSpool, queue: str) -> SpoolFault:
    with pytest.raises(SpoolFault) as caught:
        spool.submit(queue, b"%PDF-1.4", "x")
    return caught.value


def test_a_closed_a_missing_and_a_hostile_queue_are_refused(spool: CupsSpool, cups: CupsStack) -> None:
    cups.administer("cupsreject", QUEUE)
    try:
        assert refused(spool, QUEUE).reason is SpoolReason.REJECTED
    finally:
        cups.administer("cupsaccept", QUEUE)
    for name in ("NOPE", "-o", "a b", "", "x/../y", "é"):
        fault = refused(spool, name)
        assert (fault.reason, fault.begun) == (SpoolReason.NO_QUEUE, False)


def test_a_job_that_the_scheduler_does_not_know_is_gone(spool: CupsSpool) -> None:
    assert spool.job_status(SpoolJob(QUEUE, 999_999)).state is SpoolState.GONE


def test_no_scheduler_is_its_own_reason(tmp_path: Path) -> None:
    for server in (str(tmp_path / "none.sock"), "127.0.0.1:9"):
        with pytest.raises(SpoolFault) as caught:
            CupsSpool(server).queues()
        assert caught.value.reason is SpoolReason.NO_SCHEDULER


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        (["none"], ()),
        (["media-empty-error", "media-empty-report"], (QueueReason.MEDIA_EMPTY,)),
        (["media-low-warning", "toner-low"], (QueueReason.MEDIA_LOW, QueueReason.TONER_LOW)),
        (["door-open-report", "media-jam"], (QueueReason.COVER_OPEN, QueueReason.MEDIA_JAM)),
        (["offline-report", "paused"], (QueueReason.OFFLINE, QueueReason.PAUSED)),
        (["spool-area-full", "cups-missing-filter-warning"], (QueueReason.OTHER,)),
    ],
)
def test_reasons_are_brought_down_to_what_can_be_done(
    words: list[str], reasons: tuple[QueueReason, ...]
) -> None:
    assert read_reasons(words) == reasons


def test_without_a_queue_the_document_is_kept_as_a_file(tmp_path: Path) -> None:
    files = FileSpool(tmp_path / "kept")

    first = files.keep(b"%PDF-1", "回执 LH260617-0042")
    second = files.keep(b"%PDF-2", "回执 LH260617-0042")

    assert first.name == "回执 LH260617-0042.pdf"
    assert second.name == "回执 LH260617-0042-2.pdf"
    assert (first.read_bytes(), second.read_bytes()) == (b"%PDF-1", b"%PDF-2")
    assert first.stat().st_mode & 0o777 == 0o600
    assert sorted(p.name for p in files.folder.iterdir()) == sorted([first.name, second.name])


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "..", "\x00\x1b[2J", "x" * 500, ".hidden"])
def test_a_name_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    path = FileSpool(tmp_path / "kept").keep(b"x", name)

    assert path.parent == tmp_path / "kept"
    assert not path.name.startswith(".")


def test_a_folder_that_cannot_be_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")

    with pytest.raises(SpoolFault) as caught:
        FileSpool(tmp_path / "kept").keep(b"x", "y")
    assert caught.value.reason is SpoolReason.DISK


@given(data=st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_a_fault(data: bytes) -> None:
    try:
        answer = decode_answer(data)
    except IppFault:
        return
    assert 0 <= answer.status <= 0xFFFF


def test_a_request_is_rfc_8010() -> None:
    request = encode_request(0x0009, ("job-uri", "ipp://localhost/jobs/1"), ("job-state",))

    assert request[:9] == struct.pack(">HHIB", 0x0200, 0x0009, 1, 0x01)
    assert request[9:13] == b"\x47\x00\x12a"
    assert request.endswith(b"\x44\x00\x14requested-attributes\x00\x09job-state\x03")
