from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, send_order
from printing.status import CoverState, FaultReason, PaperState
from printing.ticket import render_ticket
from printing.ticket_printer import Certainty, TicketPrinter, Timing
from printing.transports import BadTransportUrl, TransportFault, open_transport
from tests.printing.contents import ticket

ROOT = Path(__file__).resolve().parents[2]
QUICK = Timing(answer_s=0.3, done_s=1.2, look_every_s=0.15)


def tcp(server: PrinterServer, options: str = "") -> TicketPrinter:
    return TicketPrinter(f"tcp://127.0.0.1:{server.port}{options}", QUICK)


def paper(server: PrinterServer) -> list[bytes]:
    return [path.read_bytes() for path in sorted(server.printer.out_dir.glob("ticket-*.bin"))]


def test_a_ticket_arrives_unchanged_over_tcp(tcp_printer: PrinterServer) -> None:
    data = render_ticket(ticket())

    outcome = tcp(tcp_printer).print_bytes(data)

    assert outcome.sent
    assert outcome.confirmed
    assert outcome.certainty is Certainty.PRINTED
    assert outcome.paper is PaperState.OK
    assert paper(tcp_printer) == [data]


def test_a_ticket_arrives_unchanged_over_a_pseudo_terminal(
    pty_printer: Path, printer: EmulatedPrinter
) -> None:
    data = render_ticket(ticket(business="老字号㛃𠮷䶮"), 58)
    line = TicketPrinter(f"serial://{pty_printer}?baud=19200", QUICK)

    outcomes = [line.print_bytes(data) for _ in range(2)]

    assert [o.confirmed for o in outcomes] == [True, True]
    assert (printer.out_dir / "ticket-0001.bin").read_bytes() == data
    assert (printer.out_dir / "ticket-0002.bin").read_bytes() == data


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("paper out", FaultReason.PAPER_OUT),
        ("cover open", FaultReason.COVER_OPEN),
        ("offline on", FaultReason.OFFLINE),
        ("cutter jam", FaultReason.CUTTER),
    ],
)
def test_a_fault_before_is_refused_and_nothing_is_sent(
    tcp_printer: PrinterServer, order: str, reason: FaultReason
) -> None:
    tcp_printer.printer.order(order)

    outcome = tcp(tcp_printer).print_bytes(render_ticket(ticket()))

    assert (outcome.reason, outcome.certainty) == (reason, Certainty.NOT_PRINTED)
    assert "held=0 tickets=0" in tcp_printer.printer.status_line()


def test_paper_out_during_may_be_printed_and_comes_out_whole_later(tcp_printer: PrinterServer) -> None:
    tcp_printer.printer.order("paper left 20")
    data = render_ticket(ticket())

    outcome = tcp(tcp_printer).print_bytes(data)

    assert (outcome.reason, outcome.certainty) == (FaultReason.PAPER_OUT, Certainty.MAYBE_PRINTED)
    assert outcome.paper is PaperState.OUT
    assert paper(tcp_printer) == []
    tcp_printer.printer.order("paper ok")
    assert paper(tcp_printer) == [data]


def test_near_end_prints_and_is_told(tcp_printer: PrinterServer) -> None:
    tcp_printer.printer.order("paper near")

    outcome = tcp(tcp_printer).print_bytes(render_ticket(ticket()))

    assert outcome.confirmed
    assert outcome.paper is PaperState.NEAR_END


def test_polling_tells_every_part(tcp_printer: PrinterServer, tmp_path: Path) -> None:
    line = tcp(tcp_printer)
    assert line.poll().online is True

    assert "cover=open" in send_order(tmp_path / "printer.ctl", "cover open")
    status = line.poll()

    assert (status.cover, status.online, status.paper) == (CoverState.OPEN, False, PaperState.OK)
    assert send_order(tmp_path / "printer.ctl", "open sesame").startswith("error")


def test_a_silent_printer_is_its_own_state(tcp_printer: PrinterServer) -> None:
    tcp_printer.printer.silent = True
    line = tcp(tcp_printer)

    outcome = line.print_bytes(render_ticket(ticket()))

    assert (outcome.reason, outcome.certainty) == (FaultReason.SILENT, Certainty.NOT_PRINTED)
    assert line.poll().silent
    assert "tickets=0" in tcp_printer.printer.status_line()


def test_a_printer_known_to_be_silent_prints_unconfirmed(tcp_printer: PrinterServer) -> None:
    tcp_printer.printer.silent = True

    outcome = tcp(tcp_printer, "?status=no").print_bytes(render_ticket(ticket()))

    assert outcome.sent
    assert not outcome.confirmed
    assert outcome.paper is PaperState.UNKNOWN


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = TicketPrinter(f"tcp://127.0.0.1:{port}", QUICK)

    outcome = line.print_bytes(b"x")

    assert (outcome.reason, outcome.certainty) == (FaultReason.UNREACHABLE, Certainty.NOT_PRINTED)
    assert line.poll().fault is FaultReason.UNREACHABLE


@contextlib.contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A printer of one connection that behaves as told."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5)
                behave(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)
        assert not thread.is_alive()


def answer_looks(connection: socket.socket, answers: bytes) -> None:
    for answer in answers:
        assert connection.recv(3)[:2] == b"\x10\x04"
        connection.sendall(bytes((answer,)))


def test_a_line_that_breaks_after_sending_may_have_printed() -> None:
    def vanish(connection: socket.socket) -> None:
        answer_looks(connection, b"\x12\x12\x12\x12")
        connection.recv(4096)

    with listening(vanish) as port:
        outcome = TicketPrinter(f"tcp://127.0.0.1:{port}", QUICK).print_bytes(b"A037\n")

    assert (outcome.reason, outcome.certainty) == (FaultReason.UNKNOWN_AFTER_SEND, Certainty.MAYBE_PRINTED)


def test_a_printer_that_falls_silent_after_sending_may_have_printed() -> None:
    def fall_silent(connection: socket.socket) -> None:
        answer_looks(connection, b"\x12\x12\x12\x12")
        while connection.recv(4096):
            pass

    with listening(fall_silent) as port:
        outcome = TicketPrinter(f"tcp://127.0.0.1:{port}", QUICK).print_bytes(b"A037\n")

    assert (outcome.reason, outcome.certainty) == (FaultReason.UNKNOWN_AFTER_SEND, Certainty.MAYBE_PRINTED)


def test_a_printer_without_gs_r_is_judged_by_its_status() -> None:
    def no_fence(connection: socket.socket) -> None:
        while data := connection.recv(4096):
            connection.sendall(b"\x12" * data.count(b"\x10\x04"))

    with listening(no_fence) as port:
        line = TicketPrinter(f"tcp://127.0.0.1:{port}", QUICK)
        outcome = line.print_bytes(b"A037\n")

    assert outcome.sent
    assert not outcome.confirmed


def test_a_stray_automatic_status_is_not_taken_for_an_answer() -> None:
    def chatter(connection: socket.socket) -> None:
        connection.sendall(b"\x14\x00\x00\x0f\x10\x00\x00\x00\x11\x13")
        while data := connection.recv(4096):
            for answer in (
                b"\x14\x12" if byte == 0x10 else b"\x00" if byte == 0x1D else b"" for byte in data
            ):
                connection.sendall(answer)

    with listening(chatter) as port:
        outcome = TicketPrinter(f"tcp://127.0.0.1:{port}", QUICK).print_bytes(b"A037\n")

    assert outcome.confirmed
    assert outcome.before.paper is PaperState.OK


def test_a_file_takes_the_bytes_and_tells_nothing(tmp_path: Path) -> None:
    target = tmp_path / "lp0"

    outcome = TicketPrinter(f"file://{target}").print_bytes(b"A037\n")

    assert outcome.sent
    assert not outcome.confirmed
    assert target.read_bytes() == b"A037\n"
    assert TicketPrinter(f"file://{tmp_path}/none/lp0").print_bytes(b"x").reason is FaultReason.UNREACHABLE


def test_a_dummy_keeps_what_it_is_sent() -> None:
    line = TicketPrinter("dummy:")

    assert line.print_bytes(b"A037\n").sent
    assert line.poll().silent


def test_a_missing_serial_port_and_a_missing_usb_printer_are_unreachable(tmp_path: Path) -> None:
    for url in (f"serial://{tmp_path}/tty", "usb://04b8:0202?in=82&out=01"):
        assert TicketPrinter(url).print_bytes(b"x").certainty is Certainty.NOT_PRINTED


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tcp://",
        "tcp://h:port",
        "lpt:1",
        "usb://x",
        "serial://",
        "file:x",
        "tcp://h:99999",
        "serial:///a?baud=x",
    ],
)
def test_a_bad_url_is_refused_when_made(url: str) -> None:
    with pytest.raises(BadTransportUrl):
        TicketPrinter(url)


def test_a_closed_line_is_not_reopened_by_a_write(tcp_printer: PrinterServer) -> None:
    line = open_transport(f"tcp://127.0.0.1:{tcp_printer.port}")
    line.open()
    line.close()
    line.close()

    with pytest.raises(TransportFault) as caught:
        line.send(b"x")
    assert not caught.value.begun


def test_a_start_leaves_no_folder_of_the_library_behind(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    code = (
        "from printing.transports import open_transport\nfor _ in range(2): open_transport('dummy:').open()"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, timeout=60)
    assert list(tmp_path.iterdir()) == [kept]
