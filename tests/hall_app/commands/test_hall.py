"""``hall-app hall`` on an installation of its own, to the first log-in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hall_app.__main__ import main
from hall_app.composition import HallCounter
from hall_app.errors import Unavailable
from hall_app.installation import open_installation
from hall_app.security.login import PasswordChangeNeeded
from tests.hall_app.places.test_definition import example

FRESH = "Lianhua-7531"
DEPARTMENT = "区政数局=深圳市福田区政务服务数据管理局=11440304MB2D26978H"


def run(base: Path, *words: str) -> int:
    return main(["--base-dir", str(base), *words])


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "hall.json"
    path.write_text(json.dumps(example()), "utf-8")
    return path


def test_a_hall_from_a_file_opens_for_its_administrator(
    tmp_path: Path, definition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "hall"
    assert run(base, "hall", "create", str(definition), "--check") == 0
    assert not (base / "hall.db").exists(), "a check makes no database"
    assert run(base, "hall", "create", str(definition), "--windows", "3") == 1
    assert "窗口 06 不在 windows 里" in capsys.readouterr().err
    assert run(base, "hall", "create", str(definition), "--windows", "01,06,08") == 0
    said = capsys.readouterr().out
    found = re.search(r"系统管理员\tXM0901\t范志成\t(\S+)", said)
    assert found is not None
    assert "3 个窗口" in said
    assert run(base, "hall", "create", str(definition)) == 1
    assert "已有大厅" in capsys.readouterr().err
    assert run(base, "audit", "verify") == 0
    counter = HallCounter(open_installation(base, ("hall.opening_time=00:00",)))
    try:
        page = counter.login_page()
        assert (page.practice, page.practice_account, page.hall_name) == (
            False,
            None,
            "香蜜湖街道政务服务大厅",
        )
        assert [one.number for one in page.windows] == ["01", "06", "08"]
        with pytest.raises(PasswordChangeNeeded):
            counter.login("XM0901", found[1], None)
        counter.back_office.preferences.change_password("XM0901", found[1], FRESH)
        clerk = counter.login("XM0901", FRESH, None)
        desk = counter.back_office.administration
        first = desk.create_account(clerk, "XM0101", "何静", "counter")
        counter.logout(clerk)
        counter.back_office.preferences.change_password("XM0101", first, FRESH)
        clerk = counter.login("XM0101", FRESH, page.windows[0].window_id)
        assert counter.search_items(clerk, "jzz") == ()
        assert counter.queue(clerk).waiting == ()
        ticket = counter.issue_ticket(clerk, "A", None)
        called = counter.call_next(clerk)
        assert called is not None
        assert (called.number, called.practice, ticket.number) == ("A001", False, "A001")
    finally:
        counter.stop()


def test_an_installation_without_a_hall_says_what_to_do(tmp_path: Path) -> None:
    counter = HallCounter(open_installation(tmp_path))
    try:
        with pytest.raises(Unavailable, match="还没有大厅") as refused:
            counter.login_page()
        assert "hall-app hall create" in refused.value.remedy
    finally:
        counter.stop()


def test_options_alone_make_a_hall(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["hall", "create", "--name", "莲花大厅", "--region", "莲花街道", "--address", "某路 1 号"]
    words += [
        "--phone",
        "0755-10000000",
        "--review-body",
        "区政府",
        "--court",
        "区法院",
        "--windows",
        "01,08",
    ]
    words += ["--department", DEPARTMENT]
    people = ["system_admin=LH0901=甲某", "security_admin=LH0902=乙某", "audit_admin=LH0903=丙某"]
    for one in people[:2]:
        words += ["--administrator", one]
    assert run(tmp_path, *words) == 1
    assert "还缺审计管理员" in capsys.readouterr().err
    assert run(tmp_path, *words, "--administrator", people[2]) == 0
    assert "莲花大厅（LH，莲花街道），2 个窗口，1 个部门" in capsys.readouterr().out


@pytest.mark.parametrize("option", [["--department", "一段"], ["--administrator", "两=段"]])
def test_an_option_that_is_no_triple_is_refused(
    tmp_path: Path, definition: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "hall", "create", str(definition), *option) == 1
    assert "三段" in capsys.readouterr().err


def test_the_demo_s_installation_is_refused(
    tmp_path: Path, definition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "hall", "demo", "--persons", "5") == 0
    assert run(tmp_path / "hall", "hall", "create", str(definition)) == 1
    assert "演示大厅" in capsys.readouterr().err


def test_example_and_regions_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "hall", "example") == 0
    assert "[[administrator]]" in capsys.readouterr().out
    assert run(tmp_path, "hall", "regions") == 0
    assert "440304006\t香蜜湖街道\tXM" in capsys.readouterr().out


def test_a_hall_is_changed_and_its_windows_closed_by_command(
    tmp_path: Path, definition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = tmp_path / "hall"
    assert run(base, "hall", "change", "--name", "新名") == 1
    assert "还没有大厅" in capsys.readouterr().err
    assert run(base, "hall", "create", str(definition), "--windows", "01,06,08") == 0
    capsys.readouterr()
    assert run(base, "hall", "change", "--name", "香蜜湖街道党群服务中心", "--phone", "0755-10000009") == 0
    assert capsys.readouterr().out == "已改名称、咨询电话；各窗口下次登录时生效\n"
    assert run(base, "hall", "change") == 0
    assert "没有要改的" in capsys.readouterr().out
    assert run(base, "hall", "window", "rename", "08", "12") == 0
    assert "08 号窗口改为 12 号" in capsys.readouterr().out
    assert run(base, "hall", "window", "close", "06") == 0
    said = capsys.readouterr().out
    assert said.startswith("06 号窗口已停用")
    assert run(base, "hall", "window", "list") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[2]) for line in lines if line[0] != "06"] == [("01", "空闲"), ("12", "空闲")]
    assert lines[1][2].endswith("停用")
    assert run(base, "hall", "window", "close", "08") == 1
    assert "没有 08 号窗口" in capsys.readouterr().err
    assert run(base, "hall", "window", "open", "06") == 0
    assert "已恢复" in capsys.readouterr().out
    assert run(base, "audit", "verify") == 0
