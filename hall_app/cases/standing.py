"""How a case stood before a further act on it: kept with the act's step, so that taking the act back restores it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from db import cases_queries as queries
from db.cases import Case, CaseStep
from db.session import Session
from hall_app.cases.plain_values import from_plain, to_plain
from hall_app.cases.states import check_way

BEFORE = "before"
"""Where a step's detail keeps the standing before it."""
DRAFT = "draft"
"""Where a step's detail names the draft that the act grew from."""
TICKET = "ticket"
"""Where a step's detail names the ticket the act ended."""


@dataclass(frozen=True, slots=True, repr=False)
class PieceStanding:
    """A material as it stood; what came in a round of its own did not stand at all."""

    code: str
    state: str
    method: str
    originals: int
    copies: int
    pages: int
    due_on: date | None
    defects: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Standing:
    """State, dates, code and answers of a case, its newest round of papers and the pieces of that round."""

    state: str
    correction_due_on: date | None
    query_code_hash: str
    form: dict[str, Any]
    round: int
    pieces: tuple[PieceStanding, ...]


def standing_of(session: Session, case: Case) -> Standing:
    """How the case stands now."""
    newest = queries.newest_round(session, case.id)
    pieces = tuple(
        PieceStanding(
            row.code,
            row.state,
            row.method,
            row.originals,
            row.copies,
            row.pages,
            row.due_on,
            tuple(row.defects),
        )
        for row in queries.materials_of(session, case.id)
        if row.round == newest
    )
    return Standing(
        case.state, case.correction_due_on, case.query_code_hash, dict(case.form), newest, pieces
    )  # fmt: skip


def kept_standing(standing: Standing) -> dict[str, Any]:
    """The standing as a step's detail keeps it."""
    return {BEFORE: to_plain(standing)}


def read_standing(step: CaseStep) -> Standing | None:
    """The standing a step keeps; None where it began the case."""
    raw = step.detail.get(BEFORE)
    return from_plain(Standing, raw) if raw is not None else None


def put_back(session: Session, case: Case, standing: Standing, draft_id: str | None) -> None:
    """The case as it stood: its clock is off again, what came since counts as not handed in, its pictures go.

    Raises Conflict where its state is none that an acceptance leads to.
    """
    case.state = check_way(case.state, standing.state, undoing=True).value
    case.correction_due_on, case.query_code_hash = standing.correction_due_on, standing.query_code_hash
    case.form = standing.form
    case.accepted_at = case.clock_start = case.due_on = case.due_note = None
    case.due_provisional = False
    known = {piece.code: piece for piece in standing.pieces}
    for row in queries.materials_of(session, case.id):
        if row.round > standing.round:
            row.state = queries.WITHDRAWN
        elif row.round == standing.round and (piece := known.get(row.code)) is not None:
            row.state, row.method, row.due_on = piece.state, piece.method, piece.due_on
            row.originals, row.copies, row.pages = piece.originals, piece.copies, piece.pages
            row.defects = list(piece.defects)
    if draft_id is not None:
        queries.remove_pages_of_draft(session, case.id, draft_id)
