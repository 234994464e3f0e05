"""Keeps the process alive under PySide6 6.12 on Python 3.10 and 3.11.

That wheel is built for None, True and False as immortal objects (CPython 3.12, PEP 683). On an older interpreter every
Qt call that returns None gives away a reference it never took: `QLabel().setText("")` a hundred times lowers
`sys.getrefcount(None)` by a hundred, and a window of this application ends with "none_dealloc: deallocating None".
6.8, 6.10 and 6.11 count correctly; so does 6.12 on 3.12.
"""

from __future__ import annotations

import sys

# Far above any number of calls, far below the sign bit.
_MANY = 1 << 60


def needs_immortal_singletons(python: tuple[int, ...], pyside: tuple[int, ...]) -> bool:
    """Whether this pair of versions loses references of None."""
    return python < (3, 12) and pyside >= (6, 12)


def keep_singletons() -> bool:
    """Give None, True and False references that nobody can use up; True if that was needed. Call once, early."""
    import PySide6

    if sys.implementation.name != "cpython":
        return False
    if not needs_immortal_singletons(sys.version_info[:2], PySide6.__version_info__[:2]):
        return False
    import ctypes

    for single in (None, True, False):
        count = ctypes.c_ssize_t.from_address(id(single))
        if count.value < _MANY:
            count.value += _MANY
    return True
