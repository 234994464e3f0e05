"""Tables written as csv or xlsx by suffix, so that no cell is ever taken for a formula.

In a csv, a cell that a spreadsheet would calculate (``= + - @``, tab, return first) gets an apostrophe before it,
unless it is a plain number; in an xlsx every text is stored as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from hall_app.addresses.tables import WRITTEN, Cell
from hall_app.errors import InputRefused, Unavailable

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?%?\Z")
_NO_CONTROL = {n: None for n in range(32) if n not in (9, 10, 13)}


def harmless(cell: Cell) -> str:
    """A cell of a csv that no spreadsheet calculates."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.match(text) else text


def write_table(out: Path, rows: Iterable[Sequence[Cell]]) -> None:
    """Write all rows, or leave what stood there: a half-written table never takes the place of a whole one.

    Raises InputRefused for another kind of file, Unavailable where it cannot be written.
    """
    if out.suffix.lower() not in WRITTEN:
        raise InputRefused("结果只能存成 .xlsx 或 .csv", "请改文件名的后缀")
    part = out.with_name(f".{out.name}.part")
    try:
        if out.suffix.lower() == ".xlsx":
            _write_xlsx(part, rows)
        else:
            with part.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([harmless(cell) for cell in row] for row in rows)
        part.replace(out)
    except OSError as error:
        raise Unavailable("结果没存上", f"请检查 {out.parent} 能不能写、磁盘满没满，或换个地方存") from error
    finally:
        part.unlink(missing_ok=True)


def _write_xlsx(out: Path, rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("翻译结果")

    def safe(cell: Cell) -> object:
        if not isinstance(cell, str):
            return cell
        text = cell.translate(_NO_CONTROL)
        if not text.startswith("="):
            return text
        kept = WriteOnlyCell(sheet, value="'")
        kept.value, kept.data_type = text, "s"
        return kept

    for row in rows:
        sheet.append([safe(cell) for cell in row])
    book.save(out)
