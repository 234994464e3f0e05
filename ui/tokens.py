"""The design tokens as data: colours for two themes, sizes for three text modes, radii. No Qt in here.

The figures come from the design tokens page: every text pair reaches 4.5:1 and every input border 3:1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

ColourName = Literal[
    "canvas", "surface", "sunken", "hover", "line", "field", "text", "text2", "text3",
    "accent", "accent_fill", "accent_hover", "accent_pressed", "accent_soft", "accent_line", "on_accent",
    "ok", "ok_soft", "ok_line", "warn", "warn_soft", "warn_line", "warn_fill",
    "bad", "bad_soft", "bad_line", "bad_fill", "idle", "idle_soft", "idle_line", "badge", "desk",
]  # fmt: skip

Step = Literal["xs", "keycap", "sm", "md", "lg", "xl", "xxl", "display"]

Kind = Literal["accent", "ok", "warn", "bad", "idle", "outline"]


class Scheme(Enum):
    """Light or dark, or whatever the desktop says."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Mode(Enum):
    """Text size mode; the value is the stored setting."""

    COMPACT = "compact"
    STANDARD = "standard"
    LARGE = "large"

    @property
    def title(self) -> str:
        return {"compact": "紧凑", "standard": "标准", "large": "大字"}[self.value]


LIGHT: dict[ColourName, str] = {
    "canvas": "#F2F4F7", "surface": "#FFFFFF", "sunken": "#F7F8FA", "hover": "#EDF1F5",
    "line": "#DCE2E8", "field": "#7C8894",
    "text": "#16202B", "text2": "#43505D", "text3": "#5C6874",
    "accent": "#1A5FB4", "accent_fill": "#1A5FB4", "accent_hover": "#154E96", "accent_pressed": "#103E78",
    "accent_soft": "#E7F0FB", "accent_line": "#A9C6E8", "on_accent": "#FFFFFF",
    "ok": "#1A7341", "ok_soft": "#E4F4EA", "ok_line": "#A6D6B8",
    "warn": "#8A5200", "warn_soft": "#FDF1DB", "warn_line": "#E9C27E", "warn_fill": "#E09A1E",
    "bad": "#B42A26", "bad_soft": "#FCE9E7", "bad_line": "#EDB3AE", "bad_fill": "#C8352F",
    "idle": "#56626E", "idle_soft": "#EBEEF2", "idle_line": "#CBD3DB",
    "badge": "#C8352F", "desk": "#2C343D",
}  # fmt: skip

DARK: dict[ColourName, str] = {
    "canvas": "#10161D", "surface": "#18202A", "sunken": "#1E2833", "hover": "#263241",
    "line": "#2E3A47", "field": "#748291",
    "text": "#E9EEF3", "text2": "#B9C4CE", "text3": "#95A2AF",
    "accent": "#7DB3F5", "accent_fill": "#2A6FC4", "accent_hover": "#3173C8", "accent_pressed": "#1F5CA8",
    "accent_soft": "#17304D", "accent_line": "#35587F", "on_accent": "#FFFFFF",
    "ok": "#63CB90", "ok_soft": "#153525", "ok_line": "#2B5F44",
    "warn": "#F0B65C", "warn_soft": "#3A2C12", "warn_line": "#6B5122", "warn_fill": "#E0A23A",
    "bad": "#F48E86", "bad_soft": "#43211F", "bad_line": "#7A3B37", "bad_fill": "#E0615A",
    "idle": "#A3AFBB", "idle_soft": "#26303B", "idle_line": "#3A4653",
    "badge": "#C8352F", "desk": "#2C343D",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sizes:
    """Every length of one text mode, in device-independent pixels."""

    xs: int
    keycap: int
    sm: int
    md: int
    lg: int
    xl: int
    xxl: int
    display: int
    top: int
    status: int
    strip: int
    rail: int
    rail_icon: int
    person_column: int
    right_column: int
    check_column: int
    row: int
    control: int
    control_small: int
    decision: int
    pad: int
    gutter: int
    chip: int
    chip_pad: int
    keycap_box: int
    keycap_min: int
    keycap_big: int
    keycap_big_font: int
    steps: int
    step_pad: int
    check_row: int
    card_header: int
    card_pad: int
    section_pad: int
    section_top: int
    push_row: int
    find: int
    banner: int
    choice: int
    field: int
    photo: int
    material_row: int
    action_bar: int
    search_width: int
    has_right_column: bool

    @property
    def is_tight(self) -> bool:
        """Large text in a narrow window: what matters least is left out."""
        return self.md > 16 and self.person_column < 350

    def text(self, step: Step) -> int:
        """Pixel size of a type step."""
        return int(getattr(self, step))


COMPACT = Sizes(
    xs=12, keycap=12, sm=13, md=14, lg=16, xl=20, xxl=28, display=76,
    top=44, status=26, strip=58, rail=64, rail_icon=20, person_column=292, right_column=300, check_column=340,
    row=34, control=32, control_small=28, decision=40, pad=14, gutter=16,
    chip=21, chip_pad=6, keycap_box=20, keycap_min=22, keycap_big=26, keycap_big_font=14,
    steps=38, step_pad=14, check_row=29, card_header=38, card_pad=14, section_pad=14, section_top=7,
    push_row=53, find=42, banner=44, choice=40, field=32, photo=76, material_row=58, action_bar=56,
    search_width=340, has_right_column=False,
)  # fmt: skip

STANDARD = Sizes(
    xs=13, keycap=12, sm=14, md=15, lg=17, xl=22, xxl=34, display=76,
    top=48, status=30, strip=72, rail=76, rail_icon=22, person_column=352, right_column=336, check_column=388,
    row=40, control=36, control_small=28, decision=46, pad=20, gutter=24,
    chip=24, chip_pad=8, keycap_box=20, keycap_min=22, keycap_big=30, keycap_big_font=14,
    steps=46, step_pad=22, check_row=36, card_header=46, card_pad=16, section_pad=18, section_top=10,
    push_row=76, find=52, banner=44, choice=46, field=34, photo=92, material_row=62, action_bar=62,
    search_width=430, has_right_column=True,
)  # fmt: skip

LARGE = Sizes(
    xs=16, keycap=15, sm=17, md=18, lg=20, xl=26, xxl=38, display=80,
    top=52, status=34, strip=76, rail=84, rail_icon=22, person_column=380, right_column=380, check_column=400,
    row=48, control=44, control_small=36, decision=52, pad=20, gutter=18,
    chip=28, chip_pad=8, keycap_box=26, keycap_min=26, keycap_big=36, keycap_big_font=18,
    steps=50, step_pad=16, check_row=38, card_header=46, card_pad=14, section_pad=18, section_top=10,
    push_row=80, find=52, banner=52, choice=50, field=42, photo=92, material_row=72, action_bar=68,
    search_width=430, has_right_column=False,
)  # fmt: skip

# Below this width the compact mode is chosen by itself.
WIDE = 1600
# From here on the form of standard text has room beside the right column.
ROOMY = 1700
# Below this width the large mode gives up its widest parts.
NARROW = 1500

RADIUS_SMALL = 4
RADIUS_CONTROL = 6
RADIUS_CARD = 8
RADIUS_PALETTE = 10

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)

# Families that hold CJK Extension B and later, for names (GB 18030-2022).
NAME_FAMILIES = (
    *FAMILIES,
    "SimSun-ExtB",
    "Plangothic P1",
    "Plangothic P2",
    "HanaMinB",
    "BabelStone Han",
)


def auto_mode(width: int) -> Mode:
    """The text mode for a window this wide when the user has chosen none."""
    return Mode.COMPACT if width < WIDE else Mode.STANDARD


def sizes_for(mode: Mode, width: int) -> Sizes:
    """The lengths of a mode in a window of this width."""
    if mode is Mode.COMPACT:
        return COMPACT
    if mode is Mode.STANDARD:
        return (
            STANDARD
            if width >= ROOMY
            else replace(STANDARD, person_column=320, gutter=18, search_width=340, has_right_column=False)
        )
    if width < NARROW:
        return replace(
            LARGE, person_column=332, search_width=330, section_pad=16, section_top=9, push_row=82, find=50,
            card_pad=14, gutter=16, pad=16,
        )  # fmt: skip
    return LARGE


def colours_for(dark: bool) -> dict[ColourName, str]:
    """The colours of a theme."""
    return DARK if dark else LIGHT
