"""Somebody who makes the demo hall is cut off between two of its transactions: the next one goes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import open_engine
from db.migration import upgrade
from db.session import Store
from hall_app.clock import FixedClock
from hall_app.errors import InputRefused
from hall_app.practice import making
from hall_app.practice.making import is_half_made, is_practice, make_demo
from tests.stacks.databases import TEST_KEY
from tests.stacks.demo import DAY

PERSONS = 40
CLOCK = FixedClock(datetime(2026, 6, 17, 8, 0))


class PowerCut(Exception):
    pass


def fresh(path: Path) -> Store:
    engine = open_engine(f"sqlite:///{path}", TEST_KEY)
    upgrade(engine)
    return Store(engine)


def make(store: Store, district: Store, persons: int = PERSONS, days: int = 0) -> int:
    return make_demo(
        store, persons=persons, seed=1, day=DAY + timedelta(days=days), clock=CLOCK, district=district,
        hash_password=lambda _word: "x",
    )  # fmt: skip


def rows(store: Store) -> dict[str, int]:
    with store.reading() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        counted = {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}
    return {name: count for name, count in counted.items() if count}


@pytest.mark.parametrize(
    ("step", "at"),
    [
        ("_load_population", 1), ("write_story", 1), ("write_story", 2), ("make_address_library", 1),
        ("_write_cases", 1), ("_note", 2),
    ],
)  # fmt: skip
def test_the_next_one_goes_on_where_it_was_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    whole = fresh(tmp_path / "a.db"), fresh(tmp_path / "b.db")
    make(*whole)
    store, district = fresh(tmp_path / "hall.db"), fresh(tmp_path / "district.db")
    done, reached = getattr(making, step), 0

    def cut(*arguments: object, **named: object) -> object:
        nonlocal reached
        reached += 1
        if reached == at:
            raise PowerCut
        return done(*arguments, **named)

    monkeypatch.setattr(making, step, cut)
    with pytest.raises(PowerCut):
        make(store, district)
    monkeypatch.undo()
    assert is_half_made(store)
    # Whoever goes on asks for another number on another day: it stays what was begun.
    assert make(store, district, persons=7, days=3) == PERSONS
    assert [rows(store), rows(district)] == [rows(one) for one in whole]
    assert is_practice(store)
    assert not is_half_made(store)
    with pytest.raises(InputRefused, match="已装过演示大厅"):
        make(store, district)
    for one in (store, district, *whole):
        one.close()
