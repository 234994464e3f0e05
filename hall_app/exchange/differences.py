"""Differences between a window and a library, field by field: both values, and a person who chooses (design 5).

Nothing is overwritten silently. The library's value is read anew when it is shown, and again under a lock when the
window's value is to replace it: where it moved in between, that is a new difference. Libraries are written only where
the district's database is kept; a hall whose district is elsewhere asks it (:mod:`asking`), and hears its answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db import difference_queries as queries
from db import exchange_queries, lookup_queries, sync_queries
from db.libraries import CorrectionProposal
from db.session import Session, Store
from hall_app.cases.outgoing import send_request, send_settlement
from hall_app.cases.showing import shown_value
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, InputRefused
from hall_app.exchange.library_places import (
    NotOfItsKind,
    Place,
    Taken,
    keeper_of,
    places_of,
    present_of,
    take_over,
    why_not,
)
from hall_app.libraries.facts import POPULATION
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_id_number, mask_name
from hall_app.settings import LIBRARY_KEEPERS, Settings
from hall_app.store_faults import explained

LOCAL, LIBRARY = "local", "library"
"""Whose value stands: the window's, or the library's."""
_SHOWN = 500
_LABELS = {"phone": "手机号", "address": "住址", "name": "姓名"}
_KINDS = {"phone": "phone", "address": "address"}


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
    window proposed its own. ``newest`` is the side with the later date and ``why`` says so. ``refusal`` says why the
    window's value cannot be taken and whom to ask; "" where it can. ``through``: by asking the district, which is
    elsewhere; ``asked`` that it has been and has not answered yet.
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
    refusal: str
    through: bool = False
    asked: bool = False

    @property
    def may_take_ours(self) -> bool:
        """Whether the window's value may be chosen now."""
        return not self.refusal and not self.asked


@dataclass(frozen=True, slots=True, repr=False)
class _Ours:
    """The window's value chosen: what was proposed, where a library would keep it, and what was on show."""

    row: CorrectionProposal
    sources: tuple[str, ...]
    found: Difference
    seen: str


class DifferenceDesk(ABC):
    """For worker threads; raises HallError kinds."""

    @abstractmethod
    def differences(self, clerk: Clerk) -> tuple[Difference, ...]:
        """Every open difference, oldest first, numbers masked (library.correct)."""

    @abstractmethod
    def difference(self, clerk: Clerk, proposal_id: UUID) -> Difference:
        """One with its values in full; audited. Raises Conflict when it was settled meanwhile."""

    @abstractmethod
    def settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> bool:
        """Take a side; ``seen`` is the library's value that was on show. Audited.

        False where the district is elsewhere and was asked to take the window's value: its answer settles it.
        Raises Conflict when it was settled meanwhile or the library's value moved, InputRefused with whom to ask
        where the value cannot be put into that library.
        """


class HallDifferenceDesk(DifferenceDesk):
    """Bound to the hall's database, and to the district's where that is kept here."""

    def __init__(
        self,
        store: Store,
        district: Store | None,
        clock: Clock,
        wake: Callable[[], None],
        settings: Callable[[], Settings] = Settings,
    ) -> None:
        self._store, self._district, self._clock, self._wake = store, district, clock, wake
        self._settings = settings

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

    def settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> bool:
        clerk.require("library.correct")
        if choice not in (LOCAL, LIBRARY):
            raise InputRefused("请选用本机的还是用区平台的", "", "choice")
        settled = self._settle(clerk, proposal_id, choice, seen)
        self._wake()
        return settled

    @explained()
    def _settle(self, clerk: Clerk, proposal_id: UUID, choice: str, seen: str) -> bool:
        now = self._clock.now()
        with self._store.reading() as session:
            row = _open(session, proposal_id)
            found = self._read(session, row, masked=False)
            session.expunge(row)
            sources = _sources(session, row)
        if choice == LOCAL and found.refusal:
            raise InputRefused(f"{found.label}不能用本机的", found.refusal)
        ours = _Ours(row, sources, found, seen)
        if choice == LOCAL and self._district is None:
            self._ask(clerk, ours, now)
            return False
        if choice == LOCAL and self._district is not None:
            # The library first: if this machine stops in between, choosing again finds it written and changes nothing.
            self._write(self._district, clerk, ours, now)
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
        return True

    # -- reading --------------------------------------------------------------------------------
    def _read(self, session: Session, row: CorrectionProposal, *, masked: bool) -> Difference:
        key, _, library = row.fact.partition("@")
        field = queries.field_of(session, row.case_id, key)
        kind = field.kind if field is not None else _KINDS.get(key, "text")
        label = _LABELS.get(key) or (field.label if field is not None else key)
        numbers = sync_queries.case_numbers(session, [row.case_id]) if row.case_id else {}
        person = exchange_queries.person_by_number(session, row.id_number)
        before, _ = _stored(row.library_value)
        sources, library, today = _sources(session, row), library or POPULATION, self._clock.today()
        places = places_of(session, person, sources, library, today) if person is not None else []
        present = present_of(places, before)
        names, keepers = (
            lookup_queries.staff_names(session, [row.proposed_by]),
            self._settings()[LIBRARY_KEEPERS],
        )
        proposed, _ = _stored(row.proposed_value)
        day = hall_time(row.proposed_at).date()

        def shown(value: str) -> str:
            if not masked:
                return value
            return mask_name(value) if "name" in key else shown_value(kind, key, value)

        ours = Side(shown(proposed), f"窗口 {names.get(row.proposed_by, '')}".strip(), day)
        theirs = Side(shown(present.value), library, present.recorded_on) if present is not None else None
        newest, why = _newest(proposed, day, present, library)
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
            refusal=_refusal(row.state, library, keepers) or why_not(places, sources, library, keepers),
            through=self._district is None,
            asked=row.state == queries.ASKED,
        )

    # -- writing --------------------------------------------------------------------------------
    def _ask(self, clerk: Clerk, ours: _Ours, now: datetime) -> None:
        """The district is elsewhere: it looks again, and answers by its feed."""
        row, found, seen = ours.row, ours.found, ours.seen
        if (found.theirs.value if found.theirs is not None else "") != seen:
            raise Conflict(f"区平台的{found.label}刚又变了", "请看过新的值再选")
        with self._store.writing() as session:
            if not queries.move(
                session, row.id, queries.ASKED, among=(queries.OPEN, queries.REFUSED, queries.DENIED)
            ):
                raise Conflict("这一项刚在别处核定过", "请重新读取")
            send_request(session, row, ours.sources, seen, clerk.staff_no, now)
            detail = {"field": found.label, "case_number": found.case_number}
            record(session, clerk, "correction.ask", "correction", row.id, True, detail, now)

    def _write(self, district: Store, clerk: Clerk, ours: _Ours, now: datetime) -> None:
        """The district's library is kept here: the value is put into it."""
        row, found = ours.row, ours.found
        library = row.fact.partition("@")[2] or POPULATION
        value, _ = _stored(row.proposed_value)
        try:
            with district.writing() as session:
                taken, person = take_over(
                    session, row.id_number, ours.sources, library, ours.seen, value, now
                )
                if taken is Taken.WRITTEN and person is not None:
                    detail = {"field": found.label, "library": library, "case_number": found.case_number}
                    record(session, clerk, "library.correct", "person", person.id, True, detail, now)
        except NotOfItsKind as error:
            raise InputRefused(
                f"“{value}”不是{found.label}的写法", f"{library}这一项是日期或数字；请选用区平台，再补正办件"
            ) from error
        if taken is Taken.NOBODY:
            raise Conflict("区平台没有这个人", "请选用区平台，由区平台补登")
        if taken is Taken.MOVED:
            raise Conflict(f"{library}的{found.label}刚又变了", "请看过新的值再选")
        if taken is Taken.REFUSED:
            raise InputRefused(
                f"{found.label}不能在这里改",
                f"请由区平台更正{library}；不更正的，选用区平台",
            )


def _open(session: Session, proposal_id: UUID) -> CorrectionProposal:
    row = queries.proposal_of(session, proposal_id)
    if row is None or row.state not in queries.UNSETTLED:
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


def _refusal(state: str, library: str, keepers: Mapping[str, str]) -> str:
    """What the district said when it was asked for the window's value."""
    if state == queries.DENIED:
        return "区平台没有许可本厅改库，请区平台管理员给本厅的节点加 correct"
    if state == queries.REFUSED:
        return f"区平台没有采用本机的值，请找{keeper_of(library, keepers)}更正，或选用区平台"
    return ""


def _newest(proposed: str, day: date, present: Place | None, library: str) -> tuple[str, str]:
    if present is None:
        return LOCAL, f"{library}里已没有这一项"
    value, recorded = present.value, present.recorded_on
    if value == proposed:
        return LIBRARY, "两边已一致"
    if recorded is not None and recorded > day:
        return LIBRARY, f"{library} {recorded:%Y-%m-%d} 更新，比窗口晚"
    since = f"，{library}还是 {recorded:%Y-%m-%d} 的" if recorded is not None else ""
    return LOCAL, f"窗口 {day:%Y-%m-%d} 与本人核对{since}"
