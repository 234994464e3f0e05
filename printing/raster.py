"""Pictures for ticket printers: lines their font lacks, and QR codes for those without GS ( k."""

from __future__ import annotations

import threading
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from printing import commands
from printing.fonts import FontChain, FontFile, default_chain
from printing.wrapping import char_columns, clean_text

# Font A is 12×24 dots, a 汉字 24×24 (`devices.md` 4.1).
CELL_WIDTH = 12
CELL_HEIGHT = 24
LINE_GAP = 6
QUIET_MODULES = 2

_draw_lock = threading.Lock()


@lru_cache(maxsize=16)
def _pixel_font(file: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file.path), pixels, index=file.index)


def _draw_box(draw: ImageDraw.ImageDraw, ch: str, x: int, y: int, side: int) -> None:
    """The box with the code point, for a character that no font has."""
    draw.rectangle((x + 1, y + 1, x + side - 2, y + side - 2), outline=255)
    code = f"{ord(ch):04X}"
    half = (len(code) + 1) // 2
    font = ImageFont.load_default(size=max(8, side * 4 // 10))
    for row, digits in enumerate((code[:half], code[half:])):
        draw.text((x + side / 2, y + side * (0.30 + 0.40 * row)), digits, fill=255, font=font, anchor="mm")


def draw_cells(text: str, scale: int, bold: bool = False, chain: FontChain | None = None) -> Image.Image:
    """One line in printer cells, white on black, mode L; scale 1 is 24 dots high."""
    chain = chain or default_chain()
    text = clean_text(text)
    unit, height = CELL_WIDTH * scale, CELL_HEIGHT * scale
    columns = max(1, sum(map(char_columns, text)))
    image = Image.new("L", (columns * unit, height), 0)
    draw = ImageDraw.Draw(image)
    x = 0
    with _draw_lock:
        for run in chain.runs(text):
            for ch in run.text:
                width = char_columns(ch) * unit
                if run.font is None:
                    _draw_box(draw, ch, x, 0, height)
                else:
                    font = _pixel_font(run.font, height * 11 // 12)
                    anchor = (x + width / 2, height * 0.86)
                    draw.text(anchor, ch, fill=255, font=font, anchor="ms", stroke_width=scale if bold else 0)
                x += width
    return image


def text_picture(
    text: str,
    width_dots: int,
    width: int,
    height: int,
    *,
    centred: bool,
    bold: bool,
    chain: FontChain | None = None,
) -> bytes:
    """GS v 0 of one line at full paper width, so that the printer's own alignment does not matter."""
    line = draw_cells(text, height, bold, chain)
    if width != height:
        line = line.resize((line.width * width // height, line.height), Image.Resampling.BILINEAR)
    canvas = Image.new("L", (width_dots, line.height + LINE_GAP), 0)
    canvas.paste(line, (max(0, (width_dots - line.width) // 2) if centred else 0, 0))
    return image_command(canvas)


def image_command(image: Image.Image) -> bytes:
    """GS v 0 of an L image whose bright pixels are to be black; the width must be a multiple of 8."""
    bits = image.point([255 if level >= 112 else 0 for level in range(256)]).convert("1")
    return commands.raster(image.width // 8, image.height, bits.tobytes())


def qr_matrix(text: str) -> list[list[bool]]:
    """Modules of a QR code at level M without its quiet zone. One mask for all, so the same text is the same picture."""
    import qrcode  # noqa: PLC0415  (0.1 s; a ticket with native QR needs none of it)
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=3)
    code.add_data(text.encode("utf-8"), optimize=0)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.modules]


def qr_picture(text: str, width_dots: int, module_dots: int) -> bytes:
    """GS v 0 of a centred QR code with a quiet zone."""
    modules = qr_matrix(text)
    side = len(modules)
    small = Image.new("L", (side, side), 0)
    small.putdata([255 if cell else 0 for row in modules for cell in row])
    module_dots = max(1, min(module_dots, width_dots // (side + 2 * QUIET_MODULES)))
    symbol = small.resize((side * module_dots, side * module_dots), Image.Resampling.NEAREST)
    margin = QUIET_MODULES * module_dots
    canvas = Image.new("L", (width_dots, symbol.height + 2 * margin), 0)
    canvas.paste(symbol, ((width_dots - symbol.width) // 2, margin))
    return image_command(canvas)
