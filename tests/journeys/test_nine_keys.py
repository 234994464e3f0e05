"""The path by typed search on the real counter with real devices: F1 j z z Enter Enter 2 F7 F9, nine keys, no mouse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from db.cases import Case
from db.documents import IssuedDocument
from devices.emulators.control import ControlServer, ReaderControl
from devices.emulators.reader import EmulatedReader
from hall_app.commands.emulate import story_deck
from hall_app.installation import open_installation
from printing.emulator.printer import EmulatedPrinter
from printing.emulator.server import PrinterServer, parse_listen
from ui.application import CounterApplication
from ui.practice.script import ReceptionScript


@pytest.fixture
def printed(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """An emulated ticket printer: where it listens, and where it keeps its paper."""
    out = tmp_path / "printed"
    out.mkdir()
    with PrinterServer(EmulatedPrinter(out), parse_listen("tcp:0")) as server:
        yield f"tcp://127.0.0.1:{server.port}", out


def test_nine_keys_by_typed_search(
    qapp: QApplication, tmp_path: Path, hall_template: Path, reader: EmulatedReader, printed: tuple[str, Path]
) -> None:
    url, paper = printed
    folder, out, control = tmp_path / "hall", tmp_path / "out", tmp_path / "reader.ctl"
    shutil.copytree(hall_template, folder)
    settings = (f"reader.port={reader.link}", f"ticket_printer.url={url}")
    application = CounterApplication(folder, settings, size=(1366, 768))
    with ControlServer(control, ReaderControl(reader, story_deck())):
        script = ReceptionScript(application, control, out, search="jzz")
        application.show(full_screen=False)
        code = script.play()
        application.close()
    for each in (application.window, application.frame, application):
        if each is not None:
            each.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    assert code == 0
    summary = json.loads((out / "summary-1366.json").read_text("utf-8"))
    assert (summary["keys"], summary["mouse_clicks"]) == (9, 0)
    assert (summary["ticket_number"], summary["item_code"]) == ("A037", "JZZ-01")
    assert summary["fields_typed"] == 0
    assert summary["fields_prefilled"] >= 15
    assert b"A037" in (paper / "ticket.bin").read_bytes()
    store = open_installation(folder).open_hall()
    with store.reading() as session:
        case = session.scalars(select(Case).where(Case.case_number == summary["case_number"])).one()
        assert (case.state, case.item_code) == ("20", "440304-JZZ-01")
        document = session.scalars(select(IssuedDocument).where(IssuedDocument.case_id == case.id)).one()
        assert document.content.startswith(b"%PDF")
    store.close()
