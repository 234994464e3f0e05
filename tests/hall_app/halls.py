"""A small hall for tests: windows, staff of every role, and clerks at their windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from db.places import Hall, Region, Window
from db.security import Staff
from db.session import Store
from hall_app.clock import FixedClock
from hall_app.queueing.paper import TicketPaper
from hall_app.security.clerk import Clerk
from hall_app.security.passwords import hash_password
from hall_app.security.permissions import ROLES, add_shipped_roles, role_definition

PASSWORD = "Yichuang-2026"
MORNING = datetime(2026, 6, 4, 9, 49)


@cache
def password_hash() -> str:
    """One hash for every account: making one is slow on purpose."""
    return hash_password(PASSWORD)


def render(paper: TicketPaper) -> bytes:
    """A ticket as plain text."""
    return f"{paper.number}|{paper.business}|{paper.ahead}|{paper.estimate_min}|{paper.qr_text}".encode()


@dataclass(frozen=True)
class SmallHall:
    """The hall's ids; windows and staff by number and role."""

    store: Store
    clock: FixedClock
    hall_id: UUID
    windows: dict[str, UUID]
    staff: dict[str, UUID]

    def clerk(self, window: str | None = None, role: str = "counter", open_window: bool = True) -> Clerk:
        """A logged-in member of staff, at an open window where one is given."""
        staff_no = f"LH01{window}" if window and role == "counter" else f"R-{role}".upper()
        window_id = self.windows[window] if window else None
        if window_id and open_window:
            with self.store.writing() as session:
                row = session.get_one(Window, window_id)
                row.occupant_id = self.staff[staff_no]
                row.opened_at = self.clock.now()
        definition = role_definition(role)
        assert definition is not None
        return Clerk(
            staff_id=self.staff[staff_no],
            staff_no=staff_no,
            name="何静",
            role_code=role,
            role_name=definition.name,
            permissions=definition.permissions,
            hall_id=self.hall_id,
            hall_name="莲花街道政务服务大厅",
            window_id=window_id,
            window_number=window,
            practice=True,
        )


def build_hall(store: Store, windows: int = 10, at: datetime = MORNING) -> SmallHall:
    """Put a practice hall into the database: windows 01…, a counter clerk for each, one person of every role."""
    clock = FixedClock(at)
    with store.writing() as session:
        add_shipped_roles(session)
        session.add(Region(code="440304008", name="莲花街道", level="street", abbreviation="LH"))
        session.flush()
        hall = Hall(
            name="莲花街道政务服务大厅",
            region_code="440304008",
            abbreviation="LH",
            document_short_name="莲",
            address="深圳市福田区",
            enquiry_phone="0755-10000000",
            qr_key="k" * 32,
            practice=True,
        )
        session.add(hall)
        session.flush()
        numbers = [f"{number:02d}" for number in range(1, windows + 1)]
        rows = [
            Window(hall_id=hall.id, number=number, groups=["A", "B", "C", "Y", "V"]) for number in numbers
        ]
        people = [_person(f"LH01{number}", "counter", hall.id, clock) for number in numbers]
        people += [_person(f"R-{role.code}".upper(), role.code, hall.id, clock) for role in ROLES]
        session.add_all([*rows, *people])
        session.flush()
        return SmallHall(
            store,
            clock,
            hall.id,
            {row.number: row.id for row in rows},
            {person.staff_no: person.id for person in people},
        )


def _person(staff_no: str, role: str, hall_id: UUID, clock: FixedClock) -> Staff:
    return Staff(
        staff_no=staff_no,
        name="何静" if staff_no == "LH0108" else "温雪",
        role_code=role,
        hall_id=hall_id,
        password_hash=password_hash(),
        password_set_at=clock.now(),
        must_change=False,
    )
