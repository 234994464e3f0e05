"""F9 on both databases: one transaction, once per draft, whatever is pulled when."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from db.cases import Case, CaseMaterial, CaseStep, Draft
from db.documents import IssuedDocument, PrintJob
from db.exchange import OutboxRow
from db.libraries import CorrectionProposal
from db.queueing import Ticket
from hall_app.cases import deciding, filling
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application, MaterialState
from hall_app.cases.drafts import discard_draft
from hall_app.cases.numbering import hash_query_code
from hall_app.cases.qr import case_qr_text, read_case_qr
from hall_app.documents.reprinting import reprint
from hall_app.errors import Conflict, InputRefused, NotPermitted
from hall_app.settings import AUTO_PRINT
from tests.hall_app.cases.conftest import JZZ, DemoHall


def ready(hall: DemoHall, **more: object) -> Application:
    """The story's application with everything done that F9 wants."""
    app = hall.open("1", JZZ, **more)
    app = filling.confirm(app, "phone")
    app = filling.choose(app, "collection", 1)
    app = filling.receive(app, "photo", 1, 0)
    return filling.receive(app, "employment_promise", 1, 0)


def count(hall: DemoHall, table: type) -> int:
    with hall.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_case_is_accepted_with_everything_that_belongs_to_it(hall: DemoHall) -> None:
    ticket = hall.ticket()
    decision = accept(hall.store, hall.clerk, ready(hall, ticket=ticket), terms=hall.terms)
    assert (decision.kind, decision.case_number) == ("accepted", "LH260617-0001")
    assert decision.deadline is not None
    assert decision.deadline.due_on == date(2026, 7, 2)
    assert (decision.fields_prefilled, decision.fields_typed) == (17, 0)
    with hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
        steps = session.scalars(select(CaseStep).order_by(CaseStep.id)).all()
        document = session.scalars(select(IssuedDocument)).one()
        job = session.scalars(select(PrintJob).where(PrintJob.kind == "document")).one()
        kinds = sorted(session.scalars(select(OutboxRow.kind)))
        proposal = session.scalars(select(CorrectionProposal)).one()
        assert session.get_one(Ticket, ticket.ticket_id).state == "done"
        assert (case.state, case.due_on, case.due_note) == ("20", date(2026, 7, 2), "已扣端午")
        assert [step.to_state for step in steps] == ["10", "20"]
        assert document.number == "福莲政服受〔2026〕00001号"
        assert document.content.startswith(b"%PDF")
        assert job.content == document.content
        assert (job.state, job.window_id) == ("queued", hall.clerk.window_id)
        assert kinds == ["case", "correction"]
        assert proposal.library_value is not None
        assert proposal.library_value["library"] == "人口库"
        assert decision.dispatched_to == "福田公安分局 审核", "the counter's own step is behind it"
        assert decision.query_code is not None
        assert decision.query_code not in str(document.data)
        hall_key = session.get_one(type(case), case.id).query_code_hash
    assert hall_key != decision.query_code
    assert count(hall, Draft) == 0


def test_deferred_material_leads_to_22_with_its_day(hall: DemoHall) -> None:
    app = hall.open()
    app = filling.choose(filling.confirm(app, "phone"), "collection", 0)
    app = filling.receive(app, "photo", 1, 0)
    decision = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert decision.headline == "已容缺受理"
    with hall.store.reading() as session:
        case = session.scalars(select(Case)).one()
        row = session.scalars(select(CaseMaterial).where(CaseMaterial.code == "employment_promise")).one()
        assert (case.state, case.deferred_due_on) == ("22", date(2026, 6, 25))
        assert (row.method, row.due_on) == ("6", date(2026, 6, 25))


def test_an_item_decided_on_the_spot_goes_to_42(hall: DemoHall) -> None:
    code = "440304-JZZ-02"
    app = hall.open("1", code)
    for field in app.checks:
        app = filling.confirm(app, field.key)
        if filling.field_of(app, field.key).choices and not filling.field_of(app, field.key).value:
            app = filling.choose(app, field.key, 0)
    for row in app.materials:
        if row.required and not row.judged:
            app = filling.receive(app, row.code, 1, 0)
    assert filling.missing(app) == ()
    decision = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert (decision.kind, decision.document.kind, decision.deadline) == ("on_the_spot", "result", None)
    assert decision.dispatched_to == "", "it is at nobody's desk"
    assert decision.document.title == "办结通知书（即办结果单）"
    with hall.store.reading() as session:
        assert session.scalars(select(Case.state)).all() == ["42"]


def test_what_is_missing_is_named_and_nothing_is_drawn(hall: DemoHall) -> None:
    app = filling.receive(ready(hall), "photo")
    with pytest.raises(InputRefused) as refused:
        accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert (refused.value.field, refused.value.message) == ("photo", "还差 1 处")
    with pytest.raises(NotPermitted):
        accept(hall.store, replace(hall.clerk, permissions=frozenset()), ready(hall), terms=hall.terms)
    assert accept(hall.store, hall.clerk, ready(hall), terms=hall.terms).case_number == "LH260617-0001"


def test_pressing_twice_gives_one_case(hall: DemoHall) -> None:
    app = ready(hall, ticket=hall.ticket())
    first = accept(hall.store, hall.clerk, app, terms=hall.terms)
    second = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert (second.case_id, second.case_number, second.document) == (
        first.case_id,
        first.case_number,
        first.document,
    )
    assert (count(hall, Case), count(hall, IssuedDocument)) == (1, 1)


def test_two_threads_on_one_draft_give_one_case(hall: DemoHall) -> None:
    app = ready(hall)
    barrier, found = threading.Barrier(2, timeout=30), []

    def press() -> None:
        barrier.wait()
        found.append(accept(hall.store, hall.clerk, app, terms=hall.terms).case_id)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 2
    assert found[0] == found[1]
    assert (count(hall, Case), count(hall, OutboxRow)) == (1, 2)


def test_a_crash_between_number_and_commit_leaves_a_gap_and_the_draft(
    hall: DemoHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ready(hall, ticket=hall.ticket())

    def crash(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(deciding, "add_document", crash)
        with pytest.raises(KeyboardInterrupt):
            accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert (count(hall, Case), count(hall, OutboxRow), count(hall, Draft)) == (0, 0, 1)
    assert accept(hall.store, hall.clerk, app, terms=hall.terms).case_number == "LH260617-0002"
    assert count(hall, Case) == 1


def test_a_second_matter_of_the_same_ticket(hall: DemoHall) -> None:
    ticket = hall.ticket()
    accept(hall.store, hall.clerk, ready(hall, ticket=ticket), terms=hall.terms)
    again = accept(hall.store, hall.clerk, ready(hall, ticket=ticket), terms=hall.terms)
    assert again.case_number == "LH260617-0002"


def test_a_dropped_draft_gives_no_case(hall: DemoHall) -> None:
    app = ready(hall)
    discard_draft(hall.store, hall.clerk, app.draft_id, hall.terms)
    with pytest.raises(Conflict):
        accept(hall.store, hall.clerk, app, terms=hall.terms)


@pytest.mark.parametrize(("key", "words"), [("6", "已登记死亡"), ("9", "校验码不符")])
def test_cards_that_may_decide_nothing(hall: DemoHall, key: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        accept(hall.store, hall.clerk, hall.open(key), terms=hall.terms)


def test_an_expired_card_wants_one_of_two_papers(hall: DemoHall) -> None:
    app = hall.open("4")
    places = [place.text for place in filling.missing(app)]
    assert "请收临时身份证或户口簿" in places
    app = filling.receive(app, "stand_in-2", 1, 0)
    assert not any("临时身份证" in place.text for place in filling.missing(app))
    assert next(row for row in app.materials if row.code == "stand_in-1").state is MaterialState.NOT_NEEDED


def test_the_code_on_the_sheet_opens_only_its_own_hall() -> None:
    text = case_qr_text("11440304MB2D26978H3442199806003202606170001", "LH260617-0001", "key")
    assert text.startswith("FTZW1|")
    found = read_case_qr(text, "key")
    assert found is not None
    assert found.case_number == "LH260617-0001"
    assert read_case_qr(text, "other") is None
    assert read_case_qr(text.replace("0001|", "0002|"), "key") is None
    assert hash_query_code("123456", "key", "LH260617-0001") != hash_query_code(
        "123456", "key", "LH260617-0002"
    )


def test_a_hall_that_does_not_print_by_itself_prints_the_first_copy_on_demand(hall: DemoHall) -> None:
    hall.terms = replace(hall.terms, settings=hall.terms.settings.with_values({AUTO_PRINT: False}))
    decision = accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    assert decision.print_line.text == "没有自动打印，按 F12 打印"
    line = reprint(hall.store, hall.clerk, decision.document.document_id, clock=hall.clock)
    with hall.store.reading() as session:
        job = session.get_one(PrintJob, line.job_id)
        assert not job.reprint, "the first copy is no 补打"
        assert job.state == "queued"
