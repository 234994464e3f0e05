"""A bound method of a QObject, held without keeping the object alive."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable


class Receiver:
    """Calls the method as long as its QObject lives. Lambdas are refused: they outlive the widgets they touch."""

    def __init__(self, method: Callable[..., Any]) -> None:
        owner = getattr(method, "__self__", None)
        if not isinstance(owner, QObject):
            raise TypeError(f"not a bound method of a QObject: {method!r}")
        self._owner = weakref.ref(owner)
        self._name: str = getattr(method, "__name__", "")
        self._function: Callable[..., Any] | None = getattr(method, "__func__", None)

    def call(self, *args: Any) -> bool:
        """Call it; False if the object is gone (its Python or its C++ half)."""
        owner = self._owner()
        if owner is None or not isValid(owner):
            return False
        if self._function is not None:
            self._function(owner, *args)
        else:
            getattr(owner, self._name)(*args)
        return True
