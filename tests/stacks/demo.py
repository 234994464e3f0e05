"""A small demo hall in a database of either kind, for tests of what stands on the libraries."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from db.engine import open_engine
from db.session import Store
from hall_app.clock import FixedClock
from hall_app.identity.judgement import card_facts
from hall_app.identity.resident import CardFacts
from hall_app.items.loading import CatalogueMemory, load_catalogue
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.making import make_demo
from hall_app.practice.story_cards import StoryCard, story_cards
from hall_app.security.clerk import Clerk
from hall_app.security.permissions import role_definition
from tests.stacks.databases import TEST_KEY, PostgresCluster

DAY = date(2026, 6, 17)
PERSONS = 400


@dataclass(frozen=True)
class CardOnReader:
    """A story card as the reader's driver publishes it."""

    kind: str
    name: str | None
    name_zh: str | None
    sex: str | None
    nation: str | None
    birth_date: date | None
    address: str | None
    id_number: str | None
    issuer: str | None
    valid_from: date | None
    valid_to: date | None
    nationality: str | None = None
    sam_id: str | None = None
    emulated: bool = True


def day_of(text: str) -> date:
    """A card's date."""
    return datetime.strptime(text, "%Y%m%d").date()


def on_reader(card: StoryCard) -> CardOnReader:
    """A story card laid on the reader."""
    return CardOnReader(
        kind=card.kind,
        name=card.chip_name,
        name_zh=None,
        sex=card.sex,
        nation="汉",
        birth_date=day_of(card.birth_date),
        address=card.address,
        id_number=card.id_number,
        issuer=card.issuer,
        valid_from=day_of(card.valid_from),
        valid_to=day_of(card.valid_to),
    )


@dataclass(frozen=True)
class Demo:
    """The demo hall and whom the tests act as."""

    store: Store
    clerk: Clerk
    clock: FixedClock
    memory: CatalogueMemory

    def facts(self, key: int) -> CardFacts:
        """The facts of story card ``key``."""
        card = story_cards(DAY)[key - 1]
        return card_facts(on_reader(card), self.clock.today(), self.clock.now())


def demo_clerk(role: str = "counter") -> Clerk:
    """何静 at window 08, or somebody with another role there."""
    definition = role_definition(role)
    assert definition is not None
    return Clerk(
        fixed_id("staff:LH0108"),
        "LH0108",
        "何静",
        role,
        definition.name,
        definition.permissions,
        fixed_id("hall:LH"),
        "莲花街道政务服务大厅",
        fixed_id("window:08"),
        "08",
        practice=True,
    )


def build_demo(store: Store, persons: int = PERSONS) -> None:
    """Make the demo in a database; passwords are not what these tests are about."""
    make_demo(
        store,
        persons=persons,
        seed=7,
        day=DAY,
        clock=FixedClock(datetime(2026, 6, 17, 8, 0)),
        hash_password=lambda password: f"not a hash of {len(password)}",
    )


def _demo_in(store: Store) -> Demo:
    with store.reading() as session:
        memory = load_catalogue(session, DAY)
    return Demo(store, demo_clerk(), FixedClock(datetime(2026, 6, 17, 10, 2)), memory)


@pytest.fixture(scope="session")
def sqlite_demo_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """An encrypted file with the demo hall, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "template.db"
    shutil.copy(sqlite_template, path)
    store = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    build_demo(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_demo_template(postgres: PostgresCluster) -> str:
    """The name of a PostgreSQL database with the demo hall."""
    url = postgres.new_database()
    store = Store(open_engine(url))
    build_demo(store)
    store.close()
    assert url.database is not None
    return url.database


@pytest.fixture
def sqlite_demo(tmp_path: Path, sqlite_demo_template: Path) -> Iterator[Demo]:
    """The demo hall in a fresh encrypted file."""
    path = tmp_path / "demo.db"
    shutil.copy(sqlite_demo_template, path)
    store = Store(open_engine(f"sqlite:///{path}", TEST_KEY))
    yield _demo_in(store)
    store.close()


@pytest.fixture
def postgres_demo(postgres: PostgresCluster, postgres_demo_template: str) -> Iterator[Demo]:
    """The demo hall in a fresh PostgreSQL database."""
    name = f"d{uuid4().hex}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_demo_template}")
    url = postgres.url(name)
    store = Store(open_engine(url))
    yield _demo_in(store)
    store.close()
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def demo(request: pytest.FixtureRequest) -> Demo:
    """The demo hall on each kind of database."""
    return request.getfixturevalue(f"{'sqlite' if request.param == 'sqlite' else 'postgres'}_demo")
