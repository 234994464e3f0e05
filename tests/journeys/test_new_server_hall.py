"""A real hall on PostgreSQL as the operators' page builds it: owner, office and window logins, each with no more than it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from hall_app.__main__ import main
from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.errors import Unavailable
from hall_app.installation import open_installation
from hall_app.items.item_files import example
from hall_app.security.login import LoginRefused
from tests.hall_app.places.test_definition import example as hall_example
from tests.stacks.databases import PostgresCluster
from tests.stacks.roles import RoleHall

pytestmark = pytest.mark.postgresql
FRESH = "Lianhua-7531"


@pytest.fixture
def server(postgres: PostgresCluster) -> Iterator[tuple[PostgresCluster, str]]:
    """The cluster and a fresh database owned by somebody who is no superuser, as the page says."""
    postgres.execute("CREATE ROLE new_hall_owner LOGIN CREATEROLE")
    postgres.execute("CREATE DATABASE new_hall OWNER new_hall_owner")
    yield postgres, "new_hall"
    postgres.execute("DROP DATABASE new_hall WITH (FORCE)")
    postgres.drop_roles("new_hall")


def run(base: Path, url: str, *words: str) -> int:
    return main(["--base-dir", str(base), "--set", f"database.url={url}", *words])


def counter_of(base: Path, url: str) -> HallCounter:
    settings = (f"database.url={url}", "hall.opening_time=00:00")
    return HallCounter(open_installation(base, settings), Clock())


def test_from_an_empty_database_to_the_first_ticket(
    server: tuple[PostgresCluster, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster, database = server
    owner = cluster.url(database, "new_hall_owner").render_as_string()
    definition, items = tmp_path / "hall.json", tmp_path / "items.toml"
    definition.write_text(json.dumps(hall_example()), "utf-8")
    items.write_text(example(), "utf-8")
    base = tmp_path / "server"
    assert run(base, owner, "db", "upgrade") == 0
    assert run(base, owner, "hall", "create", str(definition)) == 0
    passwords = dict(re.findall(r"\t(XM\d+)\t\S+\t(\S+)", capsys.readouterr().out))
    assert run(base, owner, "hall", "create", str(definition)) == 1
    assert "已有大厅" in capsys.readouterr().err
    logins = {}
    for words in (("office", "desk"), ("window", "01")):
        assert run(base, owner, "db", "roles", *words) == 0
        found = re.search(r"账号 (\S+)", capsys.readouterr().out)
        assert found is not None
        logins[words[0]] = cluster.url(database, found[1]).render_as_string()

    office = counter_of(tmp_path / "office", logins["office"])
    try:
        office.back_office.preferences.change_password("XM0901", passwords["XM0901"], FRESH)
        system = office.login("XM0901", FRESH, None)
        desk = office.back_office.administration
        first = {number: desk.create_account(system, number, name, role) for number, name, role in (
            ("XM0101", "何静", "counter"), ("XM0301", "苏敏仪", "item_admin"),
        )}  # fmt: skip
        office.logout(system)
        office.back_office.preferences.change_password("XM0301", first["XM0301"], FRESH)
        editor = office.login("XM0301", FRESH, None)
        report = office.back_office.items.bring_in(editor, items)
        assert report.done, report.findings
        assert [one.state for one in office.back_office.items.items(editor)] == ["在用"]
        office.logout(editor)
    finally:
        office.stop()

    window = counter_of(tmp_path / "window", logins["window"])
    try:
        seats = {one.number: one.window_id for one in window.login_page().windows}
        with pytest.raises(LoginRefused):
            window.login("XM0901", FRESH, None)
        window.back_office.preferences.change_password("XM0101", first["XM0101"], FRESH)
        clerk = window.login("XM0101", FRESH, seats["01"])
        assert [one.item.code for one in window.search_items(clerk, "#CBMZ")] == ["440304-CBMZ-01"]
        assert window.issue_ticket(clerk, "A", None).number == "A001"
        called = window.call_next(clerk)
        assert called is not None
        assert not called.practice
        window.finish_ticket(clerk, called.ticket_id, "已咨询")
        with pytest.raises(Unavailable):
            window.back_office.administration.add_window(system, "09", "A")
        window.logout(clerk)
    finally:
        window.stop()
    assert run(base, owner, "audit", "verify") == 0


def test_powers_that_a_role_of_the_name_had_are_taken_away(role_hall: RoleHall) -> None:
    role = f"{role_hall.database}_w07"
    role_hall.cluster.execute(f'CREATE ROLE "{role}" CREATEDB CREATEROLE BYPASSRLS')
    role_hall.window("07", exchange=False).close()
    with role_hall.demo.store.reading() as session:
        query = text(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = :role"
        )
        assert session.execute(query, {"role": role}).one() == (False, False, False, False, True)
