"""Differences between a window and a library, field by field: both values, and a person who chooses (design 5).

Nothing is overwritten silently. The library's value is read anew when it is shown, and again under a lock when the
window's value is to replace it: where it moved in between, that is a new difference. Libraries are written only where
the district's database is kept here; elsewhere a hall may only give its own value up.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db import difference_queries as queries
from db import exchange_queries, lookup_queries, sync_queries
from db.libraries import CorrectionProposal, Person, PersonFact
from db.session import Session, Store
from hall_app.cases.outgoing import send_settlement
from hall_app.cases.showing import shown_value
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.libraries.facts import POPULATION
from hall_app.libraries.pinyin import read_name
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_name
from hall_app.store_faults import explained

LOCAL, LIBRARY = "local", "library"
"""Whose value stands: the window's, or the library's."""
_SHOWN = 500
_LABELS = {"phone": "手机号", "address": "住址", "name": "姓名"}
_KINDS = {"phone": "phone", "address": "address"}
_PERSON_COLUMNS = frozenset({"phone", "name"})
_DATES = frozenset({"since", "until"})


@dataclass(frozen=True, slots=True, repr=False)
class Side:
    """One value, where it is from and since when."""

    value: str
    source: str
    on: date | None


@dataclass(frozen=True, slots=True, repr=False)
class Difference:
    """One field on which a window and a library differ.

    ``theirs`` is the library's value now, None where it has none any more; ``moved`` that it was another one when the
    window proposed its own. ``newest`` is the side with the later date and ``why`` says so. ``may_take_ours`` where the
    library can be written here.
    """

    proposal_id: UUID
    case_number: str
    who: str
    label: str
    ours: Side
    theirs: Side | None
    moved: bool
    newest: str
    why: str
    may_take_ours: bool


class DifferenceDesk(ABC):
    """For worker threads; raises HallError kinds."""

    @abstractmethod
    def differences(self, clerk: Clerk) -> tuple[Difference, ...]:
        """Every open difference, oldest first, numbers masked (library.correct)."""

    @abstractmethod
    def difference(self, clerk: Clerk, proposal_id: UUID) -> Difference:
        """One with its values in full; audited. Raises Conflict when it was settled meanwhile."""

    @abstractmethod
    def settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> None:
        """Take a side; ``seen`` is the library's value that was on show. Audited.

        Raises Conflict when it was settled meanwhile or the library's value moved, InputRefused where the library
        cannot be written here.
        """


class HallDifferenceDesk(DifferenceDesk):
    """Bound to the hall's database, and to the district's where that is kept here."""

    def __init__(self, store: Store, district: Store | None, clock: Clock, wake: Callable[[], None]) -> None:
        self._store, self._district, self._clock, self._wake = store, district, clock, wake

    @explained()
    def differences(self, clerk: Clerk) -> tuple[Difference, ...]:
        clerk.require("library.correct")
        with self._store.reading() as session:
            rows = sync_queries.open_proposals(session, _SHOWN)
            return tuple(self._read(session, row, masked=True) for row in rows)

    @explained()
    def difference(self, clerk: Clerk, proposal_id: UUID) -> Difference:
        clerk.require("library.correct")
        with self._store.writing() as session:
            found = self._read(session, _open(session, proposal_id), masked=False)
            detail = {"field": found.label, "case_number": found.case_number}
            record(
                session, clerk, "correction.open", "correction", proposal_id, True, detail, self._clock.now()
            )
            return found

    def settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> None:
        clerk.require("library.correct")
        if choice not in (LOCAL, LIBRARY):
            raise InputRefused("请选用本机的还是用区平台的", "", "choice")
        self._settle(clerk, proposal_id, choice, seen)
        self._wake()

    @explained()
    def _settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> None:
        now = self._clock.now()
        with self._store.reading() as session:
            row = _open(session, proposal_id)
            found = self._read(session, row, masked=False)
            session.expunge(row)
            sources = _sources(session, row)
        if choice == LOCAL:
            # The library first: if this machine stops in between, choosing again finds it written and changes nothing.
            self._write(clerk, row, sources, found, seen, now)
        with self._store.writing() as session:
            if not queries.settle(session, proposal_id, choice, clerk.staff_id, now):
                raise Conflict("这一项刚在别处核定过", "请重新读取")
            send_settlement(session, row, choice, clerk.staff_no, now)
            detail = {
                "field": found.label,
                "case_number": found.case_number,
                "choice": "本机" if choice == LOCAL else "区平台",
                "library": found.theirs.source if found.theirs else "",
            }
            record(session, clerk, "correction.settle", "correction", proposal_id, True, detail, now)

    # -- reading --------------------------------------------------------------------------------
    def _read(self, session: Session, row: CorrectionProposal, *, masked: bool) -> Difference:
        key, _, library = row.fact.partition("@")
        field = queries.field_of(session, row.case_id, key)
        kind = field.kind if field is not None else _KINDS.get(key, "text")
        label = _LABELS.get(key) or (field.label if field is not None else key)
        numbers = sync_queries.case_numbers(session, [row.case_id]) if row.case_id else {}
        person = exchange_queries.person_by_number(session, row.id_number)
        before, _ = _stored(row.library_value)
        places = (
            _places(session, person, _sources(session, row), library or POPULATION)
            if person is not None
            else []
        )
        present = _present(places, before)
        names = lookup_queries.staff_names(session, [row.proposed_by])
        proposed, _ = _stored(row.proposed_value)
        day = hall_time(row.proposed_at).date()

        def shown(value: str) -> str:
            if not masked:
                return value
            return mask_name(value) if "name" in key else shown_value(kind, key, value)

        ours = Side(shown(proposed), f"窗口 {names.get(row.proposed_by, '')}".strip(), day)
        theirs = (
            Side(shown(present.value), library or POPULATION, present.recorded_on)
            if present is not None
            else None
        )
        newest, why = _newest(proposed, day, present, library or POPULATION)
        return Difference(
            proposal_id=row.id,
            case_number=numbers.get(row.case_id, "") if row.case_id else "",
            who=f"{mask_name(person.name) if person else ''} {mask_id_number(row.id_number)}".strip(),
            label=label,
            ours=ours,
            theirs=theirs,
            moved=bool(before) and (present is None or present.value != before),
            newest=newest,
            why=why,
            may_take_ours=self._district is not None and present is not None and present.write is not None,
        )

    # -- writing --------------------------------------------------------------------------------
    def _write(
        self,
        clerk: Clerk,
        row: CorrectionProposal,
        sources: tuple[str, ...],
        found: Difference,
        seen: str,
        now: datetime,
    ) -> None:
        district = self._district
        library = row.fact.partition("@")[2] or POPULATION
        refused = InputRefused(f"{found.label}不能在这里改", f"请由区平台更正{library}；不更正的，选用区平台")
        if district is None:
            raise refused
        value, _ = _stored(row.proposed_value)
        with district.writing() as session:
            person = queries.person_locked(session, row.id_number)
            if person is None:
                raise Conflict("区平台没有这个人", "请选用区平台，由区平台补登")
            places = _places(session, person, sources, library)
            present = _present(places, seen)
            if present is not None and present.value == value:
                return
            if (present.value if present is not None else "") != seen:
                raise Conflict(f"{library}的{found.label}刚又变了", "请看过新的值再选")
            # A library may keep one value in several places, and they go on saying the same.
            writes = [place.write for _source, held in places for place in held if place.value == seen]
            if not writes or any(write is None for write in writes):
                raise refused
            for write in writes:
                if write is not None:
                    write(value, hall_time(now).date())
            queries.announce_person(session, person, now)
            detail = {"field": found.label, "library": library, "case_number": found.case_number}
            record(session, clerk, "library.correct", "person", person.id, True, detail, now)


def _open(session: Session, proposal_id: UUID) -> CorrectionProposal:
    row = queries.proposal_of(session, proposal_id)
    if row is None or row.state != queries.OPEN:
        raise Conflict("这一项刚在别处核定过", "请重新读取")
    return row


def _stored(raw: dict[str, Any] | None) -> tuple[str, str]:
    """A kept value and its date as text."""
    value = (raw or {}).get("value", (raw or {}).get("name"))
    return str(value) if value is not None else "", str((raw or {}).get("recorded_on") or "")


def _sources(session: Session, row: CorrectionProposal) -> tuple[str, ...]:
    key = row.fact.partition("@")[0]
    if key == "name":
        return ("person.name",)
    field = queries.field_of(session, row.case_id, key)
    return tuple(str(one) for one in field.sources) if field is not None else ()


@dataclass(frozen=True, slots=True, repr=False)
class _Place:
    """One place where a library keeps the value; ``write`` is None where it cannot be replaced here."""

    value: str
    recorded_on: date | None
    write: Callable[[str, date], None] | None


def _places(
    session: Session, person: Person, sources: tuple[str, ...], library: str
) -> list[tuple[str, list[_Place]]]:
    """Where the library keeps it, by source, best first; sources that say nothing are left out."""
    found: list[tuple[str, list[_Place]]] = []
    for source in sources:
        holder, _, key = source.partition(".")
        places: list[_Place] = []
        if holder == "person" and library == POPULATION and key in _PERSON_COLUMNS:
            places.append(_column_place(person, key))
        elif holder == "fact":
            kind, _, part = key.partition(".")
            facts = queries.facts_from(session, person.id, kind, library)
            places += [_fact_place(fact, part) for fact in facts]
        held = [place for place in places if place.value]
        if held:
            found.append((source, held))
    return found


def _column_place(person: Person, key: str) -> _Place:
    def write(value: str, day: date) -> None:
        _put_column(person, key, value, day)

    return _Place(str(getattr(person, key) or ""), person.recorded_on, write)


def _fact_place(fact: PersonFact, part: str) -> _Place:
    value = getattr(fact, part) if part in _DATES else fact.value.get(part)

    def write(text: str, day: date) -> None:
        queries.write_fact(fact, part, text, day)

    return _Place(
        str(value) if value is not None else "", fact.recorded_on, write if isinstance(value, str) else None
    )


def _present(places: list[tuple[str, list[_Place]]], known: str) -> _Place | None:
    """What the library says now: of its best source the value that was known while it stands, else the newest."""
    if not places:
        return None
    _source, held = places[0]
    return next((place for place in held if place.value == known), held[0])


def _newest(proposed: str, day: date, present: _Place | None, library: str) -> tuple[str, str]:
    if present is None:
        return LOCAL, f"{library}里已没有这一项"
    value, recorded = present.value, present.recorded_on
    if value == proposed:
        return LIBRARY, "两边已一致"
    if recorded is not None and recorded > day:
        return LIBRARY, f"{library} {recorded:%Y-%m-%d} 更新，比窗口晚"
    since = f"，{library}还是 {recorded:%Y-%m-%d} 的" if recorded is not None else ""
    return LOCAL, f"窗口 {day:%Y-%m-%d} 与本人核对{since}"


def _put_column(person: Person, key: str, value: str, day: date) -> None:
    person.recorded_on = day
    if key == "phone":
        person.phone, person.phone_reversed = value, value[::-1]
        return
    reading = read_name(value)
    person.name, person.given = value, reading.given
    person.pinyin, person.initials = reading.pinyin, reading.initials
    person.pinyin_alt, person.initials_alt = reading.pinyin_alt, reading.initials_alt
