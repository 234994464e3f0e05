"""Drawing what a ticket printer would burn: text cells, sizes, alignment, QR codes, raster images."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from printing.encoding import CodePage, decode_gb, safe_bytes
from printing.fonts import FontChain
from printing.raster import CELL_WIDTH, draw_cells, qr_matrix

LINE_SPACING = 30
MAX_HEIGHT = 20_000


@dataclass(frozen=True, slots=True)
class _Style:
    width: int = 1
    height: int = 1
    bold: bool = False
    align: int = 0
    line_spacing: int = LINE_SPACING


class TicketPainter:
    """The paper under the head since the last cut."""

    def __init__(
        self, dots: int, code_page: CodePage = CodePage.GB18030, chain: FontChain | None = None
    ) -> None:
        self.dots = dots
        self.code_page = code_page
        self._chain = chain
        self._style = _Style()
        self._line: list[Image.Image] = []
        self._strips: list[Image.Image] = []
        self._qr_module = 3
        self._qr_text = b""
        self.height = 0

    def reset_style(self) -> None:
        """ESC @: modes back to default; what is in the line buffer is dropped, as a printer does."""
        self._style = _Style()
        self._line = []

    def set_size(self, width: int, height: int) -> None:
        """GS !"""
        self._style = replace(self._style, width=width, height=height)

    def set_bold(self, bold: bool) -> None:
        """ESC E"""
        self._style = replace(self._style, bold=bold)

    def set_align(self, align: int) -> None:
        """ESC a: 0 left, 1 centre, 2 right."""
        self._style = replace(self._style, align=align)

    def set_line_spacing(self, dots: int) -> None:
        """ESC 3 and ESC 2."""
        self._style = replace(self._style, line_spacing=dots)

    def set_qr_module(self, dots: int) -> None:
        """GS ( k 67"""
        self._qr_module = max(1, min(16, dots))

    def store_qr(self, data: bytes) -> None:
        """GS ( k 80"""
        self._qr_text = data[:3000]

    def write(self, data: bytes, chinese: bool) -> None:
        """Characters into the line buffer; a full line is printed by itself."""
        text = decode_gb(data) if chinese else data.decode("ascii", "replace")
        for ch in text:
            self._put(self._drawable(ch))

    def _drawable(self, ch: str) -> str:
        """What this printer's font shows: a 4-byte code on a GBK printer comes out as garbage."""
        if self.code_page is CodePage.GB18030 or safe_bytes(ch, self.code_page) is not None:
            return ch
        return "??"

    def _put(self, text: str) -> None:
        style = self._style
        cell = draw_cells(text, style.height, style.bold, self._chain)
        if style.width != style.height:
            wide = cell.width * style.width // style.height
            cell = cell.resize((wide, cell.height), Image.Resampling.BILINEAR)
        if sum(c.width for c in self._line) + cell.width > self.dots:
            self.end_line()
        self._line.append(cell)

    def end_line(self) -> int:
        """LF: print the line buffer. Returns the dots of paper used."""
        height = max([self._style.line_spacing, *(cell.height for cell in self._line)])
        strip = Image.new("L", (self.dots, height), 0)
        width = sum(cell.width for cell in self._line)
        x = self._start(width)
        for cell in self._line:
            strip.paste(cell, (x, height - cell.height))
            x += cell.width
        self._line = []
        return self._add(strip)

    def _start(self, width: int) -> int:
        free = max(0, self.dots - width)
        return (0, free // 2, free)[self._style.align]

    def feed(self, dots: int) -> int:
        """Blank paper."""
        used = self.end_line() if self._line else 0
        return used + (self._add(Image.new("L", (self.dots, dots), 0)) if dots > 0 else 0)

    def _add(self, strip: Image.Image) -> int:
        if self.height < MAX_HEIGHT:
            self._strips.append(strip)
            self.height += strip.height
        return strip.height

    def picture(self, image: Image.Image) -> int:
        """An image in the current alignment; what is wider than the paper is cut off."""
        used = self.end_line() if self._line else 0
        strip = Image.new("L", (self.dots, image.height), 0)
        strip.paste(image, (self._start(image.width), 0))
        return used + self._add(strip)

    def raster(self, width_bytes: int, height: int, data: bytes) -> int:
        """GS v 0"""
        if width_bytes == 0 or height == 0:
            return 0
        return self.picture(Image.frombytes("1", (width_bytes * 8, height), data).convert("L"))

    def print_qr(self) -> int:
        """GS ( k 81: the stored symbol with a quiet zone."""
        if not self._qr_text:
            return 0
        modules = qr_matrix(self._qr_text.decode("utf-8", "replace"))
        side = len(modules)
        symbol = Image.new("L", (side + 4, side + 4), 0)
        for row, cells in enumerate(modules):
            for column, dark in enumerate(cells):
                if dark:
                    symbol.putpixel((column + 2, row + 2), 255)
        pixels = (side + 4) * self._qr_module
        return self.picture(symbol.resize((pixels, pixels), Image.Resampling.NEAREST))

    def print_code128(self, data: bytes, module: int, height: int) -> int:
        """GS k 73 with its text below; what is no CODE128 set B is drawn as text."""
        from barcode.codex import Code128  # noqa: PLC0415  (comes with python-escpos, rarely needed)

        text = data.removeprefix(b"{B").decode("ascii", "replace")
        if not text or not text.isascii() or not text.isprintable():
            return 0
        bars = Code128(text).build()[0]
        image = Image.new("L", (len(bars) * module, height), 0)
        draw = ImageDraw.Draw(image)
        for position, bar in enumerate(bars):
            if bar == "1":
                draw.rectangle((position * module, 0, (position + 1) * module - 1, height - 1), fill=255)
        used = self.picture(image)
        self._line = [draw_cells(ch, 1, False, self._chain) for ch in text][: self.dots // CELL_WIDTH]
        return used + self.end_line()

    def cut(self) -> Image.Image:
        """The ticket as black on white with a margin, and a fresh roll."""
        if self._line:
            self.end_line()
        margin = 16
        paper = Image.new("L", (self.dots + 2 * margin, self.height + 2 * margin), 255)
        y = margin
        for strip in self._strips:
            paper.paste(strip.point(lambda level: 255 - level), (margin, y))
            y += strip.height
        self._strips = []
        self.height = 0
        return paper
