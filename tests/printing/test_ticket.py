from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from printing.emulator.escpos_parser import Command, EscposParser, Text
from printing.emulator.printer import EmulatedPrinter
from printing.encoding import CodePage
from printing.ticket import PrinterProfile, qr_module_dots, render_ticket
from tests.printing.contents import QR_TICKET, ticket


def gb(text: str) -> bytes:
    return text.encode("gb18030")


def read_codes(picture: Path) -> list[str]:
    done = subprocess.run(
        ["/usr/bin/zbarimg", "-q", "--raw", str(picture)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.splitlines()


def test_every_byte_of_the_80_mm_ticket() -> None:
    expected = b"".join(
        (
            b"\x1b\x40\x1c\x26\x1c\x53\x00\x00\x1b\x61\x01",
            b"\x1d\x21\x11" + gb("莲花街道政务服务大厅") + b"\n",
            b"\x1d\x21\x00" + gb("【演示】") + b"\n",
            b"\x1b\x45\x01\x1d\x21\x33A037\n\x1b\x45\x00",
            b"\x1d\x21\x00" + b"-" * 48 + b"\n",
            gb("个人事务\n前面 9 人，约 20 分钟\n取号时间 2026-06-17 09:51\n过号请到导办台\n"),
            b"\x1d\x28\x6b\x04\x00\x31\x41\x32\x00",
            b"\x1d\x28\x6b\x03\x00\x31\x43\x07",
            b"\x1d\x28\x6b\x03\x00\x31\x45\x31",
            b"\x1d\x28\x6b\x22\x00\x31\x50\x30" + QR_TICKET.encode(),
            b"\x1d\x28\x6b\x03\x00\x31\x51\x30\n",
            b"\x1b\x61\x00\x1d\x56\x42\x00",
        )
    )

    assert render_ticket(ticket()) == expected


def test_the_worked_ticket_of_the_reference_splits_as_npos_split_it() -> None:
    data = bytes.fromhex(
        "1b401c261b61011d2111c4b3c4b3bdd6b5c0d5fecef1b7fecef1b4f3ccfc0a1d"
        "21002d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d"
        "2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d0a1d213341303032330a1d2100d2"
        "b5cef1a3bac9e7bbe1b1a3d5cfa1b6d7dbbacfb4b0bfdaa1b70ab5c8baf2c8cb"
        "cafda3ba31320ad0d5c3fba3ba9534b235fe9f8230b7310a1d286b0400314132"
        "001d286b03003143061d286b03003145301d286b1f0031503068747470733a2f"
        "2f6578616d706c652e636e2f713f6e3d41303032331d286b03003151301b6100"
        "323032362d31312d32332030393a33303a31350a1d68401d77021d66001d4802"
        "1d6b49077b4241303032330a0a0a1d564200"
    )

    tokens = EscposParser().feed(data)

    assert [t.data.decode("gb18030") for t in tokens if isinstance(t, Text)] == [
        "某某街道政务服务大厅",
        "-" * 48,
        "A0023",
        "业务：社会保障《综合窗口》",
        "等候人数：12",
        "姓名：𠮷䶮㛃",
        "2026-11-23 09:30:15",
    ]
    commands = [t for t in tokens if isinstance(t, Command)]
    assert commands[-2:] == [Command(b"\x1dk", b"\x49\x07{BA0023"), Command(b"\x1dV", b"\x42\x00")]
    assert sum(c.name == b"\x1d(" for c in commands) == 5


@pytest.mark.parametrize("width_mm", [80, 58])
@pytest.mark.parametrize("native_qr", [True, False])
def test_the_code_on_the_drawn_ticket_can_be_read(tmp_path: Path, width_mm: int, native_qr: bool) -> None:
    printer = EmulatedPrinter(tmp_path, width_mm)

    printer.attach(lambda _: None).feed(
        render_ticket(ticket(), width_mm, PrinterProfile(native_qr=native_qr))
    )

    assert read_codes(tmp_path / "ticket.png") == [QR_TICKET]


def lines_of(data: bytes) -> list[str]:
    return [t.data.decode("gb18030") for t in EscposParser().feed(data) if isinstance(t, Text)]


def test_58_mm_keeps_every_line_whole() -> None:
    assert lines_of(render_ticket(ticket(), 58)) == [
        "莲花街道政务服务大厅",
        "【演示】",
        "A037",
        "-" * 32,
        "个人事务",
        "前面 9 人，约 20 分钟",
        "取号时间 2026-06-17 09:51",
        "过号请到导办台",
    ]
    assert b"\x1d!\x01" + gb("莲花") in render_ticket(ticket(), 58)


def test_an_unknown_wait_is_not_invented() -> None:
    assert "前面 0 人" in lines_of(render_ticket(ticket(ahead=0, minutes=None)))


def test_a_real_ticket_carries_no_practice_mark_and_a_second_one_says_so() -> None:
    lines = lines_of(render_ticket(ticket(practice=False, reprint=True)))

    assert "【演示】" not in lines
    assert lines[1] == "【补打】"


def test_a_line_the_printer_lacks_is_a_picture_as_wide_as_the_paper() -> None:
    tokens = EscposParser().feed(render_ticket(ticket(business="老字号㛃𠮷䶮堂"), 58))
    pictures = [t for t in tokens if isinstance(t, Command) and t.name == b"\x1dv"]

    assert len(pictures) == 1
    assert pictures[0].args[:4] == b"0\x00" + (384 // 8).to_bytes(2, "little")
    assert sum(byte.bit_count() for byte in pictures[0].args[6:]) > 400
    assert "个人事务" not in lines_of(render_ticket(ticket(business="老字号㛃"), 58))


def test_profiles_change_bytes() -> None:
    old = PrinterProfile(code_page=CodePage.GB2312, chinese_size_command=True, cutter=False)
    data = render_ticket(ticket(), 80, old)

    assert b"\x1d!\x11\x1c!\x0c" in data
    assert data.endswith(b"\x1bd\x06")


@pytest.mark.parametrize("length", [1, 14, 15, 42, 60, 120, 213])
def test_a_code_is_about_24_mm_and_fits(length: int) -> None:
    from printing.raster import qr_matrix

    side = len(qr_matrix("x" * length))
    for dots in (576, 384):
        module = qr_module_dots(length, dots)
        assert side * module >= 22 * 8
        assert (side + 4) * module <= dots


def test_unknown_paper_and_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="76 mm"):
        render_ticket(ticket(), 76)
    with pytest.raises(ValueError, match="time zone"):
        render_ticket(ticket(taken_at=ticket().taken_at.replace(tzinfo=None)))
