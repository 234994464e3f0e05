"""The engine's promises: no lost update, a key that matters, faults told apart."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from db.engine import open_engine
from db.errors import StoreError, StoreFault
from db.migration import _config, newest_revision, upgrade
from db.models import metadata
from db.places import NumberSequence
from db.session import Store
from tests.stacks.databases import TEST_KEY


def test_concurrent_increments_are_all_kept(store: Store) -> None:
    with store.writing() as session:
        session.add(NumberSequence(name="n", last=0))

    def increment() -> None:
        for _ in range(25):
            with store.writing() as session:
                row = session.get(NumberSequence, "n", with_for_update=True)
                assert row is not None
                row.last += 1

    threads = [threading.Thread(target=increment) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        row = session.get(NumberSequence, "n")
        assert row is not None
        assert row.last == 100


def test_an_exception_rolls_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        session.add(NumberSequence(name="n", last=1))
        session.flush()
        _ = 1 / 0
    with store.reading() as session:
        assert session.get(NumberSequence, "n") is None


def test_schema_matches_the_models(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_newer_database_is_refused(store: Store) -> None:
    with store.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    with pytest.raises(StoreError) as caught:
        upgrade(store.engine)
    assert caught.value.fault is StoreFault.TOO_NEW


def test_upgrade_twice_changes_nothing(store: Store) -> None:
    assert upgrade(store.engine) is False
    scripts = ScriptDirectory.from_config(_config())
    assert newest_revision() == scripts.get_current_head()  # told by file names, without loading Alembic


def test_the_file_is_encrypted_and_a_wrong_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    engine = open_engine(f"sqlite:///{path}", TEST_KEY)
    upgrade(engine)
    engine.dispose()
    assert not path.read_bytes().startswith(b"SQLite format 3")
    wrong = Store(open_engine(f"sqlite:///{path}", "00" * 32))
    with pytest.raises(StoreError) as caught, wrong.reading() as session:
        session.execute(text("SELECT 1"))
    assert caught.value.fault is StoreFault.WRONG_KEY
    wrong.close()


def test_a_locked_database_is_told(sqlite_store: Store) -> None:
    holder = sqlite_store.engine.connect().execution_options(write=True)
    transaction = holder.begin()
    second = Store(open_engine(sqlite_store.engine.url, TEST_KEY, lock_wait_s=0.05))
    with pytest.raises(StoreError) as caught, second.writing() as session:
        session.execute(text("SELECT 1"))
    assert caught.value.fault is StoreFault.LOCKED
    transaction.rollback()
    holder.close()
    second.close()


def test_a_malformed_key_never_reaches_a_statement() -> None:
    with pytest.raises(ValueError, match="64 lower-case"):
        open_engine("sqlite://", "x'; DROP TABLE person; --")
