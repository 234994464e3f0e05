"""What goes to the district of a case: the minimal sets of GB/T 39046-2020 (tables 5–9), versioned by case.

Field names are the tables' own terms in English by the glossary; dates and date-times in the standard's form.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from db import exchange_queries
from db.cases import Case, CaseMaterial
from db.libraries import CorrectionProposal
from db.session import Session
from hall_app.clock import hall_time

CASE = "case"
CORRECTION = "correction"
SETTLEMENT = "correction_settled"
REQUEST = "correction_asked"
WITHDRAWN = "withdrawn"
"""The state of a proposal whose acceptance was taken back."""


def day_text(day: date | None) -> str | None:
    """YYYYMMDD."""
    return f"{day:%Y%m%d}" if day else None


def instant_text(instant: datetime | None) -> str | None:
    """YYYYMMDDThhmmss on the hall's clock."""
    return f"{hall_time(instant):%Y%m%dT%H%M%S}" if instant else None


def send_case(
    session: Session, case: Case, materials: list[CaseMaterial], action: str, staff_no: str, now: datetime
) -> None:
    """Write the case's newest state to the outbox, in the caller's transaction.

    Flushes first: the version on the row is the one its readers order by.
    """
    session.flush()
    body = case_body(case, materials, action, staff_no, now)
    exchange_queries.append_outbox(session, f"case:{case.id}", CASE, body, now)


def case_body(
    case: Case, materials: list[CaseMaterial], action: str, staff_no: str, now: datetime
) -> dict[str, Any]:
    """The body of one report. The head is what the library keeps of a case, the sets follow."""
    return {
        "case_id": str(case.id),
        "case_number": case.case_number,
        "item_code": case.item_code,
        "applicant_id_number": case.applicant_id_number,
        "state": case.state,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "version": case.version,
        "practice": case.practice,
        "application": _application(case, materials),
        "acceptance": _acceptance(case),
        "process": _process(case, action, staff_no, now),
        "conclusion": _conclusion(case),
    }


def _application(case: Case, materials: list[CaseMaterial]) -> dict[str, Any]:
    """Table 5, 办事申请: who applies for what, with which materials."""
    return {
        "exchange_number": case.exchange_number,
        "applicant_name": case.applicant_name,
        "applicant_id_kind": case.applicant_id_kind,
        "applicant_id_number": case.applicant_id_number,
        "applicant_phone": case.applicant_phone,
        "agent": case.agent,
        "channel": "1",
        "applied_at": instant_text(case.received_at),
        "form": {key: entry.get("value") for key, entry in case.form.items()},
        "materials": [
            {
                "name": row.name,
                "code": row.code,
                "received": row.state in {"received", "captured", "exempt", "exempt_recheck"},
                "method": row.method,
                "originals": row.originals,
                "copies": row.copies,
                "pages": row.pages,
                "source": row.source,
                "due_on": day_text(row.due_on),
                "round": row.round,
            }
            for row in materials
        ],
    }


def _acceptance(case: Case) -> dict[str, Any] | None:
    """Table 6, 受理: whether and when, and until when it is promised."""
    if case.accepted_at is None and case.state != "15":
        return None
    return {
        "accepted": case.state != "15",
        "accepted_at": instant_text(case.accepted_at),
        "promised_days": case.promised_days,
        "statutory_days": case.statutory_days,
        "promised_on": day_text(case.due_on),
        "provisional": case.due_provisional,
    }


def _process(case: Case, action: str, staff_no: str, now: datetime) -> dict[str, Any]:
    """Table 7, 办理过程: the step just taken."""
    return {"action": action, "state": case.state, "by": staff_no, "at": instant_text(now)}


def _conclusion(case: Case) -> dict[str, Any] | None:
    """Table 8, 办结; table 9, 评价, follows when the resident rates."""
    if case.decided_at is None:
        return None
    return {"result": case.state, "decided_at": instant_text(case.decided_at)}


def send_correction(session: Session, proposal: CorrectionProposal, now: datetime) -> None:
    """Write a proposed correction to the outbox, in the caller's transaction."""
    body = {
        "proposal_id": str(proposal.id),
        "id_number": proposal.id_number,
        "fact": proposal.fact,
        "library_value": proposal.library_value,
        "library_version": proposal.library_version,
        "proposed_value": proposal.proposed_value,
        "reason": proposal.reason,
        "case_id": str(proposal.case_id) if proposal.case_id else None,
        "proposed_by": str(proposal.proposed_by),
    }
    exchange_queries.append_outbox(session, f"correction:{proposal.id}", CORRECTION, body, now)


def send_request(
    session: Session,
    proposal: CorrectionProposal,
    sources: tuple[str, ...],
    seen: str,
    staff_no: str,
    now: datetime,
) -> None:
    """Ask the district to take the window's value, in the caller's transaction; after the proposal itself.

    ``sources`` are where the form's field is from, ``seen`` is the library's value that was on show.
    """
    body = {"proposal_id": str(proposal.id), "sources": list(sources), "seen": seen, "by": staff_no}
    exchange_queries.append_outbox(session, f"correction:{proposal.id}", REQUEST, body, now)


def send_settlement(
    session: Session, proposal: CorrectionProposal, state: str, staff_no: str, now: datetime
) -> None:
    """Write that a proposal is settled to the outbox, in the caller's transaction; after the proposal itself."""
    body = {"proposal_id": str(proposal.id), "state": state, "by": staff_no}
    exchange_queries.append_outbox(session, f"correction:{proposal.id}", SETTLEMENT, body, now)
