"""补正材料告知书: everything that is missing, told once (许可法 32, `domain.md` 3.4, `reception.md` 6)."""

from __future__ import annotations

from collections.abc import Sequence

from printing.content import DefectRow, SupplementContent, hall_time, long_date_text
from printing.document import BODY, CONTENT_WIDTH, MM, Cell, Sheet
from printing.documents.blocks import (
    Closing,
    applicant_facts,
    close_sheet,
    draw_facts,
    draw_notes,
    keep_tail_together,
    open_sheet,
)
from printing.fonts import FontChain
from printing.marks import Align
from printing.typesetting import Segment

TITLE = "补正材料告知书"
_NUMBER = 9 * MM
_LABEL = 17 * MM


def _introduction(content: SupplementContent) -> list[Segment]:
    day = long_date_text(content.applied_at)
    found = (
        "，补交的材料仍不齐全或者不符合法定形式，需补正以下 "
        if content.again
        else "，申请材料不齐全或者不符合法定形式，需补正以下 "
    )
    return [
        (f"您于{day}申请的", False),
        (content.item, True),
        (f"（{content.case_number}）{found}", False),
        (f"{len(content.rows)} 项", True),
        ("：", False),
    ]


def _defect_cells(number: int, row: DefectRow) -> list[list[Cell]]:
    """One defect as three table rows: the number stands beside the first."""
    whole = CONTENT_WIDTH - _NUMBER - _LABEL
    half = (whole - _LABEL) / 2
    return [
        [
            Cell(str(number), _NUMBER, Align.CENTRE, bold=True),
            Cell("材料", _LABEL),
            Cell(row.material, half, bold=True),
            Cell("问题", _LABEL),
            Cell(row.problem, half),
        ],
        [Cell("", _NUMBER), Cell("应补", _LABEL), Cell(row.supply, whole, bold=True)],
        [
            Cell("", _NUMBER),
            Cell("依据", _LABEL),
            Cell(row.basis, half),
            Cell("替代方式", _LABEL),
            Cell(row.alternative or "无", half),
        ],
    ]


def _draw_defects(sheet: Sheet, rows: Sequence[DefectRow]) -> None:
    for number, row in enumerate(rows, 1):
        lines = _defect_cells(number, row)
        sheet.require(sum(sheet.row_height(cells) for cells in lines))
        for position, cells in enumerate(lines):
            sheet.row(cells, top_line=position == 0, lead_line=position == len(lines) - 1)
        sheet.space(1.2 * MM)


def _deadline(content: SupplementContent) -> list[Segment]:
    if content.due_date is None:
        return [(f"补交方式：{content.channels}。", False)]
    note = f"（{content.due_note}）" if content.due_note else ""
    return [
        ("请于", False),
        (long_date_text(content.due_date), True),
        (f"{note}前补齐，{content.channels}均可。补齐后继续办理，不用重新取号。", False),
    ]


def lay_out_supplement(content: SupplementContent, chain: FontChain | None = None) -> Sheet:
    """The notice as marks on pages."""
    sheet = open_sheet(TITLE, content, chain)
    draw_facts(
        sheet,
        (
            (("办件号", content.case_number), ("票号", content.ticket_number)),
            (("实施机关", content.agency),),
            *applicant_facts(content),
        ),
    )
    sheet.space(2 * MM)
    sheet.paragraph([(f"{content.applicant}：", False)])
    sheet.paragraph(_introduction(content), indent=2 * BODY)
    sheet.space(1 * MM)
    _draw_defects(sheet, content.rows)
    last: list[Sequence[Segment]] = [_deadline(content)]
    if content.whole_note:
        last.insert(0, [(content.whole_note, True)])
    if content.lateness:
        last.append([(content.lateness, False)])
    notes = (("查询咨询", content.enquiry),)
    keep_tail_together(sheet, last, notes)
    for text in last:
        sheet.paragraph(text, indent=2 * BODY)
    draw_notes(sheet, notes)
    return close_sheet(sheet, content, Closing(issuer=content.hall, day=hall_time(content.issued_at).date()))


def render_supplement(content: SupplementContent, chain: FontChain | None = None) -> bytes:
    """The notice as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_supplement(content, chain).pdf(f"{content.item} {content.case_number}")
