"""Writes a district and its texts: ``python -m bench.addresses.make DIR SEED SIZE TEXTS [STOCK]``."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.addresses.library import District, write_lines
from bench.addresses.noise import Noise
from bench.addresses.past import Past
from bench.addresses.typing import Typing


def main() -> None:
    """Writes library, aliases, queries, past and typing files into a folder."""
    folder, seed, size, texts = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    district = District(seed, size, sys.argv[5] if len(sys.argv) > 5 else "workshop")
    count = write_lines(folder / "library.jsonl", district.entries())
    write_lines(folder / "aliases.jsonl", [dict(a) for a in district.aliases])
    ordinary = Noise(district, seed + 1)
    typing = Typing(ordinary, seed + 3)
    for name, noise, amount in (
        ("typing", typing, texts // 5),
        ("queries", ordinary, texts),
        ("past", Past(district, seed + 2), texts // 2),
    ):
        rows = [{**noise.draw(), "id": f"{name[0]}{n:06d}"} for n in range(amount)]
        write_lines(folder / f"{name}.jsonl", rows)
    print(count, len(district.estates), len(district.aliases))


if __name__ == "__main__":
    main()
