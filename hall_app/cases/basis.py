"""What a decision rests on besides the application: the items, the hall and the numbers drawn for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from db import cases_queries as queries
from db import items_queries
from db.cases import Case
from db.items import Item
from db.session import Session
from hall_app.cases.application import Application
from hall_app.cases.numbering import draw_case_number, draw_document_number, new_query_code
from hall_app.cases.terms import CaseTerms
from hall_app.errors import Conflict
from hall_app.numbers import draw
from hall_app.security.clerk import Clerk

ON_THE_SPOT = "1"
_DEFAULT_REVIEW_BODY = "深圳市福田区人民政府"
_DEFAULT_COURT = "深圳市福田区人民法院"


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """Of an item version what a decision and its sheet need."""

    item_id: UUID
    code: str
    version: int
    name: str
    type_code: str
    on_the_spot: bool
    statutory_days: int
    promised_days: int
    fee: str
    agency: str
    agency_uscc: str
    review_body: str
    court: str
    legal_basis: str
    result_name: str
    implementation_code: str
    refusal_grounds: tuple[tuple[str, str, str], ...]
    goes_to: str

    @property
    def days(self) -> int:
        """The limit that runs: the promise, or the law's where nothing is promised."""
        return self.promised_days or self.statutory_days


@dataclass(frozen=True, slots=True, repr=False)
class HallFacts:
    """Of the hall what a sheet needs; ``qr_key`` signs its code."""

    hall_id: UUID
    name: str
    abbreviation: str
    document_short_name: str
    enquiry_phone: str
    qr_key: str
    practice: bool


@dataclass(frozen=True, slots=True, repr=False)
class DrawnNumbers:
    """Numbers drawn for one decision, one case number an item. Final: what is not used stays a gap."""

    case_numbers: tuple[str, ...]
    exchange_numbers: tuple[str, ...]
    document_number: str
    job_number: int
    query_code: str


@dataclass(frozen=True, slots=True, repr=False)
class Basis:
    """Items (the leading one first), hall and numbers of a decision."""

    items: tuple[ItemTerms, ...]
    hall: HallFacts
    numbers: DrawnNumbers

    @property
    def lead(self) -> ItemTerms:
        """The leading item."""
        return self.items[0]


def read_items(session: Session, app: Application, today: date) -> tuple[ItemTerms, ...]:
    """The items of an application; of a theme as they count today. Raises Conflict when one is gone."""
    if app.resumed is not None:
        found = [queries.item_of(session, case.item_id) for case in cases_of(session, app.resumed.case_id)]
    elif not app.bundle:
        found = [queries.item_of(session, app.item.item_id)]
    else:
        found = [items_queries.item_by_code(session, code, today) for code in app.bundle]
    if not all(found):
        raise Conflict("事项刚被撤下", "请换事项")
    return tuple(item_terms(session, item) for item in found if item is not None)


def cases_of(session: Session, case_id: UUID) -> list[Case]:
    """A case and those it leads, locked, the leading one first. Raises Conflict when it is gone."""
    lead = queries.case_locked(session, case_id)
    if lead is None:
        raise Conflict("没有这个办件", "请重新打开")
    return [lead, *queries.followers_of(session, case_id)]


def item_terms(session: Session, item: Item) -> ItemTerms:
    """An item's row in what decisions need of it."""
    agency = queries.department_of(session, item.agency_id)
    step = queries.step_after_counter(session, item.id)
    goes_to = "综合窗口"
    if step is not None:
        row, department = step
        name = department.short_name if department else (agency.short_name if agency else "")
        goes_to = f"{name} {row.name}".strip()
    return ItemTerms(
        item_id=item.id,
        code=item.local_code,
        version=item.version,
        name=item.name,
        type_code=item.type_code,
        on_the_spot=item.handling_kind == ON_THE_SPOT,
        statutory_days=item.statutory_limit,
        promised_days=item.promised_limit,
        fee="不收费" if item.fee in {"", "0", "不收费"} else item.fee,
        agency=agency.name if agency else "",
        agency_uscc=agency.uscc if agency else "",
        review_body=(agency.review_body if agency else None) or _DEFAULT_REVIEW_BODY,
        court=(agency.court if agency else None) or _DEFAULT_COURT,
        legal_basis=item.legal_basis or "",
        result_name=item.result_name or "",
        implementation_code=item.implementation_code or item.local_code,
        refusal_grounds=tuple(_ground(raw) for raw in item.refusal_grounds),
        goes_to=goes_to,
    )


def _ground(raw: Any) -> tuple[str, str, str]:
    if isinstance(raw, dict):
        return str(raw.get("code", "")), str(raw.get("text", "")), str(raw.get("basis", ""))
    return str(raw), str(raw), ""


def read_hall(session: Session, hall_id: UUID) -> HallFacts:
    """The hall's facts."""
    hall = queries.hall_of(session, hall_id)
    return HallFacts(
        hall_id=hall.id,
        name=hall.name,
        abbreviation=hall.abbreviation,
        document_short_name=hall.document_short_name,
        enquiry_phone=hall.enquiry_phone,
        qr_key=hall.qr_key,
        practice=hall.practice,
    )


def draw_basis(session: Session, clerk: Clerk, app: Application, word: str, terms: CaseTerms) -> Basis:
    """Items, hall and fresh numbers, in a short transaction of its own; a resumed case keeps its own.

    Raises Conflict, Unavailable.
    """
    today = terms.clock.today()
    items, hall = read_items(session, app, today), read_hall(session, clerk.hall_id)
    block = clerk.window_id if terms.own_numbers else None
    # Always in the same order, so that two windows never wait for each other.
    if app.resumed is not None:
        known = cases_of(session, app.resumed.case_id)
        case_numbers = tuple(case.case_number for case in known)
        exchange_numbers = tuple(case.exchange_number or "" for case in known)
    else:
        case_numbers = tuple(
            draw_case_number(session, hall.hall_id, hall.abbreviation, today, block) for _ in items
        )
        exchange_numbers = tuple(_exchange_number(session, hall, item, today, block) for item in items)
    numbers = DrawnNumbers(
        case_numbers=case_numbers,
        exchange_numbers=exchange_numbers,
        document_number=draw_document_number(
            session, hall.hall_id, hall.document_short_name, word, today, block
        ),
        job_number=draw(session, "print_job"),
        query_code=new_query_code(),
    )
    return Basis(items, hall, numbers)


def _exchange_number(
    session: Session, hall: HallFacts, item: ItemTerms, today: date, block: UUID | None
) -> str:
    """实施编码 + yyyyMMdd + four digits of the item's day (domain 3.8)."""
    number = draw(session, f"exchange:{hall.hall_id}:{item.code}:{today:%Y%m%d}", block)
    return f"{item.implementation_code}{today:%Y%m%d}{number:04d}"
