"""One installation under one folder: its key, its databases, its settings, and whether it is for practice."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from db.engine import Engine, file_url, open_engine
from db.errors import StoreError, StoreFault
from db.migration import require_newest, upgrade
from db.session import Store
from hall_app.database_files import note_made, require_standing
from hall_app.errors import InputRefused, Unavailable
from hall_app.key_file import KEY_FILE, key_is_known, read_or_make_key
from hall_app.logs import open_logs
from hall_app.settings import DATABASE_URL, DISTRICT_URL, SCAN_FOLDER, Setting, Settings, load_settings
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
        return self._open(DATABASE_URL, "hall.db", upgrading)

    def open_district(self, upgrading: bool = False) -> Store:
        """The district's database beside it (embedded) or by its URL. Raises Unavailable in words."""
        return self._open(DISTRICT_URL, "district.db", upgrading)

    def _open(self, place: Setting[str], file_name: str, upgrading: bool) -> Store:
        url = self.settings[place]
        embedded = not url
        key = read_or_make_key(self.base_dir) if embedded or url.startswith("sqlite") else None
        if embedded:
            require_standing(self.base_dir, file_name)
        try:
            engine = open_engine(url or file_url(self.base_dir / file_name), key)
        except ValueError as error:
            raise InputRefused(
                f"设置“{place.title}”读不懂",
                f"请改正 {place.name}，写成 postgresql://…；空为本机库",
                place.name,
            ) from error
        try:
            with explained():
                if key is None and not upgrading:
                    require_newest(engine)
                else:
                    _upgrade(engine, damage_if_unreadable=key is not None and key_is_known(self.base_dir))
        except BaseException:
            engine.dispose()
            raise
        if embedded:
            note_made(self.base_dir, file_name)
        return Store(engine)

    def start_logs(self) -> Path:
        """Send this process's log to the installation's folder; returns the file's path."""
        return open_logs(self.base_dir / "log")


def open_installation(base_dir: Path | None, overrides: tuple[str, ...] = ()) -> Installation:
    """The installation under ``base_dir`` (by default the user's data folder), its folders made where missing."""
    folder = _folder(base_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("devices", "documents"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise Unavailable(
            "数据目录建不了", f"{folder} 或它的上级不是目录，请移走同名文件，或换一个 --base-dir"
        ) from error
    except OSError as error:
        raise Unavailable("数据目录建不了", f"请检查 {folder} 的权限和磁盘空间") from error
    installation = Installation(folder, load_settings(folder, os.environ, overrides))
    try:
        installation.scans.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise Unavailable(
            "扫描文件夹建不了", f"请检查 {installation.scans} 和设置 {SCAN_FOLDER.name}"
        ) from error
    return installation


def find_installation(base_dir: Path | None, overrides: tuple[str, ...] = ()) -> Installation:
    """The installation that stands under ``base_dir``, or on a server that is set; none is made.

    Raises Unavailable in words: a mistyped folder must not become an empty hall in which all is well.
    """
    folder = _folder(base_dir)
    if not any((folder / name).exists() for name in (KEY_FILE, "hall.db")):
        settings = load_settings(folder if folder.is_dir() else None, os.environ, overrides)
        if not settings[DATABASE_URL]:
            raise Unavailable(f"这里还没有大厅：{folder}", "请核对 --base-dir")
    return open_installation(base_dir, overrides)


def _folder(base_dir: Path | None) -> Path:
    return (base_dir or user_data_path("hall-app", appauthor=False)).absolute()


def _upgrade(engine: Engine, damage_if_unreadable: bool) -> None:
    """Bring the database up; with the right key in hand an unreadable first page is damage (they look alike)."""
    try:
        upgrade(engine)
    except StoreError as error:
        if error.fault is StoreFault.WRONG_KEY and damage_if_unreadable:
            raise StoreError(StoreFault.BROKEN, error.detail) from error
        raise
