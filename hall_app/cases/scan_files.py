"""A file from the scans folder becomes a page, or is refused in words. Files from outside are hostile.

Every picture is decoded within limits and encoded anew: what is kept holds pixels and nothing else.
"""

from __future__ import annotations

import io
import os
import stat
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from hall_app.errors import InputRefused

MAX_BYTES = 40 * 1024 * 1024
MAX_PIXELS = 80_000_000
LEAST_EDGE_PX = 64
KEPT_EDGE_PX = 3508
"""The long edge of A4 at 300 dpi; what is larger is made smaller without asking."""
JPEG = "image/jpeg"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_QUALITY = 85

RenderPdf = Callable[[bytes], list[bytes]]
"""The pages of a scanned PDF as pictures; raises InputRefused."""


@dataclass(frozen=True, slots=True, repr=False)
class PageFile:
    """A page ready to be kept."""

    content: bytes
    media_type: str
    width: int
    height: int


def read_scan(path: Path, render_pdf: RenderPdf) -> tuple[PageFile, ...]:
    """The pages of one file. Raises InputRefused with the file's name; the file is left as it is."""
    data = _read(path)
    if data.startswith(b"%PDF"):
        pictures = render_pdf(data)
        if not pictures:
            raise _refused(path, "里没有页面")
        return tuple(_page(path, picture) for picture in pictures)
    return (_page(path, data),)


def _read(path: Path) -> bytes:
    """The bytes of a regular file that is no link and not too large."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refused(path, "打不开或是一个链接") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise _refused(path, "不是文件")
        if found.st_size > MAX_BYTES:
            raise _refused(path, f"超过 {MAX_BYTES // 1024 // 1024} MB", "请降低扫描分辨率再扫")
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise _refused(path, "读不出来") from error
    if len(data) > MAX_BYTES:
        raise _refused(path, "太大", "请降低扫描分辨率再扫")
    if not data:
        raise _refused(path, "是空的", "请重新扫描")
    return data


def _page(path: Path, data: bytes) -> PageFile:
    with warnings.catch_warnings():
        # Pillow's own limit for bombs only warns at first.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)
        try:
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise _refused(path, f"有 {width}×{height} 像素，太大", "请降低扫描分辨率再扫")
                if min(width, height) < LEAST_EDGE_PX:
                    raise _refused(path, f"只有 {width}×{height} 像素，看不清", "请重新扫描")
                picture.load()
                return _encoded(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _refused(path, "像素太多", "请降低扫描分辨率再扫") from error
        except UnidentifiedImageError as error:
            raise _refused(path, "不是扫描件（认不出图片格式）") from error
        # Pillow's decoders raise these on truncated and broken files.
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, MemoryError) as error:
            raise _refused(path, "图片不完整或已损坏", "可能还没扫完，请稍等再按 F7，或重新扫描") from error


def _encoded(picture: Image.Image) -> PageFile:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "PA", "P"}:
        layered = upright.convert("RGBA")
        upright = Image.new("RGB", layered.size, "white")
        upright.paste(layered, mask=layered.getchannel("A"))
    elif upright.mode != "L":
        upright = upright.convert("RGB")
    upright.thumbnail((KEPT_EDGE_PX, KEPT_EDGE_PX), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    upright.save(buffer, "JPEG", quality=_QUALITY)
    return PageFile(buffer.getvalue(), JPEG, *upright.size)


def _refused(path: Path, what: str, remedy: str = "请检查这个文件，换成图片或 PDF 扫描件") -> InputRefused:
    # The name may come from anybody: shortened, without control characters.
    name = "".join(char for char in path.name if char.isprintable())[:40] or "未命名"
    return InputRefused(f"{name} {what}", remedy, "scan")
