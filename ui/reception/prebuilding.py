"""Builds and lays out the pages of a reception while nobody waits for them.

Widgets are made, polished and given their places, icons and characters are drawn once, so that a page that comes on
the screen only has to be filled and painted. What is built ahead is what would be built on demand: a page that was
not reached before it is wanted builds itself then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.theme import theme
from ui.widgets.icon_label import IconLabel
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.reception.page import ReceptionPage


def pages_ahead(page: ReceptionPage) -> Iterator[None]:
    """Everything of a reception, in the order in which it is wanted; each step is a few ms at most."""
    yield from page.person.stock()
    yield from page.items.stock()
    yield from page.case.form.stock()
    yield from page.check.stock()
    room = page.stack.size()
    side = theme().sizes.right_column if theme().sizes.has_right_column else 0
    width = room.width() - theme().sizes.person_column
    for part, wide in (
        (page.workspace, room.width()), (page.person, theme().sizes.person_column), (page.items, width - side),
        (page.queue, side), (page.case, width - side), (page.check, side), (page.result, width),
    ):  # fmt: skip
        yield from warmed(part)
        if isValid(part) and not part.isVisible() and wide > 0:
            part.resize(wide, room.height())
            yield from laid_out(part)


def warmed(top: QWidget) -> Iterator[None]:
    """Polish every widget under another, and draw its icon or its words once, away from the screen."""
    scratch = QImage(64, 32, QImage.Format.Format_ARGB32_Premultiplied)
    for widget in top.findChildren(QWidget):
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


def laid_out(part: QWidget) -> Iterator[None]:
    """Give a hidden page the places of its parts: wishes from the inside outwards, places from the outside inwards."""
    found = [part]
    for widget in found:
        if isValid(widget):
            children = widget.children()
            found += [child for child in children if isinstance(child, QWidget) and not child.isHidden()]
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
