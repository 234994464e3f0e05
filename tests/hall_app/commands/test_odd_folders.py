"""``--base-dir`` however a folder may be called or reached: everything lies in it, and nothing beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from db import migration
from hall_app.__main__ import main

NAMES = (
    "有 空格 的 目录", "100%", "a%41b", "为什么?", "3#窗口", "quote'\"$x", "new\nline", "trailing ", "长" * 80, "-dash",
    os.fsdecode(b"not utf-8 \xff"),
)  # fmt: skip
MADE = {"hall.db", "district.db", "hall.key", "hall.key-id", "devices", "documents", "scans"}


def run(base: object, *words: str) -> int:
    return main([f"--base-dir={base}", *words])


def expect_whole(base: Path, out: Path) -> None:
    """It is made, checked, copied and checked again, and each time it is the same."""
    assert run(base, "db", "upgrade") == 0
    assert {path.name for path in base.iterdir()} >= MADE
    assert run(base, "audit", "verify") == 0
    assert run(base, "db", "backup", "--out", str(out / "备份 100%?#")) == 0
    again = out / "还原 %41?"
    again.mkdir()
    (again / "hall.key").write_bytes((base / "hall.key").read_bytes())
    (again / "hall.key").chmod(0o600)
    assert run(again, "db", "restore", str(out / "备份 100%?#")) == 0
    assert run(again, "audit", "verify") == 0


@pytest.mark.parametrize("name", NAMES)
def test_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    out.mkdir()
    expect_whole(home / name, out)
    assert [path.name for path in home.iterdir()] == [name], "nothing is made beside it"


@pytest.mark.parametrize(
    "way",
    [
        lambda home: "hall/",
        lambda home: "./hall",
        lambda home: "hall/../hall/.",
        lambda home: home / "link",
        lambda home: f"{home}//hall",
    ],
)
def test_however_it_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[[Path], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hall").mkdir()
    (tmp_path / "link").symlink_to("hall", target_is_directory=True)
    assert run(way(tmp_path), "db", "upgrade") == 0
    assert {path.name for path in (tmp_path / "hall").iterdir()} >= MADE
    assert run(tmp_path / "hall", "audit", "verify") == 0
    assert {path.name for path in tmp_path.iterdir()} == {"hall", "link"}


def test_a_file_in_its_place_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("file", "file/below", "dangling"):
        assert run(tmp_path / name, "db", "upgrade") == 1
        said = capsys.readouterr().err
        assert "数据目录建不了" in said
        assert "不是目录" in said
    assert (tmp_path / "file").read_text() == "x"


def test_a_folder_that_may_not_be_written_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Where nobody may write, root included.
    assert run("/proc/hall", "db", "upgrade") == 1
    assert "权限" in capsys.readouterr().err


def test_a_program_in_a_folder_with_a_percent_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "100% 程序"
    link.symlink_to(migration._SCRIPTS, target_is_directory=True)
    monkeypatch.setattr(migration, "_SCRIPTS", link)
    assert run(tmp_path / "hall", "db", "upgrade") == 0
