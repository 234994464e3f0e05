"""The queue ticket as ESC/POS bytes, layout of `reception.md` 3, for 80 and 58 mm paper."""

from __future__ import annotations

from dataclasses import dataclass

from printing import commands
from printing.content import TicketContent, minute_text
from printing.encoding import CodePage, PictureRun, encode_line
from printing.wrapping import clean_text, text_columns, wrap_columns

PRACTICE_MARK = "【演示】"
REPRINT_MARK = "【补打】"
# Tokens 10: the ticket's QR is 24 mm; 203 dots per inch are 8 per mm.
QR_SIDE_DOTS = 24 * 8
# Bytes that fit versions 1, 2, 3 … at level M (ISO/IEC 18004, table 7).
_QR_BYTES_LEVEL_M = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412)


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """What this printer can do; all of it settings."""

    code_page: CodePage = CodePage.GBK
    native_qr: bool = True
    chinese_size_command: bool = False
    cutter: bool = True
    dots_80mm: int = 576
    dots_58mm: int = 384

    def dots(self, width_mm: int) -> int:
        """Printable dots of the paper. Raises ValueError for other widths than 80 and 58."""
        if width_mm not in (80, 58):
            raise ValueError(f"no ticket paper of {width_mm} mm")
        return self.dots_80mm if width_mm == 80 else self.dots_58mm


DEFAULT_PROFILE = PrinterProfile()


@dataclass(frozen=True, slots=True)
class _Size:
    width: int
    height: int


_PLAIN = _Size(1, 1)
_TITLE_SIZES = (_Size(2, 2), _Size(1, 2))
_NUMBER_SIZES = (_Size(4, 4), _Size(3, 3), _Size(2, 2), _PLAIN)


class _TicketWriter:
    """Collects the bytes of one ticket."""

    def __init__(self, dots: int, profile: PrinterProfile) -> None:
        self._parts: list[bytes] = [commands.START]
        self._dots = dots
        self._profile = profile
        self._size = _PLAIN
        self.columns = dots // 12

    def raw(self, data: bytes) -> None:
        self._parts.append(data)

    def bytes(self) -> bytes:
        return b"".join(self._parts)

    def resize(self, size: _Size) -> None:
        if size == self._size:
            return
        self._size = size
        self.raw(commands.size(size.width, size.height))
        if self._profile.chinese_size_command:
            self.raw(commands.chinese_size(size.width, size.height))

    def line(self, text: str, size: _Size = _PLAIN) -> None:
        """One line that fits: text where the printer's font has it all, else a picture."""
        run = encode_line(text, self._profile.code_page)
        if isinstance(run, PictureRun):
            from printing.raster import text_picture  # noqa: PLC0415  (Pillow and fonts only when needed)

            self.raw(text_picture(run.text, self._dots, size.width, size.height, centred=True, bold=False))
            return
        self.resize(size)
        self.raw(run.data + commands.LINE_FEED)

    def wrapped(self, text: str, size: _Size = _PLAIN) -> None:
        cleaned = clean_text(text).strip()
        if cleaned:
            for piece in wrap_columns(cleaned, self.columns // size.width):
                self.line(piece, size)

    def fitted(self, text: str, sizes: tuple[_Size, ...]) -> None:
        """At the largest of these sizes at which one line holds it, else wrapped at the last."""
        cleaned = clean_text(text).strip()
        needed = text_columns(cleaned)
        size = next((s for s in sizes if needed * s.width <= self.columns), sizes[-1])
        self.wrapped(cleaned, size)

    def qr(self, text: str) -> None:
        ascii_text = text if text.isascii() and text.isprintable() else None
        module = qr_module_dots(len(text.encode("utf-8", "replace")), self._dots)
        if ascii_text is not None and self._profile.native_qr:
            self.raw(commands.qr_symbol(ascii_text, module) + commands.LINE_FEED)
            return
        from printing.raster import qr_picture  # noqa: PLC0415

        self.raw(qr_picture(text, self._dots, module))


def qr_module_dots(length: int, paper_dots: int) -> int:
    """Module size of a symbol that is at least 24 mm wide and fits the paper with its quiet zone."""
    version = next((v for v, room in enumerate(_QR_BYTES_LEVEL_M, 1) if length <= room), 20)
    side = 17 + 4 * version
    return max(1, min(16, -(-QR_SIDE_DOTS // side), paper_dots // (side + 4)))


def _queue_text(content: TicketContent) -> str:
    ahead = f"前面 {content.ahead} 人"
    return ahead if content.minutes is None else f"{ahead}，约 {content.minutes} 分钟"


def render_ticket(
    content: TicketContent, width_mm: int = 80, profile: PrinterProfile = DEFAULT_PROFILE
) -> bytes:
    """The bytes of one ticket, ended by a cut. Raises ValueError for an unknown width or a naive time."""
    writer = _TicketWriter(profile.dots(width_mm), profile)
    writer.raw(commands.ALIGN_CENTRE)
    writer.fitted(content.hall, _TITLE_SIZES)
    if content.practice:
        writer.line(PRACTICE_MARK)
    if content.reprint:
        writer.line(REPRINT_MARK)
    writer.raw(commands.BOLD_ON)
    writer.fitted(content.number, _NUMBER_SIZES)
    writer.raw(commands.BOLD_OFF)
    writer.line("-" * writer.columns)
    writer.wrapped(content.business)
    writer.wrapped(_queue_text(content))
    writer.wrapped(f"取号时间 {minute_text(content.taken_at)}")
    writer.wrapped(content.note)
    if content.qr_text:
        writer.qr(content.qr_text)
    writer.resize(_PLAIN)
    writer.raw(commands.ALIGN_LEFT)
    if profile.cutter:
        writer.raw(commands.FEED_AND_CUT)
    else:
        writer.raw(commands.FEED_TO_TEAR)
    return writer.bytes()


def mark_reprint(ticket: bytes, code_page: CodePage = DEFAULT_PROFILE.code_page) -> bytes:
    """A finished ticket with 【补打】 above it, for a second copy of the same bytes; once however often asked."""
    run = encode_line(REPRINT_MARK, code_page)
    if isinstance(run, PictureRun):
        raise ValueError("the mark has no bytes in this code page")  # noqa: TRY004  (a matter of the value)
    head = commands.START + commands.ALIGN_CENTRE + run.data + commands.LINE_FEED + commands.ALIGN_LEFT
    return ticket if ticket.startswith(head) else head + ticket
