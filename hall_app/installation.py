"""One installation under one folder: its key, its databases, its settings, and whether it is for practice."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from db.engine import open_engine
from db.migration import upgrade
from db.session import Store
from hall_app.errors import Unavailable
from hall_app.settings import DATABASE_URL, DISTRICT_URL, Settings, load_settings
from hall_app.store_faults import explained

KEY_FILE = "hall.key"
KEY_ID_FILE = "hall.key-id"


@dataclass(frozen=True, slots=True)
class Installation:
    """Where everything of one installation lies."""

    base_dir: Path
    settings: Settings

    @property
    def scans(self) -> Path:
        """Where scanned pages arrive."""
        return self.base_dir / "scans"

    @property
    def devices(self) -> Path:
        """Where emulated devices keep their links and control sockets."""
        return self.base_dir / "devices"

    def open_hall(self) -> Store:
        """The hall's database at the newest schema. Raises Unavailable in words."""
        return self._open(self.settings[DATABASE_URL], "hall.db")

    def open_district(self) -> Store:
        """The district's database beside it (embedded) or by its URL. Raises Unavailable in words."""
        return self._open(self.settings[DISTRICT_URL], "district.db")

    def _open(self, url: str, file_name: str) -> Store:
        embedded = not url
        key = self._key() if embedded or url.startswith("sqlite") else None
        engine = open_engine(url or f"sqlite:///{self.base_dir / file_name}", key)
        with explained():
            upgrade(engine)
        return Store(engine)

    def _key(self) -> str:
        """The raw key, made on first use; the key id beside it tells a wrong key from a broken file."""
        path, id_path = self.base_dir / KEY_FILE, self.base_dir / KEY_ID_FILE
        if not path.exists() and not id_path.exists():
            _write_once(path, secrets.token_hex(32))
            _write_once(id_path, _key_id(path.read_text()))
        if not path.exists():
            raise Unavailable("密钥文件不见了，数据库打不开", f"请把原来的 {KEY_FILE} 放回 {self.base_dir}")
        if path.stat().st_mode & 0o077:
            raise Unavailable("密钥文件的权限太宽，别人也能读", f"请执行 chmod 600 {path}")
        key = path.read_text().strip()
        if not id_path.exists() or id_path.read_text().strip() != _key_id(key):
            raise Unavailable("密钥文件不是这个数据库的", "请放回原来的密钥文件，或用封存的恢复副本还原")
        return key


def open_installation(base_dir: Path | None, overrides: tuple[str, ...] = ()) -> Installation:
    """The installation under ``base_dir`` (by default the user's data folder), its folders made where missing."""
    folder = (base_dir or user_data_path("hall-app", appauthor=False)).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("scans", "devices", "documents"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable("数据目录建不了", f"请检查 {folder} 的权限和磁盘空间") from error
    return Installation(folder, load_settings(folder, os.environ, overrides))


def _key_id(key: str) -> str:
    return hashlib.sha256(b"key id" + key.strip().encode()).hexdigest()[:16]


def _write_once(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
