"""Kill -9 at twenty random moments of receptions: nothing accepted is lost or doubled."""

from __future__ import annotations

from pathlib import Path

from bench.crash import kill_repeatedly


def test_twenty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    counted = kill_repeatedly(tmp_path, kills=20, seed=20261124)
    assert counted["accepted_as_told"] > 5
    assert counted["cases"] >= counted["accepted_as_told"]
