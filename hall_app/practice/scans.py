"""Two practice pages for the scans folder: a portrait placeholder and a signed promise on the desk (picture 04)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
_DPI = (200, 200)
_DESK = "#2c343d"
_INK, _LINE, _BLUE = "#20262d", "#b7bec8", "#1f4d86"


def draw_practice_scans(folder: Path, day: date) -> tuple[Path, ...]:
    """Draw both pages into ``folder``, oldest first: portrait, then promise. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    portrait, promise = folder / "01-制证相片.jpg", folder / "02-就业承诺书.jpg"
    _portrait().save(portrait, quality=88, dpi=_DPI)
    _on_desk(_promise(day)).save(promise, quality=85, dpi=_DPI)
    return portrait, promise


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for path in _FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def _portrait() -> Image.Image:
    """A silhouette on white in the format of a certificate photo, marked as practice."""
    page = Image.new("RGB", (358, 441), "white")
    draw = ImageDraw.Draw(page)
    draw.ellipse((40, 300, 318, 640), fill="#3c5d8a")
    draw.polygon([(149, 300), (209, 300), (179, 352)], fill="#f4f6f8")
    draw.ellipse((95, 60, 263, 300), fill="#2a2f36")
    draw.rounded_rectangle((152, 240, 206, 312), 20, fill="#e9c3a3")
    draw.ellipse((112, 88, 246, 268), fill="#f1cfb2")
    draw.pieslice((100, 62, 258, 220), 180, 360, fill="#2a2f36")
    draw.text((179, 414), "演示相片", font=_font(22), fill="#9aa3ad", anchor="mm")
    return page


def _on_desk(page: Image.Image) -> Image.Image:
    """The page as a camera above the desk sees it: a little aslant, all four corners in the picture."""
    desk = Image.new("RGB", (page.width + 180, page.height + 180), _DESK)
    aslant = page.rotate(1.6, Image.Resampling.BICUBIC, expand=True, fillcolor=_DESK)
    desk.paste(aslant, ((desk.width - aslant.width) // 2, (desk.height - aslant.height) // 2))
    return desk


def _promise(day: date) -> Image.Image:
    """An A5 page at 200 dpi: title, grey lines of text, a signature and the day."""
    page = Image.new("RGB", (1165, 1654), "#fbfaf7")
    draw = ImageDraw.Draw(page)
    draw.text((582, 230), "灵活就业承诺书", font=_font(64), fill=_INK, anchor="mm")
    top = 380
    for paragraph in ((900, 980, 960, 980, 700), (940, 980, 960, 860), (940, 640)):
        for number, width in enumerate(paragraph):
            left = 140 if number == 0 else 90
            draw.rounded_rectangle((left, top, 90 + width, top + 18), 6, fill=_LINE)
            top += 62
        top += 40
    draw.text((560, 1330), "承诺人：", font=_font(42), fill=_INK, anchor="lm")
    points = [
        (740, 1350),
        (770, 1290),
        (790, 1360),
        (820, 1295),
        (850, 1355),
        (890, 1300),
        (910, 1350),
        (980, 1310),
    ]
    draw.line(points, fill=_BLUE, width=7, joint="curve")
    draw.text(
        (560, 1430), f"{day.year} 年 {day.month} 月 {day.day} 日", font=_font(42), fill=_INK, anchor="lm"
    )
    draw.text((582, 1590), "演示数据，不作凭证", font=_font(30), fill="#9aa3ad", anchor="mm")
    return page
