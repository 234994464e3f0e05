from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, parse_listen

__all__ = ["printer", "pty_printer", "tcp_printer"]


@pytest.fixture
def printer(tmp_path: Path) -> EmulatedPrinter:
    return EmulatedPrinter(tmp_path / "paper")


@pytest.fixture
def tcp_printer(printer: EmulatedPrinter, tmp_path: Path) -> Iterator[PrinterServer]:
    with PrinterServer(printer, parse_listen("tcp:0"), tmp_path / "printer.ctl") as server:
        yield server


@pytest.fixture
def pty_printer(printer: EmulatedPrinter, tmp_path: Path) -> Iterator[Path]:
    link = tmp_path / "ttyPRINTER"
    with PrinterServer(printer, parse_listen(str(link))):
        yield link
