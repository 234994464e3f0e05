"""A small invented town with people in it: two estates, a door, a village, residents, firms and cases."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from db.libraries import Building, LegalPerson, Person, PersonFact, Residence, Room
from db.session import Store
from hall_app.addresses.commands import import_library
from hall_app.addresses.managing.changes import ChangeKind, Elements, NewEntry, Proposal
from hall_app.addresses.managing.proposing import Applied, approve_change, propose_change
from hall_app.clock import FixedClock
from hall_app.security.clerk import Clerk
from tests.hall_app.halls import MORNING

DAY = date(2026, 6, 4)
GRID = "44030400801401"
YUNJIN = {
    "street": "莲花街道",
    "community": "景田社区",
    "road": "锦云二路",
    "roadno": "18号",
    "area": "云锦苑",
}
HEMING = {
    "street": "莲花街道",
    "community": "景田社区",
    "road": "鹤鸣路",
    "roadno": "7号",
    "area": "鹤鸣花园",
}
DOOR = {"street": "莲花街道", "community": "景田社区", "road": "鹤鸣路", "roadno": "9号"}
VILLAGE = {"street": "沙头街道", "community": "上沙社区", "area": "上沙塘晏村"}


def building_code(number: int) -> str:
    """A code of the invented range."""
    return f"{GRID}{90000 + number}"


def town_entries() -> list[tuple[str, dict[str, str]]]:
    """Code and elements of the town's buildings and rooms."""
    made: list[tuple[str, dict[str, str]]] = []

    def building(number: int, place: dict[str, str], rooms: list[str], **more: str) -> None:
        code = building_code(number)
        made.append((code, {**place, **more}))
        made.extend((f"{code}{n:06d}", {**place, **more, "house": r}) for n, r in enumerate(rooms, 1))

    for number in (1, 2, 3):
        building(number, YUNJIN, ["101", "102", "201", "202", "301"], bldg=f"{number}栋")
    building(11, HEMING, ["101", "102", "1201"], bldg="A座")
    building(12, HEMING, ["103", "104"], bldg="B座")
    building(21, DOOR, ["201", "202"])
    building(31, VILLAGE, ["301", "502"], lane="三巷", bldg="7号")
    return made


def write_town(folder: Path) -> Path:
    """The town as a library file."""
    path = folder / "town.jsonl"
    lines = [
        json.dumps(
            {"code": code, "level": "room" if len(code) == 25 else "building", "el": el}, ensure_ascii=False
        )
        for code, el in town_entries()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def editor(number: int) -> Clerk:
    """A member of staff who may propose and approve."""
    return Clerk(
        staff_id=UUID(int=number), staff_no=f"DZ{number:04d}", name="温雪", role_code="address_admin", role_name="地址管理员",
        permissions=frozenset({"address.propose", "address.approve"}), hall_id=UUID(int=99), hall_name="福田区",
        window_id=None, window_number=None, practice=True,
    )  # fmt: skip


@dataclass
class Town:
    """The town with two people who manage it."""

    store: Store
    clock: FixedClock
    first: Clerk
    second: Clerk

    def propose(self, kind: str, **parts: object) -> UUID:
        """File a proposal of the first person."""
        proposal = replace(Proposal(ChangeKind(kind), reason="现场核实"), **parts)  # type: ignore[arg-type]
        return propose_change(self.store, self.first, proposal, clock=self.clock).id

    def carry_out(self, kind: str, **parts: object) -> Applied:
        """Propose, and approve by the second person."""
        return approve_change(self.store, self.second, self.propose(kind, **parts), clock=self.clock)

    def resident(self, room: str) -> UUID:
        """Somebody who lives in a room, registered there."""
        with self.store.writing() as session:
            person = Person(
                id_number=f"4403991990{uuid4().int % 10**8:08d}", name="林晓燕", given="晓燕", pinyin="linxiaoyan", initials="lxy", sex="2",
                birth_date=date(1990, 1, 1), nation="01", registered_region="430600", registered_address="某地",
                source="人口库", recorded_on=DAY,
            )  # fmt: skip
            session.add(person)
            session.flush()
            if session.get(Building, room[:19]) is None:
                session.add(
                    Building(code=room[:19], address="原楼", street_code="440304008", community_code="014")
                )
                session.flush()
            if session.get(Room, room) is None:
                session.add(
                    Room(
                        code=room, building_code=room[:19], address="原址", house="x", use="住宅", tenure="租"
                    )
                )
                session.flush()
            session.add(
                Residence(
                    person_id=person.id,
                    room_code=room,
                    since=DAY,
                    tenure="租",
                    source="房屋库",
                    recorded_on=DAY,
                )
            )
            session.add(
                PersonFact(
                    person_id=person.id, kind="residence_registration", value={"house_code": room, "address": "原址"},
                    source="人口库", recorded_on=DAY,
                )
            )  # fmt: skip
            return person.id

    def firm(self, code: str) -> UUID:
        """A firm at a code."""
        with self.store.writing() as session:
            firm = LegalPerson(
                uscc=f"92440399{uuid4().int % 10**10:010d}", name="晓语花艺", initials="xyhy", kind="个体工商户", status="存续",
                address="原址", address_code=code, registered_on=DAY, source="法人库", recorded_on=DAY,
            )  # fmt: skip
            session.add(firm)
            session.flush()
            return firm.id


def make_town(store: Store, folder: Path) -> Town:
    """Load the town into a database."""
    import_library(store, write_town(folder), None, DAY)
    return Town(store, FixedClock(MORNING), editor(1), editor(2))


def el(place: dict[str, str], **more: str) -> Elements:
    """Elements on a place."""
    return Elements(**{**place, **more})


def new(place: dict[str, str], code: str | None = None, rooms: tuple[str, ...] = (), **more: str) -> NewEntry:
    """A new entry on a place."""
    return NewEntry(el(place, **more), code, rooms)
