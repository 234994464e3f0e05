"""The story people's facts, offsets from the hall's day, so that the story is alive on any day."""

from __future__ import annotations

from datetime import date

from db.practice_load import remove_people, set_installation_value
from db.session import Session
from hall_app.practice.catalogue import fixed_id
from hall_app.practice.story_cards import story_cards
from hall_app.practice.story_homes import ROOM, SHARED, write_homes
from hall_app.practice.story_household import write_household
from hall_app.practice.story_others import write_others
from hall_app.practice.story_rows import person_key

STORY_DAY = "practice_day"


def write_story(session: Session, day: date) -> None:
    """Write the story people's library rows for a day; those of an earlier day are taken out first."""
    cards = story_cards(day)
    names = [card.name for card in cards] + ["周立", "周沐禾", "梁海波"]
    firms = [fixed_id(f"firm:{name}") for name in ("晓语", "志明餐饮", "志明商贸")]
    remove_people(session, [person_key(name) for name in names], firms, [ROOM, f"{SHARED}000101"])
    session.flush()
    write_homes(session, day)
    write_household(session, cards[0], day)
    write_others(session, {card.key: card for card in cards}, day)
    set_installation_value(session, STORY_DAY, day.isoformat())
    session.flush()
