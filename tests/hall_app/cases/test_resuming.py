"""A case that waits for papers: found, opened, accepted, told again, or only taken in; and silence, on both databases."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select

from db.cases import Case, CaseMaterial, CaseStep
from db.documents import IssuedDocument, PrintJob
from db.exchange import OutboxRow
from db.security import AuditEntry
from hall_app.cases import filling
from hall_app.cases.accepting import accept
from hall_app.cases.application import Application, Defect, FieldState, MaterialRow, MaterialState, Waits
from hall_app.cases.drafts import recover_draft
from hall_app.cases.outcome import Decision
from hall_app.cases.resubmitting import take_in
from hall_app.cases.resuming import find_cases, number_start, open_case
from hall_app.cases.scanning import take_scans
from hall_app.cases.silence import SilenceWatch, accept_by_silence
from hall_app.cases.supplementing import issue_supplement, preview_supplement, suggested_defects
from hall_app.cases.undoing import undo_accept
from hall_app.errors import Conflict, InputRefused
from hall_app.settings import Settings
from tests.hall_app.cases.conftest import DAY, DemoHall
from tests.hall_app.cases.test_accepting import ready

PROMISE = "employment_promise"
DEFECT = Defect("未签章", "承诺书缺本人签名", "请本人签名后补交", substitute="可拍照由代办点上传")
CHANNELS = ("窗口", "代办点")


def notice(hall: DemoHall, *more: tuple[str, Defect]) -> Decision:
    """居住证申领, told to bring the promise again."""
    app = filling.list_defects(ready(hall), ((PROMISE, DEFECT), *more))
    return issue_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)


def reopened(hall: DemoHall, case_id: UUID) -> Application:
    return open_case(hall.store, hall.clerk, None, case_id, terms=hall.terms)


def row_of(app: Application, code: str) -> MaterialRow:
    return next(row for row in app.materials if row.code == code)


def the_case(hall: DemoHall) -> Case:
    with hall.store.reading() as session:
        return session.scalars(select(Case)).one()


def steps(hall: DemoHall) -> list[str]:
    with hall.store.reading() as session:
        return [step.to_state for step in session.scalars(select(CaseStep).order_by(CaseStep.id))]


def sheets(hall: DemoHall) -> list[tuple[str, str]]:
    """Documents with the state of their print jobs, oldest first."""
    with hall.store.reading() as session:
        documents = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id))
        jobs = {job.document_id: job.state for job in session.scalars(select(PrintJob))}
        return [(document.number, jobs[document.id]) for document in documents]


def test_a_waiting_case_is_found_by_code_number_or_as_due(hall: DemoHall) -> None:
    decision = notice(hall)
    accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    with hall.store.reading() as session:
        code = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id)).first()
        assert code is not None
        qr = code.data["content"]["qr_text"]
    for text in (qr, decision.case_number, "260617-0001", "#1", "0001"):
        (found,) = find_cases(hall.store, hall.clerk, text, clock=hall.clock, settings=Settings())
        assert (found.case_id, found.waits, found.due_on) == (decision.case_id, True, date(2026, 7, 2))
        assert found.applicant_masked == "林*燕"
    both = find_cases(hall.store, hall.clerk, "LH2606", clock=hall.clock, settings=Settings())
    assert [(case.case_number, case.waits) for case in both] == [
        ("LH260617-0001", True),
        ("LH260617-0002", False),
    ]
    assert [
        case.case_number
        for case in find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings())
    ] == ["LH260617-0001"]
    for text in (qr.replace("0001|", "0002|"), "张三", "LH-1-2", "' or 1=1", "9" * 300):
        assert find_cases(hall.store, hall.clerk, text, clock=hall.clock, settings=Settings()) == ()


def test_a_number_typed_in_part() -> None:
    assert number_start("37", "LH", DAY) == "LH260617-0037"
    assert number_start("lh260617-0037", "LH", DAY) == "LH260617-0037"
    assert number_start("260617", "LH", DAY) == "LH260617"
    assert number_start("", "LH", DAY) == ""


def test_what_was_judged_is_settled_and_what_is_awaited_is_open(hall: DemoHall) -> None:
    decision = notice(hall)
    app = reopened(hall, decision.case_id)
    assert app.resumed is not None
    assert (app.resumed.waits, app.resumed.due_on) == (Waits.PAPERS, date(2026, 7, 2))
    assert [row.code for row in app.materials if not row.settled] == [PROMISE]
    assert row_of(app, PROMISE).origin == "请本人签名后补交"
    assert [place.key for place in filling.missing(app)] == [PROMISE]
    with pytest.raises(InputRefused, match="已审过"):
        filling.receive(app, "photo", 0, 0)
    phone = filling.field_of(app, "phone")
    assert (phone.value, phone.state) == ("10000000951", FieldState.PREFILLED)
    assert filling.field_of(app, "name").state is FieldState.LOCKED
    assert recover_draft(hall.store, hall.clerk, hall.terms, lambda *_: app) == app
    with hall.store.reading() as session:
        assert (
            session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first().action == "case.open"
        )


def test_papers_brought_are_accepted_in_one_act_and_once(hall: DemoHall, tmp_path: Path) -> None:
    decision = notice(hall)
    hall.clock.at += timedelta(days=5)
    app = reopened(hall, decision.case_id)
    with pytest.raises(InputRefused, match="还差 1 处"):
        accept(hall.store, hall.clerk, app, terms=hall.terms)
    Image.new("RGB", (600, 800), "white").save(tmp_path / "page.jpg")
    app = take_scans(hall.store, hall.clerk, app, tmp_path, terms=hall.terms)
    accepted = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert (accepted.kind, accepted.case_number, accepted.undo_until) == (
        "accepted",
        decision.case_number,
        hall.clock.now() + timedelta(minutes=2),
    )
    assert accepted.deadline is not None
    assert accepted.deadline.start == date(2026, 6, 22)
    again = accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert again.document == accepted.document
    assert steps(hall) == ["10", "12", "13", "20"]
    assert [number for number, _state in sheets(hall)] == [
        "福莲政服补〔2026〕00001号",
        "福莲政服受〔2026〕00001号",
    ]
    with hall.store.reading() as session:
        came = session.scalars(select(CaseMaterial).where(CaseMaterial.round == 1)).one()
        assert (came.code, came.state, came.pages) == (PROMISE, "captured", 1)
        data = session.scalars(select(IssuedDocument).order_by(IssuedDocument.id.desc())).first()
        assert data is not None
        assert [row["name"] for row in data.data["content"]["received"]] == ["制证相片", "就业承诺书"]
        assert data.data["content"]["received_at"] != data.data["content"]["accepted_at"]
        versions = [
            row.body["version"] for row in session.scalars(select(OutboxRow).where(OutboxRow.kind == "case"))
        ]
    assert versions == sorted(set(versions))
    hall.clock.at += timedelta(minutes=2, seconds=1)
    with pytest.raises(Conflict, match="已过 2 分钟"):
        undo_accept(hall.store, hall.clerk, decision.case_id, "录错申请人", terms=hall.terms)


def test_a_second_notice_prints_its_sheet_and_names_only_new_papers(hall: DemoHall) -> None:
    decision = notice(hall)
    app = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    old = filling.list_defects(app, (("photo", DEFECT),))
    with pytest.raises(Conflict, match="不得再要求补正"):
        issue_supplement(hall.store, hall.clerk, old, 5, CHANNELS, terms=hall.terms)
    wrong = filling.list_defects(app, ((PROMISE, Defect("不清晰", "签名不清", "请重签")),))
    assert len(preview_supplement(hall.store, hall.clerk, wrong, 5, CHANNELS, terms=hall.terms)) == 1
    second = issue_supplement(hall.store, hall.clerk, wrong, 5, CHANNELS, terms=hall.terms)
    assert second.document.number == "福莲政服补〔2026〕00002号"
    assert (second.print_line.state, second.document.document_id) != (None, decision.document.document_id)
    assert [state for _number, state in sheets(hall)] == ["queued", "queued"]
    with hall.store.reading() as session:
        sheet = session.get_one(IssuedDocument, second.document.document_id)
        assert sheet.data["content"]["again"] is True
        assert sheet.data["content"]["case_number"] == decision.case_number
    case = the_case(hall)
    assert (case.state, case.correction_due_on) == ("12", date(2026, 6, 25))
    third = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    accept(hall.store, hall.clerk, third, terms=hall.terms)
    assert steps(hall) == ["10", "12", "13", "12", "13", "20"]


def test_a_piece_that_did_not_come_is_still_wanted_and_may_be_told_again(hall: DemoHall) -> None:
    decision = notice(hall, ("photo", Defect("不清晰", "相片不清", "请重拍")))
    app = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    assert [code for code, _defect in suggested_defects(app)] == ["photo"]
    wanted = filling.list_defects(app, suggested_defects(app))
    issue_supplement(hall.store, hall.clerk, wanted, 5, CHANNELS, terms=hall.terms)
    again = reopened(hall, decision.case_id)
    assert [row.code for row in again.materials if not row.settled] == ["photo"]
    assert row_of(again, PROMISE).state is MaterialState.RECEIVED


def test_a_defect_of_the_form_is_put_right_in_the_form(hall: DemoHall) -> None:
    app = filling.list_defects(ready(hall), (("form", Defect("信息不一致", "电话是空号", "请更正电话")),))
    decision = issue_supplement(hall.store, hall.clerk, app, 10, CHANNELS, terms=hall.terms)
    app = reopened(hall, decision.case_id)
    assert [(row.code, row.origin) for row in app.materials if not row.settled] == [("form", "请更正电话")]
    app = filling.overwrite(app, "phone", "10000001234", "录入有误")
    accept(hall.store, hall.clerk, filling.receive(app, "form"), terms=hall.terms)
    case = the_case(hall)
    assert (case.form["phone"]["value"], case.state) == ("10000001234", "20")


def test_papers_taken_in_wait_five_days_for_a_decision(hall: DemoHall) -> None:
    decision = notice(hall)
    app = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    taken = take_in(hall.store, hall.clerk, app, terms=hall.terms)
    assert (taken.kind, taken.note, taken.document.kind) == ("taken", "06-25 前告知是否受理", "materials")
    assert the_case(hall).state == "13"
    app = reopened(hall, decision.case_id)
    assert app.resumed is not None
    assert app.resumed.waits is Waits.DECISION
    with pytest.raises(InputRefused, match="已收下"):
        take_in(hall.store, hall.clerk, app, terms=hall.terms)
    assert filling.missing(app) == ()
    accept(hall.store, hall.clerk, app, terms=hall.terms)
    assert steps(hall) == ["10", "12", "13", "20"]


def test_two_windows_go_on_with_one_case_and_only_one_decides(hall: DemoHall) -> None:
    decision = notice(hall)
    first = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    second = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    done: list[object] = []

    def run(app: Application) -> None:
        try:
            done.append(accept(hall.store, hall.clerk, app, terms=hall.terms).kind)
        except Conflict as error:
            done.append(error)

    threads = [threading.Thread(target=run, args=(app,)) for app in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(str(type(each).__name__) for each in done) == ["Conflict", "str"]
    assert steps(hall) == ["10", "12", "13", "20"]


def test_deferred_pieces_come_and_the_clock_runs_on(hall: DemoHall) -> None:
    app = filling.choose(filling.confirm(hall.open(), "phone"), "collection", 0)
    decision = accept(hall.store, hall.clerk, filling.receive(app, "photo", 1, 0), terms=hall.terms)
    due = the_case(hall).due_on
    (found,) = find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings())
    assert (found.state_name, found.due_on) == ("容缺受理中", date(2026, 6, 25))
    app = reopened(hall, decision.case_id)
    with pytest.raises(InputRefused, match="没有收到补交"):
        accept(hall.store, hall.clerk, app, terms=hall.terms)
    with pytest.raises(Conflict, match="不再补正"):
        issue_supplement(hall.store, hall.clerk, app, 5, CHANNELS, terms=hall.terms)
    taken = accept(hall.store, hall.clerk, filling.receive(app, PROMISE, 1, 0), terms=hall.terms)
    assert (taken.kind, taken.note, taken.document.title) == ("taken", "容缺的材料已收齐", "容缺材料接收凭证")
    case = the_case(hall)
    assert (case.state, case.due_on, case.deferred_due_on) == ("22", due, None)
    assert find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings()) == ()
    with pytest.raises(Conflict, match="没有要补交"):
        reopened(hall, decision.case_id)


def test_a_case_that_waits_for_nothing_is_not_opened(hall: DemoHall) -> None:
    decision = accept(hall.store, hall.clerk, ready(hall), terms=hall.terms)
    with pytest.raises(Conflict, match="已受理"):
        reopened(hall, decision.case_id)


def test_silence_is_acceptance_from_the_day_of_receipt(hall: DemoHall) -> None:
    decision = notice(hall)
    app = filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0)
    take_in(hall.store, hall.clerk, app, terms=hall.terms)
    hall.clock.at += timedelta(days=8)
    assert accept_by_silence(hall.store, hall.clerk.hall_id, terms=hall.terms) == ()
    hall.clock.at += timedelta(days=1)
    assert accept_by_silence(hall.store, hall.clerk.hall_id, terms=hall.terms) == (decision.case_number,)
    case = the_case(hall)
    assert (case.state, case.clock_start, case.due_on) == ("16", DAY, date(2026, 7, 2))


def test_two_windows_watch_and_each_case_is_taken_once(hall: DemoHall) -> None:
    decisions = [notice(hall) for _ in range(2)]
    for decision in decisions:
        take_in(
            hall.store,
            hall.clerk,
            filling.receive(reopened(hall, decision.case_id), PROMISE, 1, 0),
            terms=hall.terms,
        )
    hall.clock.at += timedelta(days=9)
    told: list[str] = []
    enough = threading.Event()

    def tell(numbers: tuple[str, ...]) -> None:
        told.extend(numbers)
        if len(told) >= len(decisions):
            enough.set()

    watches = [SilenceWatch(hall.store, lambda: hall.terms, tell, every_s=0.05) for _ in range(2)]
    for watch in watches:
        watch.start()
    assert enough.wait(20)
    for watch in watches:
        watch.stop(10)
    assert watches[0].round() == ()
    assert sorted(set(told)) == sorted(decision.case_number for decision in decisions)
    assert steps(hall).count("16") == len(decisions)
