"""Chinese for ticket printers: which characters go as GB bytes, and which line must become a picture.

python-escpos' own text() loses `：《》￥〇㛃𠮷`, so it is never used (`devices.md` 4.3, 4.5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from printing.wrapping import clean_text


class CodePage(Enum):
    """The characters a printer's ROM can draw. The bytes are GB18030 two-byte codes for all three."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text that the printer's own font draws."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PictureRun:
    """A line with a character the printer lacks: it is drawn as a raster image as a whole."""

    text: str


def _two_bytes(ch: str) -> bytes | None:
    if 0xE000 <= ord(ch) <= 0xF8FF:
        return None
    try:
        data = ch.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return data if len(data) == 2 else None


def _late_addition(data: bytes) -> bool:
    """Codes that GBK fonts lack or map differently: FE50–FEA0, A6D9–A6FE, A8BC, A8BF, A989–A995, A2E3."""
    lead, trail = data
    return (
        (lead == 0xFE and 0x50 <= trail <= 0xA0)
        or (lead == 0xA6 and trail >= 0xD9)
        or (lead == 0xA8 and trail in (0xBC, 0xBF))
        or (lead == 0xA9 and 0x89 <= trail <= 0x95)
        or (lead == 0xA2 and trail == 0xE3)
    )


def _in_gb2312(data: bytes) -> bool:
    try:
        data.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=32768)
def safe_bytes(ch: str, code_page: CodePage) -> bytes | None:
    """The bytes of one character if this printer surely draws it, else None."""
    if " " <= ch <= "~":
        return ch.encode("ascii")
    data = _two_bytes(ch)
    if data is None:
        return None
    if code_page is CodePage.GB18030:
        return data
    if _late_addition(data) or (code_page is CodePage.GB2312 and not _in_gb2312(data)):
        return None
    return data


def missing_characters(text: str, code_page: CodePage) -> tuple[str, ...]:
    """The characters of a cleaned line that this printer lacks."""
    return tuple(ch for ch in text if safe_bytes(ch, code_page) is None)


_PLAIN = re.compile(r"[ -~]*\Z")


def encode_line(text: str, code_page: CodePage) -> TextRun | PictureRun:
    """One line, control characters stripped: GB bytes, or the order to draw it as a picture.

    A two-byte code is only ever sent for the character it stands for, and bytes below 0x20 never.
    """
    cleaned = clean_text(text)
    if _PLAIN.match(cleaned):
        return TextRun(cleaned.encode("ascii"))
    pieces: list[bytes] = []
    for ch in cleaned:
        data = safe_bytes(ch, code_page)
        if data is None:
            return PictureRun(cleaned)
        pieces.append(data)
    return TextRun(b"".join(pieces))


# Python's codec follows the 2000/2005 mapping; GB 18030-2022 moved these out of the private use area.
PRIVATE_TO_2022 = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15,
    0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE81E: 0x9FB4,
    0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}  # fmt: skip


def decode_gb(data: bytes) -> str:
    """GB18030 bytes as text, in the mapping of GB 18030-2022; what is broken becomes U+FFFD."""
    return data.decode("gb18030", errors="replace").translate(PRIVATE_TO_2022)
