"""``hall-app key``: seal a recovery copy of the database key, and put one back."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from hall_app.errors import InputRefused
from hall_app.file_faults import files_explained
from hall_app.installation import open_installation
from hall_app.key_file import KEY_FILE, key_id, read_or_make_key
from hall_app.recovery import seal_key, unseal_key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``seal FILE`` writes the copy, ``restore FILE`` puts its key back."""
    parser.add_argument("action", choices=["seal", "restore"])
    parser.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    """Ask for the passphrase on the terminal, or read it from standard input. Raises InputRefused."""
    folder = open_installation(arguments.base_dir, tuple(arguments.set)).base_dir
    key_path = folder / KEY_FILE
    if arguments.action == "seal":
        if not key_path.exists():
            raise InputRefused("这里还没有密钥", "请先运行 hall-app db upgrade")
        _write_new(arguments.file, seal_key(read_or_make_key(folder), _passphrase()))
        sys.stdout.write("恢复副本已写好，请与口令分开保存\n")
        return 0
    if key_path.exists():
        raise InputRefused("密钥文件还在，不用还原", f"确要换掉，请先移走 {KEY_FILE}")
    key = unseal_key(_copy(arguments.file), _passphrase())
    _write_new(key_path, key)
    sys.stdout.write(f"密钥已还原（标识 {key_id(key)}）\n")
    return 0


def _copy(path: Path) -> str:
    try:
        with files_explained():
            return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused("这不是恢复副本", "请取来封存时保存的那份") from error


def _passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("口令：")
    return sys.stdin.readline().rstrip("\n")


def _write_new(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InputRefused(f"{path.name} 已经有了", "请换一个文件名") from error
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # Half a key or copy must not stand there as one.
        path.unlink(missing_ok=True)
        raise
