"""A hall and its district in processes of their own: mutual TLS, the district killed while cases are accepted."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

import db.exchange_queries as queries
from db.cases import Case
from db.engine import open_engine
from db.exchange import ExchangeNode, InboxRow, LibraryCase, OutboxRow
from db.exchange_turn import turn
from db.session import Store
from hall_app.__main__ import main
from hall_app.cases import collecting, filling
from hall_app.cases.application import MaterialState
from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.errors import InputRefused
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient, LinkError, LinkFault
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.synchronising import UPSTREAM, synchronise
from hall_app.exchange.upstream import remote_upstream
from hall_app.identity.judgement import card_facts
from hall_app.installation import open_installation
from hall_app.practice.story_cards import story_cards
from hall_app.security.audit import verify
from hall_app.security.clerk import Clerk
from hall_app.settings import load_settings
from hall_app.status import PART_LINK, PartChanged, PartStatus, WindowEvent
from tests.stacks.certificates import Authority
from tests.stacks.databases import TEST_KEY
from tests.stacks.demo import on_reader
from tests.stacks.roles import RoleHall

CLOCK = Clock()
ITEM = "440304-JZZ-01"


class District:
    """``hall-app exchange serve`` in a process of its own, on one port."""

    def __init__(self, base_dir: Path, authority: Authority) -> None:
        self.base_dir = base_dir
        self._files = authority.issue("district")[:2]
        self._authority = authority
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[str]]:
        """Started and listening; killed without warning on leaving."""
        certificate, key = self._files
        words = [
            "--base-dir", str(self.base_dir), "exchange", "serve", "--listen", f"127.0.0.1:{self.port}",
            "--certificate", str(certificate), "--key", str(key), "--authority", str(self._authority.path),
        ]  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "hall_app", *words],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdout is not None
        try:
            assert re.search(rf":{self.port} ", process.stdout.readline())
            yield process
        finally:
            process.kill()
            process.wait(20)
            process.stdout.close()


class Link:
    """What the status bar would show, to be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.shown: list[PartStatus] = []

    def publish(self, event: WindowEvent) -> None:
        if isinstance(event, PartChanged) and event.status.part == PART_LINK:
            with self._changed:
                self.shown.append(event.status)
                self._changed.notify_all()

    def wait_for(self, name: str, words: str) -> None:
        def there() -> bool:
            return bool(self.shown) and self.shown[-1].name == name and words in self.shown[-1].text

        with self._changed:
            assert self._changed.wait_for(there, 60), self.shown[-5:]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def call(base_dir: Path, *words: str) -> str:
        assert main(["--base-dir", str(base_dir), *words]) == 0
        return capsys.readouterr().out

    return call


def point_to(base_dir: Path, port: int, authority: Authority, token: str) -> None:
    """What the operator writes at the hall."""
    certificate, key = authority.folder / "LH.pem", authority.folder / "LH.key"
    for source, name in ((certificate, "hall.pem"), (key, "hall-tls.key"), (authority.path, "authority.pem")):
        shutil.copy(source, base_dir / name)
    (base_dir / "exchange.token").touch(mode=0o600)
    (base_dir / "exchange.token").write_text(token + "\n")
    (base_dir / "site.toml").write_text(
        f"""[exchange]
upstream = "https://127.0.0.1:{port}"
certificate = "hall.pem"
key = "hall-tls.key"
authority = "authority.pem"
token_file = "exchange.token"
""",
        encoding="utf-8",
    )


def log_in(counter: HallCounter) -> Clerk:
    page = counter.login_page()
    account = page.practice_account
    assert account is not None
    seat = next(seat for seat in page.windows if seat.number == account.window_number)
    return counter.login(account.staff_no, account.password, seat.window_id)


def accept_one(counter: HallCounter, clerk: Clerk) -> str:
    """A whole reception at window 08; returns the case's number."""
    ticket = counter.current_ticket(clerk) or counter.issue_ticket(clerk, "A", None)
    while ticket.state == "waiting":
        called = counter.call_next(clerk)
        assert called is not None
        ticket = called
    if ticket.state == "calling":
        ticket = counter.start_serving(clerk, ticket.ticket_id)
    facts = card_facts(on_reader(story_cards(CLOCK.today())[0]), CLOCK.today(), CLOCK.now())
    resident = counter.identify(clerk, ticket.ticket_id, facts)
    item = next(hit.item for hit in counter.search_items(clerk, "jzz") if hit.item.code == ITEM)
    app = counter.open_application(clerk, ticket, resident, item.item_id)
    for field in app.checks:
        app = filling.choose(app, field.key, 0) if field.choices else app
    for row in app.materials:
        if row.state in (MaterialState.WAITING, MaterialState.DEFERRED):
            app = collecting.receive(app, row.code)
    return counter.accept(clerk, counter.save_draft(clerk, app)).case_number


def _await_case(store: Store, number: str) -> None:
    """Until the district has the case: what the link says may still be of the time before it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with store.reading() as session:
            if session.scalar(select(LibraryCase.case_number).where(LibraryCase.case_number == number)):
                return
        time.sleep(0.05)
    raise AssertionError(f"{number} never came")


def test_the_district_is_killed_while_cases_are_accepted_and_comes_back(
    tmp_path: Path, run: Callable[..., str]
) -> None:
    authority, hall_dir = Authority(tmp_path), tmp_path / "hall"
    run(hall_dir, "demo", "--persons", "60")
    # The district has the same people, and one of them has moved since.
    district = District(tmp_path / "district", authority)
    district.base_dir.mkdir(mode=0o700)
    for name in ("district.db", "hall.key", "hall.key-id"):
        shutil.copy2(hall_dir / name, district.base_dir / name)
    certificate, _, _ = authority.issue("LH")
    token = run(district.base_dir, "exchange", "enrol", "LH", "--certificate", str(certificate)).split()[0]
    store = open_installation(district.base_dir).open_district()
    with store.writing() as session:
        lin = queries.person_by_number(session, story_cards(CLOCK.today())[0].id_number)
        assert lin is not None
        body = queries.person_body(session, lin)
        body["person"] |= {"phone": "10000000999", "version": lin.version + 1}
        queries.append_feed(session, "person", lin.id_number, lin.version + 1, body, CLOCK.now())

    point_to(hall_dir, district.port, authority, token)
    counter, link = HallCounter(open_installation(hall_dir)), Link()
    clerk = log_in(counter)
    accepted: list[str] = []
    with district.serving():
        counter.start(link.publish)
        link.wait_for("已连接区平台", "全部已同步")
        accepted.append(accept_one(counter, clerk))
        _await_case(store, accepted[0])
        link.wait_for("已连接区平台", "全部已同步")
    accepted.extend(accept_one(counter, clerk) for _ in range(3))
    # Three cases, and what the resident corrected once.
    link.wait_for("离线办理", "3 件待同步")
    with district.serving():
        accepted.append(accept_one(counter, clerk))
        link.wait_for("已连接区平台", "全部已同步")
    counter.stop(20)

    with store.reading() as session:
        arrived = session.scalars(select(LibraryCase.case_number).order_by(LibraryCase.case_number)).all()
        assert arrived == sorted(accepted)
        assert all(row.applied for row in session.scalars(select(InboxRow)))
        assert {row.origin for row in session.scalars(select(InboxRow))} == {"LH"}
        received = session.scalar(select(func.count()).select_from(InboxRow))
    assert verify(store).intact
    store.close()
    hall = open_installation(hall_dir).open_hall()
    with hall.reading() as session:
        assert (
            sorted(session.scalars(select(Case.case_number).where(Case.case_number.in_(accepted)))) == arrived
        )
        rows = session.scalars(select(OutboxRow)).all()
        assert all(row.acknowledged_at for row in rows)
        assert len(rows) == received
        moved = queries.person_by_number(session, body["person"]["id_number"])
        assert moved is not None
        assert moved.phone == "10000000999"
    hall.close()


def test_a_hall_without_a_window_keeps_in_step(tmp_path: Path, run: Callable[..., str]) -> None:
    hall_dir = tmp_path / "hall"
    run(hall_dir, "db", "upgrade")
    process = subprocess.Popen(
        [sys.executable, "-m", "hall_app", "--base-dir", str(hall_dir), "exchange", "run"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert "已连接区平台（本机） 全部已同步" in process.stdout.readline()
    process.terminate()
    assert process.wait(30) == 0
    process.stdout.close()


def test_nodes_are_enrolled_listed_and_revoked(
    tmp_path: Path, run: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, key, _ = Authority(tmp_path).issue("ZJJ")
    base = tmp_path / "district"
    told = run(base, "exchange", "enrol", "ZJJ", "--certificate", str(certificate), "--may", "translate")
    token = told.split()[0]
    assert re.fullmatch("[0-9a-f]{64}", token)
    assert "ZJJ\ttranslate\t" in run(base, "exchange", "nodes")
    run(base, "exchange", "revoke", "ZJJ")
    assert run(base, "exchange", "nodes") == ""
    store = open_installation(base).open_district()
    with store.reading() as session:
        assert token not in str(session.scalars(select(ExchangeNode.token_hash)).all())
    assert verify(store).checked == 2
    store.close()
    for words in (
        ("enrol", "../x", "--certificate", str(certificate)),
        ("enrol", "ok", "--certificate", str(key)),
        ("enrol", "ok", "--certificate", str(certificate), "--may", "everything"),
        ("revoke", "nobody"),
        ("serve", "--listen", "8443", "--certificate", str(certificate), "--key", str(key), "--authority", str(certificate)),
        ("serve", "--listen", "127.0.0.1:0", "--certificate", str(key), "--key", str(key), "--authority", str(certificate)),
    ):  # fmt: skip
        assert main(["--base-dir", str(base), "exchange", *words]) == 1
        assert capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://district:8443", "https://u:p@district", "district:8443"])
def test_an_upstream_that_is_not_https_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(InputRefused, match="https"):
        remote_upstream(load_settings(tmp_path, {"HALL_APP_EXCHANGE_UPSTREAM": url}), tmp_path)


def test_missing_files_are_a_state_with_a_remedy(tmp_path: Path) -> None:
    names = ("certificate", "key", "authority", "token_file")
    settings = load_settings(tmp_path, {"HALL_APP_EXCHANGE_UPSTREAM": "https://district:8443"})
    with pytest.raises(InputRefused, match="证书"):
        remote_upstream(settings, tmp_path)
    settings = load_settings(
        tmp_path,
        {"HALL_APP_EXCHANGE_UPSTREAM": "https://district:8443"} | {f"HALL_APP_EXCHANGE_{name.upper()}": name for name in names},
    )  # fmt: skip
    upstream = remote_upstream(settings, tmp_path)
    for token in (None, "short", "5a" * 32):
        if token is not None:
            (tmp_path / "token_file").write_text(token)
            (tmp_path / "token_file").chmod(0o600)
        with pytest.raises(LinkError) as caught:
            upstream.make_client()
        assert caught.value.fault is LinkFault.FILES
    (tmp_path / "token_file").chmod(0o644)
    with pytest.raises(LinkError, match="open to others"):
        upstream.make_client()


@pytest.mark.postgresql
def test_one_window_at_a_time_keeps_the_hall_in_step(
    role_hall: RoleHall, tmp_path: Path, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "district.db")
    district = Store(open_engine(f"sqlite:///{tmp_path / 'district.db'}", TEST_KEY))
    token = enrol_node(district, "LH")
    first, second = role_hall.window("07"), role_hall.window("08")
    with first.writing() as session:
        queries.append_outbox(session, "case:1", "unknown", {}, CLOCK.now())
    client = ExchangeClient("http://district", token, application=make_application(district))
    with turn(first) as mine:
        assert mine
        with turn(second) as other:
            assert not other
        assert synchronise(second, client, UPSTREAM, CLOCK).pushed == 0
    assert synchronise(second, client, UPSTREAM, CLOCK).pushed == 1
    client.close()
    for store in (first, second, district):
        store.close()
