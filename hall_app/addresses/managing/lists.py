"""Tables that departments send: read with bounds, their columns recognised by their titles."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from hall_app.addresses.sheets import decoded
from hall_app.errors import InputRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_BYTES = 64 * 1024 * 1024
LONGEST_CELL = 400
_NEEDED = 3

# The columns there may be, with the words by which their titles are known; the first that fits is taken.
TITLES: dict[str, tuple[str, ...]] = {
    "foreign": ("部门编码", "对方编码", "外部编码", "区划代码", "统计区划", "原编码", "foreign"),
    "code": ("标准编码", "地址编码", "房屋编码", "楼栋编码", "统一编码", "编码", "code"),
    "alias": ("别名", "曾用名", "俗称", "原名", "alias"),
    "street": ("街道", "镇街", "street"),
    "community": ("社区", "居委", "community"),
    "roadno": ("门牌", "roadno"),
    "road": ("道路", "路名", "街路巷", "road"),
    "area": ("小区", "片区", "建筑群", "村名", "area"),
    "lane": ("坊巷", "巷", "坊", "lane"),
    "unit": ("单元", "unit"),
    "floor": ("楼层", "层", "floor"),
    "bldg": ("楼栋", "栋号", "栋", "幢", "bldg"),
    "house": ("房号", "房间号", "室号", "户号", "house"),
    "text": ("标准地址", "地址", "住址", "住所", "address", "text"),
}


def read_table(path: Path) -> list[list[str]]:
    """The rows of a csv (UTF-8 or GB18030) or xlsx file. Raises InputRefused for what is none, or too large."""
    if not path.is_file():
        raise InputRefused("找不到文件", f"请检查路径：{path.name}", "file")
    if path.stat().st_size > MOST_BYTES:
        raise InputRefused("文件太大", f"请分成不超过 {MOST_ROWS} 行的几个文件", "file")
    kind = path.suffix.lower()
    if kind == ".xlsx":
        rows = _xlsx(path)
    elif kind == ".csv":
        rows = [list(row) for row in csv.reader(decoded(path.read_bytes()).splitlines())]
    else:
        raise InputRefused("只能读 csv 或 xlsx", "请另存为这两种格式", "file")
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) > MOST_ROWS + 1:
        raise InputRefused(f"超过 {MOST_ROWS} 行", "请分几个文件导入", "file")
    if len(rows) < 2:
        raise InputRefused("表格里没有内容", "第一行写列名，从第二行起写数据", "file")
    return [[" ".join(cell.split())[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]] for row in rows]


def _xlsx(path: Path) -> list[list[str]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputRefused("打不开这个表格", "文件可能损坏或有密码，请另存一份再试", "file") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    finally:
        book.close()


def recognise(head: list[str]) -> dict[str, int]:
    """Which column holds what, by the titles."""
    found: dict[str, int] = {}
    taken: set[int] = set()
    for name, words in TITLES.items():
        for word in words:
            at = next(
                (n for n, title in enumerate(head) if n not in taken and word in title.lower().strip()), None
            )
            if at is not None:
                found[name] = at
                taken.add(at)
                break
    return found
