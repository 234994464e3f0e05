"""Accuracy by class and kind: ``python -m bench.addresses.report DIR queries [errors]`` on a made district."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from db.engine import open_engine
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine

NEVER = {"contradiction", "ambiguous", "not_address"}


def right(row: dict, codes: list[str], rows: list | None) -> bool:
    """Whether an answer is the right one for its class."""
    if row["klass"] == "range":
        return [r for r in rows or [] if r] == row["rows"]
    if row["code"] is None:
        return row["klass"] == "ambiguous" or not codes
    return bool(codes) and codes[0] == row["code"]


def main() -> None:
    """Import when the folder has no database yet, translate, print the tables."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    base = folder / "library.db"
    fresh = not base.exists()
    store = Store(open_engine(f"sqlite:///{base}", "0" * 64))
    if fresh or "import" in sys.argv:
        begin = time.perf_counter()
        print(import_library(store, folder / "library.jsonl", folder / "aliases.jsonl", date(2026, 11, 24)))
        print("import s", round(time.perf_counter() - begin, 2))
    begin = time.process_time()
    engine = Engine(store)
    print("open s", round(time.process_time() - begin, 2))
    rows = [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
    begin = time.process_time()
    answers = [engine.translate(row["text"]) for row in rows]
    spent = time.process_time() - begin
    print("texts/s", round(len(rows) / spent))
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    wrong: list[tuple[dict, object]] = []
    for row, made in zip(rows, answers, strict=True):
        good = right(row, made.codes, made.rows)
        confident = made.auto and (not good or row["klass"] in NEVER | {"range"})
        for key in [row["klass"].upper(), "ALL"] + [
            f"{k}" for k in row["kinds"] if row["klass"] in ("answerable", "range")
        ]:
            counts = table[key]
            counts[0] += 1
            counts[1] += good
            counts[2] += made.auto
            counts[3] += confident
        if not good or confident or row["klass"] == "answerable" and not made.auto:
            wrong.append((row, made))
    for key, (n, good, auto, bad) in sorted(
        table.items(), key=lambda x: (not x[0].isupper(), x[1][1] / x[1][0])
    ):
        print(f"{key:22} {n:6} right {good / n:7.2%} auto {auto / n:7.2%} confident wrong {bad}")
    if "errors" in sys.argv:
        for row, made in wrong[:200]:
            mark = (
                "!!"
                if made.auto and not right(row, made.codes, made.rows) or made.auto and row["klass"] in NEVER
                else "x"
                if not right(row, made.codes, made.rows)
                else "?"
            )
            print(
                mark,
                row["text"],
                row["klass"],
                row["code"],
                row["kinds"],
                "->",
                made.codes[:2],
                made.reasons,
                made.runner_up,
                [p for p in made.pieces if p[0] != "neutral"],
            )
    engine.close()


if __name__ == "__main__":
    main()
