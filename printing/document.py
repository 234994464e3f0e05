"""The page flow of window documents: A5 portrait, black on white, one PDF by reportlab.

A document is first laid out as plain marks on pages (so that page counts are known), then painted. The same content
always gives the same bytes. Measures: 9 pt body, 14 pt title, lines 0.5 pt #999, margins 10 mm (`tokens.md` 10).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from printing.fonts import FontChain, default_chain
from printing.marks import Align, Page, QrMark, RuleMark, TextMark
from printing.painting import paint_page
from printing.typesetting import Segment, SetLine, set_lines
from printing.wrapping import clean_text

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = A5
MARGIN = 10 * MM
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN
LEFT = MARGIN
RIGHT = PAGE_WIDTH - MARGIN
FOOT_HEIGHT = 5 * MM
BODY = 9.0
SMALL = 8.0
TITLE = 14.0
LEADING = 13.0
SMALL_LEADING = 11.5
CELL_PAD_X = 1.6 * MM
CELL_PAD_Y = 1.35 * MM
GREY = 0.45
QR_SIDE = 25 * MM
RUNNING_HEAD = 5.5 * MM

PRACTICE_WORD = "演示"
PRACTICE_FOOT = "演示数据，不作凭证"
VOID_WORD = "作废"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row; `width` in points."""

    text: str
    width: float
    align: Align = Align.LEFT
    bold: bool = False
    size: float = BODY


class Sheet:
    """One document being laid out, top down. Not for several threads."""

    def __init__(self, title: str, running_head: str, chain: FontChain | None = None) -> None:
        self.chain = chain or default_chain()
        self.title = title
        self.running_head = clean_text(running_head)
        self.pages: list[Page] = [Page()]
        self.y = PAGE_HEIGHT - MARGIN

    @property
    def page(self) -> Page:
        """The page being filled."""
        return self.pages[-1]

    @property
    def bottom(self) -> float:
        """Nothing but the foot stands below."""
        return MARGIN + FOOT_HEIGHT

    @property
    def page_room(self) -> float:
        """Height of a fresh page below its running head, in points."""
        return PAGE_HEIGHT - MARGIN - RUNNING_HEAD - self.bottom

    def room(self, height: float) -> bool:
        """Whether this height still fits on the page."""
        return self.y - height >= self.bottom - 0.01

    def require(self, height: float) -> None:
        """Begin a new page unless the height fits; what is taller than a page is let be."""
        if not self.room(height):
            self.new_page()

    def new_page(self) -> None:
        """Begin a page with its running head."""
        self.pages.append(Page())
        self.y = PAGE_HEIGHT - MARGIN
        self.text(LEFT, self.y - SMALL, f"{self.title}（续）", SMALL, grey=GREY)
        self.text_in(LEFT, CONTENT_WIDTH, self.y - SMALL, self.running_head, SMALL, Align.RIGHT, grey=GREY)
        self.y -= RUNNING_HEAD

    def space(self, height: float) -> None:
        """Leave a gap, but not at the top of a page."""
        self.y -= height

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False, grey: float = 0.0) -> None:
        """Cleaned text at a baseline."""
        if text:
            self.page.texts.append(TextMark(x, y, text, size, bold, grey))

    def text_in(
        self,
        x: float,
        width: float,
        y: float,
        text: str,
        size: float,
        align: Align,
        bold: bool = False,
        grey: float = 0.0,
    ) -> None:
        """Text aligned within a width."""
        free = width - self.chain.text_width(text, size)
        self.text(x + free * _SHIFT[align], y, text, size, bold, grey)

    def rule(self, x1: float, y1: float, x2: float, y2: float, dashed: bool = False) -> None:
        """A line of 0.5 pt #999."""
        self.page.rules.append(RuleMark(x1, y1, x2, y2, dashed))

    def lines(
        self, text: str | Sequence[Segment], size: float, width: float, indent: float = 0.0
    ) -> list[SetLine]:
        """A text broken to a width."""
        segments = [(text, False)] if isinstance(text, str) else text
        return set_lines(self.chain, [(clean_text(t), b) for t, b in segments], size, width, indent)

    def draw_line(self, line: SetLine, x: float, y: float, size: float, grey: float = 0.0) -> None:
        """One broken line at a baseline."""
        for piece, bold in line.segments:
            self.text(x, y, piece, size, bold, grey)
            x += self.chain.text_width(piece, size)

    def paragraph(
        self,
        text: str | Sequence[Segment],
        *,
        size: float = BODY,
        leading: float = LEADING,
        x: float = LEFT,
        width: float = CONTENT_WIDTH,
        indent: float = 0.0,
        grey: float = 0.0,
    ) -> None:
        """A paragraph, broken over pages line by line."""
        for number, line in enumerate(self.lines(text, size, width, indent)):
            self.require(leading)
            start = x + (indent if number == 0 else 0.0)
            self.draw_line(line, start, self.y - size - (leading - size) / 2 + 1, size, grey)
            self.y -= leading

    def hanging(self, text: str | Sequence[Segment], *, indent: float, hang: float) -> None:
        """A paragraph whose later lines are set in under the text behind its mark."""
        lines = self.lines(text, BODY, CONTENT_WIDTH - indent - hang, -hang)
        for number, line in enumerate(lines):
            self.require(LEADING)
            x = LEFT + indent + (hang if number else 0.0)
            self.draw_line(line, x, self.y - BODY - (LEADING - BODY) / 2 + 1, BODY)
            self.y -= LEADING

    def row(
        self, cells: Sequence[Cell], x: float = LEFT, *, top_line: bool = True, lead_line: bool = True
    ) -> None:
        """One boxed table row. It moves to the next page as a whole; only what is taller than a page is split.

        Without `lead_line` the first cell is left open below, to be one with the next row's.
        """
        columns = [self._cell_lines(cell) for cell in cells]
        height = _row_height(cells, columns)
        if not self.room(height):
            self.new_page()
            top_line = True
        while not self.room(height):
            taken = int((self.y - self.bottom - 2 * CELL_PAD_Y) // LEADING)
            self._draw_row(cells, [lines[:taken] for lines in columns], x, top_line, True)
            columns = [lines[taken:] for lines in columns]
            height = _row_height(cells, columns)
            self.new_page()
        self._draw_row(cells, columns, x, top_line, lead_line)

    def row_height(self, cells: Sequence[Cell]) -> float:
        """Height of a row at its tallest cell, in points."""
        return _row_height(cells, [self._cell_lines(cell) for cell in cells])

    def _cell_lines(self, cell: Cell) -> list[SetLine]:
        return self.lines([(cell.text, cell.bold)], cell.size, cell.width - 2 * CELL_PAD_X)

    def _draw_row(
        self, cells: Sequence[Cell], columns: list[list[SetLine]], x: float, top_line: bool, lead_line: bool
    ) -> None:
        height = _row_height(cells, columns)
        top, low = self.y, self.y - height
        right = x + sum(cell.width for cell in cells)
        if top_line:
            self.rule(x, top, right, top)
        self.rule(x if lead_line else x + cells[0].width, low, right, low)
        self.rule(x, top, x, low)
        for cell, lines in zip(cells, columns, strict=True):
            leading = _leading(cell.size)
            baseline = top - (height - len(lines) * leading) / 2 - leading / 2 - cell.size * 0.36
            for line in lines:
                free = cell.width - 2 * CELL_PAD_X - line.width
                self.draw_line(line, x + CELL_PAD_X + free * _SHIFT[cell.align], baseline, cell.size)
                baseline -= leading
            x += cell.width
            self.rule(x, top, x, low)
        self.y = low

    def table(self, header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
        """Rows under a header that is repeated on every page."""
        first = self.row_height(rows[0]) if rows else 0.0
        self.require(self.row_height(header) + first)
        self.row(header)
        for cells in rows:
            if not self.room(self.row_height(cells)):
                self.new_page()
                self.row(header)
            self.row(cells, top_line=False)

    def qr(self, x: float, y: float, text: str, side: float = QR_SIDE) -> None:
        """A QR code with its lower left corner at x, y."""
        self.page.codes.append(QrMark(x, y, side, text))

    def mark_pages(self, *, practice: bool, void: bool) -> None:
        """Watermarks, foot lines and page numbers; after everything else is laid out."""
        total = len(self.pages)
        for number, page in enumerate(self.pages, 1):
            if practice or void:
                page.watermark = PRACTICE_WORD * practice + VOID_WORD * void
                page.watermark_grey = 0.80 if void else 0.90
            y = MARGIN
            if practice:
                page.texts.append(TextMark(LEFT, y, PRACTICE_FOOT, SMALL, grey=GREY))
            if total > 1:
                label = f"第 {number} 页 共 {total} 页"
                width = self.chain.text_width(label, SMALL)
                page.texts.append(TextMark(RIGHT - width, y, label, SMALL, grey=GREY))

    def pdf(self, subject: str) -> bytes:
        """The finished document. Any thread: fonts are locked meanwhile."""
        buffer = io.BytesIO()
        with self.chain.lock:
            canvas = Canvas(buffer, pagesize=A5, invariant=1, lang="zh-CN")
            canvas.setTitle(self.title)
            canvas.setSubject(subject)
            canvas.setAuthor("")
            canvas.setCreator("hall-app")
            canvas.setViewerPreference("PrintScaling", "None")
            for page in self.pages:
                paint_page(canvas, page, self.chain)
                canvas.showPage()
            canvas.save()
        return buffer.getvalue()


_SHIFT = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


def _row_height(cells: Sequence[Cell], columns: Sequence[Sequence[SetLine]]) -> float:
    heights = (len(lines) * _leading(cell.size) for cell, lines in zip(cells, columns, strict=True))
    return max(heights) + 2 * CELL_PAD_Y


def _leading(size: float) -> float:
    return LEADING if size >= BODY else SMALL_LEADING
