"""Spreadsheets of addresses: csv in UTF-8 or GB18030 and xlsx, any layout, the original columns kept."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from hall_app.addresses.answers import Translation
from hall_app.addresses.engine import Engine
from hall_app.errors import InputRefused

ADDED = ("标准地址", "编码", "把握", "方式")
METHODS = {
    "exact": "规则",
    "misspelt": "容错",
    "code": "编码",
    "old_code": "旧编码",
    "chosen": "同写法",
    "none": "未识别",
}
SAMPLE = 200
Progress = Callable[[int], bool]


def translate_sheet(engine: Engine, source: Path, out: Path, progress: Progress | None = None) -> Any:
    """Translate a table row by row; raises InputRefused where no address column can be told."""
    from hall_app.addresses.commands import Answered, _go_on

    rows = _rows(source)
    head = next(rows, None)
    if head is None:
        raise InputRefused("表格是空的", "请选择有内容的文件")
    sample = [row for row, _ in zip(rows, range(SAMPLE), strict=False)]
    column, headed = address_column(head, sample)
    count = taken = 0

    def answered() -> Iterator[list[str]]:
        nonlocal count, taken
        yield [*head, *ADDED] if headed else [*(f"列{n}" for n in range(1, len(head) + 1)), *ADDED]
        for part in ([] if headed else [head]), sample, rows:
            for row in part:
                made = engine.translate(row[column] if column < len(row) else "")
                count += 1
                taken += made.auto
                _go_on(progress, count)
                yield [*row, *[""] * (len(head) - len(row)), *_added(engine, made)]

    _write(out, answered())
    return Answered(count, taken)


def _added(engine: Engine, made: Translation) -> list[str]:
    if not made.codes:
        return ["", "", "0", METHODS.get(made.method, made.method)]
    code = made.codes[0]
    way = METHODS.get(made.method, made.method) if made.auto else "待核"
    found = engine.candidate(code)
    return [found.text if found else "", code, f"{made.confidence:.2f}", way]


def address_column(head: list[str], sample: list[list[str]]) -> tuple[int, bool]:
    """Which column holds the addresses, and whether the first row is a heading. Raises InputRefused."""
    for words in ("地址", "住址", "住所", "场所", "text", "address"):
        for n, title in enumerate(head):
            if words in title.lower() and len(title) < 16 and not any(c.isdigit() for c in title):
                return n, True
    best, column = 0, -1
    for n in range(len(head)):
        score = sum(
            any(w in row[n] for w in ("路", "街道", "社区", "栋", "号", "村"))
            for row in [*sample, head]
            if n < len(row)
        )
        if score > best:
            best, column = score, n
    if column < 0:
        raise InputRefused("没有找到地址列", "请在表头写明“地址”")
    return column, not any(c.isdigit() for c in head[column])


def decoded(raw: bytes) -> str:
    """Bytes of a csv as text: UTF-8 where that is valid, else GB18030."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _rows(source: Path) -> Iterator[list[str]]:
    if source.suffix.lower() == ".xlsx":
        book = load_workbook(source, read_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield ["" if cell is None else str(cell) for cell in row]
        finally:
            book.close()
        return
    text = decoded(source.read_bytes())
    yield from csv.reader(text.splitlines())


def _write(out: Path, rows: Iterable[list[str]]) -> None:
    if out.suffix.lower() == ".xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("翻译结果")
        for row in rows:
            sheet.append([cell.translate(_NO_CONTROL) for cell in row])
        book.save(out)
        return
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


_NO_CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)}
