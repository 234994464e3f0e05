"""Tables that departments send: read with bounds, their columns recognised by their titles."""

from __future__ import annotations

from pathlib import Path

from hall_app.addresses.tables import open_rows, text_of
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


def read_table(path: Path) -> list[list[str]]:
    """The rows of a csv or xlsx file. Raises InputRefused for what is none, or too large."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise InputRefused("只能读 csv 或 xlsx", "请另存为这两种格式", "file")
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise InputRefused("文件太大", f"请分成不超过 {MOST_ROWS} 行的几个文件", "file")
    found: list[list[str]] = []
    with open_rows(path) as rows:
        for _, row in rows:
            cells = [" ".join(text_of(cell).split())[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
            if any(cells):
                found.append(cells)
            if len(found) > MOST_ROWS + 1:
                raise InputRefused(f"超过 {MOST_ROWS} 行", "请分几个文件导入", "file")
    if len(found) < 2:
        raise InputRefused("表格里没有内容", "第一行写列名，从第二行起写数据", "file")
    return found


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
