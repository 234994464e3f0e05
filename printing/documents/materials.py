"""补正材料接收凭证, 容缺材料接收凭证: what came after the application, and what follows (`domain.md` 3.7)."""

from __future__ import annotations

from printing.content import MaterialsContent, hall_time, long_date_text, minute_text
from printing.document import BODY, Sheet
from printing.documents.blocks import (
    Closing,
    applicant_facts,
    close_sheet,
    draw_facts,
    draw_notes,
    draw_received,
    keep_tail_together,
    open_sheet,
)
from printing.fonts import FontChain


def lay_out_materials(content: MaterialsContent, chain: FontChain | None = None) -> Sheet:
    """The certificate as marks on pages."""
    sheet = open_sheet(content.title, content, chain)
    draw_facts(
        sheet,
        (
            (("办件号", content.case_number), ("票号", content.ticket_number)),
            (("事项", content.item),),
            (("实施机关", content.agency),),
            *applicant_facts(content),
            (("收到时间", minute_text(content.received_at)), ("经办", content.clerk)),
        ),
    )
    draw_received(sheet, "本次收到", content.received)
    if content.still_out:
        listed = "；".join(f"{m.name}，{long_date_text(m.due_date)}前" for m in content.still_out)
        sheet.space(4)
        sheet.paragraph([("还要补交：", True), (f"{listed}。", False)])
    notes = (("查询咨询", content.enquiry),)
    effect = [(content.effect, False)]
    keep_tail_together(sheet, [effect], notes)
    sheet.space(4)
    sheet.paragraph(effect, indent=2 * BODY)
    draw_notes(sheet, notes)
    return close_sheet(
        sheet, content, Closing(issuer=content.hall, day=hall_time(content.received_at).date())
    )


def render_materials(content: MaterialsContent, chain: FontChain | None = None) -> bytes:
    """The certificate as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_materials(content, chain).pdf(f"{content.item} {content.case_number}")
