"""Kill a window at random moments of its receptions, and look whether anything accepted is lost or doubled.

    python -m bench.crash [--kills 200] [--seed 1]

After every kill the database is read by another process's eyes: what the worker told as accepted must be there once
with its sheet, its print job and its outbox row, and nothing may be there twice. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from db.session import Store
from hall_app.clock import Clock
from hall_app.installation import open_installation
from hall_app.practice.making import make_demo
from hall_app.security.audit import verify

LONGEST_S = 1.5
START_S = 60.0


def kill_repeatedly(folder: Path, kills: int, seed: int) -> dict[str, int]:
    """Make a hall, kill its window ``kills`` times; returns what was counted. Raises AssertionError on a loss."""
    chance, clock = random.Random(seed), Clock()
    installation = open_installation(folder)
    store = installation.open_hall()
    make_demo(store, persons=50, seed=1, day=clock.today(), clock=clock)
    store.close()
    told: list[str] = []
    for _ in range(kills):
        told += _one_life(folder, chance.uniform(0.0, LONGEST_S))
        store = installation.open_hall()
        _check(store, told)
        store.close()
    store = installation.open_hall()
    report = verify(store)
    assert report.intact, str(report)
    with store.reading() as session:
        cases = session.execute(text("SELECT count(*) FROM cases WHERE draft_id IS NOT NULL")).scalar_one()
    store.close()
    return {"kills": kills, "accepted_as_told": len(told), "cases": cases, "audit_links": report.checked}


def _one_life(folder: Path, seconds: float) -> list[str]:
    """Start the window, kill it some moment after it is ready; returns the case numbers it told."""
    command = [sys.executable, "-m", "bench.crash_worker", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline().strip()
        assert first == "ready", first
        try:
            process.wait(seconds)
            raise AssertionError("the window ended by itself")
        except subprocess.TimeoutExpired:
            process.kill()
        lines = process.stdout.read().splitlines()
    return [line.split()[1] for line in lines if line.startswith("accepted ")]


def _check(store: Store, told: list[str]) -> None:
    with store.reading() as session:

        def column(query: str) -> list[str]:
            return [str(row[0]) for row in session.execute(text(query))]

        numbers = column("SELECT case_number FROM cases WHERE draft_id IS NOT NULL")
        assert not _twice(numbers), f"doubled: {_twice(numbers)}"
        lost = set(told) - set(numbers)
        assert not lost, f"lost: {sorted(lost)}"
        for table in ("issued_document", "case_step"):
            bare = column(
                f"SELECT c.case_number FROM cases c LEFT JOIN {table} t ON t.case_id = c.id WHERE c.draft_id IS NOT NULL AND t.id IS NULL"
            )
            assert not bare, f"no {table}: {bare}"
        jobs = column("SELECT document_id FROM print_job WHERE document_id IS NOT NULL")
        documents = column("SELECT id FROM issued_document")
        assert sorted(jobs) == sorted(documents), "a sheet without its print job, or with two"
        tickets = column("SELECT ticket_id FROM cases WHERE draft_id IS NOT NULL")
        assert not _twice(tickets), "two cases of one ticket"
        papers = column("SELECT ticket_id FROM print_job WHERE ticket_id IS NOT NULL")
        assert sorted(papers) == sorted(column("SELECT id FROM ticket")), (
            "a ticket without its print job, or with two"
        )
        assert not _twice(column("SELECT number FROM ticket")), "a ticket number twice"
        assert session.execute(text("PRAGMA quick_check")).scalar_one() == "ok"


def _twice(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def main() -> None:
    """Run it and print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(kill_repeatedly(Path(folder), options.kills, options.seed)))


if __name__ == "__main__":
    main()
