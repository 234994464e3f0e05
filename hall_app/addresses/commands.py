"""The three commands: import a library, translate a file of texts, complete a file of typed beginnings."""

from __future__ import annotations

import gc
import json
from datetime import date
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING

from db.session import Store
from hall_app.addresses.answer_lines import answer_line, read_lines, written_lines
from hall_app.addresses.engine import Engine
from hall_app.addresses.progress import Answered, Progress, go_on
from hall_app.addresses.tables import READ, WRITTEN
from hall_app.errors import HallError

if TYPE_CHECKING:
    from hall_app.addresses.importing import Imported


def import_library(
    store: Store, library: Path, aliases: Path | None, day: date, progress: Progress | None = None,
    as_of: date | None = None,
) -> Imported:  # fmt: skip
    """Replace the library in ``store``. Raises HallError; the old library stays then."""
    from hall_app.addresses.importing import read_library  # pypinyin takes a fifth of a second to load

    return read_library(store, library, aliases, day, progress, as_of)


def translate_file(store: Store, texts: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Translate every line of ``texts`` into ``out``; each is jsonl, csv or xlsx by its suffix. Raises HallError.

    ``progress`` gets the lines answered so far and says whether to go on.
    """
    if not texts.is_file():
        raise HallError("找不到要翻译的文件", f"请检查路径：{texts.name}")
    engine = Engine(store)
    try:
        if texts.suffix.lower() in READ and not _holds_objects(texts):
            from hall_app.addresses.sheets import translate_sheet

            return translate_sheet(engine, texts, out, progress)
        if out.suffix.lower() in WRITTEN:
            from hall_app.addresses.sheets import lines_to_table

            return lines_to_table(engine, texts, out, progress)
        return _translate_lines(engine, texts, out, progress)
    finally:
        engine.close()


def _holds_objects(path: Path) -> bool:
    """Whether a text file holds lines of JSON, whatever it is called."""
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{")


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
                go_on(progress, count)
        return Answered(count, 0)
    finally:
        engine.close()


def _translate_lines(engine: Engine, texts: Path, out: Path, progress: Progress | None) -> Answered:
    count = taken = 0
    gc.freeze()  # the names live as long as the command: no collection need visit them again
    gc.set_threshold(50_000, 20, 50)
    with written_lines(out) as file:
        for row in read_lines(texts):
            text = str(row.get("text", ""))
            begin = perf_counter_ns()
            made = engine.translate(text)
            ms = (perf_counter_ns() - begin) / 1e6
            file.write(answer_line(row.get("id"), made, ms))
            count += 1
            taken += made.auto
            if progress is not None:
                go_on(progress, count)
    return Answered(count, taken)
