"""A commit that does not wait for the disk: there for everybody at once, flushed behind, and never a lasting mode."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from db.session import Session, Store
from tests.stacks.databases import TEST_KEY

NORMAL, FULL = 1, 2


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(open_engine(f"sqlite:///{tmp_path / 'hall.db'}", TEST_KEY))
    with made.writing() as session:
        session.execute(text("CREATE TABLE line (words TEXT)"))
    return made


def mode(session: Session) -> int:
    return int(session.execute(text("PRAGMA synchronous")).scalar_one())


def write(store: Store, words: str, *, flush_later: bool) -> int:
    with store.writing(flush_later=flush_later) as session:
        session.execute(text("INSERT INTO line VALUES (:words)"), {"words": words})
        return mode(session)


def test_only_the_commit_that_asked_for_it_does_not_wait(store: Store) -> None:
    assert write(store, "seen", flush_later=True) == NORMAL
    assert write(store, "accepted", flush_later=False) == FULL
    assert write(store, "seen", flush_later=True) == NORMAL
    with store.reading() as session:
        assert session.execute(text("SELECT count(*) FROM line")).scalar_one() == 3
    store.close()


def test_what_is_committed_is_in_the_file_when_the_session_ends(store: Store, tmp_path: Path) -> None:
    """Read by an engine of its own, as another program would."""
    write(store, "seen", flush_later=True)
    other = Store(open_engine(f"sqlite:///{tmp_path / 'hall.db'}", TEST_KEY))
    with other.reading() as session:
        assert session.execute(text("SELECT words FROM line")).scalars().all() == ["seen"]
    other.close()
    store.close()


def test_the_log_is_flushed_behind_it(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    plain = os.fsync

    def fsync(file: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{file}").readlink()))
        plain(file)

    monkeypatch.setattr(os, "fsync", fsync)
    write(store, "seen", flush_later=True)
    store.close()
    assert flushed == [str(tmp_path / "hall.db-wal")]


def test_a_disk_that_refuses_makes_the_next_commits_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fsync(_file: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    write(store, "seen", flush_later=True)
    assert store._flush is not None
    store._flush.close()
    assert "cannot be flushed" in caplog.text
    caplog.clear()
    assert write(store, "seen", flush_later=True) == FULL
    store.close()


def test_the_log_does_not_grow_for_ever(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.flushing._CHECKPOINT_EVERY", 1)
    for _ in range(300):
        write(store, "x" * 3000, flush_later=True)
        assert store._flush is not None
        store._flush.close()
    assert (tmp_path / "hall.db-wal").stat().st_size < 1_000_000
    store.close()
