"""From F9 in the window to the sheet in the tray: the real counter on a real CUPS queue."""

from __future__ import annotations

import io
from collections.abc import Callable

from pypdf import PdfReader

from devices.emulators.reader import EmulatedReader
from tests.stacks.cups import QUEUE, CupsStack
from tests.stacks.real_window import RealWindow, story_card
from ui.reception.state import Phase


def test_the_receipt_of_a_reception_lies_in_the_tray(
    open_window: Callable[..., RealWindow], reader: EmulatedReader, cups: CupsStack
) -> None:
    for old in cups.received.glob("*.pdf"):
        old.unlink()
    window = open_window(
        f"reader.port={reader.link}",
        f"document_printer.queue={QUEUE}",
        f"document_printer.server={cups.server}",
    )
    board = window.board
    window.wait(lambda: "正常" in window.part("打印机"), "the printer is well")
    window.call()
    reader.lay(story_card(1))
    window.wait(lambda: board.state.recommendations is not None, "the recommendations")
    window.press("1")
    window.wait(lambda: board.state.phase is Phase.FORM, "the form")
    window.press("Enter")
    window.settle()
    window.press("2")
    window.wait(lambda: board.state.phase is Phase.MATERIALS, "the materials")
    window.press("F7")
    window.wait(lambda: not board.state.missing, "the pages")
    window.press("F9")
    window.wait(lambda: board.state.decision is not None, "the decision")
    window.wait(
        lambda: board.state.print_line is not None and board.state.print_line.state == "printed",
        "the paper",
        40_000,
    )
    decision = board.state.decision
    assert decision is not None
    (sheet,) = cups.received.glob("*.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.read_bytes())).pages)
    assert decision.case_number in text
    assert "林晓燕" in text
    assert window.banner is None
