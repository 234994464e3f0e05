"""Making a real hall: divisions, departments, windows, roles and the three administrators, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from db import places_queries as queries
from db.places import Department, Hall, Region, Window
from db.practice_load import installation_value
from db.security import Staff
from db.session import Session, Store
from hall_app.clock import Clock
from hall_app.errors import Conflict
from hall_app.places.definition import ADMINISTRATORS, HallDefinition
from hall_app.places.divisions import Division
from hall_app.security.audit import Actor, record
from hall_app.security.passwords import hash_password, initial_password
from hall_app.security.permissions import add_shipped_roles
from hall_app.store_faults import explained

_PRACTICE = "practice"


@dataclass(frozen=True, slots=True, repr=False)
class FirstAccount:
    """One of the first accounts with the password that is shown this once."""

    role: str
    number: str
    name: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class CreatedHall:
    """What was made."""

    hall_id: UUID
    accounts: tuple[FirstAccount, ...]


@explained()
def refuse_practice(store: Store) -> None:
    """Refuse a database that was made for practice. Raises Conflict, Unavailable."""
    with store.reading() as session:
        _refuse_practice(session)


@explained()
def create_hall(
    store: Store,
    definition: HallDefinition,
    *,
    clock: Clock,
    actor: Actor,
    hash_password: Callable[[str], str] = hash_password,
) -> CreatedHall:
    """Make the hall; its accounts must change their passwords at the first log-in. Audited. Takes half a second.

    Raises Conflict where a hall or a practice installation stands, Unavailable.
    """
    passwords = [initial_password() for _ in definition.administrators]
    hashes = [hash_password(one) for one in passwords]
    now = clock.now()
    with store.writing() as session:
        _refuse_second(session)
        hall_id = _add_places(session, definition)
        add_shipped_roles(session)
        session.flush()
        for one, fresh in zip(definition.administrators, hashes, strict=True):
            staff = Staff(
                staff_no=one.number,
                name=one.name,
                role_code=one.role,
                hall_id=hall_id,
                password_hash=fresh,
                password_set_at=now,
                must_change=True,
            )
            session.add(staff)
            session.flush()
            detail = {"staff_no": one.number, "role": one.role}
            record(session, actor, "staff.create", "staff", staff.id, True, detail, now)
        detail = {
            "code": definition.code,
            "region": definition.region.code,
            "windows": len(definition.windows),
            "departments": len(definition.departments),
        }
        record(session, actor, "hall.create", "hall", hall_id, True, detail, now)
    accounts = tuple(
        FirstAccount(ADMINISTRATORS[one.role], one.number, one.name, password)
        for one, password in zip(definition.administrators, passwords, strict=True)
    )
    return CreatedHall(hall_id, accounts)


def add_divisions(session: Session, divisions: Iterable[Division]) -> None:
    """Put the divisions in that are not there yet, parents first, in the caller's transaction."""
    known = queries.region_codes(session)
    for one in divisions:
        if one.code not in known:
            session.add(
                Region(
                    code=one.code,
                    name=one.name,
                    level=one.level,
                    parent_code=one.parent,
                    abbreviation=one.abbreviation,
                )
            )
    session.flush()


def _refuse_second(session: Session) -> None:
    standing = queries.hold_halls(session)
    _refuse_practice(session)
    if standing is not None:
        raise Conflict(
            f"这里已有大厅：{standing.name}（{standing.abbreviation}）",
            "一个安装只有一个大厅；另建请换 --base-dir，或换 database.url",
        )


def _refuse_practice(session: Session) -> None:
    if installation_value(session, _PRACTICE) == "1":
        raise Conflict("这里装的是演示大厅，不能改成正式的", "正式大厅请换一个目录 --base-dir，或换一个库")


def _add_places(session: Session, definition: HallDefinition) -> UUID:
    add_divisions(session, definition.divisions)
    known = {one.uscc for one in queries.departments(session)}
    for one in definition.departments:
        if one.uscc not in known:
            session.add(
                Department(
                    uscc=one.uscc,
                    name=one.name,
                    short_name=one.short,
                    enquiry_phone=one.phone,
                    review_body=one.review_body,
                    court=one.court,
                )
            )
    hall = Hall(
        name=definition.name,
        region_code=definition.region.code,
        abbreviation=definition.code,
        document_short_name=definition.short_name,
        address=definition.address,
        enquiry_phone=definition.phone,
        qr_key=secrets.token_hex(16),
        practice=False,
    )
    session.add(hall)
    session.flush()
    session.add_all(
        Window(hall_id=hall.id, number=one.number, groups=list(one.groups), consecutive_priority=0)
        for one in definition.windows
    )
    session.flush()
    return hall.id
