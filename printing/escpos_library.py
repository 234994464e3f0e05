"""python-escpos, read when the first ticket is sent: it takes 0.4 s, and nothing of it is wanted before."""

from __future__ import annotations

import os
import shutil
from functools import cache
from threading import Lock

_READING = Lock()


def read_library() -> None:
    """Read python-escpos; the second time nothing is done. Raises OSError where it cannot write its table.

    It writes its table of printers anew into a temporary folder at every start, and leaves it there: a machine that
    is started every morning would keep them all. A folder that ESCPOS_CAPABILITIES_PICKLE_DIR names is kept.
    """
    with _READING:
        _read()


@cache
def _read() -> None:
    from escpos import capabilities  # noqa: PLC0415

    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir)
