"""The scripted reception in real processes on a virtual screen, as ``make run`` plays it without a display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(tmp_path: Path, **more: str) -> subprocess.Popen[str]:
    """``practice run`` as make starts it, in the environment of a machine without a display, and ``more``."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in named} | more
    command = [sys.executable, "-m", "hall_app", "--base-dir", str(tmp_path / "hall"), "practice", "run"]
    return subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def whole(out: Path) -> bool:
    """Every file that the contract names is there with something in it."""
    names = ("ticket.bin", "ticket.png", "receipt.pdf", "summary.json")
    pictures = [*out.glob("[0-9][0-9]-*-1920.png"), *out.glob("[0-9][0-9]-*-1366.png")]
    files = [*pictures, *(out / name for name in names)]
    return len(pictures) == 16 and all(path.exists() and path.stat().st_size > 200 for path in files)


def test_a_display_that_is_dead_is_no_display(tmp_path: Path) -> None:
    play = start(tmp_path, DISPLAY=":4711", WAYLAND_DISPLAY="wayland-none", XDG_RUNTIME_DIR=str(tmp_path))
    said, _ = play.communicate(timeout=280)
    assert play.returncode == 0, said
    assert "显示器 :4711 连不上：在虚拟屏幕上自动走一遍接待" in said
    assert "qt.qpa" not in said
    assert whole(tmp_path / "out")


def test_two_at_once_and_in_a_folder_with_a_long_name_of_blanks(tmp_path: Path) -> None:
    folder = tmp_path / "有 空格 的 路径" / ("很长的目录名" * 10)
    folder.mkdir(parents=True)
    plays = [start(folder, TMPDIR=str(folder)) for _ in range(2)]
    for play in plays:
        said, _ = play.communicate(timeout=280)
        assert play.returncode == 0, said
    assert whole(folder / "out")
    assert not list(folder.glob("hall-play-*"))


def test_a_play_that_is_killed_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "01-login-1920.png").write_bytes(b"of the last play")
    play = start(tmp_path)
    assert play.stdout is not None
    with play.stdout as said_so_far:
        assert any(line.startswith("1920×1080") for line in said_so_far)
    play.kill()
    play.wait()
    assert [path.name for path in out.iterdir()] == ["01-login-1920.png"]
    again = start(tmp_path)
    said, _ = again.communicate(timeout=280)
    assert again.returncode == 0, said
    assert whole(out)


def test_the_reception_is_played_at_both_sizes(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")
    }
    environment.pop("QT_QPA_PLATFORM", None)
    command = [
        sys.executable,
        "-m",
        "hall_app",
        "--base-dir",
        str(tmp_path / "hall"),
        "practice",
        "run",
        "--out",
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    out = tmp_path / "out"
    for width in ("1920", "1366"):
        summary = json.loads((out / f"summary-{width}.json").read_text("utf-8"))
        assert summary["ticket_number"] == "A037"
        assert summary["item_code"] == "JZZ-01"
        assert summary["case_number"].startswith("LH")
        assert summary["keys"] == 6
        assert summary["mouse_clicks"] == 0
        assert summary["fields_typed"] == 0
        assert summary["fields_prefilled"] >= 15
        # How late the event loop was is measured over the whole reception and told; how late it may be is the bench's.
        assert summary["ticks"] > 100
        assert 0 <= summary["block_p50_ms"] <= summary["block_p99_ms"] <= summary["longest_block_ms"]
        assert len(list(out.glob(f"[0-9][0-9]-*-{width}.png"))) == 8
    assert (out / "receipt.pdf").read_bytes().startswith(b"%PDF")
    assert b"A037" in (out / "ticket.bin").read_bytes()
    assert (out / "ticket.png").stat().st_size > 1000
