"""Tab in the order of reading: what stands beside or under what, whenever it was made.

Qt's own order is the one in which widgets were made, and what a page builds ahead or anew comes last in it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def reading_order(top: QWidget) -> list[QWidget]:
    """Every widget under another that Tab may reach now, as they are read."""
    found: list[QWidget] = []
    for child in _as_read(top):
        if child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            found.append(child)
        found += reading_order(child)
    return found


def neighbour(top: QWidget, current: QWidget | None, *, forward: bool) -> QWidget | None:
    """The widget before or behind one, round and round; None where Tab can reach nothing."""
    order = reading_order(top)
    if not order:
        return None
    if current not in order:
        return order[0 if forward else -1]
    return order[(order.index(current) + (1 if forward else -1)) % len(order)]


def _as_read(parent: QWidget) -> list[QWidget]:
    """The visible children in lines from above, each line from the left, what stands over another first."""
    children = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]
    lines: list[list[QWidget]] = []
    for child in sorted(children, key=lambda each: (each.y(), each.x())):
        if lines and child.geometry().center().y() <= lines[-1][0].geometry().bottom():
            lines[-1].append(child)
        else:
            lines.append([child])
    return [child for line in lines for child in sorted(line, key=lambda each: (each.x(), each.y()))]
