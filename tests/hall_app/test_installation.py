"""An installation on a bare folder, and every way its key or database can be wrong."""

from __future__ import annotations

import stat
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from hall_app.errors import Unavailable
from hall_app.installation import Installation, open_installation
from hall_app.key_file import KEY_FILE, KEY_ID_FILE, read_or_make_key
from tests.stacks.databases import PostgresCluster


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation whose databases were made and closed."""
    made = open_installation(tmp_path / "hall")
    made.open_hall().close()
    made.open_district().close()
    return made


def test_a_bare_folder_becomes_an_installation(installation: Installation) -> None:
    folder = installation.base_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in (KEY_FILE, KEY_ID_FILE)} == {0o600}
    assert not (folder / "hall.db").read_bytes().startswith(b"SQLite format 3")
    assert not [path for path in folder.iterdir() if path.name.startswith(f"{KEY_FILE}.")]
    store = installation.open_hall()
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT seq FROM audit_head")).scalar_one() == 0
    store.close()


def test_scans_arrive_where_the_setting_says(tmp_path: Path) -> None:
    elsewhere = tmp_path / "scanner" / "share"
    hall = tmp_path / "hall"
    for setting, folder in ((str(elsewhere), elsewhere), ("in", hall / "in"), ("", hall / "scans")):
        assert open_installation(hall, (f"scan.folder={setting}",)).scans == folder
        assert folder.is_dir()


def test_a_scans_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="扫描文件夹"):
        open_installation(tmp_path / "hall", (f"scan.folder={tmp_path / 'file' / 'in'}",))


def test_a_lost_key_is_not_replaced_by_a_new_one(installation: Installation) -> None:
    for name in (KEY_FILE, KEY_ID_FILE):
        (installation.base_dir / name).unlink()
        with pytest.raises(Unavailable, match="不见了"):
            installation.open_hall()
    assert not (installation.base_dir / KEY_FILE).exists()


def test_a_key_others_can_read_is_refused(installation: Installation) -> None:
    (installation.base_dir / KEY_FILE).chmod(0o640)
    with pytest.raises(Unavailable, match="chmod 600"):
        installation.open_hall()


def test_another_key_a_damaged_file_and_nonsense_are_told_apart(installation: Installation) -> None:
    path, database = installation.base_dir / KEY_FILE, installation.base_dir / "hall.db"
    right = path.read_text()
    path.write_text("ab" * 32)
    with pytest.raises(Unavailable, match="不是这个数据库的"):
        installation.open_hall()
    path.write_text("no key at all")
    with pytest.raises(Unavailable, match="读不懂"):
        installation.open_hall()
    path.write_bytes(b"\xff" * 64)
    with pytest.raises(Unavailable, match="读不出来"):
        installation.open_hall()
    path.write_text(right)
    content = bytearray(database.read_bytes())
    content[200] ^= 0xFF
    database.write_bytes(content)
    with pytest.raises(Unavailable, match="已损坏"):
        installation.open_hall()


def test_without_the_id_a_wrong_key_is_named_as_such(installation: Installation) -> None:
    (installation.base_dir / KEY_ID_FILE).unlink()
    installation.open_hall().close()
    (installation.base_dir / KEY_FILE).write_text("ab" * 32)
    with pytest.raises(Unavailable, match="密钥不对"):
        installation.open_hall()


def test_power_lost_between_key_and_id_harms_nothing(tmp_path: Path) -> None:
    key = read_or_make_key(tmp_path)
    (tmp_path / KEY_ID_FILE).unlink()
    assert read_or_make_key(tmp_path) == key
    assert (tmp_path / KEY_ID_FILE).exists()


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(read_or_make_key(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match="建不了"):
        open_installation(tmp_path / "file" / "hall")


@pytest.mark.postgresql
def test_a_server_s_database_is_upgraded_by_its_owner_alone(
    tmp_path: Path, postgres: PostgresCluster
) -> None:
    name = f"i{uuid4().hex}"
    postgres.execute(f"CREATE DATABASE {name}")
    installation = open_installation(tmp_path, (f"database.url={postgres.url(name).render_as_string()}",))
    with pytest.raises(Unavailable, match="旧版本的结构"):
        installation.open_hall()
    installation.open_hall(upgrading=True).close()
    store = installation.open_hall()
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    store.close()
    for upgrading in (False, True):
        with pytest.raises(Unavailable, match="更新的版本"):
            installation.open_hall(upgrading=upgrading)
    postgres.drop(postgres.url(name))
