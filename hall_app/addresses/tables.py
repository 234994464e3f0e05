"""Tables of any layout read row by row: csv in UTF-8, UTF-16 or GB18030, and xlsx; hostile ones refused in words.

Nothing is held but the row at hand (and, in an xlsx, its shared strings); the file is never trusted.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from hall_app.errors import InputRefused

Cell = str | int | float | bool | None
TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm")
READ = TEXTS + WORKBOOKS
WRITTEN = (".xlsx", ".csv")
MOST_BYTES = 400 * 1024 * 1024
MOST_UNPACKED = 1536 * 1024 * 1024
MOST_PARTS = 5000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 256
LONGEST_CELL = 4000
_CHUNK = 1 << 20
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What zipfile and openpyxl raise on a damaged or forged workbook; a parse error of its XML is a SyntaxError.
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, ValueError, TypeError, KeyError,
    IndexError, AttributeError, SyntaxError, NotImplementedError, OverflowError, AssertionError,
)  # fmt: skip


def letter_of(number: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Cell) -> str:
    """A cell as text; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


class Sheet(NamedTuple):
    """A sheet of a workbook, or all of a csv: its number, its name, its rows that hold anything with their lines."""

    number: int
    name: str
    rows: Iterator[tuple[int, list[Cell]]]


@contextmanager
def open_rows(path: Path, sheet: int = 0) -> Iterator[Iterator[tuple[int, list[Cell]]]]:
    """The rows of one sheet that hold anything, each with its line. Raises InputRefused in words."""
    with open_sheets(path) as sheets:
        found = next((each for each in sheets if each.number == sheet), None)
        if found is None:
            raise InputRefused("工作簿里没有这张表了", "请重新选择文件")
        yield found.rows


@contextmanager
def open_sheets(path: Path) -> Iterator[Iterator[Sheet]]:
    """The sheets of a table, one after another. Raises InputRefused in words."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputRefused("找不到这个文件", f"请检查 {path.name} 还在不在，U 盘有没有拔下") from error
    if size > MOST_BYTES:
        raise InputRefused("文件太大", f"最大 {MOST_BYTES // 1024 // 1024} MB，请分成几个文件")
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(8)
        if start == _COMPOUND:
            _refuse_compound(file.read(1 << 16))
    if suffix in WORKBOOKS or start[:4] == b"PK\x03\x04":
        with _xlsx_sheets(path) as sheets:
            yield (Sheet(number, name, _bounded(rows)) for number, name, rows in sheets)
    elif suffix in TEXTS:
        with _csv_rows(path) as rows:
            yield iter([Sheet(0, "", _bounded(rows))])
    else:
        raise InputRefused("这种文件读不了", "请另存为 .xlsx 或 .csv 再选")


def _refuse_compound(more: bytes) -> None:
    if _ENCRYPTED in more:
        raise InputRefused("文件有密码，打不开", "请先在 Excel 或 WPS 里去掉密码，再选一次")
    raise InputRefused("这是旧的 .xls 格式，或文件有密码", "请在 Excel 或 WPS 里另存为不加密的 .xlsx")


def _bounded(rows: Iterator[list[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    taken = 0
    for line, row in enumerate(rows, 1):
        while row and row[-1] in (None, ""):
            row.pop()
        if not row:
            continue
        taken += 1
        if taken > MOST_ROWS:
            raise InputRefused(f"表格超过 {MOST_ROWS} 行", "请分成几个文件")
        if len(row) > MOST_COLUMNS:
            raise InputRefused(f"第 {line} 行超过 {MOST_COLUMNS} 列", "请去掉不需要的列")
        yield line, [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row]


# -- csv ------------------------------------------------------------------------------------------
def encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is valid in it, UTF-16 by its mark, else GB18030. Raises InputRefused."""
    with path.open("rb") as file:
        start = file.read(4)
        marked = start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
            file.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                while chunk := file.read(_CHUNK):
                    if b"\0" in chunk and not marked:
                        raise InputRefused("这不是文本表格，或已损坏", "请重新导出为 .csv 或 .xlsx")
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    raise InputRefused("文字编码认不出来，或文件已损坏", "请在 Excel 或 WPS 里另存为 UTF-8 的 .csv 或 .xlsx")


@contextmanager
def _csv_rows(path: Path) -> Iterator[Iterator[list[Cell]]]:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline(65536)
        delimiter = max(",\t;|", key=head.count) if any(mark in head for mark in ",\t;|") else ","
        file.seek(0)
        yield _csv_cells(file, delimiter)


def _csv_cells(file: io.TextIOWrapper, delimiter: str) -> Iterator[list[Cell]]:
    reader = csv.reader(file, delimiter=delimiter)
    try:
        for row in reader:
            yield list(row)
    except csv.Error as error:
        raise InputRefused(
            f"第 {reader.line_num} 行读不下去，引号可能没有成对", "请检查这一行，或另存为 .xlsx"
        ) from error
    except UnicodeDecodeError as error:
        raise InputRefused("读到一半文件变了", "请关掉正在改它的程序，再选一次") from error


# -- xlsx -----------------------------------------------------------------------------------------
def _check_package(path: Path) -> None:
    """Refuse what is no workbook, is damaged, or would unpack into more than a table ever needs."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise InputRefused(
                    "这个工作簿展开后太大，不予打开", "请把需要的工作表另存为新的 .xlsx 或 .csv"
                )
            if any(part.flag_bits & 1 for part in parts):
                raise InputRefused("文件有密码，打不开", "请先去掉密码，再选一次")
            if "xl/workbook.xml" not in names:
                raise InputRefused("这不是 Excel 工作簿", "请另存为 .xlsx 或 .csv 再选")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as member:
                        if b"<!DOCTYPE" in member.read(4096):
                            raise InputRefused("工作簿里有不该有的内容，不予打开", "请另存为新的 .xlsx 再选")
    except _DAMAGE as error:
        raise InputRefused(
            "文件已损坏，打不开", "请向对方重新要一份，或在 Excel、WPS 里修复后另存"
        ) from error


@contextmanager
def _xlsx_sheets(path: Path) -> Iterator[Iterator[tuple[int, str, Iterator[list[Cell]]]]]:
    from openpyxl import load_workbook

    _check_package(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except _DAMAGE as error:
        raise InputRefused("工作簿打不开，可能已损坏", "请在 Excel 或 WPS 里另存为新的 .xlsx") from error
    try:
        if not book.worksheets:
            raise InputRefused("工作簿里没有工作表", "请选择有内容的文件")
        yield _xlsx_visible(book)
    finally:
        book.close()


def _xlsx_visible(book: Any) -> Iterator[tuple[int, str, Iterator[list[Cell]]]]:
    """The sheets a person sees; what is hidden holds lists to choose from."""
    seen = [each.sheet_state == "visible" for each in book.worksheets]
    for number, sheet in enumerate(book.worksheets):
        if seen[number] or not any(seen):
            sheet.reset_dimensions()  # what the file says of its own size is not trusted
            yield number, str(sheet.title), _xlsx_cells(sheet)


def _xlsx_cells(sheet: Any) -> Iterator[list[Cell]]:
    rows = iter(sheet.iter_rows(values_only=True))
    while True:
        try:
            row = next(rows, None)
        except _DAMAGE as error:
            raise InputRefused("工作表读到一半坏了", "请在 Excel 或 WPS 里另存为新的 .xlsx") from error
        if row is None:
            return
        yield [_plain(cell) for cell in row[: MOST_COLUMNS + 1]]


def _plain(cell: object) -> Cell:
    if cell is None or isinstance(cell, str | bool | int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)
