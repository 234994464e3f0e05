"""What departments send and what is made of it, once more with hall and district on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_app.clock import Clock
from hall_app.composition import HallCounter
from hall_app.installation import open_installation
from hall_app.practice.making import make_demo
from tests.hall_app.halls import password_hash
from tests.journeys.test_address_writes import (
    enter,
    rooms,
    test_a_change_is_withdrawn_by_its_author_and_another_rejected_for_a_reason,
    test_every_kind_of_change_is_written_by_one_and_put_in_force_by_another,
)
from tests.journeys.test_department_writes import (
    test_a_list_is_compared_mapped_by_hand_proposed_and_put_in_force_as_one,
    test_an_address_is_made_beside_another_edited_and_put_in_force,
    test_codes_of_a_department_are_mapped_looked_up_and_follow_what_changes,
)
from tests.stacks.databases import PostgresCluster

__all__ = [
    "enter", "rooms", "test_a_change_is_withdrawn_by_its_author_and_another_rejected_for_a_reason",
    "test_a_list_is_compared_mapped_by_hand_proposed_and_put_in_force_as_one",
    "test_an_address_is_made_beside_another_edited_and_put_in_force",
    "test_codes_of_a_department_are_mapped_looked_up_and_follow_what_changes",
    "test_every_kind_of_change_is_written_by_one_and_put_in_force_by_another",
]  # fmt: skip
pytestmark = pytest.mark.postgresql


@pytest.fixture
def counter(postgres: PostgresCluster, tmp_path: Path) -> Iterator[HallCounter]:
    """A counter whose hall and district are databases of a server, as their owner sees them."""
    urls = [postgres.new_database() for _ in range(2)]
    shown = [url.render_as_string(hide_password=False) for url in urls]
    installation = open_installation(tmp_path, (f"database.url={shown[0]}", f"district.url={shown[1]}"))
    clock = Clock()
    hall, district = installation.open_hall(upgrading=True), installation.open_district(upgrading=True)
    make_demo(
        hall, persons=30, seed=3, day=clock.today(), clock=clock, district=district, hash_password=lambda _word: password_hash()
    )  # fmt: skip
    hall.close()
    district.close()
    made = HallCounter(installation)
    yield made
    made.stop()
    for url in urls:
        postgres.drop(url)
