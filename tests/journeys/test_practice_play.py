"""The scripted reception in real processes on a virtual screen, as ``make run`` plays it without a display."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


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
    for size in ("1920x1080", "1366x768"):
        summary = json.loads((tmp_path / "out" / size / "summary.json").read_text("utf-8"))
        assert summary["ticket_number"] == "A037"
        assert summary["item_code"] == "440304-JZZ-01"
        assert summary["mouse_clicks"] == 0
        assert len(list((tmp_path / "out" / size).glob("[0-9][0-9]-*.png"))) == 5
