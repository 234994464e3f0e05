"""Builds and lays out the pages of a reception while nobody waits for them.

Widgets are made, polished and given their places, icons and characters are drawn once, so that a page that comes on
the screen only has to be filled and painted. What is built ahead is what would be built on demand: a page that was
not reached before it is wanted builds itself then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QAbstractItemDelegate, QLayout, QScrollArea, QWidget
from shiboken6 import isValid

from ui.widgets.icon_label import IconLabel
from ui.widgets.label import Label
from ui.widgets.layers import Layers
from ui.widgets.row_delegates import PushRow, PushRowDelegate, Span, TwoLineDelegate, TwoLineRow

if TYPE_CHECKING:
    from ui.tokens import ColourName, Kind


def parts(top: QWidget) -> Iterator[QWidget]:
    """What stands in a widget by its layouts, from the outside inwards. ``children`` would name Qt's own parts too,
    and find out about the kind of each."""
    yield top
    # Turns pass between two parts: what was taken down meanwhile has none any more.
    if not isValid(top):
        return
    if isinstance(top, Layers):
        for layer in top.layers:
            yield from parts(layer)
    if isinstance(top, QScrollArea):
        inner = top.widget()
        if inner is not None:
            yield from parts(inner)
    layout = top.layout()
    for widget in _held(layout) if layout is not None else []:
        if isValid(widget):
            yield from parts(widget)


def _held(layout: QLayout) -> list[QWidget]:
    """The widgets of a layout and of those nested in it, in order."""
    held: list[QWidget] = []
    later: list[QLayout] = []
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, nested = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            held.append(widget)
        elif nested is not None:
            later.append(nested)
    for nested in later:
        held += _held(nested)
    return held


def warmed(top: QWidget) -> Iterator[None]:
    """Polish every widget under another, and draw its icon or its words once, away from the screen."""
    scratch = QImage(64, 32, QImage.Format.Format_ARGB32_Premultiplied)
    for widget in parts(top):
        if not isValid(widget):
            continue
        widget.ensurePolished()
        if isinstance(widget, IconLabel):
            widget.warm()
        elif isinstance(widget, Label) and widget.text():
            painter = QPainter(scratch)
            painter.setFont(widget.font())
            painter.drawText(0, 20, widget.text())
            painter.end()
        yield


def rows_drawn(push: QAbstractItemDelegate, papers: QAbstractItemDelegate) -> Iterator[None]:
    """Draw rows as the lists of recommendations and of papers will, so that their icons, keycaps and chips are there."""
    scratch = QImage(1000, 80, QImage.Format.Format_ARGB32_Premultiplied)
    area = QRect(0, 0, 1000, 78)
    for key, icon, tone in (("1", "circle-check", "ok"), ("2", "file-check", "text2"), ("3", "qrcode", "text2"),
                            ("4", "circle-check", "ok"), ("5", "circle-check", "ok")):  # fmt: skip
        if isinstance(push, PushRowDelegate):
            colour: ColourName = "ok" if tone == "ok" else "text2"
            row = PushRow(
                key, "居住证", "人口库", "材料 3 份，全部免提交", icon, colour, "10 个工作日", "约 60 秒"
            )
            painter = QPainter(scratch)
            push.paint_row(painter, area, row, key == "1")
            painter.end()
            yield
    for icon, tone, chip, kind in _PAPERS:
        if isinstance(papers, TwoLineDelegate):
            line = TwoLineRow(
                (Span("材料"),), "原件 1 份", icon=icon, icon_tone=tone, chip=chip, chip_kind=kind
            )
            painter = QPainter(scratch)
            papers.paint_row(painter, area, line, False)
            painter.end()
            yield


# The states of a material that most cases meet.
_PAPERS: tuple[tuple[str, ColourName, str, Kind], ...] = (
    ("circle-check", "ok", "免提交", "ok"), ("circle-check", "accent", "已扫", "accent"),
    ("circle-check", "accent", "已拍", "accent"), ("camera", "warn", "待拍", "warn"), ("camera", "warn", "待收", "warn"),
)  # fmt: skip


def laid_out(part: QWidget) -> Iterator[None]:
    """Give a hidden page the places of its parts: wishes from the inside outwards, places from the outside inwards."""
    found = []
    for widget in parts(part):
        found.append(widget)
        yield
    for widget in reversed(found):
        layout = widget.layout() if isValid(widget) else None
        if layout is not None:
            layout.sizeHint()
            layout.minimumSize()
            yield
    for widget in found:
        layout = widget.layout() if isValid(widget) else None
        if layout is not None:
            layout.activate()
            yield
