"""What a screen reader is told that a widget is, where Qt would take it for a mere frame."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_ROLE = "spoken_role"
_installed: list[str] = []


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Let the widget be found under this role; before anybody has asked for it. Its name stays its own."""
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed.append(_ROLE)
    widget.setProperty(_ROLE, role.value)


def _interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
    role = thing.property(_ROLE) if isinstance(thing, QWidget) else None
    if role is None:
        return None
    return QAccessibleWidget(thing, QAccessible.Role(role), "")  # type: ignore[arg-type]
