"""Making the practice installation: the demo hall, its items and staff, its people and their story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from db import practice_load as load
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.practice.address_library import make_address_library
from hall_app.practice.catalogue import add_items, add_places, add_staff, fixed_id
from hall_app.practice.population import Population
from hall_app.practice.population_rows import COLUMNS
from hall_app.practice.story import STORY_DAY, write_story
from hall_app.practice.story_cases import write_story_cases
from hall_app.security.passwords import hash_password
from hall_app.security.permissions import add_shipped_roles
from hall_app.store_faults import explained
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline

Progress = Callable[[int, int], None]
"""Called with how many people are made and how many there will be."""
PRACTICE = "practice"
MOST_PERSONS = 2_000_000
_STORY_LIMIT = 3
"""Working days left of 林晓燕's open case."""


@explained()
def is_practice(store: Store) -> bool:
    """Whether the installation was made for practice."""
    with store.reading() as session:
        return load.installation_value(session, PRACTICE) == "1"


@explained()
def make_demo(
    store: Store,
    *,
    persons: int,
    seed: int,
    day: date,
    clock: Clock,
    progress: Progress | None = None,
    district: Store | None = None,
    hash_password: Callable[[str], str] = hash_password,
) -> int:
    """Make the demo hall with ``persons`` people besides the story's; the same for the same seed and day.

    The library tables go to ``district`` too, in the same rows; the standard
    addresses go there alone (to ``store`` where there is no district). ``progress(made, total)`` is called from this
    thread. Returns how many were made. Raises InputRefused where real data or a demo stands, Unavailable.
    """
    if not 0 <= persons <= MOST_PERSONS:
        raise InputRefused(f"人数要在 0 到 {MOST_PERSONS} 之间", "请改用较小的人数", "persons")
    stores = [one for one in (district, store) if one is not None]
    for one in stores:
        _check_empty(one)
    made = _load_population(stores, seed, persons, day, progress)
    for one in stores:
        with one.writing() as session:
            if one is store:
                _write_hall(session, clock, day, hash_password)
            write_story(session, day)
            load.set_installation_value(session, PRACTICE, "1")
    make_address_library(stores[0], day)
    _write_cases(store, day)
    return made


def _check_empty(store: Store) -> None:
    with store.reading() as session:
        if load.holds_real_data(session):
            raise InputRefused("这里已有正式数据，不能再装演示数据", "请换一个目录：--base-dir")
        if load.installation_value(session, PRACTICE) == "1" or load.count_people(session):
            raise InputRefused("这里已装过演示大厅", "要重装请先删去该目录，或换一个 --base-dir")


def _write_hall(session: Session, clock: Clock, day: date, hash_password: Callable[[str], str]) -> None:
    hall_id = add_places(session, clock.now())
    add_shipped_roles(session)
    session.flush()
    add_staff(session, hall_id, clock.now(), hash_password)
    add_items(session, day)


def _write_cases(store: Store, day: date) -> None:
    due_on = deadline(load_calendar(store), day, _STORY_LIMIT).due_on
    with store.writing() as session:
        write_story_cases(session, fixed_id("hall:LH"), fixed_id("staff:LH0108"), day, due_on)


def _load_population(
    stores: list[Store], seed: int, persons: int, day: date, progress: Progress | None
) -> int:
    made = 0
    with load.bulk_loads(stores) as loads:
        for rows in Population(seed, day).chunks(persons):
            for one in loads:
                for table in load.LIBRARY_TABLES:
                    if rows[table]:
                        one.write(table, COLUMNS[table], rows[table])
            made += len(rows["person"])
            if progress is not None:
                progress(made, persons)
    return made


@explained()
def move_story(store: Store, day: date, district: Store | None = None) -> bool:
    """Move the story to ``day`` where it was written for another; tell whether it moved.

    Raises InputRefused in an installation that is not for practice, Unavailable.
    """
    with store.reading() as session:
        if load.installation_value(session, PRACTICE) != "1":
            raise InputRefused("这不是演示安装，不能写入演示数据", "请另用 hall-app demo 建立演示安装")
        if load.installation_value(session, STORY_DAY) == day.isoformat():
            return False
    for one in (district, store):
        if one is not None:
            with one.writing() as session:
                write_story(session, day)
    _write_cases(store, day)
    return True
