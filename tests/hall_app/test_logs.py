"""The log keeps ids and never persons, not even inside a traceback."""

from __future__ import annotations

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_app.logs import PersonName, close_logs, open_logs

NUMBER = "440399199203152727"
log = logging.getLogger("hall_app.test")


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    level = logging.getLogger().level
    yield open_logs(tmp_path / "log", max_bytes=20_000, backups=2)
    close_logs()
    logging.getLogger().setLevel(level)


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_one_json_object_a_line(path: Path) -> None:
    log.info("case %s accepted", "LH260604-0117", extra={"ticket": "A037"})
    (line,) = lines(path)
    assert line["text"] == "case LH260604-0117 accepted"
    assert (line["level"], line["logger"], line["ticket"]) == ("INFO", "hall_app.test", "A037")
    assert line["at"].endswith("+00:00")


def test_message_extra_and_traceback_are_masked(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def look_up(number: str) -> None:
        raise LookupError(f"no person {number}, phone 10012340951")

    try:
        look_up(NUMBER)
    except LookupError:
        log.exception("failed for %s of %s", NUMBER, PersonName("林晓燕"), extra={"card": NUMBER})
    text = path.read_text(encoding="utf-8")
    assert NUMBER not in text
    assert "10012340951" not in text
    assert "林晓燕" not in text
    (line,) = lines(path)
    assert "4403**********2727" in line["traceback"]
    assert "100****0951" in line["traceback"]
    assert "look_up" in line["traceback"]
    out, err = capfd.readouterr()
    assert out == ""
    assert err == ""


def test_text_of_any_length_and_kind_stays_one_bounded_line(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = open_logs(tmp_path / "whole")
    # Half a character cannot travel in a test's report, so pytest does not listen here.
    root = logging.getLogger()
    own = [handler for handler in root.handlers if not type(handler).__module__.startswith("_pytest")]
    monkeypatch.setattr(root, "handlers", own)
    log.debug("not at this level")
    log.warning("%s", "x\n" * 20_000)
    log.warning("\ud800 half a character")
    first, second = whole.read_text(encoding="utf-8").splitlines()
    assert len(first) < 40_000
    assert "共 40000 字" in first
    assert "half a character" in second
    assert path != whole


def test_the_file_is_its_owners_and_rolls_over(path: Path) -> None:
    for number in range(400):
        log.info("line %d %s", number, "y" * 100)
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["hall-app.log", "hall-app.log.1", "hall-app.log.2"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_opening_again_writes_once(path: Path) -> None:
    again = open_logs(path.parent)
    log.info("once")
    assert again == path
    assert len(lines(path)) == 1
