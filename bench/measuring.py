"""What every measurement prints: one JSON object in the contract's form."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed_ms(call: Callable[[], Any]) -> float:
    """How long a call takes, in milliseconds."""
    started = perf_counter()
    call()
    return (perf_counter() - started) * 1000


def result(
    name: str, values: Sequence[float], unit: str, limit_name: str, limit: float, **more: Any
) -> dict[str, Any]:
    """A measurement: the median is the value, its ratio is to the limit."""
    value = percentile(values, 0.5)
    found = {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "p50": round(value, 3),
        "p99": round(percentile(values, 0.99), 3),
        "limit_name": limit_name,
        "limit": round(limit, 3),
        "ratio": round(value / limit, 3) if limit else None,
    }
    return found | more


def tell(found: dict[str, Any]) -> None:
    """Print it for whoever collects."""
    print(json.dumps(found, ensure_ascii=False))


def resident_mb() -> float:
    """What this process holds in memory, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
