"""Rows of 部门清单: the columns of the file with what they hold, and what each line would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hall_app.addresses.managing.list_import import STATE_WORDS, RowState
from hall_app.addresses.managing.lists import WORDS
from ui.widgets.table import Cell, Column, TableRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hall_app.addresses.managing.list_import import ListPreview
    from hall_app.addresses.managing.lists import ListHead
    from ui.tokens import Kind

MOST_SHOWN = 1000
COLUMNS = (Column("列名"), Column("前几行", stretch=True), Column("是"))
RESULTS = (Column("行", align="right"), Column("判断"), Column("地址", stretch=True), Column("说明"))
_KINDS: dict[RowState, Kind] = {
    RowState.SAME: "idle", RowState.CREATE: "ok", RowState.CHANGE: "accent", RowState.ALIAS: "accent",
    RowState.CONTRADICT: "bad", RowState.UNCLEAR: "warn",
}  # fmt: skip
_SHOWN = {
    "changes": (RowState.CREATE, RowState.CHANGE, RowState.ALIAS),
    "contradict": (RowState.CONTRADICT,),
    "unclear": (RowState.UNCLEAR,),
    "same": (RowState.SAME,),
}


def shown_of(key: str) -> tuple[RowState, ...]:
    """The states of a filter."""
    return _SHOWN[key]


def column_rows(head: ListHead, columns: Mapping[str, int]) -> list[TableRow]:
    """The file's columns: title, first cells, and what they are taken for."""
    meanings = {at: WORDS[name] for name, at in columns.items()}
    return [
        TableRow(
            str(at),
            (
                Cell(title or f"第 {at + 1} 列"),
                Cell("  ".join(samples), tone="text3"),
                Cell(
                    meanings.get(at, ""), chip="ok" if at in meanings else None, says=meanings.get(at, "不用")
                ),
            ),
        )
        for at, (title, samples) in enumerate(zip(head.titles, head.samples, strict=True))
    ]


def result_rows(preview: ListPreview, key: str) -> list[TableRow]:
    """The lines of a filter, at most a thousand of them and a line that says so."""
    wanted = _SHOWN[key]
    found = [row for row in preview.rows if row.state in wanted]
    rows = [
        TableRow(
            str(row.number),
            (
                Cell(str(row.number), tone="text2"),
                Cell(STATE_WORDS[row.state], chip=_KINDS[row.state]),
                Cell(row.address),
                Cell(row.words or row.code, tone="text2"),
            ),
        )
        for row in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        rows.append(
            TableRow("more", (Cell("…"), Cell(), Cell(f"只列前 {MOST_SHOWN:,} 行，共 {len(found):,} 行")))
        )
    return rows
