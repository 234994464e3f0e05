"""Receptions in the real window over real parts, in two halls: ``hall-app demo --persons 300000`` and ``20000``.

    python -m bench.reception [--persons 300000] [--plays 7]

Measures ``demo_300k`` (the real command, both databases), ``login_ready``, ``event_loop_block``, ``card_to_identity``
to the painted name, ``counter_memory``, ``reception`` in the large hall against the small one, and the searches to
their painted lists. Every limit is taken in the same run; plays in both halls take turns, so that both meet the same
load of the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measuring import percentile, result, tell
from bench.searches import bare_rows
from db.libraries import Person
from devices.emulators.control import ControlServer, ReaderControl
from devices.emulators.reader import EmulatedReader, WireMark
from devices.sam.protocol import Command
from hall_app.clock import Clock
from hall_app.commands.emulate import story_deck
from hall_app.commands.practice import _point_to_devices, _start_printer
from hall_app.installation import open_installation
from hall_app.practice.displays import VirtualScreen
from hall_app.practice.scans import draw_practice_scans

ROOT = Path(__file__).resolve().parent.parent
EMPTY = """
import time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from bench.measuring import resident_mb
class Empty(QWidget):
    def paintEvent(self, event):
        if not hasattr(self, "told"):
            self.told = True
            QTimer.singleShot(0, self.tell)
    def tell(self):
        print(time.monotonic_ns(), resident_mb(), flush=True)
        QApplication.quit()
app = QApplication([])
window = Empty()
window.resize(1920, 1080)
window.show()
app.exec()
"""


@dataclass(frozen=True, slots=True)
class Play:
    """One play: what the window told, and the wire's own times."""

    told: dict[str, Any]
    started_ns: int
    card_ms: float
    wire_ms: float


class WireWatch:
    """The wire's marks of every card that was read."""

    def __init__(self) -> None:
        self._found_ns = 0
        self._reads: list[tuple[int, int]] = []

    def note(self, mark: WireMark) -> None:
        """An answer of the reader, from its thread."""
        if mark.command is Command.FIND:
            self._found_ns = mark.first_byte_ns
        elif mark.command is Command.READ_BASE:
            self._reads.append((self._found_ns, mark.last_byte_ns))

    def before(self, when_ns: int) -> tuple[int, int]:
        """First byte of the find and last byte of the reading that ended last before a time; zeros if none did."""
        return next((pair for pair in reversed(self._reads) if pair[1] < when_ns), (0, 0))


def make_hall(folder: Path, persons: int) -> float:
    """The real command, both databases; returns its seconds, start-up included."""
    command = [sys.executable, "-m", "hall_app", "--base-dir", str(folder), "demo", "--persons", str(persons)]
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=400)
    taken = time.perf_counter() - started
    draw_practice_scans(folder / "scans", Clock().today())
    return taken


def in_window(hall: Path, what: str, size: str, *words: str) -> Play:
    """Play or search in a copy of a hall, on a virtual screen of that size, with a reader at the wire's pace."""
    width, height = (int(part) for part in size.split("x"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hall-bench-", dir=hall.parent)))
        shutil.copytree(hall, folder, dirs_exist_ok=True, copy_function=_link_or_copy)
        display = stack.enter_context(VirtualScreen(width, height))
        link = folder / "devices" / "reader"
        watch = WireWatch()
        reader = stack.enter_context(EmulatedReader(link, log=watch.note))
        control = folder / "devices" / "reader.ctl"
        stack.enter_context(ControlServer(control, ReaderControl(reader, story_deck())))
        _point_to_devices(folder, link, _start_printer(folder, stack))
        command = [
            sys.executable, "-m", "bench.counter_window", what, "--base-dir", str(folder), "--control", str(control),
            "--size", size, *words,
        ]  # fmt: skip
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        started = time.monotonic_ns()
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False
        )
        if done.returncode:
            raise SystemExit(f"{what}: {done.stdout[-500:]}{done.stderr[-1500:]}")
        told = json.loads(done.stdout.splitlines()[-1])
        painted = int(told.get("identity_ns", 0))
        first, last = watch.before(painted)
        return Play(told, started, (painted - first) / 1e6, (last - first) / 1e6)


def _link_or_copy(source: str, target: str) -> str:
    """A copy that shares blocks where the file system can."""
    subprocess.run(["cp", "--reflink=auto", source, target], check=True)
    return target


def empty_window() -> tuple[float, float]:
    """Milliseconds from launch to paint, and MB, of an empty PySide6 window on a screen of its own."""
    with VirtualScreen(1920, 1080) as display:
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        started = time.monotonic_ns()
        done = subprocess.run(
            [sys.executable, "-c", EMPTY], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
        )  # fmt: skip
    painted, memory = done.stdout.split()[:2]
    return (int(painted) - started) / 1e6, float(memory)


def sample_words(hall: Path, count: int) -> list[str]:
    """What a clerk would type of people of the hall: whole names, pinyin, initials with more, numbers, phones."""
    store = open_installation(hall).open_hall()
    chance = random.Random(7)
    with store.reading() as session:
        people = session.query(Person).limit(5000).all()
        words = [
            chance.choice(
                [
                    person.name,
                    person.pinyin,
                    person.id_number[:14],
                    person.phone[-8:] if person.phone else person.name,
                ]
            )
            for person in chance.sample(people, count)
        ]
    store.close()
    return words


def main() -> None:
    """Make the halls, play, search, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=300_000)
    parser.add_argument("--plays", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as scratch:
        large, small = Path(scratch, "large"), Path(scratch, "small")
        made = make_hall(large, options.persons)
        peer = bare_rows(open_installation(Path(scratch, "bare")).open_district(), options.persons, Clock())
        more = {"persons": options.persons, "bound_s": 90, "databases": 2}
        tell(result("demo_300k", [made * 1000], "ms", "executemany of the same person rows, no index", peer * 1000, **more))  # fmt: skip
        make_hall(small, 20_000)
        empties = [empty_window() for _ in range(3)]
        plays: dict[str, list[Play]] = {"large": [], "small": [], "low": []}
        for _ in range(options.plays):
            plays["small"].append(in_window(small, "play", "1920x1080"))
            plays["large"].append(in_window(large, "play", "1920x1080"))
        for _ in range(2):
            plays["low"].append(in_window(small, "play", "1366x768"))
        _tell_plays(plays, empties)
        words = Path(scratch, "words.json")
        words.write_text(json.dumps(sample_words(large, 50)), "utf-8")
        found = in_window(large, "search", "1920x1080", "--words", str(words)).told
        _tell_typed("item_search_painted", found["items"], items=2000)
        _tell_typed("person_search_painted", found["people"], persons=options.persons)


def _tell_typed(name: str, typed: dict[str, Any], **more: int) -> None:
    """The keys of a search: wall and CPU time, and those of the first words of the window by themselves."""
    words = "each key, 80 to 120 ms after the one before, from its press to the painted list"
    tell(
        result(
            name, typed["ms"], "ms", "one frame from the key", 16.0,
            keys=len(typed["ms"]), unchanged=typed["unchanged"], longest=round(max(typed["ms"]), 1), measured=words, **more,
        )
    )  # fmt: skip
    tell(result(f"{name}_cpu", typed["cpu_ms"], "ms", "one frame from the key", 16.0, **more))
    tell(result(f"{name}_first_words", typed["first_ms"], "ms", "one frame from the key", 16.0, **more))


def _tell_plays(plays: dict[str, list[Play]], empties: list[tuple[float, float]]) -> None:
    every = [play for group in plays.values() for play in group]
    ready = [(play.told["login_ready_ns"] - play.started_ns) / 1e6 for play in every]
    empty_ms = statistics.median(each[0] for each in empties)
    tell(result("login_ready", ready, "ms", "an empty PySide6 window", empty_ms))
    ticks = [tick for play in every for tick in play.told["ticks_ms"]]
    found = result(
        "event_loop_block", ticks, "ms", "longest block of 50 ms", 50.0, ticks=len(ticks), plays=len(every)
    )
    longest = max(ticks)
    tell(
        found
        | {
            "value": round(longest, 1),
            "ratio": round(longest / 50, 3),
            "longest": [round(max(play.told["ticks_ms"]), 1) for play in every],
            "p99_of_plays": [play.told["block_p99_ms"] for play in every],
            "measured": "every tick from the queue on the screen to the receipt on paper",
        }
    )
    cards = [play for play in every if play.told["identity_ns"] > 0 and play.wire_ms > 0]
    wire = percentile([play.wire_ms for play in cards], 0.5)
    tell(
        result(
            "card_to_identity", [play.card_ms for play in cards], "ms", "last byte of the 30 01 answer", wire,
            measured="until the name is painted",
        )
    )  # fmt: skip
    memory = statistics.median(each[1] for each in empties)
    tell(
        result(
            "counter_memory", [play.told["resident_mb"] for play in every], "MB", "an empty PySide6 window", memory,
            measured="resident, after a whole reception",
        )
    )  # fmt: skip
    seconds = {name: [play.told["seconds"] for play in group] for name, group in plays.items()}
    peer = percentile(seconds["small"], 0.5)
    tell(result("reception", seconds["large"], "s", "the same in a hall of 20,000", peer, bound=1.1))


if __name__ == "__main__":
    main()
