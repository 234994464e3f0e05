"""受理通知书（收件回执）: the one sheet of F9 (`reception.md` 5 and 6)."""

from __future__ import annotations

from printing.content import ReceiptContent, hall_time, long_date_text, minute_text
from printing.document import Sheet
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

TITLE = "受理通知书（收件回执）"


def lay_out_receipt(content: ReceiptContent, chain: FontChain | None = None) -> Sheet:
    """The receipt as marks on pages."""
    sheet = open_sheet(TITLE, content, chain)
    due = long_date_text(content.due_date)
    if content.due_note:
        due += f"（{content.due_note}）"
    draw_facts(
        sheet,
        (
            (("办件号", content.case_number), ("票号", content.ticket_number)),
            (("查询码", content.query_code), ("收费", content.fee)),
            (("事项", content.item),),
            (("实施机关", content.agency),),
            *applicant_facts(content),
            (("收到时间", minute_text(content.received_at)), ("受理时间", minute_text(content.accepted_at))),
            (("法定时限", content.statutory_limit), ("经办", content.clerk)),
            (("承诺办结", due),),
        ),
    )
    draw_received(sheet, "已收材料", content.received)
    draw_exempt_and_deferred(sheet, content.exempt, content.deferred)
    notes = (
        *((("视为受理", content.deemed),) if content.deemed else ()),
        ("特别程序", content.special_procedures_note),
        ("领取方式", content.collection),
        ("查询咨询", content.enquiry),
        ("个人信息", content.privacy_notice),
    )
    keep_tail_together(sheet, [], notes)
    draw_notes(sheet, notes)
    day = content.issued_on or hall_time(content.accepted_at).date()
    return close_sheet(sheet, content, Closing(issuer=content.hall, day=day))


def render_receipt(content: ReceiptContent, chain: FontChain | None = None) -> bytes:
    """The receipt as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_receipt(content, chain).pdf(f"{content.item} {content.case_number}")
