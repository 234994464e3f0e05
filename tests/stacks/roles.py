"""A PostgreSQL hall whose window logs in with a role of its own, beside the owner's way in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy.engine import URL

from db.engine import open_engine
from db.session import Store
from hall_app.security.database_logins import add_office_login, add_window_login
from tests.stacks.databases import PostgresCluster
from tests.stacks.demo import Demo


@dataclass(frozen=True)
class RoleHall:
    """The demo hall as its owner sees it (``demo.store``), and the cluster that lets roles in."""

    demo: Demo
    cluster: PostgresCluster

    @property
    def database(self) -> str:
        """The database's name."""
        name = self.demo.store.engine.url.database
        assert name is not None
        return name

    def url(self, role: str) -> URL:
        """Where this role logs in."""
        return self.cluster.url(self.database, role)

    def window(self, number: str = "08", exchange: bool = True) -> Store:
        """The hall as the machine of a window sees it."""
        login = add_window_login(self.demo.store, number, exchange=exchange)
        return Store(open_engine(self.url(login.role_name)))

    def office(self, name: str = "desk") -> Store:
        """The hall as an office's machine sees it."""
        return Store(open_engine(self.url(add_office_login(self.demo.store, name).role_name)))


@pytest.fixture
def role_hall(postgres: PostgresCluster, postgres_demo: Demo) -> Iterator[RoleHall]:
    """A demo hall on PostgreSQL; its roles go with it."""
    hall = RoleHall(postgres_demo, postgres)
    yield hall
    postgres_demo.store.close()
    postgres.drop(postgres_demo.store.engine.url)
    postgres.drop_roles(f"{hall.database}_")


@pytest.fixture
def window_demo(role_hall: RoleHall) -> Iterator[Demo]:
    """The demo hall as window 08's own login sees it."""
    store = role_hall.window()
    yield replace(role_hall.demo, store=store)
    store.close()
