"""``item_search`` over 2,000 items and ``person_search`` over 300,000 people in an encrypted database.

    python -m bench.searches [--persons 300000]

Both in the engine; ``bench.reception`` has them to the painted list. The limit is a frame of 16 ms (items) or 2 ms
(people).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import text

from bench.measuring import percentile, result, tell, timed_ms
from db.libraries import Person
from db.session import Store
from hall_app.clock import Clock
from hall_app.installation import open_installation
from hall_app.items.loading import load_catalogue
from hall_app.items.search import IndexedItem, SearchIndex
from hall_app.libraries.searching import find_people, scans_for
from hall_app.practice.making import make_demo
from hall_app.practice.population import Population
from hall_app.practice.population_rows import COLUMNS

ROUNDS = 2000


def main() -> None:
    """Make the demo, then search it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=300_000)
    persons = parser.parse_args().persons
    clock, chance = Clock(), random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        installation = open_installation(Path(folder))
        store = installation.open_hall()
        make_demo(store, persons=persons, seed=1, day=clock.today(), clock=clock)
        with store.reading() as session:
            memory = load_catalogue(session, clock.today())
        heads = list(memory.heads.values())
        many = [
            IndexedItem(
                replace(heads[n % len(heads)], code=f"B-{n}", name=f"{heads[n % len(heads)].name}{n:04d}"), ()
            )
            for n in range(2000)
        ]
        index = SearchIndex(many)
        words = ["j", "jz", "jzz", "juzhu", "juzz", "居住", "暂住证", "#B-1", "gljt", "高龄", "zzz", "x"]
        times = [timed_ms(lambda: index.search(chance.choice(words), (), {})) for _ in range(ROUNDS)]
        tell(
            result(
                "item_search",
                times,
                "ms",
                "one frame to the painted list",
                16.0,
                items=2000,
                measured="engine",
            )
        )
        with store.reading() as session:
            sample = session.query(Person).limit(5000).all()
            typed = [typed for person in chance.sample(sample, 400) for typed in _keystrokes(person, chance)]
            times = []
            for words_typed in typed:
                scans = scans_for(words_typed)
                times.append(timed_ms(lambda scans=scans: find_people(session, scans)))
                session.expunge_all()
        tell(
            result(
                "person_search",
                times,
                "ms",
                "2 ms in the engine",
                2.0,
                persons=persons,
                measured="engine",
                p999=percentile(times, 0.999),
            )
        )
        store.close()


def _keystrokes(person: Person, chance: random.Random) -> list[str]:
    whole = chance.choice(
        [
            person.name,
            person.pinyin,
            person.initials,
            person.id_number[:14],
            (person.phone or "10012345678")[-4:],
        ]
    )
    return [whole[: length + 1] for length in range(len(whole))]


def bare_rows(store: Store, persons: int, clock: Clock) -> float:
    """Seconds of ``executemany`` of the same person rows into a bare table; closes the store."""
    columns = COLUMNS["person"]
    rows = [row for chunk in Population(1, clock.today()).chunks(persons) for row in chunk["person"]]
    with store.engine.connect() as connection:
        connection.execute(text(f"CREATE TABLE bare ({', '.join(columns)})"))
        connection.commit()
        driver = connection.connection.driver_connection
        started = perf_counter()
        driver.execute("BEGIN IMMEDIATE")
        driver.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(columns))})", rows)
        driver.execute("COMMIT")
        taken = perf_counter() - started
    store.close()
    return taken


if __name__ == "__main__":
    main()
