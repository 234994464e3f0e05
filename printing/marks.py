"""What can stand on a page, as plain values: the layout makes them, the painter draws them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Align(Enum):
    """Where a line stands in its width."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextMark:
    """A piece of text with its baseline's start, in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class RuleMark:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class CircleMark:
    """The place for a seal."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class QrMark:
    """A QR code, level M; x and y are its lower left corner."""

    x: float
    y: float
    side: float
    text: str


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    texts: list[TextMark] = field(default_factory=list)
    rules: list[RuleMark] = field(default_factory=list)
    circles: list[CircleMark] = field(default_factory=list)
    codes: list[QrMark] = field(default_factory=list)
    watermark: str = ""
    watermark_grey: float = 0.90
