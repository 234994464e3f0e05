"""The chain: written with the deed or not at all, refused to change, and any change is found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db import audit as chain
from db import audit_guard
from db.engine import writing_engine
from db.places import NumberSequence
from db.session import Session, Store
from hall_app.errors import NotPermitted, Unavailable
from hall_app.security.audit import Actor, record, verify, verify_for
from tests.hall_app.halls import SmallHall

ACTOR = Actor("os:tester")


def fill(store: Store, count: int) -> None:
    for number in range(count):
        with store.writing() as session:
            record(
                session, ACTOR, "test.deed", "thing", str(number), True, {"n": number, "words": ["甲", None]}
            )


def tamper(store: Store, *statements: str) -> None:
    """What somebody with every right on the database could do: take the guard off and change rows."""
    with writing_engine(store.engine).begin() as connection:
        audit_guard.uninstall(connection)
        for statement in statements:
            connection.execute(text(statement))


def test_an_unbroken_chain_is_followed_to_its_head(store: Store) -> None:
    assert verify(store).intact
    fill(store, 5)
    report = verify(store)
    assert (report.intact, report.checked, report.bad_seq) == (True, 5, None)
    assert str(report) == "账本完整，共 5 条"


def test_a_rolled_back_deed_leaves_no_link(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as session:
        record(session, ACTOR, "test.deed", "thing", "1")
        session.add(NumberSequence(name="n", last=1))
        session.flush()
        raise ZeroDivisionError
    assert verify(store).checked == 0


def test_a_deed_fails_when_the_trail_cannot_be_written(store: Store) -> None:
    tamper(store, "DELETE FROM audit_head")
    with pytest.raises(Exception, match="audit head"), store.writing() as session:
        record(session, ACTOR, "test.deed", "thing", "1")
        session.add(NumberSequence(name="n", last=1))
    with store.reading() as session:
        assert session.get(NumberSequence, "n") is None


def test_a_reading_session_records_nothing_silently(store: Store) -> None:
    with store.reading() as session, pytest.raises(RuntimeError):
        record(session, ACTOR, "test.deed", "thing", "1")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 3",
        "UPDATE audit_head SET seq = 1",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head (id, seq, digest) VALUES (2, 9, 'x')",
        "UPDATE audit_entry SET seq = 9 WHERE seq = 2",
    ],
)
def test_the_database_refuses_changes(store: Store, statement: str) -> None:
    fill(store, 3)
    with pytest.raises(DBAPIError, match="append-only|permission denied"), store.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify(store).intact


def test_sqlite_refuses_a_replacing_insert(sqlite_store: Store) -> None:
    fill(sqlite_store, 2)
    replace = (
        "INSERT OR REPLACE INTO audit_entry SELECT seq, at, 'x', terminal, action, object_kind, object_id, "
        "success, detail, previous, digest FROM audit_entry WHERE seq = 1"
    )
    with pytest.raises(DBAPIError, match="append-only"), sqlite_store.engine.begin() as connection:
        connection.execute(text(replace))


def test_postgresql_refuses_truncation(postgres_store: Store) -> None:
    fill(postgres_store, 1)
    for table in ("audit_entry", "audit_head"):
        with (
            pytest.raises(DBAPIError, match="append-only|permission denied"),
            postgres_store.engine.begin() as connection,
        ):
            connection.execute(text(f"TRUNCATE {table}"))


_SWAP = (
    "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
    "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
    "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
)


@pytest.mark.parametrize(
    ("statements", "bad_seq", "word"),
    [
        (("UPDATE audit_entry SET actor = 'x' WHERE seq = 3",), 3, "内容与摘要不符"),
        (("UPDATE audit_entry SET detail = '{\"n\": 7}' WHERE seq = 1",), 1, "内容与摘要不符"),
        (("UPDATE audit_entry SET digest = 'x' WHERE seq = 2",), 2, "内容与摘要不符"),
        (("DELETE FROM audit_entry WHERE seq = 3",), 3, "缺失"),
        (("DELETE FROM audit_entry WHERE seq = 1",), 1, "缺失"),
        (_SWAP, 2, "接不上"),
        (("DELETE FROM audit_entry WHERE seq > 3",), 4, "截去 2 条"),
        (("UPDATE audit_head SET seq = 4",), 5, "与账头不符"),
        (("UPDATE audit_head SET digest = 'x'",), 5, "与账头不符"),
        (("DELETE FROM audit_head",), 6, "账头缺失"),
    ],
)
def test_any_change_is_found(store: Store, statements: tuple[str, ...], bad_seq: int, word: str) -> None:
    fill(store, 5)
    tamper(store, *statements)
    report = verify(store)
    assert not report.intact
    assert report.bad_seq == bad_seq
    assert word in report.problem


@pytest.mark.parametrize(
    "change",
    [
        "at = 'junk'", "at = 5", "detail = '{junk'", "detail = x'ff'", "actor = CAST(x'fffe' AS TEXT)",
        f"detail = '{'[' * 5000}'",
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_a_change(sqlite_store: Store, change: str) -> None:
    fill(sqlite_store, 5)
    tamper(sqlite_store, f"UPDATE audit_entry SET {change} WHERE seq = 3")
    report = verify(sqlite_store)
    assert (report.intact, report.checked, report.bad_seq) == (False, 2, 3)
    assert "读不懂" in str(report)


@pytest.mark.parametrize("table", ["audit_entry", "audit_head"])
def test_a_trail_that_has_gone_is_told_in_words(sqlite_store: Store, table: str) -> None:
    fill(sqlite_store, 1)
    tamper(sqlite_store, f"DROP TABLE {table}")
    with pytest.raises(Unavailable, match="损坏"):
        verify(sqlite_store)


def test_a_row_out_of_nowhere_is_found(store: Store) -> None:
    fill(store, 2)
    insert = (
        "INSERT INTO audit_entry SELECT 3, at, actor, terminal, action, object_kind, object_id, success, "
        "detail, previous, digest FROM audit_entry WHERE seq = 2"
    )
    with store.engine.begin() as connection:
        connection.execute(text(insert))
    assert verify(store).bad_seq == 3


def test_a_change_of_each_column_is_found(store: Store) -> None:
    fill(store, 1)
    changes = {
        "at": "'2026-01-01 00:00:00.000000'",
        "actor": "'x'",
        "terminal": "'x'",
        "action": "'x'",
        "object_kind": "'x'",
        "object_id": "'x'",
        "success": "false",
        "detail": "'{}'",
        "previous": "'x'",
        "digest": "'x'",
    }
    for column, value in changes.items():
        with writing_engine(store.engine).connect() as connection, connection.begin() as attempt:
            audit_guard.uninstall(connection)
            connection.execute(text(f"UPDATE audit_entry SET {column} = {value}"))
            assert not _intact_within(connection), column
            attempt.rollback()
    assert verify(store).intact


def _intact_within(connection: Connection) -> bool:
    with Session(connection) as session, chain.links(session) as links:
        (link,) = list(links)
        return (
            link.digest == chain.digest_of(link.seq, link.deed, link.previous)
            and link.previous == chain.GENESIS
        )


def test_many_threads_make_one_chain(store: Store) -> None:
    faults: list[Exception] = []

    def work(act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 (the thread's border)
            faults.append(error)

    threads = [threading.Thread(target=work, args=(lambda: fill(store, 10),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert verify(store).checked == 50
    assert verify(store).intact


def test_details_are_masked_and_plain(store: Store) -> None:
    with store.writing() as session:
        record(session, ACTOR, "test", "person", "440399199203152727", True, {"phone": ["10012340951"]})
    with store.writing() as session, pytest.raises(TypeError):
        record(session, ACTOR, "test", "person", "1", True, {"when": 1.5})
    with store.reading() as session:
        row = session.execute(text("SELECT object_id, detail FROM audit_entry")).one()
    assert row[0] == "4403**********2727"
    assert "100****0951" in str(row[1])
    assert verify(store).intact


def test_checking_needs_the_right_and_is_recorded(hall: SmallHall) -> None:
    fill(hall.store, 2)
    hall.clock.at += timedelta(minutes=1)
    with pytest.raises(NotPermitted):
        verify_for(hall.store, hall.clerk("08"))
    assert verify_for(hall.store, hall.clerk(role="audit_admin")).checked == 2
    assert verify(hall.store).checked == 3
