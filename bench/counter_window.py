"""The real counter in a process of its own, played or searched; prints what it measured as one JSON object.

    python -m bench.counter_window play|search --base-dir DIR --control SOCKET --size 1920x1080 [--words FILE]

Times of day are the system's monotonic clock, which all processes share.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from bench.measuring import resident_mb
from bench.typing_window import Typed, Typist, Watch
from hall_app.items.search import IndexedItem, SearchIndex
from ui.application import CounterApplication, start_qt
from ui.practice.control import tell_reader
from ui.practice.script import ReceptionScript, rest

ITEMS = 2000
ITEM_WORDS = ("jzz", "juzhu", "居住证", "暂住证", "gljt", "高龄津贴", "shebao", "社保", "yingye", "营业执照")


class Painted(QObject):
    """Notes when a widget has been painted with what was waited for."""

    def __init__(self, widget: QWidget, wanted: Callable[[], object]) -> None:
        super().__init__(widget)
        self._wanted = wanted
        self.at_ns = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() == QEvent.Type.Paint and not self.at_ns and self._wanted():
            self.at_ns = -1
            # The filter is asked before the paint; what is posted now is handled after it.
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self.at_ns = time.monotonic_ns()


def wait(condition: Callable[[], object], what: str, limit_ms: int = 20_000) -> None:
    """Run the event loop until a condition holds."""
    timer = QElapsedTimer()
    timer.start()
    while not condition():
        if timer.elapsed() > limit_ms:
            raise SystemExit(f"{what} did not come about")
        rest(1)


def main() -> int:
    """Play or search."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("play", "search"))
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--words", type=Path)
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    qt = start_qt(sys.argv[:1], width)
    counter = CounterApplication(options.base_dir, (), size=(width, height))
    found: dict[str, Any] = {}

    def on_ready() -> None:
        counter.login.repaint()
        found["login_ready_ns"] = time.monotonic_ns()

    counter.ready.connect(on_ready)
    counter.show(full_screen=False)
    code = 0
    if options.what == "play":
        code = _play(counter, options, found)
    else:
        _search(counter, options, found)
    found["resident_mb"] = resident_mb()
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    counter.close()
    qt.processEvents()
    return code


def _play(counter: CounterApplication, options: argparse.Namespace, found: dict[str, Any]) -> int:
    script = ReceptionScript(counter, options.control, options.base_dir / "out", pictures=False)
    watches: list[Painted] = []

    def on_opened(_window: object) -> None:
        window = counter.window
        assert window is not None
        board = window.board
        name = window.reception.person.header.name
        watches.append(Painted(name, lambda: board.state.facts is not None and name.text()))

    counter.opened.connect(on_opened)
    code = script.play()
    summary = json.loads((options.base_dir / "out" / f"summary-{counter.frame.width()}.json").read_text())
    found.update(summary, ticks_ms=script.meter.ticks, identity_ns=watches[0].at_ns if watches else 0)
    return code


def _search(counter: CounterApplication, options: argparse.Namespace, found: dict[str, Any]) -> None:
    wait(lambda: counter.login.state.hall, "the log-in")
    account = counter.login.state
    counter.login.staff_no.setText(account.demo_account)
    QTest.keyClicks(counter.login.password, account.demo_password)
    QTest.keyClick(counter.login.password, Qt.Key.Key_Return)
    wait(lambda: counter.window is not None, "the window")
    window = counter.window
    assert window is not None
    board = window.board
    wait(lambda: board.state.queue is not None and board.state.queue.waiting, "the queue")
    rest(1500)
    QTest.keyClick(window, Qt.Key.Key_F1)
    wait(lambda: board.state.ticket is not None, "the ticket")
    tell_reader(options.control, "lift")
    tell_reader(options.control, "lay 1")
    wait(
        lambda: board.state.recommendations is not None and board.state.person_file is not None, "the person"
    )
    rest(500)
    _more_items(counter)
    found["items"] = asdict(_search_items(counter))
    found["people"] = asdict(_search_people(counter, json.loads(options.words.read_text("utf-8"))))


def _more_items(counter: CounterApplication) -> None:
    """The hall's catalogue again and again until there are 2,000 items."""
    made = counter.counter
    memory = made._memory  # type: ignore[union-attr]  # noqa: SLF001
    heads = list(memory.heads.values())
    many = [
        IndexedItem(replace(heads[n % len(heads)], code=f"B-{n}", name=f"{heads[n % len(heads)].name}{n:04d}"), ())
        for n in range(ITEMS)
    ]  # fmt: skip
    index = SearchIndex(many)
    index.warm_up()  # as the window does with the catalogue it opens with
    made._memory = replace(memory, index=index)  # type: ignore[union-attr]  # noqa: SLF001
    # A catalogue is there before the window is, and what is there then is not collected (ui.application).
    gc.freeze()


def _search_items(counter: CounterApplication) -> Typed:
    """Key by key: from the key to the painted list."""
    window = counter.window
    assert window is not None
    page = window.reception.items
    page.place_focus()
    edit, picker = page.search.edit, page.picker
    watch = Watch(
        picker.list.viewport(), lambda: edit.query and picker.shown is not None and picker.shown.answered == edit.query
    )  # fmt: skip
    chance = random.Random(7)
    words = [word for _round in range(5) for word in chance.sample(ITEM_WORDS, len(ITEM_WORDS))]
    return Typist(edit, edit.clear, watch).type(words)


def _search_people(counter: CounterApplication, words: list[str]) -> Typed:
    """Key by key in the palette, from the second character on: from the key to the painted people."""
    window = counter.window
    assert window is not None
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    wait(lambda: window.overlays.palette is not None, "the palette")
    palette = window.overlays.palette
    assert palette is not None
    rest(300)
    presenter = palette._presenter  # noqa: SLF001
    watch = Watch(palette.list.viewport(), lambda: presenter.state.people_of == palette.edit.query)
    return Typist(palette.edit, palette.edit.clear, watch, counted=2).type(words)


if __name__ == "__main__":
    sys.exit(main())
