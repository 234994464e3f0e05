"""Helpers of the screen tests: walking a window's widgets and finding what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget

from ui.login.panels import DeviceRow
from ui.login.window_grid import WindowButton
from ui.shell_rail import RailButton
from ui.theme import theme
from ui.widgets.check_box import TickBox
from ui.widgets.chip import Chip
from ui.widgets.choice import ChoiceBox
from ui.widgets.key_button import KeyButton
from ui.widgets.keycap import Keycap
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.segmented import Segment
from ui.widgets.source_tag import SourceTag
from ui.widgets.step_bar import StepButton
from ui.widgets.tool_button import LinkButton

if TYPE_CHECKING:
    from collections.abc import Iterator

# These paint their whole text or nothing: their size hint is what the text needs.
HINTED = (KeyButton, Chip, Keycap, Segment, LinkButton, SourceTag, StepButton, TickBox)


def shown(window: QWidget) -> Iterator[QWidget]:
    """Every visible widget of a window."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            yield widget


def show(window: QWidget, width: int, height: int) -> None:
    """Lay a window out at a size and let it paint once."""
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    window.grab()


def scrolls(widget: QWidget) -> bool:
    """Whether some ancestor scrolls it into view."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def clipped(window: QWidget, *, elision_allowed: bool) -> list[str]:
    """What does not fit: words wider than their place, lines higher than their place, widgets outside their parent."""
    found: list[str] = []
    for widget in shown(window):
        what = f"{type(widget).__name__} {getattr(widget, 'text', str)()!r}"
        if isinstance(widget, HINTED) and widget.width() < widget.sizeHint().width():
            found.append(f"{what} is {widget.width()} wide, needs {widget.sizeHint().width()}")
        elif isinstance(widget, ElidedLabel):
            if not elision_allowed and widget.is_elided:
                found.append(f"{what} is cut at {widget.width()}")
        elif isinstance(widget, Label):
            metrics = widget.fontMetrics()
            if not widget.wordWrap() and metrics.horizontalAdvance(widget.text()) > widget.width():
                found.append(f"{what} is {widget.width()} wide")
            lines = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            if lines > widget.height():
                found.append(f"{what} is {widget.height()} high, needs {lines}")
        elif isinstance(widget, RailButton):
            words = theme().metrics("xs", bold=True).horizontalAdvance(widget.text())
            if words > widget.width() + 8:
                found.append(f"{what} is {words} wide")
        elif isinstance(widget, (WindowButton, DeviceRow, ChoiceBox)) and widget.height() < 28:
            found.append(f"{what} is {widget.height()} high")
        parent = widget.parentWidget()
        if parent is not None and not widget.isWindow() and not scrolls(widget):
            inside = QRect(0, 0, parent.width(), parent.height())
            if not inside.contains(widget.geometry()):
                found.append(
                    f"{what} at {widget.geometry().getRect()} leaves {parent.width()}x{parent.height()}"
                )
    return found


def overlapping(window: QWidget) -> list[str]:
    """Buttons and labels of one parent that lie on each other."""
    found: list[str] = []
    kinds = (QPushButton, Label)
    parents = {widget.parentWidget() for widget in shown(window) if isinstance(widget, kinds)}
    for parent in parents:
        if parent is None:
            continue
        children = [
            child
            for child in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if child.isVisible() and isinstance(child, kinds)
        ]
        for at, first in enumerate(children):
            for second in children[at + 1 :]:
                common = first.geometry() & second.geometry()
                if common.width() > 1 and common.height() > 4:
                    found.append(f"{first.text()!r} and {second.text()!r} share {common.getRect()}")  # type: ignore[attr-defined]
    return found
