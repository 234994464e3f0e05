"""The words and characters the reader goes by: data files, loaded once, never changed afterwards."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The rules of ``data/<name>.json``."""
    return json.loads(
        files("hall_app.addresses").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    )


def words(name: str) -> list[str]:
    """A list of ``words.json``, longest first, so that a regular expression prefers the longer."""
    return sorted(load("words")[name], key=lambda word: (-len(word), word))


def either(options: list[str]) -> str:
    """The options as one alternative of a regular expression, longest first."""
    return "|".join(re.escape(word) for word in sorted(options, key=len, reverse=True))
