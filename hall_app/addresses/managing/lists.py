"""Tables that departments send: read with bounds, their columns recognised by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hall_app.addresses.layouts import MOST_ABOVE, SAMPLE, heading_at
from hall_app.addresses.tables import Cell, open_sheets, text_of
from hall_app.errors import InputRefused

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_BYTES = 64 * 1024 * 1024
LONGEST_CELL = 400

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

WORDS: dict[str, str] = {
    "foreign": "对方编码", "code": "标准编码", "alias": "别名", "street": "街道", "community": "社区", "roadno": "门牌",
    "road": "道路", "area": "小区、村", "lane": "坊巷", "unit": "单元", "floor": "楼层", "bldg": "楼栋", "house": "房号",
    "text": "整段地址",
}  # fmt: skip
"""What a column may hold, in words for whoever maps it by hand."""
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ListHead:
    """A table as it was recognised: titles, the first cells of each column, and which column holds what."""

    file_name: str
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    columns: Mapping[str, int]
    rows: int


def look_at_list(path: Path) -> ListHead:
    """What a table is recognised as. Raises InputRefused for what is none, or too large."""
    table = read_table(path)
    titles = table[0]
    samples = tuple(
        tuple(row[n] for row in table[1:] if n < len(row) and row[n])[:SAMPLES] for n in range(len(titles))
    )
    return ListHead(path.name, tuple(titles), samples, recognise(titles), len(table) - 1)


def chosen_columns(titles: list[str], columns: Mapping[str, int] | None) -> dict[str, int]:
    """The columns that a person pointed at, else those recognised. Raises InputRefused for one that is none."""
    if columns is None:
        return recognise(titles)
    if not set(columns) <= set(WORDS) or not all(0 <= at < len(titles) for at in columns.values()):
        raise InputRefused("没有这一列", "请重新指认各列", "columns")
    return dict(columns)


def read_table(path: Path) -> list[list[str]]:
    """The heading and the rows of a csv or xlsx file, of its first sheet whose titles say something.

    Raises InputRefused for what is none, or too large.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InputRefused("只能读 csv 或 xlsx", "请另存为这两种格式", "file")
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise InputRefused("文件太大", f"请分成不超过 {MOST_ROWS} 行的几个文件", "file")
    tables: list[list[list[str]]] = []
    with open_sheets(path) as sheets:
        for sheet in sheets:
            table = _under_titles(_read_rows(sheet.rows))
            if len(table) >= 2:
                tables.append(table)
            if tables and recognise(tables[-1][0]):
                return tables[-1]
    if not tables:
        raise InputRefused("表格里没有内容", "第一行写列名，从第二行起写数据", "file")
    return tables[0]


def _read_rows(rows: Iterator[tuple[int, list[Cell]]]) -> list[list[str]]:
    found: list[list[str]] = []
    for _, row in rows:
        cells = [" ".join(text_of(cell).split())[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        if any(cells):
            found.append(cells)
        if len(found) > MOST_ROWS + 1 + MOST_ABOVE:
            raise InputRefused(f"超过 {MOST_ROWS} 行", "请分几个文件导入", "file")
    return found


def _under_titles(table: list[list[str]]) -> list[list[str]]:
    """Without what stands above the heading; a table without one keeps its first row as such."""
    sample = table[:SAMPLE]
    width = max((len(row) for row in sample), default=0)
    at = heading_at([[*row, *[""] * (width - len(row))] for row in sample]) or 0
    if len(table) - at > MOST_ROWS + 1:
        raise InputRefused(f"超过 {MOST_ROWS} 行", "请分几个文件导入", "file")
    return table[at:]


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
