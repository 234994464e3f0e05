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
