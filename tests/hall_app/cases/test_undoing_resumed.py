"""Taking back the acceptance of a case that waited for papers: it stands again where it stood, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from db.cases import Case, CaseMaterial, CaseStep, ScannedPage
from db.documents import IssuedDocument, PrintJob
from db.exchange import OutboxRow
from db.libraries import CorrectionProposal
from db.queueing import Ticket
from hall_app.cases import filling
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application, Defect, Waits
from hall_app.cases.opening import open_bundle
from hall_app.cases.outcome import Decision
from hall_app.cases.resubmitting import take_in
from hall_app.cases.resuming import open_case
from hall_app.cases.scanning import take_scans
from hall_app.cases.supplementing import issue_supplement
from hall_app.cases.undoing import undo_accept
from hall_app.errors import Conflict
from hall_app.queueing.queue import QueueTicket
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_resuming import CHANNELS, PROMISE, notice, reopened, row_of, sheets, steps

WHY = "收错了材料"


def undo(hall: DemoHall, case_id: UUID) -> None:
    undo_accept(hall.store, hall.clerk, case_id, WHY, terms=hall.terms)


def standing(hall: DemoHall) -> tuple[object, ...]:
    """Everything an acceptance changes of a case."""
    with hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
        return (
            case.state, case.correction_due_on, case.accepted_at, case.clock_start, case.due_on, case.due_note,
            case.due_provisional, case.query_code_hash, case.form, case.deferred_due_on,
        )  # fmt: skip


def accepted_again(hall: DemoHall, case_id: UUID, ticket: QueueTicket | None = None) -> Decision:
    hall.clock.at += timedelta(days=5)
    app = open_case(hall.store, hall.clerk, ticket, case_id, terms=hall.terms)
    app = filling.overwrite(app, "phone", "10000001234", "录入有误")
    return accept(hall.store, hall.clerk, filling.receive(app, PROMISE, 1, 0), terms=hall.terms)


def test_only_corrections_proposed_with_the_acceptance_are_withdrawn(hall: DemoHall) -> None:
    told = notice(hall)
    with hall.store.reading() as session:
        before = session.scalars(select(CorrectionProposal.id)).all()
    assert before, "the notice told the library of the phone"
    accepted_again(hall, told.case_id)
    with hall.store.writing() as session:
        with_acceptance = CorrectionProposal(
            person_id=None, id_number="x", fact="phone@人口库", library_value=None, library_version=None,
            proposed_value={"value": "1"}, reason="窗口核对", case_id=told.case_id, proposed_by=hall.clerk.staff_id,
            proposed_at=hall.clock.now(),
        )  # fmt: skip
        session.add(with_acceptance)
        session.flush()
        filed = with_acceptance.id
    undo(hall, told.case_id)
    with hall.store.reading() as session:
        states = {one.id: one.state for one in session.scalars(select(CorrectionProposal))}
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "correction_settled")).all()
    assert states == {**dict.fromkeys(before, "open"), filed: "withdrawn"}
    assert [row.body["state"] for row in rows] == ["withdrawn"]


def test_the_case_waits_again_and_only_the_new_sheet_is_void(hall: DemoHall) -> None:
    told = notice(hall)
    before = standing(hall)
    ticket = hall.ticket()
    accepted = accepted_again(hall, told.case_id, ticket)
    assert (accepted.back_to, accepted.undo_until) == (
        "补正待提交",
        hall.clock.now() + timedelta(minutes=2),
    )
    assert standing(hall) != before
    hall.clock.at += timedelta(seconds=90)
    undo(hall, told.case_id)
    assert standing(hall) == before
    assert steps(hall) == ["10", "12", "13", "20", "12"]
    assert [state for _number, state in sheets(hall)] == ["queued", "cancelled"]
    with hall.store.reading() as session:
        first, second = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id))
        assert (first.kind, first.void, second.kind, second.void) == ("supplement", False, "receipt", True)
        assert (second.void_reason, second.void_content is None) == (WHY, False)
        assert session.get_one(Ticket, ticket.ticket_id).outcome == "undone"


def test_the_district_hears_that_nothing_is_accepted(hall: DemoHall) -> None:
    told = notice(hall)
    accepted_again(hall, told.case_id)
    undo(hall, told.case_id)
    with hall.store.reading() as session:
        rows = session.scalars(
            select(OutboxRow).where(OutboxRow.kind == "case").order_by(OutboxRow.seq)
        ).all()
        bodies = [row.body for row in rows]
    assert [body["process"]["action"] for body in bodies] == ["case.supplement", "case.accept", "case.undo"]
    assert [body["acceptance"] is None for body in bodies] == [True, False, True]
    assert bodies[2]["version"] > bodies[1]["version"] > bodies[0]["version"]
    assert bodies[2]["application"]["form"] == bodies[0]["application"]["form"]
    assert bodies[2]["application"]["materials"] == bodies[0]["application"]["materials"]


def test_papers_taken_back_are_asked_for_again_and_their_pictures_are_gone(
    hall: DemoHall, tmp_path: Path
) -> None:
    told = notice(hall)
    scans = tmp_path / "scans"
    scans.mkdir()
    Image.new("RGB", (600, 800), "white").save(scans / "page.jpg")
    app = take_scans(hall.store, hall.clerk, reopened(hall, told.case_id), scans, terms=hall.terms)
    accept(hall.store, hall.clerk, app, terms=hall.terms)
    undo(hall, told.case_id)
    with hall.store.reading() as session:
        assert session.scalars(select(ScannedPage)).all() == []
        kept = session.scalars(select(CaseMaterial).where(CaseMaterial.round == 1)).one()
        assert (kept.code, kept.state) == (PROMISE, "withdrawn")
    again = reopened(hall, told.case_id)
    assert [row.code for row in again.materials if not row.settled] == [PROMISE]
    assert row_of(again, PROMISE).pages == ()
    with pytest.raises(Conflict, match="刚已撤回"):
        accept(hall.store, hall.clerk, app, terms=hall.terms)
    accept(hall.store, hall.clerk, filling.receive(again, PROMISE, 1, 0), terms=hall.terms)
    assert steps(hall) == ["10", "12", "13", "20", "12", "13", "20"]
    with hall.store.reading() as session:
        rounds = session.scalars(select(CaseMaterial.round).where(CaseMaterial.state == "received"))
        assert max(rounds) == 2


def test_papers_taken_in_before_stay_and_their_five_days_run_on(hall: DemoHall) -> None:
    told = notice(hall)
    take_in(
        hall.store,
        hall.clerk,
        filling.receive(reopened(hall, told.case_id), PROMISE, 1, 0),
        terms=hall.terms,
    )
    before = standing(hall)
    hall.clock.at += timedelta(days=1)
    accepted = accept(hall.store, hall.clerk, reopened(hall, told.case_id), terms=hall.terms)
    assert accepted.back_to == "补正已提交"
    undo(hall, told.case_id)
    assert standing(hall) == before
    assert before[:2] == ("13", date(2026, 6, 25))
    app = reopened(hall, told.case_id)
    assert app.resumed is not None
    assert app.resumed.waits is Waits.DECISION
    assert row_of(app, PROMISE).originals == 1
    with hall.store.reading() as session:
        voids = {one.kind: one.void for one in session.scalars(select(IssuedDocument))}
    assert voids == {"supplement": False, "materials": False, "receipt": True}


def test_only_who_accepted_and_only_within_two_minutes_of_it(hall: DemoHall) -> None:
    told = notice(hall)
    accepted_again(hall, told.case_id)
    other = replace(hall.clerk, staff_id=UUID(int=7))
    with pytest.raises(Conflict, match="不是本人受理"):
        undo_accept(hall.store, other, told.case_id, WHY, terms=hall.terms)
    hall.clock.at += timedelta(minutes=2, seconds=1)
    with pytest.raises(Conflict, match="已过 2 分钟"):
        undo(hall, told.case_id)


def test_what_is_undone_once_is_not_undone_twice(hall: DemoHall) -> None:
    told = notice(hall)
    accepted_again(hall, told.case_id)
    done: list[str] = []

    def run() -> None:
        try:
            undo(hall, told.case_id)
            done.append("undone")
        except Conflict:
            done.append("refused")

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == ["refused", "undone"]
    assert steps(hall).count("12") == 2


def test_the_members_of_a_theme_go_back_together(hall: DemoHall) -> None:
    app = told_theme(hall)
    decision = issue_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)
    again = reopened(hall, decision.case_id)
    for row in again.materials:
        if not row.settled:
            again = filling.receive(again, row.code, 1, 0)
    accept(hall.store, hall.clerk, again, terms=hall.terms)
    undo(hall, decision.case_id)
    with hall.store.reading() as session:
        states = session.scalars(select(Case.state)).all()
        undone = session.scalars(select(CaseStep).where(CaseStep.action == "case.undo")).all()
        jobs = session.scalars(select(PrintJob.state).where(PrintJob.kind == "document")).all()
    assert len(states) > 1
    assert set(states) == {"12"}
    assert len(undone) == len(states)
    assert sorted(jobs) == ["cancelled", "queued"]


def told_theme(hall: DemoHall) -> Application:
    """A theme of several items, everything judged and one paper to be brought."""
    app = open_bundle(hall.store, hall.clerk, None, hall.resident("1"), "YJS-XSE", terms=hall.terms)
    waiting = [row for row in app.materials if row.required and not row.judged]
    for row in waiting[1:]:
        app = filling.receive(app, row.code, 1, 0)
    wanted = waiting[0].code if waiting else "form"
    return filling.list_defects(app, ((wanted, Defect("缺少", "缺这份材料", "请补交")),))
