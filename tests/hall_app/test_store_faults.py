"""Every fault of a real database comes out as words with a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from db.errors import StoreError, StoreFault, VersionConflict
from db.migration import upgrade
from db.places import NumberSequence
from db.session import Store
from hall_app.errors import Conflict, Unavailable
from hall_app.store_faults import explained, words_for
from tests.stacks.databases import TEST_KEY


def test_every_fault_has_words() -> None:
    for fault in StoreFault:
        message, remedy = words_for(fault)
        assert message
        assert remedy


def test_a_changed_row_is_a_conflict() -> None:
    with pytest.raises(Conflict), explained():
        raise VersionConflict("x")


def test_our_own_faults_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), explained():
        _ = 1 / 0


def write(store: Store) -> None:
    with explained(), store.writing() as session:
        session.merge(NumberSequence(name="n", last=1))


def test_a_wrong_key(tmp_path: Path, sqlite_store: Store) -> None:
    store = Store(open_engine(sqlite_store.engine.url, "ab" * 32))
    with pytest.raises(Unavailable, match="密钥不对"):
        write(store)
    store.close()


def test_a_newer_database(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="更新的版本"), explained():
        upgrade(sqlite_store.engine)


def test_a_full_disk(sqlite_store: Store) -> None:
    # The engine's own limit stands in for the disk's: SQLite reports both alike.
    with sqlite_store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()
    with pytest.raises(Unavailable, match="磁盘已满"), explained(), sqlite_store.writing() as session:
        session.add_all(NumberSequence(name=f"{n:0200d}", last=1) for n in range(500))
    write(sqlite_store)


def test_a_damaged_file(sqlite_store: Store) -> None:
    path = Path(str(sqlite_store.engine.url.database))
    sqlite_store.close()
    content = bytearray(path.read_bytes())
    for place in range(4096 * 2, len(content), 4096):
        content[place + 100] ^= 0xFF
    path.write_bytes(content)
    store = Store(open_engine(sqlite_store.engine.url, TEST_KEY))
    with pytest.raises(Unavailable, match="已损坏"):
        write(store)
    store.close()


def test_a_held_database(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.LOCK_WAIT_S", 0.05)
    impatient = Store(open_engine(sqlite_store.engine.url, TEST_KEY))
    with sqlite_store.writing() as session:
        session.add(NumberSequence(name="held", last=1))
        session.flush()
        with pytest.raises(Unavailable, match="占用"):
            write(impatient)
    impatient.close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    store = Store(open_engine(f"postgresql+psycopg://nobody@/none?host={tmp_path}"))
    with pytest.raises(Unavailable, match="连不上数据库"):
        write(store)
    store.close()


def test_a_server_that_goes_away_and_comes_back(postgres_store: Store) -> None:
    def kill_others() -> None:
        with postgres_store.writing() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    with pytest.raises(Unavailable, match="连不上数据库"), explained(), postgres_store.writing() as session:
        session.add(NumberSequence(name="n", last=1))
        session.flush()
        kill_others()
        session.execute(text("SELECT 1"))
    write(postgres_store)


def test_a_login_without_the_right(postgres_store: Store) -> None:
    with postgres_store.writing() as session:
        session.execute(text("CREATE ROLE window_without_rights"))
    try:
        with pytest.raises(Unavailable, match="拒绝"), explained(), postgres_store.writing() as session:
            session.execute(text("SET LOCAL ROLE window_without_rights"))
            session.execute(text("SELECT * FROM person"))
    finally:
        with postgres_store.writing() as session:
            session.execute(text("DROP ROLE window_without_rights"))


def test_the_two_kinds_are_not_mixed_up() -> None:
    with pytest.raises(Unavailable) as caught, explained():
        raise StoreError(StoreFault.READ_ONLY)
    assert caught.value.message == words_for(StoreFault.READ_ONLY)[0]
