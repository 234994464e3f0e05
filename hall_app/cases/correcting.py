"""What a window learned against a library: correction proposals, filed with the case that showed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db import cases_queries as queries
from db import difference_queries, libraries_queries
from db.base import new_id
from db.cases import Case
from db.libraries import CorrectionProposal
from db.session import Session
from hall_app.cases.application import Application, FieldState, FormField
from hall_app.cases.outgoing import WITHDRAWN, send_correction, send_settlement
from hall_app.libraries.prefill import TYPED
from hall_app.security.clerk import Clerk

_NO_LIBRARY = frozenset({"身份证", TYPED, "事项默认", "近期办件", "原申请"})


def file_corrections(session: Session, app: Application, case: Case, clerk: Clerk, now: datetime) -> int:
    """Propose to the libraries what this window learned; once for each fact of a person. Tells how many."""
    filed = 0
    learned = [(field, *one) for field in app.fields for one in _learned(field)]
    if learned:
        # Another window may be accepting for the same person in this very moment.
        libraries_queries.hold_proposals(session, case.applicant_id_number)
    for field, library, value, recorded, reason in learned:
        fact = f"{field.key}@{library}"
        if libraries_queries.open_proposal(session, case.applicant_id_number, fact) is not None:
            continue
        proposal = CorrectionProposal(
            id=new_id(),
            person_id=app.resident.person_id,
            id_number=case.applicant_id_number,
            fact=fact,
            library_value={"value": value, "library": library, "recorded_on": recorded},
            library_version=None,
            proposed_value={"value": field.value},
            reason=reason,
            case_id=case.id,
            proposed_by=clerk.staff_id,
            proposed_at=now,
            state="open",
        )
        queries.add_all(session, [proposal])
        send_correction(session, proposal, now)
        filed += 1
    return filed


def withdraw_corrections(session: Session, case: Case, since: datetime, clerk: Clerk, now: datetime) -> int:
    """Take back what was proposed with the case from ``since`` on and nobody has settled yet. Tells how many.

    Where a library took the window's value over meanwhile, a person decided that: it stays. So does what another
    acceptance learned as well since: it was not filed again, as it lay there already.
    """
    withdrawn = 0
    libraries_queries.hold_proposals(session, case.applicant_id_number)
    for proposal in difference_queries.open_of_case(session, case.id, since):
        if _said_again(session, proposal, case):
            continue
        if difference_queries.settle(session, proposal.id, WITHDRAWN, clerk.staff_id, now):
            send_settlement(session, proposal, WITHDRAWN, clerk.staff_no, now)
            withdrawn += 1
    return withdrawn


def _said_again(session: Session, proposal: CorrectionProposal, case: Case) -> bool:
    """Whether another case of the person that stands, received since, learned the proposed value too."""
    key = proposal.fact.partition("@")[0]
    learned = {FieldState.EDITED.value, FieldState.ANSWERED.value}
    said = (form.get(key) or {} for form in queries.later_forms(session, case, proposal.proposed_at))
    return any(
        one.get("value") == proposal.proposed_value.get("value") and one.get("state") in learned
        for one in said
    )


def _learned(field: FormField) -> Iterable[tuple[str, str, str | None, str]]:
    """What libraries say of a field and the resident says otherwise: library, its value, its date, why."""
    if field.state is FieldState.EDITED and field.source is not None and field.library_value:
        if field.source.library not in _NO_LIBRARY and field.value != field.library_value:
            day = field.source.recorded_on
            yield (
                field.source.library,
                field.library_value,
                day.isoformat() if day else None,
                field.edit_reason or "窗口核对",
            )
        return
    if field.state is not FieldState.ANSWERED or not field.value:
        return
    for choice in field.choices:
        note = choice.source
        if note is None or note.library in _NO_LIBRARY or choice.value == field.value:
            continue
        yield (
            note.library,
            choice.value,
            note.recorded_on.isoformat() if note.recorded_on else None,
            "窗口与本人核对",
        )
