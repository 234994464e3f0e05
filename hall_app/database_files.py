"""The embedded databases as files: one that was here and has gone is a loss to be told, never a reason to begin anew."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hall_app.errors import Unavailable

_MADE = ".made"


def require_standing(folder: Path, name: str) -> None:
    """Refuse to make a database where one stood before: its file was deleted, emptied, or lies on a disk not mounted.

    Raises Unavailable in words.
    """
    path = folder / name
    try:
        gone = (folder / f"{name}{_MADE}").exists() and (not path.exists() or path.stat().st_size == 0)
    except OSError as error:
        raise Unavailable("数据库文件读不出来", f"请检查 {path} 的权限和磁盘") from error
    if gone:
        raise Unavailable(
            f"数据库文件 {name} 不见了，或是空的",
            f"请检查磁盘，把它放回 {folder}；找不回时移走空文件，用 hall-app db restore 还原备份",
        )


def note_made(folder: Path, name: str) -> None:
    """Remember that the database stands here; a disk that cannot take the note costs nothing else."""
    note = folder / f"{name}{_MADE}"
    with suppress(OSError):
        if not note.exists():
            note.touch(mode=0o600)
