"""A demo hall at 2026-06-17 10:02 with its clerk at window 08, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from db.base import new_id
from db.items import Item
from db.places import Hall, Window
from db.queueing import Ticket
from db.security import Role, Staff
from db.session import Store
from hall_app.cases import opening
from hall_app.cases.application import Application
from hall_app.cases.terms import CaseTerms, LinkView
from hall_app.clock import FixedClock
from hall_app.identity.judgement import card_facts, identify
from hall_app.identity.resident import Resident
from hall_app.practice import making
from hall_app.practice.story import story_cards
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules
from hall_app.queueing.tickets import as_queue_ticket
from hall_app.security.clerk import Clerk
from hall_app.settings import Settings
from hall_app.working_days.calendar import load_calendar
from hall_app.working_days.counting import deadline

DAY = date(2026, 6, 17)
JZZ = "440304-JZZ-01"
SENIOR = "440304-GLJT-01"


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
        card = next(card for card in story_cards(DAY) if card.key == key)
        identity = SimpleNamespace(
            kind="resident", name=card.name, name_zh=None, sex=card.sex, nation="汉", birth_date=card.birth_date,
            address=card.address, id_number=card.id_number, issuer="岳阳市公安局", valid_from=card.valid_from,
            valid_to=card.valid_to, nationality=None, sam_id=None, emulated=True,
        )  # fmt: skip
        facts = replace(card_facts(identity, DAY, self.clock.now()), **changes)
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


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is tested elsewhere; here it only costs time."""
    monkeypatch.setattr(making, "hash_password", lambda _password: "x")


@pytest.fixture
def hall(store: Store) -> DemoHall:
    """The demo hall with its story people and nobody else."""
    clock = FixedClock(datetime(2026, 6, 17, 10, 2))
    making.make_demo(store, persons=0, seed=1, day=DAY, clock=clock)
    settings = Settings()
    with store.writing() as session:
        found = session.scalars(select(Hall)).first()
        window = session.scalars(select(Window).where(Window.number == "08")).one()
        staff = session.scalars(select(Staff).where(Staff.staff_no == "LH0108")).one()
        role = session.get_one(Role, staff.role_code)
        window.occupant_id = staff.id
        items = {item.local_code: item for item in session.scalars(select(Item))}
        assert found is not None
        clerk = Clerk(
            staff.id, staff.staff_no, staff.name, role.code, role.name, frozenset(role.permissions),
            found.id, found.name, window.id, window.number, True,
        )  # fmt: skip
    calendar = load_calendar(store)
    terms = CaseTerms(clock, settings, lambda start, days: deadline(calendar, start, days))
    return DemoHall(store, clock, clerk, terms, items)
