"""Approvals and the quality report on a library of a million addresses.

    python -m bench.addresses.managing [--size 1000000] [--library FOLDER] [--each 12]

Each change is proposed by one person and approved by another, in the district's own encrypted database. What an
approval costs must not grow with the library: the same changes on one of 20,000 addresses stand beside it as limit.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from bench.addresses.library import District, write_lines
from bench.measuring import percentile, result, tell
from db import address_entries as entry_rows
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine
from hall_app.addresses.managing.changes import ChangeKind, Elements, NewEntry, Proposal
from hall_app.addresses.managing.planning import entry_of
from hall_app.addresses.managing.proposing import approve_change, propose_change
from hall_app.addresses.managing.quality import report_quality
from hall_app.clock import Clock
from hall_app.errors import HallError
from hall_app.installation import open_installation
from hall_app.security.clerk import Clerk

SMALL = 20_000


def main() -> None:
    """Approve on both libraries, then report on the large one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--library", type=Path, default=None)
    parser.add_argument("--each", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as place:
        folder = Path(place)
        little = _opened(folder / "small", District(11, SMALL), None)
        large = _opened(folder / "large", District(11, options.size), options.library)
        limits, found = (_approvals(store, options.each) for store in (little, large))
        for kind, times in found.items():
            limit = percentile(limits[kind], 0.5)
            tell(result(f"address_approval_{kind}", times, "ms", f"{SMALL} addresses", limit))
        before, used = perf_counter(), process_time()
        report = report_quality(large, _editor(1))
        seconds = perf_counter() - before
        tell(
            result(
                "address_quality", [seconds * 1000], "ms", "none", 0.0,
                cpu_s=round(process_time() - used, 2), to_mend=report.to_mend,
            )
        )  # fmt: skip
        little.close()
        large.close()


def _opened(folder: Path, district: District, library: Path | None) -> Store:
    source = library or folder / "source"
    if not (source / "library.jsonl").is_file():
        source.mkdir(parents=True, exist_ok=True)
        write_lines(source / "library.jsonl", district.entries())
        write_lines(source / "aliases.jsonl", [dict(alias) for alias in district.aliases])
    store = open_installation(folder / "base").open_district()
    import_library(store, source / "library.jsonl", source / "aliases.jsonl", Clock().today())
    return store


def _editor(number: int) -> Clerk:
    may = frozenset({"address.propose", "address.approve"})
    return Clerk(
        UUID(int=number),
        f"B{number:03d}",
        "bench",
        "address_admin",
        "bench",
        may,
        UUID(int=9),
        "hall",
        None,
        None,
        True,
    )


def _approvals(store: Store, each: int) -> dict[str, list[float]]:
    """Milliseconds of every approval by kind."""
    found: dict[str, list[float]] = {}
    for kind, proposal in _proposals(store, each):
        try:
            change = propose_change(store, _editor(1), proposal, clock=Clock())
        except HallError:
            continue  # a room that an earlier change took, or a building that stands alone
        before = perf_counter()
        approve_change(store, _editor(2), change.id, clock=Clock())
        found.setdefault(kind, []).append((perf_counter() - before) * 1000)
    return found


def _proposals(store: Store, each: int) -> Iterator[tuple[str, Proposal]]:
    engine = Engine(store)
    places = list(engine.gazetteer.places)
    chance = random.Random(3)
    wanted: list[str] = []
    for place in chance.sample(places, min(len(places), each * 8)):
        wanted += [row[0] for row in engine.lookup.buildings(place)[:1]]
    engine.close()
    chance.shuffle(wanted)
    for n, building in enumerate(wanted[: each * 5]):
        with store.reading() as session:
            entry = entry_of(entry_rows.entries(session, [building])[building])
            rooms = [entry_of(row) for row in entry_rows.rooms_of(session, building)]
        if len(rooms) < 3:
            continue
        first, second = rooms[0], rooms[1]
        yield _proposal(n % 5, entry.elements, building, first.code, second.code, first.elements)


def _proposal(
    kind: int, above: Elements, building: str, first: str, second: str, room: Elements
) -> tuple[str, Proposal]:
    reason = "bench"
    match kind:
        case 0:
            entry = NewEntry(replace(above, house="9909A"))
            return "create", Proposal(ChangeKind.CREATE, entries=(entry,), reason=reason)
        case 1:
            renamed = replace(above, bldg=f"{above.bldg or '1栋'}甲")
            return "rename", Proposal(ChangeKind.RENAME, codes=(building,), elements=renamed, reason=reason)
        case 2:
            return "retire", Proposal(ChangeKind.RETIRE, codes=(first,), reason=reason)
        case 3:
            entry = NewEntry(replace(room, house=f"{room.house}合"))
            return "merge", Proposal(ChangeKind.MERGE, codes=(first, second), entries=(entry,), reason=reason)
        case _:
            entries = tuple(NewEntry(replace(room, house=f"{room.house}{mark}")) for mark in "甲乙")
            return "split", Proposal(ChangeKind.SPLIT, codes=(first,), entries=entries, reason=reason)


if __name__ == "__main__":
    main()
