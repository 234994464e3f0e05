"""The three commands: import a library, translate a file of texts, complete a file of typed beginnings."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from db.session import Store
from hall_app.addresses.answers import Translation
from hall_app.addresses.engine import Engine
from hall_app.errors import HallError

if TYPE_CHECKING:
    from hall_app.addresses.importing import Imported

Progress = Callable[[int], bool]
EVERY = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """How many lines a command answered, and how many of them without asking a person."""

    lines: int
    taken_over: int


def import_library(
    store: Store, library: Path, aliases: Path | None, day: date, progress: Progress | None = None
) -> Imported:
    """Replace the library in ``store``. Raises HallError; the old library stays then."""
    from hall_app.addresses.importing import read_library  # pypinyin takes a fifth of a second to load

    return read_library(store, library, aliases, day, progress)


def translate_file(store: Store, texts: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Translate every line of ``texts`` into ``out``; jsonl, csv or xlsx by suffix. Raises HallError.

    ``progress`` gets the lines answered so far and says whether to go on.
    """
    if not texts.is_file():
        raise HallError("找不到要翻译的文件", f"请检查路径：{texts.name}")
    engine = Engine(store)
    try:
        if texts.suffix.lower() in (".csv", ".xlsx"):
            from hall_app.addresses.sheets import translate_sheet

            return translate_sheet(engine, texts, out, progress)
        return _translate_lines(engine, texts, out, progress)
    finally:
        engine.close()


def complete_file(store: Store, typed: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Complete every beginning of ``typed`` into ``out``, at most ten codes each. Raises HallError."""
    from hall_app.addresses.completing import Completer

    if not typed.is_file():
        raise HallError("找不到输入文件", f"请检查路径：{typed.name}")
    engine = Engine(store)
    try:
        completer = Completer(engine)
        count = 0
        with out.open("w", encoding="utf-8") as file:
            for row in read_lines(typed):
                begin = perf_counter_ns()
                codes = completer.complete(str(row.get("text", "")))
                ms = (perf_counter_ns() - begin) / 1e6
                file.write(
                    f'{{"id":{json.dumps(row.get("id"))},"codes":{json.dumps(codes)},"ms":{ms:.3f}}}\n'
                )
                count += 1
                _go_on(progress, count)
        return Answered(count, 0)
    finally:
        engine.close()


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; a line that is none gives an empty text, so that every line is answered."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = {}
            yield row if isinstance(row, dict) else {}


def answer(identity: Any, made: Translation, ms: float) -> dict[str, Any]:
    """A line of results."""
    row: dict[str, Any] = {"id": identity, "codes": made.codes, "auto": made.auto, "ms": ms}
    row["level"] = made.level
    if made.place:
        row["place"] = made.place
    if made.rows is not None:
        row["rows"] = made.rows
    row["confidence"] = made.confidence
    row["method"] = made.method
    if made.reasons:
        row["reasons"] = made.reasons
    if made.runner_up and not made.auto:
        row["runner_up"] = made.runner_up
        row["pieces"] = made.pieces
    return row


def _translate_lines(engine: Engine, texts: Path, out: Path, progress: Progress | None) -> Answered:
    count = taken = 0
    gc.freeze()  # the names live as long as the command: no collection need visit them again
    gc.set_threshold(50_000, 20, 50)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with out.open("w", encoding="utf-8") as file:
        for row in read_lines(texts):
            text = str(row.get("text", ""))
            begin = perf_counter_ns()
            made = engine.translate(text)
            ms = (perf_counter_ns() - begin) / 1e6
            file.write(encode(answer(row.get("id"), made, round(ms, 3))) + "\n")
            count += 1
            taken += made.auto
            _go_on(progress, count)
    return Answered(count, taken)


def _go_on(progress: Progress | None, count: int) -> None:
    if progress is not None and count % EVERY == 0 and not progress(count):
        raise HallError("已取消", "已写出的结果保留在输出文件里")
