"""The sheet of an acceptance by silence: its dates, once only, printed and handed over; on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from sqlalchemy import select

from db.cases import Case, CaseStep
from db.documents import IssuedDocument, PrintJob
from db.security import AuditEntry
from hall_app.cases import filling, silence_sheet
from hall_app.cases.numbering import hash_query_code
from hall_app.cases.resubmitting import take_in
from hall_app.cases.resuming import find_cases
from hall_app.cases.silence import SilenceWatch, accept_by_silence
from hall_app.cases.silence_sheet import hand_over, issue_silence_sheets
from hall_app.documents.reprinting import reprint
from hall_app.errors import Conflict, Unavailable
from hall_app.queueing import overview
from hall_app.settings import AUTO_PRINT, Settings
from tests.hall_app.cases.conftest import DemoHall
from tests.hall_app.cases.test_resuming import PROMISE, notice, reopened


def silent(hall: DemoHall) -> Case:
    """A case whose papers came on 06-17 and that nobody answered; accepted by silence on 06-26."""
    told = notice(hall)
    app = filling.receive(reopened(hall, told.case_id), PROMISE, 1, 0)
    take_in(hall.store, hall.clerk, app, terms=hall.terms)
    hall.clock.at += timedelta(days=9)
    accept_by_silence(hall.store, hall.clerk.hall_id, terms=hall.terms)
    with hall.store.reading() as session:
        return session.scalars(select(Case)).one()


def issue(hall: DemoHall) -> tuple[str, ...]:
    return issue_silence_sheets(hall.store, hall.clerk.hall_id, terms=hall.terms)


def receipts(hall: DemoHall) -> list[tuple[IssuedDocument, PrintJob]]:
    with hall.store.reading() as session:
        query = select(IssuedDocument, PrintJob).join(PrintJob, PrintJob.document_id == IssuedDocument.id)
        rows = session.execute(query.where(IssuedDocument.kind == "receipt")).all()
        for document, _job in rows:
            assert document.content
        return [(document, job) for document, job in rows]


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def test_the_sheet_is_dated_back_and_says_why(hall: DemoHall) -> None:
    case = silent(hall)
    assert issue(hall) == (case.case_number,)
    ((document, job),) = receipts(hall)
    assert (document.number, document.issued_by) == ("福莲政服受〔2026〕00001号", hall.clerk.staff_id)
    assert (job.state, job.kind, job.window_id, job.title) == (
        "queued",
        "document",
        None,
        f"受理通知书（收件回执） {case.case_number}",
    )
    text = words_of(document.content)
    assert "受理时间2026-06-1710:02" in text
    assert "2026年7月2日" in text, "the promise runs from the day the papers came"
    assert "2026年6月26日" in text, "the sheet itself is of today"
    assert "自收到申请材料之日起即为受理" in text
    assert "就业承诺书" in text
    content = document.data["content"]
    assert (content["due_date"], content["clerk"]) == ("2026-07-02", "何静")
    assert "query_code" not in content


def test_the_code_on_the_sheet_opens_the_case(hall: DemoHall, monkeypatch: pytest.MonkeyPatch) -> None:
    case = silent(hall)
    codes: list[str] = []
    render = silence_sheet.render

    def seen(content: object) -> bytes:
        codes.append(content.query_code)  # type: ignore[attr-defined]
        return render(content)  # type: ignore[arg-type]

    monkeypatch.setattr(silence_sheet, "render", seen)
    issue(hall)
    with hall.store.reading() as session:
        kept = session.get_one(Case, case.id)
        key = silence_sheet.queries.hall_of(session, kept.hall_id).qr_key
        assert kept.query_code_hash == hash_query_code(codes[0], key, kept.case_number)


def test_it_is_made_once_whatever_windows_look(hall: DemoHall) -> None:
    silent(hall)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.extend(issue(hall))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 1
    assert len(receipts(hall)) == 1
    assert issue(hall) == ()


def test_without_fonts_the_acceptance_stands_and_the_sheet_follows(
    hall: DemoHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = notice(hall)
    app = filling.receive(reopened(hall, told.case_id), PROMISE, 1, 0)
    take_in(hall.store, hall.clerk, app, terms=hall.terms)
    hall.clock.at += timedelta(days=9)

    def no_fonts(_content: object) -> bytes:
        raise Unavailable("没有打印字体，文书排不出来")

    watch = SilenceWatch(hall.store, lambda: hall.terms, lambda _numbers: None)
    with monkeypatch.context() as broken:
        broken.setattr(silence_sheet, "render", no_fonts)
        assert watch.round() == (told.case_number,)
    assert receipts(hall) == []
    assert watch.round() == (told.case_number,)
    assert len(receipts(hall)) == 1
    assert watch.round() == ()


def test_a_hall_that_prints_on_demand_prints_it_with_f12(hall: DemoHall) -> None:
    silent(hall)
    hall.terms = replace(hall.terms, settings=hall.terms.settings.with_values({AUTO_PRINT: False}))
    issue(hall)
    ((document, job),) = receipts(hall)
    assert job.state == "cancelled"
    line = reprint(hall.store, hall.clerk, document.id, clock=hall.clock)
    assert line.state == "queued"


def test_it_is_listed_until_it_is_handed_over(hall: DemoHall) -> None:
    case = silent(hall)
    assert find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings()) == ()
    with pytest.raises(Conflict, match="没有待交"):
        hand_over(hall.store, hall.clerk, case.id, terms=hall.terms)
    issue(hall)
    (found,) = find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings())
    assert (found.case_number, found.state_name, found.to_hand, found.waits) == (
        case.case_number,
        "视为受理",
        True,
        False,
    )

    def todo() -> list[tuple[str, int]]:
        lines = overview.queue(hall.store, hall.clerk, clock=hall.clock, settings=hall.terms.settings).todo
        return [(line.kind, line.count) for line in lines]

    assert todo() == [("deemed", 1)]
    hand_over(hall.store, hall.clerk, case.id, terms=hall.terms)
    hand_over(hall.store, hall.clerk, case.id, terms=hall.terms)
    assert find_cases(hall.store, hall.clerk, "", clock=hall.clock, settings=Settings()) == ()
    assert todo() == []
    with hall.store.reading() as session:
        steps = session.scalars(select(CaseStep.action).where(CaseStep.action == "case.hand_over")).all()
        trail = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert len(steps) == 1
    assert trail[-3:] == ["case.silence", "case.silence_sheet", "case.hand_over"]
