"""Run every measurement in a process of its own and write the list of results.

python -m bench --out out/bench.json
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPTS = (
    ("bench/window_ready.py",),
    ("bench/receipt_pdf.py",),
    ("bench/ticket_bytes.py",),
    ("-m", "bench.searches"),
    ("-m", "bench.reception"),
)


def main() -> int:
    """Collect; a measurement that fails is told and makes the whole fail."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    out = parser.parse_args().out
    out.parent.mkdir(parents=True, exist_ok=True)
    results: list[dict[str, Any]] = []
    failed = False
    for script in SCRIPTS:
        done = subprocess.run(
            [sys.executable, *script],
            capture_output=True,
            text=True,
            timeout=560,
            check=False,
            env=_environment(),
        )
        if done.returncode:
            failed = True
            sys.stderr.write(f"{' '.join(script)}: {done.stderr[-800:]}\n")
        results += [
            found
            for line in done.stdout.splitlines()
            if line.startswith("{")
            for found in _named(json.loads(line))
        ]
        out.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    for found in results:
        print(
            f"{found['name']}: {found['value']} {found['unit']}  ({found['limit_name']}: {found['limit']}, ×{found['ratio']})"
        )
    return int(failed)


def _named(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [found] if "name" in found else []


def _environment() -> dict[str, str]:
    import os

    return {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}


if __name__ == "__main__":
    sys.exit(main())
