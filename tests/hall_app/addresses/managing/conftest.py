"""The town on either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.session import Store
from tests.hall_app.addresses.managing.town import Town, make_town


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    """The invented town, with two people who manage it."""
    return make_town(store, tmp_path)
