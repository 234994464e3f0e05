"""Back-up and restore of an embedded installation, and what follows a restore on a server.

The back-up holds the databases under their key, the site file and a list of what belongs to it; never the key itself,
which is sealed and kept apart (``hall-app key seal``).
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import hall_app
from db import backup as copies
from db.engine import file_url, open_engine
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused, Unavailable
from hall_app.file_faults import files_explained
from hall_app.installation import Installation
from hall_app.key_file import KEY_FILE, KEY_ID_FILE, key_id, read_or_make_key
from hall_app.security.audit import Actor, record, verify
from hall_app.settings import DATABASE_URL, SITE_FILE
from hall_app.store_faults import explained

MANIFEST = "backup.json"
NUMBERS_SKIPPED = 100
OUTBOX_SKIPPED = 1_000_000
# The hall first: what it holds as acknowledged then stands in the district's later copy too.
_DATABASES = ("hall.db", "district.db")
_FORM = "hall-app backup 1"
_MAX_MANIFEST = 64 * 1024
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupFile:
    """One file of a back-up."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a back-up holds; ``audit_entries`` is the length of the hall's audit chain in it."""

    made_at: str
    version: str
    key_id: str
    audit_entries: int
    files: tuple[BackupFile, ...]


@explained()
def back_up(installation: Installation, out: Path, clock: Clock) -> Backup:
    """Copy the installation into the new folder ``out`` while its windows work, and check the copy.

    Raises InputRefused when the folder is there or the hall stands on a server, Unavailable.
    """
    _require_embedded(installation)
    key = read_or_make_key(installation.base_dir)
    _make_folder(out)
    try:
        with files_explained():
            return _copied(installation, out, key, clock)
    except BaseException:
        # Half a back-up must not stand there as one, nor keep its name from the next.
        shutil.rmtree(out, ignore_errors=True)
        raise


def _copied(installation: Installation, out: Path, key: str, clock: Clock) -> Backup:
    for name, opened in zip(_DATABASES, (installation.open_hall, installation.open_district), strict=True):
        store = opened()
        try:
            copies.copy_database(store.engine, out / name)
        finally:
            store.close()
        (out / name).chmod(0o600)
    site = installation.base_dir / SITE_FILE
    if site.exists():
        shutil.copyfile(site, out / SITE_FILE)
        (out / SITE_FILE).chmod(0o600)
    entries = _checked(out, key)
    files = tuple(_described(path) for path in sorted(out.iterdir()))
    made_at = clock.now().isoformat(timespec="seconds")
    made = Backup(made_at, hall_app.VERSION, key_id(key), entries, files)
    document = {"form": _FORM, **asdict(made)}
    (out / MANIFEST).write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    for path in (*out.iterdir(), out):
        _sync(path)
    return made


@explained()
def restore(installation: Installation, folder: Path, clock: Clock) -> Backup:
    """Put a back-up into an installation that has no databases, and let its numbers go on behind those given out.

    The key stands there already. Raises InputRefused (not a back-up, changed files, another key, databases present),
    Unavailable.
    """
    _require_embedded(installation)
    base = installation.base_dir
    backup = read_backup(folder)
    if any((base / name).exists() for name in _DATABASES):
        raise InputRefused("这里已有数据库，不会被覆盖", f"请移走 {base} 里的数据库文件，或换一个 --base-dir")
    if not (base / KEY_FILE).exists():
        raise InputRefused("还没有密钥，备份打不开", "请先放回 hall.key，或运行 hall-app key restore")
    key = (base / KEY_FILE).read_text(encoding="ascii").strip()
    if key_id(key) != backup.key_id:
        raise InputRefused("密钥不是这份备份的", f"请放回标识为 {backup.key_id} 的密钥")
    for file in backup.files:
        if _described(folder / file.name) != file:
            raise InputRefused(f"备份里的 {file.name} 被改动过或不完整", "请改用另一份备份", file.name)
    put: list[Path] = []
    try:
        with files_explained():
            _put(base, folder, backup, put)
        _checked(base, key)
        for opened in (installation.open_hall, installation.open_district):
            store = opened()
            try:
                continue_after_restore(store, clock, backup.made_at)
            finally:
                store.close()
    except BaseException:
        # What was half put there would be taken for the hall, and keep the next try away.
        for path in put:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
        raise
    return backup


def _put(base: Path, folder: Path, backup: Backup, put: list[Path]) -> None:
    for file in backup.files:
        path = base / file.name
        if file.name == SITE_FILE and path.exists():
            continue
        put.append(path)
        shutil.copyfile(folder / file.name, path)
        path.chmod(0o600)
        _sync(path)
    (base / KEY_ID_FILE).unlink(missing_ok=True)
    (base / KEY_ID_FILE).write_text(backup.key_id, encoding="ascii")
    (base / KEY_ID_FILE).chmod(0o600)
    _sync(base)


@explained()
def continue_after_restore(store: Store, clock: Clock, made_at: str = "") -> None:
    """Let a restored database (a server's too) go on behind what was given out since; audited. Raises Unavailable."""
    with store.writing() as session:
        copies.move_on(session, NUMBERS_SKIPPED, OUTBOX_SKIPPED)
        actor = Actor(f"os:{getpass.getuser()}")
        detail = {"made_at": made_at, "numbers_skipped": NUMBERS_SKIPPED, "outbox_skipped": OUTBOX_SKIPPED}
        record(session, actor, "database.restore", "database", "installation", True, detail, clock.now())


def read_backup(folder: Path) -> Backup:
    """What a back-up says of itself. Raises InputRefused when it is none."""
    refused = InputRefused(f"{folder} 不是备份", f"请选有 {MANIFEST} 的目录", "folder")
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _MAX_MANIFEST:
            raise refused
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(
            BackupFile(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in document["files"]
        )
        found = Backup(
            str(document["made_at"]),
            str(document["version"]),
            str(document["key_id"]),
            int(document["audit_entries"]),
            files,
        )
        form = document["form"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise refused from error
    names = [file.name for file in files]
    # The names are paths to be written: only those of ours, and both databases.
    if form != _FORM or not set(_DATABASES) <= set(names) <= {*_DATABASES, SITE_FILE}:
        raise refused
    return found


def _require_embedded(installation: Installation) -> None:
    if installation.settings[DATABASE_URL]:
        raise InputRefused(
            "大厅库在 PostgreSQL 上，不由这条命令备份",
            "请用 pg_dump 备份，pg_restore 后运行 hall-app db restored",
        )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise InputRefused(f"{out} 已经有了", "请换一个新目录", "out") from None
    except OSError as error:
        raise Unavailable("备份目录建不了", f"请检查 {out} 的权限和磁盘空间") from error


def _checked(folder: Path, key: str) -> int:
    """Check every page of the databases and the hall's whole audit chain; returns its length. Raises Unavailable."""
    for name in _DATABASES:
        problems = copies.problems_of(folder / name, key)
        if problems:
            raise Unavailable(f"{name} 有 {len(problems)} 处损坏，这份不能用", "请保留原文件，改用另一份备份")
    store = Store(open_engine(file_url(folder / "hall.db"), key))
    try:
        report = verify(store)
    finally:
        store.close()
    if not report.intact:
        raise Unavailable(str(report), "请审计管理员查明后再用这份备份")
    return report.checked


def _described(path: Path) -> BackupFile:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise InputRefused(f"备份里的 {path.name} 读不出来", "请改用另一份备份", path.name) from error
    return BackupFile(path.name, size, digest.hexdigest())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
