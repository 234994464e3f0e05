"""不予受理通知书: three boxes, the reasons, and where to go against it (许可法 32 and 38, `reception.md` 6)."""

from __future__ import annotations

from printing.content import RefusalContent, RefusalGround, hall_time, long_date_text
from printing.document import BODY, LEADING, LEFT, MM, Sheet
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
from printing.typesetting import Segment

TITLE = "不予受理通知书"
BOX, TICK = "□", "√"
_BLANK = "＿＿＿＿＿＿"


def _ground_lines(content: RefusalContent) -> list[list[Segment]]:
    """The three boxes of the form, the one that applies ticked."""
    right_agency = content.right_agency if content.ground is RefusalGround.NOT_THIS_AGENCY else ""
    basis = content.legal_basis if content.ground is RefusalGround.OTHER else ""
    texts = (
        (RefusalGround.NO_LICENCE_NEEDED, "依法不需要取得许可"),
        (RefusalGround.NOT_THIS_AGENCY, f"不属于本机关职权，请向{right_agency or _BLANK}申请"),
        (RefusalGround.OTHER, f"其他（{basis or '依据' + _BLANK}）"),
    )
    return [[(f"{BOX} {text}", ground is content.ground)] for ground, text in texts]


def _remedy(content: RefusalContent) -> str:
    return (
        f"不服本决定的，可以自收到本通知书之日起 60 日内向{content.review_body}申请行政复议，"
        f"或者 6 个月内向{content.court}起诉。"
    )


def lay_out_refusal(content: RefusalContent, chain: FontChain | None = None) -> Sheet:
    """The refusal as marks on pages."""
    sheet = open_sheet(TITLE, content, chain)
    draw_facts(
        sheet,
        (
            (("办件号", content.case_number), ("票号", content.ticket_number)),
            (("事项", content.item),),
            (("实施机关", content.agency),),
            *applicant_facts(content),
        ),
    )
    sheet.space(3 * MM)
    sheet.paragraph([(f"{content.applicant}：", False)])
    opening: list[Segment] = [
        (f"您于{long_date_text(content.applied_at)}提出的", False),
        (content.item, True),
        ("申请，因下列事由，本机关决定不予受理：", False),
    ]
    sheet.paragraph(opening, indent=2 * BODY)
    sheet.space(1 * MM)
    for line in _ground_lines(content):
        sheet.require(LEADING)
        if line[0][1]:
            sheet.text(
                LEFT + 2 * BODY, sheet.y - BODY - (LEADING - BODY) / 2 + 1.6, TICK, BODY + 1, bold=True
            )
        sheet.hanging(line, indent=2 * BODY, hang=BODY * 1.3)
    sheet.space(1 * MM)
    for number, reason in enumerate(content.reasons, 1):
        head = (
            f"理由{number if len(content.reasons) > 1 else ''}："
            if number == 1 or len(content.reasons) > 1
            else ""
        )
        sheet.paragraph([(head, True), (reason, False)], indent=2 * BODY)
    sheet.paragraph([("依据：", True), (f"{content.legal_basis}。", False)], indent=2 * BODY)
    sheet.space(1 * MM)
    notes = (("查询咨询", content.enquiry),)
    keep_tail_together(sheet, [[(_remedy(content), False)]], notes)
    sheet.paragraph(_remedy(content), indent=2 * BODY)
    draw_notes(sheet, notes)
    return close_sheet(
        sheet, content, Closing(issuer=content.agency, day=hall_time(content.issued_at).date())
    )


def render_refusal(content: RefusalContent, chain: FontChain | None = None) -> bytes:
    """The refusal as PDF. Raises FontsMissing, and ValueError for a naive time. Any thread."""
    return lay_out_refusal(content, chain).pdf(f"{content.item} {content.case_number}")
