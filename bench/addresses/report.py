"""Accuracy by class and kind of one made district: ``python -m bench.addresses.report DIR [queries|past] [errors]``."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from db.engine import open_engine
from db.session import Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine

NEVER = {"contradiction", "ambiguous", "not_address"}
MANY = 100


@dataclass(slots=True)
class Tally:
    """Counts of one class or kind."""

    texts: int = 0
    right: int = 0
    auto: int = 0
    confident_wrong: int = 0


@dataclass(slots=True)
class Judged:
    """A file of texts judged: tallies by class (upper case), kind and ALL, and what was not as wished."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    odd: list[tuple[str, dict[str, Any], Translation]] = field(default_factory=list)
    per_second: float = 0.0

    def share(self, key: str) -> float:
        """Right answers of a class or kind."""
        tally = self.tallies[key]
        return tally.right / tally.texts if tally.texts else 1.0

    def weakest(self) -> tuple[str, float]:
        """The kind of noise (of at least a hundred texts) read worst."""
        kinds = [k for k, t in self.tallies.items() if k.islower() and t.texts >= MANY]
        return min(((k, self.share(k)) for k in kinds), key=lambda x: x[1], default=("", 1.0))


def right(row: dict[str, Any], made: Translation) -> bool:
    """Whether an answer is the right one for its class."""
    if row["klass"] == "range":
        return [r for r in made.rows or [] if r] == row["rows"]
    if row["code"] is None:
        return row["klass"] == "ambiguous" or not made.codes
    return made.codes[:1] == [row["code"]]


def judge(engine: Engine, rows: list[dict[str, Any]]) -> Judged:
    """Translate the texts and count."""
    judged = Judged()
    begin = time.process_time()
    answers = [engine.translate(row["text"]) for row in rows]
    judged.per_second = len(rows) / (time.process_time() - begin)
    for row, made in zip(rows, answers, strict=True):
        good = right(row, made)
        confident = made.auto and (not good or row["klass"] in NEVER | {"range"})
        kinds = row["kinds"] if row["klass"] in ("answerable", "range") else []
        for key in (row["klass"].upper(), "ALL", *kinds):
            tally = judged.tallies[key]
            tally.texts += 1
            tally.right += good
            tally.auto += made.auto
            tally.confident_wrong += confident
        if confident or not good or row["klass"] == "answerable" and not made.auto:
            judged.odd.append(("!!" if confident else "x" if not good else "?", row, made))
    return judged


def opened(folder: Path, fresh: bool = False) -> Store:
    """The folder's library, imported when it has no database yet."""
    base = folder / "library.db"
    wanted = fresh or not base.exists()
    store = Store(open_engine(f"sqlite:///{base}", "0" * 64))
    if wanted:
        import_library(store, folder / "library.jsonl", folder / "aliases.jsonl", date(2026, 11, 24))
    return store


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def main() -> None:
    """Print the tables, and with ``errors`` what was not as wished."""
    folder, name = Path(sys.argv[1]), sys.argv[2]
    store = opened(folder, "import" in sys.argv)
    engine = Engine(store)
    judged = judge(engine, read_rows(folder / f"{name}.jsonl"))
    print("texts/s", round(judged.per_second))
    order = sorted(judged.tallies, key=lambda k: (k.islower(), judged.share(k)))
    for key in order:
        t = judged.tallies[key]
        print(
            f"{key:20} {t.texts:6} right {t.right / t.texts:7.2%} auto {t.auto / t.texts:7.2%} wrong {t.confident_wrong}"
        )
    if "errors" in sys.argv:
        judged.odd.sort(key=lambda odd: ["!!", "x", "?"].index(odd[0]))
        for mark, row, made in judged.odd[: int(sys.argv[-1]) if sys.argv[-1].isdigit() else 200]:
            pieces = [(k, t) for k, t, _ in made.pieces if k != "neutral"]
            print(
                mark,
                row["text"],
                row["klass"][:4],
                row["code"],
                row["kinds"],
                "->",
                made.codes[:2],
                made.reasons,
                made.runner_up,
                pieces,
            )
    engine.close()


if __name__ == "__main__":
    main()
