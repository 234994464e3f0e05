"""Back-up while windows write, restore elsewhere, and numbers that go on behind those given out."""

from __future__ import annotations

import json
import shutil
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text

import db.exchange_queries as exchange
from db import numbering
from db.exchange import OutboxRow
from db.places import Hall
from db.session import Store
from hall_app import backup as backups
from hall_app.__main__ import main
from hall_app.backup import MANIFEST, NUMBERS_SKIPPED, back_up, continue_after_restore, restore
from hall_app.clock import Clock
from hall_app.errors import HallError, InputRefused
from hall_app.exchange.application import feed_epoch
from hall_app.installation import Installation, open_installation
from hall_app.key_file import KEY_FILE
from hall_app.security.audit import verify
from tests.hall_app.halls import build_hall

CLOCK = Clock()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A hall with people, a drawn number and an outbox."""
    made = open_installation(tmp_path / "hall")
    store = made.open_hall()
    build_hall(store)
    write(store, 3)
    store.close()
    made.open_district().close()
    (made.base_dir / "site.toml").write_text("[case]\ncopies = 2\n", encoding="utf-8")
    return made


def write(store: Store, count: int) -> None:
    for _ in range(count):
        with store.writing() as session:
            number = numbering.advance(session, "case")
            exchange.append_outbox(session, f"case:{number}", "case", {"number": number}, CLOCK.now())


def other_place(installation: Installation, folder: Path) -> Installation:
    """A bare installation with the same key."""
    folder.mkdir(mode=0o700)
    shutil.copy2(installation.base_dir / KEY_FILE, folder / KEY_FILE)
    return open_installation(folder)


def test_a_restored_hall_holds_everything_and_goes_on_behind(
    installation: Installation, tmp_path: Path
) -> None:
    store = installation.open_hall()
    epoch = feed_epoch(store)
    made = back_up(installation, tmp_path / "copy", CLOCK)
    write(store, 2)
    store.close()
    assert {file.name for file in made.files} == {"hall.db", "district.db", "site.toml"}
    for path in (tmp_path / "copy").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.name == MANIFEST
    assert not (tmp_path / "copy" / "hall.db").read_bytes().startswith(b"SQLite format 3")
    assert not (tmp_path / "copy" / KEY_FILE).exists()

    there = other_place(installation, tmp_path / "new")
    restore(there, tmp_path / "copy", CLOCK)
    restored = there.open_hall()
    with restored.reading() as session:
        assert session.scalars(select(Hall.name)).one()
        assert session.scalars(select(OutboxRow.seq)).all() == [1, 2, 3]
    # Two more were accepted after the back-up: numbers and rows of the upstream are not used again.
    write(restored, 1)
    with restored.reading() as session:
        last = session.scalars(select(OutboxRow).order_by(OutboxRow.seq.desc())).first()
        assert last is not None
        assert last.seq > 5
        assert last.body["number"] == 3 + NUMBERS_SKIPPED + 1
    assert feed_epoch(restored) != epoch
    report = verify(restored)
    assert report.intact
    assert report.checked == made.audit_entries + 1
    restored.close()


def test_a_copy_made_while_windows_write_is_whole(installation: Installation, tmp_path: Path) -> None:
    store = installation.open_hall()
    ending = threading.Event()
    written = 0

    def keep_writing() -> None:
        nonlocal written
        while not ending.is_set():
            write(store, 1)
            written += 1

    thread = threading.Thread(target=keep_writing)
    thread.start()
    try:
        back_up(installation, tmp_path / "copy", CLOCK)
    finally:
        ending.set()
        thread.join(20)
    store.close()
    assert written
    there = other_place(installation, tmp_path / "new")
    restore(there, tmp_path / "copy", CLOCK)
    restored = there.open_hall()
    with restored.reading() as session:
        numbers = [row.body["number"] for row in session.scalars(select(OutboxRow).order_by(OutboxRow.seq))]
        assert numbers == list(range(1, len(numbers) + 1))
        drawn = session.scalar(text("SELECT last FROM number_sequence WHERE name = 'case'"))
        assert drawn == len(numbers) + NUMBERS_SKIPPED
    restored.close()


def test_a_used_folder_is_not_written_over(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(InputRefused, match="已经有了"):
        back_up(installation, tmp_path / "copy", CLOCK)
    back_up(installation, tmp_path / "copy2", CLOCK)
    with pytest.raises(InputRefused, match="已有数据库"):
        restore(installation, tmp_path / "copy2", CLOCK)


def test_a_changed_copy_another_key_and_no_key_are_refused(
    installation: Installation, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    back_up(installation, copy, CLOCK)
    bare = open_installation(tmp_path / "bare")
    with pytest.raises(InputRefused, match="还没有密钥"):
        restore(bare, copy, CLOCK)
    (bare.base_dir / KEY_FILE).write_text("ab" * 32)
    (bare.base_dir / KEY_FILE).chmod(0o600)
    with pytest.raises(InputRefused, match="密钥不是这份备份的"):
        restore(bare, copy, CLOCK)
    content = bytearray((copy / "hall.db").read_bytes())
    content[5000] ^= 1
    (copy / "hall.db").write_bytes(content)
    there = other_place(installation, tmp_path / "new")
    with pytest.raises(InputRefused, match="被改动过"):
        restore(there, copy, CLOCK)
    assert not (there.base_dir / "hall.db").exists()


def test_a_damaged_database_makes_no_back_up(installation: Installation, tmp_path: Path) -> None:
    path = installation.base_dir / "hall.db"
    content = bytearray(path.read_bytes())
    # In every page of the second half: one page alone may be a free one, which nobody reads.
    for at in range(len(content) // 2, len(content), 4096):
        content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(HallError):
        back_up(installation, tmp_path / "copy", CLOCK)
    assert not (tmp_path / "copy" / MANIFEST).exists()


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "{}",
        json.dumps(
            {
                "form": "hall-app backup 1",
                "made_at": "",
                "version": "",
                "key_id": "",
                "audit_entries": 0,
                "files": [],
            }
        ),
        json.dumps(
            {
                "form": "hall-app backup 1",
                "made_at": "",
                "version": "",
                "key_id": "",
                "audit_entries": 0,
                "files": [
                    {"name": name, "size": 1, "sha256": "x"}
                    for name in ("hall.db", "district.db", "../../etc/x")
                ],
            }
        ),
        "[" * 50_000,
        "x" * 70_000,
    ],
)
def test_what_is_no_back_up_is_refused(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(InputRefused, match="不是备份"):
        backups.read_backup(tmp_path)


@pytest.mark.postgresql
def test_a_restored_server_goes_on_behind(postgres_store: Store) -> None:
    write(postgres_store, 2)
    epoch = feed_epoch(postgres_store)
    continue_after_restore(postgres_store, CLOCK)
    write(postgres_store, 1)
    with postgres_store.reading() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.seq)).all()
        assert rows[-1].seq > backups.OUTBOX_SKIPPED
        assert rows[-1].body["number"] == 2 + NUMBERS_SKIPPED + 1
    assert feed_epoch(postgres_store) != epoch
    assert verify(postgres_store).checked == 1


def test_the_commands(installation: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(base: Path, *words: str) -> int:
        return main(["--base-dir", str(base), "db", *words])

    assert run(installation.base_dir, "backup", "--out", str(tmp_path / "copy")) == 0
    assert "已备份并核对" in capsys.readouterr().out
    there = other_place(installation, tmp_path / "new")
    assert run(there.base_dir, "restore", str(tmp_path / "copy")) == 0
    assert "已还原" in capsys.readouterr().out
    assert run(there.base_dir, "roles", "list") == 1
    assert "本机库没有数据库账号" in capsys.readouterr().err
    served = ["--set", "database.url=postgresql+psycopg://nobody@/none"]
    assert (
        main(["--base-dir", str(tmp_path / "new"), *served, "db", "backup", "--out", str(tmp_path / "x")])
        == 1
    )
    assert "pg_dump" in capsys.readouterr().err
