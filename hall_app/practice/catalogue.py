"""The demo hall from its data files: divisions, departments, staff, windows, items, rules and themes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from db.items import (
    Bundle,
    Item,
    ItemCondition,
    ItemField,
    ItemMaterial,
    ItemStep,
    ItemUse,
    RecommendationRule,
)
from db.places import Department, Hall, Window
from db.security import Staff
from db.session import Session
from hall_app.items.checking import refuse_bad
from hall_app.items.rules import check_rule
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
_SECTION_ICONS = {
    "申请人": "user",
    "联系与领取": "phone",
    "居住": "map-pin",
    "社保与就业": "shield-check",
    "发放": "credit-card",
    "家庭": "users",
    "申请内容": "file-text",
    "租赁": "home",
    "申请主体": "building-store",
}
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
    for row in data("items")["item"]:
        _add_item(session, row, day)
    session.flush()
    refuse_bad(session)
    for position, row in enumerate(data("rules")["rule"]):
        check_rule(row["rule"])
        session.add(
            RecommendationRule(
                # Rules of one item are tried in the order of their ids.
                id=UUID(int=(fixed_id("rules").int & ~0xFFFF) | position),
                item_code=row["item"],
                rank=row["rank"],
                subject=row.get("subject", "person"),
                rule=row["rule"],
                reason=row["reason"],
                date_of=row.get("date_of"),
                enabled=True,
            )
        )
    for row in data("bundles")["bundle"]:
        session.add(Bundle(code=row["code"], name=row["name"], members=row["members"]))
    for code, count in _FREQUENT:
        session.add(ItemUse(window_id=fixed_id("window:08"), item_code=code, count=count))
    session.flush()


def _add_item(session: Session, row: dict[str, Any], day: date) -> None:
    code, on_the_spot = row["code"], row["promised"] == 0
    item_id = fixed_id(f"item:{code}:1")
    agency = fixed_id(f"department:{row['agency']}")
    uscc = data("departments")[row["agency"]].get("uscc")
    basic = f"44{row['type']}99{int(fixed_id(code)) % 1000:03d}001"[:12]
    session.add(
        Item(
            id=item_id,
            local_code=code,
            version=1,
            status="1",
            effective_from=date(day.year - 1, 1, 1),
            effective_to=None,
            name=row["name"],
            everyday_names=row["everyday"],
            readings=row.get("readings", []),
            summary=row["summary"],
            basic_code=basic,
            implementation_code=f"{uscc}4{basic}" if uscc else None,
            handling_code=None,
            type_code=row["type"],
            legal_basis=row["basis"],
            agency_id=agency,
            handler_id=fixed_id("department:LH"),
            exercise_level="5",
            handling_kind="1" if on_the_spot else "2",
            statutory_limit=row["statutory"],
            promised_limit=row["promised"],
            limit_unit="1",
            special_procedures=[],
            served=row["serves"],
            acceptance_conditions="；".join(one["label"] for one in row.get("condition", [])) or None,
            forms_of_handling=["1", "2"],
            visits=row.get("visits", 1),
            visit_reason="当面核对身份" if row.get("visits", 1) else None,
            online_address=row.get("online"),
            online_window=None,
            fee="",
            result_name=row["result"],
            result_kind=row["result_kind"],
            channels=["一窗办", "就近办", *(["马上办"] if on_the_spot else [])],
            refusal_grounds=row.get("refusal", []),
            expected_seconds=row["seconds"],
            sensitive=row.get("sensitive", False),
            elements={
                "short_name": row["short_name"],
                "guided_online": row.get("guided_online", False),
                "not_eligible_word": row.get("not_eligible_word", ""),
                "sections": _SECTION_ICONS,
            },
        )
    )
    session.flush()
    session.add_all(_fields(item_id, code, row["fields"]))
    session.add_all(_materials(item_id, code, row["materials"], row["basis"]))
    session.add_all(_conditions(item_id, code, row.get("condition", [])))
    session.add_all(_steps(item_id, code, agency, row["promised"]))


def _fields(item_id: UUID, code: str, keys: list[str]) -> Iterator[ItemField]:
    for position, key in enumerate(keys):
        row = data("fields")[key]
        choices = [
            choice if isinstance(choice, dict) else {"value": choice, "label": choice}
            for choice in row.get("choices", [])
        ]
        yield ItemField(
            id=fixed_id(f"field:{code}:{key}"),
            item_id=item_id,
            position=position,
            section=row["section"],
            key=key,
            label=row["label"],
            kind=row.get("kind", "choice" if choices else "text"),
            required=row.get("required", True),
            always_check=row.get("always_check", False),
            sources=row["sources"],
            choices=choices,
            shown_when=row.get("shown_when"),
        )


def _materials(item_id: UUID, code: str, uses: list[Any], basis: str) -> Iterator[ItemMaterial]:
    for position, use in enumerate(uses):
        key = use["use"] if isinstance(use, dict) else use
        row = data("materials")[key] | (use if isinstance(use, dict) else {})
        yield ItemMaterial(
            id=fixed_id(f"material:{code}:{key}"),
            item_id=item_id,
            position=position,
            code=key,
            name=row["name"],
            necessity=row.get("necessity", "1"),
            kind="1",
            form="3",
            issuer=row.get("issuer"),
            originals=1,
            copies=0,
            pages=1,
            fact=row.get("fact"),
            fact_label=row.get("fact_label"),
            capture=row.get("capture", "scan"),
            may_follow_days=row.get("may_follow_days"),
            may_promise=row.get("may_promise", False),
            standard=row.get("standard"),
            basis=row.get("basis", basis),
            substitute=row.get("substitute"),
            shown_when=row.get("shown_when"),
        )


def _conditions(item_id: UUID, code: str, rows: list[dict[str, Any]]) -> Iterator[ItemCondition]:
    for position, row in enumerate(rows):
        check_rule(row["rule"])
        yield ItemCondition(
            id=fixed_id(f"condition:{code}:{position}"),
            item_id=item_id,
            position=position,
            label=row["label"],
            rule=row["rule"],
            source_label=row["source"],
            failure=row["failure"],
            nearest_item=row.get("nearest"),
        )


def _steps(item_id: UUID, code: str, agency: UUID, promised: int) -> Iterator[ItemStep]:
    hall = fixed_id("department:LH")
    steps = [("受理", hall, "counter", 0)]
    if promised:
        steps += [("审核", agency, "reviewer", max(1, promised - 3)), ("决定", agency, "reviewer", 2)]
    steps.append(("出件", hall, "counter", 1 if promised else 0))
    for position, (name, department, role, limit) in enumerate(steps):
        yield ItemStep(
            id=fixed_id(f"step:{code}:{position}"),
            item_id=item_id,
            position=position,
            name=name,
            department_id=department,
            role_code=role,
            limit_days=limit,
        )
