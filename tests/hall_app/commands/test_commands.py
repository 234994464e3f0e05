"""The command line on an installation of its own: demo, card reading, audit, faults in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices.emulators.reader import EmulatedReader
from hall_app.__main__ import main
from hall_app.clock import Clock
from hall_app.commands.emulate import story_deck
from hall_app.practice.story import story_cards


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
