"""Fixtures of the hall's own rooms."""

from __future__ import annotations

import pytest

from db.session import Store
from hall_app.settings import Settings
from tests.hall_app.halls import SmallHall, build_hall


@pytest.fixture
def hall(store: Store) -> SmallHall:
    """A small practice hall on either database."""
    return build_hall(store)


@pytest.fixture
def settings() -> Settings:
    """The declared defaults."""
    return Settings()
