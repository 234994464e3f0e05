"""A day at a window whose machine logs in to PostgreSQL with its own role, and what that role may not do."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from uuid import UUID

import falcon.testing
import pytest
from sqlalchemy import func, select, text

import db.exchange_queries as exchange
from db.base import new_id
from db.cases import Case, Draft
from db.documents import PrintJob
from db.engine import open_engine
from db.equipment import DeviceState
from db.errors import StoreError, StoreFault
from db.exchange import LibraryCase, OutboxRow
from db.grants import GRANTS, Group
from db.libraries import CorrectionProposal
from db.models import metadata
from db.places import Hall, Window
from db.row_guard import POLICIES
from db.security import Staff
from db.session import Store
from hall_app.backup import continue_after_restore
from hall_app.cases import filling
from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.errors import InputRefused
from hall_app.exchange.application import make_application
from hall_app.exchange.asking import answer_requests
from hall_app.exchange.credentials import SYNC, TRANSLATE, enrol_node
from hall_app.exchange.translating import Translator
from hall_app.hall_settings import change_setting
from hall_app.installation import open_installation
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.scans import draw_practice_scans
from hall_app.security import sign_in
from hall_app.security.audit import verify
from hall_app.security.clerk import Clerk
from hall_app.security.database_logins import (
    add_district_login,
    add_window_login,
    apply_rights,
    drop_login,
    list_logins,
)
from hall_app.security.login import LoginRefused
from hall_app.settings import Settings
from hall_app.status import PART_LINK, PartChanged, WindowEvent
from tests.hall_app.halls import PASSWORD, build_hall, password_hash
from tests.stacks.databases import PostgresCluster
from tests.stacks.demo import DAY, Demo, demo_clerk
from tests.stacks.roles import RoleHall

pytestmark = pytest.mark.postgresql


class Events:
    """What the window's workers publish, to be waited for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._events: list[WindowEvent] = []

    def publish(self, event: WindowEvent) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def wait_for_link(self, words: str) -> None:
        def there() -> bool:
            return any(
                isinstance(one, PartChanged) and words in one.status.text for one in reversed(self._events)
            )

        with self._changed:
            assert self._changed.wait_for(there, 30), self._events[-5:]


def wait_for_devices(owner: Store) -> None:
    """Until the window's machine has told the hall of its devices."""
    pause = threading.Event()
    for _ in range(400):
        with owner.reading() as session:
            windows = set(session.scalars(select(DeviceState.window_id)))
        if windows == {fixed_id("window:08")}:
            return
        pause.wait(0.05)
    raise AssertionError(windows)


def give_passwords(store: Store) -> None:
    with store.writing() as session:
        for staff in session.scalars(select(Staff)):
            staff.password_hash = password_hash()


def test_a_whole_reception_runs_as_the_window_s_role(role_hall: RoleHall, tmp_path: Path) -> None:
    owner, clock = role_hall.demo.store, role_hall.demo.clock
    give_passwords(owner)
    login = add_window_login(owner, "08")
    url = role_hall.url(login.role_name).render_as_string(hide_password=False)
    installation = open_installation(tmp_path, (f"database.url={url}",))
    draw_practice_scans(installation.scans, DAY)
    counter, events = HallCounter(installation, clock), Events()
    assert counter.login_page().windows
    counter.start(events.publish)
    clerk = counter.login("LH0108", PASSWORD, fixed_id("window:08"))

    ticket = counter.call_next(clerk)
    assert ticket is not None
    ticket = counter.start_serving(clerk, counter.recall(clerk, ticket.ticket_id).ticket_id)
    resident = counter.identify(clerk, ticket.ticket_id, role_hall.demo.facts(1))
    assert counter.person_file(clerk, ticket.ticket_id, resident).sections
    assert counter.recommendations(clerk, resident)
    assert counter.search_persons(clerk, "林")
    item = next(hit.item for hit in counter.search_items(clerk, "jzz") if hit.item.code == "440304-JZZ-01")
    assert counter.preview_item(clerk, item.item_id, resident)
    app = counter.open_application(clerk, ticket, resident, item.item_id)
    assert counter.item_guides(clerk, app)[0].basis
    app = filling.choose(filling.confirm(app, "phone"), "collection", 1)
    app = counter.save_draft(clerk, app)
    app = counter.take_scans(clerk, app)
    recovered = counter.recover_draft(clerk)
    assert recovered is not None
    assert recovered.draft_id == app.draft_id
    decision = counter.accept(clerk, app)
    assert decision.case_number == "LH260617-0001"
    assert counter.document_pages(clerk, decision.document.document_id, 400)
    counter.reprint(clerk, decision.document.document_id)
    counter.undo_accept(clerk, decision.case_id, "申请人改变主意")
    events.wait_for_link("全部已同步")
    counter.set_text_size(clerk, "large")
    counter.record_reveal(clerk, "phone", "100****0951", None)
    issued = counter.issue_ticket(clerk, "B", None)
    assert issued.number
    later = counter.call_next(clerk)
    assert later is not None
    for _ in range(2):
        counter.recall(clerk, later.ticket_id)
    counter.mark_missed(clerk, later.ticket_id)
    counter.restore_missed(clerk, later.ticket_id)
    counter.pause(clerk, "开会")
    counter.pause(clerk, None)
    counter.unlock(clerk, PASSWORD)
    wait_for_devices(owner)
    counter.logout(clerk)
    counter.stop(10)

    with owner.reading() as session:
        case = session.scalars(select(Case).where(Case.case_number == "LH260617-0001")).one()
        assert case.state == "90"
        jobs = session.scalars(select(PrintJob).where(PrintJob.kind == "document")).all()
        assert jobs
        assert {job.state for job in jobs} <= {"kept_as_file", "cancelled", "queued", "printed"}
        assert all(row.acknowledged_at for row in session.scalars(select(OutboxRow)))
    district = installation.open_district()
    with district.reading() as session:
        assert [row.case_number for row in session.scalars(select(LibraryCase))] == ["LH260617-0001"]
    district.close()
    report = verify(owner)
    assert report.intact
    assert report.checked > 10


def test_people_are_pulled_as_the_window_s_role(window_demo: Demo, role_hall: RoleHall) -> None:
    """The district's newer version of a person replaces the hall's, facts and all."""
    with role_hall.demo.store.reading() as session:
        person = exchange.people_after(session, "", 1)[0]
        body = exchange.person_body(session, person)
    body["person"] |= {"name": "林小燕", "version": person.version + 1}
    with window_demo.store.writing() as session:
        assert exchange.apply_person(session, body)
        exchange.put_cursor(session, "district", "e", "0.1", window_demo.clock.now())
        exchange.put_cursor(session, "district", "e", "0.2", window_demo.clock.now())
    with role_hall.demo.store.reading() as session:
        found = exchange.person_by_number(session, body["person"]["id_number"])
        assert found is not None
        assert found.name == "林小燕"


def refused(store: Store, statement: str) -> None:
    """The statement is refused by rights, and by nothing else."""
    with pytest.raises(StoreError) as caught, store.writing() as session:
        session.execute(text(statement))
    assert caught.value.fault is StoreFault.NO_RIGHT, statement


_NEVER = (
    "SELECT password_hash FROM staff",
    "SELECT former_hashes FROM staff",
    "SELECT * FROM staff",
    "UPDATE staff SET password_hash = 'x'",
    "UPDATE staff SET role_code = 'system_admin'",
    "INSERT INTO role (code, name, permissions) VALUES ('x', 'x', '[]')",
    "UPDATE role SET permissions = '[]'",
    "UPDATE setting SET value = '{}'",
    "SELECT detail FROM audit_entry",
    "UPDATE audit_entry SET actor = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head (id, seq, digest) VALUES (2, 1, 'x')",
    "DELETE FROM cases",
    "TRUNCATE cases",
    "DROP TABLE cases",
    "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
    "DROP POLICY cases_own ON cases",
    "CREATE TABLE loot (a text)",
    "CREATE TEMP TABLE loot (a text)",
    "DELETE FROM case_step",
    "UPDATE case_step SET reason = 'x'",
    "UPDATE issued_document SET content = ''",
    "DELETE FROM issued_document",
    "UPDATE item SET status = 'x'",
    "SELECT token_hash FROM exchange_node",
    "SELECT body FROM inbox",
    "SELECT * FROM library_case",
    "UPDATE outbox SET body = '{}'",
    "DELETE FROM outbox",
    "SELECT * FROM library_access",
    "UPDATE database_login SET hall_id = hall_id",
    "INSERT INTO database_login (role_name, kind, hall_id) SELECT 'x', 'window', hall_id FROM database_login",
    "DELETE FROM person",
    "UPDATE alembic_version SET version_num = '0'",
    "CREATE ROLE another",
    "SELECT * FROM pg_authid",
    "COPY staff (staff_no) TO PROGRAM 'cat'",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
)


def test_what_a_window_may_not_do(window_demo: Demo) -> None:
    for statement in _NEVER:
        refused(window_demo.store, statement)


def test_without_the_exchange_a_window_writes_no_library(role_hall: RoleHall) -> None:
    store = role_hall.window("07", exchange=False)
    for statement in (
        "UPDATE person SET name = 'x'",
        "DELETE FROM person_fact",
        "UPDATE outbox SET acknowledged_at = now()",
        "SELECT body FROM outbox",
    ):
        refused(store, statement)
    store.close()


def another_hall(owner: Store, clerk: Clerk) -> UUID:
    """A second hall in the same database with a window, a member of staff, a case and a draft of its own."""
    with owner.writing() as session:
        mine = session.get_one(Hall, clerk.hall_id)
        other = Hall(
            name="香蜜湖街道政务服务大厅",
            region_code=mine.region_code,
            abbreviation="XM",
            document_short_name="香",
            address="深圳市福田区",
            enquiry_phone="0755-10000001",
            qr_key="q" * 32,
        )
        session.add(other)
        session.flush()
        window = Window(hall_id=other.id, number="08", groups=["A"])
        model = session.get_one(Staff, clerk.staff_id)
        staff = Staff(
            staff_no="XM0101", name="温雪", role_code="counter", hall_id=other.id, password_hash=model.password_hash, password_set_at=model.password_set_at,
        )  # fmt: skip
        session.add_all([window, staff])
        session.flush()
        case = session.scalars(select(Case).limit(1)).one()
        values = {one.name: getattr(case, one.key) for one in Case.__table__.columns}
        copy = values | {
            "id": new_id(),
            "hall_id": other.id,
            "window_id": window.id,
            "draft_id": None,
            "clerk_id": staff.id,
        }
        session.add(Case(**copy))
        session.add(Draft(window_id=window.id, clerk_id=staff.id, item_id=case.item_id, content={}, saved_at=model.password_set_at))  # fmt: skip
        return other.id


def test_another_hall_is_not_there(window_demo: Demo, role_hall: RoleHall) -> None:
    owner, clerk = role_hall.demo.store, demo_clerk()
    other = another_hall(owner, clerk)
    with owner.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case).where(Case.hall_id == other)) == 1
    with window_demo.store.writing() as session:
        assert set(session.scalars(select(Case.hall_id))) == {clerk.hall_id}
        assert set(session.scalars(select(Hall.id))) == {clerk.hall_id}
        assert set(session.scalars(select(Window.hall_id))) == {clerk.hall_id}
        assert set(session.scalars(select(Staff.hall_id))) <= {clerk.hall_id, None}
        assert session.scalars(select(Draft)).all() == []
        gone = session.execute(text("UPDATE cases SET state = '90' WHERE hall_id = :hall"), {"hall": other})
        assert gone.rowcount == 0  # type: ignore[attr-defined]
        # The settings a session may choose itself decide nothing.
        session.execute(text(f"SET LOCAL app.hall = '{other}'"))
        assert set(session.scalars(select(Case.hall_id))) == {clerk.hall_id}
    refused(window_demo.store, f"UPDATE cases SET hall_id = '{other}'")
    refused(window_demo.store, f'SET SESSION AUTHORIZATION "{owner.engine.url.username}"')
    refused(window_demo.store, f'SET ROLE "{owner.engine.url.username}"')


def test_a_neighbour_s_drafts_and_papers_are_not_there(role_hall: RoleHall) -> None:
    owner = role_hall.demo.store
    with owner.writing() as session:
        item_id = session.scalars(select(Case.item_id).limit(1)).one()
        for number in ("07", "08"):
            session.add(Draft(window_id=fixed_id(f"window:{number}"), clerk_id=fixed_id("staff:LH0108"), item_id=item_id, content={"of": number}, saved_at=datetime.now().astimezone()))  # fmt: skip
    store = role_hall.window("07")
    with store.reading() as session:
        assert [draft.content for draft in session.scalars(select(Draft))] == [{"of": "07"}]
    store.close()


def test_hashes_are_met_one_at_a_time_and_no_administrator_s_at_a_window(
    window_demo: Demo, role_hall: RoleHall
) -> None:
    give_passwords(role_hall.demo.store)
    with role_hall.demo.store.reading() as session:
        by_role = dict(session.execute(select(Staff.role_code, Staff.staff_no)).all())
    given = {"clock": window_demo.clock, "settings": Settings()}
    counter, system = by_role["counter"], by_role["system_admin"]
    with pytest.raises(LoginRefused):
        sign_in.login(window_demo.store, system, PASSWORD, None, **given)
    assert sign_in.login(window_demo.store, "LH0108", PASSWORD, fixed_id("window:08"), **given).staff_no
    with pytest.raises(LoginRefused, match="07"):
        sign_in.login(window_demo.store, counter, PASSWORD, fixed_id("window:07"), **given)
    office = role_hall.office()
    clerk = sign_in.login(office, system, PASSWORD, None, **given)
    assert clerk.role_code == "system_admin"
    change_setting(office, clerk, "queue.aging_min", "30", **given)
    for statement in (
        "SELECT password_hash FROM staff",
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        "DROP TABLE cases",
        "DELETE FROM cases",
    ):
        refused(office, statement)
    assert verify(office).intact
    office.close()


def test_every_table_is_decided() -> None:
    """A new table has its place in the grants, and its rows in the policies where they belong to a hall."""
    named = set().union(*GRANTS.values())
    assert set(metadata.tables) - named == set(), "decide in db/grants.py who may do what with the new table"
    assert named - set(metadata.tables) == {"alembic_version"}
    of_a_hall = {table.name for table in metadata.sorted_tables if "hall_id" in table.columns}
    assert of_a_hall <= POLICIES.keys()
    for table, grant in GRANTS[Group.WINDOW].items():
        if "D" in grant.rights:
            assert table in {"draft", "scanned_page", "unknown_sign_in"} or table.startswith("address_batch")


def test_logins_are_made_renewed_listed_and_taken_back(role_hall: RoleHall) -> None:
    owner = role_hall.demo.store
    first, second = add_window_login(owner, "08"), add_window_login(owner, "08")
    assert first.role_name == second.role_name
    assert first.password != second.password
    assert first.password not in repr(first)
    with owner.reading() as session:
        query = text(
            "SELECT rolpassword, rolsuper, rolcreaterole, rolcanlogin FROM pg_authid WHERE rolname = :role"
        )
        stored, *flags = session.execute(query, {"role": first.role_name}).one()
    assert stored.startswith("SCRAM-SHA-256$")
    assert flags == [False, False, True]
    assert [(one.kind, one.window_number) for one in list_logins(owner)] == [("window", "08")]
    apply_rights(owner)
    with pytest.raises(InputRefused, match="99"):
        add_window_login(owner, "99")
    for role in ("postgres", f"{role_hall.database}_window", f"{role_hall.database}_w99"):
        with pytest.raises(InputRefused):
            drop_login(owner, role)
    drop_login(owner, first.role_name)
    assert list_logins(owner) == ()
    assert verify(owner).intact


def test_a_dump_is_restored_with_its_guards_and_its_logins_made_anew(role_hall: RoleHall) -> None:
    give_passwords(role_hall.demo.store)
    role_hall.window().close()
    url = role_hall.cluster.restore(role_hall.cluster.dump(role_hall.database))
    owner = Store(open_engine(url))
    continue_after_restore(owner, role_hall.demo.clock)
    login = add_window_login(owner, "08")
    store = Store(open_engine(url.set(username=login.role_name)))
    given = {"clock": role_hall.demo.clock, "settings": Settings()}
    assert sign_in.login(store, "LH0108", PASSWORD, fixed_id("window:08"), **given)
    for statement in ("DELETE FROM audit_entry", "SELECT password_hash FROM staff", "DELETE FROM cases"):
        refused(store, statement)
    with owner.reading() as session:
        right = text("SELECT relacl::text FROM pg_class WHERE relname = 'audit_entry'")
        acl = str(session.scalar(right))
        mine = next(one for one in acl.strip("{}").split(",") if one.startswith(f"{url.username}="))
        assert not set(mine.split("=")[1].split("/")[0]) & set("wdD")
    store.close()
    owner.close()
    role_hall.cluster.drop(url)
    role_hall.cluster.drop_roles(f"{url.database}_")


def test_an_embedded_database_has_no_logins(sqlite_store: Store) -> None:
    with pytest.raises(InputRefused, match="本机库没有"):
        apply_rights(sqlite_store)


def test_a_window_without_the_exchange_says_who_does_it(role_hall: RoleHall, tmp_path: Path) -> None:
    login = add_window_login(role_hall.demo.store, "07", exchange=False)
    url = role_hall.url(login.role_name).render_as_string(hide_password=False)
    counter, events = HallCounter(open_installation(tmp_path, (f"database.url={url}",))), Events()
    counter.start(events.publish)
    events.wait_for_link("由大厅服务器同步")
    counter.stop(10)


def test_a_server_s_hall_without_an_upstream_keeps_its_rows(postgres_store: Store, tmp_path: Path) -> None:
    """They wait for the district, and do not vanish into a district on one window's own machine."""
    hall = build_hall(postgres_store)
    with postgres_store.writing() as session:
        exchange.append_outbox(session, "case:1", "case", {}, hall.clock.now())
    url = postgres_store.engine.url.render_as_string(hide_password=False)
    installation = open_installation(tmp_path, (f"database.url={url}",))
    counter = HallCounter(installation, hall.clock)
    counter.start(lambda _event: None)
    assert [(part.tone, part.text) for part in counter.parts() if part.part == PART_LINK] == [
        ("idle", "未设地址")
    ]
    counter.stop(10)
    # A copy of the address library may stand on this machine; the rows are still in the hall.
    with postgres_store.reading() as session:
        assert exchange.pending_count(session) == 1


def test_a_district_serves_with_a_role_of_its_own(postgres: PostgresCluster, postgres_store: Store) -> None:
    """The served exchange takes over, tells and translates, and can do nothing else with its database."""
    login = add_district_login(postgres_store, "exchange")
    url = postgres_store.engine.url
    served = Store(open_engine(url.set(username=login.role_name)))
    headers = {
        "Authorization": f"Bearer {enrol_node(postgres_store, 'LH', None, frozenset({SYNC, TRANSLATE}))}"
    }
    translator = Translator(served, Clock())
    client = falcon.testing.TestClient(make_application(served, Clock(), translator))
    case = {"case_id": str(new_id()), "case_number": "LH261124-0001", "item_code": "x", "applicant_id_number": "440399199001010026", "state": "20", "version": 1}  # fmt: skip
    rows = [
        {"seq": seq, "aggregate": "case:1", "kind": "case", "body": case | {"version": seq}} for seq in (1, 2)
    ]
    pushed = client.simulate_post("/v1/outbox", json={"rows": rows}, headers=headers)
    assert pushed.json == {"ack": 2}
    assert client.simulate_get("/v1/changes", headers=headers).status_code == 200
    assert client.simulate_get("/v1/people", headers=headers).status_code == 200
    answer = client.simulate_post("/v1/addresses/translate", json={"texts": ["彩田路1号"]}, headers=headers)
    assert answer.status_code == 200
    proposal = str(new_id())
    correction = {"proposal_id": proposal, "id_number": "440399199001010026", "fact": "phone@人口库", "proposed_value": {"value": "1"}, "reason": "窗口核对", "proposed_by": proposal}  # fmt: skip
    request = {"proposal_id": proposal, "sources": ["person.phone"], "seen": "2", "by": "LH0108"}
    rows = [
        {"seq": seq, "aggregate": f"correction:{proposal}", "kind": kind, "body": body}
        for seq, kind, body in ((3, "correction", correction), (4, "correction_asked", request))
    ]
    assert client.simulate_post("/v1/outbox", json={"rows": rows}, headers=headers).json == {"ack": 4}
    assert answer_requests(postgres_store, Clock()) == 1, "kept by the served role, answered by the owner"
    assert answer_requests(postgres_store, Clock()) == 0
    with postgres_store.reading() as session:
        assert session.get_one(CorrectionProposal, UUID(proposal)).state == "denied"
    translator.close()
    for statement in (
        "UPDATE exchange_node SET token_hash = 'x'",
        "DELETE FROM inbox",
        "UPDATE person SET name = 'x'",
        "SELECT * FROM staff",
        "SELECT * FROM cases",
        "DELETE FROM audit_entry",
        "INSERT INTO feed (xid, kind, key, version, body, written_at) VALUES ('1', 'x', 'x', 1, '{}', now())",
    ):
        refused(served, statement)
    served.close()
    postgres_store.close()
    postgres.drop(url)
    postgres.drop_roles(f"{url.database}_")
