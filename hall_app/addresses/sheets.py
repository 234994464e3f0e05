"""Tables of addresses translated whole: any layout, the original columns kept; from and to lines of JSON as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter_ns
from typing import NamedTuple

from hall_app.addresses.address_parts import address_of
from hall_app.addresses.answer_lines import answer_line, read_lines, written_lines
from hall_app.addresses.answers import Translation
from hall_app.addresses.describing import method_words, standard_text
from hall_app.addresses.engine import Engine
from hall_app.addresses.layouts import TableHead, look_at
from hall_app.addresses.progress import Answered, Progress, go_on
from hall_app.addresses.table_writing import write_table
from hall_app.addresses.tables import WRITTEN, Cell, open_rows
from hall_app.errors import InputRefused

ADDED = ("标准地址", "编码", "把握", "方式")
LINES = (".jsonl", ".ndjson", ".json")
_IDENTITY = ("id", "编号", "序号")


class _Line(NamedTuple):
    """A text to translate, what names it, and the cells it stands among."""

    identity: object
    text: str
    cells: list[Cell]


def translate_sheet(engine: Engine, source: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Translate a table into another or into lines. Raises InputRefused where no address column can be told."""
    head = look_at(source)
    if head.column is None:
        raise InputRefused("没有找到地址列", "请在表头写明“地址”")
    above: list[list[Cell]] = [list(row) for row in head.above]
    made = _write(engine, _rows(source, head), (above, list(head.heading)), out, progress)
    return replace(made, left_out=head.others_words)


def lines_to_table(engine: Engine, source: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Translate lines of JSON into a table. Raises HallError."""
    lines = (
        _Line(row.get("id"), text, [_cell(row.get("id")), _cell(text)])
        for row in read_lines(source)
        for text in [str(row.get("text", ""))]
    )
    return _write(engine, lines, ([], ["id", "text"]), out, progress)


def with_answer(row: list[Cell], width: int, answer: list[Cell]) -> list[Cell]:
    """The original cells and what was found, each in its column; cells past the heading go behind them."""
    return [*row[:width], *[""] * (width - len(row)), *answer, *row[width:]]


def _rows(source: Path, head: TableHead) -> Iterator[_Line]:
    named = next((n for n, title in enumerate(head.heading) if title.strip().lower() in _IDENTITY), None)
    with open_rows(source, head.sheet) as rows:
        for line, row in islice(rows, head.rows_before, None):
            identity = row[named] if named is not None and named < len(row) else line
            yield _Line(identity, address_of(row, head.parts), row)


def _write(
    engine: Engine, lines: Iterator[_Line], top: tuple[list[list[Cell]], list[Cell]], out: Path, progress: Progress | None
) -> Answered:  # fmt: skip
    count = taken = 0

    def answered() -> Iterator[tuple[_Line, Translation, float]]:
        nonlocal count, taken
        for line in lines:
            begin = perf_counter_ns()
            made = engine.translate(line.text)
            ms = (perf_counter_ns() - begin) / 1e6
            count += 1
            taken += made.auto
            yield line, made, ms
            go_on(progress, count)

    above, heading = top
    if out.suffix.lower() in LINES:
        with written_lines(out) as file:
            file.writelines(answer_line(line.identity, made, ms) for line, made, ms in answered())
    elif out.suffix.lower() in WRITTEN:
        rows = (with_answer(line.cells, len(heading), _added(engine, made)) for line, made, _ in answered())
        write_table(out, (row for part in (above, [[*heading, *ADDED]], rows) for row in part))
    else:
        raise InputRefused("结果只能存成 .xlsx、.csv 或 .jsonl", "请改文件名的后缀")
    return Answered(count, taken)


def _cell(value: object) -> Cell:
    """A value of JSON as a cell; half a character cannot stand in a table."""
    if value is None or isinstance(value, int | float | bool):
        return value
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _added(engine: Engine, made: Translation) -> list[Cell]:
    if not made.codes:
        return ["", "", "0", method_words(made)]
    code = made.codes[0]
    way = method_words(made) if made.auto else "待核"
    return [standard_text(engine, code), code, f"{made.confidence:.2f}", way]
