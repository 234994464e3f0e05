"""A demo hall at 2026-06-17 10:02 with its clerk at window 08, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import delete, select

from db.base import new_id
from db.cases import Case, CaseMaterial, CaseStep
from db.items import Item
from db.places import Window
from db.queueing import Ticket
from db.session import Store
from hall_app.cases import opening
from hall_app.cases.application import Application
from hall_app.cases.terms import CaseTerms, LinkView
from hall_app.clock import FixedClock
from hall_app.identity.judgement import card_facts, identify
from hall_app.identity.resident import Resident
from hall_app.practice.story_cards import story_cards
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules
from hall_app.queueing.tickets import as_queue_ticket
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline
from tests.stacks.demo import DAY, Demo, on_reader

JZZ = "440304-JZZ-01"


@dataclass
class DemoHall:
    """The hall, its clerk, and what the use cases are given."""

    store: Store
    clock: FixedClock
    clerk: Clerk
    terms: CaseTerms
    items: dict[str, Item]

    def resident(self, key: str, **changes: object) -> Resident:
        """The person of a story card, judged."""
        card = story_cards(DAY)[int(key) - 1]
        facts = replace(card_facts(on_reader(card), DAY, self.clock.now()), **changes)
        return identify(self.store, self.clerk, None, facts, self.clock)

    def ticket(self, number: str = "A037") -> QueueTicket:
        """A ticket being served at the window."""
        now = self.clock.now()
        row = Ticket(
            id=new_id(), hall_id=self.clerk.hall_id, day=DAY, number=number, group="A", business="个人事务", state="serving",
            issued_at=now, queued_at=now, items=[], window_id=self.clerk.window_id, clerk_id=self.clerk.staff_id,
            called_at=now, started_at=now, practice=True,
        )  # fmt: skip
        with self.store.writing() as session:
            session.add(row)
        return as_queue_ticket(row, now, QueueRules.of(self.terms.settings))

    def open(
        self, key: str = "1", code: str = JZZ, ticket: QueueTicket | None = None, **more: object
    ) -> Application:
        """An item's form opened for a story person."""
        return opening.open_application(
            self.store, self.clerk, ticket, self.resident(key), self.items[code].id, terms=self.terms, **more
        )

    def with_link(self, link: LinkView) -> None:
        """Set the state of the line."""
        self.terms = replace(self.terms, link=lambda: link)


@pytest.fixture
def hall(demo: Demo) -> DemoHall:
    """The demo hall without the story's earlier cases, its clerk at window 08."""
    with demo.store.writing() as session:
        for table in (CaseStep, CaseMaterial, Case):
            session.execute(delete(table))
        session.get_one(Window, demo.clerk.window_id).occupant_id = demo.clerk.staff_id
        items = {item.local_code: item for item in session.scalars(select(Item))}
    calendar = load_calendar(demo.store)
    terms = CaseTerms(demo.clock, Settings(), lambda start, days: deadline(calendar, start, days))
    return DemoHall(demo.store, demo.clock, demo.clerk, terms, items)
