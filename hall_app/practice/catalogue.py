"""The demo hall from its data files: divisions, departments, staff, windows, items, rules and themes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from db.items import Bundle, ItemUse, RecommendationRule
from db.places import Department, Hall, Window
from db.security import Staff
from db.session import Session
from hall_app.items.checking import refuse_bad
from hall_app.items.definitions import ItemDefinition
from hall_app.items.item_files import item_files
from hall_app.items.item_rows import item_row, step_rows
from hall_app.places.creating import add_divisions
from hall_app.places.credit_codes import credit_code
from hall_app.places.divisions import shipped_divisions

PRACTICE_SPACE = UUID("8f6f2f5c-6f5d-5b6e-9d0c-44030499aaaa")
"""Name space of the demo's fixed ids, so that every part finds the same rows again."""
_GROUPS = {
    "01": ["D", "A", "V", "Y"],
    "02": ["A", "C", "V", "Y"],
    "03": ["C", "A", "V", "Y"],
    "04": ["C", "A", "V", "Y"],
    "06": ["B", "A", "V", "Y"],
    "09": ["B", "A", "V", "Y"],
}
WINDOWS = tuple(f"{number:02d}" for number in range(1, 11))
_FREQUENT = (
    ("440304-GLJT-01", 96),
    ("440304-LNYD-01", 83),
    ("440304-GZFL-01", 71),
    ("440304-SYDJ-01", 64),
    ("440304-SYEDJ-01", 58),
    ("440304-CJBT-01", 49),
    ("440304-LSJZ-01", 41),
    ("440304-TYYD-01", 37),
)
# The grid reads Q A / W S / E D / R F row by row: letters run down the columns.


def fixed_id(name: str) -> UUID:
    """The id of a demo row by its name."""
    return uuid5(PRACTICE_SPACE, name)


@lru_cache(maxsize=16)
def data(name: str) -> dict[str, Any]:
    """A data file of the demo by its name without ending."""
    folder = files("hall_app.practice").joinpath("data")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8"))


def add_places(session: Session, now: datetime) -> UUID:
    """Regions, departments, the hall and its windows; returns the hall's id."""
    add_divisions(session, shipped_divisions())
    for number, (key, row) in enumerate(data("departments").items()):
        session.add(
            Department(
                id=fixed_id(f"department:{key}"),
                uscc=row.get("uscc") or credit_code(f"11440399X9900{number:03d}N"),
                name=row["name"],
                short_name=row["short"],
                enquiry_phone="0755-12345",
                review_body="深圳市福田区人民政府",
                court="深圳市盐田区人民法院",
            )
        )
    hall_id = fixed_id("hall:LH")
    session.add(
        Hall(
            id=hall_id,
            name="莲花街道政务服务大厅",
            region_code="440304008",
            abbreviation="LH",
            document_short_name="莲",
            address="深圳市福田区莲花街道演示路90001号",
            enquiry_phone="0755-12345",
            qr_key=fixed_id("hall:LH:qr").hex,
            practice=True,
        )
    )
    session.flush()
    session.add_all(
        Window(
            id=fixed_id(f"window:{number}"),
            hall_id=hall_id,
            number=number,
            groups=_GROUPS.get(number, ["A", "B", "C", "V", "Y"]),
            occupant_id=None,
            opened_at=None,
            paused_reason=None,
            consecutive_priority=0,
        )
        for number in WINDOWS
    )
    session.flush()
    return hall_id


def add_staff(session: Session, hall_id: UUID, now: datetime, hash_password: Callable[[str], str]) -> None:
    """The demo's staff; ``hash_password`` takes 0.1 s each."""
    for row in data("staff")["staff"]:
        department = row.get("department")
        session.add(
            Staff(
                id=fixed_id(f"staff:{row['number']}"),
                staff_no=row["number"],
                name=row["name"],
                role_code=row["role"],
                hall_id=hall_id,
                department_id=fixed_id(f"department:{department}") if department else None,
                password_hash=hash_password(row["password"]),
                password_set_at=now,
                must_change=False,
                disabled=False,
                failures=[],
                last_window=row.get("window"),
            )
        )
    session.flush()


def add_items(session: Session, day: date) -> None:
    """Items with forms, materials, conditions and steps; rules, themes and window 08's habits."""
    read = item_files({"item": data("items")["item"], **data("rules"), **data("bundles")})
    assert read.findings == ()
    for one in read.items:
        _add_item(session, one, day)
    session.flush()
    refuse_bad(session)
    for position, row in enumerate(read.rules):
        session.add(
            RecommendationRule(
                # Rules of one item are tried in the order of their ids.
                id=UUID(int=(fixed_id("rules").int & ~0xFFFF) | position),
                item_code=row.item,
                rank=row.rank,
                subject=row.subject,
                rule=dict(row.rule),
                reason=row.reason,
                date_of=row.date_of,
                enabled=True,
            )
        )
    for row in read.bundles:
        session.add(Bundle(code=row.code, name=row.name, members=list(row.members)))
    for code, count in _FREQUENT:
        session.add(ItemUse(window_id=fixed_id("window:08"), item_code=code, count=count))
    session.flush()


def _add_item(session: Session, one: ItemDefinition, day: date) -> None:
    agency, hall = _department(one.agency), _department("LH")
    uscc = data("departments")[one.agency].get("uscc")
    basic = f"44{one.type_code}99{int(fixed_id(one.code)) % 1000:03d}001"[:12]
    coded = replace(one, basic_code=basic, implementation_code=f"{uscc}4{basic}" if uscc else None)
    item = item_row(coded, 1, agency, hall, date(day.year - 1, 1, 1), fixed_id)
    session.add(item)
    session.flush()
    session.add_all(step_rows(coded, item.id, agency, hall, _department, fixed_id))


def _department(key: str) -> UUID:
    return fixed_id(f"department:{key}")
