from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printing import commands
from printing.emulator.escpos_parser import (
    MAX_DATA,
    Command,
    Control,
    EscposParser,
    Oversized,
    RealTime,
    Text,
    Token,
)
from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, parse_listen
from printing.ticket import render_ticket
from tests.printing.contents import ticket


def joined(tokens: list[Token]) -> list[Token]:
    """Runs of text joined, so that chunks do not show."""
    found: list[Token] = []
    for token in tokens:
        if (
            isinstance(token, Text)
            and found
            and isinstance(last := found[-1], Text)
            and last.chinese == token.chinese
        ):
            found[-1] = Text(last.data + token.data, token.chinese)
        else:
            found.append(token)
    return found


def raw(token: Token) -> bytes:
    if isinstance(token, Text):
        return token.data
    if isinstance(token, Control):
        return bytes((token.code,))
    assert not isinstance(token, Oversized)
    return token.raw


pieces = st.lists(
    st.sampled_from([b"\x1b", b"\x1d", b"\x1c", b"\x10\x04\x01", b"(k", b"v0\x00\x02\x00\x03\x00", b"V"])
    | st.binary()
)


@settings(deadline=None)
@given(data=pieces.map(b"".join), cuts=st.lists(st.integers(0, 200)))
def test_any_bytes_in_any_chunks_give_the_same_tokens(data: bytes, cuts: list[int]) -> None:
    whole, split = EscposParser(), EscposParser()
    expected = whole.feed(data)
    found: list[Token] = []
    start = 0
    for end in [*sorted(min(cut, len(data)) for cut in cuts), len(data)]:
        found += split.feed(data[start:end])
        start = end

    assert joined(found) == joined(expected)
    assert split.pending == whole.pending
    if not any(isinstance(token, Oversized) for token in expected):
        assert b"".join(map(raw, expected)) == data[: len(data) - whole.pending]


@pytest.mark.parametrize(
    "hiding",
    [
        commands.raster(3, 2, b"\x10\x04\x01\x10\x04\x04"),
        commands.qr_symbol("\x10\x04\x01\x10\x05\x02", 6),
        b"\x1dkI\x06{B\x10\x04\x01\x01",
        b"\x1b*\x21\x02\x00\x10\x04\x01\x10\x04\x02",
        b"\x1b(A\x03\x00\x10\x04\x01",
    ],
)
def test_a_status_request_inside_data_is_data(hiding: bytes) -> None:
    tokens = EscposParser().feed(hiding + b"\x10\x04\x02")

    assert [t for t in tokens if isinstance(t, RealTime)] == [RealTime(b"\x10\x04", b"\x02")]
    assert isinstance(tokens[-1], RealTime)


def test_more_data_than_any_paper_holds_is_thrown_away_and_the_stream_goes_on() -> None:
    parser = EscposParser()
    width, height = 0x0400, 0x0500
    tokens = parser.feed(b"\x1dv0\x00\x00\x04\x00\x05" + bytes(1000))

    assert tokens == [Oversized(b"\x1dv", width * height + 6)]
    assert parser.pending == 0
    assert parser.feed(b"\x10\x04\x01" + bytes(width * height - 1003)) == []
    assert parser.feed(b"A\n") == [Text(b"A", True), Control(0x0A)]


def test_nothing_kept_grows_without_bound() -> None:
    parser = EscposParser()
    parser.feed(b"\x1d8L\xff\xff\xff\xff")
    parser.feed(b"\x1b(Z\xff\xff" + bytes(70000))

    assert parser.pending <= MAX_DATA


def test_single_bytes_when_chinese_is_off() -> None:
    assert EscposParser().feed(b"\x1c.\xb5\xe7\x1c&\xb5\xe7\n") == [
        Command(b"\x1c.", b""),
        Text(b"\xb5\xe7", False),
        Command(b"\x1c&", b""),
        Text(b"\xb5\xe7", True),
        Control(0x0A),
    ]


@settings(max_examples=40, deadline=None)
@given(data=pieces.map(b"".join))
def test_the_printer_survives_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    printer = EmulatedPrinter(tmp_path_factory.mktemp("any"), 58)
    session = printer.attach(lambda _: None)
    session.feed(data)
    session.close()

    assert answers_to(printer, b"\x10\x04\x01") == b"\x12"


def answers_to(printer: EmulatedPrinter, data: bytes) -> bytes:
    answers: list[bytes] = []
    printer.attach(answers.append).feed(data)
    return b"".join(answers)


@pytest.mark.parametrize(
    ("orders", "status", "automatic", "queued"),
    [
        ([], "12 12 12 12", "14 00 00 0f", "00"),
        (["paper near"], "12 12 12 1e", "14 00 03 0f", "03"),
        (["paper out"], "1a 32 12 7e", "1c 00 0f 0f", None),
        (["cover open"], "1a 16 12 12", "3c 00 00 0f", None),
        (["offline on"], "1a 12 12 12", "1c 00 00 0f", None),
        (["cutter jam"], "1a 52 1a 12", "1c 08 00 0f", None),
        (["paper out", "cover open", "paper ok", "cover closed"], "12 12 12 12", "14 00 00 0f", "00"),
    ],
)
def test_sensors_show_in_every_answer(
    printer: EmulatedPrinter, orders: list[str], status: str, automatic: str, queued: str | None
) -> None:
    for order in orders:
        printer.order(order)

    assert answers_to(printer, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04") == bytes.fromhex(status)
    assert printer.automatic_status() == bytes.fromhex(automatic)
    assert answers_to(printer, b"\x1dr\x01") == (b"" if queued is None else bytes.fromhex(queued))


def test_what_a_status_client_asks_first(printer: EmulatedPrinter) -> None:
    """The opening of receiptio."""
    assert answers_to(printer, b"\x10\x04\x02\x1b\x06\x01\x1b@") == b"\x12"
    assert answers_to(printer, b"\x1dIB\x1dIC") == b"_EPSON\x00_HALL-EMULATOR\x00"
    assert answers_to(printer, b"\x1b@\x1da\xff") == b"\x14\x00\x00\x0f"


def test_automatic_status_comes_at_every_change_until_switched_off(printer: EmulatedPrinter) -> None:
    answers: list[bytes] = []
    session = printer.attach(answers.append)
    session.feed(b"\x1da\xff")
    printer.order("paper near")
    printer.order("paper near")
    session.feed(b"\x1da\x00")
    printer.order("paper ok")

    assert answers == [b"\x14\x00\x00\x0f", b"\x14\x00\x03\x0f"]


def test_off_line_it_listens_answers_and_keeps(printer: EmulatedPrinter) -> None:
    printer.order("cover open")
    data = render_ticket(ticket())

    assert answers_to(printer, data + b"\x10\x04\x01") == b"\x1a"
    assert not (printer.out_dir / "ticket.bin").exists()
    printer.order("cover closed")
    assert (printer.out_dir / "ticket.bin").read_bytes() == data
    assert printer.tickets == 1


def test_the_drawing_has_sizes_alignment_and_pictures(printer: EmulatedPrinter) -> None:
    printer.attach(lambda _: None).feed(
        b"\x1b@\x1ba\x02\x1d!\x11A\n\x1d!\x00\x1ba\x00"
        + b"B\n"
        + commands.raster(2, 4, b"\xff" * 8)
        + b"\x1dV\x00"
    )

    picture = Image.open(printer.out_dir / "ticket.png").convert("L")
    margin = 16
    assert picture.size == (576 + 2 * margin, 48 + 30 + 4 + 2 * margin)
    inked = picture.point(lambda level: 255 if level < 128 else 0)
    wide = inked.crop((0, margin, picture.width, margin + 48)).getbbox()
    small = inked.crop((0, margin + 48, picture.width, margin + 78)).getbbox()
    assert wide is not None
    assert small is not None
    assert wide[0] > 500
    assert small[2] <= margin + 12
    assert inked.crop((margin, margin + 78, margin + 16, margin + 82)).getextrema() == (255, 255)


def test_a_gbk_printer_shows_garbage_for_what_it_lacks(tmp_path: Path) -> None:
    from printing.encoding import CodePage

    sizes = []
    for code_page in (CodePage.GBK, CodePage.GB18030):
        printer = EmulatedPrinter(tmp_path / code_page.value, 80, code_page)
        printer.attach(lambda _: None).feed("𠮷".encode("gb18030") + b"\n\x1dV\x00")
        sizes.append((tmp_path / code_page.value / "ticket.png").read_bytes())
    assert sizes[0] != sizes[1]


@pytest.mark.parametrize(
    ("text", "host", "port", "link"),
    [
        ("9100", "127.0.0.1", 9100, None),
        ("tcp:9100", "127.0.0.1", 9100, None),
        ("tcp:0.0.0.0:9100", "0.0.0.0", 9100, None),
        ("/dev/shm/tty", "", 0, Path("/dev/shm/tty")),
    ],
)
def test_places_to_listen(text: str, host: str, port: int, link: Path | None) -> None:
    listen = parse_listen(text)

    assert (listen.host, listen.port, listen.link) == (host, port, link)


@pytest.mark.parametrize("text", ["", "tcp:", "tcp:x", "99999"])
def test_places_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="no p"):
        parse_listen(text)


def test_two_clients_share_one_printer_and_a_broken_one_hurts_nobody(tcp_printer: PrinterServer) -> None:
    address = ("127.0.0.1", tcp_printer.port)
    with socket.create_connection(address, 5) as first, socket.create_connection(address, 5) as second:
        first.sendall(b"\x1dv0\x00\xff")
        second.sendall(render_ticket(ticket()) + b"\x1dr\x01")
        assert second.recv(8) == b"\x00"
    assert tcp_printer.printer.tickets == 1
