"""The print queue on a real CUPS with an IPP printer that keeps its PDFs: accepted, stored, spooled, on paper once.

CUPS down, dying with a job in hand, a printer that is off: nothing is lost, nothing comes out twice.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db.documents import IssuedDocument, PrintJob
from hall_app.documents.print_lines import CupsLine
from hall_app.documents.print_queue import PrintQueue, QueuePace
from hall_app.documents.reprinting import reprint, settle_doubtful_job
from hall_app.status import Notice, PartChanged
from printing.documents import render_receipt
from printing.spool import CupsSpool
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.documents.test_print_queue import accepted
from tests.printing.contents import receipt
from tests.stacks.cups import QUEUE, CupsStack, await_true

PACE = QueuePace(following_s=0.1, fault_s=0.2, idle_s=0.5, first_retry_s=0.2)


@pytest.fixture
def printer(cups: CupsStack) -> Iterator[CupsStack]:
    """Switched on, with no sheet in it; put right again afterwards, whatever the test did."""
    for old in cups.received.glob("*.pdf"):
        old.unlink()
    yield cups
    if cups._scheduler is None:  # noqa: SLF001  (a test that failed half-way)
        cups.start_scheduler()
    cups.start_printer()


@contextmanager
def at_work(hall: DemoHall, cups: CupsStack) -> Iterator[tuple[PrintQueue, list[object]]]:
    """The window's print queue with its own thread, and what the window was told."""
    told: list[object] = []
    queue = PrintQueue(hall.store, CupsLine(QUEUE, cups.server), hall.clock, PACE)
    queue.start(told.append, hall.clerk.window_id)
    try:
        yield queue, told
    finally:
        queue.stop(15)


def job(hall: DemoHall) -> PrintJob:
    with hall.store.reading() as session:
        found = session.scalars(select(PrintJob).where(PrintJob.kind == "document")).one()
        session.expunge(found)
        return found


def reaches(hall: DemoHall, state: str) -> Callable[[], bool]:
    return lambda: job(hall).state == state


def papers(cups: CupsStack) -> list[str]:
    """The text of every sheet that came out."""
    files = (path.read_bytes() for path in sorted(cups.received.glob("*.pdf")))
    return ["".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages) for pdf in files]


def quiet(cups: CupsStack, count: int) -> None:
    """A doubled sheet would have time to come out."""
    until = time.monotonic() + 2.5
    await_true(
        lambda: time.monotonic() > until or len(list(cups.received.glob("*.pdf"))) > count, "time passes"
    )
    assert len(papers(cups)) == count


def test_an_accepted_case_is_on_paper_once(hall: DemoHall, printer: CupsStack) -> None:
    with at_work(hall, printer) as (queue, told):
        decision = accepted(hall)
        assert job(hall).state in {"queued", "sending", "printed"}, "stored before it is sent"
        queue.wake()
        await_true(reaches(hall, "printed"), "the job is not printed")
        assert (job(hall).queue_name, job(hall).attempts) == (QUEUE, 0)
        (text,) = papers(printer)
        assert decision.case_number in text
        assert "林晓燕" in text
        await_true(lambda: queue.status.tone == "ok", "the printer is well")
        with hall.store.reading() as session:
            assert session.scalars(select(IssuedDocument.print_count)).one() == 1
    assert not [event for event in told if isinstance(event, Notice)]


def test_two_copies_where_the_office_wants_two_and_one_more_when_reprinted(
    hall: DemoHall, printer: CupsStack
) -> None:
    told: list[object] = []
    line = CupsLine(QUEUE, printer.server, copies=2)
    queue = PrintQueue(hall.store, line, hall.clock, PACE)
    queue.start(told.append, hall.clerk.window_id)
    before = len(printer.copies())
    try:
        decision = accepted(hall)
        queue.wake()
        await_true(reaches(hall, "printed"), "the job is not printed")
        await_true(lambda: sheets(printer, before) >= 2, "two copies")
        (text,) = set(papers(printer))
        assert decision.case_number in text
        assert sheets(printer, before) == 2
        with hall.store.reading() as session:
            assert session.scalars(select(IssuedDocument.print_count)).one() == 1, "one print of two copies"
        reprint(hall.store, hall.clerk, decision.document.document_id, clock=hall.clock)
        queue.wake()
        await_true(lambda: states(hall) == ["printed", "printed"], "the further copy")
        await_true(lambda: sheets(printer, before) >= 3, "one more")
        quiet_copies(printer, before, 3)
        assert "补打" in papers(printer)[-1]
    finally:
        queue.stop(15)


def sheets(cups: CupsStack, since: int) -> int:
    """How many single-page sheets lie in the tray: pages of each document, as often as it was asked for."""
    files = sorted(cups.received.glob("*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    pages = [len(PdfReader(io.BytesIO(path.read_bytes())).pages) for path in files]
    return sum(count * times for count, times in zip(pages, cups.copies()[since:], strict=False))


def states(hall: DemoHall) -> list[str]:
    with hall.store.reading() as session:
        query = select(PrintJob.state).where(PrintJob.kind == "document").order_by(PrintJob.number)
        return list(session.scalars(query))


def quiet_copies(cups: CupsStack, since: int, count: int) -> None:
    """A copy too many would have time to come out."""
    until = time.monotonic() + 2.5
    await_true(lambda: time.monotonic() > until or sheets(cups, since) > count, "time passes")
    assert sheets(cups, since) == count


def test_cups_is_down_when_a_case_is_accepted(hall: DemoHall, printer: CupsStack) -> None:
    printer.stop_scheduler()
    with at_work(hall, printer) as (queue, told):
        decision = accepted(hall)
        queue.wake()
        await_true(lambda: job(hall).state == "failed" and job(hall).attempts >= 2, "it is tried again")
        assert job(hall).last_fault == "no_scheduler"
        await_true(lambda: bool(queue.status.fault), "the window is told")
        assert queue.status.remedy
        assert "排队 1 份" in queue.status.remedy
        printer.start_scheduler()
        await_true(reaches(hall, "printed"), "the job is not printed")
        await_true(lambda: queue.status.tone == "ok", "the printer is well")
        quiet(printer, 1)
        assert decision.case_number in papers(printer)[0]
        await_true(
            lambda: any(isinstance(event, Notice) for event in told), "the window is told of the recovery"
        )
    assert any(isinstance(event, PartChanged) and event.status.fault for event in told)


def test_cups_is_restarted_with_the_job_in_hand(hall: DemoHall, printer: CupsStack) -> None:
    printer.stop_printer()
    with at_work(hall, printer) as (queue, _told):
        accepted(hall)
        queue.wake()
        await_true(lambda: job(hall).spool_id is not None, "CUPS has not taken it")
        printer.stop_scheduler()
        await_true(lambda: bool(queue.status.fault), "the window is told")
        assert job(hall).state == "sending", "it is CUPS' now: never sent a second time by itself"
        printer.start_scheduler()
        printer.start_printer()
        await_true(reaches(hall, "printed"), "the job is not printed")
        quiet(printer, 1)
    assert job(hall).attempts == 0


def test_cups_crashes_and_forgets_the_job_it_had(hall: DemoHall, fresh_cups: CupsStack) -> None:
    """CUPS writes its spool some seconds late. What it forgot is 可能已打印: a person decides, nothing is doubled."""
    printer = fresh_cups
    printer.stop_printer()
    with at_work(hall, printer) as (queue, _told):
        accepted(hall)
        queue.wake()
        await_true(lambda: job(hall).spool_id is not None, "CUPS has not taken it")
        printer.stop_scheduler(crash=True)
        await_true(lambda: bool(queue.status.fault), "the window is told")
    # Another program's job gets the number that ours had, before our queue asks again.
    printer.start_scheduler()
    printer.start_printer()
    printer.make_queue()
    spool = CupsSpool(printer.server)
    theirs = spool.submit(QUEUE, render_receipt(receipt()), "another program's")
    await_true(lambda: spool.job_status(theirs).state.ended, "the other job does not end")
    assert theirs.number == int((job(hall).spool_id or "").split()[0]), "the number was given anew"
    with at_work(hall, printer) as (queue, _told):
        await_true(reaches(hall, "maybe_printed"), "nobody can tell")
        quiet(printer, 1)
        settle_doubtful_job(hall.store, hall.clerk, job(hall).id, False, clock=hall.clock)
        queue.wake()
        await_true(reaches(hall, "printed"), "the job is not printed")
        quiet(printer, 2)
        assert sum("补打" in text for text in papers(printer)) == 1


def test_the_program_dies_while_cups_has_the_job(hall: DemoHall, printer: CupsStack) -> None:
    printer.stop_printer()
    with at_work(hall, printer) as (queue, _told):
        accepted(hall)
        queue.wake()
        await_true(lambda: job(hall).spool_id is not None, "CUPS has not taken it")
    # Another process takes over the same database.
    with at_work(hall, printer):
        printer.start_printer()
        await_true(reaches(hall, "printed"), "the job is not followed to its end")
        quiet(printer, 1)


def test_a_queue_that_is_closed_holds_the_job(hall: DemoHall, printer: CupsStack) -> None:
    printer.administer("cupsreject", QUEUE)
    try:
        with at_work(hall, printer) as (queue, _told):
            accepted(hall)
            queue.wake()
            await_true(lambda: job(hall).state == "failed", "it is refused")
            assert job(hall).last_fault == "rejected"
            printer.administer("cupsaccept", QUEUE)
            await_true(reaches(hall, "printed"), "the job is not printed")
            quiet(printer, 1)
    finally:
        printer.administer("cupsaccept", QUEUE)
