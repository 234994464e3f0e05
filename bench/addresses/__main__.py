"""The address figures: ``python -m bench.addresses [--size N] [--texts N] [--out FILE] [--keep DIR]``.

Makes districts of names that the rules were not made with, runs the product's own commands on them as
processes, and prints accuracy by class, the weakest kind, speed, memory and recall. Seconds are CPU time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.addresses.library import District, write_lines
from bench.addresses.noise import Noise
from bench.addresses.past import Past
from bench.addresses.report import Judged, judge, opened, read_rows
from bench.addresses.stock import HELD_OUT, READ_SINCE
from bench.addresses.typing import Typing
from bench.addresses.typing_report import judge_typing
from hall_app.addresses.engine import Engine

SEEDS = {
    "first": 60301, "second": 71923, "third": 88117, "fourth": 414101, "fifth": 525252, "sixth": 639797,
    "seventh": 747707, "eighth": 858801, "ninth": 969109, "tenth": 101210, "eleventh": 1112131,
    "twelfth": 1213141,
}  # fmt: skip
TYPED = 5_000


def make(folder: Path, stock: str, size: int, texts: int) -> None:
    """Write a district with its texts, unless the folder has them."""
    if (folder / "typing.jsonl").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    seed = SEEDS[stock]
    district = District(seed, size, stock)
    write_lines(folder / "library.jsonl", district.entries())
    write_lines(folder / "aliases.jsonl", [dict(alias) for alias in district.aliases])
    ordinary = Noise(district, seed + 1)
    for name, noise, amount in (
        ("queries", ordinary, texts),
        ("past", Past(district, seed + 2), texts // 2),
        ("typing", Typing(ordinary, seed + 3), min(TYPED, texts)),
    ):
        rows = [{**noise.draw(), "id": f"{name[0]}{n:06d}"} for n in range(amount)]
        write_lines(folder / f"{name}.jsonl", rows)


def command(*words: str) -> tuple[float, float]:
    """Run ``hall-app addresses …`` as a process: CPU seconds, start-up included, and peak megabytes."""
    made = subprocess.run(
        [sys.executable, "-c", _RUN, sys.executable, "-m", "hall_app", *words], capture_output=True, text=True
    )
    if made.returncode:
        raise SystemExit(f"hall-app {' '.join(words)} failed: {made.stderr}")
    seconds, kilobytes = made.stdout.split()[-2:]
    return float(seconds), float(kilobytes) / 1024


# A small process between: a child's peak memory begins with its parent's, and this one has a district in mind.
_RUN = """
import os, sys
pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
sys.exit(status != 0)
"""


def measure(folder: Path, stock: str) -> dict[str, Any]:
    """All figures of one district."""
    base, out = str(folder / "installation"), str(folder / "results.jsonl")
    load_s, load_mb = command(
        "--base-dir", base, "addresses", "import", str(folder / "library.jsonl"),
        "--aliases", str(folder / "aliases.jsonl"),
    )  # fmt: skip
    rows = read_rows(folder / "queries.jsonl")
    spent_s, spent_mb = command(
        "--base-dir", base, "addresses", "translate", str(folder / "queries.jsonl"), "--out", out
    )
    store = opened(folder)
    engine = Engine(store)
    try:
        sample, past = judge(engine, rows), judge(engine, read_rows(folder / "past.jsonl"))
        typed = judge_typing(engine, read_rows(folder / "typing.jsonl"))
    finally:
        engine.close()
        store.close()
    return {
        "district": stock,
        "import_s": round(load_s, 1),
        "import_mb": round(load_mb),
        "texts_per_second": round(len(rows) / spent_s),
        "translate_mb": round(spent_mb),
        "sample": figures(sample),
        "past": figures(past),
        "typing": {
            "recall_at_10": round(typed.recall, 5),
            "p50_ms": round(typed.p50_ms, 2),
            "p99_ms": round(typed.p99_ms, 2),
        },
    }


def figures(judged: Judged) -> dict[str, Any]:
    """The shares that matter of one file of texts."""
    everything, answerable = judged.tallies["ALL"], judged.tallies["ANSWERABLE"]
    never = ("CONTRADICTION", "AMBIGUOUS", "NOT_ADDRESS", "RANGE")
    weakest, share = judged.weakest()
    return {
        "texts": everything.texts,
        **{
            key.lower(): round(judged.share(key), 5)
            for key in ("ALL", "ANSWERABLE", "ABSENT", "CONTRADICTION", "RANGE")
            if judged.tallies[key].texts
        },
        "answerable_taken_over": round(answerable.auto / max(1, answerable.texts), 5),
        "confidently_wrong": everything.confident_wrong,
        "taken_over_where_never": sum(judged.tallies[key].auto for key in never),
        "weakest_kind": [weakest, round(share, 5)],
        "kinds": {
            key: [tally.texts, round(judged.share(key), 5)]
            for key, tally in sorted(judged.tallies.items())
            if key.islower()
        },
    }


def main() -> None:
    """Measure the districts, print them and write the file."""
    parser = argparse.ArgumentParser(prog="python -m bench.addresses", description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="entries of each district")
    parser.add_argument("--texts", type=int, default=50_000, help="texts of each district")
    parser.add_argument("--out", type=Path, default=Path("out/addresses.json"))
    parser.add_argument("--keep", type=Path, help="folder for the districts, kept for the next run")
    parser.add_argument("--read-since", action="store_true", help="the districts whose errors have been read")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        root = arguments.keep or Path(passing)
        made = []
        for stock in READ_SINCE if arguments.read_since else HELD_OUT:
            make(root / stock, stock, arguments.size, arguments.texts)
            made.append(measure(root / stock, stock))
            print(
                json.dumps(
                    {
                        k: v if not isinstance(v, dict) else {a: b for a, b in v.items() if a != "kinds"}
                        for k, v in made[-1].items()
                    },
                    ensure_ascii=False,
                ),
                flush=True,
            )
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
