"""Making the practice installation: the demo hall, its items and staff, and its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db import practice_load
from db.session import Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.practice.catalogue import add_items, add_places, add_staff
from hall_app.practice.population import COLUMNS, Population
from hall_app.practice.story import add_story
from hall_app.security.passwords import hash_password
from hall_app.security.permissions import add_shipped_roles
from hall_app.store_faults import explained

PRACTICE = "practice"


@explained()
def is_practice(store: Store) -> bool:
    """Whether the installation was made for practice."""
    with store.reading() as session:
        return practice_load.installation_value(session, PRACTICE) == "1"


@explained()
def make_demo(
    store: Store,
    *,
    persons: int,
    seed: int,
    day: date,
    clock: Clock,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Make the demo hall with ``persons`` people, deterministic per (seed, day); returns how many there are.

    Raises InputRefused where real data stands, or a demo already does.
    """
    if persons < 0:
        raise InputRefused("人数不能是负数", "请给 0 或更多")
    with store.reading() as session:
        if practice_load.holds_real_data(session):
            raise InputRefused("这里已有正式数据，不能再装演示数据", "请换一个目录：--base-dir")
        if practice_load.installation_value(session, PRACTICE) == "1":
            raise InputRefused("这里已装过演示大厅", "要重装请先删去该目录，或换一个 --base-dir")
    made = 0
    with practice_load.bulk_loads([store]) as loads:
        for rows in Population(seed, day).chunks(persons):
            for table, columns in COLUMNS.items():
                for load in loads:
                    load.write(table, columns, rows[table])
            made += len(rows["person"])
            if progress is not None:
                progress(made, persons)
    with store.writing() as session:
        hall_id = add_places(session, clock.now())
        add_shipped_roles(session)
        session.flush()
        add_staff(session, hall_id, clock.now(), hash_password)
        add_items(session, day)
        add_story(session, day)
        practice_load.set_installation_value(session, PRACTICE, "1")
    return made
