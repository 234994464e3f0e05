"""Looking up outside a reception: a person's file for a stated reason, a case by its number; read only, traced."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db import cases_queries, documents_queries, lookup_queries
from db import libraries_queries as queries
from db.base import new_id
from db.cases import Case
from db.libraries import LibraryAccess, Person
from db.session import Session, Store
from hall_app.cases.case_times import CaseTimes
from hall_app.cases.lights import NO_TIME, TimeLeft
from hall_app.cases.outcome import DocumentHead
from hall_app.cases.resuming import sheet_to_hand
from hall_app.cases.states import STATE_NAMES, CaseState
from hall_app.clock import Clock, hall_time
from hall_app.errors import InputRefused, NotPermitted
from hall_app.libraries.daily_limit import count_lookup, left_notice
from hall_app.libraries.facts import age_on
from hall_app.libraries.person_file import PersonFile
from hall_app.libraries.reading_person import build_person_file
from hall_app.libraries.wording import OPEN_STATES, SEXES
from hall_app.security.audit import record
from hall_app.security.audit_words import action_words
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_name, mask_phone
from hall_app.settings import LIBRARY_QUERIES_PER_DAY, Settings
from hall_app.store_faults import explained

REASONS = (("case", "办件"), ("visit", "走访"), ("check", "核查"), ("petition", "信访"))
"""Why a person's file may be opened outside a reception; one must be chosen first (screens.md 14)."""
_LEAST_NUMBER = 4
_HITS = 5


@dataclass(frozen=True, slots=True, repr=False)
class PersonSheet:
    """A person as the libraries have them, for the page 三库; numbers are masked.

    ``limit_notice``: how many look-ups are left today, when few are.
    """

    person_id: UUID
    name: str
    about: str
    id_masked: str
    phone_masked: str
    reason: str
    opened_at: datetime
    file: PersonFile
    notice: str = ""
    limit_notice: str = ""


@dataclass(frozen=True, slots=True)
class CaseHit:
    """A case found by the beginning of its number."""

    number: str
    item_name: str
    state_name: str
    left: TimeLeft = NO_TIME


@dataclass(frozen=True, slots=True)
class CaseStepLine:
    """What happened when, by whom."""

    at: datetime
    words: str
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """An issued sheet; a void one cannot be printed again."""

    head: DocumentHead
    issued_at: datetime
    copies: int
    void: bool


@dataclass(frozen=True, slots=True, repr=False)
class CaseSheet:
    """A case as it stands, read only. ``tone`` colours the state; ``to_hand``: its sheet is to be handed over."""

    case_id: UUID
    number: str
    item_name: str
    state_name: str
    tone: str
    open: bool
    applicant: str
    id_masked: str
    received_at: datetime
    due_on: date | None
    due_provisional: bool
    left: TimeLeft
    correction_due_on: date | None
    deferred_due_on: date | None
    collection: str
    steps: tuple[CaseStepLine, ...]
    materials: tuple[tuple[str, str], ...]
    documents: tuple[CaseDocument, ...]
    to_hand: bool = False


class LookupDesk(ABC):
    """For worker threads; raises HallError kinds."""

    @abstractmethod
    def person(self, clerk: Clerk, person_id: UUID, reason: str) -> PersonSheet:
        """A person's file for one of REASONS (person.read and person.search).

        Raises NotPermitted past the day's number of look-ups, which is audited.
        """

    @abstractmethod
    def find_cases(self, clerk: Clerk, text: str) -> tuple[CaseHit, ...]:
        """Cases of this hall whose number begins like this."""

    @abstractmethod
    def case(self, clerk: Clerk, number: str) -> CaseSheet:
        """A case of this hall, as it stands."""


class HallLookupDesk(LookupDesk):
    """Bound to the hall's database."""

    def __init__(self, store: Store, clock: Clock, settings: Callable[[], Settings] = Settings) -> None:
        self._store, self._clock, self._settings = store, clock, settings

    @explained()
    def person(self, clerk: Clerk, person_id: UUID, reason: str) -> PersonSheet:
        clerk.require("person.read")
        clerk.require("person.search")
        words = dict(REASONS).get(reason)
        if words is None:
            raise InputRefused("请先选查询事由", "办件、走访、核查或信访", "reason")
        settings = self._settings()
        now, today = self._clock.now(), self._clock.today()
        most = settings[LIBRARY_QUERIES_PER_DAY]
        with self._store.writing() as session:
            used = count_lookup(session, clerk, today, most)
            if used is None:
                # Kept although nothing is shown: who tried more is what the trail is for.
                detail = {"reason": words, "limit": most}
                record(session, clerk, "person.open", "person", person_id, False, detail, now)
            else:
                rows = queries.read_person(session, person_id)
                if rows is None:
                    raise InputRefused("人口库里已没有这个人", "请重新搜索")
                file = build_person_file(session, rows, today, settings)
                session.add(_trace(clerk, person_id, reason, file, now))
                record(session, clerk, "person.open", "person", person_id, True, {"reason": words}, now)
                return _person_sheet(rows.person, words, now, today, file, left_notice(used, most))
        raise NotPermitted(
            f"今天已查满 {most} 次，不能再查",
            "接件不受影响；确有需要，请安全管理员调整“每人每天查库上限”",
        )

    @explained()
    def find_cases(self, clerk: Clerk, text: str) -> tuple[CaseHit, ...]:
        _require_cases(clerk)
        number = text.strip().upper()
        if len(number) < _LEAST_NUMBER:
            return ()
        with self._store.reading() as session:
            found = lookup_queries.cases_by_prefix(session, clerk.hall_id, number, _HITS)
            times = CaseTimes.read(
                session, self._clock.today(), self._settings(), (case.id for case, _name in found)
            )
            return tuple(
                CaseHit(case.case_number, name, _state(case.state), times.left(case)) for case, name in found
            )

    @explained()
    def case(self, clerk: Clerk, number: str) -> CaseSheet:
        _require_cases(clerk)
        with self._store.writing() as session:
            case = cases_queries.case_by_number(session, clerk.hall_id, number.strip().upper())
            if case is None:
                raise InputRefused(f"没有 {number.strip()[:32]} 这个办件", "请核对办件号；外厅的办件在外厅查")
            times = CaseTimes.read(session, self._clock.today(), self._settings(), (case.id,))
            detail = {"case_number": case.case_number}
            record(session, clerk, "case.open", "case", case.id, True, detail, self._clock.now())
            return _sheet(session, case, times.left(case))


def _trace(clerk: Clerk, person_id: UUID, reason: str, file: PersonFile, now: datetime) -> LibraryAccess:
    return LibraryAccess(
        id=new_id(),
        staff_id=clerk.staff_id,
        person_id=person_id,
        ticket_id=None,
        case_id=None,
        purpose=reason,
        sections=[section.key for section in file.sections],
        at=now,
    )


def _person_sheet(
    person: Person, reason: str, now: datetime, today: date, file: PersonFile, limit: str
) -> PersonSheet:
    parts = (SEXES.get(person.sex, ""), f"{age_on(person.birth_date, today)} 岁", person.nation)
    died = f"人口库登记已于 {person.died_on:%Y-%m-%d} 死亡" if person.died_on else ""
    return PersonSheet(
        person.id,
        person.name,
        "·".join(part for part in parts if part),
        mask_id_number(person.id_number),
        mask_phone(person.phone) if person.phone else "",
        reason,
        now,
        file,
        died,
        limit,
    )


def _require_cases(clerk: Clerk) -> None:
    if not (clerk.may("case.accept") or clerk.may("case.review")):
        clerk.require("case.read_all")


def _state(code: str) -> str:
    try:
        return STATE_NAMES[CaseState(code)]
    except ValueError:
        return code


def _tone(case: Case) -> str:
    """Colours the state: amber where papers are waited for; how much time is left has a light of its own."""
    if case.state in ("12", "22"):
        return "warn"
    return "accent" if case.state in OPEN_STATES else "idle"


def _sheet(session: Session, case: Case, left: TimeLeft) -> CaseSheet:
    item = cases_queries.item_of(session, case.item_id)
    steps = cases_queries.steps_of(session, case.id)
    names = lookup_queries.staff_names(session, [one.staff_id for one in steps if one.staff_id])
    materials = cases_queries.materials_of(session, case.id)
    documents = documents_queries.documents_of_case(session, case.lead_case_id or case.id)
    return CaseSheet(
        case_id=case.id,
        number=case.case_number,
        item_name=item.name if item else case.item_code,
        state_name=_state(case.state),
        tone=_tone(case),
        open=case.state in OPEN_STATES,
        applicant=mask_name(case.applicant_name),
        id_masked=mask_id_number(case.applicant_id_number),
        received_at=hall_time(case.received_at),
        due_on=case.due_on,
        due_provisional=case.due_provisional,
        left=left,
        correction_due_on=case.correction_due_on,
        deferred_due_on=case.deferred_due_on,
        collection=case.collection or "",
        steps=tuple(
            CaseStepLine(
                hall_time(one.at),
                action_words(one.action) if action_words(one.action) != one.action else _state(one.to_state),
                names.get(one.staff_id, "") if one.staff_id else "系统",
                one.reason or "",
            )
            for one in steps
        ),
        materials=tuple((one.name, _material(one.state)) for one in materials),
        documents=tuple(
            CaseDocument(
                DocumentHead(one.id, one.kind, str(one.data.get("title", one.kind)), one.number),
                one.issued_at,
                one.print_count,
                one.void,
            )
            for one in documents
        ),
        to_hand=sheet_to_hand(session, case),
    )


_MATERIALS = {
    "exempt": "免提交",
    "exempt_recheck": "免提交·待复核",
    "received": "已收",
    "captured": "已拍",
    "deferred": "容缺",
    "waiting": "没收到",
}


def _material(state: str) -> str:
    return _MATERIALS.get(state, state)
