"""Addresses for other departments: bounded, authorised by node, audited, and unmoved by hostile input."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import falcon.testing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from db.security import AuditEntry
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.clock import Clock
from hall_app.exchange import translating
from hall_app.exchange.application import make_application
from hall_app.exchange.credentials import SYNC, TRANSLATE, enrol_node, revoke_node
from hall_app.exchange.translating import MAX_TEXT, MAX_TEXTS, Translator
from hall_app.security.audit import verify
from tests.hall_app.addresses.libraries import Case, case_library

PATH = "/v1/addresses/translate"


@dataclass
class Department:
    """A department's way in, and the texts of the little library."""

    store: Store
    client: falcon.testing.TestClient
    headers: dict[str, str]
    cases: list[Case]

    def ask(self, document: object, **headers: str) -> falcon.testing.Result:
        return self.client.simulate_post(PATH, body=json.dumps(document), headers=self.headers | headers)


@pytest.fixture
def department(store: Store, tmp_path: Path) -> Iterator[Department]:
    cases = case_library(tmp_path / "library.jsonl")
    import_library(store, tmp_path / "library.jsonl", None, date(2026, 11, 24))
    translator = Translator(store, Clock())
    client = falcon.testing.TestClient(make_application(store, Clock(), translator))
    token = enrol_node(store, "ZJJ", None, frozenset({TRANSLATE}))
    yield Department(store, client, {"Authorization": f"Bearer {token}"}, cases)
    translator.close()


def test_a_batch_is_answered_in_order_and_audited(department: Department) -> None:
    wanted = [case for case in department.cases if len(case.codes) == 1][:20]
    answer = department.ask({"texts": [case.text for case in wanted]})
    assert answer.status_code == 200
    found = [one["codes"][:1] == case.codes for one, case in zip(answer.json["answers"], wanted, strict=True)]
    assert sum(found) >= len(found) - 2
    assert any(one["auto"] for one in answer.json["answers"])
    with department.store.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor, entry.detail["texts"]) == (
        "address.translate",
        "node:ZJJ",
        len(wanted),
    )
    assert wanted[0].text not in json.dumps(entry.detail, ensure_ascii=False)
    assert verify(department.store).intact


def test_each_node_gets_only_what_it_is_enrolled_for(department: Department) -> None:
    hall = {"Authorization": f"Bearer {enrol_node(department.store, 'LH', None, frozenset({SYNC}))}"}
    assert department.client.simulate_post(PATH, json={"texts": ["x"]}, headers=hall).status_code == 403
    assert department.client.simulate_get("/v1/changes", headers=hall).status_code == 200
    for path in ("/v1/changes", "/v1/people"):
        assert department.client.simulate_get(path, headers=department.headers).status_code == 403
    pushed = department.client.simulate_post("/v1/outbox", json={"rows": []}, headers=department.headers)
    assert pushed.status_code == 403
    assert department.client.simulate_post(PATH, json={"texts": ["x"]}).status_code == 401
    revoke_node(department.store, "ZJJ")
    assert department.ask({"texts": ["x"]}).status_code == 401
    with department.store.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"texts": []},
        {"texts": "深南大道"},
        {"texts": ["x"] * (MAX_TEXTS + 1)},
        {"texts": ["x" * (MAX_TEXT + 1)]},
        {"texts": [None]},
        {"texts": [["x"]]},
        {"texts": {"0": "x"}},
        [],
        "texts",
    ],
)
def test_what_is_not_of_the_protocol_is_refused(department: Department, document: object) -> None:
    assert department.ask(document).status_code == 400


def test_a_bomb_is_cut_off(department: Department) -> None:
    bomb = gzip.compress(b'{"texts":["' + b"x" * 20_000_000)
    answer = department.client.simulate_post(
        PATH, body=bomb, headers=department.headers | {"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 400


HOSTILE = (
    "\x00", "深南大道\x00100号", "\ud800", "'; DROP TABLE address_place; --", "%s%s%s", "\u202e号001道大南深",
    "１" * MAX_TEXT, "交" * MAX_TEXT, "栋单元" * 100, "9" * 25, "44030400100101900010000019", "𠮷" * MAX_TEXT, "",
)  # fmt: skip


def test_hostile_texts_get_an_answer_each(department: Department) -> None:
    answer = department.ask({"texts": list(HOSTILE)})
    assert answer.status_code == 200
    assert len(answer.json["answers"]) == len(HOSTILE)
    with department.store.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM address_place"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_texts_get_an_answer_each(department: Department, texts: list[str]) -> None:
    answer = department.ask({"texts": texts})
    assert answer.status_code == 200
    known: set[Any] = {code for case in department.cases for code in case.codes}
    for one in answer.json["answers"]:
        assert {code[:19] for code in one["codes"]} <= {str(code)[:19] for code in known}


def test_few_may_wait(department: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translating, "_WAITING", 0)
    translator = Translator(department.store, Clock())
    client = falcon.testing.TestClient(make_application(department.store, Clock(), translator))
    answer = client.simulate_post(PATH, json={"texts": ["x"]}, headers=department.headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_new_import_counts_at_once(department: Department, tmp_path: Path) -> None:
    case = next(one for one in department.cases if len(one.codes) == 1)
    assert department.ask({"texts": [case.text]}).json["answers"][0]["codes"]
    line = {"code": "4403040010010155555", "level": "building", "el": {"street": "莲花街道", "community": "彩田社区", "road": "彩田路", "roadno": "1号", "bldg": "1栋"}}  # fmt: skip
    (tmp_path / "other.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    import_library(department.store, tmp_path / "other.jsonl", None, date(2026, 11, 25))
    codes = department.ask({"texts": ["彩田路1号1栋", case.text]}).json["answers"]
    assert codes[0]["codes"] == ["4403040010010155555"]
    assert case.codes[0] not in codes[1]["codes"]
