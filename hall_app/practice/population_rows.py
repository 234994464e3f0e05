"""The columns that invented people fill, table by table, and one source of chance and days for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

COLUMNS: dict[str, tuple[str, ...]] = {
    "building": (
        "code",
        "address",
        "street_code",
        "community_code",
        "grid",
        "grid_worker",
        "estate",
        "floors",
        "practice",
    ),
    "room": ("code", "building_code", "address", "house", "use", "tenure", "verified_on"),
    "person": (
        "id",
        "id_number",
        "id_kind",
        "name",
        "given",
        "pinyin",
        "initials",
        "pinyin_alt",
        "initials_alt",
        "phone",
        "phone_reversed",
        "sex",
        "birth_date",
        "nation",
        "registered_region",
        "registered_address",
        "street_code",
        "died_on",
        "source",
        "recorded_on",
        "version",
        "practice",
    ),
    "residence": ("person_id", "room_code", "since", "until", "tenure", "source", "recorded_on"),
    "kinship": ("person_id", "relative_id", "relation", "lives_together", "source", "recorded_on"),
    "person_fact": (
        "id",
        "person_id",
        "kind",
        "value",
        "since",
        "until",
        "source",
        "recorded_on",
        "trust",
        "version",
    ),
    "legal_person": (
        "id",
        "uscc",
        "name",
        "initials",
        "kind",
        "status",
        "address",
        "address_code",
        "registered_on",
        "licence_until",
        "last_report_year",
        "source",
        "recorded_on",
        "version",
        "practice",
    ),
    "legal_person_role": ("person_id", "legal_person_id", "role"),
}
Rows = dict[str, list[tuple[str | int | None, ...]]]


_LONGEST = 4000


class Chance:
    """The one random source of a population: the same seed and day give the same draws in the same order."""

    def __init__(self, seed: int, day: date) -> None:
        self.random = Random(f"{seed}:{day.isoformat()}")
        self.day = day
        self._days = [(day - timedelta(days=back)).isoformat() for back in range(_LONGEST)]

    def back(self, least: int, most: int) -> str:
        """An ISO date that many days ago."""
        return self._days[min(_LONGEST - 1, least + int(self.random.random() * (most - least + 1)))]

    def ahead(self, most: int, from_day: int = 0) -> str:
        """An ISO date ``from_day`` to ``from_day + most`` days from today."""
        return (self.day + timedelta(days=int(self.random.random() * most) + from_day)).isoformat()
