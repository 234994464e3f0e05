"""The words for what the operating system refuses: a file, a folder, a disk, a port, each with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hall_app.errors import Unavailable

_NOT_THERE = ("找不到{place}", "请核对路径和文件名")
_NO_RIGHT = ("没有读写{place}的权限", "请检查权限，或换一个目录")
_FULL = ("磁盘已满，没有写完{place}", "请清理磁盘空间后重试")
_WORDS: dict[int, tuple[str, str]] = {
    errno.ENOENT: _NOT_THERE,
    errno.ENOTDIR: _NOT_THERE,
    errno.EISDIR: ("{place}是目录，不是文件", "请核对路径和文件名"),
    errno.ENAMETOOLONG: ("路径太长：{place}", "请换一个短些的名称"),
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: ("磁盘是只读的，写不了{place}", "请换一个目录，或请系统管理员检查磁盘"),
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EADDRINUSE: ("端口已被占用", "请关掉占用它的程序，或换一个端口"),
}


def file_fault(error: OSError) -> Unavailable:
    """What happened and what to do, for somebody at a terminal."""
    code = error.errno or 0
    message, remedy = _WORDS.get(
        code,
        (f"读写{{place}}出错（{errno.errorcode.get(code, type(error).__name__)}）", "请检查磁盘和路径后重试"),
    )
    name = Path(error.filename).name if isinstance(error.filename, str) else ""
    return Unavailable(message.format(place=f" {name} " if name else "文件").strip(), remedy)


@contextmanager
def files_explained() -> Iterator[None]:
    """Turn what the operating system refuses into Unavailable in words."""
    try:
        yield
    except OSError as error:
        raise file_fault(error) from error
