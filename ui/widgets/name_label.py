"""A person's name: rare characters are drawn from Ext-B fonts, never dropped, never replaced silently."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontDatabase, QFontMetrics, QPainter, QPaintEvent, QRawFont
from PySide6.QtWidgets import QWidget

from ui.theme import theme
from ui.tokens import NAME_FAMILIES, ColourName, Step
from ui.widgets.label import ElidedLabel
from ui.widgets.paint import text as draw_text

MISSING = "□"
_SMALLER: tuple[Step, ...] = ("lg", "md", "sm")
_SEPARATORS = "·• ，,"


@cache
def _has_glyph(character: str) -> bool:
    code = ord(character)
    installed = set(QFontDatabase.families())
    font = theme().font("md", name=True)
    for family in NAME_FAMILIES:
        if family in installed:
            single = theme().font_px(font.pixelSize())
            single.setFamilies([family])
            if QRawFont.fromFont(single).supportsCharacter(code):
                return True
    return False


def drawable(name: str) -> tuple[str, str]:
    """What can be drawn of a name, and a note of the code points that cannot ("" if all can)."""
    shown: list[str] = []
    missing: list[str] = []
    for character in name:
        if ord(character) < 0x2E80 or 0x4E00 <= ord(character) <= 0x9FA5 or _has_glyph(character):
            shown.append(character)
        else:
            shown.append(MISSING)
            missing.append(f"U+{ord(character):04X}")
    note = f"本机字体没有：{'、'.join(missing)}，以证件为准" if missing else ""
    return "".join(shown), note


def halves(name: str) -> tuple[str, str]:
    """A name in two lines: parted at the separator nearest its middle, or in the middle where there is none."""
    middle = (len(name) + 1) // 2
    places = [place + 1 for place, char in enumerate(name[:-1]) if char in _SEPARATORS]
    best = min(places, key=lambda place: abs(place - middle), default=middle)
    if max(best, len(name) - best) > middle + 3:
        best = middle
    return name[:best].rstrip(), name[best:].lstrip()


class NameLabel(ElidedLabel):
    """Shows a whole name; a glyph that no font has is a box, with its code point in the tooltip.

    A name too long for its place is written smaller, and at last in two lines of the same height: a name of 15
    characters is read off the screen, never guessed.
    """

    def __init__(
        self, name: str = "", step: Step = "xl", tone: ColourName = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__("", step, tone, bold=True, name=True, parent=parent)
        self._note = ""
        self.set_name(name)

    @property
    def note(self) -> str:
        """The code points that cannot be drawn, in words."""
        return self._note

    @property
    def is_elided(self) -> bool:
        step, lines = self._fitted()
        return any(self._width_of(line, step) > self.width() for line in lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        step, lines = self._fitted()
        font, ink = theme().font(step, bold=True, name=True), theme().colour(self._tone)
        painter, height = QPainter(self), self.height() / len(lines)
        for number, line in enumerate(lines):
            area = QRectF(0, number * height, self.width(), height)
            draw_text(painter, area, line, font, ink, self.alignment(), elide=True)

    def _fitted(self) -> tuple[Step, tuple[str, ...]]:
        for step in (self._step, *_SMALLER):
            if self._width_of(self.text(), step) <= self.width():
                return step, (self.text(),)
        return "xs", halves(self.text())

    @staticmethod
    def _width_of(text: str, step: Step) -> int:
        return QFontMetrics(theme().font(step, bold=True, name=True)).horizontalAdvance(text)

    def set_name(self, name: str) -> None:
        shown, self._note = drawable(name)
        self.setText(shown)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._note)
        self.setToolTip(self._note)
