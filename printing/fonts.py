"""The font chain of documents: loaded once and lazily, per-glyph fallback, and a correct ToUnicode map.

Outlines must be TrueType: reportlab cannot embed the CFF outlines of Noto (`devices.md` 6.3).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

log = logging.getLogger(__name__)


class FontsMissing(Exception):
    """No font of the chain could be loaded; `paths` were tried."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(f"no usable font among {len(paths)} configured")
        self.paths = tuple(paths)


@dataclass(frozen=True, slots=True)
class FontFile:
    """One font of the chain; `index` picks the face of a .ttc."""

    name: str
    path: Path
    index: int = 0


DEFAULT_CHAIN = (
    FontFile("WQYZenHei", Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")),
    FontFile("HanaMinB", Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")),
    FontFile("BabelStoneHan", Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf")),
)


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """A piece of one font. `font` is None for a character that no font of the chain has."""

    font: FontFile | None
    text: str


def _unicode_hex(code_point: int) -> str:
    if 0xD800 <= code_point <= 0xDFFF or code_point > 0x10FFFF:
        return "FFFD"
    return chr(code_point).encode("utf-16-be").hex().upper()


def make_to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """A ToUnicode CMap in UTF-16BE, at most 100 entries a block (ISO 32000-1, 9.10.3).

    reportlab 5.1.0 writes code points beyond the BMP as five hex digits, so 𠮷 is copied as ₻.
    """
    entries = [f"<{code:02X}> <{_unicode_hex(point)}>" for code, point in enumerate(subset)]
    blocks: list[str] = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    head = (
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({font_name})",
        f"/Ordering ({font_name})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    )
    tail = ("endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end")
    return "\n".join((*head, *blocks, *tail))


def correct_to_unicode() -> None:
    """Put make_to_unicode_map in reportlab's place. Idempotent."""
    replacement: Callable[[str, Sequence[int]], str] = make_to_unicode_map
    ttfonts.makeToUnicodeCMap = replacement


class _LoadedFont:
    """A font of the chain with its coverage and advance widths (thousandths of an em)."""

    def __init__(self, file: FontFile) -> None:
        font = ttfonts.TTFont(file.name, str(file.path), subfontIndex=file.index)
        pdfmetrics.registerFont(font)
        face: Any = font.face
        self.file = file
        self.glyphs: dict[int, int] = face.charToGlyph
        self.widths: dict[int, float] = face.charWidths
        self.default_width: float = face.defaultWidth
        self.covered: set[str] = set(map(chr, self.glyphs))


class FontChain:
    """Fonts in order of preference. Any thread; loading is done once under a lock.

    `lock` is held while a document is drawn and saved: reportlab's subsetter keeps a read position in the face.
    """

    def __init__(self, files: Iterable[FontFile] = DEFAULT_CHAIN) -> None:
        self.files = tuple(files)
        self.lock = threading.RLock()
        self._loaded: list[_LoadedFont] = []
        self._next = 0
        self._width_cache: dict[str, float] = {}
        self._owner: dict[str, int] = {}

    def warm_up(self, whole: bool = False) -> None:
        """Load the first font (or all of them) ahead of the first document. Raises FontsMissing."""
        with self.lock:
            while self._next < len(self.files) and (whole or not self._loaded):
                self._load_next()
            if not self._loaded:
                raise FontsMissing([f.path for f in self.files])

    @property
    def base(self) -> FontFile:
        """The first usable font. Raises FontsMissing."""
        if not self._loaded:
            self.warm_up()
        return self._loaded[0].file

    @property
    def loaded_names(self) -> tuple[str, ...]:
        """What has been loaded so far, for diagnostics and tests."""
        return tuple(font.file.name for font in self._loaded)

    def _load_next(self) -> None:
        file = self.files[self._next]
        self._next += 1
        try:
            correct_to_unicode()
            self._loaded.append(_LoadedFont(file))
        except (OSError, ttfonts.TTFError) as error:
            log.warning("font %s is not usable: %s", file.name, type(error).__name__)

    def _find(self, ch: str) -> int:
        """Index of the first font that has the glyph, -1 for none; loads the later fonts only when asked."""
        index = self._owner.get(ch)
        if index is not None:
            return index
        with self.lock:
            if not self._loaded:
                self.warm_up()
            position = 0
            while True:
                if position == len(self._loaded):
                    if self._next >= len(self.files):
                        position = -1
                        break
                    self._load_next()
                    continue
                if ch in self._loaded[position].covered:
                    break
                position += 1
            self._owner[ch] = position
            return position

    def has(self, ch: str) -> bool:
        """Whether any font of the chain can draw this character."""
        return self._find(ch) >= 0

    def runs(self, text: str) -> list[GlyphRun]:
        """The text split by the first font that has each glyph; a missing character is a run of its own."""
        base = self.base
        if self._loaded[0].covered.issuperset(text):
            return [GlyphRun(base, text)] if text else []
        found: list[GlyphRun] = []
        start, current = 0, -2
        for position, ch in enumerate(text):
            index = self._find(ch)
            if index != current or index == -1:
                if position > start:
                    found.append(self._run(current, text[start:position]))
                start, current = position, index
        found.append(self._run(current, text[start:]))
        return found

    def _run(self, index: int, text: str) -> GlyphRun:
        return GlyphRun(self._loaded[index].file if index >= 0 else None, text)

    def char_width(self, ch: str) -> float:
        """Advance of one character in thousandths of an em; a missing one is a whole em (its box)."""
        width = self._width_cache.get(ch)
        if width is None:
            index = self._find(ch)
            if index < 0:
                width = 1000.0
            else:
                font = self._loaded[index]
                width = font.widths.get(ord(ch), font.default_width)
            self._width_cache[ch] = width
        return width

    def text_width(self, text: str, size: float) -> float:
        """Width in points at `size` points."""
        cache = self._width_cache
        try:
            return sum([cache[ch] for ch in text]) * size / 1000
        except KeyError:
            return sum([self.char_width(ch) for ch in text]) * size / 1000


_default_chain: FontChain | None = None
_default_lock = threading.Lock()


def default_chain() -> FontChain:
    """The chain that documents use unless told otherwise; fonts are loaded at first use."""
    global _default_chain  # noqa: PLW0603
    with _default_lock:
        if _default_chain is None:
            _default_chain = FontChain()
        return _default_chain


def configure_fonts(files: Iterable[FontFile]) -> FontChain:
    """Use these files instead (a setting: official faces are commercial). Before the first document."""
    global _default_chain  # noqa: PLW0603
    with _default_lock:
        _default_chain = FontChain(files)
        return _default_chain


def warm_up(whole: bool = False) -> None:
    """Load fonts and the drawing code ahead of the first document; for a worker thread. Raises FontsMissing."""
    default_chain().warm_up(whole)
