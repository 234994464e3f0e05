"""Ties the programs of a practice run to the process that started them, so that they end also when it is killed.

Run as a script it sets the tie and becomes the command: ``python -IS tether.py PARENT COMMAND…``. The kernel's signal
comes when the starting *thread* ends, so only the main thread, which lives as long as its process, may tie.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import sys
import threading
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
"""prctl(2), ``linux/prctl.h``."""


def tied(command: Sequence[str]) -> list[str]:
    """The command line that runs ``command`` until it ends or this process does; it is asked to end by SIGTERM.

    Raises FileNotFoundError where there is no such program, RuntimeError outside the main thread.
    """
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("a thread may end before its process: start from the main thread")
    return [sys.executable, "-IS", __file__, str(os.getpid()), program, *command[1:]]


def end_with_parent(parent: int | None = None) -> None:
    """Ask the kernel for SIGTERM when the parent ends; at once where ``parent`` has ended already.

    Does nothing on systems without prctl(2): there a killed program's children stay. Raises OSError.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606  it becomes the command
