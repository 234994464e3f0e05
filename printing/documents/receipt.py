"""受理通知书（收件回执）: the one sheet of F9 (`reception.md` 5 and 6)."""

from __future__ import annotations

from printing.content import ReceiptContent, hall_time, long_date_text, minute_text
from printing.document import Sheet
from printing.documents.blocks import (
    Closing,
    draw_closing,
    draw_exempt_and_deferred,
    draw_facts,
    draw_head,
    draw_notes,
    draw_received,
    keep_tail_together,
    optional_fact,
)
from printing.fonts import FontChain

TITLE = "受理通知书（收件回执）"


def lay_out_receipt(content: ReceiptContent, chain: FontChain | None = None) -> Sheet:
    """The receipt as marks on pages."""
    sheet = Sheet(TITLE, f"办件号 {content.case_number}", chain)
    draw_head(sheet, TITLE, content.hall, content.window, content.document_number, reprint=content.reprint)
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
            (("申请人", content.applicant),),
            *optional_fact("代理人", content.agent),
            (("证件号码", content.id_masked), ("电话", content.phone_masked)),
            (("收到时间", minute_text(content.received_at)), ("受理时间", minute_text(content.accepted_at))),
            (("法定时限", content.statutory_limit), ("经办", content.clerk)),
            (("承诺办结", due),),
        ),
    )
    draw_received(sheet, "已收材料", content.received)
    draw_exempt_and_deferred(sheet, content.exempt, content.deferred)
    notes = (
        ("特别程序", content.special_procedures_note),
        ("领取方式", content.collection),
        ("查询咨询", content.enquiry),
        ("个人信息", content.privacy_notice),
    )
    keep_tail_together(sheet, [], notes)
    draw_notes(sheet, notes)
    draw_closing(
        sheet,
        Closing(
            issuer=content.hall,
            day=hall_time(content.accepted_at).date(),
            seal="受理专用章",
            clerk=content.clerk,
            window=content.window,
            signer="申请人（代理人）签收",
            qr_text=content.qr_text,
            qr_caption=content.qr_caption,
        ),
    )
    sheet.mark_pages(practice=content.practice, void=content.void)
    return sheet


def render_receipt(content: ReceiptContent, chain: FontChain | None = None) -> bytes:
    """The receipt as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_receipt(content, chain).pdf(f"{content.item} {content.case_number}")
