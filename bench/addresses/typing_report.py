"""Recall and time of typed texts on one made district: ``python -m bench.addresses.typing_report DIR [errors]``."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.addresses.report import opened, read_rows
from hall_app.addresses.completing import Completer
from hall_app.addresses.engine import Engine


@dataclass(frozen=True, slots=True)
class Typed:
    """Recall at ten of finished texts, by kind and in all, and CPU milliseconds a keystroke."""

    recall: float
    by_kind: dict[str, float]
    p50_ms: float
    p99_ms: float
    missed: tuple[tuple[dict[str, Any], list[str]], ...]


def judge_typing(engine: Engine, rows: list[dict[str, Any]]) -> Typed:
    """Complete every text and count."""
    completer = Completer(engine)
    for row in rows[:200]:
        completer.complete(row["text"])
    kinds: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    times: list[float] = []
    missed = []
    for row in rows:
        begin = time.process_time_ns()
        codes = completer.complete(row["text"])
        times.append((time.process_time_ns() - begin) / 1e6)
        if row["partial"]:
            continue
        hit = row["code"] in codes
        for key in ("all", *row["kinds"]):
            kinds[key][0] += 1
            kinds[key][1] += hit
        if not hit:
            missed.append((row, codes))
    times.sort()
    share = {key: right / count for key, (count, right) in kinds.items()}
    return Typed(
        share.pop("all"), share, times[len(times) // 2], times[int(len(times) * 0.99)], tuple(missed)
    )


def main() -> None:
    """Print recall by kind and times, and with ``errors`` what was missed."""
    folder = Path(sys.argv[1])
    engine = Engine(opened(folder))
    made = judge_typing(engine, read_rows(folder / "typing.jsonl"))
    print(f"recall@10 {made.recall:.3%} p50 {made.p50_ms:.2f} ms p99 {made.p99_ms:.2f} ms")
    for kind, share in sorted(made.by_kind.items(), key=lambda pair: pair[1]):
        print(f"  {kind:14} {share:.2%}")
    if "errors" in sys.argv:
        for row, codes in sorted(made.missed, key=lambda odd: odd[0]["kinds"])[:80]:
            print(row["text"], row["code"], row["kinds"], codes[:3])
    engine.close()


if __name__ == "__main__":
    main()
