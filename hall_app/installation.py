"""One installation under one folder: its key, its databases, its settings, and whether it is for practice."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from db.engine import Engine, open_engine
from db.errors import StoreError, StoreFault
from db.migration import require_newest, upgrade
from db.session import Store
from hall_app.errors import Unavailable
from hall_app.key_file import key_is_known, read_or_make_key
from hall_app.logs import open_logs
from hall_app.settings import DATABASE_URL, DISTRICT_URL, SCAN_FOLDER, Settings, load_settings
from hall_app.store_faults import explained


@dataclass(frozen=True, slots=True)
class Installation:
    """Where everything of one installation lies."""

    base_dir: Path
    settings: Settings

    @property
    def scans(self) -> Path:
        """Where scanned pages arrive: within this folder, or elsewhere by an absolute path."""
        return self.base_dir / (self.settings[SCAN_FOLDER] or SCAN_FOLDER.default)

    @property
    def devices(self) -> Path:
        """Where emulated devices keep their links and control sockets."""
        return self.base_dir / "devices"

    def open_hall(self, upgrading: bool = False) -> Store:
        """The hall's database at the newest schema; a server's is brought there only when ``upgrading`` (its owner).

        Raises Unavailable in words.
        """
        return self._open(self.settings[DATABASE_URL], "hall.db", upgrading)

    def open_district(self, upgrading: bool = False) -> Store:
        """The district's database beside it (embedded) or by its URL. Raises Unavailable in words."""
        return self._open(self.settings[DISTRICT_URL], "district.db", upgrading)

    def _open(self, url: str, file_name: str, upgrading: bool) -> Store:
        embedded = not url
        key = read_or_make_key(self.base_dir) if embedded or url.startswith("sqlite") else None
        engine = open_engine(url or f"sqlite:///{self.base_dir / file_name}", key)
        try:
            with explained():
                if key is None and not upgrading:
                    require_newest(engine)
                else:
                    _upgrade(engine, damage_if_unreadable=key is not None and key_is_known(self.base_dir))
        except BaseException:
            engine.dispose()
            raise
        return Store(engine)

    def start_logs(self) -> Path:
        """Send this process's log to the installation's folder; returns the file's path."""
        return open_logs(self.base_dir / "log")


def open_installation(base_dir: Path | None, overrides: tuple[str, ...] = ()) -> Installation:
    """The installation under ``base_dir`` (by default the user's data folder), its folders made where missing."""
    folder = (base_dir or user_data_path("hall-app", appauthor=False)).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("devices", "documents"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable("数据目录建不了", f"请检查 {folder} 的权限和磁盘空间") from error
    installation = Installation(folder, load_settings(folder, os.environ, overrides))
    try:
        installation.scans.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            "扫描文件夹建不了", f"请检查 {installation.scans} 和设置 {SCAN_FOLDER.name}"
        ) from error
    return installation


def _upgrade(engine: Engine, damage_if_unreadable: bool) -> None:
    """Bring the database up; with the right key in hand an unreadable first page is damage (they look alike)."""
    try:
        upgrade(engine)
    except StoreError as error:
        if error.fault is StoreFault.WRONG_KEY and damage_if_unreadable:
            raise StoreError(StoreFault.BROKEN, error.detail) from error
        raise
