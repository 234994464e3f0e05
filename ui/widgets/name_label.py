"""A person's name: rare characters are drawn from Ext-B fonts, never dropped, never replaced silently."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import QWidget

from ui.theme import theme
from ui.tokens import NAME_FAMILIES, ColourName, Step
from ui.widgets.label import ElidedLabel

MISSING = "□"


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


class NameLabel(ElidedLabel):
    """Shows a name; a glyph that no font has is a box, with its code point in the tooltip."""

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

    def set_name(self, name: str) -> None:
        shown, self._note = drawable(name)
        self.setText(shown)
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._note)
        self.setToolTip(self._note)
