"""Queries of cases, their drafts, materials, steps and scanned pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from db.cases import Case, CaseMaterial, CaseStep, Draft, ScannedPage
from db.documents import IssuedDocument
from db.items import Bundle, Item, ItemStep
from db.places import Department, Hall
from db.queueing import Ticket


# -- what an application is made of ---------------------------------------------------------------
def department_of(session: Session, department_id: UUID | None) -> Department | None:
    """A department."""
    return session.get(Department, department_id) if department_id else None


def hall_of(session: Session, hall_id: UUID) -> Hall:
    """The hall, which must exist."""
    return session.get_one(Hall, hall_id)


def bundle_of(session: Session, code: str) -> Bundle | None:
    """A theme with its members."""
    return session.get(Bundle, code)


def step_after_counter(session: Session, item_id: UUID) -> tuple[ItemStep, Department | None] | None:
    """Where an accepted case of the item goes from the counter; None where the counter does all of it."""
    found = session.execute(
        select(ItemStep, Department)
        .outerjoin(Department, Department.id == ItemStep.department_id)
        .where(ItemStep.item_id == item_id)
        .where(or_(ItemStep.role_code.is_(None), ItemStep.role_code != "counter"))
        .order_by(ItemStep.position)
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else None


def newest_case_of(session: Session, id_number: str) -> Case | None:
    """The applicant's newest case that was not entered in error."""
    query = (
        select(Case)
        .where(Case.applicant_id_number == id_number, Case.state != "90")
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    return session.scalars(query.limit(1)).first()


# -- drafts ---------------------------------------------------------------------------------------
def draft_of(session: Session, draft_id: UUID) -> Draft | None:
    """A draft as it stands."""
    return session.get(Draft, draft_id)


def claim_draft(session: Session, draft_id: UUID) -> Draft | None:
    """The draft, held to the end of the transaction, so that two decisions on it follow one another."""
    query = select(Draft).where(Draft.id == draft_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def drafts_of_window(session: Session, window_id: UUID) -> Sequence[tuple[Draft, str | None]]:
    """The window's drafts, newest first, each with the state of its ticket."""
    found = session.execute(
        select(Draft, Ticket.state)
        .outerjoin(Ticket, Ticket.id == Draft.ticket_id)
        .where(Draft.window_id == window_id)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
    )
    return [(draft, state) for draft, state in found]


def untouched_drafts(session: Session, window_id: UUID, ticket_id: UUID | None) -> Sequence[Draft]:
    """Drafts of the window for one reception that were opened and never changed."""
    return session.scalars(
        select(Draft).where(Draft.window_id == window_id, Draft.ticket_id == ticket_id, Draft.version == 1)
    ).all()


def remove_draft(session: Session, draft_id: UUID, *, with_pages: bool) -> None:
    """Drop a draft, with the pages that no case has taken over."""
    if with_pages:
        session.execute(
            delete(ScannedPage).where(ScannedPage.draft_id == draft_id, ScannedPage.case_id.is_(None))
        )
    session.execute(delete(Draft).where(Draft.id == draft_id))


# -- pages ----------------------------------------------------------------------------------------
def page_of(session: Session, page_id: UUID) -> ScannedPage | None:
    """A scanned page; its content loads when asked for."""
    return session.get(ScannedPage, page_id)


def page_by_digest(session: Session, draft_id: UUID, sha256: str) -> ScannedPage | None:
    """The page of a draft with the same content, so that a file taken twice is one page."""
    query = select(ScannedPage).where(ScannedPage.draft_id == draft_id, ScannedPage.sha256 == sha256)
    return session.scalars(query.limit(1)).first()


def drop_page(session: Session, draft_id: UUID, page_id: UUID) -> int:
    """Delete a page of a draft that no case has taken over; tells how many there were."""
    done = session.execute(
        delete(ScannedPage)
        .where(ScannedPage.id == page_id, ScannedPage.draft_id == draft_id, ScannedPage.case_id.is_(None))
        .returning(ScannedPage.id)
    )
    return len(done.all())


def hand_pages_to_case(session: Session, case_id: UUID, pages: Iterable[tuple[UUID, str, int, int]]) -> None:
    """Give the pages of a draft to its case, as (page, material code, position, rotation)."""
    for page_id, code, position, rotation in pages:
        session.execute(
            update(ScannedPage)
            .where(ScannedPage.id == page_id)
            .values(case_id=case_id, material_code=code, position=position, rotation=rotation)
        )


# -- cases ----------------------------------------------------------------------------------------
def cases_of_draft(session: Session, draft_id: UUID) -> Sequence[Case]:
    """The cases that grew from a draft, the leading one first."""
    query = select(Case).where(Case.draft_id == draft_id)
    return session.scalars(query.order_by(Case.lead_case_id.is_not(None), Case.case_number)).all()


def case_of(session: Session, case_id: UUID) -> Case | None:
    """A case as it stands."""
    return session.get(Case, case_id)


def case_locked(session: Session, case_id: UUID) -> Case | None:
    """The case, waited for and held to the end of the transaction."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def case_by_number(session: Session, hall_id: UUID, case_number: str) -> Case | None:
    """The case of that number in the hall."""
    return session.scalars(
        select(Case).where(Case.hall_id == hall_id, Case.case_number == case_number)
    ).one_or_none()


def later_forms(session: Session, case: Case, since: datetime) -> Sequence[dict[str, Any]]:
    """The forms of the same person's other cases received from ``since`` on that were not made void."""
    query = select(Case.form).where(
        Case.applicant_id_number == case.applicant_id_number,
        Case.hall_id == case.hall_id,
        Case.received_at >= since,
        Case.id != case.id,
        Case.lead_case_id.is_distinct_from(case.id),
        Case.state != "90",
    )
    return session.scalars(query).all()


def followers_of(session: Session, case_id: UUID) -> Sequence[Case]:
    """The other cases of the bundle that a leading case leads, locked."""
    query = select(Case).where(Case.lead_case_id == case_id).order_by(Case.case_number)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def item_of(session: Session, item_id: UUID) -> Item | None:
    """The item version a case was accepted under."""
    return session.get(Item, item_id)


WITHDRAWN = "withdrawn"
"""The state of a material whose handing in was taken back; it is kept and counts for nothing."""


def materials_of(session: Session, case_id: UUID) -> Sequence[CaseMaterial]:
    """The materials of a case, in order, by round, without those taken back."""
    query = select(CaseMaterial).where(CaseMaterial.case_id == case_id, CaseMaterial.state != WITHDRAWN)
    return session.scalars(query.order_by(CaseMaterial.round, CaseMaterial.position)).all()


def newest_round(session: Session, case_id: UUID) -> int:
    """How often papers were submitted again, those taken back included: a round's number is used once."""
    query = select(func.max(CaseMaterial.round)).where(CaseMaterial.case_id == case_id)
    return session.scalar(query) or 0


def steps_of(session: Session, case_id: UUID) -> Sequence[CaseStep]:
    """What happened to a case, in order."""
    query = select(CaseStep).where(CaseStep.case_id == case_id)
    return session.scalars(query.order_by(CaseStep.at, CaseStep.id)).all()


def silent_cases(session: Session, hall_id: UUID, received_before: datetime) -> Sequence[Case]:
    """Cases received or resubmitted and not yet answered, locked; those another takes are left out."""
    query = select(Case).where(
        Case.hall_id == hall_id, Case.state.in_(("10", "13")), Case.received_at < received_before
    )
    query = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.scalars(query.order_by(Case.received_at)).all()


def without_sheet(session: Session, hall_id: UUID, state: str) -> Sequence[UUID]:
    """Leading cases of the hall in a state without an acceptance sheet that counts, oldest first."""
    query = select(Case.id).where(
        Case.hall_id == hall_id,
        Case.state == state,
        Case.lead_case_id.is_(None),
        ~_sheet_of(Case.id).exists(),
    )
    return session.scalars(query.order_by(Case.accepted_at, Case.case_number)).all()


def has_sheet(session: Session, case_id: UUID) -> bool:
    """Whether the case has an acceptance sheet that counts."""
    return bool(session.scalar(select(_sheet_of(case_id).exists())))


def to_hand_over(session: Session, hall_id: UUID, state: str, limit: int) -> Sequence[Case]:
    """Leading cases in a state whose acceptance sheet the applicant does not have yet, oldest first."""
    query = select(Case).where(
        Case.hall_id == hall_id, Case.state == state, Case.lead_case_id.is_(None), _sheet_of(Case.id).exists(),
        ~_handing_over(Case.id).exists(),
    )  # fmt: skip
    return session.scalars(query.order_by(Case.accepted_at, Case.case_number).limit(limit)).all()


def was_handed_over(session: Session, case_id: UUID) -> bool:
    """Whether the applicant has the acceptance sheet."""
    return bool(session.scalar(select(_handing_over(case_id).exists())))


def _sheet_of(case_id: Any) -> Select[*tuple[Any, ...]]:
    return select(IssuedDocument.id).where(
        IssuedDocument.case_id == case_id, IssuedDocument.kind == "receipt", IssuedDocument.void.is_(False)
    )


def _handing_over(case_id: Any) -> Select[*tuple[Any, ...]]:
    return select(CaseStep.id).where(CaseStep.case_id == case_id, CaseStep.action == "case.hand_over")


def hall_ids(session: Session) -> Sequence[UUID]:
    """The halls of this database."""
    return session.scalars(select(Hall.id)).all()


def waiting_cases(
    session: Session, hall_id: UUID, states: Iterable[str], limit: int, due_by: date | None = None
) -> Sequence[Case]:
    """Leading cases that wait for papers, nearest due first; with a day, only those due by then."""
    due = func.coalesce(Case.correction_due_on, Case.deferred_due_on)
    query = select(Case).where(
        Case.hall_id == hall_id, Case.state.in_(tuple(states)), Case.lead_case_id.is_(None), due.is_not(None)
    )
    if due_by is not None:
        query = query.where(due <= due_by)
    return session.scalars(query.order_by(due, Case.case_number).limit(limit)).all()


def cases_from(session: Session, hall_id: UUID, start: str, limit: int) -> Sequence[Case]:
    """Cases of the hall whose number begins so, in order: a half-open range of the index."""
    query = select(Case).where(
        Case.hall_id == hall_id, Case.case_number >= start, Case.case_number < f"{start}\x7f"
    )
    return session.scalars(query.order_by(Case.case_number).limit(limit)).all()


def item_codes_at_hand(
    session: Session, id_number: str, waiting: Iterable[str], granted: Iterable[str], granted_since: datetime
) -> frozenset[str]:
    """Codes of the items of which the applicant has a case that waits, or that was granted since then."""
    query = select(Case.item_code).where(
        Case.applicant_id_number == id_number,
        or_(
            Case.state.in_(tuple(waiting)),
            and_(Case.state.in_(tuple(granted)), Case.decided_at >= granted_since),
        ),
    )
    return frozenset(session.scalars(query))


def pages_of_case(session: Session, case_id: UUID) -> Sequence[ScannedPage]:
    """The scanned pages of a case, by material, without their contents."""
    query = select(ScannedPage).where(ScannedPage.case_id == case_id)
    return session.scalars(
        query.order_by(ScannedPage.material_code, ScannedPage.taken_at, ScannedPage.position)
    ).all()


def remove_pages_of_draft(session: Session, case_id: UUID, draft_id: str) -> None:
    """Delete the pictures that a draft brought into a case."""
    session.execute(
        delete(ScannedPage).where(ScannedPage.case_id == case_id, ScannedPage.draft_id == UUID(draft_id))
    )


def bundle_with(session: Session, codes: Iterable[str]) -> Bundle | None:
    """A theme that has all these items among its members."""
    wanted = set(codes)
    themes = session.scalars(select(Bundle).order_by(Bundle.code))
    return next((theme for theme in themes if wanted <= {str(code) for code in theme.members}), None)


def add_all(session: Session, rows: Iterable[Any]) -> None:
    """Add new rows, in the caller's transaction."""
    session.add_all(list(rows))
    session.flush()
