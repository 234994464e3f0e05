"""Making the practice installation: the demo hall, its items and staff, its people and their story.

Several transactions in two databases: what was being made is noted first, so that whoever is cut off, by a kill or a
power cut, is gone on with by the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from db import practice_load as load
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import InputRefused
from hall_app.practice.address_library import has_address_library, make_address_library
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
_MAKING = "practice_making"
MOST_PERSONS = 2_000_000
_STORY_LIMIT = 3
"""Working days left of 林晓燕's open case."""


@explained()
def is_practice(store: Store) -> bool:
    """Whether the installation was made for practice."""
    with store.reading() as session:
        return load.installation_value(session, PRACTICE) == "1"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is being made; as text it stands in each database until everything is there."""

    persons: int
    seed: int
    day: date

    def __str__(self) -> str:
        return f"{self.persons} {self.seed} {self.day.isoformat()}"

    @classmethod
    def of(cls, text: str) -> _Plan:
        persons, seed, day = text.split()
        return cls(int(persons), int(seed), date.fromisoformat(day))


@explained()
def is_half_made(store: Store) -> bool:
    """Whether a demo hall was being made here by somebody who was cut off; :func:`make_demo` goes on."""
    return _plan_in(store) is not None


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
    thread. A demo hall that was half made is gone on with as it was begun. Returns how many people it has besides the
    story's. Raises InputRefused where real data or a demo stands, Unavailable.
    """
    if not 0 <= persons <= MOST_PERSONS:
        raise InputRefused(f"人数要在 0 到 {MOST_PERSONS} 之间", "请改用较小的人数", "persons")
    stores = [one for one in (district, store) if one is not None]
    plan = next(filter(None, map(_plan_in, stores)), None)
    for one in stores:
        if _plan_in(one) is None and (plan is None or not is_practice(one)):
            _check_empty(one)
    plan = plan or _Plan(persons, seed, day)
    _note(stores, str(plan))
    # Each of these is there as a whole or not at all.
    _load_population([one for one in stores if not _has_people(one)], plan, progress)
    for one in stores:
        if not is_practice(one):
            with one.writing() as session:
                if one is store:
                    _write_hall(session, clock, plan.day, hash_password)
                write_story(session, plan.day)
                load.set_installation_value(session, PRACTICE, "1")
    if not has_address_library(stores[0]):
        make_address_library(stores[0], plan.day)
    _write_cases(store, plan.day)
    _note(stores, "")
    return plan.persons


def _plan_in(store: Store) -> _Plan | None:
    with store.reading() as session:
        noted = load.installation_value(session, _MAKING)
    return _Plan.of(noted) if noted else None


def _note(stores: list[Store], plan: str) -> None:
    for one in stores:
        with one.writing() as session:
            load.set_installation_value(session, _MAKING, plan)


def _has_people(store: Store) -> bool:
    with store.reading() as session:
        return load.count_people(session) > 0


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


def _load_population(stores: list[Store], plan: _Plan, progress: Progress | None) -> None:
    made = 0
    with load.bulk_loads(stores) as loads:
        for rows in Population(plan.seed, plan.day).chunks(plan.persons) if stores else ():
            for one in loads:
                for table in load.LIBRARY_TABLES:
                    if rows[table]:
                        one.write(table, COLUMNS[table], rows[table])
            made += len(rows["person"])
            if progress is not None:
                progress(made, plan.persons)


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
