"""From a key to the painted list, in the address page's own box and in a form's address field, at a million rooms.

    python -m bench.addresses.keystrokes [--size 1000000] [--library FOLDER] [--words 150]

The limit is a frame of 16 ms (p99). A key counts from its press until the list that answers the whole query has
been painted; the page runs offscreen, in the window, on the real desk and an encrypted library.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from bench.addresses.library import District, write_lines
from bench.measuring import result, tell
from hall_app.address_counter import HallAddressDesk
from hall_app.addresses.commands import import_library
from hall_app.clock import Clock
from hall_app.installation import open_installation
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition
from ui.addresses.address_box import AddressBox
from ui.addresses.query_tab import QueryTab
from ui.addresses.suggesting import Suggester
from ui.interpreter import keep_singletons
from ui.reception.board import Board
from ui.tasks import Tasks
from ui.theme import theme
from ui.tokens import Scheme

LIMIT_MS = 16.0


class _Counter:
    """As much of a counter as an address box calls."""

    def __init__(self, desk: HallAddressDesk) -> None:
        self.addresses = desk


class _Paints(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def main() -> None:
    """Import, open the window, type."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--library", type=Path, default=None)
    parser.add_argument("--words", type=int, default=150)
    arguments = parser.parse_args()
    keep_singletons()
    application = QApplication([])
    theme().install(scheme=Scheme.LIGHT, mode=None, width=1366)
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as place:
        folder = Path(place)
        library = arguments.library or folder
        district = District(11, arguments.size)
        if not (library / "library.jsonl").is_file():
            write_lines(library / "library.jsonl", district.entries())
            write_lines(library / "aliases.jsonl", [dict(alias) for alias in district.aliases])
        installation = open_installation(folder / "base")
        hall, store = installation.open_hall(), installation.open_district()
        import_library(store, library / "library.jsonl", library / "aliases.jsonl", Clock().today())
        desk = HallAddressDesk(installation, hall, store, Clock())
        role = role_definition("counter")
        assert role is not None
        clerk = Clerk(uuid4(), "B001", "bench", role.code, role.name, role.permissions, uuid4(), "hall", None, None, True)  # fmt: skip
        before = perf_counter()
        desk.library(clerk)
        tell(result("address_open", [(perf_counter() - before) * 1000], "ms", "wanted", 2000.0))
        tasks = Tasks()
        board = Board(_Counter(desk), clerk, tasks)  # type: ignore[arg-type]
        words = _words(district, arguments.words)
        _measure_page(application, board, words)
        _measure_field(application, board, words[: len(words) // 2])
        tasks.stop()
        desk.close()
        hall.close()
        store.close()


def _words(district: District, count: int) -> list[str]:
    """Estate and room in Chinese, names alone, and readings in letters with numbers behind."""
    from pypinyin import Style, lazy_pinyin

    chance = random.Random(5)
    names = [estate.area for estate in district.estates if estate.area]
    made: list[str] = []
    for n in range(count):
        name = chance.choice(names)
        way = n % 4
        if way == 0:
            made.append(f"{name}{chance.randrange(1, 9)}栋{chance.randrange(1, 20)}0{chance.randrange(1, 5)}")
        elif way == 1:
            made.append(name)
        elif way == 2:
            made.append("".join(lazy_pinyin(name)))
        else:
            made.append("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) + str(chance.randrange(1, 9)))
    return made


def _measure_page(application: QApplication, board: Board, words: list[str]) -> None:
    tab = QueryTab(board)
    tab.resize(1366, 640)
    tab.show()
    paints = _Paints(tab.list.viewport())
    keys = _Keys(application, tab.search.edit, tab._suggester, lambda: paints.count)
    times: list[float] = []
    for word in words:
        tab.search.edit.clear()
        times += keys.type(word)
    tell(result("address_key_to_list", times, "ms", "frame", LIMIT_MS))
    tell(result("address_key_to_list_cpu", keys.used, "ms", "frame", LIMIT_MS))
    tab.close()


def _measure_field(application: QApplication, board: Board, words: list[str]) -> None:
    window = QWidget()
    window.resize(1366, 768)
    edit = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(edit)
    column.addStretch(1)
    window.show()
    box = AddressBox(edit, board)
    paints: list[_Paints] = []
    keys = _Keys(application, edit, box._suggester, lambda: paints[0].count if paints else 0)
    times: list[float] = []
    for word in words:
        box.drop()
        edit.clear()
        if not paints and box._list is not None:
            paints.append(_Paints(box._list.list.viewport()))
        times += keys.type(word)
    tell(result("address_field_key_to_list", times, "ms", "frame", LIMIT_MS))
    tell(result("address_field_key_to_list_cpu", keys.used, "ms", "frame", LIMIT_MS))
    window.close()


class _Keys:
    """Presses keys and waits for the list that answers the whole query to be painted."""

    def __init__(
        self, application: QApplication, edit: QLineEdit, suggester: Suggester, painted: Callable[[], int]
    ) -> None:
        self._application, self._edit, self._painted = application, edit, painted
        self._answers: list[tuple[str, int]] = []
        self._loop = QEventLoop()
        self.used: list[float] = []
        """CPU time of each key in ms, which a busy machine does not change."""
        suggester.answered.connect(self._on_answered)

    def _on_answered(self, query: str, hits: object) -> None:
        self._answers.append((query, len(hits)))  # type: ignore[arg-type]

    def type(self, word: str) -> list[float]:
        """The time of each key of a word, in ms."""
        _settle(self._application)
        return [self._press(word[:end], word[end - 1]) for end in range(1, len(word) + 1)]

    def _press(self, whole: str, letter: str) -> float:
        self._answers.clear()
        before, begin, used = self._painted(), perf_counter(), process_time()
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(self._edit, event)
        while not any(query == whole for query, _ in self._answers) and perf_counter() < begin + 5:
            self._loop.processEvents(
                QEventLoop.ProcessEventsFlag.WaitForMoreEvents
            )  # spinning would fight the worker for the interpreter
        for _ in range(3):  # rows that did not change are not painted again
            self._application.processEvents()
            if self._painted() > before:
                break
        self.used.append((process_time() - used) * 1000)
        return (perf_counter() - begin) * 1000


def _settle(application: QApplication) -> None:
    for _ in range(5):
        application.processEvents()


if __name__ == "__main__":
    main()
