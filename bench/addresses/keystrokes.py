"""From a key to the painted list, in the address page's own box and in a form's address field, at a million rooms.

    python -m bench.addresses.keystrokes [--size 1000000] [--library FOLDER] [--words 100]

The limit is a frame of 16 ms (p99). Keys come 80 to 120 ms apart, and each counts from its press until the list that
answers the whole text has been painted (`bench.typing_window`); the page runs offscreen, in the window, on the real desk and an encrypted library.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from uuid import uuid4

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from bench.addresses.library import District, write_lines
from bench.measuring import result, tell
from bench.typing_window import Typed, Typist, Watch, press
from hall_app.address_counter import HallAddressDesk
from hall_app.addresses.commands import import_library
from hall_app.clock import Clock
from hall_app.installation import open_installation
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition
from ui.addresses.address_box import AddressBox
from ui.addresses.query_tab import QueryTab
from ui.addresses.suggesting import Suggester
from ui.application import SWITCH_INTERVAL_S
from ui.interpreter import keep_singletons
from ui.practice.script import rest
from ui.reception.board import Board
from ui.tasks import Tasks
from ui.theme import theme
from ui.tokens import Scheme

LIMIT_MS = 16.0


class _Counter:
    """As much of a counter as an address box calls."""

    def __init__(self, desk: HallAddressDesk) -> None:
        self.addresses = desk


def main() -> None:
    """Import, open the window, type."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--library", type=Path, default=None)
    parser.add_argument("--words", type=int, default=100)
    arguments = parser.parse_args()
    keep_singletons()
    _application = QApplication([])
    sys.setswitchinterval(SWITCH_INTERVAL_S)  # as the window has it
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
        _measure_page(board, words)
        _measure_field(board, words[: len(words) // 2])
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


class _Answered(QObject):
    """The text that was answered last."""

    def __init__(self, suggester: Suggester) -> None:
        super().__init__(suggester)
        self.query = ""
        suggester.answered.connect(self._on_answered)

    def _on_answered(self, query: str, _hits: object) -> None:
        self.query = query


def _measure_page(board: Board, words: list[str]) -> None:
    tab = QueryTab(board)
    tab.resize(1366, 640)
    tab.show()
    edit, answered = tab.search.edit, _Answered(tab._suggester)
    edit.setFocus()
    watch = Watch(tab.list.viewport(), lambda: answered.query == edit.query)
    _tell("address_key_to_list", Typist(edit, edit.clear, watch).type(words))
    tab.close()


def _measure_field(board: Board, words: list[str]) -> None:
    window = QWidget()
    window.resize(1366, 768)
    edit = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(edit)
    column.addStretch(1)
    window.show()
    edit.setFocus()
    box = AddressBox(edit, board)
    answered = _Answered(box._suggester)
    press(edit, words[0][0])  # the list is made for the first answer
    while box._list is None:
        rest(5)

    def clear() -> None:
        box.drop()
        edit.clear()

    clear()
    watch = Watch(box._list.list.viewport(), lambda: answered.query == edit.text().strip())
    _tell("address_field_key_to_list", Typist(edit, clear, watch).type(words))
    window.close()


def _tell(name: str, typed: Typed) -> None:
    tell(
        result(
            name, typed.ms, "ms", "frame", LIMIT_MS, keys=len(typed.ms), unchanged=typed.unchanged,
            longest=round(max(typed.ms), 1),
        )
    )  # fmt: skip
    tell(result(f"{name}_cpu", typed.cpu_ms, "ms", "frame", LIMIT_MS))
    tell(result(f"{name}_first_words", typed.first_ms, "ms", "frame", LIMIT_MS))


if __name__ == "__main__":
    main()
