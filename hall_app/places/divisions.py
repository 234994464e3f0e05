"""The administrative divisions that the product ships: Futian's streets and communities with their statistical codes.

Statistical codes are never joined to house codes by prefix (domain fact 6). Pure but for reading the file once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Division:
    """One division; ``level`` is province, city, district, street or community."""

    code: str
    name: str
    level: str
    parent: str | None = None
    abbreviation: str | None = None


@cache
def _table() -> dict[str, Any]:
    folder = files("hall_app.places").joinpath("data")
    return json.loads(folder.joinpath("futian_divisions.json").read_text("utf-8"))


def streets() -> list[dict[str, Any]]:
    """The ten streets with their communities; the bonded area is statistics only and left out."""
    return [street for street in _table()["streets"] if street["kind"] == "街道"]


@cache
def shipped_divisions() -> tuple[Division, ...]:
    """Every division of the table, parents first."""
    return tuple(_divisions())


def _divisions() -> Iterator[Division]:
    meta = _table()["meta"]
    province, city, district = meta["province"], meta["city"], meta["district"]
    yield Division(province["code"], province["name"], "province")
    yield Division(city["code"], city["name"], "city", province["code"])
    yield Division(district["code"], district["name"], "district", city["code"], "FT")
    for street in streets():
        yield Division(street["code"], street["name"], "street", district["code"], street["abbr"])
        for community in street["communities"]:
            yield Division(community["code"], community["name"], "community", street["code"])
