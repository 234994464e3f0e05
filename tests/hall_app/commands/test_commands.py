"""The command line on an installation of its own: demo, card reading, audit, faults in words."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import db.exchange_queries as queries
from devices.emulators.reader import EmulatedReader
from hall_app.__main__ import main
from hall_app.clock import Clock
from hall_app.commands.emulate import story_deck
from hall_app.exchange.application import make_application
from hall_app.exchange.client import ExchangeClient
from hall_app.exchange.credentials import enrol_node
from hall_app.exchange.synchronising import UPSTREAM, pull_changes
from hall_app.installation import open_installation
from hall_app.practice.catalogue import data
from hall_app.practice.story_cards import story_cards


def run(base: Path, *words: str) -> int:
    return main(["--base-dir", str(base), *words])


def test_a_demo_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "demo", "--persons", "50") == 0
    assert "居民 50 人" in capsys.readouterr().out
    assert run(tmp_path, "demo", "--persons", "50") == 1
    assert "已装过演示大厅" in capsys.readouterr().err
    assert run(tmp_path, "demo", "--if-missing") == 0


def test_a_card_is_read_and_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lin = story_cards(Clock().today())[0]
    with EmulatedReader() as reader:
        reader.lay(story_deck()["1"])
        assert run(tmp_path, "devices", "read", "--port", reader.port, "--json", "--timeout", "10") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["kind"] == "resident"
    assert found["name"] == "林晓燕"
    assert found["id_number"] == lin.id_number
    assert found["sex"] == "2"
    assert found["nation"] == "汉"
    assert (found["valid_to"] or "长期").replace("-", "") == lin.valid_to
    assert run(tmp_path, "audit", "verify") == 0
    assert "账本完整，共 1 条" in capsys.readouterr().out


def test_no_card_is_a_fault_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with EmulatedReader() as reader:
        assert run(tmp_path, "devices", "read", "--port", reader.port, "--timeout", "0.6") == 3
    found = json.loads(capsys.readouterr().out)
    assert found["fault"]
    assert found["remedy"]


def test_a_missing_port_is_a_fault_with_a_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "devices", "read", "--port", str(tmp_path / "none"), "--timeout", "1") == 3
    assert json.loads(capsys.readouterr().out)["remedy"]


def test_a_lost_key_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    (tmp_path / "hall.key").unlink()
    assert run(tmp_path, "db", "upgrade") == 1
    assert "密钥文件不见了" in capsys.readouterr().err


def test_a_foreign_key_and_a_readable_key_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "db", "upgrade") == 0
    key = tmp_path / "hall.key"
    key.chmod(0o644)
    assert run(tmp_path, "db", "upgrade") == 1
    assert "chmod 600" in capsys.readouterr().err
    key.chmod(0o600)
    key.write_text("00" * 32)
    assert run(tmp_path, "db", "upgrade") == 1
    assert "不是这个数据库的" in capsys.readouterr().err


def test_a_lost_key_comes_back_from_its_sealed_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, copy = tmp_path / "hall", tmp_path / "copy.json"

    def answer(passphrase: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{passphrase}\n"))

    assert run(hall, "db", "upgrade") == 0
    answer("a long passphrase")
    assert run(hall, "key", "seal", str(copy)) == 0
    (hall / "hall.key").unlink()
    assert run(hall, "db", "upgrade") == 1
    answer("another passphrase")
    assert run(hall, "key", "restore", str(copy)) == 1
    assert "口令不对" in capsys.readouterr().err
    answer("a long passphrase")
    assert run(hall, "key", "restore", str(copy)) == 0
    assert run(hall, "db", "upgrade") == 0


def test_an_administrator_enters_a_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, year = tmp_path / "hall", tmp_path / "2027.txt"
    year.write_text("2027-01-01 休 元旦\n2027-02-06 休 春节\n2027-02-20 班 春节\n", "utf-8")
    staff = {row["role"]: row for row in data("staff")["staff"]}
    assert run(hall, "demo", "--persons", "20") == 0
    for role, code in (("counter", 1), ("item_admin", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{staff[role]['password']}\n"))
        words = ("calendar", "enter", str(year), "--year", "2027", "--staff", staff[role]["number"])
        assert run(hall, *words) == code
    told = capsys.readouterr()
    assert "没有这项权限" in told.err
    assert "2027 年已录入" in told.out


def test_the_demo_stands_in_both_libraries_and_the_exchange_goes_on_from_there(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "--persons", "30") == 0
    installation, clock = open_installation(tmp_path), Clock()
    hall, district = installation.open_hall(), installation.open_district()
    token = enrol_node(district, "hall")
    client = ExchangeClient("http://district", token, application=make_application(district))
    assert pull_changes(hall, client, UPSTREAM, clock) == 0
    lin = story_cards(clock.today())[0].id_number
    with district.reading() as session:
        person = queries.person_by_number(session, lin)
        assert person is not None
        body = queries.person_body(session, person)
    body["person"] |= {"phone": "10000000999", "version": person.version + 1}
    with district.writing() as session:
        queries.append_feed(session, "person", lin, person.version + 1, body, clock.now())
    assert pull_changes(hall, client, UPSTREAM, clock) == 1
    with hall.reading() as session:
        person = queries.person_by_number(session, lin)
        assert person is not None
        assert person.phone == "10000000999"
    hall.close()
    district.close()
