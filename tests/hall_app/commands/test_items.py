"""``hall-app items`` from an example file to a hall's catalogue, with the right person's password."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from hall_app.__main__ import main
from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.installation import open_installation
from hall_app.practice.catalogue import data


def run(base: Path, *words: str) -> int:
    return main(["--base-dir", str(base), *words])


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's item administrator types it each time."""
    known = {one["number"]: one["password"] for one in data("staff")["staff"]}

    class Keyboard(io.StringIO):
        def readline(self, _size: int = -1) -> str:  # type: ignore[override]
            return known["LH0301"] + "\n"

        def isatty(self) -> bool:
            return False

    monkeypatch.setattr("sys.stdin", Keyboard())


@pytest.mark.usefixtures("password")
def test_a_file_is_checked_imported_and_on_every_window_at_its_log_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, file = tmp_path / "hall", tmp_path / "items.toml"
    assert run(base, "demo", "--persons", "5") == 0
    counter = HallCounter(open_installation(base), Clock())
    try:
        seat = next(one.window_id for one in counter.login_page().windows if one.number == "08")
        clerk = counter.login("LH0108", "Yichuang-2026", seat)
        assert counter.search_items(clerk, "#CBMZ") == ()
        capsys.readouterr()
        assert run(base, "items", "example") == 0
        file.write_text(capsys.readouterr().out, "utf-8")
        assert run(base, "items", "check", str(file)) == 0
        assert "可以导入：新增 1 项" in capsys.readouterr().out
        assert run(base, "items", "import", str(file), "--staff", "LH0301") == 0
        assert "已导入：新增 1 项" in capsys.readouterr().out
        counter.logout(clerk)
        clerk = counter.login("LH0108", "Yichuang-2026", seat)
        assert [one.item.code for one in counter.search_items(clerk, "#CBMZ")] == ["440304-CBMZ-01"]
    finally:
        counter.stop()
    file.write_text(file.read_text("utf-8").replace("promised = 3", 'promised = "三"'), "utf-8")
    assert run(base, "items", "import", str(file), "--staff", "LH0301") == 5
    said = capsys.readouterr().out
    assert "不能用\t440304-CBMZ-01" in said
    assert "什么也没有导入" in said
    assert run(base, "items", "check", str(file)) == 5
    assert run(base, "items", "check") == 0
    assert run(base, "items", "import", str(tmp_path / "none.toml"), "--staff", "LH0301") == 1
    assert "没有文件" in capsys.readouterr().err


def test_a_wrong_password_imports_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, file = tmp_path / "hall", tmp_path / "items.toml"
    assert run(base, "demo", "--persons", "5") == 0
    assert run(base, "items", "example") == 0
    file.write_text(capsys.readouterr().out, "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    assert run(base, "items", "import", str(file), "--staff", "LH0301") == 1
    assert "工号或密码不对" in capsys.readouterr().err
