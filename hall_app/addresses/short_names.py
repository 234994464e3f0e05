"""Names of areas as people shorten them: without the type word, the phase, or a leading city."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from hall_app.addresses.rules import either, load

TAIL, PHASE, HEAD = 0.6, 1.0, 0.4
COMPOUND_LEAST = 3
_AREA_TAILS: list[str] = load("words")["area_tails"]
_TAILS = re.compile(f"(?:{either(_AREA_TAILS)})$")
_PART = re.compile(r"(?:[0-9]+期|[东西南北中]区|[东西南北中]?[A-Z0-9]区|[东西南北中]?[0-9]{2}区)+$")


def _head(form: str) -> tuple[str, str]:
    """A name without its phase or part, and that."""
    part = _PART.search(form)
    return (form[: part.start()], part[0]) if part else (form, "")


def compounds(forms: Iterable[str]) -> set[str]:
    """Type words of two parts that this district uses (时代大厦): several names end in them and begin differently."""
    starts: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        head = _head(form)[0]
        if (found := _TAILS.search(head)) and found.end() - found.start() > 1 and found.start() > 3:
            starts[head[found.start() - 2 :]].add(head[: found.start() - 2])
    return {tail for tail, begun in starts.items() if len(begun) >= COMPOUND_LEAST}


def shorter(form: str, compounds: set[str]) -> list[tuple[str, float]]:
    """Spellings of an area with its type word, its phase, or a leading city left out."""
    head, tail = _head(form)
    made: list[tuple[str, float]] = []
    cut = head
    while found := _TAILS.search(cut):
        cut = cut[: found.start()]
        if len(cut) >= 2:
            made.append((cut + tail, TAIL))
    if (found := _TAILS.search(head)) and head[found.start() - 2 :] in compounds:
        made.append((head[: found.start() - 2] + tail, TAIL))
    made += [
        (head[: -len(w)] + tail, TAIL) for w in _AREA_TAILS if head.endswith(w) and len(head) - len(w) >= 2
    ]
    if tail and len(head) > 2:
        made.append((head, PHASE))
    if form.startswith("深圳") and len(form) > 4:
        made.append((form[2:], HEAD))
    return made
