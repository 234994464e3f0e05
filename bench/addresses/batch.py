"""A table of 100,000 addresses in GB18030 csv and in xlsx, in the real window: translated, killed, resumed, reviewed.

    python -m bench.addresses.batch [--rows 100000] [--size 1000000] [--library FOLDER] [--realtime] [--out out/batch]

A practice hall with a library of a million; the window (``bench.addresses.batch_window``) stands on a virtual screen and
is worked by keys alone. Its worker is killed once while it reads in, which the window has to notice; window and worker
are killed together in the middle of the translation. A second window takes the batch up from 我的批次, works the list
要人选 through to its end and exports. Every row has to be in the export once and in its place. Beside the window
stands an empty one (``bench.addresses.idle_window``): what blocks that one too at the same time is the machine's load.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook

from bench.addresses.idle_window import IdleWindow
from bench.addresses.library import District, write_lines
from bench.addresses.noise import Noise
from bench.measuring import result, tell
from bench.reception import ROOT, make_hall
from db.address_batch_queries import newest_batch
from db.session import Store
from hall_app.installation import open_installation
from hall_app.practice.displays import VirtualScreen

# For the display and for every thread of the window: with the first thread alone it would wait for the interpreter's lock
# while other work on the machine keeps the thread that holds it from running.
# Where these leave nothing to others, Linux takes 50 ms of a second from them: both windows show it.
_PRIORITY = 20
DISTINCT_DOUBTS = 400
"""Texts that no engine could settle: in a real list the same few stand again and again."""


def main() -> None:
    """Make the hall, the library and the tables, then work both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=Path("out/batch"))
    parser.add_argument(
        "--realtime",
        action="store_true",
        help="give window and display priority, so that other work on the machine is not measured (root)",
    )
    parser.add_argument(
        "--library",
        type=Path,
        default=None,
        help="where library.jsonl and aliases.jsonl lie; made where absent",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as place:
        folder = Path(place)
        library = options.library or folder
        library.mkdir(parents=True, exist_ok=True)
        district = District(11, options.size)
        if not (library / "library.jsonl").is_file():
            write_lines(library / "library.jsonl", district.entries())
            write_lines(library / "aliases.jsonl", [dict(alias) for alias in district.aliases])
        texts = list(_texts(Noise(district, 12), options.rows))
        base = folder / "hall"
        make_hall(base, 300)
        _command(base, "import", str(library / "library.jsonl"), "--aliases", str(library / "aliases.jsonl"))
        tables = _csv(folder / "list.csv", texts), _xlsx(folder / "list.xlsx", texts)
        if options.realtime:
            os.sched_setscheduler(
                0, os.SCHED_RR, os.sched_param(_PRIORITY)
            )  # and all that is started from here
        for path in tables:
            _Run(base, path, options.rows, options.out).work()


def _texts(noise: Noise, count: int) -> Iterator[str]:
    chance = random.Random(13)
    doubts: list[str] = []
    for _ in range(count):
        row = noise.draw()
        text = str(row["text"])
        if row["klass"] not in ("answerable", "absent"):
            if len(doubts) < DISTINCT_DOUBTS:
                doubts.append(text)
            text = chance.choice(doubts)
        yield text


def _csv(path: Path, texts: list[str]) -> Path:
    with path.open("w", encoding="gb18030", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["名称", "经营地址", "备注"])
        writer.writerows((f"单位{n:06d}", text, f"=1+{n}") for n, text in enumerate(texts))
    return path


def _xlsx(path: Path, texts: list[str]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.append(["名称", "经营地址", "备注"])
    for n, text in enumerate(texts):
        sheet.append([f"单位{n:06d}", text, n])
    book.save(path)
    return path


def _command(base: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "hall_app", "--base-dir", str(base), "addresses", *words], check=True, cwd=ROOT, timeout=300
    )  # fmt: skip


class _State(NamedTuple):
    state: str
    loaded: int
    done: int
    worker: int


class _Run:
    """One file from the dialog to the export."""

    def __init__(self, base: Path, path: Path, rows: int, out: Path) -> None:
        self.base, self.path, self.rows, self.out = base, path, rows, out
        self.memory = self.cpu = 0.0
        self._used: dict[int, float] = {}
        self._worked: list[tuple[float, int]] = []

    def work(self) -> None:
        """Begin, kill twice, finish, look at what was exported."""
        begin = monotonic()
        hall = open_installation(self.base).open_hall()
        try:
            with VirtualScreen(1366, 768) as display, IdleWindow(display) as idle:
                window = self._window("begin", display)
                first = self._follow(hall, window, lambda s: s.loaded > self.rows * 0.3 and s.done == 0)
                _kill(first.worker)
                second = self._follow(
                    hall, window, lambda s: s.done > self.rows * 0.4 and s.worker != first.worker
                )
                told = _last_line(window)
                for pid in (window.pid, second.worker):
                    _kill(pid)
                window.wait()
                found = self._finish(hall, display)
        finally:
            hall.close()
        self._check(found)
        self._tell(found, monotonic() - begin)
        self._tell_blocks({**told, **found}, idle)

    def _window(self, what: str, display: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "bench.addresses.batch_window", what, "--base-dir", str(self.base), "--file", str(self.path),
             "--out", str(self.out)],
            cwd=ROOT, env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _follow(self, hall: Store, window: subprocess.Popen[str], reached: Any) -> _State:
        until = monotonic() + 900
        while monotonic() < until:
            found = self._look(hall)
            if found.worker and reached(found):
                return found
            if window.poll() is not None:
                raise SystemExit(f"the window ended: {found}")
            sleep(0.1)
        raise SystemExit("the batch did not come so far")

    def _look(self, hall: Store) -> _State:
        with hall.reading() as session:
            batch = newest_batch(session)
            if batch is None or batch.file_name != self.path.name:
                return _State("", 0, 0, 0)
            found = _State(
                batch.state, batch.loaded, batch.done, int((batch.worker or "::").split(":")[1] or 0)
            )
        if found.worker:
            self._measure(found.worker)
        if found.state == "running":
            self._worked.append((monotonic(), found.done))
        return found

    def _measure(self, pid: int) -> None:
        with suppress(OSError, IndexError):
            if pid not in self._used:
                os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))  # the worker stays ordinary
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            memory = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")), "0")
            self.memory = max(self.memory, int(memory) / 1024)
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            self._used[pid] = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def _finish(self, hall: Store, display: str) -> dict[str, Any]:
        window = self._window("finish", display)
        until = monotonic() + 1800
        while window.poll() is None:
            if self._look(hall).state == "done":
                break
            sleep(0.1)
        out, _ = window.communicate(timeout=max(until - monotonic(), 1))
        if window.returncode or not out.strip():
            raise SystemExit(f"the second window did not finish: {out[-500:]}")
        return json.loads(out.splitlines()[-1])

    def _check(self, found: dict[str, Any]) -> None:
        names = list(_first_column(self.out / f"result{self.path.suffix}"))
        if names != [f"单位{n:06d}" for n in range(self.rows)] or found["exported"] != self.rows:
            raise SystemExit("a row is missing, doubled or out of order")
        if not found["taken_up_at"] or found["decisions"] == 0:
            raise SystemExit(f"not resumed in the middle, or nothing reviewed: {found}")

    def _tell(self, found: dict[str, Any], seconds: float) -> None:
        name = f"address_batch_{self.path.suffix[1:]}"
        cpu = sum(self._used.values())
        pace = _pace(self._worked)
        tell(
            result(
                name, [self.rows / cpu], "rows a CPU second", "none", 0.0, worker_cpu_s=round(cpu, 1), rows_a_second=round(pace),
                kills=2, taken_up_at=found["taken_up_at"], whole_s=round(seconds, 1), memory_mb=round(self.memory),
                export_s=found["export_s"],
            )
        )  # fmt: skip
        tell(result(f"{name}_progress", found["progress_ms"], "ms", "poll", 400.0))
        tell(
            result(
                f"{name}_decision", found["decision_ms"], "ms", "wanted", 100.0, decisions=found["decisions"], asked=found["asked"]
            )
        )  # fmt: skip

    def _tell_blocks(self, told: dict[str, Any], idle: IdleWindow) -> None:
        """The longest block of each part beside that of the empty window in the same seconds."""
        parts = {key: told[f"{key}_block"] for key in ("begin", "following", "review", "export")}
        for part in parts.values():
            part["idle"] = idle.longest(part.pop("spans"))
        worst = max(parts.values(), key=lambda part: part["longest"])
        tell(
            result(
                f"address_batch_{self.path.suffix[1:]}_block", [worst["longest"]], "ms", "wanted", 50.0,
                idle=worst["idle"], parts=parts,
            )
        )  # fmt: skip


def _pace(worked: list[tuple[float, int]]) -> float:
    """Rows a second while a worker was at it: pauses in which no row came are left out."""
    rows = seconds = 0.0
    for (t0, n0), (t1, n1) in zip(worked, worked[1:], strict=False):
        if n1 >= n0 and t1 - t0 < 1.0:
            rows, seconds = rows + n1 - n0, seconds + t1 - t0
    return rows / seconds if seconds else 0.0


def _first_column(path: Path) -> Iterator[str]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from [line[0] for line in csv.reader(file)][1:]
        return
    book = load_workbook(path, read_only=True)
    try:
        for row in book.worksheets[0].iter_rows(min_row=2, max_col=1, values_only=True):
            yield str(row[0])
    finally:
        book.close()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _last_line(window: subprocess.Popen[str]) -> dict[str, Any]:
    """What the first window told while it followed."""
    assert window.stdout is not None
    return json.loads(window.stdout.readline())


if __name__ == "__main__":
    main()
