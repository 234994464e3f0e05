"""The print queue on both databases: out of paper, died in the middle, two windows, files, a real ticket printer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from db.base import new_id
from db.documents import IssuedDocument, PrintJob
from hall_app.cases.accepting import accept
from hall_app.cases.outcome import Decision
from hall_app.cases.undoing import undo_accept
from hall_app.documents.previews import document_pages
from hall_app.documents.print_lines import (
    DOCUMENT,
    TICKET,
    FolderLine,
    JobToSend,
    LineState,
    Sent,
    TicketLine,
)
from hall_app.documents.print_queue import PrintQueue, QueuePace
from hall_app.documents.reprinting import reprint, settle_doubtful_job
from hall_app.errors import Conflict, InputRefused
from hall_app.status import Notice, PartChanged, PrintJobChanged
from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, parse_listen
from printing.job import JobEvent
from printing.ticket_printer import TicketPrinter, Timing
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_accepting import ready


class ScriptedLine:
    """A CUPS queue by script: what it says of paper, and what becomes of jobs."""

    kind = DOCUMENT
    queue_name: str | None = "hall"

    def __init__(self) -> None:
        self.reason = ""
        self.sent: list[JobToSend] = []
        self.done: set[str] = set()
        self.on_send = lambda: None
        self.answer: Sent | None = None

    def send(self, job: JobToSend) -> Sent:
        self.sent.append(job)
        self.on_send()
        return self.answer or Sent(None, spool_id=str(len(self.sent)))

    def follow(self, spool_id: str) -> Sent:
        ended = spool_id in self.done
        return Sent(JobEvent.PRINTED if ended else None, spool_id=spool_id)

    def look(self) -> LineState:
        return LineState(self.reason)


class Window:
    """What a window was told."""

    def __init__(self, hall: DemoHall, line: object) -> None:
        self.events: list[object] = []
        self.queue = PrintQueue(hall.store, line, hall.clock, QueuePace(first_retry_s=0.0))  # type: ignore[arg-type]
        self.queue._publish = self.events.append  # noqa: SLF001  (rounds are driven by hand)
        self.queue._window_id = hall.clerk.window_id  # noqa: SLF001

    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Notice)]

    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, PrintJobChanged)]


def accepted(hall: DemoHall) -> Decision:
    return accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)


def state_of(hall: DemoHall, decision: Decision) -> tuple[str, int]:
    with hall.store.reading() as session:
        job = session.get_one(PrintJob, decision.print_line.job_id)
        return job.state, session.get_one(IssuedDocument, decision.document.document_id).print_count


def test_a_sheet_is_sent_followed_and_counted(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    window = Window(hall, line)
    assert decision.print_line.text == "已排队"
    window.queue.round()
    assert state_of(hall, decision) == ("sending", 0)
    line.done.add("1")
    window.queue.round()
    assert state_of(hall, decision) == ("printed", 1)
    assert window.texts() == ["正在打印…", "正在打印…", "已打印 1 份"]
    assert len(line.sent) == 1


def test_out_of_paper_is_a_banner_and_goes_on_by_itself(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    window = Window(hall, line)
    line.reason = "media_empty"
    window.queue.round()
    status = window.queue.status
    assert (status.text, status.fault) == ("缺纸", "打印机缺纸")
    assert status.remedy.endswith("受理不受影响，回执已排队 1 份")
    assert window.notices() == []
    line.reason = ""
    line.done.add("1")
    window.queue.round()
    assert window.notices() == ["打印机已恢复，补打 1 份"]
    assert (window.queue.status.tone, window.queue.status.fault) == ("ok", "")
    assert state_of(hall, decision) == ("printed", 1)
    assert len(line.sent) == 1


def test_surely_not_printed_is_tried_again_and_not_doubled(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    window = Window(hall, line)
    line.answer = Sent(JobEvent.SURELY_FAILED, "no_scheduler")
    window.queue.round()
    assert state_of(hall, decision)[0] == "failed"
    assert window.queue.status.fault == "打印服务（CUPS）没有运行"
    assert window.texts()[-1] == "已排队，打印服务没开"
    line.answer = Sent(JobEvent.PRINTED)
    window.queue.round()
    assert state_of(hall, decision) == ("printed", 1)
    assert window.notices() == ["打印机已恢复，补打 1 份"]


def test_died_between_send_and_mark_is_for_a_person(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()

    def die() -> None:
        raise KeyboardInterrupt

    line.on_send = die
    with pytest.raises(KeyboardInterrupt):
        Window(hall, line).queue.round()
    assert state_of(hall, decision)[0] == "sending"
    line.on_send = lambda: None
    window = Window(hall, line)
    assert window.queue.doubt_interrupted() == 1
    window.queue.round()
    assert len(line.sent) == 1
    assert state_of(hall, decision)[0] == "maybe_printed"
    found = settle_doubtful_job(hall.store, hall.clerk, decision.print_line.job_id, False, clock=hall.clock)
    assert found.state == "queued"
    window.queue.round()
    assert len(line.sent) == 2
    assert line.sent[1].content != line.sent[0].content


def test_died_before_the_send_prints_once(hall: DemoHall) -> None:
    """The job was committed with its case: the next start of the program prints it."""
    decision, line = accepted(hall), ScriptedLine()
    window = Window(hall, line)
    assert window.queue.doubt_interrupted() == 0
    window.queue.round()
    window.queue.round()
    assert len(line.sent) == 1
    assert state_of(hall, decision)[0] == "sending"


def test_a_job_the_spooler_has_is_followed_after_a_restart(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    Window(hall, line).queue.round()
    line.done.add("1")
    again = Window(hall, line)
    assert again.queue.doubt_interrupted() == 0
    again.queue.round()
    assert state_of(hall, decision) == ("printed", 1)
    assert len(line.sent) == 1


def test_two_workers_send_a_job_once(hall: DemoHall) -> None:
    accepted(hall)
    line = ScriptedLine()
    line.answer = Sent(JobEvent.PRINTED)
    barrier = threading.Barrier(2, timeout=30)

    def work() -> None:
        window = Window(hall, line)
        barrier.wait()
        window.queue.round()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(line.sent) == 1


def test_without_a_queue_the_sheet_is_kept_as_a_file(hall: DemoHall, tmp_path: Path) -> None:
    decision = accepted(hall)
    window = Window(hall, FolderLine(tmp_path / "documents"))
    window.queue.round()
    with hall.store.reading() as session:
        job = session.get_one(PrintJob, decision.print_line.job_id)
        document = session.get_one(IssuedDocument, decision.document.document_id)
        assert job.state == "kept_as_file"
        assert job.kept_path is not None
        assert Path(job.kept_path).read_bytes() == document.content
    assert window.texts()[-1].startswith("已存为文件 ")
    assert window.queue.status.text == "未配"


def test_reprints_are_counted_marked_and_not_doubled(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    document_id = decision.document.document_id
    waiting = reprint(hall.store, hall.clerk, document_id, clock=hall.clock)
    assert waiting.job_id == decision.print_line.job_id
    line.answer = Sent(JobEvent.PRINTED)
    window = Window(hall, line)
    window.queue.round()
    second = reprint(hall.store, hall.clerk, document_id, clock=hall.clock)
    assert second.job_id != decision.print_line.job_id
    window.queue.round()
    assert window.texts()[-1] == "已补打 1 份"
    with hall.store.reading() as session:
        document = session.get_one(IssuedDocument, document_id)
        assert document.print_count == 2
        assert session.get_one(PrintJob, second.job_id).content != document.content
    pages = document_pages(hall.store, hall.clerk, document_id, 400)
    assert pages[0].png.startswith(b"\x89PNG")
    assert pages[0].width == 400


def test_a_void_sheet_is_neither_sent_nor_printed_again(hall: DemoHall) -> None:
    decision, line = accepted(hall), ScriptedLine()
    undo_accept(hall.store, hall.clerk, decision.case_id, "录错申请人", terms=hall.terms)
    Window(hall, line).queue.round()
    assert line.sent == []
    with pytest.raises(InputRefused, match="作废"):
        reprint(hall.store, hall.clerk, decision.document.document_id, clock=hall.clock)


def test_the_worker_prints_tickets_on_a_real_line(hall: DemoHall, tmp_path: Path) -> None:
    done = threading.Event()
    printer = EmulatedPrinter(tmp_path / "out")
    with PrinterServer(printer, parse_listen("tcp:0"), tmp_path / "printer.ctl") as server:
        with hall.store.writing() as session:
            job = PrintJob(
                id=new_id(), number=1, kind="ticket", title="排队号 A037", content=b"\x1b@A037\n\x1dVB\x00",
                media_type="application/vnd.escpos", created_at=hall.clock.now(), practice=True,
            )  # fmt: skip
            session.add(job)
        line = TicketLine(TicketPrinter(f"tcp://127.0.0.1:{server.port}", Timing(0.3, 1.5, 0.15)))
        queue = PrintQueue(hall.store, line, hall.clock)

        def publish(event: object) -> None:
            if isinstance(event, PrintJobChanged) and event.state == "printed":
                done.set()

        queue.start(publish, hall.clerk.window_id)
        try:
            assert done.wait(30)
        finally:
            queue.stop(10)
    assert line.kind == TICKET
    assert [path.read_bytes() for path in (tmp_path / "out").glob("ticket-*.bin")] == [job.content]


def test_a_passing_offline_is_no_fault(hall: DemoHall) -> None:
    line = ScriptedLine()
    window = Window(hall, line)
    line.reason = "offline"
    window.queue.round()
    assert window.queue.status.fault == ""
    window.queue.round()
    assert window.queue.status.fault == "打印机没接上"
    assert [event.status.tone for event in window.events if isinstance(event, PartChanged)][-1] == "warn"


def test_a_ticket_printed_again_says_so(hall: DemoHall) -> None:
    data = b"\x1b@A037\n\x1dVB\x00"
    with hall.store.writing() as session:
        job = PrintJob(
            id=new_id(), number=1, kind="ticket", title="排队号 A037", content=data, state="maybe_printed",
            media_type="application/vnd.escpos", created_at=hall.clock.now(), practice=True,
        )  # fmt: skip
        session.add(job)
    found = settle_doubtful_job(hall.store, hall.clerk, job.id, False, clock=hall.clock)
    assert found.state == "queued"
    with hall.store.reading() as session:
        content = session.get_one(PrintJob, job.id).content
    assert content.endswith(data)
    assert "【补打】".encode("gbk") in content
    with pytest.raises(Conflict):
        settle_doubtful_job(hall.store, hall.clerk, job.id, True, clock=hall.clock)
