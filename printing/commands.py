"""ESC/POS commands a ticket uses, as bytes (`devices.md` 4.2)."""

from __future__ import annotations

INITIALISE = b"\x1b@"
CHINESE_MODE = b"\x1c&"
CHINESE_SPACING_NONE = b"\x1cS\x00\x00"
# ESC @ leaves Chinese mode at the printer's default, so the three always travel together.
START = INITIALISE + CHINESE_MODE + CHINESE_SPACING_NONE

ALIGN_LEFT = b"\x1ba\x00"
ALIGN_CENTRE = b"\x1ba\x01"
BOLD_ON = b"\x1bE\x01"
BOLD_OFF = b"\x1bE\x00"
LINE_FEED = b"\n"
FEED_AND_CUT = b"\x1dVB\x00"
FEED_TO_TEAR = b"\x1bd\x06"
ASK_WHEN_DONE = b"\x1dr\x01"
RECOVER = b"\x10\x05\x02"


def status_request(kind: int) -> bytes:
    """DLE EOT 1–4: answered at once, even off-line."""
    return bytes((0x10, 0x04, kind))


def size(width: int, height: int) -> bytes:
    """GS ! with multiples 1–8."""
    return bytes((0x1D, 0x21, (width - 1) << 4 | (height - 1)))


def chinese_size(width: int, height: int) -> bytes:
    """FS ! for printers whose GS ! leaves 汉字 alone: it only knows double."""
    return bytes((0x1C, 0x21, (0x04 if width > 1 else 0) | (0x08 if height > 1 else 0)))


def raster(width_bytes: int, height: int, data: bytes) -> bytes:
    """GS v 0, normal density; a set bit is black."""
    return b"\x1dv0\x00" + width_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + data


def qr_symbol(text: str, module_dots: int) -> bytes:
    """Native QR, model 2, level M. The text must be ASCII: without ECI anything else is misread."""
    data = text.encode("ascii")
    store = len(data) + 3
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes((module_dots,)),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + store.to_bytes(2, "little") + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
        )
    )
