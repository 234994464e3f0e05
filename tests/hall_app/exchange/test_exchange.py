"""The exchange: nothing lost, nothing doubled, nobody let in who is not enrolled."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import falcon.testing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import db.exchange_queries as queries
from db.engine import open_engine
from db.exchange import InboxRow, LibraryCase, OutboxRow
from db.libraries import Person, PersonFact
from db.session import Store
from hall_app.clock import Clock
from hall_app.exchange import protocol
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient, LinkError, LinkFault, TlsFiles
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.gate_files import read_answer_file, read_outbox_file, write_outbox_file
from hall_app.exchange.server import make_server
from hall_app.exchange.synchronising import pull_changes, push_outbox, synchronise
from hall_app.exchange.upstream import embedded_upstream
from hall_app.exchange.worker import ExchangeWorker
from hall_app.status import PartStatus
from tests.stacks.certificates import Authority
from tests.stacks.databases import TEST_KEY

CLOCK = Clock()


@dataclass
class Pair:
    """A hall's database and the district it reports to."""

    hall: Store
    district: Store
    token: str

    def client(self) -> ExchangeClient:
        return ExchangeClient("http://district", self.token, application=make_application(self.district))


@pytest.fixture
def pair(store: Store, tmp_path: Path, sqlite_template: Path) -> Iterator[Pair]:
    """The hall on an embedded database, the district on either kind."""
    path = tmp_path / "hall-side.db"
    shutil.copy(sqlite_template, path)
    hall = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    yield Pair(hall, store, enrol_node(store, "LH"))
    hall.close()


def case_body(number: int, version: int = 1, case_id: str | None = None) -> dict[str, object]:
    return {
        "case_id": case_id or str(uuid4()),
        "case_number": f"LH261124-{number:04d}",
        "item_code": "440304-JZZ-01",
        "applicant_id_number": "440399199001010026",
        "state": "20",
        "due_on": "2026-12-08",
        "version": version,
    }


def write_cases(store: Store, count: int) -> None:
    with store.writing() as session:
        for number in range(count):
            queries.append_outbox(session, f"case:{number}", "case", case_body(number), CLOCK.now())


def add_person(store: Store, number: str, name: str, version: int = 1) -> None:
    with store.writing() as session:
        person = Person(
            id_number=number, name=name, given=name[1:], pinyin="linxiaoyan", initials="lxy", sex="2", birth_date=date(1990, 1, 1), nation="01",
            registered_region="430600", registered_address="某地", source="人口库", recorded_on=date(2026, 6, 1), version=version,
        )  # fmt: skip
        session.add(person)
        session.flush()
        session.add(
            PersonFact(
                person_id=person.id,
                kind="phone",
                value={"number": "10000000951"},
                source="人口库",
                recorded_on=date(2026, 6, 1),
            )
        )


def test_pushed_rows_arrive_once_and_are_acknowledged(pair: Pair) -> None:
    write_cases(pair.hall, 450)
    assert push_outbox(pair.hall, pair.client(), CLOCK) == 450
    assert push_outbox(pair.hall, pair.client(), CLOCK) == 0
    with pair.district.reading() as session:
        assert len(session.scalars(select(LibraryCase)).all()) == 450
        assert {row.origin for row in session.scalars(select(InboxRow))} == {"LH"}


def test_a_repeated_push_changes_nothing(pair: Pair) -> None:
    write_cases(pair.hall, 3)
    with pair.hall.reading() as session:
        rows = [
            protocol.WireRow(r.seq, r.aggregate, r.kind, r.body) for r in queries.pending_outbox(session, 10)
        ]
    assert pair.client().push(rows) == pair.client().push(rows) == rows[-1].seq
    with pair.district.reading() as session:
        assert len(session.scalars(select(LibraryCase)).all()) == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), repeats=st.lists(st.integers(0, 5), max_size=6))
def test_the_newest_version_wins_in_any_order(pair: Pair, order: list[int], repeats: list[int]) -> None:
    case_id = str(uuid4())
    client = pair.client()
    base = int(uuid4()) % 2**40
    for step in [*order, *repeats]:
        client.push([protocol.WireRow(base + step, "case:x", "case", case_body(1, step + 1, case_id))])
    with pair.district.reading() as session:
        rows = [row for row in session.scalars(select(LibraryCase)) if str(row.case_id) == case_id]
        assert [row.version for row in rows] == [6]


def test_a_row_that_cannot_be_applied_is_kept_and_holds_nothing_up(pair: Pair) -> None:
    with pair.hall.writing() as session:
        queries.append_outbox(session, "case:1", "case", {"case_id": "not an id"}, CLOCK.now())
        queries.append_outbox(session, "what:1", "unknown", {}, CLOCK.now())
        queries.append_outbox(session, "case:2", "case", case_body(2), CLOCK.now())
    assert push_outbox(pair.hall, pair.client(), CLOCK) == 3
    with pair.district.reading() as session:
        rows = session.scalars(select(InboxRow).order_by(InboxRow.seq)).all()
        assert [(row.applied, row.problem is None) for row in rows] == [
            (False, False),
            (False, False),
            (True, True),
        ]


def test_the_body_cannot_claim_another_origin(pair: Pair) -> None:
    client = falcon.testing.TestClient(make_application(pair.district))
    row = {"seq": 1, "aggregate": "case:1", "kind": "case", "body": case_body(1)}
    answer = client.simulate_post(
        "/v1/outbox", json={"origin": "XM", "rows": [row]}, headers={"Authorization": f"Bearer {pair.token}"}
    )
    assert answer.status_code == 200
    with pair.district.reading() as session:
        assert {found.origin for found in session.scalars(select(InboxRow))} == {"LH"}


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer 0000", "Basic abc"])
def test_a_stranger_is_refused(pair: Pair, authorization: str) -> None:
    client = falcon.testing.TestClient(make_application(pair.district))
    headers = {"Authorization": authorization} if authorization else {}
    for call in (
        client.simulate_get("/v1/changes", headers=headers),
        client.simulate_post("/v1/outbox", json={"rows": []}, headers=headers),
    ):
        assert call.status_code == 401


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_body_breaks_the_application(pair: Pair, data: bytes) -> None:
    client = falcon.testing.TestClient(make_application(pair.district))
    for encoding in ("gzip", "identity", "br"):
        headers = {"Authorization": f"Bearer {pair.token}", "Content-Encoding": encoding}
        assert client.simulate_post("/v1/outbox", body=data, headers=headers).status_code == 400


def test_a_bomb_is_cut_off(pair: Pair) -> None:
    import gzip

    client = falcon.testing.TestClient(make_application(pair.district))
    headers = {"Authorization": f"Bearer {pair.token}", "Content-Encoding": "gzip"}
    bomb = gzip.compress(b"[" * (protocol.MAX_BODY_BYTES + 10))
    assert client.simulate_post("/v1/outbox", body=bomb, headers=headers).status_code == 400


def test_people_are_loaded_then_followed(pair: Pair) -> None:
    add_person(pair.district, "440399199001010026", "林晓燕")
    assert pull_changes(pair.hall, pair.client(), "district", CLOCK) == 0
    with pair.hall.reading() as session:
        person = queries.person_by_number(session, "440399199001010026")
        assert person is not None
        body = queries.person_body(session, person)
    assert len(body["facts"]) == 1
    body["person"] |= {"name": "林小燕", "version": 2}
    with pair.district.writing() as session:
        queries.append_feed(session, "person", body["person"]["id_number"], 2, body, CLOCK.now())
        queries.append_feed(
            session,
            "person",
            body["person"]["id_number"],
            1,
            body | {"person": body["person"] | {"version": 1, "name": "旧"}},
            CLOCK.now(),
        )
    assert pull_changes(pair.hall, pair.client(), "district", CLOCK) == 1
    assert pull_changes(pair.hall, pair.client(), "district", CLOCK) == 0
    with pair.hall.reading() as session:
        person = queries.person_by_number(session, "440399199001010026")
        assert person is not None
        assert (person.name, person.version) == ("林小燕", 2)


def test_a_new_epoch_loads_everything_anew(pair: Pair) -> None:
    add_person(pair.district, "440399199001010026", "林晓燕")
    pull_changes(pair.hall, pair.client(), "district", CLOCK)
    add_person(pair.district, "440399196207080034", "周立")
    with pair.district.writing() as session:
        queries.put_installation_value(session, "feed_epoch", "restored")
    pull_changes(pair.hall, pair.client(), "district", CLOCK)
    with pair.hall.reading() as session:
        assert queries.person_by_number(session, "440399196207080034") is not None


@pytest.mark.postgresql
def test_the_feed_skips_no_row_of_a_transaction_that_commits_late(postgres_store: Store) -> None:
    """An earlier transaction that commits after a later one: a bare sequence cursor would skip it."""
    early_written, late_read = threading.Event(), threading.Event()

    def early() -> None:
        with postgres_store.writing() as session:
            queries.append_feed(session, "person", "early", 1, {}, CLOCK.now())
            session.flush()
            early_written.set()
            late_read.wait(10)

    thread = threading.Thread(target=early)
    thread.start()
    assert early_written.wait(10)
    with postgres_store.writing() as session:
        queries.append_feed(session, "person", "late", 1, {}, CLOCK.now())
    with postgres_store.reading() as session:
        rows, cursor = queries.feed_after(session, "0.0", 10)
    assert rows == []
    late_read.set()
    thread.join()
    with postgres_store.reading() as session:
        rows, _ = queries.feed_after(session, cursor, 10)
    assert {row["key"] for row in rows} == {"early", "late"}


def test_files_through_a_gate_carry_the_same(pair: Pair, tmp_path: Path) -> None:
    write_cases(pair.hall, 5)
    out, answer = tmp_path / "out.gz", tmp_path / "answer.gz"
    last = write_outbox_file(pair.hall, out)
    assert read_outbox_file(pair.district, "LH", out, answer, CLOCK) == last
    assert read_outbox_file(pair.district, "LH", out, answer, CLOCK) == last
    read_answer_file(pair.hall, answer, CLOCK)
    with pair.hall.reading() as session:
        assert queries.pending_count(session) == 0
    with pair.district.reading() as session:
        assert len(session.scalars(select(LibraryCase)).all()) == 5


class Served:
    """The district over a real socket with mutual TLS."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.authority = Authority(folder)
        certificate, key, _ = self.authority.issue("district")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = make_server(
            make_application(store), "127.0.0.1", self.port, TlsFiles(certificate, key, self.authority.path)
        )
        self.server.prepare()
        self.thread = threading.Thread(target=self.server.serve, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.stop()
        self.thread.join(10)


@pytest.fixture
def served(store: Store, tmp_path: Path) -> Iterator[Served]:
    server = Served(store, tmp_path)
    yield server
    server.stop()


def test_over_tls_with_a_certificate_bound_to_the_node(
    served: Served, store: Store, sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "hall-side.db"
    shutil.copy(sqlite_template, path)
    hall = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    certificate, key, der = served.authority.issue("LH")
    token = enrol_node(store, "LH", der)
    write_cases(hall, 3)
    url = f"https://127.0.0.1:{served.port}"
    client = ExchangeClient(url, token, tls=TlsFiles(certificate, key, served.authority.path))
    assert push_outbox(hall, client, CLOCK) == 3
    client.close()

    other_certificate, other_key, _ = served.authority.issue("XM")
    thief = ExchangeClient(url, token, tls=TlsFiles(other_certificate, other_key, served.authority.path))
    with pytest.raises(LinkError) as caught:
        thief.changes("0.0")
    assert caught.value.fault is LinkFault.REFUSED
    thief.close()
    hall.close()


def test_over_tls_nobody_without_a_certificate(served: Served, store: Store, tmp_path: Path) -> None:
    token = enrol_node(store, "LH")
    stranger = Authority(tmp_path, "another authority")
    certificate, key, _ = stranger.issue("LH")
    client = ExchangeClient(
        f"https://127.0.0.1:{served.port}", token, tls=TlsFiles(certificate, key, served.authority.path)
    )
    with pytest.raises(LinkError) as caught:
        client.changes("0.0")
    assert caught.value.fault in (LinkFault.CERTIFICATE, LinkFault.UNREACHABLE)
    client.close()


def test_two_programs_on_one_installation_do_not_lock_each_other_out(pair: Pair) -> None:
    first, second = (embedded_upstream(pair.district, CLOCK).make_client() for _ in range(2))
    write_cases(pair.hall, 1)
    assert synchronise(pair.hall, first, "district", CLOCK).pushed == 1
    assert synchronise(pair.hall, second, "district", CLOCK).pushed == 0
    with pair.hall.writing() as session:
        queries.append_outbox(session, "case:9", "case", case_body(9), CLOCK.now())
    assert synchronise(pair.hall, first, "district", CLOCK).pushed == 1, "the first is still let in"
    stranger = ExchangeClient("http://district", "0" * 64, application=make_application(pair.district))
    with pytest.raises(LinkError) as caught:
        stranger.changes("0.0")
    assert caught.value.fault is LinkFault.REFUSED
    for client in (first, second, stranger):
        client.close()


def test_the_line_is_cut_while_cases_are_accepted_and_restored(pair: Pair) -> None:
    reports: list[PartStatus] = []
    changed = threading.Condition()

    def publish(status: PartStatus) -> None:
        with changed:
            reports.append(status)
            changed.notify_all()

    def wait_for(tone: str, text: str) -> None:
        with changed:
            assert changed.wait_for(
                lambda: bool(reports) and reports[-1].tone == tone and text in reports[-1].text, 20
            ), reports

    worker = ExchangeWorker(pair.hall, pair.client, "district", CLOCK, embedded=True)
    worker.start(publish)
    wait_for("ok", "全部已同步")
    worker.cut(True)
    wait_for("warn", "没有待同步的")
    write_cases(pair.hall, 7)
    worker.wake()
    wait_for("warn", "7 件待同步")
    worker.cut(False)
    wait_for("ok", "全部已同步")
    worker.stop(10)
    with pair.district.reading() as session:
        assert len(session.scalars(select(LibraryCase)).all()) == 7
    with pair.hall.reading() as session:
        assert all(row.acknowledged_at for row in session.scalars(select(OutboxRow)))
