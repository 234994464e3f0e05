"""A name on a chip against the whole name: the field holds 15 UTF-16 units, a character beyond the BMP takes two.

A name of 15 characters with one of them, or a longer one, is cut there by the issuer; the population library has the
whole. A social security card of version 1.0 has 30 bytes of GB18030, and no extension.
"""

from __future__ import annotations

from collections.abc import Callable

from hall_app.libraries.pinyin import normal_text

CHIP_UNITS = 15
_SOCIAL_BYTES = 30
_REPLACED = "\ufffd"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="replace")) // 2


def _bytes(text: str) -> int:
    return len(text.encode("gb18030", errors="replace"))


_ROOM: dict[str, tuple[int, Callable[[str], int]]] = {
    "resident": (CHIP_UNITS, _units),
    "hmt_residence": (CHIP_UNITS, _units),
    "social_security": (_SOCIAL_BYTES, _bytes),
}


def cut_to_chip(name: str) -> str:
    """As much of a name as an identity card's field holds; never half a character."""
    while _units(name) > CHIP_UNITS:
        name = name[:-1]
    return name


def is_cut_of(on_card: str, whole: str, kind: str) -> bool:
    """Whether the card bears the beginning of a name whose next character finds no room on it."""
    room = _ROOM.get(kind)
    # Half a character at the end of the field is read as a replacement.
    beginning = on_card.rstrip(_REPLACED)
    if room is None or not beginning or len(whole) <= len(beginning):
        return False
    if normal_text(whole[: len(beginning)]) != normal_text(beginning):
        return False
    size, measure = room
    return measure(beginning) + measure(whole[len(beginning)]) > size
