"""Spreadsheets of addresses: csv in UTF-8 or GB18030 and xlsx, any layout, the original columns kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hall_app.addresses.answers import Translation
from hall_app.addresses.describing import method_words, standard_text
from hall_app.addresses.engine import Engine
from hall_app.addresses.progress import Answered, Progress, go_on
from hall_app.addresses.table_writing import write_table
from hall_app.addresses.tables import Cell, TableHead, look_at, open_rows, text_of
from hall_app.errors import InputRefused

ADDED = ("标准地址", "编码", "把握", "方式")


def translate_sheet(engine: Engine, source: Path, out: Path, progress: Progress | None = None) -> Answered:
    """Translate a table row by row; raises InputRefused where no address column can be told."""
    head = look_at(source)
    column = address_column(head)
    count = taken = 0

    def answered() -> Iterator[list[Cell]]:
        nonlocal count, taken
        yield [*head.heading, *ADDED]
        with open_rows(source) as rows:
            for at, (_, row) in enumerate(rows):
                if head.headed and at == 0:
                    continue
                made = engine.translate(text_of(row[column]) if column < len(row) else "")
                count += 1
                taken += made.auto
                go_on(progress, count)
                yield with_answer(row, len(head.heading), _added(engine, made))

    write_table(out, answered())
    return Answered(count, taken)


def address_column(head: TableHead) -> int:
    """The column that holds the addresses. Raises InputRefused where it cannot be told."""
    if head.column is None:
        raise InputRefused("没有找到地址列", "请在表头写明“地址”")
    return head.column


def with_answer(row: list[Cell], width: int, answer: list[Cell]) -> list[Cell]:
    """The original cells and what was found, each in its column; cells past the heading go behind them."""
    return [*row[:width], *[""] * (width - len(row)), *answer, *row[width:]]


def _added(engine: Engine, made: Translation) -> list[Cell]:
    if not made.codes:
        return ["", "", "0", method_words(made)]
    code = made.codes[0]
    way = method_words(made) if made.auto else "待核"
    return [standard_text(engine, code), code, f"{made.confidence:.2f}", way]
