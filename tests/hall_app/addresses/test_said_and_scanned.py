"""Texts as they are said, scanned and copied from forms: telephones, postcodes, labels and tenants around an address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from db.engine import open_engine
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.engine import Engine

DAY = date(2026, 11, 24)
ORDER = ("street", "community", "road", "roadno", "area", "lane", "bldg")
BUILDINGS = (
    ("沙头街道", "天安社区", "苇塘路", "31号", "苇塘公馆", "", "2栋"),
    ("沙头街道", "天安社区", "苇塘路", "33号", "鹭汀写字楼(南区)", "", "T2座"),
    ("沙头街道", "天安社区", "苇塘路", "35号", "鹭汀新居北一区", "", "2栋"),
    ("福保街道", "石厦社区", "", "", "禾坪新村", "九巷", "2号"),
)
HOUSES = ("101", "102", "103", "102B", "5F", "5A", "2B01", "1001")


def code(building: int, house: str = "") -> str:
    return f"440304001001019{building:04d}" + (f"{HOUSES.index(house) + 1:06d}" if house else "")


def lines() -> Iterator[str]:
    for n, row in enumerate(BUILDINGS):
        el = {k: v for k, v in zip(ORDER, row, strict=True) if v}
        yield json.dumps({"code": code(n), "level": "building", "el": el})
        for house in HOUSES:
            yield json.dumps({"code": code(n, house), "level": "room", "el": el | {"house": house}})


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("said")
    (folder / "library.jsonl").write_text("\n".join(lines()), encoding="utf-8")
    store = Store(open_engine(f"sqlite:///{folder / 'library.db'}", "5a" * 32))
    import_library(store, folder / "library.jsonl", None, DAY)
    engine = Engine(store)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("苇塘2栋101", code(0, "101")),
        ("鹭汀(南区)T2座102B", code(1, "102B")),
        ("鹭汀北一区2栋102B", code(2, "102B")),
    ],
)
def test_a_name_is_found_without_its_type_word(engine: Engine, text: str, expected: str) -> None:
    made = engine.translate(text)
    assert made.codes[0] == expected
    assert made.auto
