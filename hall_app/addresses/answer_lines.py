"""The lines of JSON in which texts come to be translated and answers go out (``addresses.md`` 2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from hall_app.addresses.answers import Translation


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; a line that is none gives an empty text, so that every line is answered."""
    # What is no UTF-8 is answered as a text that cannot be read, like every other line.
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            if line.isspace():
                continue
            try:
                row, end = _decode(line)
                if line[end:] != "\n":
                    row = _row(line)
            except (ValueError, RecursionError):
                row = _row(line)
            yield row if isinstance(row, dict) else {}


def _row(line: str) -> Any:
    """A line that does not begin with its object, or holds more or none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return {}


def written_lines(out: Path) -> TextIO:
    """A file for lines of JSON. Half a character (a lone surrogate) is written as JSON escapes it. Raises OSError."""
    return out.open("w", encoding="utf-8", errors="backslashreplace")


def answer_line(identity: Any, made: Translation, ms: float) -> str:
    """A line of results. Written by hand: nearly all of it is digits and words of ours."""
    codes = '","'.join(made.codes)
    line = (
        f'{{"id":{_encode(identity)},"codes":[{codes and chr(34) + codes + chr(34)}],'
        f'"auto":{"true" if made.auto else "false"},"ms":{ms:.3f},"level":{_word(made.level)},'
        f'"place":{_word(made.place)},"confidence":{made.confidence},"method":"{made.method}"'
    )
    if made.auto and not made.reasons:
        return line + "}\n"
    more: dict[str, Any] = {"reasons": made.reasons}
    if made.rows is not None:
        more["rows"] = made.rows
    if not made.auto:
        more["runner_up"] = made.runner_up
        more["pieces"] = made.pieces
    return f"{line},{_encode(more)[1:]}\n"


_decode = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(1000)
def _word(word: str | None) -> str:
    return _encode(word)
