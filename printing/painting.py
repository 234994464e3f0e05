"""Drawing laid-out marks on a reportlab canvas."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from printing.fonts import FontChain
from printing.marks import CircleMark, Page, QrMark, RuleMark, TextMark
from printing.raster import qr_matrix

# Streams as plain binary: ASCII85 in Python costs a quarter of a receipt's time and a quarter of its size.
rl_config.useA85 = 0

RULE_WIDTH = 0.5
RULE_GREY = 0x99 / 255
# A stroke of this share of the size turns the one weight of the chain into a bold.
BOLD_STROKE = 0.03
WATERMARK_SIZE = 110.0


def paint_page(canvas: Canvas, page: Page, chain: FontChain) -> None:
    """Draw one page. The caller holds the chain's lock."""
    if page.watermark:
        _paint_watermark(canvas, page, chain)
    canvas.addLiteral(_rules_literal(page.rules))
    for circle in page.circles:
        _paint_circle(canvas, circle)
    for code in page.codes:
        canvas.addLiteral(_qr_literal(code))
    _paint_texts(canvas, page.texts, chain)


def _paint_watermark(canvas: Canvas, page: Page, chain: FontChain) -> None:
    width, height = cast("Any", canvas)._pagesize
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(45)
    canvas.setFillGray(page.watermark_grey)
    canvas.setFont(chain.base.name, WATERMARK_SIZE)
    canvas.drawCentredString(0, -WATERMARK_SIZE * 0.36, page.watermark)
    canvas.restoreState()


def _rules_literal(rules: list[RuleMark]) -> str:
    """All lines as two paths, solid and dashed: far quicker than a canvas call each."""
    parts = [f"q {RULE_GREY:.3f} G {RULE_WIDTH} w"]
    for dashed in (False, True):
        chosen = dict.fromkeys(r for r in rules if r.dashed is dashed)
        if chosen:
            parts.append("[2 2] 0 d" if dashed else "[] 0 d")
            parts += [f"{r.x1:.2f} {r.y1:.2f} m {r.x2:.2f} {r.y2:.2f} l" for r in chosen]
            parts.append("S")
    parts.append("Q")
    return "\n".join(parts)


def _paint_circle(canvas: Canvas, mark: CircleMark) -> None:
    canvas.saveState()
    canvas.setStrokeGray(RULE_GREY)
    canvas.setLineWidth(RULE_WIDTH)
    canvas.setDash(2, 2)
    canvas.circle(mark.x, mark.y, mark.radius, stroke=1, fill=0)
    canvas.restoreState()


@lru_cache(maxsize=8)
def _modules_path(text: str) -> tuple[int, str]:
    """Side in modules, and the dark modules as one path of rectangles, runs of a row merged."""
    matrix = qr_matrix(text)
    side = len(matrix)
    parts: list[str] = []
    for row, cells in enumerate(matrix):
        start = -1
        for column, dark in enumerate((*cells, False)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                parts.append(f"{start} {side - 1 - row} {column - start} 1 re")
                start = -1
    return side, "\n".join(parts)


def _qr_literal(mark: QrMark) -> str:
    side, path = _modules_path(mark.text)
    unit = mark.side / side
    return f"q 0 g {unit:.4f} 0 0 {unit:.4f} {mark.x:.2f} {mark.y:.2f} cm\n{path}\nf Q"


def _paint_texts(canvas: Canvas, texts: list[TextMark], chain: FontChain) -> None:
    """All text in one text object, changing font, weight and grey only where they change."""
    block: PDFTextObject = canvas.beginText()
    missing: list[tuple[float, TextMark]] = []
    font: tuple[str, float] | None = None
    bold, grey = False, 0.0
    block.setFillGray(0.0)
    block.setStrokeGray(0.0)
    for mark in texts:
        if mark.grey != grey:
            grey = mark.grey
            block.setFillGray(grey)
        if mark.bold != bold:
            bold = mark.bold
            block.setTextRenderMode(2 if bold else 0)
        if bold:
            canvas_width = mark.size * BOLD_STROKE
            cast("Any", block)._code.append(f"{canvas_width:.3f} w")
        x = mark.x
        for run in chain.runs(mark.text):
            if run.font is None:
                missing.append((x, TextMark(x, mark.y, run.text, mark.size)))
            else:
                wanted = (run.font.name, mark.size)
                if wanted != font:
                    font = wanted
                    block.setFont(*wanted)
                block.setTextOrigin(x, mark.y)
                block.textOut(run.text)
            if len(run.text) != len(mark.text):
                x += chain.text_width(run.text, mark.size)
    canvas.drawText(block)
    for x, mark in missing:
        _paint_missing(canvas, x, mark)


def _paint_missing(canvas: Canvas, x: float, mark: TextMark) -> None:
    """A box with the code point, carrying the character itself for whoever copies the text."""
    actual = mark.text.encode("utf-16-be").hex().upper()
    code = f"{ord(mark.text):04X}"
    half = (len(code) + 1) // 2
    side = mark.size
    canvas.addLiteral(f"/Span <</ActualText <FEFF{actual}>>> BDC")
    canvas.saveState()
    canvas.setLineWidth(0.4)
    canvas.rect(x + side * 0.05, mark.y - side * 0.12, side * 0.9, side * 0.95, stroke=1, fill=0)
    _paint_digits(canvas, x, mark.y + side * 0.40, side, code[:half])
    _paint_digits(canvas, x, mark.y - side * 0.02, side, code[half:])
    canvas.restoreState()
    canvas.addLiteral("EMC")


def _paint_digits(canvas: Canvas, x: float, y: float, side: float, digits: str) -> None:
    """Half of a code point over the whole width of its box: a gap would be copied as a space."""
    block = canvas.beginText(x + side * 0.09, y)
    block.setFont("Helvetica", side * 0.42)
    block.setHorizScale(100 * 0.82 / (0.556 * 0.42 * len(digits)))
    block.textOut(digits)
    canvas.drawText(block)
