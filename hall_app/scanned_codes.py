"""What a scanner at the window read: a sheet's code opens its case, a ticket's code calls it, anything else is said.

Any text may come. A signed code must be this hall's; a bare number is taken as if it had been typed. What was read is
never shown again and never logged: it may be anybody's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db import cases_queries, queueing_queries
from db.cases import Case
from db.queueing import Ticket
from db.session import Session, Store
from hall_app.cases.case_times import CaseTimes
from hall_app.cases.lights import NO_TIME, TimeLeft
from hall_app.cases.qr import read_case_qr
from hall_app.cases.resuming import WAITS, materials_of_case, sheet_to_hand, waits_for_papers
from hall_app.cases.states import STATE_NAMES, CaseState
from hall_app.clock import Clock, hall_time
from hall_app.errors import Conflict, HallError, InputRefused
from hall_app.queueing.paper import ticket_qr_is_ours
from hall_app.queueing.queue import QueueTicket
from hall_app.queueing.rules import QueueRules
from hall_app.queueing.tickets import as_queue_ticket, own_window, refuse_before_opening
from hall_app.security.audit import record
from hall_app.security.clerk import Clerk
from hall_app.security.masking import mask_name
from hall_app.settings import Settings
from hall_app.store_faults import explained

LONGEST = 200
_CASE_NUMBER = re.compile(r"[A-Z]{2}\d{6}-\d{4,6}\Z")
_TICKET_NUMBER = re.compile(r"[A-Z]\d{3,4}\Z")
_TICKET_MARK, _SHEET_MARK = "FTZT1|", "FTZW1|"


@dataclass(frozen=True, slots=True)
class ScannedPiece:
    """A piece the case waits for, with what is to be supplied; ``brought`` once it was taken in."""

    code: str
    name: str
    wanted: str
    brought: bool


@dataclass(frozen=True, slots=True)
class ScannedCase:
    """The case of a sheet; ``document_id`` is the sheet that may be printed again, None where there is none.

    ``waits``: papers may be handed in for it now, ``pieces`` by ``pieces_until``. ``to_hand``: silence accepted it, its sheet is to be handed over.
    """

    case_id: UUID
    case_number: str
    item_name: str
    applicant: str
    state_name: str
    received_on: date
    due_on: date | None
    document_id: UUID | None
    waits: bool = False
    to_hand: bool = False
    pieces: tuple[ScannedPiece, ...] = ()
    pieces_until: date | None = None
    left: TimeLeft = NO_TIME


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """The ticket of a code, as the queue has it now."""

    ticket: QueueTicket


@explained()
def look_up_scan(
    store: Store, clerk: Clerk, text: str, *, clock: Clock, settings: Settings
) -> ScannedCase | FoundTicket:
    """Find what a code names. Raises InputRefused for what is unknown, another hall's or another day's, NotPermitted."""
    text = text.strip()
    if len(text) > LONGEST or not text.isprintable():
        raise _unknown()
    if text.startswith(_SHEET_MARK) or _CASE_NUMBER.match(text):
        return _case(store, clerk, text, clock, settings)
    if text.startswith(_TICKET_MARK) or _TICKET_NUMBER.match(text):
        return _ticket(store, clerk, text, clock, settings)
    raise _unknown()


def _unknown() -> HallError:
    return InputRefused("扫到的内容不认识", "请扫本厅的回执、告知书或取号单")


def _case(store: Store, clerk: Clerk, text: str, clock: Clock, settings: Settings) -> ScannedCase:
    clerk.require("case.accept")
    with store.writing() as session:
        number = text
        if text.startswith(_SHEET_MARK):
            hall = cases_queries.hall_of(session, clerk.hall_id)
            scanned = read_case_qr(text, hall.qr_key)
            if scanned is None:
                raise InputRefused("这张码不是本厅签发的，或已损坏", "请核对文书，按办件号查询")
            number = scanned.case_number
        case = cases_queries.case_by_number(session, clerk.hall_id, number)
        if case is None:
            raise InputRefused("本厅没有这个办件号", "请核对文书")
        record(session, clerk, "case.scanned", "case", case.id, True, {"case_number": number}, clock.now())
        times = CaseTimes.read(session, clock.today(), settings, (case.id,))
        return _found(session, case, times.left(case))


def _found(session: Session, case: Case, left: TimeLeft) -> ScannedCase:
    item = cases_queries.item_of(session, case.item_id)
    return ScannedCase(
        case_id=case.id,
        case_number=case.case_number,
        item_name=item.name if item is not None else case.item_code,
        applicant=mask_name(case.applicant_name),
        state_name=STATE_NAMES[CaseState(case.state)],
        received_on=hall_time(case.received_at).date(),
        due_on=case.due_on,
        document_id=queueing_queries.newest_document_of(session, case.id),
        waits=waits_for_papers(case),
        to_hand=sheet_to_hand(session, case),
        pieces=_pieces(session, case),
        pieces_until=case.correction_due_on or case.deferred_due_on,
        left=left,
    )


def _pieces(session: Session, case: Case) -> tuple[ScannedPiece, ...]:
    """What the case waits for, in the order of its materials."""
    if not waits_for_papers(case):
        return ()
    rows = materials_of_case(session, case, WAITS[CaseState(case.state)])
    return tuple(ScannedPiece(row.code, row.name, row.origin, row.judged) for row in rows if not row.settled)


def _ticket(store: Store, clerk: Clerk, text: str, clock: Clock, settings: Settings) -> FoundTicket:
    clerk.require("queue.call")
    today = clock.today()
    with store.reading() as session:
        number = text
        if text.startswith(_TICKET_MARK):
            hall = cases_queries.hall_of(session, clerk.hall_id)
            if not ticket_qr_is_ours(text, hall.qr_key):
                raise InputRefused("这张取号单不是本厅的，或已损坏", "请重新取号")
            _mark, _hall, day, number, _signature = text.split("|")
            if day != f"{today:%Y%m%d}":
                raise InputRefused(f"{number} 不是今天的号", "请重新取号")
        ticket = queueing_queries.ticket_by_number(session, clerk.hall_id, today, number)
        if ticket is None:
            raise InputRefused(f"今天没有 {number} 这个号", "请核对取号单")
        return FoundTicket(as_queue_ticket(ticket, clock.now(), QueueRules.of(settings)))


@explained()
def call_ticket(
    store: Store, clerk: Clerk, ticket_id: UUID, *, clock: Clock, settings: Settings
) -> QueueTicket:
    """Call that very ticket, whose holder stands at the window.

    Raises NotPermitted, Conflict while another is in hand or when it waits no more, InputRefused where this window does
    not serve it, Unavailable.
    """
    clerk.require("queue.call")
    now = clock.now()
    refuse_before_opening(clerk, now, settings)
    with store.writing() as session:
        window = own_window(session, clerk)
        if window.paused_reason is not None:
            raise Conflict(f"窗口已暂停（{window.paused_reason}）", "按 Shift F1 恢复后再叫号")
        in_hand = queueing_queries.ticket_in_hand(session, window.id)
        if in_hand is not None:
            raise Conflict(f"手上还有 {in_hand.number}", "请先办结、过号或转窗")
        ticket = queueing_queries.claim_waiting(session, ticket_id)
        if ticket is None or ticket.hall_id != clerk.hall_id:
            raise Conflict("这个号已不在等候", "请重新读取队列")
        if not queueing_queries.waiting_for_window([ticket], window):
            raise InputRefused(
                f"{ticket.number} 不在本窗口办理", "请引导到办理该业务的窗口，或请大厅值班长处理"
            )
        _claim(ticket, window.id, clerk)
        queueing_queries.add_event(session, ticket, now, "called", window.id, clerk.staff_id, {"by": "scan"})
        detail = {"number": ticket.number, "by": "scan"}
        record(session, clerk, "queue.call", "ticket", ticket.id, True, detail, now)
        ticket.called_at = now
        session.flush()
        return as_queue_ticket(ticket, now, QueueRules.of(settings))


def _claim(ticket: Ticket, window_id: UUID, clerk: Clerk) -> None:
    ticket.state = "calling"
    ticket.window_id = window_id
    ticket.clerk_id = clerk.staff_id
    ticket.calls = 1
    ticket.held_behind = 0
    ticket.reserved_window_id = None
