"""What all window documents share: head, fact rows, material tables, and the foot with seal and QR code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from printing.content import (
    DeferredMaterial,
    ReceivedMaterial,
    VoidMark,
    WindowSheet,
    long_date_text,
    minute_text,
)
from printing.document import (
    BODY,
    CONTENT_WIDTH,
    GREY,
    LEADING,
    LEFT,
    MM,
    QR_SIDE,
    RIGHT,
    SMALL,
    SMALL_LEADING,
    TITLE,
    Cell,
    Sheet,
)
from printing.fonts import FontChain
from printing.marks import Align, CircleMark
from printing.typesetting import Segment
from printing.wrapping import clean_text

LABEL_WIDTH = 19 * MM
_HALF = CONTENT_WIDTH / 2
FOOT_BLOCK_HEIGHT = 36 * MM
_SEAL_RADIUS = 16 * MM

# Label and value of one fact; a row holds one or two of them.
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Closing:
    """Of a document's lower block what differs from sheet to sheet: who signs it, on which day, with which seal."""

    issuer: str
    day: date
    seal: str = "受理专用章"


SIGNER = "申请人（代理人）签收"


def open_sheet(title: str, content: WindowSheet, chain: FontChain | None) -> Sheet:
    """A sheet with its head, and what made it void where it is."""
    sheet = Sheet(title, f"办件号 {content.case_number}", chain)
    _draw_head(sheet, title, content)
    if content.void is not None:
        _draw_void_line(sheet, content.void)
    return sheet


def applicant_facts(content: WindowSheet) -> tuple[tuple[Fact, ...], ...]:
    """Rows for draw_facts: whose matter it is, the number masked."""
    return (
        (("申请人", content.applicant),),
        *optional_fact("代理人", content.agent),
        (("证件号码", content.id_masked), ("电话", content.phone_masked)),
    )


def close_sheet(sheet: Sheet, content: WindowSheet, closing: Closing) -> Sheet:
    """The closing block, then watermarks, foot lines and page numbers."""
    _draw_closing(sheet, content, closing)
    sheet.mark_pages(practice=content.practice, void=content.void is not None)
    return sheet


def _draw_head(sheet: Sheet, title: str, content: WindowSheet) -> None:
    """Title, the hall and window under it, the document's number at the right, and 补打 where it applies."""
    sheet.text_in(LEFT, CONTENT_WIDTH, sheet.y - TITLE, title, TITLE, Align.CENTRE, bold=True)
    if content.reprint:
        _draw_reprint_mark(sheet, content.reprint)
    sheet.y -= TITLE + 4.5 * MM
    baseline = sheet.y - SMALL
    left = clean_text(f"{content.hall}　{content.window}")
    number = clean_text(f"文书编号：{content.document_number}")
    sheet.text(LEFT, baseline, left, SMALL)
    if sheet.chain.text_width(left + number, SMALL) > CONTENT_WIDTH - 4 * MM:
        sheet.y -= SMALL_LEADING
    sheet.text_in(LEFT, CONTENT_WIDTH, sheet.y - SMALL, number, SMALL, Align.RIGHT)
    sheet.y -= SMALL + 1.8 * MM


def _draw_void_line(sheet: Sheet, void: VoidMark) -> None:
    who = f"{void.by}，{minute_text(void.at)}"
    sheet.paragraph([("本文书已作废：", True), (f"{void.reason}（{who}）", False)])
    sheet.space(0.8 * MM)


def _draw_reprint_mark(sheet: Sheet, count: int) -> None:
    label = "补打" if count == 1 else f"补打 {count}"
    width = sheet.chain.text_width(label, BODY) + 3 * MM
    top, low = sheet.y - 0.5 * MM, sheet.y - 6 * MM
    left = RIGHT - width
    for x1, y1, x2, y2 in (
        (left, top, RIGHT, top),
        (left, low, RIGHT, low),
        (left, top, left, low),
        (RIGHT, top, RIGHT, low),
    ):
        sheet.rule(x1, y1, x2, y2)
    sheet.text(left + 1.5 * MM, low + 1.6 * MM, label, BODY, bold=True)


def optional_fact(label: str, value: str) -> tuple[tuple[Fact], ...]:
    """A row for draw_facts, or none where there is nothing to say."""
    return (((label, value),),) if value else ()


def draw_facts(sheet: Sheet, rows: Sequence[Sequence[Fact]]) -> None:
    """A grid of labelled facts, one or two in a row."""
    for number, facts in enumerate(rows):
        width = (CONTENT_WIDTH if len(facts) == 1 else _HALF) - LABEL_WIDTH
        cells: list[Cell] = []
        for label, value in facts:
            cells += [Cell(label, LABEL_WIDTH), Cell(value, width)]
        sheet.row(cells, top_line=number == 0)


def draw_received(sheet: Sheet, title: str, materials: Sequence[ReceivedMaterial]) -> None:
    """已收材料: a table with number, name, kind, count and pages."""
    if not materials:
        return
    widths = (10 * MM, CONTENT_WIDTH - 58 * MM, 20 * MM, 14 * MM, 14 * MM)
    header = [
        Cell(text, width, Align.CENTRE)
        for text, width in zip(("序号", title, "形式", "份数", "页数"), widths, strict=True)
    ]
    rows = [
        [
            Cell(str(number), widths[0], Align.CENTRE),
            Cell(material.name, widths[1]),
            Cell(material.kind, widths[2], Align.CENTRE),
            Cell(str(material.count), widths[3], Align.CENTRE),
            Cell("—" if material.pages is None else str(material.pages), widths[4], Align.CENTRE),
        ]
        for number, material in enumerate(materials, 1)
    ]
    sheet.space(2.2 * MM)
    sheet.table(header, rows)


def draw_exempt_and_deferred(
    sheet: Sheet, exempt: Sequence[str], deferred: Sequence[DeferredMaterial]
) -> None:
    """免提交 in one paragraph, 容缺 with its dates."""
    if exempt or deferred:
        sheet.space(1.6 * MM)
    if exempt:
        sheet.paragraph([(f"免提交（{len(exempt)}）：", True), ("、".join(exempt) + "。", False)])
    if deferred:
        listed = "；".join(f"{m.name}，{long_date_text(m.due_date)}前补交" for m in deferred)
        sheet.paragraph([(f"容缺（{len(deferred)}）：", True), (listed + "。", False)])


def draw_notes(sheet: Sheet, notes: Sequence[Fact]) -> None:
    """Small labelled notes under a dashed line; empty ones are left out."""
    shown = [(label, text) for label, text in notes if text]
    if not shown:
        return
    sheet.space(1.4 * MM)
    sheet.require(SMALL_LEADING + 2 * MM)
    sheet.rule(LEFT, sheet.y, RIGHT, sheet.y, dashed=True)
    sheet.space(1.2 * MM)
    for label, text in shown:
        head = f"{label}：" if label else ""
        sheet.paragraph([(head, False), (text, False)], size=SMALL, leading=SMALL_LEADING)


def keep_tail_together(sheet: Sheet, last: Sequence[Sequence[Segment]], notes: Sequence[Fact]) -> None:
    """Begin a new page unless the last paragraphs, the notes and the closing block fit on this one.

    So no signature stands alone on a page. A tail longer than a page is let flow.
    """
    lines = sum(len(sheet.lines(text, BODY, CONTENT_WIDTH, 2 * BODY)) for text in last)
    small = sum(
        len(sheet.lines(f"{label}：{text}" if label else text, SMALL, CONTENT_WIDTH))
        for label, text in notes
        if text
    )
    height = lines * LEADING + small * SMALL_LEADING + 5 * MM + FOOT_BLOCK_HEIGHT
    if height <= sheet.page_room:
        sheet.require(height)


def _draw_closing(sheet: Sheet, content: WindowSheet, closing: Closing) -> None:
    """Signature at the left, seal and date in the middle, QR code at the right. Kept on one page."""
    sheet.space(2 * MM)
    sheet.require(FOOT_BLOCK_HEIGHT)
    top = sheet.y
    _draw_signature(sheet, content, top)
    _draw_seal(sheet, closing, top)
    if content.qr_text:
        x = RIGHT - QR_SIDE
        y = top - 2 * MM - QR_SIDE
        sheet.qr(x, y, content.qr_text)
        caption = clean_text(content.qr_caption)
        width = sheet.chain.text_width(caption, SMALL)
        shift = min(0.0, QR_SIDE - width)
        sheet.text_in(x + shift, max(QR_SIDE, width), y - SMALL - 1.6 * MM, caption, SMALL, Align.CENTRE)
    sheet.y = top - FOOT_BLOCK_HEIGHT


def _draw_signature(sheet: Sheet, content: WindowSheet, top: float) -> None:
    baseline = top - 6 * MM
    clerk = clean_text(f"经办人：{content.clerk}（{content.window}）")
    sheet.text(LEFT, baseline, clerk, BODY)
    sheet.text(LEFT, baseline - 8.5 * MM, f"{SIGNER}：", BODY)
    line = baseline - 18.5 * MM
    sheet.rule(LEFT, line, LEFT + 46 * MM, line)
    sheet.text(LEFT, line - 6.5 * MM, "日期：", BODY)
    for offset, unit in ((22, "年"), (33, "月"), (44, "日")):
        sheet.text(LEFT + offset * MM, line - 6.5 * MM, unit, BODY)


def _draw_seal(sheet: Sheet, closing: Closing, top: float) -> None:
    centre = LEFT + 74 * MM
    middle = top - 2 * MM - _SEAL_RADIUS
    sheet.page.circles.append(CircleMark(centre, middle, _SEAL_RADIUS))
    width = 44 * MM
    left = centre - width / 2
    sheet.text_in(left, width, middle + 5 * MM, f"（{closing.seal}）", SMALL, Align.CENTRE, grey=GREY)
    inner = 2 * _SEAL_RADIUS - 1.5 * MM
    issuer = clean_text(closing.issuer)
    size = BODY if sheet.chain.text_width(issuer, BODY) <= inner else SMALL
    total = sheet.chain.text_width(issuer, size)
    count = max(1, -int(-total // inner))
    lines = sheet.lines(issuer, size, inner if count == 1 else min(inner, total / count + size / 2))
    baseline = middle - 0.5 * MM
    for line in lines[:3]:
        sheet.text_in(left, width, baseline, line.text, size, Align.CENTRE)
        baseline -= LEADING - 1
    sheet.text_in(left, width, baseline - 0.5 * MM, long_date_text(closing.day), BODY, Align.CENTRE)
