"""What a table is recognised as: its sheet, the lines above its heading, its columns, where the addresses stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from hall_app.addresses.address_parts import ORDER, WHOLE, AddressPart, part_named, whole, words_of
from hall_app.addresses.rules import either, load
from hall_app.addresses.tables import WORKBOOKS, Cell, letter_of, open_sheets, text_of
from hall_app.errors import InputRefused

SAMPLE = 200
MOST_SHEETS = 40
"""Sheets of one workbook that are looked at."""
MOST_ABOVE = 10
"""Rows that may stand above a heading: a title, who filled it in, a remark."""
LEAST_SHARE = 0.2
"""Under this share of cells that look like addresses a column is not taken for one by its title."""
_LONGEST_TITLE = 24
_LONGEST_LONE = 6
_PLACE = re.compile(
    "街道|社区|村|路|大道|街|巷|坊|栋|幢|座|号|单元|室|大厦|花园|苑|小区|工业|广场|[0-9]{2,}房"
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as the person sees it who points at the addresses: letter, title, samples, how address-like (0-1)."""

    number: int
    letter: str
    title: str
    samples: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class TableHead:
    """What a file was recognised as. ``column`` is the address column, None where a person must point at it.

    ``parts`` are all columns the addresses are made of, that one among them. ``above`` holds the rows above the
    heading, ``sheet`` the sheet of a workbook, ``others`` names its other sheets that hold addresses too.
    """

    file_name: str
    kind: str
    heading: tuple[str, ...]
    headed: bool
    columns: tuple[ColumnView, ...]
    column: int | None
    parts: tuple[AddressPart, ...] = ()
    above: tuple[tuple[Cell, ...], ...] = ()
    sheet: int = 0
    others: tuple[str, ...] = ()

    @property
    def column_words(self) -> str:
        """B 列“经营地址”."""
        return words_of(self.parts, self.heading, self.headed) if self.parts else ""

    @property
    def others_words(self) -> str:
        """That other sheets hold addresses too, and what to do; empty where there are none."""
        if not self.others:
            return ""
        return (
            f"另有 {len(self.others)} 张表也有地址：{'、'.join(self.others)}。每次只译一张，请各自另存后再译"
        )

    @property
    def rows_before(self) -> int:
        """How many rows that hold anything come before the first row of data."""
        return len(self.above) + self.headed

    def pointed_at(self, column: int) -> tuple[AddressPart, ...]:
        """The columns that count where a person says which one holds the addresses."""
        return self.parts if column == self.column else whole(column)


def look_at(path: Path) -> TableHead:
    """Recognise a file from the first rows of its sheets: the first that holds addresses, else the first of all.

    Raises InputRefused with what is wrong and what to do.
    """
    heads: list[tuple[str, TableHead]] = []
    with open_sheets(path) as sheets:
        for sheet in islice(sheets, MOST_SHEETS):
            sample = [cells for _, cells in islice(sheet.rows, SAMPLE + 1)]
            if sample:
                heads.append((sheet.name, _recognised(path, sheet.number, sample)))
    if not heads:
        raise InputRefused("表格是空的", "请选择有内容的文件")
    telling = [(name, head) for name, head in heads if head.column is not None]
    _, chosen = (telling or heads)[0]
    return replace(chosen, others=tuple(name for name, _ in telling[1:]))


def _recognised(path: Path, sheet: int, sample: list[list[Cell]]) -> TableHead:
    width = max(len(row) for row in sample)
    texts = [[text_of(row[n]) if n < len(row) else "" for n in range(width)] for row in sample]
    at = heading_at(texts)
    body = texts if at is None else texts[at + 1 :]
    titles = [""] * width if at is None else texts[at]
    views = tuple(_column(n, titles[n], [row[n] for row in body]) for n in range(width))
    heading = tuple(f"列{letter_of(n)}" for n in range(width)) if at is None else tuple(titles)
    kind = "xlsx" if path.suffix.lower() in WORKBOOKS else "csv"
    parts = _parts(views)
    column = next((part.column for part in parts if part.role in (WHOLE, "area", "road")), None)
    above = tuple(tuple(row) for row in sample[: at or 0])
    return TableHead(path.name, kind, heading, at is not None, views, column, parts, above, sheet)


# -- the heading ----------------------------------------------------------------------------------
def heading_at(texts: list[list[str]]) -> int | None:
    """Which row is the heading, None where there is none. Above it stand only titles and remarks."""
    for at, row in enumerate(texts[: MOST_ABOVE + 1]):
        if at and not all(_may_stand_above(each) for each in texts[:at]):
            break
        if _tells_addresses(row, first=at == 0):
            return at
    return 0 if texts and _is_heading(texts[0], texts[1:]) else None


def _may_stand_above(row: list[str]) -> bool:
    """A title or a remark fills one cell of several, a line of group titles holds no digits."""
    filled = [cell for cell in row if cell]
    return (len(filled) == 1 and len(row) > 1) or not any(_has_digit(cell) for cell in filled)


def _tells_addresses(row: list[str], *, first: bool) -> bool:
    """A heading by its words: one that ends as an address's title does, or two that name parts of addresses."""
    words = [cell for cell in row if cell]
    if not words or any(len(cell) > _LONGEST_TITLE for cell in words) or (not first and len(row) == 1):
        return False
    if len(words) == 1 and len(row) > 1:
        # One cell alone in a table of several columns is a title above it, unless it is the only one titled.
        return len(words[0]) <= _LONGEST_LONE and _ends_as_title(words[0])
    if first and any(_names_address(cell) and not _has_digit(cell) for cell in words):
        return True
    if any(_has_digit(cell) for cell in words):
        return False
    return any(_ends_as_title(cell) for cell in words) or sum(bool(part_named(cell)) for cell in words) >= 2


def _is_heading(row: list[str], body: list[list[str]]) -> bool:
    """A first row of short words without digits, where the rows below hold some."""
    words = [cell for cell in row if cell]
    if not words or (len(words) == 1 and len(row) > 1):
        return False
    if any(len(cell) > _LONGEST_TITLE or _has_digit(cell) for cell in words):
        return False
    return any(_has_digit(cell) for line in body for cell in line)


def _has_digit(cell: str) -> bool:
    return any(char.isdigit() for char in cell)


def _ends_as_title(cell: str) -> bool:
    """住址, 经营地址（必填）; words that only speak of addresses do not end so."""
    return not cell.startswith(tuple(load("table_titles")["denied"])) and bool(
        _title_rules().ends.search(cell.strip())
    )


# -- the columns ----------------------------------------------------------------------------------
def _column(number: int, title: str, cells: list[str]) -> ColumnView:
    filled = [cell for cell in cells if cell]
    like = sum(
        len(set(_PLACE.findall(cell))) >= 2 or (len(cell) > 8 and bool(_PLACE.search(cell)))
        for cell in filled
    )
    share = like / len(filled) if filled else 0.0
    return ColumnView(
        number, letter_of(number), title, tuple(cell[:40] for cell in filled[:3]), round(share, 2)
    )


def _parts(views: tuple[ColumnView, ...]) -> tuple[AddressPart, ...]:
    """The columns of the addresses; empty where they cannot be told."""
    named: dict[str, int] = {}
    for view in views:
        role = part_named(view.title)
        if role and role not in named and view.samples:
            named[role] = view.number
    column = _address_column(views, bool(named))
    if column is None:
        whole_enough = ("area" in named or "road" in named) and {"bldg", "house", "roadno"} & set(named)
        return (
            tuple(AddressPart(role, named[role]) for role in ORDER if role in named) if whole_enough else ()
        )
    others = [AddressPart(role, at) for role in ORDER if (at := named.get(role)) is not None and at != column]
    return (AddressPart(WHOLE, column), *others)


def _address_column(views: tuple[ColumnView, ...], has_parts: bool) -> int | None:
    """The column whose title says address and whose cells do not deny it, else the one that looks like it."""
    titled = [view for view in views if _names_address(view.title)]
    if titled:
        best = max(titled, key=_fitness)
        if best.share >= LEAST_SHARE or not best.samples or (has_parts and part_named(best.title) == ""):
            return best.number
    likely = [view for view in views if view.share >= 0.5 and not part_named(view.title)]
    if likely:
        return max(likely, key=_fitness).number
    return titled[0].number if len(titled) == 1 and len(views) == 1 else None


def _fitness(view: ColumnView) -> tuple[bool, float, int]:
    """Where people live or work comes before where they are registered; then what looks most like addresses."""
    elsewhere = load("table_titles")["of_elsewhere"]
    return not any(word in view.title for word in elsewhere), view.share, -view.number


class _TitleRules(NamedTuple):
    yes: re.Pattern[str]
    no: re.Pattern[str]
    ends: re.Pattern[str]


@cache
def _title_rules() -> _TitleRules:
    rules = load("table_titles")
    address = either(rules["address"])
    return _TitleRules(
        re.compile(address, re.IGNORECASE),
        re.compile(either(rules["no_address"])),
        re.compile(rf"(?:{address})(?:[（(].*|[*＊：:])?$", re.IGNORECASE),
    )


def _names_address(title: str) -> bool:
    rules = _title_rules()
    return len(title) < 16 and bool(rules.yes.search(title)) and not rules.no.search(title)
