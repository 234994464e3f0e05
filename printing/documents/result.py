"""即办办结单: the sheet of an item decided on the spot (`reception.md` 5)."""

from __future__ import annotations

from printing.content import ResultContent, hall_time, minute_text
from printing.document import CONTENT_WIDTH, MM, Cell, Sheet
from printing.documents.blocks import (
    Closing,
    applicant_facts,
    close_sheet,
    draw_exempt_and_deferred,
    draw_facts,
    draw_notes,
    draw_received,
    keep_tail_together,
    open_sheet,
)
from printing.fonts import FontChain
from printing.marks import Align

TITLE = "办结通知书（即办结果单）"


def _draw_results(sheet: Sheet, content: ResultContent) -> None:
    if not content.results:
        return
    widths = (10 * MM, CONTENT_WIDTH - 92 * MM, 52 * MM, 30 * MM)
    header = [
        Cell(text, width, Align.CENTRE)
        for text, width in zip(("序号", "结果", "编号", "有效期至"), widths, strict=True)
    ]
    rows = [
        [
            Cell(str(number), widths[0], Align.CENTRE),
            Cell(issued.name, widths[1]),
            Cell(issued.number or "—", widths[2]),
            Cell(issued.valid_until or "—", widths[3], Align.CENTRE),
        ]
        for number, issued in enumerate(content.results, 1)
    ]
    sheet.space(2.2 * MM)
    sheet.table(header, rows)


def lay_out_result(content: ResultContent, chain: FontChain | None = None) -> Sheet:
    """The result sheet as marks on pages."""
    sheet = open_sheet(TITLE, content, chain)
    draw_facts(
        sheet,
        (
            (("办件号", content.case_number), ("票号", content.ticket_number)),
            (("查询码", content.query_code), ("收费", content.fee)),
            (("事项", content.item),),
            (("实施机关", content.agency),),
            *applicant_facts(content),
            (("收到时间", minute_text(content.received_at)), ("办结时间", minute_text(content.decided_at))),
            (("办理结果", content.conclusion),),
        ),
    )
    _draw_results(sheet, content)
    draw_received(sheet, "已收材料", content.received)
    draw_exempt_and_deferred(sheet, content.exempt, content.deferred)
    notes = (
        ("领取方式", content.collection),
        ("查询咨询", content.enquiry),
        ("个人信息", content.privacy_notice),
    )
    keep_tail_together(sheet, [], notes)
    draw_notes(sheet, notes)
    day = hall_time(content.decided_at).date()
    return close_sheet(sheet, content, Closing(issuer=content.hall, day=day, seal="行政审批专用章"))


def render_result(content: ResultContent, chain: FontChain | None = None) -> bytes:
    """The result sheet as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_result(content, chain).pdf(f"{content.item} {content.case_number}")
