"""Temporary folders of practice runs: gone when left, and after a kill cleared by the next run.

Each holds a mark whose lock its process keeps: the kernel lets the lock go with the process, so a mark that can be
locked proves that nobody is at work there any more. A folder without a mark of this user is nobody's here to clear.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = ".practice-run"
_CONTENT = b"hall-app practice: temporary folder of a running process; safe to delete when it has ended\n"
_PREFIX = "hall-play-"


@contextmanager
def own_folder(parent: Path) -> Iterator[Path]:
    """A folder below ``parent`` for this process alone; those that killed ones left there are cleared first.

    Raises OSError.
    """
    clear_left(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    mark = _locked_mark(folder)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(mark)


def clear_left(parent: Path) -> None:
    """Remove the folders below ``parent`` that processes of this user left when they were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        mark = _mark_of_the_dead(folder)
        if mark is None:
            continue
        try:
            _remove(folder)
        except OSError:
            # A program that dies with its parent may still have been writing there: the next run's turn.
            continue
        finally:
            os.close(mark)


def _locked_mark(folder: Path) -> int:
    """The mark's descriptor. It gets its name when it is locked: a mark under its name never stands unlocked."""
    fresh = folder / f"{MARK}.new"
    descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.write(descriptor, _CONTENT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    fresh.rename(folder / MARK)
    return descriptor


def _mark_of_the_dead(folder: Path) -> int | None:
    """The locked mark of a folder whose process has ended; None where there is none, or it lives, or is not ours."""
    try:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            return None
        descriptor = os.open(folder / MARK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        own = os.read(descriptor, len(_CONTENT) + 1) == _CONTENT
        # Between the opening and the lock another run may have cleared it.
        if own and os.path.samestat(os.fstat(descriptor), os.lstat(folder / MARK)):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _remove(folder: Path) -> None:
    """Everything in the folder, its mark last: who is killed here leaves a folder that still says whose it is."""
    for entry in list(folder.iterdir()):
        if entry.name == MARK:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    (folder / MARK).unlink()
    folder.rmdir()
