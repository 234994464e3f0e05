"""A table of 100,000 addresses in GB18030 csv and in xlsx: taken in, translated by the worker, killed, resumed, exported.

    python -m bench.addresses.batch [--rows 100000] [--size 1000000] [--library FOLDER]

The worker is the product's own process (``hall-app addresses continue``); it is killed with SIGKILL once while it
reads in and once while it translates. Meanwhile a stand-in for the window asks how far it is, as the window does.
Memory is the highest that the worker ever had.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import monotonic, perf_counter, sleep
from uuid import UUID, uuid4

from openpyxl import Workbook

from bench.addresses.library import District, write_lines
from bench.addresses.noise import Noise
from bench.measuring import result, tell
from db.session import Store
from hall_app.addresses import batches
from hall_app.addresses.commands import import_library
from hall_app.addresses.tables import look_at
from hall_app.clock import Clock
from hall_app.installation import Installation, open_installation
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition


def main() -> None:
    """Make the library and the tables, then run both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument(
        "--library",
        type=Path,
        default=None,
        help="where library.jsonl and aliases.jsonl lie; made where absent",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as place:
        folder = Path(place)
        library = arguments.library or folder
        district = District(11, arguments.size)
        if not (library / "library.jsonl").is_file():
            write_lines(library / "library.jsonl", district.entries())
            write_lines(library / "aliases.jsonl", [dict(alias) for alias in district.aliases])
        installation = open_installation(folder / "base")
        store = installation.open_district()
        import_library(store, library / "library.jsonl", library / "aliases.jsonl", Clock().today())
        store.close()
        noise = Noise(district, 12)
        texts = [str(noise.draw(False)["text"]) for _ in range(arguments.rows)]
        hall = installation.open_hall()
        try:
            for path in (_csv(folder / "list.csv", texts), _xlsx(folder / "list.xlsx", texts)):
                _run(installation, hall, path, arguments.rows)
        finally:
            hall.close()


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


def _run(installation: Installation, hall: Store, path: Path, rows: int) -> None:
    role = role_definition("counter")
    assert role is not None
    clerk = Clerk(
        uuid4(), "B001", "bench", role.code, role.name, role.permissions, uuid4(), "hall", None, None, True
    )
    head = look_at(path)
    column = head.column if head.column is not None else 1
    batch = batches.start(hall, clerk, path, head, column, Clock())
    asked: list[float] = []
    kills = 0
    reached: list[Callable[[int, int], bool]] = [
        lambda loaded, _done: loaded > rows * 0.3, lambda _loaded, done: done > rows * 0.4
    ]  # fmt: skip
    begin, memory, process = monotonic(), 0.0, _worker(installation, batch)
    while process.poll() is None:
        before = perf_counter()
        view = batches.progress(hall, clerk, batch)
        asked.append((perf_counter() - before) * 1000)
        memory = max(memory, _memory(process.pid))
        if reached and reached[0](view.loaded, view.done):
            reached.pop(0)
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            process = _worker(installation, batch)
        sleep(0.2)
    seconds = monotonic() - begin
    view = batches.progress(hall, clerk, batch)
    before = monotonic()
    out = path.with_name(f"out{path.suffix}")
    written = batches.export(hall, clerk, batch, out, Clock(), None)
    exported = monotonic() - before
    if path.suffix == ".csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            names = [line[0] for line in csv.reader(file)][1:]
        if names != [f"单位{n:06d}" for n in range(rows)]:
            raise SystemExit("a row is missing, doubled or out of order")
    if (view.state, view.done, view.total, written) != ("done", rows, rows, rows):
        raise SystemExit(f"not every row is there once: {view}")
    kind = path.suffix[1:]
    tell(
        result(
            f"address_batch_{kind}",
            [rows / seconds],
            "rows/s",
            "none",
            0.0,
            seconds=round(seconds, 1),
            kills=kills,
        )
    )
    tell(result(f"address_batch_{kind}_progress", asked, "ms", "poll", 400.0))
    tell(
        result(f"address_batch_{kind}_memory", [memory], "MB", "none", 0.0, export_seconds=round(exported, 1))
    )
    sys.stdout.write(
        json.dumps({"kind": kind, "rows": rows, "kills": kills, "seconds": round(seconds, 1), "export_seconds": round(exported, 1),
                    "auto": view.translated, "asked": view.asked, "missing": view.missing}) + "\n"
    )  # fmt: skip


def _worker(installation: Installation, batch: UUID) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hall_app", "--base-dir", str(installation.base_dir), "addresses", "continue", str(batch)],
        env=dict(os.environ), stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _memory(pid: int) -> float:
    """The highest resident size so far, in MB; 0 where the process has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
