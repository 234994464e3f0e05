"""The key of an installation's databases: made once, its owner's alone, told apart from another one by its id."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from hall_app.errors import Unavailable

KEY_FILE = "hall.key"
KEY_ID_FILE = "hall.key-id"
_KEY = re.compile(r"[0-9a-f]{64}\Z")


def read_or_make_key(folder: Path) -> str:
    """The raw key, made on first use. Raises Unavailable in words: gone, too open, another one, unreadable.

    With databases in the folder no new key is made: it could open none of them.
    """
    path, id_path = folder / KEY_FILE, folder / KEY_ID_FILE
    try:
        has_databases = any(folder.glob("*.db"))
        if not path.exists() and not id_path.exists() and not has_databases:
            _write_once(path, secrets.token_hex(32))
        if not path.exists():
            raise Unavailable(
                "密钥文件不见了，数据库打不开",
                f"请把原来的 {KEY_FILE} 放回，或用封存的恢复副本还原：{folder}",
            )
        if path.stat().st_mode & 0o077:
            raise Unavailable("密钥文件的权限太宽，别人也能读", f"请执行 chmod 600 {path}")
        key = path.read_text(encoding="ascii").strip()
        if not _KEY.match(key):
            raise Unavailable("密钥文件读不懂", "请放回原来的密钥文件，或用封存的恢复副本还原")
        if not id_path.exists() and not has_databases:
            # First use, or the power went between the two files.
            _write_once(id_path, key_id(key))
        known = id_path.read_text(encoding="ascii").strip() if id_path.exists() else None
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("密钥文件读不出来", f"请检查 {path} 的权限和磁盘") from error
    if known is not None and known != key_id(key):
        raise Unavailable("密钥文件不是这个数据库的", "请放回原来的密钥文件，或用封存的恢复副本还原")
    return key


def key_is_known(folder: Path) -> bool:
    """Whether the id stands beside the databases, so that a refusal to open means damage and not another key."""
    return (folder / KEY_ID_FILE).exists()


def key_id(key: str) -> str:
    """What may be told of a key: enough to recognise it, useless to open anything."""
    return hashlib.sha256(b"key id" + key.strip().encode()).hexdigest()[:16]


def _write_once(path: Path, text: str) -> None:
    """Write a new file that survives a power cut; another process that was faster wins."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link appears whole or not at all, and never over another file.
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
